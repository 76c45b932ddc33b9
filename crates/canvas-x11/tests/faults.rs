//! What goes wrong with displays: they die, stop, refuse, lie. The process lives on, and every window is told once.

mod support;

use std::io::Write as _;
use std::os::unix::net::UnixListener;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use canvas_core::Error;
use canvas_core::backend::{Backend as _, BackendEvent, Command, Property, WindowId};
use canvas_core::geometry::kurbo::Size;
use canvas_x11::{Options, Transport, X11Backend};
use support::{BACKGROUND, PATIENCE, Server, TestWindow, setup, wait_until};
use x11rb::protocol::xproto::{self, ConnectionExt as _};

const RED: [u8; 3] = [200, 10, 20];

fn is_lost(event: &BackendEvent) -> bool {
    matches!(event, BackendEvent::Lost(_))
}

fn is_end(event: &BackendEvent) -> bool {
    matches!(
        event,
        BackendEvent::Lost(_) | BackendEvent::Failed(_) | BackendEvent::Destroyed(_)
    )
}

/// Checks that a backend is lost, and that its windows were told once.
fn check_lost(backend: &X11Backend, windows: &[TestWindow]) {
    wait_until("the end of the loop", || !backend.is_alive());
    for window in windows {
        window.expect("the end", is_end);
    }
    assert!(backend.stop(PATIENCE));
    for window in windows {
        assert_eq!(window.count(is_end), 1, "{:?}", window.all());
    }
    let error = backend.send(Command::Show(WindowId(0))).unwrap_err();
    assert!(
        matches!(&error, Error::DisplayLost(reason) if reason.contains("closed the connection")),
        "{error:?}"
    );
}

