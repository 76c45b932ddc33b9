//! Properties that window managers read, protocols with them, and positions that they decide.

mod support;

use canvas_core::backend::{Backend as _, BackendEvent, Command, Property, SizeLimits};
use canvas_core::conformance::{TestWindow, assert_eventually, test_setup};
use canvas_core::geometry::kurbo::{Point, Size};
use canvas_x11::{Options, X11Backend};
use std::sync::Arc;
use support::{Client, Server};
use x11rb::connection::Connection as _;
use x11rb::properties::{WmHints, WmSizeHints};
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ChangeWindowAttributesAux, ClientMessageEvent, ConnectionExt as _, EventMask, PropMode,
    Window,
};
use x11rb::wrapper::ConnectionExt as _;

const RED: [u8; 3] = [200, 10, 20];

fn property(client: &Client, window: Window, name: Atom) -> Vec<u8> {
    let reply = client
        .connection
        .get_property(false, window, name, AtomEnum::ANY, 0, 10_000);
    reply.unwrap().reply().unwrap().value
}

fn numbers(client: &Client, window: Window, name: &str) -> Vec<u32> {
    let bytes = property(client, window, client.atom(name));
    bytes
        .chunks_exact(4)
        .map(|bytes| u32::from_ne_bytes(bytes.try_into().unwrap()))
        .collect()
}

#[test]
fn a_window_has_the_properties_of_icccm_and_ewmh() {
    let server = Server::new();
    let window = TestWindow::open(&server.connect(), test_setup(120, 90));
    let client = server.client();
    let xid = client.window();
    assert_eq!(property(&client, xid, AtomEnum::WM_NAME.into()), b"canvas-test");
    assert_eq!(
        property(&client, xid, AtomEnum::WM_CLASS.into()),
        b"canvas-test-app\0canvas-test-app\0"
    );
    assert_eq!(numbers(&client, xid, "_NET_WM_PID"), [std::process::id()]);
    let machine = property(&client, xid, AtomEnum::WM_CLIENT_MACHINE.into());
    assert_eq!(machine, rustix::system::uname().nodename().to_bytes());
    let protocols = ["WM_DELETE_WINDOW", "_NET_WM_PING"].map(|name| client.atom(name));
    assert_eq!(numbers(&client, xid, "WM_PROTOCOLS"), protocols);
    assert_eq!(
        numbers(&client, xid, "_NET_WM_WINDOW_TYPE"),
        [client.atom("_NET_WM_WINDOW_TYPE_NORMAL")]
    );
    let hints = WmHints::get(&client.connection, xid)
        .unwrap()
        .reply()
        .unwrap()
        .unwrap();
    assert_eq!(hints.input, Some(true));
    for title in ["日本 \u{0}語", "Größe"] {
        window.send(Command::Set(window.id(), Property::Title(title.to_owned())));
        let clean = title.replace('\0', "");
        assert_eventually("the new title", || client.find(&clean) == [xid]);
    }
    assert_eventually("the old kind of title", || {
        property(&client, xid, AtomEnum::WM_NAME.into()) == b"Gr\xf6\xdfe"
    });
}

#[test]
fn size_hints_follow_the_limits() {
    let server = Server::new();
    let backend = server.connect();
    let mut setup = test_setup(10, 1000);
    setup.limits = SizeLimits::between(Size::new(50.0, 40.0), Size::new(500.0, 400.0));
    let window = TestWindow::open(&backend, setup);
    assert!(
        matches!(&window.events()[0], BackendEvent::Created { size, .. } if (size.width(), size.height()) == (50, 400))
    );
    let client = server.client();
    let xid = client.window();
    let hints = || {
        WmSizeHints::get_normal_hints(&client.connection, xid)
            .unwrap()
            .reply()
            .unwrap()
            .unwrap()
    };
    assert_eq!(
        (hints().min_size, hints().max_size),
        (Some((50, 40)), Some((500, 400)))
    );
    assert!(hints().position.is_none(), "the window manager may choose");
    window.send(Command::Set(window.id(), Property::Limits(SizeLimits::FIXED)));
    assert_eventually("one size only", || {
        hints().min_size == Some((50, 400)) && hints().max_size == Some((50, 400))
    });
    window.send(Command::Set(window.id(), Property::Size(Size::new(70.0, 60.0))));
    window.expect_size(70, 60);
    assert_eventually("the other size only", || hints().min_size == Some((70, 60)));
}

#[test]
fn the_close_button_requests_and_does_not_close() {
    let server = Server::new();
    let _manager = server.start_manager();
    let window = TestWindow::open(&server.connect(), test_setup(120, 90));
    let client = server.client();
    let xid = client.window();
    let mask = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
    for _ in 0..3 {
        let event = ClientMessageEvent::new(32, xid, client.atom("_NET_CLOSE_WINDOW"), [0, 2, 0, 0, 0]);
        client
            .connection
            .send_event(false, client.root, mask, event)
            .unwrap();
        client.sync();
        window.expect("a close request", |event| *event == BackendEvent::CloseRequested);
    }
    window.show(window.frame(120, 90, RED));
    assert_eq!(client.pixel(xid, 5, 5), Some(RED));
}

