//! The X server as the event loop sees it: the display, and the requests that it has not answered yet.
//!
//! Replies are never waited for. A request with a reply is recorded in [`PendingReplies`], in order, and each turn of
//! the loop checks whether the first has been answered. Errors arrive before the replies that follow them, because
//! events are read to their end first.

use std::collections::VecDeque;
use std::sync::mpsc::SyncSender;

use x11rb::connection::{ReplyOrError, RequestConnection as _};
use x11rb::cookie::Cookie;
use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto::{self, ConnectionExt as _};
use x11rb::x11_utils::{TryParse, X11Error};
use x11rb_protocol::SequenceNumber;

use crate::display::{Connection, Display};
use crate::paint_state::PaintJob;
use crate::upload::SharedUpload;

/// The request that a reply answers.
#[derive(Debug)]
pub(crate) enum ReplyKind {
    /// The window has been created.
    Created(xproto::Window),
    /// The job is finished; the server no longer reads the memory of its frames.
    Painted(xproto::Window, PaintJob, SharedUpload),
    /// The position of the window's corner on the screen.
    Position(xproto::Window),
    /// The value of the window's `_NET_WM_STATE`.
    State(xproto::Window),
    /// The first half of the keymap: the keysyms of all keys.
    Keysyms,
    /// The second half of the keymap: the keys of all modifiers.
    ModifierKeys,
    /// A part of the data that another client has written into this window's property.
    SelectionPart(xproto::Window),
    /// This connection owns the selection.
    Copied(SyncSender<canvas_core::Result<()>>),
    /// The source window of the drag with this number exists, and this may be its list of types.
    DragSource {
        /// The window under the pointer.
        target: xproto::Window,
        /// The number of the drag.
        serial: u32,
        /// The window that the other client drags from.
        source: xproto::Window,
    },
    /// The position of the drag with this number within the window.
    DragPosition(xproto::Window, u32),
}

impl ReplyKind {
    /// Whether an error of an earlier request belongs to this one.
    fn is_failed_by(&self, error: &X11Error) -> bool {
        match self {
            Self::Created(_) => error.major_opcode == xproto::CREATE_WINDOW_REQUEST,
            Self::Painted(..) => error.extension_name.as_deref() == Some("MIT-SHM"),
            Self::DragSource { source, .. } => error.bad_value == *source,
            Self::Position(_) | Self::State(_) | Self::Keysyms | Self::ModifierKeys => false,
            Self::SelectionPart(_) | Self::Copied(_) | Self::DragPosition(..) => false,
        }
    }
}

/// A request that has been answered.
#[derive(Debug)]
pub(crate) struct Completed {
    pub(crate) kind: ReplyKind,
    /// An error of an earlier request that belongs to this one.
    pub(crate) error: Option<X11Error>,
    /// The bytes of the reply; empty if the request itself failed.
    pub(crate) reply: Vec<u8>,
}

#[derive(Debug)]
struct Pending {
    sequence: SequenceNumber,
    kind: ReplyKind,
    error: Option<X11Error>,
}

/// The requests that have not been answered, in the order in which they were sent.
#[derive(Debug, Default)]
pub(crate) struct PendingReplies(VecDeque<Pending>);

impl PendingReplies {
    /// Queues a handler for the reply to a request that has just been sent.
    pub(crate) fn queue_reply<R: TryParse>(&mut self, cookie: Cookie<'_, Connection, R>, kind: ReplyKind) {
        let sequence = cookie.sequence_number();
        // Dropping a cookie discards its reply.
        std::mem::forget(cookie);
        self.0.push_back(Pending {
            sequence,
            kind,
            error: None,
        });
    }

    /// Attaches an error to the request that it belongs to. Most errors mean nothing: requests race with windows that
    /// are being destroyed.
    pub(crate) fn record_error(&mut self, error: X11Error, sequence: SequenceNumber) {
        let following = self.0.iter_mut().find(|pending| pending.sequence >= sequence);
        if let Some(pending) = following
            && pending.error.is_none()
            && pending.kind.is_failed_by(&error)
        {
            pending.error = Some(error);
        }
    }

    /// The oldest request, if it has been answered.
    pub(crate) fn next_completed(
        &mut self,
        connection: &Connection,
    ) -> Result<Option<Completed>, ConnectionError> {
        let Some(first) = self.0.front() else {
            return Ok(None);
        };
        let reply = match connection.wait_for_reply_or_raw_error(first.sequence) {
            Ok(ReplyOrError::Reply(reply)) => reply,
            Ok(ReplyOrError::Error(_)) => Vec::new(),
            // The stream never waits: this means "not yet".
            Err(ConnectionError::IoError(error)) if error.kind() == std::io::ErrorKind::WouldBlock => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let completed = self.0.pop_front().map(|pending| Completed {
            kind: pending.kind,
            error: pending.error,
            reply,
        });
        Ok(completed)
    }

    /// Drops all requests: they will not be answered any more.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// The display together with its unanswered requests.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) display: Display,
    pub(crate) replies: PendingReplies,
}

impl Server {
    /// A server that has answered everything so far.
    pub(crate) fn new(display: Display) -> Self {
        Self {
            display,
            replies: PendingReplies::default(),
        }
    }

    /// Sends a cheap request with a reply. When it is answered, the server has processed all requests before it.
    pub(crate) fn sync_barrier(&mut self, kind: ReplyKind) -> Result<(), ConnectionError> {
        let cookie = self.display.connection.get_input_focus()?;
        self.replies.queue_reply(cookie, kind);
        Ok(())
    }
}
