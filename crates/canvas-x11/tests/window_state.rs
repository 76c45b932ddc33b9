//! The state of windows under a window manager (decorations, fullscreen, maximised, minimised, always on top, opacity,
//! icon), cursors, and monitors.

mod support;

use std::sync::{Arc, Mutex};

use canvas_core::app::Canvas;
use canvas_core::backend::{Backend as _, BackendEvent, BackendFactory, Command, Property, WindowMode};
use canvas_core::conformance::{TIMEOUT, TestWindow, assert_eventually, test_setup};
use canvas_core::cursor::Cursor;
use canvas_core::event::Event;
use canvas_core::image::Image;
use canvas_core::kurbo::Point;
use canvas_core::painter::Painter;
use canvas_core::pixels::{PixelView, Strides};
use canvas_core::{Error, runtime};
use canvas_x11::{Options, X11Backend};
use support::{Client, Server};
use x11rb::protocol::randr::{ConnectionExt as _, MonitorInfo};
use x11rb::protocol::xfixes::ConnectionExt as _;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, Window};

fn numbers(client: &Client, window: Window, name: &str) -> Vec<u32> {
    let reply = client
        .connection
        .get_property(false, window, client.atom(name), AtomEnum::ANY, 0, 10_000);
    let reply = reply.unwrap().reply().unwrap();
    reply.value32().into_iter().flatten().collect()
}

fn expect_mode(window: &TestWindow, requested: WindowMode) {
    window.expect(
        &format!("{requested:?}"),
        |event| matches!(event, BackendEvent::Mode(mode) if *mode == requested),
    );
}

/// An icon of one colour.
fn icon(side: u32) -> Image {
    let pixels = [255, 0, 0, 128].repeat((side * side) as usize);
    let strides = Strides {
        row: 4 * side as isize,
        column: 4,
        channel: 1,
    };
    Image::from_view(&PixelView::new(&pixels, 0, side, side, 4, strides).unwrap())
}

#[test]
fn a_window_becomes_fullscreen_and_maximised_and_returns() {
    let server = Server::new();
    let _manager = server.start_manager();
    let window = TestWindow::open(&server.connect(), test_setup(120, 90));
    for (property, mode) in [
        (
            Property::Fullscreen as fn(bool) -> Property,
            WindowMode::FULLSCREEN,
        ),
        (Property::Maximized, WindowMode::MAXIMIZED),
    ] {
        window.send(Command::Set(window.id(), property(true)));
        expect_mode(&window, mode);
        assert_eventually("a size of the screen's", || {
            window.events().iter().any(
                |event| matches!(event, BackendEvent::Resized { size, .. } if size.width() > 900 && size.height() > 700),
            )
        });
        window.send(Command::Set(window.id(), property(false)));
        expect_mode(&window, WindowMode::NORMAL);
        window.send(Command::Set(
            window.id(),
            Property::Title("still here".to_owned()),
        ));
    }
}

#[test]
fn a_window_is_minimised_and_restored() {
    let server = Server::new();
    let _manager = server.start_manager();
    let window = TestWindow::open(&server.connect(), test_setup(120, 90));
    window.send(Command::Set(window.id(), Property::Minimized(true)));
    assert_eventually("minimised", || {
        let all = window.events();
        all.contains(&BackendEvent::Visible(false))
            && all.contains(&BackendEvent::Mode(WindowMode::MINIMIZED))
    });
    window.send(Command::Set(window.id(), Property::Minimized(false)));
    assert_eventually("back", || {
        let all = window.events();
        let last = |is_it: fn(&BackendEvent) -> bool| all.iter().rev().find(|event| is_it(event)).cloned();
        last(|event| matches!(event, BackendEvent::Visible(_))) == Some(BackendEvent::Visible(true))
            && last(|event| matches!(event, BackendEvent::Mode(_)))
                == Some(BackendEvent::Mode(WindowMode::NORMAL))
    });
}

