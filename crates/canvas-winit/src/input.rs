//! The user's hands: pointer, wheel, keys and focus, from winit's events to those of canvas.

use std::path::PathBuf;

use canvas_core::event::{
    Button, Buttons, DropEvent, Event, FocusEvent, KeyEvent, Modifiers, PointerEvent, PointerKind,
    PointerType, TextEvent, WheelEvent,
};
use winit::dpi::PhysicalPosition;
use winit::event::{ElementState, Ime, MouseButton, MouseScrollDelta, Touch, TouchPhase};
use winit::keyboard::ModifiersState;

use crate::keys;

/// The wheel's way for one notch, in the units of [`WheelEvent`].
const NOTCH: f64 = 100.0;
/// How hard something presses that does not say how hard.
const USUAL_PRESSURE: f64 = 0.5;

/// What is known of the user's hands in one window.
#[derive(Debug, Default)]
pub(crate) struct Input {
    buttons: Buttons,
    pointer: Whereabouts,
    is_focused: bool,
    is_composing: bool,
    modifiers: Modifiers,
    /// Logical pixels.
    place: (f64, f64),
}

/// Where the pointer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Whereabouts {
    #[default]
    Outside,
    /// It came into the window; at which place is said next.
    Entering,
    Inside,
}

/// What goes with every event: the clock, the ratio.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    /// Seconds, monotonic.
    pub(crate) now: f64,
    /// Physical pixels per logical pixel.
    pub(crate) ratio: f64,
}

impl Input {
    fn event(&self, kind: PointerKind, context: Context) -> PointerEvent {
        let mut event = PointerEvent::new(kind, self.place.0, self.place.1);
        (event.timestamp, event.synthetic) = (context.now, false);
        event.pressure = if self.buttons.is_empty() {
            0.0
        } else {
            USUAL_PRESSURE
        };
        (event.button, event.buttons) = (None, self.buttons);
        event.modifiers = self.modifiers;
        event
    }

    /// The pointer came into the window.
    pub(crate) fn entered(&mut self) {
        if self.pointer == Whereabouts::Outside {
            self.pointer = Whereabouts::Entering;
        }
    }

    /// The pointer is at a new place; the first in the window tells that it came. Outside of it, places are told while a button
    /// is held. Others mean nothing: winit on X11 says where the pointer is when the focus comes, or when a finger moves.
    pub(crate) fn moved(&mut self, place: PhysicalPosition<f64>, context: Context) -> Option<Event> {
        let kind = match self.pointer {
            Whereabouts::Outside if self.buttons.is_empty() => return None,
            Whereabouts::Outside | Whereabouts::Inside => PointerKind::Move,
            Whereabouts::Entering => PointerKind::Enter,
        };
        if kind == PointerKind::Enter {
            self.pointer = Whereabouts::Inside;
        }
        self.place = (place.x / context.ratio, place.y / context.ratio);
        Some(Event::Pointer(self.event(kind, context)))
    }

    /// The pointer left the window.
    pub(crate) fn left(&mut self, context: Context) -> Option<Event> {
        let was_inside = std::mem::take(&mut self.pointer) == Whereabouts::Inside;
        was_inside.then(|| Event::Pointer(self.event(PointerKind::Leave, context)))
    }

    /// A button of the mouse went down or up.
    pub(crate) fn button(
        &mut self,
        button: MouseButton,
        state: ElementState,
        context: Context,
    ) -> Option<Event> {
        let button = canvas_button(button)?;
        let kind = match state {
            ElementState::Pressed => {
                self.buttons = self.buttons.with(button);
                PointerKind::Down
            }
            ElementState::Released => {
                self.buttons = self.buttons.without(button);
                PointerKind::Up
            }
        };
        let mut pointer = self.event(kind, context);
        pointer.button = Some(button);
        Some(Event::Pointer(pointer))
    }

