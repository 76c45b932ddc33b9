//! Paths as Python objects.

use std::sync::{Mutex, MutexGuard, PoisonError};

use canvas_core::kurbo::Affine;
use canvas_core::path::{self as core, Radii};
use pyo3::prelude::*;

use crate::arguments::{Number, fill_rule, wrong_type};
use crate::errors::OrRaise;
use crate::path_methods::{Outcome, path_methods};
use crate::transform::Transform;

/// A path of lines and curves that can be kept and drawn many times with `fill`, `stroke` and `clip` of a painter: HTML
/// `Path2D`.
///
/// `Path()` is empty, `Path("M0 0 L10 0")` reads SVG path data (SVG 2, section 9.3), `Path(other)` copies, and `path + other`
/// joins. The methods are those of a painter's current path; lengths are logical pixels, angles radians. A method does nothing
/// if one of its numbers is not finite. Any thread.
///
/// Raises TypeError for another source, ValueError for path data that cannot be parsed.
#[pyclass(frozen, module = "canvas", name = "Path")]
#[derive(Debug)]
pub(crate) struct Path(Mutex<core::Path>);

impl Path {
    /// The path. The lock is a leaf: no Python code runs while it is held.
    pub(crate) fn lock(&self) -> MutexGuard<'_, core::Path> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record<R: Outcome>(&self, method: impl FnOnce(&mut core::Path) -> R) -> PyResult<()> {
        method(&mut self.lock()).check()
    }
}

path_methods!(Path);

#[pymethods]
impl Path {
    #[new]
    #[pyo3(signature = (source=None, /))]
    fn new(source: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let path = match source {
            None => core::Path::new(),
            Some(source) => match source.cast::<Self>() {
                Ok(other) => other.get().lock().clone(),
                Err(_) => {
                    let data: String = source
                        .extract()
                        .map_err(|_| wrong_type("source", "a Path or SVG path data", source))?;
                    core::Path::from_svg(&data).or_raise()?
                }
            },
        };
        Ok(Self(Mutex::new(path)))
    }

    /// Adds the subpaths of another path, transformed by `transform` if it is given (HTML `addPath`).
    #[pyo3(signature = (path, transform=None))]
    fn add_path(&self, path: &Bound<'_, Self>, transform: Option<&Transform>) {
        let other = path.get().lock().clone();
        self.lock()
            .add_path(&other, transform.map_or(Affine::IDENTITY, |t| t.0));
    }

    /// The bounding box of the path, `(x, y, width, height)`, in logical pixels; zeros for an empty path.
    #[getter]
    fn bounds(&self) -> (f64, f64, f64, f64) {
        let bounds = self.lock().bounds();
        (bounds.x0, bounds.y0, bounds.width(), bounds.height())
    }

    /// Whether the point `(x, y)` lies inside the path. `rule` is `"nonzero"` (default) or `"evenodd"`.
    ///
    /// Raises ValueError for another rule.
    #[pyo3(signature = (x, y, rule=None))]
    fn contains(&self, x: Number, y: Number, rule: Option<&str>) -> PyResult<bool> {
        let rule = fill_rule(rule)?;
        Ok(self.lock().contains(x.0, y.0, rule))
    }

    fn __add__(&self, other: &Bound<'_, Self>) -> Self {
        let mut sum = self.lock().clone();
        sum.add_path(&other.get().lock(), Affine::IDENTITY);
        Self(Mutex::new(sum))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        let Ok(other) = other.cast::<Self>() else {
            return false;
        };
        let other = other.get().lock().clone();
        *self.lock() == other
    }

    fn __repr__(&self) -> String {
        format!("<canvas.Path of {} segments>", self.lock().elements().len())
    }
}
