//! Events that a program makes up: from mappings and event objects, each field checked.

use std::ops::RangeInclusive;

use canvas_core::event::{
    self as core, Button, Buttons, CloseReason, Event, KeyLocation, Modifiers, PointerKind, PointerType,
};
use pyo3::conversion::FromPyObjectOwned;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyMapping};

use crate::arguments::sequence;

/// The fields of a mapping, each checked, that describe an event.
struct Fields<'py>(Bound<'py, PyMapping>);

impl<'py> Fields<'py> {
    fn get<T>(&self, name: &str, expected: &str) -> PyResult<Option<T>>
    where
        T: for<'a> FromPyObject<'a, 'py>,
    {
        if !self.0.contains(name)? {
            return Ok(None);
        }
        let value = self.0.get_item(name)?;
        value
            .extract()
            .map(Some)
            .map_err(|_| wrong_type(name, expected, &value))
    }

    fn list<T>(&self, name: &str, expected: &str) -> PyResult<Vec<T>>
    where
        T: FromPyObjectOwned<'py>,
    {
        match self.get::<Bound<'py, PyAny>>(name, expected)? {
            Some(value) => sequence(name, &value, || wrong_type(name, expected, &value)),
            None => Ok(Vec::new()),
        }
    }

    fn number(&self, name: &str) -> PyResult<f64> {
        let value = self.get(name, "a number")?.unwrap_or(0.0);
        if f64::is_finite(value) {
            return Ok(value);
        }
        Err(PyValueError::new_err(format!(
            "event: {name} must be a finite number, not {value}"
        )))
    }

    fn modifiers(&self) -> PyResult<Modifiers> {
        let mut modifiers = Modifiers::default();
        for name in self.list::<String>("modifiers", "a sequence of str")? {
            match name.as_str() {
                "Shift" => modifiers.shift = true,
                "Control" => modifiers.control = true,
                "Alt" => modifiers.alt = true,
                "Meta" => modifiers.meta = true,
                _ => {
                    return Err(PyValueError::new_err(format!(
                        "event: modifiers are 'Shift', 'Control', 'Alt', 'Meta', not {name:?}"
                    )));
                }
            }
        }
        Ok(modifiers)
    }

    fn buttons(&self) -> PyResult<Buttons> {
        let numbers: Vec<u8> = self.list("buttons", "a sequence of int")?;
        Ok(numbers
            .into_iter()
            .fold(Buttons::default(), |set, n| set.with(Button(n))))
    }

    fn pointer_type(&self) -> PyResult<PointerType> {
        let Some(name) = self.get::<String>("pointer_type", "a str")? else {
            return Ok(PointerType::Mouse);
        };
        let known = PointerType::NAMES.iter().find(|(known, _)| *known == name);
        known.map(|(_, kind)| *kind).ok_or_else(|| {
            PyValueError::new_err(format!(
                "event: pointer_type must be 'mouse', 'touch' or 'pen', not {name:?}"
            ))
        })
    }

    fn pressure(&self, buttons: Buttons) -> PyResult<f64> {
        match self.get("pressure", "a number")? {
            None => Ok(if buttons.is_empty() { 0.0 } else { 0.5 }),
            Some(value) if (0.0..=1.0).contains(&value) => Ok(value),
            Some(value) => Err(PyValueError::new_err(format!(
                "event: pressure must be a number from 0 to 1, not {value}"
            ))),
        }
    }

    fn degrees(&self, name: &str, range: RangeInclusive<f64>) -> PyResult<f64> {
        let value = self.number(name)?;
        if range.contains(&value) {
            return Ok(value);
        }
        Err(PyValueError::new_err(format!(
            "event: {name} must be a number of degrees from {} to {}, not {value}",
            range.start(),
            range.end()
        )))
    }

    fn pointer(&self, kind: PointerKind, timestamp: f64) -> PyResult<Event> {
        let button = self
            .get::<u8>("button", "an int from 0 to 31")?
            .filter(|n| *n != 0);
        let buttons = self.buttons()?;
        Ok(Event::Pointer(core::PointerEvent {
            kind,
            pointer_id: self.get("pointer_id", "an int from 0 on")?.unwrap_or(0),
            pointer_type: self.pointer_type()?,
            pressure: self.pressure(buttons)?,
            tilt_x: self.degrees("tilt_x", -90.0..=90.0)?,
            tilt_y: self.degrees("tilt_y", -90.0..=90.0)?,
            twist: self.degrees("twist", 0.0..=359.0)?,
            timestamp,
            x: self.number("x")?,
            y: self.number("y")?,
            button: button.map(Button),
            buttons,
            modifiers: self.modifiers()?,
            synthetic: true,
            coalesced: Vec::new(),
        }))
    }

    fn data(&self) -> PyResult<Vec<(String, Vec<u8>)>> {
        let pairs: Vec<(String, Bound<'py, PyBytes>)> =
            self.list("data", "a sequence of pairs of str and bytes")?;
        let owned = |(kind, bytes): (String, Bound<'py, PyBytes>)| (kind, bytes.as_bytes().to_vec());
        Ok(pairs.into_iter().map(owned).collect())
    }

    fn location(&self) -> PyResult<KeyLocation> {
        match self.get("location", "an int")?.unwrap_or(0) {
            0_i64 => Ok(KeyLocation::Standard),
            1 => Ok(KeyLocation::Left),
            2 => Ok(KeyLocation::Right),
            3 => Ok(KeyLocation::Numpad),
            other => Err(PyValueError::new_err(format!(
                "event: location must be 0 (standard), 1 (left), 2 (right) or 3 (number pad), not {other}"
            ))),
        }
    }

    fn key(&self, down: bool, timestamp: f64) -> PyResult<Event> {
        let key: String = self
            .get("key", "a str")?
            .ok_or_else(|| PyValueError::new_err("event: a key event needs a key"))?;
        Ok(Event::Key(core::KeyEvent {
            down,
            timestamp,
            key,
            code: "",
            location: self.location()?,
            repeat: self.get("repeat", "a bool")?.unwrap_or(false),
            modifiers: self.modifiers()?,
            synthetic: true,
        }))
    }
}

fn wrong_type(name: &str, expected: &str, value: &Bound<'_, PyAny>) -> PyErr {
    let kind = value
        .get_type()
        .name()
        .map_or_else(|_| "?".to_owned(), |n| n.to_string());
    PyTypeError::new_err(format!("event: {name} must be {expected}, not {kind}"))
}

/// The event that a mapping or an event object describes, marked as synthetic. Names of older specifications
/// (`event_type`) are understood.
pub(crate) fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Event> {
    let mapping = match value.cast::<PyMapping>() {
        Ok(mapping) => mapping.clone(),
        Err(_) => {
            let expected = || PyTypeError::new_err("event must be a mapping or an event of canvas");
            let dict = value.call_method0("to_dict").map_err(|_| expected())?;
            dict.cast_into::<PyMapping>().map_err(|_| expected())?
        }
    };
    let fields = Fields(mapping);
    let name: Option<String> = fields
        .get("type", "a str")?
        .or(fields.get("event_type", "a str")?);
    let name = name.ok_or_else(|| PyValueError::new_err("event: the field 'type' is missing"))?;
    let timestamp = canvas_core::clock::now();
    let pointer = |kind| fields.pointer(kind, timestamp);
    let close = |reason| core::CloseEvent { timestamp, reason };
    match name.as_str() {
        "pointer_down" => pointer(PointerKind::Down),
        "pointer_move" => pointer(PointerKind::Move),
        "pointer_up" => pointer(PointerKind::Up),
        "pointer_enter" => pointer(PointerKind::Enter),
        "pointer_leave" => pointer(PointerKind::Leave),
        "pointer_cancel" => pointer(PointerKind::Cancel),
        "double_click" => pointer(PointerKind::DoubleClick),
        "wheel" => Ok(Event::Wheel(core::WheelEvent {
            timestamp,
            x: fields.number("x")?,
            y: fields.number("y")?,
            dx: fields.number("dx")?,
            dy: fields.number("dy")?,
            buttons: fields.buttons()?,
            modifiers: fields.modifiers()?,
            synthetic: true,
            coalesced: Vec::new(),
        })),
        "key_down" => fields.key(true, timestamp),
        "key_up" => fields.key(false, timestamp),
        "text_input" => {
            let text: String = fields.get("text", "a str")?.unwrap_or_default();
            match text.is_empty() {
                true => Err(PyValueError::new_err(
                    "event: text_input needs a text that is not empty",
                )),
                false => Ok(Event::Text(core::TextEvent {
                    timestamp,
                    composing: false,
                    text,
                    synthetic: true,
                })),
            }
        }
        "text_compose" => Ok(Event::Text(core::TextEvent {
            timestamp,
            composing: true,
            text: fields.get("text", "a str")?.unwrap_or_default(),
            synthetic: true,
        })),
        "drop" | "drag_over" => Ok(Event::Drop(core::DropEvent {
            dropped: name == "drop",
            timestamp,
            x: fields.number("x")?,
            y: fields.number("y")?,
            paths: fields.list("paths", "a sequence of paths")?,
            data: fields.data()?,
            synthetic: true,
        })),
        "focus_in" | "focus_out" => Ok(Event::Focus(core::FocusEvent {
            timestamp,
            focused: name == "focus_in",
            synthetic: true,
        })),
        "close_request" => Ok(Event::CloseRequest(close(CloseReason::User))),
        "close" => Ok(Event::Close(close(CloseReason::Program))),
        _ => Err(PyValueError::new_err(format!(
            "event: type must be the name of an input event, such as 'pointer_down', 'wheel', 'key_down', 'text_input' \
             or 'close_request', not {name:?}"
        ))),
    }
}
