//! Paths as Python objects.

use std::sync::{Mutex, MutexGuard, PoisonError};

use canvas_core::kurbo::Affine;
use canvas_core::path::{self as core, Radii};
use pyo3::prelude::*;

use crate::arguments::{Number, fill_rule, wrong_type};
use crate::path_verbs::{Outcome, path_verbs};
use crate::runtime::OrRaise;
use crate::transform::Transform;

/// An outline of lines and curves that can be kept and drawn many times: `painter.fill(path)`, `stroke`, `clip`.
///
/// `Path()` is empty, `Path("M0 0 L10 0")` reads SVG path data, `Path(other)` copies. The verbs are those of the painter's
/// own path; lengths are logical pixels, angles radians; numbers that are not finite make a verb do nothing.
#[pyclass(frozen, module = "canvas", name = "Path")]
#[derive(Debug)]
pub(crate) struct Path(Mutex<core::Path>);

impl Path {
    /// The path; the lock is a leaf that no Python code runs under.
    pub(crate) fn lock(&self) -> MutexGuard<'_, core::Path> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record<R: Outcome>(&self, verb: impl FnOnce(&mut core::Path) -> R) -> PyResult<()> {
        verb(&mut self.lock()).check()
    }
}

path_verbs!(Path);

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

    /// Adds another path, transformed if asked for.
    #[pyo3(signature = (path, transform=None))]
    fn add_path(&self, path: &Bound<'_, Self>, transform: Option<&Transform>) {
        let other = path.get().lock().clone();
        self.lock()
            .add_path(&other, transform.map_or(Affine::IDENTITY, |t| t.0));
    }

    /// The smallest rectangle that holds the path: `(x, y, width, height)`.
    #[getter]
    fn bounds(&self) -> (f64, f64, f64, f64) {
        let bounds = self.lock().bounds();
        (bounds.x0, bounds.y0, bounds.width(), bounds.height())
    }

    /// Whether a point lies inside; `rule` is `"nonzero"` or `"evenodd"`.
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