#[test]
fn a_window_starts_in_the_requested_state() {
    let server = Server::new();
    let _manager = server.start_manager();
    let mut setup = test_setup(120, 90);
    setup.decorated = false;
    setup.mode = WindowMode::MAXIMIZED;
    setup.always_on_top = true;
    setup.opacity = 0.5;
    setup.icon = Some(icon(2));
    let window = TestWindow::open(&server.connect(), setup);
    assert_eventually("maximised", || {
        window
            .events()
            .contains(&BackendEvent::Mode(WindowMode::MAXIMIZED))
    });
    let client = server.client();
    let xid = client.window();
    assert!(numbers(&client, xid, "_NET_WM_STATE").contains(&client.atom("_NET_WM_STATE_ABOVE")));
    assert_eq!(numbers(&client, xid, "_NET_FRAME_EXTENTS"), [0, 0, 0, 0]);
    assert_eq!(numbers(&client, xid, "_NET_WM_WINDOW_OPACITY"), [0x8000_0000]);
    let icon = [2, 2, 0x80ff_0000, 0x80ff_0000, 0x80ff_0000, 0x80ff_0000];
    assert_eq!(numbers(&client, xid, "_NET_WM_ICON"), icon);
    window.send(Command::Set(window.id(), Property::Decorated(true)));
    assert_eventually("a frame", || {
        numbers(&client, xid, "_NET_FRAME_EXTENTS")
            .iter()
            .any(|side| *side > 0)
    });
    window.send(Command::Set(window.id(), Property::AlwaysOnTop(false)));
    assert_eventually("among the others", || {
        !numbers(&client, xid, "_NET_WM_STATE").contains(&client.atom("_NET_WM_STATE_ABOVE"))
    });
    window.send(Command::Set(window.id(), Property::Icon(None)));
    // Openbox sets its own icon on a window without one.
    assert_eventually("another icon or none", || {
        numbers(&client, xid, "_NET_WM_ICON") != icon
    });
}

#[test]
fn a_window_without_the_focus_asks_for_attention() {
    let server = Server::new();
    let _manager = server.start_manager();
    let backend = server.connect();
    let window = TestWindow::open(&backend, test_setup(120, 90));
    let client = server.client();
    let xid = client.window();
    // The window manager gives the focus to the newest window.
    let _other = TestWindow::open(&backend, test_setup(50, 40));
    assert_eventually("the focus is lost", || {
        let lost = |event: &BackendEvent| matches!(event, BackendEvent::Input(Event::Focus(e)) if !e.focused);
        window.events().iter().any(lost)
    });
    let attention = client.atom("_NET_WM_STATE_DEMANDS_ATTENTION");
    for urgent in [true, false] {
        window.send(Command::Set(window.id(), Property::Urgent(urgent)));
        assert_eventually("attention", || {
            numbers(&client, xid, "_NET_WM_STATE").contains(&attention) == urgent
        });
    }
}

#[test]
fn a_state_requested_while_hidden_is_applied_when_shown() {
    let server = Server::new();
    let _manager = server.start_manager();
    let window = TestWindow::open(&server.connect(), test_setup(120, 90));
    window.send(Command::Hide(window.id()));
    window.expect("hidden", |event| *event == BackendEvent::Visible(false));
    window.send(Command::Set(window.id(), Property::Fullscreen(true)));
    window.send(Command::Show(window.id()));
    expect_mode(&window, WindowMode::FULLSCREEN);
}

