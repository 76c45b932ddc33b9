//! Pointer, wheel, keys and focus, on an X11 server and on a compositor.

mod support;

use canvas_core::backend::BackendEvent;
use canvas_core::event::{Event, PointerEvent, PointerKind};
use support::{Position, Screen, VirtualInput, assert_eventually, connect, open, run_with_input};

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
        let Position { x, y } = screen.position();
        input.move_to(x + 50, y + 40);
        window.count(is_at) > 0
    });
    assert_eq!(
        window.count(|event| pointer(event, PointerKind::Enter).is_some()),
        1
    );
    let Position { x, y } = screen.position();
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
