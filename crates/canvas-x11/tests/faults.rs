//! Servers that die, stop, or refuse memory: the process continues, and every window receives exactly one end.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use canvas_core::Error;
use canvas_core::backend::{Backend as _, BackendEvent, Command, Property, WindowId, WindowPort};
use canvas_core::conformance::{BACKGROUND, TIMEOUT, TestWindow, assert_eventually, is_end, test_setup};
use canvas_core::frame::Frame;
use canvas_core::geometry::kurbo::Size;
use canvas_x11::{Options, Transport, X11Backend};
use support::Server;
use x11rb::protocol::xproto::ConnectionExt as _;

const RED: [u8; 3] = [200, 10, 20];

fn is_lost(event: &BackendEvent) -> bool {
    matches!(event, BackendEvent::Lost(_))
}

/// Checks that a backend has lost its display, and that each of its windows has received one end.
fn check_lost(backend: &X11Backend, windows: &[TestWindow]) {
    assert_eventually("the loop has ended", || !backend.is_alive());
    for window in windows {
        window.expect("the end", is_end);
    }
    assert!(backend.stop(TIMEOUT));
    for window in windows {
        assert_eq!(window.count(is_end), 1, "{:?}", window.events());
    }
    let error = backend.send(Command::Show(WindowId(0))).unwrap_err();
    assert!(
        matches!(&error, Error::DisplayLost(reason) if reason.contains("closed the connection")),
        "{error:?}"
    );
}

#[test]
fn the_death_of_the_server_is_reported_to_every_window_once() {
    let mut server = Server::new();
    let backend = server.connect();
    let windows: Vec<_> = (0..3)
        .map(|_| TestWindow::open(&backend, test_setup(100, 80)))
        .collect();
    windows[0].show(windows[0].frame(100, 80, RED));
    server.kill();
    check_lost(&backend, &windows);
    assert_eq!(
        windows.iter().filter(|window| window.count(is_lost) == 1).count(),
        3
    );
}

#[test]
fn frames_in_flight_return_when_the_server_dies() {
    for transport in [Transport::MemoryFile, Transport::Wire] {
        let mut server = Server::new();
        let options = Options {
            transport,
            ..server.options()
        };
        let backend = Arc::new(X11Backend::connect(&options).unwrap());
        let windows: Vec<_> = (0..3)
            .map(|_| TestWindow::open(&backend, test_setup(900, 700)))
            .collect();
        server.stop();
        for window in &windows {
            window.present(window.frame(900, 700, RED));
        }
        let newborn = TestWindow::create(&backend, test_setup(10, 10));
        let taken = |window: &TestWindow| window.frames_taken();
        // A congested connection leaves the other frames in their ports.
        assert_eventually("a frame is in flight", || {
            windows.iter().any(|window| taken(window) == 1)
        });
        server.kill();
        newborn.expect("failed", |event| {
            matches!(event, BackendEvent::Failed(Error::DisplayLost(_)))
        });
        check_lost(&backend, &windows);
        for window in &windows {
            let returned = || window.frames_returned();
            assert_eventually("the frames return", || returned() == taken(window));
        }
    }
}

#[test]
fn the_server_dies_while_windows_close() {
    let mut server = Server::new();
    let backend = server.connect();
    let windows: Vec<_> = (0..20)
        .map(|_| TestWindow::open(&backend, test_setup(100, 80)))
        .collect();
    for window in &windows[..10] {
        window.send(Command::Destroy(window.id()));
    }
    server.kill();
    check_lost(&backend, &windows);
}

#[test]
fn a_new_connection_works_after_another_was_lost() {
    let mut server = Server::new();
    let backend = server.connect();
    server.kill();
    check_lost(&backend, &[]);
    let server = Server::new();
    let window = TestWindow::open(&server.connect(), test_setup(20, 20));
    window.show(window.frame(20, 20, RED));
}

#[test]
fn killing_one_connection_does_not_affect_others() {
    let server = Server::new();
    let (victim, other) = (server.connect(), server.connect());
    let window = TestWindow::open(&victim, test_setup(30, 30));
    let client = server.client();
    let xid = client.window();
    client.connection.kill_client(xid).unwrap();
    client.sync();
    check_lost(&victim, &[window]);
    TestWindow::open(&other, test_setup(30, 30));
}

#[test]
fn a_window_destroyed_by_another_client_is_reported() {
    let server = Server::new();
    let backend = server.connect();
    let (doomed, other) = (
        TestWindow::open(&backend, test_setup(30, 30)),
        TestWindow::open(&backend, test_setup(40, 40)),
    );
    doomed.show(doomed.frame(30, 30, RED));
    let client = server.client();
    let small = client.find("canvas-test").into_iter().find(|&window| {
        client
            .connection
            .get_geometry(window)
            .unwrap()
            .reply()
            .is_ok_and(|geometry| geometry.width == 30)
    });
    // Frames are still presented while it is destroyed.
    for _ in 0..10 {
        doomed.present(doomed.frame(30, 30, RED));
    }
    client.connection.destroy_window(small.unwrap()).unwrap();
    client.sync();
    doomed.expect("destroyed", |event| *event == BackendEvent::Destroyed(false));
    doomed.present(doomed.frame(30, 30, RED));
    doomed.send(Command::Destroy(doomed.id()));
    other.show(other.frame(40, 40, RED));
    assert_eq!(doomed.count(is_end), 1);
    assert!(backend.is_alive());
}

