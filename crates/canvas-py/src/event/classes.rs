//! The classes of events: immutable, typed, usable in `match`, by attribute, by key and as a dict.
//!
//! Fields have the names and units of W3C UI Events and Pointer Events in snake_case, and of the renderview specification.

use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

/// A field's name without the prefix `r#` of raw identifiers.
const fn python_name(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// Defines an event class: its fields, and the methods of all events.
macro_rules! event_class {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[pyclass(frozen, module = "canvas")]
        #[derive(Debug)]
        pub(crate) struct $name {
            $($(#[$field_doc])* #[pyo3(get)] pub(super) $field: $kind,)*
        }

        impl $name {
            const FIELDS: &[&str] = &[$(python_name(stringify!($field))),*];
        }

        #[pymethods]
        impl $name {
            #[classattr]
            fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
                PyTuple::new(py, Self::FIELDS)
            }

            /// The field of this name. Raises KeyError if there is none.
            fn __getitem__<'py>(slf: Bound<'py, Self>, name: &str) -> PyResult<Bound<'py, PyAny>> {
                match Self::FIELDS.contains(&name) {
                    true => slf.getattr(name),
                    false => Err(PyKeyError::new_err(name.to_owned())),
                }
            }

            /// All fields by name, as a new dict.
            fn to_dict<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
                let dict = PyDict::new(slf.py());
                for name in Self::FIELDS {
                    dict.set_item(name, slf.getattr(*name)?)?;
                }
                Ok(dict)
            }

            fn __eq__(slf: Bound<'_, Self>, other: &Bound<'_, PyAny>) -> PyResult<bool> {
                match other.cast::<Self>() {
                    Ok(other) => Self::to_dict(slf)?.eq(Self::to_dict(other.clone())?),
                    Err(_) => Ok(false),
                }
            }

            fn __hash__(slf: Bound<'_, Self>) -> PyResult<isize> {
                Self::to_dict(slf)?.values().to_tuple().hash()
            }

            fn __repr__(slf: Bound<'_, Self>) -> PyResult<String> {
                let mut fields = Vec::new();
                for name in Self::FIELDS {
                    fields.push(format!("{name}={}", slf.getattr(*name)?.repr()?));
                }
                Ok(format!("{}({})", stringify!($name), fields.join(", ")))
            }
        }
    };
}

event_class! {
    /// A pointer (mouse, finger or pen) moved, or one of its buttons changed: W3C Pointer Events.
    PointerEvent {
        /// `"pointer_down"`, `"pointer_move"`, `"pointer_up"`, `"pointer_enter"`, `"pointer_leave"`, `"pointer_cancel"` or
        /// `"double_click"`.
        r#type: &'static str,
        /// When it happened: seconds on the clock of `time.monotonic()`.
        timestamp: f64,
        /// Logical pixels from the left edge of the window's content.
        x: f64,
        /// Logical pixels from the top edge of the window's content.
        y: f64,
        /// The button that changed: 1 left, 2 right, 3 middle (see `Button`); 0 if none did. DOM numbers buttons differently.
        button: u8,
        /// The buttons that are held after the event, ascending; empty if none is.
        buttons: Py<PyTuple>,
        /// The modifier keys that are held: of `"Shift"`, `"Control"`, `"Alt"` and `"Meta"` (W3C UI Events, modifier keys).
        modifiers: Py<PyTuple>,
        /// The number of the pointer: 0 is the mouse; each finger has its own while it touches.
        pointer_id: u64,
        /// `"mouse"`, `"touch"` or `"pen"`.
        pointer_type: &'static str,
        /// The pressure, 0 to 1; where the display does not report it, 0.5 while a button is held and 0 otherwise.
        pressure: f64,
        /// The tilt of a pen to the right, in degrees from -90 to 90; 0 where the display does not report it.
        tilt_x: f64,
        /// The tilt of a pen towards the user, in degrees from -90 to 90; 0 where the display does not report it.
        tilt_y: f64,
        /// The rotation of a pen about its own axis, clockwise, in degrees from 0 to 359; 0 where the display does not report it.
        twist: f64,
        /// Whether a program caused it instead of the user: `Canvas.submit_event()`, or another program.
        synthetic: bool,
        /// The moves that were coalesced into this one, oldest first, at most 256: `(timestamp, x, y)` each.
        coalesced: Py<PyTuple>,
    }
}

event_class! {
    /// The wheel or a touchpad scrolled: W3C UI Events `WheelEvent`, with 100 units for each notch.
    WheelEvent {
        /// `"wheel"`.
        r#type: &'static str,
        /// When it happened: seconds on the clock of `time.monotonic()`.
        timestamp: f64,
        /// Logical pixels from the left edge of the window's content.
        x: f64,
        /// Logical pixels from the top edge of the window's content.
        y: f64,
        /// How far to the right it scrolled; 100 for each notch.
        dx: f64,
        /// How far down it scrolled; 100 for each notch.
        dy: f64,
        /// The buttons that are held after the event, ascending; empty if none is.
        buttons: Py<PyTuple>,
        /// The modifier keys that are held: of `"Shift"`, `"Control"`, `"Alt"` and `"Meta"` (W3C UI Events, modifier keys).
        modifiers: Py<PyTuple>,
        /// Whether a program caused it instead of the user: `Canvas.submit_event()`, or another program.
        synthetic: bool,
        /// The turns whose sums are `dx` and `dy`, oldest first, at most 256: `(timestamp, x, y, dx, dy)` each; empty for a
        /// single turn.
        coalesced: Py<PyTuple>,
    }
}

