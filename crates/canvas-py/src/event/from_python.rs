//! Events that a program injects, from mappings and event objects, each field checked.

use std::ops::RangeInclusive;

use canvas_core::event::{
    self as core, Button, Buttons, CloseReason, Event, KeyLocation, Modifiers, PointerKind, PointerType,
};
use pyo3::conversion::FromPyObjectOwned;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyMapping};

use crate::arguments::{sequence, type_name};

/// The mapping of an event's fields, which are checked as they are read.
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
        let found = PointerType::NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, kind)| *kind).ok_or_else(|| {
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

    fn pointer(&self, kind: PointerKind) -> PyResult<Event> {
        let button = self
            .get::<u8>("button", "an int from 0 to 31")?
            .filter(|n| *n != 0);
        let mut event = core::PointerEvent::new(kind, self.number("x")?, self.number("y")?);
        event.pointer_id = self.get("pointer_id", "an int from 0 on")?.unwrap_or(0);
        event.pointer_type = self.pointer_type()?;
        (event.button, event.buttons) = (button.map(Button), self.buttons()?);
        event.pressure = self.pressure(event.buttons)?;
        event.tilt_x = self.degrees("tilt_x", -90.0..=90.0)?;
        event.tilt_y = self.degrees("tilt_y", -90.0..=90.0)?;
        event.twist = self.degrees("twist", 0.0..=359.0)?;
        event.modifiers = self.modifiers()?;
        Ok(event.into())
    }

    fn wheel(&self) -> PyResult<Event> {
        let [x, y, dx, dy] = ["x", "y", "dx", "dy"].map(|name| self.number(name));
        let mut event = core::WheelEvent::new(x?, y?, dx?, dy?);
        (event.buttons, event.modifiers) = (self.buttons()?, self.modifiers()?);
        Ok(event.into())
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

    fn key(&self, down: bool) -> PyResult<Event> {
        let key: String = self
            .get("key", "a str")?
            .ok_or_else(|| PyValueError::new_err("event: a key event needs a key"))?;
        let mut event = core::KeyEvent::new(down, key, "");
        event.location = self.location()?;
        event.repeat = self.get("repeat", "a bool")?.unwrap_or(false);
        event.modifiers = self.modifiers()?;
        Ok(event.into())
    }

    fn text(&self, composing: bool) -> PyResult<Event> {
        let text: String = self.get("text", "a str")?.unwrap_or_default();
        if text.is_empty() && !composing {
            return Err(PyValueError::new_err(
                "event: text_input needs a text that is not empty",
            ));
        }
        let mut event = core::TextEvent::new(text);
        event.composing = composing;
        Ok(event.into())
    }

    fn drop(&self, dropped: bool) -> PyResult<Event> {
        let paths = self.list("paths", "a sequence of paths")?;
        let mut event = core::DropEvent::new(dropped, self.number("x")?, self.number("y")?, paths);
        event.data = self.data()?;
        Ok(event.into())
    }
}

fn wrong_type(name: &str, expected: &str, value: &Bound<'_, PyAny>) -> PyErr {
    let kind = type_name(value);
    PyTypeError::new_err(format!("event: {name} must be {expected}, not {kind}"))
}

/// The event that a mapping or an event object describes, marked as synthetic. The type may also be in the field `event_type`,
/// as in earlier versions of renderview.
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
    match name.as_str() {
        "pointer_down" => fields.pointer(PointerKind::Down),
        "pointer_move" => fields.pointer(PointerKind::Move),
        "pointer_up" => fields.pointer(PointerKind::Up),
        "pointer_enter" => fields.pointer(PointerKind::Enter),
        "pointer_leave" => fields.pointer(PointerKind::Leave),
        "pointer_cancel" => fields.pointer(PointerKind::Cancel),
        "double_click" => fields.pointer(PointerKind::DoubleClick),
        "wheel" => fields.wheel(),
        "key_down" => fields.key(true),
        "key_up" => fields.key(false),
        "text_input" => fields.text(false),
        "text_compose" => fields.text(true),
        "drop" => fields.drop(true),
        "drag_over" => fields.drop(false),
        "focus_in" => Ok(core::FocusEvent::new(true).into()),
        "focus_out" => Ok(core::FocusEvent::new(false).into()),
        "close_request" => Ok(Event::CloseRequest(core::CloseEvent::new(CloseReason::User))),
        "close" => Ok(Event::Close(core::CloseEvent::new(CloseReason::Program))),
        _ => Err(PyValueError::new_err(format!(
            "event: type must be the name of an input event, such as 'pointer_down', 'wheel', 'key_down', 'text_input' \
             or 'close_request', not {name:?}"
        ))),
    }
}