#[test]
fn a_server_that_dies_is_told_to_every_window_once() {
    let mut server = Server::new();
    let backend = server.connect();
    let windows: Vec<_> = (0..3)
        .map(|_| TestWindow::open(&backend, setup(100, 80)))
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
fn a_server_that_dies_with_frames_on_their_way() {
    for transport in [Transport::MemoryFile, Transport::Wire] {
        let mut server = Server::new();
        let options = Options {
            transport,
            ..server.options()
        };
        let backend = Arc::new(X11Backend::connect(&options).unwrap());
        let windows: Vec<_> = (0..3)
            .map(|_| TestWindow::open(&backend, setup(900, 700)))
            .collect();
        server.stop();
        for window in &windows {
            window.present(window.frame(900, 700, RED));
        }
        let newborn = TestWindow::ask(&backend, setup(10, 10));
        let taken = |window: &TestWindow| window.port.taken.load(Ordering::Relaxed);
        // A connection that is full keeps the other frames in their ports.
        wait_until("frames on their way", || {
            windows.iter().any(|window| taken(window) == 1)
        });
        server.kill();
        newborn.expect("failed", |event| {
            matches!(event, BackendEvent::Failed(Error::DisplayLost(_)))
        });
        check_lost(&backend, &windows);
        for window in &windows {
            let returned = || window.home.0.load(Ordering::Relaxed);
            wait_until("the frames return", || returned() == taken(window));
        }
    }
}

#[test]
fn a_server_that_dies_while_windows_close() {
    let mut server = Server::new();
    let backend = server.connect();
    let windows: Vec<_> = (0..20)
        .map(|_| TestWindow::open(&backend, setup(100, 80)))
        .collect();
    for window in &windows[..10] {
        window.send(Command::Destroy(window.id));
    }
    server.kill();
    check_lost(&backend, &windows);
}

#[test]
fn a_new_server_serves_after_the_old_one_died() {
    let mut server = Server::new();
    let backend = server.connect();
    server.kill();
    check_lost(&backend, &[]);
    let server = Server::new();
    let window = TestWindow::open(&server.connect(), setup(20, 20));
    window.show(window.frame(20, 20, RED));
}

#[test]
fn a_client_that_is_killed_by_another_is_lost_and_others_are_not() {
    let server = Server::new();
    let (victim, other) = (server.connect(), server.connect());
    let window = TestWindow::open(&victim, setup(30, 30));
    let client = server.client();
    let xid = client.window();
    client.connection.kill_client(xid).unwrap();
    client.sync();
    check_lost(&victim, &[window]);
    TestWindow::open(&other, setup(30, 30));
}

#[test]
fn a_window_that_another_client_destroys_is_gone() {
    let server = Server::new();
    let backend = server.connect();
    let (doomed, other) = (
        TestWindow::open(&backend, setup(30, 30)),
        TestWindow::open(&backend, setup(40, 40)),
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
    // Frames go on coming while it dies.
    for _ in 0..10 {
        doomed.present(doomed.frame(30, 30, RED));
    }
    client.connection.destroy_window(small.unwrap()).unwrap();
    client.sync();
    doomed.expect("destroyed", |event| *event == BackendEvent::Destroyed(false));
    doomed.present(doomed.frame(30, 30, RED));
    doomed.send(Command::Destroy(doomed.id));
    other.show(other.frame(40, 40, RED));
    assert_eq!(doomed.count(is_end), 1);
    assert!(backend.is_alive());
}

#[test]
fn a_server_that_stops_and_goes_on_is_served_again() {
    let server = Server::new();
    let backend = server.connect();
    let window = TestWindow::open(&backend, setup(200, 100));
    window.show(window.frame(200, 100, RED));
    server.stop();
    for number in 0..2000 {
        let title = format!("{number} {}", "x".repeat(4000));
        window.send(Command::Set(window.id, Property::Title(title)));
    }
    window.send(Command::Set(window.id, Property::Title("canvas-test".to_owned())));
    window.send(Command::Set(window.id, Property::Size(Size::new(300.0, 150.0))));
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
            .map(|_| TestWindow::open(&backend, setup(900, 700)))
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

fn refusal(options: &Options) -> String {
    let begun = Instant::now();
    let error = X11Backend::connect(options).unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(4), "within the deadline");
    match error {
        Error::Display(text) => text,
        other => panic!("not a display error: {other:?}"),
    }
}

#[test]
fn a_stopped_server_is_given_up_at_the_deadline() {
    let server = Server::new();
    server.stop();
    let text = refusal(&server.options());
    assert!(
        text.contains(&server.display) && text.contains("does not answer"),
        "{text}"
    );
    server.cont();
}

#[test]
fn a_server_that_hangs_after_its_greeting_is_given_up_at_the_deadline() {
    let server = Server::new();
    let socket = server.folder.join("half");
    let listener = UnixListener::bind(&socket).unwrap();
    let real = format!("/tmp/.X11-unix/X{}", &server.display[1..]);
    // Passes the greeting on, and then nothing more.
    let proxy = std::thread::spawn(move || {
        let (client, _) = listener.accept().unwrap();
        let server = std::os::unix::net::UnixStream::connect(real).unwrap();
        let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        let forward = std::thread::spawn(move || std::io::copy(&mut from, &mut to));
        let mut greeting = vec![0; 64 * 1024];
        let count = std::io::Read::read(&mut &server, &mut greeting).unwrap();
        (&client).write_all(&greeting[..count]).unwrap();
        forward.join().unwrap().unwrap();
    });
    let text = refusal(&Options {
        display: Some(socket.into()),
        ..server.options()
    });
    assert!(text.contains("does not answer"), "{text}");
    proxy.join().unwrap();
}

#[test]
fn what_is_no_display_is_named() {
    let text = refusal(&Options::default());
    assert!(text.contains("DISPLAY is not set"), "{text}");
    let text = refusal(&Options {
        display: Some("junk".into()),
        ..Options::default()
    });
    assert!(text.contains("DISPLAY=\"junk\""), "{text}");
    let server = Server::new();
    let display = format!("{}.7", server.display);
    let text = refusal(&Options {
        display: Some(display.into()),
        ..Options::default()
    });
    assert!(text.contains("no screen 7"), "{text}");
}

#[test]
fn a_display_without_a_fitting_depth_is_refused() {
    for depth in ["8", "16"] {
        let server = Server::with(&["-screen", "0", &format!("640x480x{depth}")]);
        let text = refusal(&server.options());
        assert!(text.contains("depth") && text.contains(depth), "{text}");
    }
}

/// A server with a secret, and the file that has it.
fn locked_server() -> (Server, std::path::PathBuf) {
    let folder = std::env::temp_dir().join(format!(
        "canvas-x11-auth-{}-{:?}",
        std::process::id(),
        std::thread::current().id()
    ));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("authority");
    let mut entry = vec![0xff, 0xff, 0, 0, 0, 0];
    for string in [&b"MIT-MAGIC-COOKIE-1"[..], b"0123456789abcdef"] {
        entry.extend(u16::try_from(string.len()).unwrap().to_be_bytes());
        entry.extend(string);
    }
    std::fs::write(&file, entry).unwrap();
    (Server::with(&["-auth", file.to_str().unwrap()]), file)
}

#[test]
fn who_has_no_secret_is_refused_and_told_why() {
    let (server, file) = locked_server();
    X11Backend::connect(&Options {
        authority: Some(file.clone()),
        ..server.options()
    })
    .unwrap();
    let folder = file.parent().unwrap();
    let (huge, wrong) = (folder.join("huge"), folder.join("wrong"));
    std::fs::File::create(&huge).unwrap().set_len(100 << 20).unwrap();
    let mut content = std::fs::read(&file).unwrap();
    content.pop();
    content.push(b'X');
    std::fs::write(&wrong, content).unwrap();
    let cases = [
        (None, "XAUTHORITY is not set"),
        (Some(folder.to_owned()), "not a file"),
        (Some(folder.join("missing")), "missing"),
        (Some(huge), "too large"),
        (Some(wrong), "refuses"),
    ];
    for (authority, reason) in cases {
        let text = refusal(&Options {
            authority,
            ..server.options()
        });
        assert!(text.contains(&server.display) && text.contains(reason), "{text}");
        assert!(!text.contains("0123456789"), "no secrets: {text}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_untrusted_client_has_windows_too() {
    let (server, file) = locked_server();
    let untrusted = file.with_file_name("untrusted");
    std::fs::File::create(&untrusted).unwrap();
    let xauth = std::process::Command::new("xauth")
        .args([
            "-f",
            untrusted.to_str().unwrap(),
            "generate",
            &server.display,
            ".",
            "untrusted",
        ])
        .env("XAUTHORITY", &file)
        .output()
        .unwrap();
    assert!(xauth.status.success(), "{xauth:?}");
    let backend = Arc::new(
        X11Backend::connect(&Options {
            authority: Some(untrusted),
            ..server.options()
        })
        .unwrap(),
    );
    let extensions = backend
        .describe()
        .into_iter()
        .find(|(name, _)| name == "extensions")
        .unwrap()
        .1;
    assert!(!extensions.contains("MIT-SHM"), "{extensions}");
    assert!(!backend.capabilities().shared_memory);
    let window = TestWindow::open(&backend, setup(120, 90));
    window.show(window.frame(120, 90, RED));
    window.send(Command::Set(window.id, Property::Size(Size::new(200.0, 150.0))));
    window.expect_size(200, 150);
    window.send(Command::Raise(window.id));
    window.show(window.frame(200, 150, RED));
    window.send(Command::Hide(window.id));
    window.expect("hidden", |event| *event == BackendEvent::Visible(false));
    window.send(Command::Destroy(window.id));
    window.expect("destroyed", |event| *event == BackendEvent::Destroyed(true));
    std::fs::remove_dir_all(file.parent().unwrap()).unwrap();
}

#[test]
fn memory_that_the_server_cannot_attach_goes_through_the_connection() {
    let server = Server::new();
    let backend = server.connect();
    assert!(backend.capabilities().shared_memory);
    let window = TestWindow::open(&backend, setup(120, 90));
    let client = server.client();
    let xid = client.window();
    // From now on the server can receive no descriptor.
    let pid = rustix::process::Pid::from_raw(server.pid().cast_signed());
    let limit = rustix::process::Rlimit {
        current: Some(3),
        maximum: Some(3),
    };
    rustix::process::prlimit(pid, rustix::process::Resource::Nofile, limit).unwrap();
    window.show(window.frame(120, 90, RED));
    assert_eq!(client.pixel(xid, 119, 89), Some(RED));
    window.show(window.frame(120, 90, BACKGROUND));
    assert_eq!(client.pixel(xid, 119, 89), Some(BACKGROUND));
}

#[test]
fn a_port_that_panics_ends_the_connection_and_not_the_process() {
    #[derive(Debug)]
    struct Broken;
    impl canvas_core::backend::WindowPort for Broken {
        fn take_frame(&self) -> Option<canvas_core::frame::Frame> {
            panic!("a defect, made for this test");
        }
        fn deliver(&self, _event: BackendEvent) {}
    }
    let server = Server::new();
    let backend = server.connect();
    let window = TestWindow::open(&backend, setup(30, 30));
    let id = WindowId(u64::MAX);
    backend
        .send(Command::Create(id, Box::new(setup(30, 30)), Arc::new(Broken)))
        .unwrap();
    backend.send(Command::Present(id)).unwrap();
    window.expect("lost", is_lost);
    wait_until("the end of the loop", || !backend.is_alive());
    assert!(backend.stop(PATIENCE));
    assert_eq!(window.count(is_end), 1);
}

#[test]
fn forged_events_change_nothing() {
    let server = Server::new();
    let backend = server.connect();
    let window = TestWindow::open(&backend, setup(100, 80));
    window.show(window.frame(100, 80, RED));
    let client = server.client();
    let xid = client.window();
    client.forge(
        xid,
        xproto::ConfigureNotifyEvent {
            response_type: xproto::CONFIGURE_NOTIFY_EVENT,
            event: xid,
            window: xid,
            width: 65535,
            height: 65535,
            ..Default::default()
        },
    );
    client.forge(
        xid,
        xproto::DestroyNotifyEvent {
            response_type: xproto::DESTROY_NOTIFY_EVENT,
            sequence: 0,
            event: xid,
            window: xid,
        },
    );
    client.forge(
        xid,
        xproto::UnmapNotifyEvent {
            response_type: xproto::UNMAP_NOTIFY_EVENT,
            sequence: 0,
            event: xid,
            window: xid,
            from_configure: false,
        },
    );
    client.forge(
        xid,
        xproto::ExposeEvent {
            response_type: xproto::EXPOSE_EVENT,
            window: xid,
            width: 100,
            height: 80,
            ..Default::default()
        },
    );
    client.forge(
        xid,
        xproto::FocusInEvent {
            response_type: xproto::FOCUS_IN_EVENT,
            detail: xproto::NotifyDetail::NONLINEAR,
            event: xid,
            ..Default::default()
        },
    );
    client.forge(
        xid,
        xproto::MappingNotifyEvent {
            response_type: xproto::MAPPING_NOTIFY_EVENT,
            request: xproto::Mapping::KEYBOARD,
            first_keycode: 0,
            count: 255,
            ..Default::default()
        },
    );
    for kind in 64..128 {
        let mut event = [0x5a; 32];
        event[0] = kind;
        client.forge(xid, event);
    }
    let (protocols, delete) = (client.atom("WM_PROTOCOLS"), client.atom("WM_DELETE_WINDOW"));
    client.message(xid, 16, protocols, [delete; 5]);
    client.message(xid, 8, protocols, [delete; 5]);
    client.message(xid, 32, delete, [delete; 5]);
    let before = window.all();
    client.message(xid, 32, protocols, [delete, 0, 0, 0, 0]);
    window.expect("the one real message", |event| {
        *event == BackendEvent::CloseRequested
    });
    let after = window.all();
    let news: Vec<_> = after[before.len()..].iter().collect();
    assert_eq!(news, [&BackendEvent::CloseRequested]);
    let harmless = |event: &BackendEvent| {
        matches!(
            event,
            BackendEvent::Created { .. }
                | BackendEvent::Visible(true)
                | BackendEvent::FrameShown(_)
                | BackendEvent::Moved(_)
        )
    };
    assert_eq!(
        before.iter().filter(|event| !harmless(event)).count(),
        0,
        "{before:?}"
    );
    window.show(window.frame(100, 80, BACKGROUND));
    assert_eq!(client.pixel(xid, 99, 79), Some(BACKGROUND));
}

#[test]
fn a_flood_of_messages_is_survived() {
    let server = Server::new();
    let backend = server.connect();
    let window = TestWindow::open(&backend, setup(100, 80));
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
    assert!((1..50_000).contains(&requests), "put together: {requests}");
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_storm_of_sizes_ends_with_the_right_one() {
    let server = Server::new();
    let backend = server.connect();
    let window = TestWindow::open(&backend, setup(100, 80));
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
fn impossible_sizes_become_possible() {
    let server = Server::new();
    let backend = server.connect();
    let created = |size: Size| {
        let window = TestWindow::ask(
            &backend,
            canvas_core::backend::WindowSetup { size, ..setup(1, 1) },
        );
        let event = window.expect("created", |event| matches!(event, BackendEvent::Created { .. }));
        let BackendEvent::Created { size, .. } = event else {
            unreachable!()
        };
        window.show(window.frame(16, 16, RED));
        window.send(Command::Destroy(window.id));
        window.expect("destroyed", |event| *event == BackendEvent::Destroyed(true));
        (size.width(), size.height())
    };
    assert_eq!(created(Size::new(0.0, 0.0)), (1, 1));
    assert_eq!(created(Size::new(f64::NAN, -5.0)), (1, 1));
    assert_eq!(created(Size::new(40_000.0, 10.0)), (32_767, 10));
    let (width, height) = created(Size::new(1e300, f64::INFINITY));
    assert!(u64::from(width) * u64::from(height) <= canvas_core::geometry::MAX_AREA);
    let window = TestWindow::open(&backend, setup(100, 80));
    let client = server.client();
    client.resize(client.window(), 32_767, 1);
    window.expect_size(32_767, 1);
    window.show(window.frame(32_767, 1, RED));
    window.send(Command::Set(window.id, Property::Size(Size::new(0.0, f64::NAN))));
    window.expect_size(1, 1);
}

#[test]
fn rows_longer_than_a_request_arrive() {
    let server = Server::with(&["-extension", "MIT-SHM", "-screen", "0", "4000x300x24"]);
    let backend = server.connect();
    let window = TestWindow::open(&backend, setup(3900, 200));
    let shade = |x: u32, y: u32| [x as u8, (x >> 8) as u8, y as u8];
    window.show(window.painted(3900, 200, shade));
    let client = server.client();
    let expected: Vec<_> = (0..200)
        .flat_map(|y| (0..3900).map(move |x| shade(x, y)))
        .collect();
    assert!(client.pixels(client.window(), 3900, 200) == expected);
}
