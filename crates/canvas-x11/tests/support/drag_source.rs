//! A program from which files are dragged onto a window, by the XDND protocol, version 5.

use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use canvas_core::conformance::TIMEOUT;
use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    self, ConnectionExt as _, EventMask, SelectionNotifyEvent, SelectionRequestEvent,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

const VERSION: u32 = 5;

/// The source of a drag.
pub(super) struct DragSource<'a> {
    connection: &'a RustConnection,
    window: xproto::Window,
    target: xproto::Window,
    /// The content of `text/uri-list`.
    uris: Vec<u8>,
}

impl<'a> DragSource<'a> {
    /// Begins to drag files over a window.
    pub(super) fn new(
        connection: &'a RustConnection,
        root: xproto::Window,
        target: xproto::Window,
        paths: &[PathBuf],
    ) -> Self {
        let window = connection.generate_id().unwrap();
        let (class, aux) = (xproto::WindowClass::INPUT_OUTPUT, xproto::CreateWindowAux::new());
        connection
            .create_window(0, window, root, -10, -10, 1, 1, 0, class, 0, &aux)
            .unwrap();
        let source = Self {
            connection,
            window,
            target,
            uris: paths.iter().flat_map(|path| uri(path)).collect(),
        };
        let selection = source.atom("XdndSelection");
        connection
            .set_selection_owner(window, selection, x11rb::CURRENT_TIME)
            .unwrap();
        source
    }

    /// Holds the files over a position of the screen (physical pixels), and drops them there.
    pub(super) fn drop_at(&self, x: i16, y: i16) {
        let [uri_list, copy] = ["text/uri-list", "XdndActionCopy"].map(|name| self.atom(name));
        self.send("XdndEnter", [VERSION << 24, uri_list, 0, 0]);
        let position = u32::from(x.cast_unsigned()) << 16 | u32::from(y.cast_unsigned());
        self.send("XdndPosition", [0, position, x11rb::CURRENT_TIME, copy]);
        self.serve_until("XdndStatus");
        self.send("XdndDrop", [0, x11rb::CURRENT_TIME, 0, 0]);
        self.serve_until("XdndFinished");
        self.connection.destroy_window(self.window).unwrap();
        self.connection.flush().unwrap();
    }

    fn atom(&self, name: &str) -> u32 {
        let cookie = self.connection.intern_atom(false, name.as_bytes()).unwrap();
        cookie.reply().unwrap().atom
    }

    fn send(&self, kind: &str, [a, b, c, d]: [u32; 4]) {
        let data = [self.window, a, b, c, d];
        let event = xproto::ClientMessageEvent::new(32, self.target, self.atom(kind), data);
        self.connection
            .send_event(false, self.target, EventMask::NO_EVENT, event)
            .unwrap();
        self.connection.flush().unwrap();
    }

    /// Gives the files to the target until it sends this message.
    fn serve_until(&self, kind: &str) {
        let kind = self.atom(kind);
        let deadline = Instant::now() + TIMEOUT;
        loop {
            match self.connection.poll_for_event().unwrap() {
                Some(Event::ClientMessage(message)) if message.type_ == kind => return,
                Some(Event::SelectionRequest(request)) => self.give(&request),
                Some(_) => {}
                None => {
                    assert!(Instant::now() < deadline, "the target of a drag does not answer");
                    std::thread::sleep(Duration::from_millis(2));
                }
            }
        }
    }

    fn give(&self, request: &SelectionRequestEvent) {
        let (requestor, property, target) = (request.requestor, request.property, request.target);
        let mode = xproto::PropMode::REPLACE;
        self.connection
            .change_property8(mode, requestor, property, target, &self.uris)
            .unwrap();
        let event = SelectionNotifyEvent {
            response_type: xproto::SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor,
            selection: request.selection,
            target,
            property,
        };
        self.connection
            .send_event(false, requestor, EventMask::NO_EVENT, event)
            .unwrap();
        self.connection.flush().unwrap();
    }
}

/// A line of a list of URIs (RFC 2483), with everything escaped that a URI does not have.
fn uri(path: &std::path::Path) -> Vec<u8> {
    let mut uri = b"file://".to_vec();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => uri.push(*byte),
            byte => uri.extend(format!("%{byte:02X}").into_bytes()),
        }
    }
    uri.extend(b"\r\n");
    uri
}