#[test]
fn a_server_that_was_stopped_receives_the_newest_state() {
    let server = Server::new();
    let backend = server.connect();
    let window = TestWindow::open(&backend, test_setup(200, 100));
    window.show(window.frame(200, 100, RED));
    server.stop();
    for number in 0..2000 {
        let title = format!("{number} {}", "x".repeat(4000));
        window.send(Command::Set(window.id(), Property::Title(title)));
    }
    window.send(Command::Set(
        window.id(),
        Property::Title("canvas-test".to_owned()),
    ));
    window.send(Command::Set(window.id(), Property::Size(Size::new(300.0, 150.0))));
    let last = (0..200)
        .map(|shade| window.present(window.frame(300, 150, [shade, 0, 0])))
        .last()
        .unwrap();
    server.cont();
    window.expect("the newest frame", |event| {
        *event == BackendEvent::FrameShown(last)
    });
    let client = server.client();
    let xid = client.window();
    client.expect_pixel(xid, 299, 149, [199, 0, 0]);
    let shown = window.count(|event| matches!(event, BackendEvent::FrameShown(_)));
    assert!(shown <= 4, "no burst of old frames: {shown}");
    assert!(backend.is_alive());
}

#[test]
fn stopping_is_bounded_while_the_server_is_stopped() {
    for transport in [Transport::MemoryFile, Transport::Wire] {
        let server = Server::new();
        let options = Options {
            transport,
            ..server.options()
        };
        let backend = Arc::new(X11Backend::connect(&options).unwrap());
        let windows: Vec<_> = (0..5)
            .map(|_| TestWindow::open(&backend, test_setup(900, 700)))
            .collect();
        server.stop();
        for window in &windows {
            window.present(window.frame(900, 700, RED));
        }
        let begun = Instant::now();
        assert!(backend.stop(Duration::from_secs(2)));
        assert!(begun.elapsed() < Duration::from_secs(2));
        for window in &windows {
            assert_eq!(window.count(|event| *event == BackendEvent::Destroyed(true)), 1);
            assert_eq!(window.count(is_end), 1);
        }
        server.cont();
    }
}

#[test]
fn memory_that_the_server_cannot_attach_goes_through_the_connection() {
    let server = Server::new();
    let backend = server.connect();
    assert!(backend.capabilities().shared_memory);
    let window = TestWindow::open(&backend, test_setup(120, 90));
    let client = server.client();
    let xid = client.window();
    // From now on the server cannot receive descriptors.
    let pid = rustix::process::Pid::from_raw(server.pid().cast_signed());
    let limit = rustix::process::Rlimit {
        current: Some(3),
        maximum: Some(3),
    };
    rustix::process::prlimit(pid, rustix::process::Resource::Nofile, limit).unwrap();
    // The frame is smaller than the window: the rest shows the background.
    window.show(window.frame(60, 40, RED));
    assert_eq!(client.pixel(xid, 59, 39), Some(RED));
    assert_eq!(client.pixel(xid, 119, 89), Some(BACKGROUND));
    window.show(window.frame(120, 90, RED));
    assert_eq!(client.pixel(xid, 119, 89), Some(RED));
    window.show(window.frame(120, 90, BACKGROUND));
    assert_eq!(client.pixel(xid, 119, 89), Some(BACKGROUND));
}

#[test]
fn a_port_that_panics_ends_the_connection_and_not_the_process() {
    #[derive(Debug)]
    struct Broken;
    impl WindowPort for Broken {
        fn take_frame(&self) -> Option<Frame> {
            panic!("intended by this test");
        }
        fn deliver(&self, _event: BackendEvent) {}
    }
    let server = Server::new();
    let backend = server.connect();
    let window = TestWindow::open(&backend, test_setup(30, 30));
    let id = WindowId(u64::MAX);
    backend
        .send(Command::Create(
            id,
            Box::new(test_setup(30, 30)),
            Arc::new(Broken),
        ))
        .unwrap();
    backend.send(Command::Present(id)).unwrap();
    window.expect("lost", is_lost);
    assert_eventually("the loop has ended", || !backend.is_alive());
    assert!(backend.stop(TIMEOUT));
    assert_eq!(window.count(is_end), 1);
}

/// A port that counts the ends of its window.
#[derive(Debug, Default)]
struct EndCounter(AtomicUsize);

impl WindowPort for EndCounter {
    fn take_frame(&self) -> Option<Frame> {
        None
    }

    fn deliver(&self, event: BackendEvent) {
        self.0.fetch_add(usize::from(is_end(&event)), Ordering::Relaxed);
    }
}

#[test]
fn every_window_has_one_end_whenever_the_connection_ends() {
    let mut server = Server::new();
    for kill in [false, false, false, true] {
        // The server may still be destroying the windows of the previous connection.
        let options = Options {
            connect_timeout: TIMEOUT,
            ..server.options()
        };
        let backend = Arc::new(X11Backend::connect(&options).unwrap());
        let opener = std::thread::spawn({
            let backend = backend.clone();
            move || {
                let open = |id| {
                    let port = Arc::new(EndCounter::default());
                    let command = Command::Create(WindowId(id), Box::new(test_setup(20, 20)), port.clone());
                    backend.send(command).is_ok().then_some(port)
                };
                // Until the connection refuses commands, with an upper bound.
                (1_u64 << 40..).take(3000).map_while(open).collect::<Vec<_>>()
            }
        });
        assert_eventually("windows exist", || {
            backend.is_alive() && !server.client().find("canvas-test").is_empty()
        });
        if kill {
            server.kill();
            assert_eventually("the loop has ended", || !backend.is_alive());
        }
        assert!(backend.stop(TIMEOUT));
        for port in opener.join().unwrap() {
            assert_eq!(port.0.load(Ordering::Relaxed), 1);
        }
    }
}
