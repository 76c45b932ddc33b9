//! Other clients that forge events, flood the connection or resize windows, and sizes beyond the range of windows.

mod support;

use canvas_core::backend::{BackendEvent, Command, Property};
use canvas_core::conformance::{BACKGROUND, TestWindow, test_setup};
use canvas_core::event::{Event, PointerKind};
use canvas_core::geometry::kurbo::Size;
use support::{Client, Server};
use x11rb::protocol::xproto::{self, ConnectionExt as _};

const RED: [u8; 3] = [200, 10, 20];

/// Sends events that only the server sends, each with values that would be noticed.
fn forge_events(client: &Client, xid: xproto::Window) {
    let configured = xproto::ConfigureNotifyEvent {
        response_type: xproto::CONFIGURE_NOTIFY_EVENT,
        event: xid,
        window: xid,
        width: 65535,
        height: 65535,
        ..Default::default()
    };
    let destroyed = xproto::DestroyNotifyEvent {
        response_type: xproto::DESTROY_NOTIFY_EVENT,
        sequence: 0,
        event: xid,
        window: xid,
    };
    let unmapped = xproto::UnmapNotifyEvent {
        response_type: xproto::UNMAP_NOTIFY_EVENT,
        sequence: 0,
        event: xid,
        window: xid,
        from_configure: false,
    };
    let exposed = xproto::ExposeEvent {
        response_type: xproto::EXPOSE_EVENT,
        window: xid,
        width: 100,
        height: 80,
        ..Default::default()
    };
    let focused = xproto::FocusInEvent {
        response_type: xproto::FOCUS_IN_EVENT,
        detail: xproto::NotifyDetail::NONLINEAR,
        event: xid,
        ..Default::default()
    };
    let keymap = xproto::MappingNotifyEvent {
        response_type: xproto::MAPPING_NOTIFY_EVENT,
        request: xproto::Mapping::KEYBOARD,
        first_keycode: 0,
        count: 255,
        ..Default::default()
    };
    client.forge(xid, configured);
    client.forge(xid, destroyed);
    client.forge(xid, unmapped);
    client.forge(xid, exposed);
    client.forge(xid, focused);
    client.forge(xid, keymap);
}

/// Sends events of unknown kinds, and close requests with a wrong format or type.
fn send_malformed_events(client: &Client, xid: xproto::Window) {
    for kind in 64..128 {
        let mut event = [0x5a; 32];
        event[0] = kind;
        client.forge(xid, event);
    }
    let (protocols, delete) = (client.atom("WM_PROTOCOLS"), client.atom("WM_DELETE_WINDOW"));
    client.message(xid, 16, protocols, [delete; 5]);
    client.message(xid, 8, protocols, [delete; 5]);
    client.message(xid, 32, delete, [delete; 5]);
}

#[test]
fn forged_events_change_nothing() {
    let server = Server::new();
    let window = TestWindow::open(&server.connect(), test_setup(100, 80));
    window.show(window.frame(100, 80, RED));
    let client = server.client();
    let xid = client.window();
    forge_events(&client, xid);
    send_malformed_events(&client, xid);
    let before = window.events();
    let (protocols, delete) = (client.atom("WM_PROTOCOLS"), client.atom("WM_DELETE_WINDOW"));
    client.message(xid, 32, protocols, [delete, 0, 0, 0, 0]);
    let is_close = |event: &BackendEvent| *event == BackendEvent::CloseRequested;
    window.expect("the only valid message", is_close);
    assert_eq!(window.events()[before.len()..], [BackendEvent::CloseRequested]);
    let is_harmless = |event: &BackendEvent| {
        matches!(
            event,
            BackendEvent::Created { .. }
                | BackendEvent::Visible(true)
                | BackendEvent::FrameShown(_)
                | BackendEvent::Moved(_)
        )
    };
    assert!(before.iter().all(is_harmless), "{before:?}");
    window.show(window.frame(100, 80, BACKGROUND));
    assert_eq!(client.pixel(xid, 99, 79), Some(BACKGROUND));
}

#[test]
fn a_forged_event_cannot_break_the_sequence_numbers() {
    let server = Server::new();
    let window = TestWindow::open(&server.connect(), test_setup(100, 80));
    let client = server.client();
    let xid = client.window();
    // The only kind of event that has other data in place of the sequence number.
    for high in [0x10, 0x7f, 0x80, 0xff] {
        let mut event = [high; 32];
        event[0] = xproto::KEYMAP_NOTIFY_EVENT;
        client.forge(xid, event);
        window.show(window.frame(100, 80, RED));
    }
    client.resize(xid, 200, 100);
    window.expect_size(200, 100);
    window.show(window.frame(200, 100, BACKGROUND));
    assert_eq!(client.pixel(xid, 199, 99), Some(BACKGROUND));
}

