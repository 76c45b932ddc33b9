//! Colours in the forms that Python programs write: CSS strings, tuples of ints, `Color`.

use std::cell::RefCell;
use std::collections::HashMap;

use canvas_core::color as core;
use canvas_core::peniko::Color as CoreColor;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyInt, PyString, PyTuple};

use crate::arguments::{sequence, type_name};

/// Parsed strings that each thread caches; programs use few.
const MAX_CACHED: usize = 1024;

/// A colour: sRGB with straight alpha. Immutable.
///
/// `Color("tomato")` takes any colour of CSS Color Level 4; `Color(255, 99, 71)` and `Color(255, 99, 71, 128)` take ints from
/// 0 to 255. Wherever a colour is expected, the string or the tuple works as well.
///
/// Raises TypeError for another type, ValueError for a string that is not a colour or an int out of range.
#[pyclass(frozen, eq, module = "canvas", name = "Color")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Color(pub(crate) CoreColor);

#[pymethods]
impl Color {
    #[new]
    #[pyo3(signature = (*color), text_signature = "(*color)")]
    fn new(color: &Bound<'_, PyTuple>) -> PyResult<Self> {
        if color.len() == 1 {
            extract("color", &color.get_item(0)?).map(Self)
        } else {
            extract("color", color).map(Self)
        }
    }

    /// A colour from floats between 0 and 1; `a` is 1.0 (opaque) by default.
    ///
    /// Raises ValueError for a number out of that range.
    #[staticmethod]
    #[pyo3(signature = (r, g, b, a=1.0))]
    fn from_float(r: f32, g: f32, b: f32, a: f32) -> PyResult<Self> {
        for (name, value) in [("r", r), ("g", g), ("b", b), ("a", a)] {
            if !(0.0..=1.0).contains(&value) {
                return Err(PyValueError::new_err(format!(
                    "{name}: expected a number from 0 to 1, got {value}"
                )));
            }
        }
        Ok(Self(CoreColor::new([r, g, b, a])))
    }

    /// Red, 0 to 255.
    #[getter]
    fn r(&self) -> u8 {
        self.0.to_rgba8().r
    }

    /// Green, 0 to 255.
    #[getter]
    fn g(&self) -> u8 {
        self.0.to_rgba8().g
    }

    /// Blue, 0 to 255.
    #[getter]
    fn b(&self) -> u8 {
        self.0.to_rgba8().b
    }

    /// Alpha, 0 (transparent) to 255 (opaque).
    #[getter]
    fn a(&self) -> u8 {
        self.0.to_rgba8().a
    }

    /// As HTML serialises it: `#rrggbb`, or `rgba(r, g, b, a)` if it is not opaque.
    fn __str__(&self) -> String {
        to_css(self.0)
    }

    fn __repr__(&self) -> String {
        format!("Color({:?})", to_css(self.0))
    }

    fn __hash__(&self) -> u64 {
        // Equal colours have equal bits, except for the two zeros.
        self.0
            .components
            .iter()
            .fold(0, |hash, c| hash * 31 + u64::from((c + 0.0).to_bits()))
    }
}

/// A colour argument: a CSS string, a tuple or list of 3 or 4 ints from 0 to 255, or a `Color`.
pub(crate) fn extract(name: &str, value: &Bound<'_, PyAny>) -> PyResult<CoreColor> {
    if let Ok(text) = value.cast::<PyString>() {
        return parse(name, text.to_str()?);
    }
    if let Ok(color) = value.cast::<Color>() {
        return Ok(color.get().0);
    }
    if let Some([r, g, b, a]) = plain_tuple(value) {
        return Ok(CoreColor::from_rgba8(r, g, b, a));
    }
    let wrong = |got: String| {
        let forms = "a CSS color, 3 or 4 ints from 0 to 255, or a Color";
        PyTypeError::new_err(format!("{name}: expected {forms}, got {got}"))
    };
    let items: Vec<Bound<'_, PyAny>> = sequence(name, value, || wrong(type_name(value)))?;
    if items.len() != 3 && items.len() != 4 {
        return Err(wrong(format!("{} items", items.len())));
    }
    let mut channels = [255; 4];
    for (channel, item) in channels.iter_mut().zip(&items) {
        if item.is_instance_of::<PyFloat>() {
            return Err(wrong(
                "a float (Color.from_float takes floats from 0 to 1)".into(),
            ));
        }
        let number: i64 = item.extract().map_err(|_| wrong(format!("{value:?}")))?;
        *channel = u8::try_from(number).map_err(|_| {
            PyValueError::new_err(format!("{name}: expected ints from 0 to 255, got {number}"))
        })?;
    }
    let [r, g, b, a] = channels;
    Ok(CoreColor::from_rgba8(r, g, b, a))
}

/// The usual tuple of ints, without an intermediate list.
fn plain_tuple(value: &Bound<'_, PyAny>) -> Option<[u8; 4]> {
    let tuple = value.cast_exact::<PyTuple>().ok()?;
    let count = tuple.len();
    if count != 3 && count != 4 {
        return None;
    }
    let mut channels = [255; 4];
    for (index, channel) in channels.iter_mut().enumerate().take(count) {
        let item = tuple.get_borrowed_item(index).ok()?;
        *channel = u8::try_from(item.cast_exact::<PyInt>().ok()?.extract::<i64>().ok()?).ok()?;
    }
    Some(channels)
}

/// A CSS colour; each string is parsed once.
fn parse(name: &str, text: &str) -> PyResult<CoreColor> {
    thread_local! {
        static CACHE: RefCell<HashMap<Box<str>, CoreColor>> = RefCell::default();
    }
    CACHE.with_borrow_mut(|cache| {
        if let Some(color) = cache.get(text) {
            return Ok(*color);
        }
        let color = core::parse(text).map_err(|error| PyValueError::new_err(format!("{name}: {error}")))?;
        if cache.len() >= MAX_CACHED {
            cache.clear();
        }
        cache.insert(text.into(), color);
        Ok(color)
    })
}

/// The colour as HTML serialises it.
pub(crate) fn to_css(color: CoreColor) -> String {
    core::to_css(color)
}
