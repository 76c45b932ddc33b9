//! Displays that are missing, die or stop answering: the process continues, and every window gets one last event.
#![expect(clippy::print_stdout, reason = "a child process reports to its test")]

mod support;

use std::os::unix::process::ExitStatusExt as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use canvas_core::Error;
use canvas_core::app::{App, Canvas};
use canvas_core::backend::{Backend as _, BackendEvent, Command, Property, WindowId};
use canvas_core::geometry::kurbo::Size;
use canvas_core::runtime;
use canvas_winit::WinitBackend;
use nix::sys::signal::Signal;
use support::{
    Display, Kind, RED, Screen, TIMEOUT, TestWindow, assert_eventually, command_on, connect, is_end, run_on,
    run_on_wayland, test_setup,
};

fn shown(event: &BackendEvent) -> bool {
    matches!(event, BackendEvent::FrameShown(_))
}

#[test]
fn a_missing_display_is_named_and_does_not_use_up_the_loop() {
    run_on(&Display::weston(&[]), "refusals");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn refusals() {
    // A test cannot change its own environment, so child processes look for a missing display.
    let refused = |name: &str, value: &str| {
        let mut process = std::process::Command::new(std::env::current_exe().unwrap());
        process
            .args(["--exact", "connecting_fails", "--ignored", "--nocapture"])
            .env_remove("DISPLAY")
            .env(name, value);
        let output = process.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert!(
        refused("WAYLAND_DISPLAY", "missing")
            .contains("WAYLAND_DISPLAY=\"missing\": there is no such socket")
    );
    assert!(refused("WAYLAND_DISPLAY", "").contains("neither WAYLAND_DISPLAY nor DISPLAY is set"));
    assert!(refused("XDG_RUNTIME_DIR", "").contains("XDG_RUNTIME_DIR is not set"));
    // This process still has its loop, and can connect any number of times.
    for _ in 0..3 {
        let backend = connect();
        TestWindow::open(&backend, test_setup(20, 20));
        assert!(backend.stop(TIMEOUT));
        assert!(!backend.is_alive());
        let error = backend.send(Command::Show(WindowId(0))).unwrap_err();
        assert!(matches!(error, Error::DisplayLost(_)), "{error:?}");
    }
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn connecting_fails() {
    let start = Instant::now();
    match WinitBackend::connect().map(drop) {
        Err(Error::Display(reason)) => println!("{reason}"),
        other => panic!("{other:?}"),
    }
    assert!(start.elapsed() < Duration::from_secs(4));
}

#[test]
fn a_compositor_that_does_not_answer_is_waited_for_3_s() {
    run_on_wayland("a_stopped_compositor_is_connected_later");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn a_stopped_compositor_is_connected_later() {
    let screen = Screen::from_env();
    screen.signal(Signal::SIGSTOP);
    match WinitBackend::connect().map(drop) {
        Err(Error::Display(reason)) => assert!(reason.contains("does not answer"), "{reason}"),
        other => panic!("{other:?}"),
    }
    screen.signal(Signal::SIGCONT);
    TestWindow::open(&connect(), test_setup(20, 20));
}

#[test]
fn the_death_of_a_compositor_is_reported_to_every_window_once() {
    run_on_wayland("a_compositor_dies");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn a_compositor_dies() {
    let screen = Screen::from_env();
    let backend = connect();
    let windows: Vec<_> = (0..3)
        .map(|_| TestWindow::open(&backend, test_setup(100, 80)))
        .collect();
    windows[0].show(windows[0].frame(100, 80, RED));
    windows[1].present(windows[1].frame(100, 80, RED));
    screen.signal(Signal::SIGKILL);
    for window in &windows {
        let end = window.expect("the end", is_end);
        assert!(
            matches!(&end, BackendEvent::Lost(reason) if reason.contains("the display is lost")),
            "{end:?}"
        );
    }
    assert_eventually("the end of the loop", || !backend.is_alive());
    let error = backend.send(Command::Show(WindowId(0))).unwrap_err();
    assert!(
        matches!(&error, Error::DisplayLost(reason) if reason.contains("the display is lost")),
        "{error:?}"
    );
    assert!(backend.stop(TIMEOUT));
    for window in &windows {
        assert_eq!(window.count(is_end), 1, "{:?}", window.events());
    }
    // There can be no other loop, and the error says so.
    match WinitBackend::connect().map(drop) {
        Err(Error::Display(reason)) => assert!(reason.contains("no second event loop"), "{reason}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_stopped_compositor_blocks_nothing() {
    run_on_wayland("a_compositor_stops");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn a_compositor_stops() {
    let screen = Screen::from_env();
    let backend = connect();
    let (window, other) = (
        TestWindow::open(&backend, test_setup(200, 100)),
        TestWindow::open(&backend, test_setup(40, 40)),
    );
    window.show(window.frame(200, 100, RED));
    screen.signal(Signal::SIGSTOP);
    for number in 0..2000 {
        let title = format!("{number} {}", "x".repeat(4000));
        window.send(Command::Set(window.id(), Property::Title(title)));
        window.present(window.frame(200, 100, [number as u8, 0, 0]));
    }
    window.send(Command::Set(
        window.id(),
        Property::Title("canvas-test".to_owned()),
    ));
    window.send(Command::Set(window.id(), Property::Size(Size::new(300.0, 150.0))));
    // The loop continues: a window can be destroyed.
    other.send(Command::Destroy(other.id()));
    other.expect("destroyed", |event| *event == BackendEvent::Destroyed(true));
    let last = window.present(window.frame(300, 150, [99, 0, 0]));
    screen.signal(Signal::SIGCONT);
    window.expect("the newest frame", |event| {
        *event == BackendEvent::FrameShown(last)
    });
    let count = window.count(shown);
    assert!(count <= 10, "no burst of old frames: {count}");
    assert_eventually("the frame on the screen", || {
        let position = screen.positions().first().copied();
        let shot = position
            .and_then(|position| Some(screen.screenshot()?.pixel(position.x + 299, position.y + 149)));
        shot.flatten() == Some([99, 0, 0, 255])
    });
    assert!(backend.is_alive());
}

#[test]
fn stopping_is_bounded_while_the_compositor_is_stopped() {
    run_on_wayland("stopping_is_bounded");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn stopping_is_bounded() {
    let screen = Screen::from_env();
    let backend = connect();
    let windows: Vec<_> = (0..5)
        .map(|_| TestWindow::open(&backend, test_setup(900, 700)))
        .collect();
    screen.signal(Signal::SIGSTOP);
    for window in &windows {
        window.present(window.frame(900, 700, RED));
    }
    let requested = TestWindow::create(&backend, test_setup(900, 700));
    let start = Instant::now();
    assert!(backend.stop(Duration::from_secs(2)));
    assert!(start.elapsed() < Duration::from_secs(2));
    for window in &windows {
        assert_eq!(window.count(|event| *event == BackendEvent::Destroyed(true)), 1);
        assert_eq!(window.count(is_end), 1);
    }
    assert_eq!(
        (requested.count(is_end), requested.events().len()),
        (1, 1),
        "{:?}",
        requested.events()
    );
    screen.signal(Signal::SIGCONT);
}

#[test]
fn a_window_requested_from_a_stopped_compositor_blocks_nothing() {
    run_on_wayland("requested_while_stopped");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn requested_while_stopped() {
    let screen = Screen::from_env();
    let backend = connect();
    let (other, hidden) = (
        TestWindow::open(&backend, test_setup(40, 40)),
        TestWindow::open(&backend, test_setup(50, 50)),
    );
    hidden.send(Command::Hide(hidden.id()));
    hidden.expect("hidden", |event| *event == BackendEvent::Visible(false));
    screen.signal(Signal::SIGSTOP);
    let requested: Vec<_> = (0..3)
        .map(|_| TestWindow::create(&backend, test_setup(60, 60)))
        .collect();
    hidden.send(Command::Show(hidden.id()));
    // The loop continues: a window that exists can be destroyed, and one that was only requested.
    for window in [&other, &requested[0]] {
        window.send(Command::Destroy(window.id()));
        window.expect("destroyed", |event| *event == BackendEvent::Destroyed(true));
    }
    assert_eq!(requested[1].events(), []);
    screen.signal(Signal::SIGCONT);
    for window in &requested[1..] {
        window.expect("created", |event| matches!(event, BackendEvent::Created { .. }));
        window.show(window.frame(60, 60, RED));
    }
    hidden.show(hidden.frame(50, 50, RED));
    assert_eq!(requested[0].events().len(), 1);
}

#[test]
fn a_compositor_that_stops_before_the_first_window_is_waited_for() {
    run_on_wayland("stopped_before_the_first_window");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn stopped_before_the_first_window() {
    let screen = Screen::from_env();
    let backend = connect();
    screen.signal(Signal::SIGSTOP);
    let doomed = TestWindow::create(&backend, test_setup(60, 60));
    doomed.send(Command::Destroy(doomed.id()));
    doomed.expect("destroyed", |event| *event == BackendEvent::Destroyed(true));
    let left = TestWindow::create(&backend, test_setup(60, 60));
    assert!(backend.stop(TIMEOUT));
    assert_eq!(
        (left.count(is_end), left.events().len()),
        (1, 1),
        "{:?}",
        left.events()
    );
    screen.signal(Signal::SIGCONT);
    // The loop was not spent on it.
    let window = TestWindow::open(&connect(), test_setup(60, 60));
    window.show(window.frame(60, 60, RED));
}

#[test]
fn show_times_out_while_the_compositor_is_stopped() {
    run_on_wayland("show_times_out");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn show_times_out() {
    struct Nothing;
    impl App for Nothing {}
    let screen = Screen::from_env();
    runtime::register(canvas_winit::FACTORY);
    let open = |title: &str| Canvas::builder().title(title).show(Nothing);
    let first = open("first").unwrap();
    screen.signal(Signal::SIGSTOP);
    let start = Instant::now();
    match open("second") {
        Err(Error::Display(_)) => println!("failed after {:?}", start.elapsed()),
        other => panic!("{other:?}"),
    }
    assert!(start.elapsed() < Duration::from_secs(30));
    first.close();
    canvas_core::app::run().unwrap();
    let start = Instant::now();
    assert!(runtime::stop(Duration::from_secs(2)));
    println!("ended in {:?}", start.elapsed());
}

#[test]
fn an_invisible_window_is_painted_about_once_a_second() {
    run_on(&Display::sway(), "hidden_by_the_compositor");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn hidden_by_the_compositor() {
    let screen = Screen::from_env();
    let backend = connect();
    let window = TestWindow::open(&backend, test_setup(100, 80));
    window.show(window.frame(100, 80, RED));
    screen.sway("workspace 2");
    // On another workspace there are no frame callbacks; each of these waits for the timeout at most.
    for shade in 1..4 {
        window.show(window.frame(100, 80, [shade, 0, 0]));
    }
    screen.sway("workspace 1");
    assert_eventually("the newest frame on the screen", || {
        let position = screen.positions().first().copied();
        let shot = position.and_then(|position| Some(screen.screenshot()?.pixel(position.x, position.y)));
        shot.flatten() == Some([3, 0, 0, 255])
    });
}

/// Xlib ends the process, which this crate cannot prevent. If that ever changes, the documentation has to as well.
#[test]
fn the_death_of_an_x11_server_ends_the_process() {
    let display = Display::xvfb();
    let output = command_on(&display, "an_x11_server_dies").output().unwrap();
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("the server is killed"), "{text}");
    assert_eq!(
        (output.status.code(), output.status.signal()),
        (Some(1), None),
        "{text}"
    );
    assert!(!text.contains("the process lives"), "{text}");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn an_x11_server_dies() {
    let screen = Screen::from_env();
    assert_eq!(screen.kind, Kind::Xvfb);
    let backend = connect();
    let facts = backend.describe();
    assert!(
        facts
            .iter()
            .any(|(name, fact)| name == "when the server dies" && fact.contains("x11"))
    );
    let window = TestWindow::open(&backend, test_setup(100, 80));
    window.show(window.frame(100, 80, RED));
    println!("the server is killed");
    screen.signal(Signal::SIGKILL);
    assert_eventually("the end of the loop", || !backend.is_alive());
    println!("the process lives");
}

#[test]
fn a_window_destroyed_by_another_x11_client_is_reported() {
    run_on(&Display::xvfb(), "destroyed_by_another");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn destroyed_by_another() {
    use x11rb::protocol::xproto::ConnectionExt as _;
    let client = Screen::from_env().client();
    let backend = connect();
    let doomed = TestWindow::open(&backend, test_setup(30, 30));
    let other = TestWindow::open(&backend, test_setup(40, 40));
    doomed.show(doomed.frame(30, 30, RED));
    let first = client.find("canvas-test")[0];
    // Frames are presented while it is destroyed.
    for _ in 0..10 {
        doomed.present(doomed.frame(30, 30, RED));
    }
    client.connection.destroy_window(first).unwrap();
    client.sync();
    doomed.expect("destroyed", |event| *event == BackendEvent::Destroyed(false));
    doomed.present(doomed.frame(30, 30, RED));
    doomed.send(Command::Destroy(doomed.id()));
    other.show(other.frame(40, 40, RED));
    assert_eq!(doomed.count(is_end), 1);
    assert!(backend.is_alive());
}

#[test]
fn a_port_that_panics_ends_the_connection_and_not_the_process() {
    run_on(&Display::weston(&[]), "a_port_panics");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn a_port_panics() {
    #[derive(Debug)]
    struct Broken;
    impl canvas_core::backend::WindowPort for Broken {
        fn take_frame(&self) -> Option<canvas_core::frame::Frame> {
            panic!("a defect of the test");
        }
        fn deliver(&self, _event: BackendEvent) {}
    }
    let backend = connect();
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
    window.expect("lost", |event| matches!(event, BackendEvent::Lost(_)));
    assert_eventually("the end of the loop", || !backend.is_alive());
    assert!(backend.stop(TIMEOUT));
    assert_eq!(window.count(is_end), 1);
}
