//! Events as Python objects: immutable, typed, usable in `match`, by attribute, by key and as a dict.

mod submit;

pub(crate) use submit::from_python;

use canvas_core::event::{Buttons, CloseReason, Event, Modifiers};
use pyo3::exceptions::{PyKeyError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};

/// A field's name without the mark that lets Rust use a keyword.
const fn plain(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// Defines an event class: its fields, and what all events can do.
macro_rules! event_class {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[pyclass(frozen, module = "canvas")]
        #[derive(Debug)]
        pub(crate) struct $name {
            $($(#[$field_doc])* #[pyo3(get)] $field: $kind,)*
        }

        impl $name {
            const FIELDS: &[&str] = &[$(plain(stringify!($field))),*];
        }

        #[pymethods]
        impl $name {
            #[classattr]
            fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
                PyTuple::new(py, Self::FIELDS)
            }

            /// The field of this name.
            fn __getitem__<'py>(slf: Bound<'py, Self>, name: &str) -> PyResult<Bound<'py, PyAny>> {
                match Self::FIELDS.contains(&name) {
                    true => slf.getattr(name),
                    false => Err(PyKeyError::new_err(name.to_owned())),
                }
            }

            /// All fields, by name.
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
    /// A pointer moved, or a button changed.
    PointerEvent {
        /// `"pointer_down"`, `"pointer_move"`, `"pointer_up"`, `"pointer_enter"`, `"pointer_leave"`,
        /// `"pointer_cancel"` or `"double_click"`.
        r#type: &'static str,
        /// Seconds, as `time.monotonic()`.
        timestamp: f64,
        /// Logical pixels from the left edge.
        x: f64,
        /// Logical pixels from the top edge.
        y: f64,
        /// The button that changed: 1 left, 2 right, 3 middle; 0 if none did.
        button: u8,
        /// The buttons that are held after the event.
        buttons: Py<PyTuple>,
        /// The held modifier keys: of `"Shift"`, `"Control"`, `"Alt"`, `"Meta"`.
        modifiers: Py<PyTuple>,
        /// Which pointer: 0 is the mouse, each finger has its own while it touches.
        pointer_id: u64,
        /// `"mouse"`, `"touch"` or `"pen"`.
        pointer_type: &'static str,
        /// How hard it presses, from 0 to 1; 0.5 while a button is held where the display does not say.
        pressure: f64,
        /// How far a pen leans to the right: degrees from -90 to 90; 0 where the display does not say.
        tilt_x: f64,
        /// How far a pen leans towards the user: degrees from -90 to 90; 0 where the display does not say.
        tilt_y: f64,
        /// How far a pen is turned about itself, clockwise: degrees from 0 to 359; 0 where the display does not say.
        twist: f64,
        /// Whether another program made the event up.
        synthetic: bool,
        /// The moves that this one replaces, oldest first: `(timestamp, x, y)` each.
        coalesced: Py<PyTuple>,
    }
}

event_class! {
    /// The wheel turned.
    WheelEvent {
        /// `"wheel"`.
        r#type: &'static str,
        /// Seconds, as `time.monotonic()`.
        timestamp: f64,
        /// Logical pixels from the left edge.
        x: f64,
        /// Logical pixels from the top edge.
        y: f64,
        /// To the right; 100 a notch.
        dx: f64,
        /// Down; 100 a notch.
        dy: f64,
        /// The buttons that are held.
        buttons: Py<PyTuple>,
        /// The held modifier keys.
        modifiers: Py<PyTuple>,
        /// Whether another program made the event up.
        synthetic: bool,
        /// The turns that were added up in this one, oldest first: `(timestamp, x, y, dx, dy)` each; empty if it is one.
        coalesced: Py<PyTuple>,
    }
}

event_class! {
    /// A key went down or up.
    KeyEvent {
        /// `"key_down"` or `"key_up"`.
        r#type: &'static str,
        /// Seconds, as `time.monotonic()`.
        timestamp: f64,
        /// What the key means: a W3C `key` value such as `"a"`, `"Enter"`, `"ArrowLeft"`.
        key: String,
        /// Which key it is, whatever the layout: a W3C `code` value such as `"KeyA"`, or `""`.
        code: &'static str,
        /// 0 standard, 1 left, 2 right, 3 number pad.
        location: u8,
        /// Whether it is held and repeats.
        repeat: bool,
        /// The held modifier keys.
        modifiers: Py<PyTuple>,
        /// Whether another program, or the loss of focus, made the event up.
        synthetic: bool,
    }
}

event_class! {
    /// Text was typed, or is being composed by an input method.
    TextEvent {
        /// `"text_input"`, or `"text_compose"`: it replaces what was composed before.
        r#type: &'static str,
        /// Seconds, as `time.monotonic()`.
        timestamp: f64,
        /// The text; empty when composing ends.
        text: String,
        /// Whether another program made the event up.
        synthetic: bool,
    }
}

event_class! {
    /// Something was dropped on the window, or is held over it.
    DropEvent {
        /// `"drop"` or `"drag_over"`.
        r#type: &'static str,
        /// Seconds, as `time.monotonic()`.
        timestamp: f64,
        /// Logical pixels from the left edge.
        x: f64,
        /// Logical pixels from the top edge.
        y: f64,
        /// The files, as `str`. They need not exist.
        paths: Py<PyTuple>,
        /// What else was dropped: `(MIME type, bytes)` each.
        data: Py<PyTuple>,
        /// Whether another program made the event up.
        synthetic: bool,
    }
}

event_class! {
    /// The window has a new size.
    ResizeEvent {
        /// `"resize"`.
        r#type: &'static str,
        /// Seconds, as `time.monotonic()`.
        timestamp: f64,
        /// Logical pixels.
        width: f64,
        /// Logical pixels.
        height: f64,
        /// Physical pixels.
        pwidth: u32,
        /// Physical pixels.
        pheight: u32,
        /// Physical pixels per logical pixel.
        ratio: f64,
        /// The sizes that this one replaces, oldest first: `(timestamp, width, height)` each.
        coalesced: Py<PyTuple>,
    }
}

event_class! {
    /// The window has a new place on the screen.
    MoveEvent {
        /// `"move"`.
        r#type: &'static str,
        /// Seconds, as `time.monotonic()`.
        timestamp: f64,
        /// Logical pixels from the left edge of the screen.
        x: f64,
        /// Logical pixels from the top edge of the screen.
        y: f64,
    }
}

event_class! {
    /// The keyboard focus came or went.
    FocusEvent {
        /// `"focus_in"` or `"focus_out"`.
        r#type: &'static str,
        /// Seconds, as `time.monotonic()`.
        timestamp: f64,
        /// Whether a program made the event up.
        synthetic: bool,
    }
}

event_class! {
    /// The window was shown or hidden.
    VisibilityEvent {
        /// `"show"` or `"hide"`.
        r#type: &'static str,
        /// Seconds, as `time.monotonic()`.
        timestamp: f64,
        /// Whether it can be seen now.
        visible: bool,
    }
}

event_class! {
    /// The close button was pressed, or the window is gone.
    CloseEvent {
        /// `"close_request"` or `"close"`.
        r#type: &'static str,
        /// Seconds, as `time.monotonic()`.
        timestamp: f64,
        /// `"user"`, `"program"`, `"exit"`, `"destroyed"` or `"display_lost"`.
        reason: &'static str,
        /// What happened to the display, if it is lost; else empty.
        detail: String,
    }
}

fn held(py: Python<'_>, buttons: Buttons) -> PyResult<Py<PyTuple>> {
    let numbers: Vec<u8> = buttons.iter().map(|button| button.0).collect();
    Ok(PyTuple::new(py, numbers)?.unbind())
}

fn names(py: Python<'_>, modifiers: Modifiers) -> PyResult<Py<PyTuple>> {
    let names: Vec<&str> = modifiers.names().collect();
    Ok(PyTuple::new(py, names)?.unbind())
}

/// An event as its Python object. `offset` turns the core's clock into that of `time.monotonic()`.
pub(crate) fn to_python(py: Python<'_>, event: &Event, offset: f64) -> PyResult<Py<PyAny>> {
    let r#type = event.name();
    let timestamp = event.timestamp() + offset;
    Ok(match event {
        Event::Pointer(e) => {
            let samples = e.coalesced.iter();
            let coalesced = PyTuple::new(py, samples.map(|s| (s.timestamp + offset, s.x, s.y)))?.unbind();
            let (buttons, modifiers) = (held(py, e.buttons)?, names(py, e.modifiers)?);
            Py::new(
                py,
                PointerEvent {
                    r#type,
                    timestamp,
                    x: e.x,
                    y: e.y,
                    button: e.button.map_or(0, |b| b.0),
                    buttons,
                    modifiers,
                    pointer_id: e.pointer_id,
                    pointer_type: e.pointer_type.name(),
                    pressure: e.pressure,
                    tilt_x: e.tilt_x,
                    tilt_y: e.tilt_y,
                    twist: e.twist,
                    synthetic: e.synthetic,
                    coalesced,
                },
            )?
            .into_any()
        }
        Event::Wheel(e) => {
            let turns = e.coalesced.iter();
            let coalesced =
                PyTuple::new(py, turns.map(|s| (s.timestamp + offset, s.x, s.y, s.dx, s.dy)))?.unbind();
            let (buttons, modifiers) = (held(py, e.buttons)?, names(py, e.modifiers)?);
            Py::new(
                py,
                WheelEvent {
                    r#type,
                    timestamp,
                    x: e.x,
                    y: e.y,
                    dx: e.dx,
                    dy: e.dy,
                    buttons,
                    modifiers,
                    synthetic: e.synthetic,
                    coalesced,
                },
            )?
            .into_any()
        }
        Event::Key(e) => {
            let modifiers = names(py, e.modifiers)?;
            Py::new(
                py,
                KeyEvent {
                    r#type,
                    timestamp,
                    key: e.key.clone(),
                    code: e.code,
                    location: e.location as u8,
                    repeat: e.repeat,
                    modifiers,
                    synthetic: e.synthetic,
                },
            )?
            .into_any()
        }
        Event::Text(e) => Py::new(
            py,
            TextEvent {
                r#type,
                timestamp,
                text: e.text.clone(),
                synthetic: e.synthetic,
            },
        )?
        .into_any(),
        Event::Drop(e) => {
            let paths = PyTuple::new(py, e.paths.iter().map(|path| path.as_os_str()))?.unbind();
            let data = e.data.iter().map(|(kind, bytes)| (kind, PyBytes::new(py, bytes)));
            let data = PyTuple::new(py, data.collect::<Vec<_>>())?.unbind();
            Py::new(
                py,
                DropEvent {
                    r#type,
                    timestamp,
                    x: e.x,
                    y: e.y,
                    paths,
                    data,
                    synthetic: e.synthetic,
                },
            )?
            .into_any()
        }
        Event::Resize(e) => {
            let (pwidth, pheight) = (e.pwidth, e.pheight);
            let sizes = e.coalesced.iter();
            let coalesced =
                PyTuple::new(py, sizes.map(|s| (s.timestamp + offset, s.width, s.height)))?.unbind();
            Py::new(
                py,
                ResizeEvent {
                    r#type,
                    timestamp,
                    width: e.width,
                    height: e.height,
                    pwidth,
                    pheight,
                    ratio: e.ratio,
                    coalesced,
                },
            )?
            .into_any()
        }
        Event::Move(e) => Py::new(
            py,
            MoveEvent {
                r#type,
                timestamp,
                x: e.x,
                y: e.y,
            },
        )?
        .into_any(),
        Event::Focus(e) => {
            let synthetic = e.synthetic;
            Py::new(
                py,
                FocusEvent {
                    r#type,
                    timestamp,
                    synthetic,
                },
            )?
            .into_any()
        }
        Event::Visibility(e) => Py::new(
            py,
            VisibilityEvent {
                r#type,
                timestamp,
                visible: e.visible,
            },
        )?
        .into_any(),
        Event::CloseRequest(e) | Event::Close(e) => {
            let detail = match &e.reason {
                CloseReason::DisplayLost(why) => why.clone(),
                _ => String::new(),
            };
            Py::new(
                py,
                CloseEvent {
                    r#type,
                    timestamp,
                    reason: e.reason.name(),
                    detail,
                },
            )?
            .into_any()
        }
        other => {
            return Err(PyTypeError::new_err(format!(
                "no Python class for the event {:?}",
                other.name()
            )));
        }
    })
}
