//! The input of one window: pointer, wheel, touch, keys, text and drags, from winit's events to those of canvas.
//!
//! The rules are those of W3C [Pointer Events](https://www.w3.org/TR/pointerevents3/) and
//! [UI Events](https://www.w3.org/TR/uievents/).

use canvas_core::backend::{NOTCH, cancel_buttons, mouse_pressure, touch_event};
use canvas_core::event::{
    Button, Buttons, DropEvent, Event, KeyEvent, Modifiers, PointerEvent, PointerKind, TextEvent, WheelEvent,
};
use winit::dpi::PhysicalPosition;
use winit::event::{ElementState, Ime, MouseButton, MouseScrollDelta, Touch, TouchPhase, WindowEvent};
use winit::keyboard::ModifiersState;

use crate::drag_state::{DragReport, DragState};
use crate::keys;

/// The state of the input of one window.
#[derive(Debug, Default)]
pub(crate) struct WindowInput {
    buttons: Buttons,
    pointer: PointerState,
    is_composing: bool,
    modifiers: Modifiers,
    /// The pointer's last position, logical pixels.
    position: (f64, f64),
    drag: DragState,
}

/// Whether the pointer is in the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum PointerState {
    #[default]
    Outside,
    /// It came into the window; the next event has its position.
    Entering,
    Inside,
}

/// The time and the scale of an event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    /// Seconds of a monotonic clock.
    pub(crate) now: f64,
    /// Physical pixels per logical pixel.
    pub(crate) ratio: f64,
}

impl WindowInput {
    /// The events of canvas for one of winit: a key press may be an event of its own and one of text.
    pub(crate) fn translate(&mut self, event: WindowEvent, context: Context) -> [Option<Event>; 2] {
        let one = match event {
            WindowEvent::CursorEntered { .. } => {
                self.entered();
                None
            }
            WindowEvent::CursorMoved { position, .. } => self.moved(position, context),
            WindowEvent::CursorLeft { .. } => self.left(context),
            WindowEvent::MouseInput { state, button, .. } => self.button(button, state, context),
            WindowEvent::MouseWheel { delta, .. } => self.wheel(delta, context),
            WindowEvent::ModifiersChanged(modifiers) => {
                self.set_modifiers(modifiers.state());
                None
            }
            // winit synthesises presses of the keys that are held when the focus comes, which are not pressed now, and
            // releases when it goes, which the core's window does itself.
            WindowEvent::KeyboardInput {
                is_synthetic: true, ..
            } => None,
            WindowEvent::KeyboardInput { event, .. } => {
                let (key, text) = self.key(&event, context);
                return [Some(key), text];
            }
            WindowEvent::Ime(ime) => return self.ime(&ime, context),
            WindowEvent::Touch(touch) => Some(self.touch(&touch, context)),
            _ => None,
        };
        [one, None]
    }

    fn event(&self, kind: PointerKind, context: Context) -> PointerEvent {
        let mut event = PointerEvent::new(kind, self.position.0, self.position.1);
        (event.timestamp, event.synthetic) = (context.now, false);
        event.pressure = mouse_pressure(self.buttons);
        (event.button, event.buttons) = (None, self.buttons);
        event.modifiers = self.modifiers;
        event
    }

    /// The pointer came into the window.
    fn entered(&mut self) {
        if self.pointer == PointerState::Outside {
            self.pointer = PointerState::Entering;
        }
    }

    /// The pointer has a new position. The first one in the window is reported as `Enter`; outside of it, positions are
    /// reported while a button is held. Others are ignored: on X11 winit also sends the pointer's position when the window
    /// gets the focus or a finger moves.
    fn moved(&mut self, position: PhysicalPosition<f64>, context: Context) -> Option<Event> {
        let kind = match self.pointer {
            PointerState::Outside if self.buttons.is_empty() => return None,
            PointerState::Outside | PointerState::Inside => PointerKind::Move,
            PointerState::Entering => PointerKind::Enter,
        };
        if kind == PointerKind::Enter {
            self.pointer = PointerState::Inside;
        }
        self.position = (position.x / context.ratio, position.y / context.ratio);
        Some(Event::Pointer(self.event(kind, context)))
    }

    /// The pointer left the window.
    fn left(&mut self, context: Context) -> Option<Event> {
        let was_inside = std::mem::take(&mut self.pointer) == PointerState::Inside;
        was_inside.then(|| Event::Pointer(self.event(PointerKind::Leave, context)))
    }

