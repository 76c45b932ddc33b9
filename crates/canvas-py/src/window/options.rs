//! The options of a window by name: one row of a table for each, which reads it for Python and sets it from Python.

use canvas_core::cursor::Cursor;
use canvas_core::geometry::kurbo::{Point, Size};
use canvas_core::image::Image as CoreImage;
use canvas_core::peniko::Color;
use canvas_core::window::{Options, UpdateMode};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

use crate::arguments::{sequence, type_name};
use crate::color;
use crate::errors::OrRaise;
use crate::image::{self, Image};

type Object<'py> = Bound<'py, PyAny>;

/// How Python reads and sets one option.
struct Row {
    name: &'static str,
    read: for<'py> fn(Python<'py>, &Options) -> PyResult<Object<'py>>,
    set: fn(&mut Options, &Bound<'_, PyAny>) -> PyResult<()>,
}

/// Rows of the name of an option and the field that holds it.
macro_rules! table {
    ($($name:literal => $($field:ident).+,)*) => {
        &[$(Row {
            name: $name,
            read: |py, options| options.$($field).+.clone().to_python(py),
            set: |options, value| {
                options.$($field).+ = OptionValue::from_python($name, value)?;
                Ok(())
            },
        }),*]
    };
}

const TABLE: &[Row] = table! {
    "title" => title,
    "size" => size,
    "position" => position,
    "min_size" => limits.min,
    "max_size" => limits.max,
    "resizable" => limits.resizable,
    "background" => background,
    "update_mode" => update_mode,
    "max_fps" => max_fps,
    "key_repeat" => key_repeat,
    "decorated" => decorated,
    "fullscreen" => mode.fullscreen,
    "maximized" => mode.maximized,
    "minimized" => mode.minimized,
    "always_on_top" => always_on_top,
    "urgent" => urgent,
    "opacity" => opacity,
    "icon" => icon,
    "cursor" => cursor,
    "backend" => backend,
    "app_id" => app_id,
};

fn row(name: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.name == name)
}

/// The value of an option.
pub(super) fn get<'py>(py: Python<'py>, options: &Options, name: &str) -> PyResult<Object<'py>> {
    let row = row(name).ok_or_else(|| PyValueError::new_err(unknown(name)))?;
    (row.read)(py, options)
}

/// Sets an option. The core checks its range.
pub(super) fn set(options: &mut Options, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
    let row = row(name).ok_or_else(|| PyTypeError::new_err(unknown(name)))?;
    (row.set)(options, value)
}

fn unknown(name: &str) -> String {
    format!("a window has no option {name:?}")
}

/// A value extracted from Python; a TypeError names the expected type.
pub(super) fn typed<'py, T>(name: &str, value: &Bound<'py, PyAny>, expected: &str) -> PyResult<T>
where
    T: for<'a> FromPyObject<'a, 'py>,
{
    value.extract().map_err(|_| wrong_type(name, value, expected))
}

/// A TypeError that names the option, the expected type and the given one.
pub(super) fn wrong_type(name: &str, value: &Bound<'_, PyAny>, expected: &str) -> PyErr {
    let kind = type_name(value);
    PyTypeError::new_err(format!("{name} must be {expected}, not {kind}"))
}

/// The type of an option.
trait OptionValue: Sized {
    fn to_python(self, py: Python<'_>) -> PyResult<Object<'_>>;
    fn from_python(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self>;
}

impl OptionValue for String {
    fn to_python(self, py: Python<'_>) -> PyResult<Object<'_>> {
        Ok(self.into_pyobject(py)?.into_any())
    }

    fn from_python(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        typed(name, value, "a str")
    }
}

impl OptionValue for Option<String> {
    fn to_python(self, py: Python<'_>) -> PyResult<Object<'_>> {
        Ok(self.into_pyobject(py)?)
    }

    fn from_python(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        typed(name, value, "a str or None")
    }
}

impl OptionValue for bool {
    fn to_python(self, py: Python<'_>) -> PyResult<Object<'_>> {
        Ok(self.into_pyobject(py)?.to_owned().into_any())
    }

    fn from_python(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        typed(name, value, "a bool")
    }
}

impl OptionValue for f64 {
    fn to_python(self, py: Python<'_>) -> PyResult<Object<'_>> {
        Ok(self.into_pyobject(py)?.into_any())
    }

    fn from_python(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        typed(name, value, "a number")
    }
}

impl OptionValue for Size {
    fn to_python(self, py: Python<'_>) -> PyResult<Object<'_>> {
        Ok((self.width, self.height).into_pyobject(py)?.into_any())
    }

    fn from_python(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        pair(name, value).map(Self::from)
    }
}

impl OptionValue for Option<Size> {
    fn to_python(self, py: Python<'_>) -> PyResult<Object<'_>> {
        self.map(|size| (size.width, size.height)).into_pyobject(py)
    }

    fn from_python(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        optional(value, |value| pair(name, value).map(Size::from))
    }
}

impl OptionValue for Option<Point> {
    fn to_python(self, py: Python<'_>) -> PyResult<Object<'_>> {
        self.map(|point| (point.x, point.y)).into_pyobject(py)
    }

    fn from_python(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        optional(value, |value| pair(name, value).map(Point::from))
    }
}

impl OptionValue for Option<Color> {
    fn to_python(self, py: Python<'_>) -> PyResult<Object<'_>> {
        Ok(self.map(color::to_css).into_pyobject(py)?)
    }

    fn from_python(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        optional(value, |value| color::extract(name, value))
    }
}

impl OptionValue for Option<CoreImage> {
    fn to_python(self, py: Python<'_>) -> PyResult<Object<'_>> {
        self.map(Image::new).into_pyobject(py)
    }

    fn from_python(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let expected = "an Image, an array of pixels or None";
        optional(value, |value| match image::extract(value) {
            Ok(pixels) => Ok(pixels.into_image()),
            Err(error) if error.is_instance_of::<PyTypeError>(value.py()) => {
                Err(wrong_type(name, value, expected))
            }
            Err(error) => Err(error),
        })
    }
}

impl OptionValue for Cursor {
    fn to_python(self, py: Python<'_>) -> PyResult<Object<'_>> {
        Ok(self.name().into_pyobject(py)?.into_any())
    }

    fn from_python(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::from_name(&typed::<String>(name, value, "a str")?).or_raise()
    }
}

impl OptionValue for UpdateMode {
    fn to_python(self, py: Python<'_>) -> PyResult<Object<'_>> {
        Ok(self.name().into_pyobject(py)?.into_any())
    }

    fn from_python(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let mode: String = typed(name, value, "a str")?;
        let found = Self::NAMES.iter().find(|(known, _)| *known == mode);
        found.map(|(_, mode)| *mode).ok_or_else(|| {
            PyValueError::new_err(format!(
                "{name} must be 'ondemand', 'continuous', 'fastest' or 'manual', not {mode:?}"
            ))
        })
    }
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

fn optional<'py, T>(
    value: &Bound<'py, PyAny>,
    extract: impl FnOnce(&Bound<'py, PyAny>) -> PyResult<T>,
) -> PyResult<Option<T>> {
    match value.is_none() {
        true => Ok(None),
        false => extract(value).map(Some),
    }
}
