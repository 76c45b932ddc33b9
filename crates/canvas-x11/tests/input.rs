//! Input that the server's XTEST extension generates: the events are those of a real mouse and keyboard.

mod support;

use std::sync::Arc;

use canvas_core::backend::{BackendEvent, Command};
use canvas_core::conformance::{TestWindow, assert_eventually, test_setup};
use canvas_core::event::{Button, Event, KeyEvent, PointerEvent, PointerKind};
use canvas_x11::X11Backend;
use support::{Client, Server};
use x11rb::protocol::xproto::{
    self, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt as _, InputFocus, KEY_PRESS_EVENT,
    KEY_RELEASE_EVENT, MOTION_NOTIFY_EVENT,
};
use x11rb::protocol::xtest::ConnectionExt as _;

const SHIFT: u8 = 50;
const CONTROL: u8 = 37;
const KEY_A: u8 = 38;
const KEY_Z: u8 = 52;
const KEY_Q: u8 = 24;
const ALT_GR: u8 = 108;
const ENTER: u8 = 36;
const MENU: u8 = 135;

/// A focused window at the top left of a screen without a window manager.
struct Stage {
    window: TestWindow,
    client: Client,
    server: Server,
    _backend: Arc<X11Backend>,
}

impl Stage {
    fn new() -> Self {
        let server = Server::new();
        Self::on(server)
    }

    fn on(server: Server) -> Self {
        let backend = server.connect();
        let client = server.client();
        let stage = Self {
            window: TestWindow::open(&backend, test_setup(300, 200)),
            client,
            server,
            _backend: backend,
        };
        let focus = InputFocus::POINTER_ROOT;
        stage
            .client
            .connection
            .set_input_focus(focus, stage.client.window(), x11rb::CURRENT_TIME)
            .unwrap();
        stage.client.sync();
        stage.window.expect(
            "focus",
            |event| matches!(event, BackendEvent::Input(Event::Focus(e)) if e.focused),
        );
        stage
    }

    fn fake(&self, kind: u8, detail: u8, (x, y): (i16, i16)) {
        self.client
            .connection
            .xtest_fake_input(kind, detail, 0, self.client.root, x, y, 0)
            .unwrap();
        self.client.sync();
    }

    fn move_pointer(&self, x: i16, y: i16) {
        self.fake(MOTION_NOTIFY_EVENT, 0, (x, y));
    }

    fn button(&self, detail: u8, down: bool) {
        self.fake(
            if down {
                BUTTON_PRESS_EVENT
            } else {
                BUTTON_RELEASE_EVENT
            },
            detail,
            (0, 0),
        );
    }

    fn key(&self, detail: u8, down: bool) {
        self.fake(
            if down { KEY_PRESS_EVENT } else { KEY_RELEASE_EVENT },
            detail,
            (0, 0),
        );
    }

    fn tap(&self, detail: u8) {
        self.key(detail, true);
        self.key(detail, false);
    }

    fn pointer(&self, kind: PointerKind) -> PointerEvent {
        let event = self.window.expect(
            "a pointer event",
            |event| matches!(event, BackendEvent::Input(Event::Pointer(e)) if e.kind == kind),
        );
        match event {
            BackendEvent::Input(Event::Pointer(event)) => event,
            other => panic!("{other:?}"),
        }
    }

    fn expect_move(&self, x: f64, y: f64) -> PointerEvent {
        loop {
            let moved = self.pointer(PointerKind::Move);
            assert!(!moved.synthetic);
            if (moved.x, moved.y) == (x, y) {
                return moved;
            }
        }
    }

    fn key_event(&self, down: bool) -> KeyEvent {
        let event = self.window.expect(
            "a key event",
            |event| matches!(event, BackendEvent::Input(Event::Key(e)) if e.down == down),
        );
        match event {
            BackendEvent::Input(Event::Key(event)) => event,
            other => panic!("{other:?}"),
        }
    }

