//! Constructors of events, for backends and for [`Window::submit_event`](crate::app::Window::submit_event). Arguments are
//! the main fields; the other fields are those of a mouse and a keyboard at rest, with the time of the call, and can be
//! changed afterwards.

use std::path::PathBuf;

use super::{
    Button, Buttons, CloseEvent, CloseReason, DropEvent, Event, FocusEvent, KeyEvent, KeyLocation, Modifiers,
    MoveEvent, PointerEvent, PointerKind, PointerType, ResizeEvent, TextEvent, VisibilityEvent, WheelEvent,
};
use crate::clock;
use crate::geometry::PhysicalSize;

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
    /// A turn of the wheel, now, at this place; 100 a notch, positive to the right and down.
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

impl DropEvent {
    /// Files that are dropped (true) or only held, now, at this place; logical pixels.
    pub fn new(dropped: bool, x: f64, y: f64, paths: Vec<PathBuf>) -> Self {
        Self {
            dropped,
            timestamp: clock::now(),
            x,
            y,
            paths,
            data: Vec::new(),
            synthetic: true,
        }
    }
}

impl ResizeEvent {
    /// A new size, now; `ratio` is physical pixels per logical pixel.
    pub fn new(size: PhysicalSize, ratio: f64) -> Self {
        let logical = size.to_logical(ratio);
        Self {
            timestamp: clock::now(),
            width: logical.width,
            height: logical.height,
            pwidth: size.width(),
            pheight: size.height(),
            ratio,
            coalesced: Vec::new(),
        }
    }
}

impl MoveEvent {
    /// A new place, now; logical pixels.
    pub fn new(x: f64, y: f64) -> Self {
        let timestamp = clock::now();
        Self { timestamp, x, y }
    }
}

impl FocusEvent {
    /// The focus comes (true) or goes, now.
    pub fn new(focused: bool) -> Self {
        Self {
            timestamp: clock::now(),
            focused,
            synthetic: true,
        }
    }
}

impl VisibilityEvent {
    /// The window is shown (true) or hidden, now.
    pub fn new(visible: bool) -> Self {
        let timestamp = clock::now();
        Self { timestamp, visible }
    }
}

impl CloseEvent {
    /// The window is to close, or has closed, now.
    pub fn new(reason: CloseReason) -> Self {
        let timestamp = clock::now();
        Self { timestamp, reason }
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
    Drop: DropEvent,
    Focus: FocusEvent,
}