    /// The wheel turned, or two fingers moved.
    pub(crate) fn wheel(&mut self, delta: MouseScrollDelta, context: Context) -> Option<Event> {
        // winit counts how far the content moves, canvas how far the view does.
        let (dx, dy) = match delta {
            MouseScrollDelta::LineDelta(x, y) => (-f64::from(x) * NOTCH, -f64::from(y) * NOTCH),
            MouseScrollDelta::PixelDelta(way) => (-way.x / context.ratio, -way.y / context.ratio),
        };
        if (dx, dy) == (0.0, 0.0) || !dx.is_finite() || !dy.is_finite() {
            return None;
        }
        // Without minus zero.
        let mut event = WheelEvent::new(self.place.0, self.place.1, dx + 0.0, dy + 0.0);
        (event.timestamp, event.synthetic) = (context.now, false);
        (event.buttons, event.modifiers) = (self.buttons, self.modifiers);
        Some(Event::Wheel(event))
    }

    /// A finger came down, moved or went up.
    pub(crate) fn touch(&self, touch: &Touch, context: Context) -> Event {
        let left = Buttons::default().with(Button::LEFT);
        let (kind, button, buttons) = match touch.phase {
            TouchPhase::Started => (PointerKind::Down, Some(Button::LEFT), left),
            TouchPhase::Moved => (PointerKind::Move, None, left),
            TouchPhase::Ended => (PointerKind::Up, Some(Button::LEFT), Buttons::default()),
            TouchPhase::Cancelled => (PointerKind::Cancel, None, Buttons::default()),
        };
        let force = touch.force.map_or(USUAL_PRESSURE, |force| force.normalized());
        let force = if force.is_finite() {
            force.clamp(0.0, 1.0)
        } else {
            USUAL_PRESSURE
        };
        let mut event = self.event(kind, context);
        // The mouse has the number 0.
        event.pointer_id = touch.id.saturating_add(1);
        event.pointer_type = PointerType::Touch;
        event.pressure = if buttons.is_empty() { 0.0 } else { force };
        event.x = touch.location.x / context.ratio;
        event.y = touch.location.y / context.ratio;
        (event.button, event.buttons) = (button, buttons);
        Event::Pointer(event)
    }

    /// Files are held over the window or were dropped on it.
    pub(crate) fn files(&self, paths: Vec<PathBuf>, dropped: bool, context: Context) -> Event {
        let mut event = DropEvent::new(dropped, self.place.0, self.place.1, paths);
        (event.timestamp, event.synthetic) = (context.now, false);
        Event::Drop(event)
    }

    /// The modifiers that are held now.
    pub(crate) fn set_modifiers(&mut self, state: ModifiersState) {
        self.modifiers.shift = state.shift_key();
        self.modifiers.control = state.control_key();
        self.modifiers.alt = state.alt_key();
        self.modifiers.meta = state.super_key();
    }

    /// A key went down or up: its event, and the text that it types.
    pub(crate) fn key(&self, event: &winit::event::KeyEvent, context: Context) -> (Event, Option<Event>) {
        let down = event.state == ElementState::Pressed;
        let key = keys::key_name(&event.logical_key);
        // winit tells of the modifiers after the key that changes them.
        let modifiers = after(self.modifiers, &key, down);
        let is_command = modifiers.control || modifiers.alt || modifiers.meta;
        let text = event.text.as_ref().filter(|_| down && !is_command);
        let text = text.and_then(|text| self.text(text, context));
        let code = keys::code(event.physical_key);
        let mut key = KeyEvent::new(down, key, code);
        (key.timestamp, key.synthetic) = (context.now, false);
        (key.location, key.repeat) = (keys::location(event.location), event.repeat);
        key.modifiers = modifiers;
        (Event::Key(key), text)
    }

    /// Text was typed, or an input method has composed it.
    pub(crate) fn text(&self, text: &str, context: Context) -> Option<Event> {
        let is_printable = !text.is_empty() && !text.chars().any(char::is_control);
        is_printable.then(|| text_event(text.to_owned(), false, context))
    }

    /// What an input method does.
    pub(crate) fn ime(&mut self, ime: &Ime, context: Context) -> [Option<Event>; 2] {
        let (composed, typed) = match ime {
            Ime::Preedit(text, _) => (text.as_str(), None),
            Ime::Commit(text) => ("", self.text(text, context)),
            Ime::Enabled | Ime::Disabled => ("", None),
        };
        let was_composing = std::mem::replace(&mut self.is_composing, !composed.is_empty());
        let is_news = was_composing || self.is_composing;
        let visible = || {
            composed
                .chars()
                .filter(|character| !character.is_control())
                .collect()
        };
        [is_news.then(|| text_event(visible(), true, context)), typed]
    }

