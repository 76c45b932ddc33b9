//! Events of the core as Python objects, one conversion for each class.

use canvas_core::event::{self as core, Buttons, CloseReason, Event, Modifiers};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use super::classes::{
    CloseEvent, DropEvent, FocusEvent, KeyEvent, MoveEvent, PointerEvent, ResizeEvent, TextEvent,
    VisibilityEvent, WheelEvent,
};

/// The fields that all events have, and the offset of their clock.
#[derive(Clone, Copy)]
struct Head<'py> {
    py: Python<'py>,
    r#type: &'static str,
    timestamp: f64,
    /// `time.monotonic()` minus the time of the core's clock, in seconds.
    offset: f64,
}

/// An event as its Python object. `offset` is `time.monotonic()` minus the time of the core's clock.
pub(crate) fn to_python(py: Python<'_>, event: &Event, offset: f64) -> PyResult<Py<PyAny>> {
    let head = Head {
        py,
        r#type: event.name(),
        timestamp: event.timestamp() + offset,
        offset,
    };
    match event {
        Event::Pointer(event) => object(py, head.pointer(event)?),
        Event::Wheel(event) => object(py, head.wheel(event)?),
        Event::Key(event) => object(py, head.key(event)?),
        Event::Text(event) => object(py, head.text(event)),
        Event::Drop(event) => object(py, head.drop(event)?),
        Event::Resize(event) => object(py, head.resize(event)?),
        Event::Move(event) => object(py, head.moved(event)),
        Event::Focus(event) => object(py, head.focus(event)),
        Event::Visibility(event) => object(py, head.visibility(event)),
        Event::CloseRequest(event) | Event::Close(event) => object(py, head.close(event)),
        other => Err(PyTypeError::new_err(format!(
            "no Python class for the event {:?}",
            other.name()
        ))),
    }
}

fn object<T>(py: Python<'_>, event: T) -> PyResult<Py<PyAny>>
where
    T: pyo3::PyClass + Into<PyClassInitializer<T>>,
{
    Ok(Py::new(py, event)?.into_any())
}

impl Head<'_> {
    fn pointer(self, event: &core::PointerEvent) -> PyResult<PointerEvent> {
        let samples = event.coalesced.iter();
        let samples = samples.map(|s| (s.timestamp + self.offset, s.x, s.y));
        Ok(PointerEvent {
            r#type: self.r#type,
            timestamp: self.timestamp,
            x: event.x,
            y: event.y,
            button: event.button.map_or(0, |button| button.0),
            buttons: self.buttons(event.buttons)?,
            modifiers: self.modifiers(event.modifiers)?,
            pointer_id: event.pointer_id,
            pointer_type: event.pointer_type.name(),
            pressure: event.pressure,
            tilt_x: event.tilt_x,
            tilt_y: event.tilt_y,
            twist: event.twist,
            synthetic: event.synthetic,
            coalesced: PyTuple::new(self.py, samples)?.unbind(),
        })
    }

    fn wheel(self, event: &core::WheelEvent) -> PyResult<WheelEvent> {
        let turns = event.coalesced.iter();
        let turns = turns.map(|s| (s.timestamp + self.offset, s.x, s.y, s.dx, s.dy));
        Ok(WheelEvent {
            r#type: self.r#type,
            timestamp: self.timestamp,
            x: event.x,
            y: event.y,
            dx: event.dx,
            dy: event.dy,
            buttons: self.buttons(event.buttons)?,
            modifiers: self.modifiers(event.modifiers)?,
            synthetic: event.synthetic,
            coalesced: PyTuple::new(self.py, turns)?.unbind(),
        })
    }

    fn key(self, event: &core::KeyEvent) -> PyResult<KeyEvent> {
        Ok(KeyEvent {
            r#type: self.r#type,
            timestamp: self.timestamp,
            key: event.key.clone(),
            code: event.code,
            location: event.location as u8,
            repeat: event.repeat,
            modifiers: self.modifiers(event.modifiers)?,
            synthetic: event.synthetic,
        })
    }

    fn text(self, event: &core::TextEvent) -> TextEvent {
        TextEvent {
            r#type: self.r#type,
            timestamp: self.timestamp,
            text: event.text.clone(),
            synthetic: event.synthetic,
        }
    }

    fn drop(self, event: &core::DropEvent) -> PyResult<DropEvent> {
        let paths = event.paths.iter().map(|path| path.as_os_str());
        let data = event.data.iter();
        let data = data.map(|(kind, bytes)| (kind, PyBytes::new(self.py, bytes)));
        Ok(DropEvent {
            r#type: self.r#type,
            timestamp: self.timestamp,
            x: event.x,
            y: event.y,
            paths: PyTuple::new(self.py, paths)?.unbind(),
            data: PyTuple::new(self.py, data.collect::<Vec<_>>())?.unbind(),
            synthetic: event.synthetic,
        })
    }

    fn resize(self, event: &core::ResizeEvent) -> PyResult<ResizeEvent> {
        let sizes = event.coalesced.iter();
        let sizes = sizes.map(|s| (s.timestamp + self.offset, s.width, s.height));
        Ok(ResizeEvent {
            r#type: self.r#type,
            timestamp: self.timestamp,
            width: event.width,
            height: event.height,
            pwidth: event.pwidth,
            pheight: event.pheight,
            ratio: event.ratio,
            coalesced: PyTuple::new(self.py, sizes)?.unbind(),
        })
    }

    fn moved(self, event: &core::MoveEvent) -> MoveEvent {
        MoveEvent {
            r#type: self.r#type,
            timestamp: self.timestamp,
            x: event.x,
            y: event.y,
        }
    }

    fn focus(self, event: &core::FocusEvent) -> FocusEvent {
        FocusEvent {
            r#type: self.r#type,
            timestamp: self.timestamp,
            synthetic: event.synthetic,
        }
    }

    fn visibility(self, event: &core::VisibilityEvent) -> VisibilityEvent {
        VisibilityEvent {
            r#type: self.r#type,
            timestamp: self.timestamp,
            visible: event.visible,
        }
    }

    fn close(self, event: &core::CloseEvent) -> CloseEvent {
        let detail = match &event.reason {
            CloseReason::DisplayLost(why) => why.clone(),
            _ => String::new(),
        };
        CloseEvent {
            r#type: self.r#type,
            timestamp: self.timestamp,
            reason: event.reason.name(),
            detail,
        }
    }

    fn buttons(self, buttons: Buttons) -> PyResult<Py<PyTuple>> {
        let numbers: Vec<u8> = buttons.iter().map(|button| button.0).collect();
        Ok(PyTuple::new(self.py, numbers)?.unbind())
    }

    fn modifiers(self, modifiers: Modifiers) -> PyResult<Py<PyTuple>> {
        let names: Vec<&str> = modifiers.names().collect();
        Ok(PyTuple::new(self.py, names)?.unbind())
    }
}
