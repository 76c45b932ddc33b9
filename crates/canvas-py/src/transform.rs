//! Affine transforms as Python objects.

use canvas_core::kurbo::{Affine, Point};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::arguments::{Number, wrong_type};

/// An affine transform of the plane, which maps the point `(x, y)` to `(a·x + c·y + e, b·x + d·y + f)`: HTML `DOMMatrix` in
/// two dimensions. Immutable.
///
/// `Transform()` is the identity: a = d = 1, the others 0. `t @ u` applies `u` first, then `t`.
#[pyclass(frozen, eq, module = "canvas", name = "Transform")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Transform(pub(crate) Affine);

#[pymethods]
impl Transform {
    #[new]
    #[pyo3(signature = (a=Number(1.0), b=Number(0.0), c=Number(0.0), d=Number(1.0), e=Number(0.0), f=Number(0.0)))]
    #[pyo3(text_signature = "(a=1.0, b=0.0, c=0.0, d=1.0, e=0.0, f=0.0)")]
    fn new(a: Number, b: Number, c: Number, d: Number, e: Number, f: Number) -> Self {
        Self(Affine::new([a.0, b.0, c.0, d.0, e.0, f.0]))
    }

    /// The coefficient a of `x' = a·x + c·y + e`: the horizontal scale, without a unit.
    #[getter]
    fn a(&self) -> f64 {
        self.0.as_coeffs()[0]
    }

    /// The coefficient b of `y' = b·x + d·y + f`: the vertical shear, without a unit.
    #[getter]
    fn b(&self) -> f64 {
        self.0.as_coeffs()[1]
    }

    /// The coefficient c of `x' = a·x + c·y + e`: the horizontal shear, without a unit.
    #[getter]
    fn c(&self) -> f64 {
        self.0.as_coeffs()[2]
    }

    /// The coefficient d of `y' = b·x + d·y + f`: the vertical scale, without a unit.
    #[getter]
    fn d(&self) -> f64 {
        self.0.as_coeffs()[3]
    }

    /// The coefficient e of `x' = a·x + c·y + e`: the horizontal translation, in logical pixels.
    #[getter]
    fn e(&self) -> f64 {
        self.0.as_coeffs()[4]
    }

    /// The coefficient f of `y' = b·x + d·y + f`: the vertical translation, in logical pixels.
    #[getter]
    fn f(&self) -> f64 {
        self.0.as_coeffs()[5]
    }

    /// A transform that first translates by `(x, y)`, in logical pixels, and then applies this one.
    fn translate(&self, x: Number, y: Number) -> Self {
        Self(self.0 * Affine::translate((x.0, y.0)))
    }

    /// A transform that first rotates by `angle`, in radians, clockwise, and then applies this one.
    fn rotate(&self, angle: Number) -> Self {
        Self(self.0 * Affine::rotate(angle.0))
    }

    /// A transform that first scales by the factors `x` and `y` (default: `x`), and then applies this one.
    #[pyo3(signature = (x, y=None))]
    fn scale(&self, x: Number, y: Option<Number>) -> Self {
        Self(self.0 * Affine::scale_non_uniform(x.0, y.unwrap_or(x).0))
    }

    /// The transform that undoes this one.
    ///
    /// Raises ValueError if there is none: this one maps the plane to a line or a point.
    fn inverse(&self) -> PyResult<Self> {
        let inverse = self.0.inverse();
        if self.0.determinant() == 0.0 || !inverse.is_finite() {
            return Err(PyValueError::new_err(
                "a transform that maps the plane to a line or a point has no inverse",
            ));
        }
        Ok(Self(inverse))
    }

    /// The point that `(x, y)` is mapped to, as a tuple.
    fn apply(&self, x: Number, y: Number) -> (f64, f64) {
        let point = self.0 * Point::new(x.0, y.0);
        (point.x, point.y)
    }

    fn __matmul__(&self, other: &Self) -> Self {
        Self(self.0 * other.0)
    }

    fn __repr__(&self) -> String {
        let [a, b, c, d, e, f] = self.0.as_coeffs();
        format!("Transform({a}, {b}, {c}, {d}, {e}, {f})")
    }
}

/// The arguments of `transform` and `set_transform`: six numbers, or a `Transform`.
pub(crate) fn extract(name: &str, arguments: &Bound<'_, PyTuple>) -> PyResult<Affine> {
    if arguments.len() == 1
        && let Ok(transform) = arguments.get_item(0)?.cast::<Transform>()
    {
        return Ok(transform.get().0);
    }
    let numbers: [f64; 6] = arguments
        .extract::<Vec<f64>>()
        .ok()
        .and_then(|v| v.try_into().ok())
        .ok_or_else(|| wrong_type(name, "six numbers or a Transform", arguments))?;
    Ok(Affine::new(numbers))
}
