//! Input, visibility, modes, monitors, scales and the clipboard, on an X11 server and on compositors.

mod support;

use std::sync::Arc;

use canvas_core::backend::{Backend as _, BackendEvent, Command, Property, WindowMode};
use canvas_core::cursor::Cursor;
use canvas_core::event::{Event, PointerEvent, PointerKind};
use canvas_core::geometry::kurbo::Size;
use canvas_core::image::Image;
use canvas_core::pixels::{PixelView, Strides};
use canvas_winit::WinitBackend;
use support::{
    Display, Kind, Position, Screen, TIMEOUT, TestWindow, VirtualInput, assert_eventually, run_on, test_setup,
};

const RED: [u8; 3] = [200, 10, 20];

fn connect() -> Arc<WinitBackend> {
    Arc::new(WinitBackend::connect().unwrap())
}

fn open(backend: &Arc<WinitBackend>, width: u32, height: u32) -> TestWindow {
    let window = TestWindow::open(backend, test_setup(width, height));
    window.show(window.frame(width, height, RED));
    window
}

/// The position of the one window.
fn position(screen: &Screen) -> Position {
    let mut found = None;
    assert_eventually("a position", || {
        found = match screen.kind {
            Kind::Xvfb => screen.client().position("canvas-test"),
            _ => screen.positions().first().copied(),
        };
        found.is_some()
    });
    found.unwrap()
}

/// On a server with a window manager, and on a compositor with a seat.
fn run_with_input(test: &str) {
    let display = Display::xvfb();
    let _manager = display.start_manager();
    run_on(&display, test);
    run_on(&Display::sway(), test);
}

fn pointer(event: &BackendEvent, kind: PointerKind) -> Option<&PointerEvent> {
    match event {
        BackendEvent::Input(Event::Pointer(event)) if event.kind == kind => Some(event),
        _ => None,
    }
}

#[test]
fn pointer_and_keys_are_reported() {
    run_with_input("pointer_and_keys");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn pointer_and_keys() {
    let screen = Screen::from_env();
    let mut input = VirtualInput::new(&screen);
    let window = open(&connect(), 200, 150);
    // A window manager may still be moving the window.
    let is_at = |event: &BackendEvent| matches!(event, BackendEvent::Input(Event::Pointer(e)) if (e.x, e.y) == (50.0, 40.0));
    assert_eventually("the pointer comes", || {
        let Position { x, y } = position(&screen);
        input.move_to(x + 50, y + 40);
        window.count(is_at) > 0
    });
    assert_eq!(
        window.count(|event| pointer(event, PointerKind::Enter).is_some()),
        1
    );
    let Position { x, y } = position(&screen);
    input.move_to(x + 60, y + 45);
    window.expect("the pointer moves", |event| {
        pointer(event, PointerKind::Move).is_some_and(|e| (e.x, e.y) == (60.0, 45.0))
    });
    for (down, kind) in [(true, PointerKind::Down), (false, PointerKind::Up)] {
        input.press(down);
        window.expect("a button", |event| {
            pointer(event, kind).is_some_and(|e| e.button.map(|button| button.0) == Some(1))
        });
    }
    input.wheel_down();
    window.expect(
        "the wheel",
        |event| matches!(event, BackendEvent::Input(Event::Wheel(e)) if (e.dx, e.dy) == (0.0, 100.0)),
    );
    // sway gets its keyboard with the first letter, which may be lost before the window has it.
    let key = |event: &BackendEvent, down| matches!(event, BackendEvent::Input(Event::Key(e)) if e.key == "a" && e.down == down);
    let typed = |event: &BackendEvent| matches!(event, BackendEvent::Input(Event::Text(e)) if e.text == "a" && !e.composing);
    assert_eventually("a letter", || {
        input.type_text("a");
        window.count(typed) > 0
    });
    assert_eventually("the end of the letter", || {
        window.count(|event| key(event, false)) > 0
    });
    assert_eq!(window.count(typed), window.count(|event| key(event, true)));
    let focused = |event: &BackendEvent| matches!(event, BackendEvent::Input(Event::Focus(e)) if e.focused);
    assert!(window.count(focused) > 0);
    input.move_to(999, 799);
    window.expect("the pointer leaves", |event| {
        pointer(event, PointerKind::Leave).is_some()
    });
}

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
        position(&screen);
        window.send(Command::Hide(window.id()));
        window.expect("hidden", |event| *event == BackendEvent::Visible(false));
        if screen.kind != Kind::Xvfb {
            assert_eventually("no window on the screen", || screen.positions().is_empty());
        }
        window.send(Command::Show(window.id()));
        window.expect("shown", |event| *event == BackendEvent::Visible(true));
    }
    window.show(window.frame(120, 90, [1, 2, 3]));
    position(&screen);
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
    // None of these is confirmed; frames are shown all the same.
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
fn copied_content_can_be_pasted() {
    run_with_input("copy_and_paste");
    run_on(&Display::weston(&[]), "no_clipboard");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn copy_and_paste() {
    let screen = Screen::from_env();
    let clipboard = connect().clipboard().expect("a clipboard");
    let is_x11 = screen.kind == Kind::Xvfb;
    assert_eq!(clipboard.text(TIMEOUT).unwrap(), None);
    clipboard.set_text("häßlich".to_owned(), TIMEOUT).unwrap();
    assert_eq!(clipboard.text(TIMEOUT).unwrap().as_deref(), Some("häßlich"));
    assert_eq!(clipboard.image(TIMEOUT).unwrap(), None);
    // Another program can paste it.
    let pasted = match is_x11 {
        true => screen.run("xclip", &["-selection", "clipboard", "-o"]),
        false => screen.run("wl-paste", &["--no-newline"]),
    };
    assert_eq!(String::from_utf8_lossy(&pasted.stdout), "häßlich");
    let image = Image::decode(&png_file()).unwrap();
    clipboard.set_image(image.clone(), TIMEOUT).unwrap();
    assert_eventually("the image", || {
        clipboard.image(TIMEOUT).unwrap().as_ref() == Some(&image)
    });
    // Another program copies something.
    if !is_x11 {
        screen.run_daemon("wl-copy", &["from elsewhere"]);
        assert_eventually("the other's text", || {
            clipboard.text(TIMEOUT).unwrap().as_deref() == Some("from elsewhere")
        });
    }
}

/// A PNG file of 3 x 2 pixels.
fn png_file() -> Vec<u8> {
    let rgba: Vec<u8> = (0..24)
        .map(|value| if value % 4 == 3 { 255 } else { value * 10 })
        .collect();
    let strides = Strides {
        row: 12,
        column: 4,
        channel: 1,
    };
    let view = PixelView::new(&rgba, 0, 3, 2, 4, strides).unwrap();
    Image::from_view(&view)
        .encode(canvas_core::image::Format::Png)
        .unwrap()
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn no_clipboard() {
    let backend = connect();
    assert!(!backend.capabilities().clipboard);
    assert!(backend.clipboard().is_none());
}