#[test]
fn a_ping_is_answered_without_the_program() {
    let server = Server::new();
    let _window = TestWindow::open(&server.connect(), test_setup(120, 90));
    let client = server.client();
    let xid = client.window();
    let select = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
    client
        .connection
        .change_window_attributes(client.root, &select)
        .unwrap();
    let (protocols, ping) = (client.atom("WM_PROTOCOLS"), client.atom("_NET_WM_PING"));
    client.message(xid, 32, protocols, [ping, 1, xid + 1, 0, 0]);
    client.message(xid, 32, protocols, [ping, 4711, xid, 0, 0]);
    let answer = loop {
        match client.connection.wait_for_event().unwrap() {
            Event::ClientMessage(message) => break message,
            _ => continue,
        }
    };
    assert_eq!(
        (answer.window, answer.type_, answer.format),
        (client.root, protocols, 32)
    );
    assert_eq!(
        answer.data.as_data32(),
        [ping, 4711, xid, 0, 0],
        "the one that names another window is not"
    );
}

#[test]
fn a_window_is_at_the_requested_position() {
    let server = Server::new();
    let _manager = server.start_manager();
    let backend = server.connect();
    let at = |x: f64, y: f64| move |event: &BackendEvent| *event == BackendEvent::Moved(Point::new(x, y));
    let mut setup = test_setup(120, 90);
    setup.position = Some(Point::new(150.0, 120.0));
    let window = TestWindow::open(&backend, setup);
    assert_eventually("its place", || window.count(at(150.0, 120.0)) > 0);
    window.send(Command::Set(
        window.id(),
        Property::Position(Point::new(300.0, 200.0)),
    ));
    window.expect("its new place", at(300.0, 200.0));
    window.show(window.frame(120, 90, RED));
    let client = server.client();
    client.expect_pixel(client.root, 300, 200, RED);
    client.expect_pixel(client.root, 419, 289, RED);
    assert_ne!(client.pixel(client.root, 299, 210), Some(RED));
}

#[test]
fn the_position_is_reported_without_a_window_manager() {
    let server = Server::new();
    let window = TestWindow::create(&server.connect(), test_setup(120, 90));
    window.expect("its place", |event| *event == BackendEvent::Moved(Point::ZERO));
    window.send(Command::Set(
        window.id(),
        Property::Position(Point::new(30.0, 20.0)),
    ));
    window.expect("its new place", |event| {
        *event == BackendEvent::Moved(Point::new(30.0, 20.0))
    });
}

#[test]
fn a_hidden_window_shows_its_frame_again() {
    let server = Server::new();
    let _manager = server.start_manager();
    let window = TestWindow::open(&server.connect(), test_setup(120, 90));
    window.show(window.frame(120, 90, RED));
    let client = server.client();
    let xid = client.window();
    for _ in 0..3 {
        window.send(Command::Hide(window.id()));
        window.expect("hidden", |event| *event == BackendEvent::Visible(false));
        let managed = || numbers(&client, client.root, "_NET_CLIENT_LIST").contains(&xid);
        assert_eventually("the window manager forgets it", || !managed());
        window.send(Command::Show(window.id()));
        window.expect("shown", |event| *event == BackendEvent::Visible(true));
        client.expect_pixel(xid, 119, 89, RED);
    }
    assert_eq!(window.frames_taken(), 1);
}

#[test]
fn a_raised_window_is_on_top_and_active() {
    let server = Server::new();
    let _manager = server.start_manager();
    let backend = server.connect();
    let mut setup = test_setup(200, 200);
    setup.position = Some(Point::new(100.0, 100.0));
    let below = TestWindow::open(&backend, setup.clone());
    let client = server.client();
    let xid = client.window();
    below.show(below.frame(200, 200, RED));
    client.expect_pixel(client.root, 200, 200, RED);
    setup.title = "above".to_owned();
    let above = TestWindow::open(&backend, setup);
    above.show(above.frame(200, 200, [0, 0, 250]));
    client.expect_pixel(client.root, 200, 200, [0, 0, 250]);
    below.send(Command::Raise(below.id()));
    client.expect_pixel(client.root, 200, 200, RED);
    assert_eventually("the focus", || {
        numbers(&client, client.root, "_NET_ACTIVE_WINDOW") == [xid]
    });
    below.send(Command::Destroy(below.id()));
    below.expect("destroyed", |event| *event == BackendEvent::Destroyed(true));
    client.expect_pixel(client.root, 200, 200, [0, 0, 250]);
}

#[test]
fn the_ratio_follows_the_resource_database() {
    let server = Server::new();
    let client = server.client();
    let set = |database: &[u8]| {
        let (name, kind) = (AtomEnum::RESOURCE_MANAGER, AtomEnum::STRING);
        client
            .connection
            .change_property8(PropMode::REPLACE, client.root, name, kind, database)
            .unwrap();
        client.sync();
    };
    let created = |options: &Options| {
        let window = TestWindow::create(
            &Arc::new(X11Backend::connect(options).unwrap()),
            test_setup(100, 50),
        );
        match window.expect("created", |event| matches!(event, BackendEvent::Created { .. })) {
            BackendEvent::Created { size, ratio } => (size.width(), size.height(), ratio),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(created(&server.options()), (100, 50, 1.0));
    set(b"Xft.dpi:\t192\n");
    assert_eq!(created(&server.options()), (200, 100, 2.0));
    let scaled = Options {
        scale: Some("1.5".to_owned()),
        ..server.options()
    };
    assert_eq!(created(&scaled), (150, 75, 1.5));
    // Another client may write anything there: no files are included, and the length is bounded.
    let mut database = b"#include \"/dev/zero\"\n".to_vec();
    database.resize(200_000, b'x');
    set(&database);
    assert_eq!(created(&server.options()), (100, 50, 1.0));
    let facts = X11Backend::connect(&scaled).unwrap().describe();
    assert!(
        facts.contains(&("ratio".to_owned(), "1.5".to_owned())),
        "{facts:?}"
    );
}
