//! Making events, for [`Window::submit_event`](crate::app::Window::submit_event): what matters first, the rest as a mouse
//! and a keyboard at rest would have it. All fields can be changed afterwards.

use super::{
    Button, Buttons, Event, KeyEvent, KeyLocation, Modifiers, PointerEvent, PointerKind, PointerType,
    TextEvent, WheelEvent,
};
use crate::clock;

impl PointerEvent {
    /// An event of the mouse, now, at this place; logical pixels. Down and up are those of the left button.
    ///
    /// ```
    /// use canvas_core::event::{Button, Event, PointerEvent, PointerKind};
    ///
    /// let mut event = PointerEvent::new(PointerKind::Down, 30.0, 40.0);
    /// event.modifiers.shift = true;
    /// assert_eq!(event.button, Some(Button::LEFT));
    /// assert_eq!(Event::from(event).name(), "pointer_down");
    /// ```
    pub fn new(kind: PointerKind, x: f64, y: f64) -> Self {
        let changed = matches!(
            kind,
            PointerKind::Down | PointerKind::Up | PointerKind::DoubleClick
        );
        let held = Buttons::default();
        Self {
            kind,
            pointer_id: 0,
            pointer_type: PointerType::Mouse,
            pressure: if kind == PointerKind::Down { 0.5 } else { 0.0 },
            tilt_x: 0.0,
            tilt_y: 0.0,
            twist: 0.0,
            timestamp: clock::now(),
            x,
            y,
            button: changed.then_some(Button::LEFT),
            buttons: match kind {
                PointerKind::Down => held.with(Button::LEFT),
                _ => held,
            },
            modifiers: Modifiers::default(),
            synthetic: true,
            coalesced: Vec::new(),
        }
    }
}

impl WheelEvent {
    /// A turn of the wheel, now, at this place; 100 a notch, plus is right and down.
    pub fn new(x: f64, y: f64, dx: f64, dy: f64) -> Self {
        Self {
            timestamp: clock::now(),
            x,
            y,
            dx,
            dy,
            buttons: Buttons::default(),
            modifiers: Modifiers::default(),
            synthetic: true,
            coalesced: Vec::new(),
        }
    }
}

impl KeyEvent {
    /// A key that goes down (true) or up, now, by its W3C `key` and `code`.
    pub fn new(down: bool, key: impl Into<String>, code: &'static str) -> Self {
        Self {
            down,
            timestamp: clock::now(),
            key: key.into(),
            code,
            location: KeyLocation::Standard,
            repeat: false,
            modifiers: Modifiers::default(),
            synthetic: true,
        }
    }
}

impl TextEvent {
    /// Text that is typed now.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            timestamp: clock::now(),
            composing: false,
            text: text.into(),
            synthetic: true,
        }
    }
}

macro_rules! into_event {
    ($($variant:ident: $event:ty,)*) => {
        $(
            impl From<$event> for Event {
                fn from(event: $event) -> Self {
                    Self::$variant(event)
                }
            }
        )*
    };
}

into_event! {
    Pointer: PointerEvent,
    Wheel: WheelEvent,
    Key: KeyEvent,
    Text: TextEvent,
}
