//! Arguments of calls, checked: numbers, strings, sequences.

use canvas_core::kurbo::Vec2;
use canvas_core::path::Radii;
use canvas_core::peniko::Fill;
use pyo3::conversion::FromPyObjectOwned;
use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::errors::{OrRaise, ResourceError};

/// The name of a value's type, for messages.
pub(crate) fn type_name(value: &Bound<'_, PyAny>) -> String {
    value
        .get_type()
        .name()
        .map_or_else(|_| "?".to_owned(), |name| name.to_string())
}

/// A TypeError that names the argument, the expected type and the given one.
pub(crate) fn wrong_type(name: &str, expected: &str, got: &Bound<'_, PyAny>) -> PyErr {
    let kind = type_name(got);
    PyTypeError::new_err(format!("{name}: expected {expected}, got {kind}"))
}

/// A str argument, without copying it.
pub(crate) fn string<'a>(name: &str, value: &'a Bound<'_, PyAny>) -> PyResult<&'a str> {
    value
        .cast::<PyString>()
        .map_err(|_| wrong_type(name, "a str", value))?
        .to_str()
}

/// A number argument. An int that is too large for a float counts as infinite, where `f64` would raise OverflowError.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number(pub(crate) f64);

impl<'py> FromPyObject<'_, 'py> for Number {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match value.extract() {
            Ok(number) => Ok(Self(number)),
            Err(error) if error.is_instance_of::<PyOverflowError>(value.py()) => Ok(Self(f64::INFINITY)),
            Err(error) => Err(error),
        }
    }
}

/// A number argument of a call whose signature does not name it.
pub(crate) fn number(name: &str, value: &Bound<'_, PyAny>) -> PyResult<f64> {
    let number = value.extract::<Number>();
    number
        .map(|number| number.0)
        .map_err(|_| wrong_type(name, "a number", value))
}

/// An int argument, clamped to the range of `i32`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Int(pub(crate) i32);

impl<'py> FromPyObject<'_, 'py> for Int {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let clamped = || Ok(Self(if value.lt(0)? { i32::MIN } else { i32::MAX }));
        match value.extract::<i32>() {
            Ok(number) => Ok(Self(number)),
            Err(error) if error.is_instance_of::<PyOverflowError>(value.py()) => clamped(),
            Err(error) => Err(error),
        }
    }
}

/// The items of a sequence that is not a str. Raises `wrong` if the value is not one, or has items of another type. Its length
/// is not trusted: reserving what an object claims could exceed the memory there is, and abort the process.
pub(crate) fn sequence<'py, T>(
    name: &str,
    value: &Bound<'py, PyAny>,
    wrong: impl Fn() -> PyErr,
) -> PyResult<Vec<T>>
where
    T: FromPyObjectOwned<'py>,
{
    /// Corners, channels, dashes, held buttons: short lists.
    const MAX_ITEMS: usize = 100_000;
    let is_sequence = value.hasattr("__getitem__")? && !value.is_instance_of::<PyDict>();
    if !is_sequence || value.is_instance_of::<PyString>() {
        return Err(wrong());
    }
    let mut items = Vec::new();
    for item in value.try_iter().map_err(|_| wrong())? {
        if items.len() == MAX_ITEMS {
            let text = format!("{name}: more than {MAX_ITEMS} items");
            return Err(ResourceError::new_err(text));
        }
        items.push(
            item.and_then(|item| item.extract().map_err(Into::into))
                .map_err(|_| wrong())?,
        );
    }
    Ok(items)
}

/// A fill rule, `"nonzero"` if left out.
pub(crate) fn fill_rule(name: Option<&str>) -> PyResult<Fill> {
    match name {
        None | Some("nonzero") => Ok(Fill::NonZero),
        Some("evenodd") => Ok(Fill::EvenOdd),
        Some(other) => Err(PyValueError::new_err(format!(
            "rule: expected 'nonzero' or 'evenodd', got {other:?}"
        ))),
    }
}

/// The radii of `round_rect`: a number, or a sequence of one to four numbers or `(x, y)`.
pub(crate) fn radii(value: &Bound<'_, PyAny>) -> PyResult<Radii> {
    if let Ok(radius) = value.extract::<f64>() {
        return Ok(Radii::uniform(radius));
    }
    let wrong = || wrong_type("radii", "a number, or one to four of numbers or (x, y)", value);
    let items: Vec<Bound<'_, PyAny>> = sequence("radii", value, wrong)?;
    let one = |item: &Bound<'_, PyAny>| match item.extract::<f64>() {
        Ok(radius) => Ok(Vec2::new(radius, radius)),
        Err(_) => item
            .extract::<[f64; 2]>()
            .map(|[x, y]| Vec2::new(x, y))
            .map_err(|_| wrong()),
    };
    let radii = items.iter().map(one).collect::<PyResult<Vec<_>>>()?;
    Radii::from_list(&radii).or_raise()
}