    /// The keyboard's focus came or went.
    pub(crate) fn focus(&mut self, focused: bool, context: Context) -> Option<Event> {
        if self.is_focused == focused {
            return None;
        }
        self.is_focused = focused;
        let mut event = FocusEvent::new(focused);
        (event.timestamp, event.synthetic) = (context.now, false);
        Some(Event::Focus(event))
    }

    /// The window went off the screen: a press has no release any more, and the focus is gone.
    pub(crate) fn unmapped(&mut self, context: Context) -> Vec<Event> {
        let held = !std::mem::take(&mut self.buttons).is_empty();
        self.pointer = Whereabouts::Outside;
        let cancel = held.then(|| Event::Pointer(self.event(PointerKind::Cancel, context)));
        cancel.into_iter().chain(self.focus(false, context)).collect()
    }
}

fn text_event(text: String, composing: bool, context: Context) -> Event {
    let mut event = TextEvent::new(text);
    (event.timestamp, event.synthetic) = (context.now, false);
    event.composing = composing;
    Event::Text(event)
}

/// The modifiers after a key has changed.
fn after(mut modifiers: Modifiers, key: &str, down: bool) -> Modifiers {
    match key {
        "Shift" => modifiers.shift = down,
        "Control" => modifiers.control = down,
        "Alt" => modifiers.alt = down,
        "Meta" => modifiers.meta = down,
        _ => {}
    }
    modifiers
}

/// The first of Linux's codes of mouse buttons, and of X11's buttons after those of the wheel.
const FIRST_LINUX_BUTTON: u16 = 0x110;
const FIRST_X11_BUTTON: u16 = 8;