#[test]
fn random_events_change_nothing() {
    let server = Server::new();
    let backend = server.connect();
    let window = TestWindow::open(&backend, test_setup(100, 80));
    let client = server.client();
    let xid = client.window();
    // Marsaglia's xorshift generator, with a fixed seed.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_ne_bytes()
    };
    for _ in 0..20_000 {
        let mut event: [u8; 32] = std::array::from_fn(|_| random()[0]);
        event[0] = 2 + event[0] % 126;
        // The offsets of the window in most kinds of events.
        let offset = [4, 8, 12][usize::from(event[1]) % 3];
        event[offset..offset + 4].copy_from_slice(&xid.to_ne_bytes());
        client
            .connection
            .send_event(false, xid, xproto::EventMask::NO_EVENT, event)
            .unwrap();
    }
    client.sync();
    window.show(window.frame(100, 80, RED));
    assert_eq!(client.pixel(xid, 99, 79), Some(RED));
    let real = |event: &BackendEvent| match event {
        BackendEvent::Input(event) => match event {
            Event::Pointer(event) => !event.synthetic && event.kind != PointerKind::Enter,
            Event::Wheel(event) => !event.synthetic,
            Event::Key(event) => !event.synthetic,
            Event::Text(event) => !event.synthetic,
            _ => true,
        },
        BackendEvent::Created { .. } | BackendEvent::Visible(true) | BackendEvent::Moved(_) => false,
        BackendEvent::FrameShown(_) => false,
        _ => true,
    };
    assert_eq!(window.events().into_iter().filter(real).collect::<Vec<_>>(), []);
}

#[test]
fn a_flood_of_messages_is_coalesced() {
    let server = Server::new();
    let backend = server.connect();
    let window = TestWindow::open(&backend, test_setup(100, 80));
    let client = server.client();
    let xid = client.window();
    let (protocols, delete, ping) = (
        client.atom("WM_PROTOCOLS"),
        client.atom("WM_DELETE_WINDOW"),
        client.atom("_NET_WM_PING"),
    );
    let before = resident_kib();
    for round in 0..100_000_u32 {
        let data = if round % 2 == 0 {
            [ping, round, xid, 0, 0]
        } else {
            [delete, round, 0, 0, 0]
        };
        let event = xproto::ClientMessageEvent::new(32, xid, protocols, data);
        client
            .connection
            .send_event(false, xid, xproto::EventMask::NO_EVENT, event)
            .unwrap();
        if round % 10_000 == 0 {
            client.sync();
        }
    }
    client.sync();
    window.show(window.frame(100, 80, RED));
    let grown = resident_kib().saturating_sub(before);
    assert!(grown < 20 * 1024, "{grown} KiB");
    let requests = window.count(|event| *event == BackendEvent::CloseRequested);
    assert!(
        (1..50_000).contains(&requests),
        "close requests are coalesced: {requests}"
    );
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn after_many_resizes_the_last_size_counts() {
    let server = Server::new();
    let backend = server.connect();
    let window = TestWindow::open(&backend, test_setup(100, 80));
    let client = server.client();
    let xid = client.window();
    for round in 0..20_000_u32 {
        let aux = xproto::ConfigureWindowAux::new()
            .width(1 + round % 700)
            .height(1 + round * 7 % 600);
        client.connection.configure_window(xid, &aux).unwrap();
        if round % 100 == 0 {
            window.present(window.frame(1 + round % 300, 50, RED));
        }
    }
    client.resize(xid, 321, 234);
    window.expect_size(321, 234);
    window.show(window.frame(321, 234, RED));
    client.expect_pixel(xid, 320, 233, RED);
    client.expect_pixel(xid, 0, 0, RED);
}

#[test]
fn invalid_sizes_are_clamped() {
    let server = Server::new();
    let backend = server.connect();
    let created = |size: Size| {
        let mut setup = test_setup(1, 1);
        setup.size = size;
        let window = TestWindow::create(&backend, setup);
        let event = window.expect("created", |event| matches!(event, BackendEvent::Created { .. }));
        let BackendEvent::Created { size, .. } = event else {
            unreachable!()
        };
        window.show(window.frame(16, 16, RED));
        window.send(Command::Destroy(window.id()));
        window.expect("destroyed", |event| *event == BackendEvent::Destroyed(true));
        (size.width(), size.height())
    };
    assert_eq!(created(Size::new(0.0, 0.0)), (1, 1));
    assert_eq!(created(Size::new(f64::NAN, -5.0)), (1, 1));
    assert_eq!(created(Size::new(40_000.0, 10.0)), (32_767, 10));
    let (width, height) = created(Size::new(1e300, f64::INFINITY));
    assert!(u64::from(width) * u64::from(height) <= canvas_core::geometry::MAX_AREA);
    let window = TestWindow::open(&backend, test_setup(100, 80));
    let client = server.client();
    client.resize(client.window(), 32_767, 1);
    window.expect_size(32_767, 1);
    window.show(window.frame(32_767, 1, RED));
    window.send(Command::Set(
        window.id(),
        Property::Size(Size::new(0.0, f64::NAN)),
    ));
    window.expect_size(1, 1);
}

#[test]
fn rows_longer_than_a_request_arrive() {
    let server = Server::with(&["-extension", "MIT-SHM", "-screen", "0", "4000x300x24"]);
    let backend = server.connect();
    let window = TestWindow::open(&backend, test_setup(3900, 200));
    let shade = |x: u32, y: u32| [x as u8, (x >> 8) as u8, y as u8];
    window.show(window.painted(3900, 200, shade));
    let client = server.client();
    let expected: Vec<_> = (0..200)
        .flat_map(|y| (0..3900).map(move |x| shade(x, y)))
        .collect();
    assert!(client.pixels(client.window(), 3900, 200) == expected);
}
