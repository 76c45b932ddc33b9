//! Rules of input that hold on every backend.

use crate::event::{Button, Buttons, PointerEvent, PointerKind, PointerType};

/// How far one notch of a wheel turns it, in the units of [`WheelEvent`](crate::event::WheelEvent).
pub const NOTCH: f64 = 100.0;

/// The pressure of a held button or a finger where the device does not report it (W3C Pointer Events, `pressure`).
pub const DEFAULT_PRESSURE: f64 = 0.5;

/// The pressure of a mouse with these buttons held: 0 or [`DEFAULT_PRESSURE`].
pub fn mouse_pressure(buttons: Buttons) -> f64 {
    if buttons.is_empty() { 0.0 } else { DEFAULT_PRESSURE }
}

/// An event of the finger `id` at this place (logical pixels), now. As for a mouse with one button, the left one: it goes
/// down and up with the finger, and is held between. `pressure` is brought into 0 to 1, and is [`DEFAULT_PRESSURE`] where
/// the device does not report it; it is 0 once the finger is gone. The mouse is pointer 0, so the finger `id` is pointer
/// `id + 1`.
pub fn touch_event(kind: PointerKind, id: u64, x: f64, y: f64, pressure: Option<f64>) -> PointerEvent {
    let is_down = matches!(kind, PointerKind::Down | PointerKind::Move);
    let pressure = pressure.filter(|pressure| pressure.is_finite());
    let mut event = PointerEvent::new(kind, x, y);
    event.pointer_id = id.saturating_add(1);
    event.pointer_type = PointerType::Touch;
    event.pressure = match is_down {
        true => pressure.map_or(DEFAULT_PRESSURE, |pressure| pressure.clamp(0.0, 1.0)),
        false => 0.0,
    };
    event.button = matches!(kind, PointerKind::Down | PointerKind::Up).then_some(Button::LEFT);
    event.buttons = match is_down {
        true => Buttons::default().with(Button::LEFT),
        false => Buttons::default(),
    };
    event
}

/// The window of a mouse went off the screen at this place of the pointer (logical pixels): the buttons are no longer
/// held. If some were, their release will never come, and the event that cancels them is returned.
pub fn cancel_buttons(buttons: &mut Buttons, x: f64, y: f64) -> Option<PointerEvent> {
    let were_held = !std::mem::take(buttons).is_empty();
    were_held.then(|| PointerEvent::new(PointerKind::Cancel, x, y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mouse_presses_while_a_button_is_held() {
        assert_eq!(mouse_pressure(Buttons::default()), 0.0);
        assert_eq!(mouse_pressure(Buttons::default().with(Button::MIDDLE)), 0.5);
    }

    #[test]
    fn fingers_are_pointers_of_their_own_with_one_button() {
        let event = |kind, pressure| touch_event(kind, 3, 5.5, -0.25, pressure);
        let left = Buttons::default().with(Button::LEFT);
        let down = event(PointerKind::Down, Some(0.75));
        assert_eq!((down.pointer_id, down.pointer_type), (4, PointerType::Touch));
        assert_eq!((down.x, down.y, down.pressure), (5.5, -0.25, 0.75));
        assert_eq!((down.button, down.buttons), (Some(Button::LEFT), left));
        let moved = event(PointerKind::Move, Some(f64::NAN));
        assert_eq!((moved.button, moved.buttons, moved.pressure), (None, left, 0.5));
        let up = event(PointerKind::Up, Some(0.75));
        assert_eq!(
            (up.button, up.buttons.is_empty(), up.pressure),
            (Some(Button::LEFT), true, 0.0)
        );
        let cancel = event(PointerKind::Cancel, None);
        assert_eq!((cancel.button, cancel.buttons.is_empty()), (None, true));
        assert_eq!(event(PointerKind::Move, Some(7.0)).pressure, 1.0);
        assert_eq!(
            touch_event(PointerKind::Up, u64::MAX, 0.0, 0.0, None).pointer_id,
            u64::MAX
        );
    }

    #[test]
    fn held_buttons_are_cancelled_once() {
        let mut buttons = Buttons::default().with(Button::LEFT).with(Button::BACK);
        let cancel = cancel_buttons(&mut buttons, 15.0, 4.0).unwrap();
        assert_eq!(
            (cancel.kind, cancel.x, cancel.y),
            (PointerKind::Cancel, 15.0, 4.0)
        );
        assert_eq!(
            (cancel.button, cancel.buttons.is_empty(), cancel.pressure),
            (None, true, 0.0)
        );
        assert!(buttons.is_empty());
        assert_eq!(cancel_buttons(&mut buttons, 15.0, 4.0), None);
    }
}