    /// A button of the mouse was pressed or released.
    fn button(&mut self, button: MouseButton, state: ElementState, context: Context) -> Option<Event> {
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

    /// A wheel turned, or two fingers moved on a touchpad.
    fn wheel(&mut self, delta: MouseScrollDelta, context: Context) -> Option<Event> {
        // winit's delta is that of the content, canvas's that of the view.
        let (dx, dy) = match delta {
            MouseScrollDelta::LineDelta(x, y) => (-f64::from(x) * NOTCH, -f64::from(y) * NOTCH),
            MouseScrollDelta::PixelDelta(delta) => (-delta.x / context.ratio, -delta.y / context.ratio),
        };
        if (dx, dy) == (0.0, 0.0) || !dx.is_finite() || !dy.is_finite() {
            return None;
        }
        // Adding zero turns minus zero into zero.
        let mut event = WheelEvent::new(self.position.0, self.position.1, dx + 0.0, dy + 0.0);
        (event.timestamp, event.synthetic) = (context.now, false);
        (event.buttons, event.modifiers) = (self.buttons, self.modifiers);
        Some(Event::Wheel(event))
    }

    /// A finger touched the window, moved or was lifted.
    fn touch(&self, touch: &Touch, context: Context) -> Event {
        let kind = match touch.phase {
            TouchPhase::Started => PointerKind::Down,
            TouchPhase::Moved => PointerKind::Move,
            TouchPhase::Ended => PointerKind::Up,
            TouchPhase::Cancelled => PointerKind::Cancel,
        };
        let (x, y) = (touch.location.x / context.ratio, touch.location.y / context.ratio);
        let pressure = touch.force.map(|force| force.normalized());
        let mut event = touch_event(kind, touch.id, x, y, pressure);
        (event.timestamp, event.synthetic) = (context.now, false);
        event.modifiers = self.modifiers;
        Event::Pointer(event)
    }

    /// Files that are dragged over the window.
    pub(crate) fn drag(&mut self) -> &mut DragState {
        &mut self.drag
    }

    /// The events of the drags of this turn: one for all files.
    pub(crate) fn take_drag_events(&mut self, context: Context) -> Vec<Event> {
        let event = |DragReport { is_drop, paths }| {
            let mut event = DropEvent::new(is_drop, self.position.0, self.position.1, paths);
            (event.timestamp, event.synthetic) = (context.now, false);
            Event::Drop(event)
        };
        self.drag.take_reports().into_iter().map(event).collect()
    }

    /// The modifiers that are held now.
    fn set_modifiers(&mut self, state: ModifiersState) {
        self.modifiers.shift = state.shift_key();
        self.modifiers.control = state.control_key();
        self.modifiers.alt = state.alt_key();
        self.modifiers.meta = state.super_key();
    }

    /// A key was pressed or released: its event, and that of the text that it types.
    fn key(&self, event: &winit::event::KeyEvent, context: Context) -> (Event, Option<Event>) {
        let down = event.state == ElementState::Pressed;
        let key = keys::key_name(&event.logical_key);
        // winit reports the modifiers after the key that changes them.
        let modifiers = self.modifiers.after(&key, down);
        let text = event.text.as_ref().filter(|_| down && !modifiers.is_command());
        let text = text.and_then(|text| self.text(text, context));
        let code = keys::code(event.physical_key);
        let mut key = KeyEvent::new(down, key, code);
        (key.timestamp, key.synthetic) = (context.now, false);
        (key.location, key.repeat) = (keys::location(event.location), event.repeat);
        key.modifiers = modifiers;
        (Event::Key(key), text)
    }

    /// The event of text that was typed or composed; `None` for control characters.
    fn text(&self, text: &str, context: Context) -> Option<Event> {
        let is_printable = !text.is_empty() && !text.chars().any(char::is_control);
        is_printable.then(|| text_event(text.to_owned(), false, context))
    }

    /// An input method composes text, or commits it.
    fn ime(&mut self, ime: &Ime, context: Context) -> [Option<Event>; 2] {
        let (composed, typed) = match ime {
            Ime::Preedit(text, _) => (text.as_str(), None),
            Ime::Commit(text) => ("", self.text(text, context)),
            Ime::Enabled | Ime::Disabled => ("", None),
        };
        let was_composing = std::mem::replace(&mut self.is_composing, !composed.is_empty());
        let is_changed = was_composing || self.is_composing;
        let visible = || {
            composed
                .chars()
                .filter(|character| !character.is_control())
                .collect()
        };
        [is_changed.then(|| text_event(visible(), true, context)), typed]
    }

    /// The window was hidden: buttons that are held get no release, so their press is cancelled.
    pub(crate) fn hidden(&mut self, context: Context) -> Option<Event> {
        self.pointer = PointerState::Outside;
        let mut event = cancel_buttons(&mut self.buttons, self.position.0, self.position.1)?;
        (event.timestamp, event.synthetic) = (context.now, false);
        event.modifiers = self.modifiers;
        Some(Event::Pointer(event))
    }
}

fn text_event(text: String, composing: bool, context: Context) -> Event {
    let mut event = TextEvent::new(text);
    (event.timestamp, event.synthetic) = (context.now, false);
    event.composing = composing;
    Event::Text(event)
}

/// The first mouse button of Linux (`BTN_MOUSE` in `input-event-codes.h`).
const FIRST_LINUX_BUTTON: u16 = 0x110;
/// The first button of X11 after those of the wheel.
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
mod tests;
