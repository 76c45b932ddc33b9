use super::*;
use canvas_core::event::PointerType;
use winit::event::{DeviceId, Force};

const CONTEXT: Context = Context { now: 7.0, ratio: 2.0 };

fn pointer(event: Option<Event>) -> PointerEvent {
    match event {
        Some(Event::Pointer(event)) => event,
        other => panic!("no pointer event: {other:?}"),
    }
}

fn held(buttons: Buttons) -> Vec<u8> {
    buttons.iter().map(|button| button.0).collect()
}

#[test]
fn the_first_position_in_the_window_is_an_enter_event() {
    let mut input = WindowInput::default();
    assert_eq!(input.left(CONTEXT), None);
    let position = PhysicalPosition::new(30.0, -11.0);
    input.entered();
    let enter = pointer(input.moved(position, CONTEXT));
    assert_eq!((enter.kind, enter.x, enter.y), (PointerKind::Enter, 15.0, -5.5));
    input.entered();
    assert_eq!(pointer(input.moved(position, CONTEXT)).kind, PointerKind::Move);
    assert_eq!(pointer(input.left(CONTEXT)).kind, PointerKind::Leave);
    input.entered();
    assert_eq!(pointer(input.moved(position, CONTEXT)).kind, PointerKind::Enter);
}

#[test]
fn a_position_outside_of_the_window_is_not_an_enter_event() {
    let mut input = WindowInput::default();
    let outside = PhysicalPosition::new(-490.0, -419.0);
    assert_eq!(input.moved(outside, CONTEXT), None);
    input.entered();
    input.moved(PhysicalPosition::new(4.0, 2.0), CONTEXT);
    input.button(MouseButton::Left, ElementState::Pressed, CONTEXT);
    input.left(CONTEXT);
    let dragged = pointer(input.moved(outside, CONTEXT));
    assert_eq!((dragged.kind, dragged.x), (PointerKind::Move, -245.0));
    input.button(MouseButton::Left, ElementState::Released, CONTEXT);
    assert_eq!(input.moved(outside, CONTEXT), None);
    assert_eq!(input.left(CONTEXT), None, "it has been reported");
}

#[test]
fn buttons_include_the_one_of_the_event() {
    let mut input = WindowInput::default();
    let down = pointer(input.button(MouseButton::Right, ElementState::Pressed, CONTEXT));
    assert_eq!((down.button, held(down.buttons)), (Some(Button::RIGHT), vec![2]));
    let second = pointer(input.button(MouseButton::Back, ElementState::Pressed, CONTEXT));
    assert_eq!(held(second.buttons), [2, 4]);
    let up = pointer(input.button(MouseButton::Right, ElementState::Released, CONTEXT));
    assert_eq!((up.kind, held(up.buttons)), (PointerKind::Up, vec![4]));
}

#[test]
fn buttons_without_a_name_are_numbered() {
    assert_eq!(canvas_button(MouseButton::Other(0x117)), Some(Button(8)));
    assert_eq!(canvas_button(MouseButton::Other(10)), Some(Button(6)));
    assert_eq!(canvas_button(MouseButton::Other(3)), None);
    assert_eq!(canvas_button(MouseButton::Other(u16::MAX)), None);
}

#[test]
fn a_wheel_delta_is_positive_down_and_right() {
    let mut input = WindowInput::default();
    let mut turn = |delta| match input.wheel(delta, CONTEXT) {
        Some(Event::Wheel(event)) => (event.dx, event.dy),
        other => panic!("no wheel event: {other:?}"),
    };
    assert_eq!(turn(MouseScrollDelta::LineDelta(0.0, 1.0)), (0.0, -100.0));
    assert_eq!(turn(MouseScrollDelta::LineDelta(-0.5, 0.0)), (50.0, 0.0));
    let delta = PhysicalPosition::new(-10.0, 30.0);
    assert_eq!(turn(MouseScrollDelta::PixelDelta(delta)), (5.0, -15.0));
    assert_eq!(
        input.wheel(MouseScrollDelta::LineDelta(0.0, f32::NAN), CONTEXT),
        None
    );
    assert_eq!(input.wheel(MouseScrollDelta::LineDelta(0.0, 0.0), CONTEXT), None);
}

#[test]
fn a_press_in_a_window_that_is_hidden_is_cancelled_once() {
    let mut input = WindowInput::default();
    assert_eq!(input.hidden(CONTEXT), None);
    input.button(MouseButton::Left, ElementState::Pressed, CONTEXT);
    assert_eq!(pointer(input.hidden(CONTEXT)).kind, PointerKind::Cancel);
    assert_eq!(input.hidden(CONTEXT), None);
}

#[test]
fn fingers_are_pointers_with_ids_of_their_own() {
    let touch = |phase, force| Touch {
        device_id: DeviceId::dummy(),
        phase,
        location: PhysicalPosition::new(10.0, 20.0),
        force,
        id: 3,
    };
    let input = WindowInput::default();
    let event = |phase, force| pointer(Some(input.touch(&touch(phase, force), CONTEXT)));
    let down = event(TouchPhase::Started, Some(Force::Normalized(0.75)));
    assert_eq!(
        (down.kind, down.pointer_id, down.pressure),
        (PointerKind::Down, 4, 0.75)
    );
    assert_eq!(
        (down.pointer_type, down.x, down.y),
        (PointerType::Touch, 5.0, 10.0)
    );
    let moved = event(TouchPhase::Moved, Some(Force::Normalized(f64::NAN)));
    assert_eq!(
        (moved.button, held(moved.buttons), moved.pressure),
        (None, vec![1], 0.5)
    );
    let up = event(TouchPhase::Ended, None);
    assert_eq!(
        (up.kind, held(up.buttons), up.pressure),
        (PointerKind::Up, vec![], 0.0)
    );
    assert_eq!(event(TouchPhase::Cancelled, None).kind, PointerKind::Cancel);
}

#[test]
fn composed_text_is_reported_until_it_is_committed() {
    let mut input = WindowInput::default();
    let mut texts = |ime: &Ime| {
        let events = input.ime(ime, CONTEXT).into_iter().flatten();
        events
            .map(|event| match event {
                Event::Text(event) => (event.composing, event.text),
                other => panic!("no text: {other:?}"),
            })
            .collect::<Vec<_>>()
    };
    let preedit = |text: &str| Ime::Preedit(text.to_owned(), None);
    assert_eq!(texts(&Ime::Enabled), []);
    assert_eq!(texts(&preedit("")), []);
    assert_eq!(texts(&preedit("に")), [(true, "に".to_owned())]);
    let commit = Ime::Commit("日".to_owned());
    assert_eq!(texts(&commit), [(true, String::new()), (false, "日".to_owned())]);
    assert_eq!(texts(&commit), [(false, "日".to_owned())]);
    texts(&preedit("x"));
    assert_eq!(texts(&Ime::Disabled), [(true, String::new())]);
}

#[test]
fn control_characters_are_not_text() {
    let input = WindowInput::default();
    assert_eq!(input.text("\r", CONTEXT), None);
    assert_eq!(input.text("", CONTEXT), None);
    assert!(matches!(input.text("ä", CONTEXT), Some(Event::Text(e)) if e.text == "ä"));
}