    fn text(&self) -> String {
        let event = self.window.expect("text", |event| {
            matches!(event, BackendEvent::Input(Event::Text(_)))
        });
        match event {
            BackendEvent::Input(Event::Text(event)) => event.text,
            other => panic!("{other:?}"),
        }
    }

    fn texts(&self) -> usize {
        self.window
            .count(|event| matches!(event, BackendEvent::Input(Event::Text(_))))
    }
}

#[test]
fn the_pointer_moves_presses_and_leaves() {
    let stage = Stage::new();
    stage.move_pointer(900, 700);
    stage.move_pointer(40, 50);
    let enter = stage.pointer(PointerKind::Enter);
    assert_eq!((enter.x, enter.y), (40.0, 50.0));
    stage.move_pointer(60, 70);
    stage.expect_move(60.0, 70.0);
    stage.button(1, true);
    stage.button(3, true);
    let down = stage.pointer(PointerKind::Down);
    assert_eq!(
        (down.button, down.buttons.iter().count()),
        (Some(Button::LEFT), 1)
    );
    let down = stage.pointer(PointerKind::Down);
    assert_eq!(
        (down.button, down.buttons.iter().count()),
        (Some(Button::RIGHT), 2)
    );
    // While a button is pressed, the window receives the pointer's events everywhere.
    stage.move_pointer(500, 600);
    let dragged = stage.pointer(PointerKind::Move);
    assert_eq!(
        (dragged.x, dragged.y, dragged.buttons.iter().count()),
        (500.0, 600.0, 2)
    );
    stage.button(3, false);
    stage.button(1, false);
    assert_eq!(stage.pointer(PointerKind::Up).button, Some(Button::RIGHT));
    let up = stage.pointer(PointerKind::Up);
    assert!(up.button == Some(Button::LEFT) && up.buttons.is_empty());
}

#[test]
fn wheel_events_have_modifiers() {
    let stage = Stage::new();
    stage.move_pointer(40, 50);
    stage.key(CONTROL, true);
    for detail in [4, 5] {
        stage.button(detail, true);
        stage.button(detail, false);
    }
    stage.key(CONTROL, false);
    for expected in [-100.0, 100.0] {
        let event = stage.window.expect("wheel", |event| {
            matches!(event, BackendEvent::Input(Event::Wheel(_)))
        });
        let BackendEvent::Input(Event::Wheel(wheel)) = event else {
            unreachable!()
        };
        assert_eq!(
            (wheel.dx, wheel.dy, wheel.modifiers.control),
            (0.0, expected, true)
        );
    }
    let wheels = stage
        .window
        .count(|event| matches!(event, BackendEvent::Input(Event::Wheel(_))));
    assert_eq!(wheels, 2, "one per notch");
}

#[test]
fn a_press_in_a_hidden_window_is_cancelled() {
    let stage = Stage::new();
    stage.move_pointer(40, 50);
    stage.button(1, true);
    stage.pointer(PointerKind::Down);
    stage.window.send(Command::Hide(stage.window.id()));
    let cancel = stage.pointer(PointerKind::Cancel);
    assert!(cancel.buttons.is_empty());
    stage.button(1, false);
}

#[test]
fn keys_type_text() {
    let stage = Stage::new();
    stage.tap(KEY_A);
    let down = stage.key_event(true);
    assert_eq!(
        (down.key.as_str(), down.code, down.repeat, down.synthetic),
        ("a", "KeyA", false, false)
    );
    assert_eq!(stage.text(), "a");
    assert_eq!(stage.key_event(false).key, "a");
    stage.key(SHIFT, true);
    let shift = stage.key_event(true);
    assert_eq!(
        (shift.key.as_str(), shift.code, shift.modifiers.shift),
        ("Shift", "ShiftLeft", true)
    );
    stage.tap(KEY_A);
    assert_eq!(stage.text(), "A");
    stage.key(SHIFT, false);
    stage.window.expect("shift up", |event| {
        matches!(event, BackendEvent::Input(Event::Key(e)) if e.key == "Shift" && !e.down && !e.modifiers.shift)
    });
    let texts = stage.texts();
    stage.tap(ENTER);
    stage.key(CONTROL, true);
    stage.tap(KEY_A);
    stage.key(CONTROL, false);
    stage.window.expect(
        "control up",
        |event| matches!(event, BackendEvent::Input(Event::Key(e)) if e.key == "Control" && !e.down),
    );
    assert_eq!(stage.texts(), texts, "neither Enter nor a shortcut is text");
}