#[test]
fn the_cursor_is_set() {
    let server = Server::new();
    let backend = server.connect();
    let window = TestWindow::open(&backend, test_setup(120, 90));
    let client = server.client();
    client
        .connection
        .xfixes_query_version(5, 0)
        .unwrap()
        .reply()
        .unwrap();
    let (xid, root) = (client.window(), client.root);
    let look = |cursor: Cursor| {
        client
            .connection
            .warp_pointer(x11rb::NONE, root, 0, 0, 0, 0, 900, 700)
            .unwrap();
        let title = format!("a look like {}", cursor.name());
        window.send(Command::Set(window.id(), Property::Cursor(cursor)));
        // Requests are processed in order: once the title is set, so is the cursor.
        window.send(Command::Set(window.id(), Property::Title(title.clone())));
        assert_eventually("the cursor", || client.find(&title) == [xid]);
        client.sync();
        client
            .connection
            .warp_pointer(x11rb::NONE, xid, 0, 0, 0, 0, 20, 20)
            .unwrap();
        let image = client
            .connection
            .xfixes_get_cursor_image()
            .unwrap()
            .reply()
            .unwrap();
        (image.width, image.height, image.cursor_image)
    };
    let (over_default, over_text, over_cross, hidden) = (
        look(Cursor::default()),
        look(Cursor::from_name("text").unwrap()),
        look(Cursor::from_name("crosshair").unwrap()),
        look(Cursor::NONE),
    );
    assert_ne!(over_text, over_default);
    assert_ne!(over_cross, over_text);
    assert!(hidden.2.iter().all(|pixel| *pixel == 0), "{hidden:?}");
    assert_eq!(look(Cursor::default()), over_default);
    // No name may break the connection, whatever the theme contains.
    for cursor in Cursor::all() {
        look(cursor);
    }
    assert!(backend.is_alive());
}

#[test]
fn the_monitors_are_queried() {
    let server = Server::new();
    let monitors = server.connect().monitors().unwrap();
    assert_eq!(monitors.len(), 1, "{monitors:?}");
    let monitor = &monitors[0];
    assert_eq!((monitor.size.width, monitor.size.height), (1000.0, 800.0));
    assert_eq!(
        (monitor.position.x, monitor.position.y, monitor.ratio),
        (0.0, 0.0, 1.0)
    );
    let without = Server::with(&["-extension", "RANDR"]);
    let monitors = without.connect().monitors().unwrap();
    assert_eq!((monitors[0].size.width, monitors[0].size.height), (1000.0, 800.0));
}

#[test]
fn a_window_knows_its_monitor() {
    static SERVER: Mutex<Option<Options>> = Mutex::new(None);
    let server = Server::new();
    let client = server.client();
    let connection = &client.connection;
    let outputs = connection
        .randr_get_screen_resources_current(client.root)
        .unwrap()
        .reply()
        .unwrap()
        .outputs;
    for (name, x, outputs) in [("left", 0, outputs), ("right", 500, Vec::new())] {
        let monitor = MonitorInfo {
            name: client.atom(name),
            x,
            width: 500,
            height: 800,
            width_in_millimeters: 130,
            height_in_millimeters: 210,
            outputs,
            ..MonitorInfo::default()
        };
        connection
            .randr_set_monitor(client.root, monitor)
            .unwrap()
            .check()
            .unwrap();
    }
    *SERVER.lock().unwrap() = Some(server.options());
    runtime::register(BackendFactory {
        connect: || {
            let options = SERVER.lock().unwrap().clone().unwrap();
            Ok(Arc::new(X11Backend::connect(&options)?))
        },
        ..canvas_x11::FACTORY
    });
    let window = Canvas::builder()
        .backend("x11")
        .size(100.0, 80.0)
        .position(100.0, 100.0)
        .show(|_: &mut Painter| ())
        .unwrap();
    let is_on = |name| {
        window
            .monitor()
            .unwrap()
            .is_some_and(|monitor| monitor.name == name)
    };
    assert_eventually("the position is known", || is_on("left"));
    window
        .change(|options| options.position = Some(Point::new(460.0, 100.0)))
        .unwrap();
    assert_eventually("most of it is on the right", || is_on("right"));
    server.stop();
    assert!(matches!(window.monitor(), Err(Error::Display(_))));
    server.cont();
    window.close();
    assert!(window.wait(Some(TIMEOUT)).unwrap());
    assert!(runtime::stop(TIMEOUT));
}

#[test]
fn querying_the_monitors_of_a_stopped_server_times_out() {
    let server = Server::new();
    let backend = server.connect();
    server.stop();
    let error = backend.monitors().unwrap_err();
    assert!(error.to_string().contains("does not answer"), "{error}");
    server.cont();
    assert!(backend.is_alive());
}
