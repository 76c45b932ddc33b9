//! Visibility, modes, properties, monitors and scales, on an X11 server and on compositors.

mod support;

use canvas_core::backend::{Backend as _, BackendEvent, Command, Property, WindowMode};
use canvas_core::cursor::Cursor;
use canvas_core::geometry::kurbo::Size;
use support::{
    Display, Kind, RED, Screen, TIMEOUT, TestWindow, assert_eventually, connect, open, run_on,
    run_with_input, test_setup,
};

#[test]
fn windows_hide_and_come_back() {
    run_with_input("hide_and_show");
    run_on(&Display::weston(&[]), "hide_and_show");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn hide_and_show() {
    let screen = Screen::from_env();
    let window = open(&connect(), 120, 90);
    for _ in 0..3 {
        screen.position();
        window.send(Command::Hide(window.id()));
        window.expect("hidden", |event| *event == BackendEvent::Visible(false));
        if screen.kind != Kind::Xvfb {
            assert_eventually("no window on the screen", || screen.positions().is_empty());
        }
        window.send(Command::Show(window.id()));
        window.expect("shown", |event| *event == BackendEvent::Visible(true));
    }
    window.show(window.frame(120, 90, [1, 2, 3]));
    screen.position();
    assert_eq!(
        window.count(|event| matches!(event, BackendEvent::Created { .. })),
        1
    );
}

#[test]
fn windows_can_be_hidden_before_they_are_created() {
    run_with_input("hide_at_once");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn hide_at_once() {
    let window = TestWindow::create(&connect(), test_setup(60, 50));
    window.send(Command::Hide(window.id()));
    window.expect("created", |event| matches!(event, BackendEvent::Created { .. }));
    window.send(Command::Show(window.id()));
    window.expect("shown", |event| *event == BackendEvent::Visible(true));
    window.show(window.frame(60, 50, RED));
}

#[test]
fn modes_are_requested_and_confirmed() {
    run_with_input("modes");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn modes() {
    let screen = Screen::from_env();
    let window = open(&connect(), 200, 150);
    let expect_mode = |window: &TestWindow, expected: WindowMode| {
        window.expect("a mode", |event| *event == BackendEvent::Mode(expected));
    };
    window.send(Command::Set(window.id(), Property::Fullscreen(true)));
    expect_mode(&window, WindowMode::FULLSCREEN);
    assert_eventually("the size of the screen", || {
        window.count(|event| matches!(event, BackendEvent::Resized { size, .. } if (size.width(), size.height()) == (1000, 800))) > 0
    });
    window.send(Command::Set(window.id(), Property::Fullscreen(false)));
    expect_mode(&window, WindowMode::NORMAL);
    if screen.kind == Kind::Xvfb {
        window.send(Command::Set(window.id(), Property::Maximized(true)));
        expect_mode(&window, WindowMode::MAXIMIZED);
        window.send(Command::Set(window.id(), Property::Maximized(false)));
        expect_mode(&window, WindowMode::NORMAL);
    }
    // None of these is confirmed; frames are shown nevertheless.
    for property in [
        Property::Decorated(false),
        Property::AlwaysOnTop(true),
        Property::Opacity(0.5),
        Property::Icon(None),
        Property::Cursor(Cursor::from_name("crosshair").unwrap()),
        Property::Cursor(Cursor::NONE),
        Property::Title("a\0b".to_owned()),
    ] {
        window.send(Command::Set(window.id(), property));
        window.show(window.frame(200, 150, RED));
    }
}

#[test]
fn a_window_is_created_in_the_requested_mode() {
    run_with_input("created_fullscreen");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn created_fullscreen() {
    let backend = connect();
    let mut setup = test_setup(200, 150);
    setup.mode = WindowMode::FULLSCREEN;
    let window = TestWindow::open(&backend, setup);
    window.show(window.frame(200, 150, RED));
    assert_eventually("the mode", || {
        window.count(|event| *event == BackendEvent::Mode(WindowMode::FULLSCREEN)) == 1
    });
}

#[test]
fn monitors_are_listed() {
    run_on(&Display::xvfb(), "one_monitor");
    run_on(&Display::weston(&["--scale=2"]), "one_monitor");
    run_on(&Display::sway(), "one_monitor");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn one_monitor() {
    let screen = Screen::from_env();
    let backend = connect();
    let monitors = backend.monitors().unwrap();
    let [monitor] = &monitors[..] else {
        panic!("{monitors:?}")
    };
    // weston's arguments are a logical size.
    let ratio = if screen.kind == Kind::Weston { 2.0 } else { 1.0 };
    assert_eq!((monitor.size, monitor.ratio), (Size::new(1000.0, 800.0), ratio));
    assert!(backend.stop(TIMEOUT));
}

#[test]
fn scales_are_reported() {
    run_on(&Display::weston(&["--scale=2"]), "scaled_twice");
    run_on(&Display::sway(), "scale_changes");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn scaled_twice() {
    let window = open(&connect(), 100, 80);
    let scaled = |event: &BackendEvent| {
        matches!(event, BackendEvent::Resized { size, ratio } | BackendEvent::Created { size, ratio }
            if (size.width(), size.height(), *ratio) == (200, 160, 2.0))
    };
    assert_eventually("the scale", || window.count(scaled) == 1);
    window.show(window.frame(200, 160, RED));
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn scale_changes() {
    let screen = Screen::from_env();
    let window = open(&connect(), 100, 80);
    for (scale, width, height) in [("2", 200, 160), ("1", 100, 80), ("2", 200, 160)] {
        screen.sway(&format!("output HEADLESS-1 scale {scale}"));
        window.expect(
            "a scale",
            |event| matches!(event, BackendEvent::Resized { size, .. } if (size.width(), size.height()) == (width, height)),
        );
        window.show(window.frame(width, height, RED));
    }
}

#[test]
fn the_application_id_is_that_of_the_setup() {
    run_with_input("application_id");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn application_id() {
    let screen = Screen::from_env();
    let _window = open(&connect(), 60, 50);
    if screen.kind == Kind::Xvfb {
        let client = screen.client();
        assert_eq!(
            client.wm_class(client.find("canvas-test")[0]),
            "canvas-test-app\0canvas-test-app\0"
        );
    } else {
        assert_eq!(screen.app_ids(), ["canvas-test-app"]);
    }
}
