//! Paths as Python objects.

use std::sync::{Mutex, MutexGuard, PoisonError};

use canvas_core::kurbo::Affine;
use canvas_core::path as core;
use pyo3::prelude::*;

use crate::arguments::{Number, fill_rule, radii, wrong_type};
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
}

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

    /// Ends the current subpath with a line to where it began.
    fn close_path(&self) {
        self.lock().close_path();
    }

    /// Begins a new subpath.
    fn move_to(&self, x: Number, y: Number) {
        self.lock().move_to(x.0, y.0);
    }

    /// Adds a straight line.
    fn line_to(&self, x: Number, y: Number) {
        self.lock().line_to(x.0, y.0);
    }

    /// Adds a quadratic Bézier curve with one control point.
    fn quadratic_curve_to(&self, cpx: Number, cpy: Number, x: Number, y: Number) {
        self.lock().quadratic_curve_to(cpx.0, cpy.0, x.0, y.0);
    }

    /// Adds a cubic Bézier curve with two control points.
    fn bezier_curve_to(&self, cp1x: Number, cp1y: Number, cp2x: Number, cp2y: Number, x: Number, y: Number) {
        self.lock()
            .bezier_curve_to(cp1x.0, cp1y.0, cp2x.0, cp2y.0, x.0, y.0);
    }

    /// Adds a part of a circle, clockwise (or not) from one angle to another. Raises ValueError for a negative radius.
    #[pyo3(signature = (x, y, radius, start_angle, end_angle, counterclockwise=false))]
    fn arc(
        &self,
        x: Number,
        y: Number,
        radius: Number,
        start_angle: Number,
        end_angle: Number,
        counterclockwise: bool,
    ) -> PyResult<()> {
        self.lock()
            .arc(x.0, y.0, radius.0, start_angle.0, end_angle.0, counterclockwise)
            .or_raise()
    }

    /// Adds a line and an arc that rounds the corner at the first point, towards the second.
    ///
    /// Raises ValueError for a negative radius.
    fn arc_to(&self, x1: Number, y1: Number, x2: Number, y2: Number, radius: Number) -> PyResult<()> {
        self.lock().arc_to(x1.0, y1.0, x2.0, y2.0, radius.0).or_raise()
    }

    /// Adds a part of an ellipse that is turned by `rotation`. Raises ValueError for a negative radius.
    #[expect(clippy::too_many_arguments, reason = "the arguments are HTML's")]
    #[pyo3(signature = (x, y, radius_x, radius_y, rotation, start_angle, end_angle, counterclockwise=false))]
    fn ellipse(
        &self,
        x: Number,
        y: Number,
        radius_x: Number,
        radius_y: Number,
        rotation: Number,
        start_angle: Number,
        end_angle: Number,
        counterclockwise: bool,
    ) -> PyResult<()> {
        self.lock()
            .ellipse(
                x.0,
                y.0,
                radius_x.0,
                radius_y.0,
                rotation.0,
                start_angle.0,
                end_angle.0,
                counterclockwise,
            )
            .or_raise()
    }

    /// Adds a rectangle as a closed subpath of its own.
    fn rect(&self, x: Number, y: Number, width: Number, height: Number) {
        self.lock().rect(x.0, y.0, width.0, height.0);
    }

    /// Adds a rectangle with rounded corners. `radii` is a number, or one to four of numbers or `(x, y)`.
    ///
    /// Raises ValueError for a negative radius.
    #[pyo3(signature = (x, y, width, height, radii=None))]
    #[pyo3(text_signature = "($self, x, y, width, height, radii=0)")]
    fn round_rect(
        &self,
        x: Number,
        y: Number,
        width: Number,
        height: Number,
        radii: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let radii = radii.map_or_else(|| Ok(core::Radii::uniform(0.0)), self::radii)?;
        self.lock()
            .round_rect(x.0, y.0, width.0, height.0, radii)
            .or_raise()
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
