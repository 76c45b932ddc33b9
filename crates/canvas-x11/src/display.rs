//! A connected display: its connection, the properties of the server, and readable texts for its errors.

use std::io::{Error as IoError, ErrorKind};

use canvas_core::frame::PixelFormat;
use x11rb::errors::{ConnectionError, ReplyError};
use x11rb::protocol::xproto::{
    Atom, ChangeWindowAttributesAux, Colormap, ConnectionExt as _, CreateWindowAux, EventMask, Gcontext,
    PropMode, Screen, Visualid, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use crate::atoms::Atoms;
use crate::resource_ids::ResourceIds;
use crate::stream::QueuedStream;
use crate::transport::Transport;

/// The connection to one X server.
pub(crate) type Connection = RustConnection<QueuedStream>;

/// The visual of every window of this connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Visual {
    pub(crate) id: Visualid,
    pub(crate) depth: u8,
    pub(crate) format: PixelFormat,
}

/// The connection, and the properties of the server from when it was opened.
#[derive(Debug)]
pub(crate) struct Display {
    pub(crate) connection: Connection,
    pub(crate) screen: Screen,
    pub(crate) visual: Visual,
    pub(crate) colormap: Colormap,
    pub(crate) atoms: Atoms,
    /// The graphics context that all windows share.
    pub(crate) gc: Gcontext,
    pub(crate) ids: ResourceIds,
    pub(crate) transport: Transport,
    /// Physical pixels per logical pixel.
    pub(crate) ratio: f64,
    /// Whether the server reports touches (XInput 2.2).
    pub(crate) has_touch: bool,
    /// The longest request that the server accepts, in bytes.
    pub(crate) longest_request: usize,
    /// `None` if the server lacks what cursor themes need.
    pub(crate) cursor_theme: Option<x11rb::cursor::Handle>,
    /// How many bytes of pixels one `PutImage` request may carry.
    pub(crate) max_pixels: usize,
}

impl Display {
    /// Whether new frames and answers should wait, because too much output is queued.
    pub(crate) fn is_congested(&self) -> bool {
        self.connection.stream().is_congested()
    }

    /// Replaces a property that consists of bytes.
    pub(crate) fn set_bytes(
        &self,
        window: Window,
        property: impl Into<Atom>,
        kind: impl Into<Atom>,
        bytes: &[u8],
    ) -> Result<(), ConnectionError> {
        let mode = PropMode::REPLACE;
        self.connection
            .change_property8(mode, window, property, kind, bytes)?;
        Ok(())
    }

    /// Replaces a property that consists of 32-bit numbers.
    pub(crate) fn set_numbers(
        &self,
        window: Window,
        property: impl Into<Atom>,
        kind: impl Into<Atom>,
        numbers: &[u32],
    ) -> Result<(), ConnectionError> {
        let mode = PropMode::REPLACE;
        self.connection
            .change_property32(mode, window, property, kind, numbers)?;
        Ok(())
    }

    /// Sends a message to the window manager: to the root window, with the masks that only a window manager selects
    /// (ICCCM 4.1.4, EWMH "Root Window Properties").
    pub(crate) fn send_to_window_manager(&self, event: impl Into<[u8; 32]>) -> Result<(), ConnectionError> {
        let mask = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
        self.connection.send_event(false, self.screen.root, mask, event)?;
        Ok(())
    }

    /// Creates a window that is never mapped and only serves to communicate with other clients.
    pub(crate) fn create_helper_window(
        &self,
        window: Window,
        events: EventMask,
    ) -> Result<(), ConnectionError> {
        let aux = CreateWindowAux::new().event_mask(events);
        let (class, visual) = (WindowClass::INPUT_ONLY, x11rb::COPY_FROM_PARENT);
        let root = self.screen.root;
        self.connection
            .create_window(0, window, root, -1, -1, 1, 1, 0, class, visual, &aux)?;
        Ok(())
    }

    /// Selects the events that this connection receives from a window of another client.
    ///
    /// Windows of this connection are left alone: their event masks are set when they are created, and another client
    /// may have named one of them as its own.
    pub(crate) fn select_foreign_events(
        &self,
        window: Window,
        events: EventMask,
    ) -> Result<(), ConnectionError> {
        if !self.ids.contains(window) {
            let aux = ChangeWindowAttributesAux::new().event_mask(events);
            self.connection.change_window_attributes(window, &aux)?;
        }
        Ok(())
    }
}

/// A text for users about an error of the socket.
pub(crate) fn explain_io(error: &IoError) -> String {
    match error.kind() {
        ErrorKind::TimedOut => "the display does not answer".to_owned(),
        ErrorKind::NotFound => "there is no such display".to_owned(),
        ErrorKind::ConnectionRefused => {
            "the display refuses the connection (nothing listens there)".to_owned()
        }
        ErrorKind::UnexpectedEof | ErrorKind::BrokenPipe | ErrorKind::ConnectionReset => {
            "the display has closed the connection".to_owned()
        }
        _ => error.to_string(),
    }
}

/// A text for users about an error of the connection.
pub(crate) fn explain(error: &ConnectionError) -> String {
    match error {
        ConnectionError::IoError(error) => explain_io(error),
        other => format!("the connection has failed: {other}"),
    }
}

/// A text for users about a request that failed.
pub(crate) fn explain_reply(error: &ReplyError) -> String {
    match error {
        ReplyError::ConnectionError(error) => explain(error),
        ReplyError::X11Error(error) => format!(
            "the display refuses a request ({:?} for {})",
            error.error_kind,
            error.request_name.unwrap_or("an unknown request")
        ),
    }
}