fn canvas_button(button: MouseButton) -> Option<Button> {
    let other = |number: u16| {
        u8::try_from(number)
            .ok()
            .filter(|number| *number < 32)
            .map(Button)
    };
    match button {
        MouseButton::Left => Some(Button::LEFT),
        MouseButton::Right => Some(Button::RIGHT),
        MouseButton::Middle => Some(Button::MIDDLE),
        MouseButton::Back => Some(Button::BACK),
        MouseButton::Forward => Some(Button::FORWARD),
        MouseButton::Other(code @ FIRST_LINUX_BUTTON..) => other(code - FIRST_LINUX_BUTTON + 1),
        MouseButton::Other(code @ FIRST_X11_BUTTON..) => other(code - 4),
        MouseButton::Other(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
    fn the_first_place_in_the_window_is_its_entrance() {
        let mut input = Input::default();
        assert_eq!(input.left(CONTEXT), None);
        let place = PhysicalPosition::new(30.0, -11.0);
        input.entered();
        let enter = pointer(input.moved(place, CONTEXT));
        assert_eq!((enter.kind, enter.x, enter.y), (PointerKind::Enter, 15.0, -5.5));
        input.entered();
        assert_eq!(pointer(input.moved(place, CONTEXT)).kind, PointerKind::Move);
        assert_eq!(pointer(input.left(CONTEXT)).kind, PointerKind::Leave);
        input.entered();
        assert_eq!(pointer(input.moved(place, CONTEXT)).kind, PointerKind::Enter);
    }

    #[test]
    fn a_place_outside_of_the_window_is_no_entrance() {
        let mut input = Input::default();
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
        assert_eq!(input.left(CONTEXT), None, "it was told");
    }

    #[test]
    fn buttons_are_counted_after_the_event() {
        let mut input = Input::default();
        let down = pointer(input.button(MouseButton::Right, ElementState::Pressed, CONTEXT));
        assert_eq!((down.button, held(down.buttons)), (Some(Button::RIGHT), vec![2]));
        let second = pointer(input.button(MouseButton::Back, ElementState::Pressed, CONTEXT));
        assert_eq!(held(second.buttons), [2, 4]);
        let up = pointer(input.button(MouseButton::Right, ElementState::Released, CONTEXT));
        assert_eq!((up.kind, held(up.buttons)), (PointerKind::Up, vec![4]));
    }

    #[test]
    fn buttons_without_a_name_are_counted_on() {
        assert_eq!(canvas_button(MouseButton::Other(0x117)), Some(Button(8)));
        assert_eq!(canvas_button(MouseButton::Other(10)), Some(Button(6)));
        assert_eq!(canvas_button(MouseButton::Other(3)), None);
        assert_eq!(canvas_button(MouseButton::Other(u16::MAX)), None);
    }

    #[test]
    fn a_wheel_turns_down_and_right_with_plus() {
        let mut input = Input::default();
        let mut turn = |delta| match input.wheel(delta, CONTEXT) {
            Some(Event::Wheel(event)) => (event.dx, event.dy),
            other => panic!("no wheel event: {other:?}"),
        };
        assert_eq!(turn(MouseScrollDelta::LineDelta(0.0, 1.0)), (0.0, -100.0));
        assert_eq!(turn(MouseScrollDelta::LineDelta(-0.5, 0.0)), (50.0, 0.0));
        let way = PhysicalPosition::new(-10.0, 30.0);
        assert_eq!(turn(MouseScrollDelta::PixelDelta(way)), (5.0, -15.0));
        assert_eq!(
            input.wheel(MouseScrollDelta::LineDelta(0.0, f32::NAN), CONTEXT),
            None
        );
        assert_eq!(input.wheel(MouseScrollDelta::LineDelta(0.0, 0.0), CONTEXT), None);
    }

    #[test]
    fn a_press_in_a_window_that_vanishes_is_cancelled_once() {
        let mut input = Input::default();
        assert_eq!(input.unmapped(CONTEXT), []);
        input.button(MouseButton::Left, ElementState::Pressed, CONTEXT);
        input.focus(true, CONTEXT);
        let events = input.unmapped(CONTEXT);
        let names: Vec<_> = events.iter().map(Event::name).collect();
        assert_eq!(names, ["pointer_cancel", "focus_out"]);
        assert_eq!(input.unmapped(CONTEXT), []);
    }

    #[test]
    fn the_focus_is_told_when_it_really_changes() {
        let mut input = Input::default();
        assert_eq!(input.focus(false, CONTEXT), None);
        assert!(input.focus(true, CONTEXT).is_some() && input.focus(true, CONTEXT).is_none());
        assert!(input.focus(false, CONTEXT).is_some());
    }

    #[test]
    fn a_modifier_counts_from_its_own_press_on() {
        let none = Modifiers::default();
        assert!(after(none, "Shift", true).shift);
        assert!(!after(after(none, "Meta", true), "Meta", false).meta);
        assert_eq!(after(none, "a", true), none);
    }

    #[test]
    fn fingers_are_pointers_with_numbers_of_their_own() {
        let touch = |phase, force| Touch {
            device_id: DeviceId::dummy(),
            phase,
            location: PhysicalPosition::new(10.0, 20.0),
            force,
            id: 3,
        };
        let input = Input::default();
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
    fn what_is_composed_is_told_until_it_is_typed() {
        let mut input = Input::default();
        let mut said = |ime: &Ime| {
            let events = input.ime(ime, CONTEXT).into_iter().flatten();
            events
                .map(|event| match event {
                    Event::Text(event) => (event.composing, event.text),
                    other => panic!("no text: {other:?}"),
                })
                .collect::<Vec<_>>()
        };
        let preedit = |text: &str| Ime::Preedit(text.to_owned(), None);
        assert_eq!(said(&Ime::Enabled), []);
        assert_eq!(said(&preedit("")), []);
        assert_eq!(said(&preedit("に")), [(true, "に".to_owned())]);
        let commit = Ime::Commit("日".to_owned());
        assert_eq!(said(&commit), [(true, String::new()), (false, "日".to_owned())]);
        assert_eq!(said(&commit), [(false, "日".to_owned())]);
        said(&preedit("x"));
        assert_eq!(said(&Ime::Disabled), [(true, String::new())]);
    }

    #[test]
    fn what_cannot_be_seen_is_no_text() {
        let input = Input::default();
        assert_eq!(input.text("\r", CONTEXT), None);
        assert_eq!(input.text("", CONTEXT), None);
        assert!(matches!(input.text("ä", CONTEXT), Some(Event::Text(e)) if e.text == "ä"));
    }
}