event_class! {
    /// A key was pressed or released: W3C UI Events `KeyboardEvent`.
    KeyEvent {
        /// `"key_down"` or `"key_up"`.
        r#type: &'static str,
        /// When it happened: seconds on the clock of `time.monotonic()`.
        timestamp: f64,
        /// The meaning of the key in the current layout: a W3C `key` value such as `"a"`, `"Enter"` or `"ArrowLeft"`.
        key: String,
        /// The physical key, independent of the layout: a W3C `code` value such as `"KeyA"`; `""` if it is unknown.
        code: &'static str,
        /// The W3C `location`: 0 standard, 1 left, 2 right, 3 number pad.
        location: u8,
        /// Whether it repeats a press because the key is held.
        repeat: bool,
        /// The modifier keys that are held: of `"Shift"`, `"Control"`, `"Alt"` and `"Meta"` (W3C UI Events, modifier keys).
        modifiers: Py<PyTuple>,
        /// Whether a program caused it instead of the user, or the window lost the focus while the key was held.
        synthetic: bool,
    }
}

event_class! {
    /// Text was entered, or an input method is composing it.
    TextEvent {
        /// `"text_input"`; or `"text_compose"`, which replaces the text that was composed before.
        r#type: &'static str,
        /// When it happened: seconds on the clock of `time.monotonic()`.
        timestamp: f64,
        /// The text; empty when composing ends.
        text: String,
        /// Whether a program caused it instead of the user: `Canvas.submit_event()`, or another program.
        synthetic: bool,
    }
}

event_class! {
    /// Files or data were dropped on the window, or are dragged over it: HTML drag and drop.
    DropEvent {
        /// `"drop"` or `"drag_over"`.
        r#type: &'static str,
        /// When it happened: seconds on the clock of `time.monotonic()`.
        timestamp: f64,
        /// Logical pixels from the left edge of the window's content.
        x: f64,
        /// Logical pixels from the top edge of the window's content.
        y: f64,
        /// The absolute paths of files of this machine. They need not exist.
        paths: Py<PyTuple>,
        /// The other data: `(MIME type, bytes)` each.
        data: Py<PyTuple>,
        /// Whether a program caused it instead of the user: `Canvas.submit_event()`, or another program.
        synthetic: bool,
    }
}

event_class! {
    /// The window has a new size, or a new ratio of physical to logical pixels.
    ResizeEvent {
        /// `"resize"`.
        r#type: &'static str,
        /// When it happened: seconds on the clock of `time.monotonic()`.
        timestamp: f64,
        /// The width of the content, in logical pixels.
        width: f64,
        /// The height of the content, in logical pixels.
        height: f64,
        /// The width of the content, in physical pixels.
        pwidth: u32,
        /// The height of the content, in physical pixels.
        pheight: u32,
        /// Physical pixels per logical pixel.
        ratio: f64,
        /// The sizes that were coalesced into this one, oldest first, at most 256: `(timestamp, width, height)` each.
        coalesced: Py<PyTuple>,
    }
}

event_class! {
    /// The window has a new position on the screen.
    MoveEvent {
        /// `"move"`.
        r#type: &'static str,
        /// When it happened: seconds on the clock of `time.monotonic()`.
        timestamp: f64,
        /// Logical pixels from the left edge of the screen to that of the content.
        x: f64,
        /// Logical pixels from the top edge of the screen to that of the content.
        y: f64,
    }
}

event_class! {
    /// The window received or lost the keyboard focus: W3C UI Events `FocusEvent`.
    FocusEvent {
        /// `"focus_in"` or `"focus_out"`.
        r#type: &'static str,
        /// When it happened: seconds on the clock of `time.monotonic()`.
        timestamp: f64,
        /// Whether a program caused it instead of the user: `Canvas.submit_event()`, or another program.
        synthetic: bool,
    }
}

event_class! {
    /// The window became visible, or is no longer visible.
    VisibilityEvent {
        /// `"show"` or `"hide"`.
        r#type: &'static str,
        /// When it happened: seconds on the clock of `time.monotonic()`.
        timestamp: f64,
        /// Whether it is visible now.
        visible: bool,
    }
}

event_class! {
    /// The user wants to close the window, or it is closed.
    CloseEvent {
        /// `"close_request"` or `"close"`.
        r#type: &'static str,
        /// When it happened: seconds on the clock of `time.monotonic()`.
        timestamp: f64,
        /// `"user"` (close button), `"program"` (`close()`), `"exit"` (the end of the program), `"destroyed"` (by another program)
        /// or `"display_lost"`.
        reason: &'static str,
        /// How the display was lost; empty for another reason.
        detail: String,
    }
}
