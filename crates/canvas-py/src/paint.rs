//! Gradients and patterns as Python objects.

use canvas_core::kurbo::Affine;
use canvas_core::paint as core;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::arguments::number;
use crate::color::{self, to_css};
use crate::errors::OrRaise;
use crate::transform;

/// A gradient for `fill_style` and `stroke_style`: HTML `CanvasGradient`. A painter creates it with `create_linear_gradient`,
/// `create_radial_gradient` or `create_conic_gradient`; it can be kept and used in other frames. Any thread.
#[pyclass(frozen, eq, module = "canvas", name = "Gradient")]
#[derive(Debug, PartialEq)]
pub(crate) struct Gradient(pub(crate) core::Gradient);

#[pymethods]
impl Gradient {
    /// Adds a colour stop at `offset`, from 0 (start) to 1 (end) (HTML `addColorStop`). Later drawing uses it; recorded
    /// commands do not change.
    ///
    /// Raises ValueError for another offset or a string that is not a colour.
    fn add_color_stop(&self, offset: &Bound<'_, PyAny>, color: &Bound<'_, PyAny>) -> PyResult<()> {
        let offset = number("offset", offset)?;
        let color = color::extract("color", color)?;
        self.0.add_color_stop(offset, color).or_raise()
    }

    fn __hash__(&self) -> usize {
        self.0.address()
    }

    fn __repr__(&self) -> String {
        let kind = match self.0.shape() {
            core::Shape::Linear { .. } => "linear",
            core::Shape::Radial { .. } => "radial",
            core::Shape::Conic { .. } => "conic",
        };
        format!("<canvas.Gradient {kind}, {} color stops>", self.0.stops().len())
    }
}

/// A repeated image for `fill_style` and `stroke_style`: HTML `CanvasPattern`. A painter creates it with `create_pattern`; it can
/// be kept and used in other frames. Any thread.
#[pyclass(frozen, eq, module = "canvas", name = "Pattern")]
#[derive(Debug, PartialEq)]
pub(crate) struct Pattern(pub(crate) core::Pattern);

#[pymethods]
impl Pattern {
    /// Sets the transform from the pattern's pixels to logical pixels (HTML `setTransform`): six numbers `a, b, c, d, e, f` as in
    /// `Transform`, a `Transform`, or nothing for the identity, the default.
    #[pyo3(signature = (*transform))]
    fn set_transform(&self, transform: &Bound<'_, PyTuple>) -> PyResult<()> {
        let transform = if transform.is_empty() {
            Affine::IDENTITY
        } else {
            transform::extract("set_transform", transform)?
        };
        self.0.set_transform(transform);
        Ok(())
    }

    fn __hash__(&self) -> usize {
        self.0.address()
    }

    fn __repr__(&self) -> &'static str {
        "<canvas.Pattern>"
    }
}

/// A paint argument: a colour in any of its forms, a gradient or a pattern.
pub(crate) fn extract(name: &str, value: &Bound<'_, PyAny>) -> PyResult<core::Paint> {
    if let Ok(gradient) = value.cast::<Gradient>() {
        return Ok((&gradient.get().0).into());
    }
    if let Ok(pattern) = value.cast::<Pattern>() {
        return Ok((&pattern.get().0).into());
    }
    match color::extract(name, value) {
        Ok(color) => Ok(color.into()),
        Err(error) if error.is_instance_of::<PyTypeError>(value.py()) => {
            let text = error.value(value.py()).to_string();
            let text = text.replacen("or a Color", "a Color, a Gradient or a Pattern", 1);
            Err(PyTypeError::new_err(text))
        }
        Err(error) => Err(error),
    }
}

/// A paint as Python reads it back: a colour as HTML serialises it, the same gradient or the same pattern.
pub(crate) fn to_python<'py>(py: Python<'py>, paint: &core::Paint) -> PyResult<Bound<'py, PyAny>> {
    Ok(match paint {
        core::Paint::Color(color) => to_css(*color).into_pyobject(py)?.into_any(),
        core::Paint::Gradient(gradient) => Bound::new(py, Gradient(gradient.clone()))?.into_any(),
        core::Paint::Pattern(pattern) => Bound::new(py, Pattern(pattern.clone()))?.into_any(),
    })
}
