//! Drag and drop (XDND, version 5), with another client as the source.

mod support;

use std::path::PathBuf;

use canvas_core::backend::BackendEvent;
use canvas_core::conformance::{TestWindow, assert_eventually, test_setup};
use canvas_core::event::{DropEvent, Event as CanvasEvent};
use support::{Client, Server};
use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    self, ClientMessageEvent, ConnectionExt as _, EventMask, PropMode, SELECTION_NOTIFY_EVENT,
    SelectionNotifyEvent, SelectionRequestEvent,
};
use x11rb::wrapper::ConnectionExt as _;

const FILES: &[u8] = b"file:///a\r\nfile:///b%20c\r\n";

/// A client that drags a list of files.
struct Source {
    client: Client,
    window: xproto::Window,
    target: xproto::Window,
    uri_list: u32,
}

impl Source {
    fn new(server: &Server) -> Self {
        let client = server.client();
        let window = client.connection.generate_id().unwrap();
        let (class, aux) = (xproto::WindowClass::INPUT_ONLY, xproto::CreateWindowAux::new());
        client
            .connection
            .create_window(0, window, client.root, -1, -1, 1, 1, 0, class, 0, &aux)
            .unwrap();
        let selection = client.atom("XdndSelection");
        client
            .connection
            .set_selection_owner(window, selection, x11rb::CURRENT_TIME)
            .unwrap();
        Self {
            target: client.window(),
            uri_list: client.atom("text/uri-list"),
            client,
            window,
        }
    }

    fn send(&self, kind: &str, data: [u32; 4]) {
        let [a, b, c, d] = data;
        let kind = self.client.atom(kind);
        self.client
            .message(self.target, 32, kind, [self.window, a, b, c, d]);
    }

    fn enter(&self) {
        self.send("XdndEnter", [5 << 24, self.uri_list, 0, 0]);
    }

    fn position(&self, x: u32, y: u32) {
        let action = self.client.atom("XdndActionCopy");
        self.send("XdndPosition", [0, x << 16 | y, 0, action]);
    }

    /// Waits for an answer of the target, and provides the files meanwhile.
    fn answer(&self, kind: &str) -> [u32; 5] {
        let atom = self.client.atom(kind);
        let mut answer = None;
        assert_eventually(kind, || {
            answer = self.serve().into_iter().find(|message| message.type_ == atom);
            answer.is_some()
        });
        answer.unwrap().data.as_data32()
    }

    /// Waits until the window has received a number of drop events, provides the files meanwhile, and returns the last.
    fn drop_event(&self, window: &TestWindow, count: usize) -> DropEvent {
        assert_eventually("a drop event", || {
            self.serve();
            drops(window).len() == count
        });
        drops(window).pop().unwrap()
    }

    /// Provides the files, and returns the messages of the target.
    fn serve(&self) -> Vec<ClientMessageEvent> {
        let mut messages = Vec::new();
        while let Some(event) = self.client.connection.poll_for_event().unwrap() {
            match event {
                Event::SelectionRequest(request) => self.provide(&request),
                Event::ClientMessage(message) => messages.push(message),
                _ => {}
            }
        }
        messages
    }

    fn provide(&self, request: &SelectionRequestEvent) {
        let SelectionRequestEvent {
            requestor,
            property,
            target,
            ..
        } = *request;
        let connection = &self.client.connection;
        connection
            .change_property8(PropMode::REPLACE, requestor, property, target, FILES)
            .unwrap();
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor,
            selection: request.selection,
            target,
            property,
        };
        connection
            .send_event(false, requestor, EventMask::NO_EVENT, answer)
            .unwrap();
        self.client.sync();
    }
}

fn files() -> Vec<PathBuf> {
    ["/a", "/b c"].map(PathBuf::from).into()
}

fn drops(window: &TestWindow) -> Vec<DropEvent> {
    let drop = |event| match event {
        BackendEvent::Input(CanvasEvent::Drop(event)) => Some(event),
        _ => None,
    };
    window.events().into_iter().filter_map(drop).collect()
}

#[test]
fn files_are_reported_while_they_are_held_and_when_they_are_dropped() {
    let server = Server::new();
    let window = TestWindow::open(&server.connect(), test_setup(100, 80));
    let source = Source::new(&server);
    source.enter();
    source.position(10, 20);
    let status = source.answer("XdndStatus");
    assert_eq!(
        (status[0], status[1] & 1),
        (source.target, 1),
        "they would be accepted"
    );
    let held = source.drop_event(&window, 1);
    assert_eq!(
        (held.dropped, held.x, held.y, held.paths),
        (false, 10.0, 20.0, files())
    );
    source.send("XdndDrop", [0, 0, 0, 0]);
    let finished = source.answer("XdndFinished");
    assert_eq!(
        (finished[0], finished[1] & 1),
        (source.target, 1),
        "they are accepted"
    );
    let dropped = source.drop_event(&window, 2);
    assert_eq!((dropped.dropped, dropped.paths), (true, files()));
}

#[test]
fn a_drag_ends_when_it_leaves_or_its_source_is_destroyed() {
    let server = Server::new();
    let window = TestWindow::open(&server.connect(), test_setup(100, 80));
    let leave = |source: &Source| source.send("XdndLeave", [0; 4]);
    let destroy = |source: &Source| {
        let connection = &source.client.connection;
        connection.destroy_window(source.window).unwrap();
        source.client.sync();
    };
    for end in [leave as fn(&Source), destroy] {
        let before = drops(&window).len();
        let source = Source::new(&server);
        source.enter();
        source.position(10, 20);
        assert_eq!(source.drop_event(&window, before + 1).paths, files());
        end(&source);
        let left = source.drop_event(&window, before + 2);
        assert!(!left.dropped && left.paths.is_empty());
    }
}

#[test]
fn an_unsupported_type_is_refused() {
    let server = Server::new();
    let window = TestWindow::open(&server.connect(), test_setup(100, 80));
    let source = Source::new(&server);
    source.send("XdndEnter", [5 << 24, source.client.atom("image/png"), 0, 0]);
    source.position(10, 20);
    assert_eq!(source.answer("XdndStatus")[1] & 1, 0);
    source.send("XdndDrop", [0, 0, 0, 0]);
    assert_eq!(source.answer("XdndFinished")[1] & 1, 0);
    assert_eq!(drops(&window), []);
}
