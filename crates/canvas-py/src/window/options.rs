//! The options of a window by name: taken from Python, checked, and given back.

use canvas_core::cursor::Cursor;
use canvas_core::geometry::kurbo::{Point, Size};
use canvas_core::peniko::Color;
use canvas_core::window::{Options, UpdateMode};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

use crate::arguments::sequence;
use crate::color;
use crate::image::{self, Image};
use crate::runtime::OrRaise;

/// An option's value.
pub(super) fn get<'py>(py: Python<'py>, options: Options, name: &str) -> PyResult<Bound<'py, PyAny>> {
    let pair = |size: Option<Size>| size.map(|s| (s.width, s.height)).into_pyobject(py);
    let bool = |value: bool| Ok(value.into_pyobject(py)?.to_owned().into_any());
    Ok(match name {
        "title" => options.title.into_pyobject(py)?.into_any(),
        "size" => pair(Some(options.size))?,
        "min_size" => pair(options.limits.min)?,
        "max_size" => pair(options.limits.max)?,
        "position" => options.position.map(|p| (p.x, p.y)).into_pyobject(py)?,
        "resizable" => return bool(options.limits.resizable),
        "background" => match options.background {
            Some(background) => color::to_css(background).into_pyobject(py)?.into_any(),
            None => py.None().into_bound(py),
        },
        "update_mode" => options.update_mode.name().into_pyobject(py)?.into_any(),
        "max_fps" => options.max_fps.into_pyobject(py)?.into_any(),
        "key_repeat" => return bool(options.key_repeat),
        "decorated" => return bool(options.decorated),
        "fullscreen" => return bool(options.mode.fullscreen),
        "maximized" => return bool(options.mode.maximized),
        "minimized" => return bool(options.mode.minimized),
        "always_on_top" => return bool(options.always_on_top),
        "opacity" => options.opacity.into_pyobject(py)?.into_any(),
        "icon" => options.icon.map(Image::new).into_pyobject(py)?,
        "cursor" => options.cursor.name().into_pyobject(py)?.into_any(),
        _ => return Err(PyValueError::new_err(format!("a window has no option {name:?}"))),
    })
}

/// Changes an option.
pub(super) fn set(options: &mut Options, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
    match name {
        "title" => options.title = typed(name, value, "a str")?,
        "size" => options.size = pair(name, value)?.into(),
        "position" => options.position = optional(name, value)?.map(|(x, y)| Point::new(x, y)),
        "min_size" => options.limits.min = optional(name, value)?.map(Size::from),
        "max_size" => options.limits.max = optional(name, value)?.map(Size::from),
        "resizable" => options.limits.resizable = typed(name, value, "a bool")?,
        "background" => options.background = background(value)?,
        "update_mode" => options.update_mode = update_mode(value)?,
        "max_fps" => options.max_fps = typed(name, value, "a number")?,
        "key_repeat" => options.key_repeat = typed(name, value, "a bool")?,
        "decorated" => options.decorated = typed(name, value, "a bool")?,
        "fullscreen" => options.mode.fullscreen = typed(name, value, "a bool")?,
        "maximized" => options.mode.maximized = typed(name, value, "a bool")?,
        "minimized" => options.mode.minimized = typed(name, value, "a bool")?,
        "always_on_top" => options.always_on_top = typed(name, value, "a bool")?,
        "opacity" => options.opacity = typed(name, value, "a number")?,
        "icon" => options.icon = icon(value)?,
        "cursor" => options.cursor = Cursor::from_name(&typed::<String>(name, value, "a str")?).or_raise()?,
        "backend" => {
            options.backend = if value.is_none() {
                None
            } else {
                Some(typed(name, value, "a str or None")?)
            }
        }
        _ => return Err(PyTypeError::new_err(format!("a window has no option {name:?}"))),
    }
    Ok(())
}

pub(super) fn typed<'py, T>(name: &str, value: &Bound<'py, PyAny>, expected: &str) -> PyResult<T>
where
    T: for<'a> FromPyObject<'a, 'py>,
{
    value.extract().map_err(|_| wrong_type(name, value, expected))
}

pub(super) fn wrong_type(name: &str, value: &Bound<'_, PyAny>, expected: &str) -> PyErr {
    let kind = value
        .get_type()
        .name()
        .map_or_else(|_| "?".to_owned(), |n| n.to_string());
    PyTypeError::new_err(format!("{name} must be {expected}, not {kind}"))
}

fn pair(name: &str, value: &Bound<'_, PyAny>) -> PyResult<(f64, f64)> {
    let expected = "two numbers, in logical pixels";
    let numbers: Vec<f64> = sequence(name, value, || wrong_type(name, value, expected))?;
    match numbers[..] {
        [a, b] => Ok((a, b)),
        _ => Err(PyValueError::new_err(format!(
            "{name} must be {expected}, not {} of them",
            numbers.len()
        ))),
    }
}

fn optional(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Option<(f64, f64)>> {
    if value.is_none() {
        Ok(None)
    } else {
        pair(name, value).map(Some)
    }
}

fn background(value: &Bound<'_, PyAny>) -> PyResult<Option<Color>> {
    if value.is_none() {
        Ok(None)
    } else {
        color::extract("background", value).map(Some)
    }
}

fn icon(value: &Bound<'_, PyAny>) -> PyResult<Option<canvas_core::image::Image>> {
    if value.is_none() {
        return Ok(None);
    }
    let expected = "an Image, an array of pixels or None";
    let pixels =
        image::extract(value).map_err(|error| match error.is_instance_of::<PyTypeError>(value.py()) {
            true => wrong_type("icon", value, expected),
            false => error,
        })?;
    Ok(Some(pixels.into_image()))
}

fn update_mode(value: &Bound<'_, PyAny>) -> PyResult<UpdateMode> {
    let name: String = typed("update_mode", value, "a str")?;
    UpdateMode::NAMES
        .iter()
        .find(|(n, _)| *n == name)
        .map(|(_, mode)| *mode)
        .ok_or_else(|| {
            PyValueError::new_err(format!(
                "update_mode must be 'ondemand', 'continuous', 'fastest' or 'manual', not {name:?}"
            ))
        })
}
