//! Arguments that several calls take: points, numbers in a row, names.

use canvas_core::Error;
use canvas_core::kurbo::{Point, Vec2};
use canvas_core::path::Radii;
use canvas_core::peniko::Fill;
use pyo3::buffer::PyUntypedBuffer;
use pyo3::conversion::FromPyObjectOwned;
use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};

use crate::buffers;
use crate::errors::to_python;
use crate::runtime::OrRaise;

/// A TypeError that says what was expected.
pub(crate) fn wrong_type(name: &str, expected: &str, got: &Bound<'_, PyAny>) -> PyErr {
    let kind = got
        .get_type()
        .name()
        .map_or_else(|_| "?".into(), |n| n.to_string());
    PyTypeError::new_err(format!("{name}: expected {expected}, got {kind}"))
}

/// A str argument, without copying it.
pub(crate) fn string<'a>(name: &str, value: &'a Bound<'_, PyAny>) -> PyResult<&'a str> {
    value
        .cast::<PyString>()
        .map_err(|_| wrong_type(name, "a str", value))?
        .to_str()
}

/// A number argument; an int that is too large for a float counts as infinite. `f64` itself would raise OverflowError.
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

/// The same, for what has no name in a signature.
pub(crate) fn number(name: &str, value: &Bound<'_, PyAny>) -> PyResult<f64> {
    let number = value.extract::<Number>();
    number
        .map(|number| number.0)
        .map_err(|_| wrong_type(name, "a number", value))
}

/// A whole number argument. What is too large counts as the largest there is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whole(pub(crate) i32);

impl<'py> FromPyObject<'_, 'py> for Whole {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let largest = || Ok(Self(if value.lt(0)? { i32::MIN } else { i32::MAX }));
        match value.extract::<i32>() {
            Ok(number) => Ok(Self(number)),
            Err(error) if error.is_instance_of::<PyOverflowError>(value.py()) => largest(),
            Err(error) => Err(error),
        }
    }
}

/// The items of a sequence that is no str; `wrong` is raised where it is none, or has other items. Its length is not asked
/// for: memory for what an object says of itself could be more than there is, and end the process.
pub(crate) fn sequence<'py, T>(
    name: &str,
    value: &Bound<'py, PyAny>,
    wrong: impl Fn() -> PyErr,
) -> PyResult<Vec<T>>
where
    T: FromPyObjectOwned<'py>,
{
    /// Corners, channels, dashes, held buttons: short lists.
    const MOST: usize = 100_000;
    let is_sequence = value.hasattr("__getitem__")? && !value.is_instance_of::<PyDict>();
    if !is_sequence || value.is_instance_of::<PyString>() {
        return Err(wrong());
    }
    let mut items = Vec::new();
    for item in value.try_iter().map_err(|_| wrong())? {
        if items.len() == MOST {
            let text = format!("{name}: more than {MOST} items");
            return Err(to_python(Error::Resource(text)));
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

/// Points: a sequence of `(x, y)`, or a buffer of shape (n, 2) of floats or ints.
pub(crate) fn points(value: &Bound<'_, PyAny>) -> PyResult<Vec<Point>> {
    let wrong = || {
        wrong_type(
            "points",
            "a sequence of (x, y) or an array of shape (n, 2)",
            value,
        )
    };
    if let Ok(list) = value.cast::<PyList>() {
        return list.iter().map(|item| point(&item).ok_or_else(wrong)).collect();
    }
    if let Ok(buffer) = PyUntypedBuffer::get(value) {
        let mut numbers = Vec::new();
        buffers::rows_of_buffer("points", &buffer, 2, &mut numbers)?;
        let points = numbers.as_chunks::<2>().0.iter();
        return Ok(points.map(|[x, y]| Point::new(*x, *y)).collect());
    }
    let mut points = Vec::new();
    for item in value.try_iter().map_err(|_| wrong())? {
        buffers::check_budget("points", 2 * points.len())?;
        points.push(point(&item?).ok_or_else(wrong)?);
    }
    Ok(points)
}

fn point(item: &Bound<'_, PyAny>) -> Option<Point> {
    if let Ok(tuple) = item.cast::<PyTuple>() {
        if tuple.len() != 2 {
            return None;
        }
        let x = tuple.get_borrowed_item(0).ok()?.extract().ok()?;
        return Some(Point::new(x, tuple.get_borrowed_item(1).ok()?.extract().ok()?));
    }
    item.extract::<[f64; 2]>().ok().map(|[x, y]| Point::new(x, y))
}

/// The radii of `round_rect`: a number, or one to four of numbers or `(x, y)`.
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