#[test]
fn a_held_key_repeats_without_releases() {
    let stage = Stage::new();
    stage.key(KEY_A, true);
    assert!(!stage.key_event(true).repeat);
    for _ in 0..5 {
        assert!(stage.key_event(true).repeat, "{:?}", stage.window.events());
    }
    stage.key(KEY_A, false);
    stage.key_event(false);
    let releases = stage
        .window
        .count(|event| matches!(event, BackendEvent::Input(Event::Key(e)) if !e.down));
    assert_eq!(releases, 1);
}

#[test]
fn changes_of_the_layout_and_the_group_are_followed() {
    let stage = Stage::new();
    stage.tap(KEY_Z);
    assert_eq!(stage.key_event(true).key, "z");
    stage.server.run("setxkbmap", &["-layout", "de"]);
    // The server may report the new keymap after the first keys.
    assert_eventually("the German layout", || {
        stage.tap(KEY_Z);
        let key = stage.key_event(true);
        assert_eq!(key.code, "KeyZ");
        key.key == "y"
    });
    stage.key(ALT_GR, true);
    assert_eq!(stage.key_event(true).key, "AltGraph");
    stage.tap(KEY_Q);
    stage.window.expect(
        "the third level",
        |event| matches!(event, BackendEvent::Input(Event::Text(text)) if text.text == "@"),
    );
    stage.key(ALT_GR, false);
    stage
        .server
        .run("setxkbmap", &["-layout", "us,ru", "-option", "grp:menu_toggle"]);
    assert_eventually("the American layout", || {
        stage.tap(KEY_Z);
        stage.key_event(true).key == "z"
    });
    stage.tap(MENU);
    assert_eventually("the Russian layout", || {
        stage.tap(KEY_Z);
        stage.key_event(true).key == "я"
    });
}

#[test]
fn the_focus_is_lost_to_another_window() {
    let stage = Stage::new();
    let root = stage.client.root;
    stage
        .client
        .connection
        .set_input_focus(InputFocus::POINTER_ROOT, root, x11rb::CURRENT_TIME)
        .unwrap();
    stage.client.sync();
    stage.window.expect(
        "focus lost",
        |event| matches!(event, BackendEvent::Input(Event::Focus(e)) if !e.focused),
    );
}

#[test]
fn events_of_other_clients_are_synthetic() {
    let stage = Stage::new();
    let xid = stage.client.window();
    let key = |kind| xproto::KeyPressEvent {
        response_type: kind,
        detail: KEY_A,
        root: stage.client.root,
        event: xid,
        event_x: 3,
        event_y: 4,
        same_screen: true,
        ..Default::default()
    };
    stage.client.forge(xid, key(KEY_PRESS_EVENT));
    assert!(stage.key_event(true).synthetic);
    stage.client.forge(xid, key(KEY_RELEASE_EVENT));
    assert!(stage.key_event(false).synthetic);
    let button = xproto::ButtonPressEvent {
        response_type: BUTTON_PRESS_EVENT,
        detail: 1,
        event: xid,
        event_x: 3,
        event_y: 4,
        ..Default::default()
    };
    stage.client.forge(xid, button);
    let down = stage.pointer(PointerKind::Down);
    assert!(down.synthetic);
    assert_eq!((down.x, down.y), (3.0, 4.0));
    stage.move_pointer(10, 10);
    stage.move_pointer(11, 11);
    assert!(
        stage.pointer(PointerKind::Move).buttons.is_empty(),
        "no real button is held"
    );
}
