//! The current path, and drawing paths.

use canvas_core::path::Radii;
use canvas_core::peniko::Fill;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

use super::{Painter, path_argument};
use crate::arguments::{Number, fill_rule, number, radii, string};
use crate::path::Path;

#[pymethods]
impl Painter {
    /// Forgets the current path.
    fn begin_path(&self) -> PyResult<()> {
        self.record(|p| p.begin_path())
    }

    /// Ends the current subpath with a line to where it began.
    fn close_path(&self) -> PyResult<()> {
        self.record(|p| p.close_path())
    }

    /// Begins a new subpath.
    fn move_to(&self, x: Number, y: Number) -> PyResult<()> {
        self.record(|p| p.move_to(x.0, y.0))
    }

    /// Adds a straight line.
    fn line_to(&self, x: Number, y: Number) -> PyResult<()> {
        self.record(|p| p.line_to(x.0, y.0))
    }

    /// Adds a quadratic Bézier curve with one control point.
    fn quadratic_curve_to(&self, cpx: Number, cpy: Number, x: Number, y: Number) -> PyResult<()> {
        self.record(|p| p.quadratic_curve_to(cpx.0, cpy.0, x.0, y.0))
    }

    /// Adds a cubic Bézier curve with two control points.
    fn bezier_curve_to(
        &self,
        cp1x: Number,
        cp1y: Number,
        cp2x: Number,
        cp2y: Number,
        x: Number,
        y: Number,
    ) -> PyResult<()> {
        self.record(|p| p.bezier_curve_to(cp1x.0, cp1y.0, cp2x.0, cp2y.0, x.0, y.0))
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
        self.record(|p| p.arc(x.0, y.0, radius.0, start_angle.0, end_angle.0, counterclockwise))
    }

    /// Adds a line and an arc that rounds the corner at the first point, towards the second.
    ///
    /// Raises ValueError for a negative radius.
    fn arc_to(&self, x1: Number, y1: Number, x2: Number, y2: Number, radius: Number) -> PyResult<()> {
        self.record(|p| p.arc_to(x1.0, y1.0, x2.0, y2.0, radius.0))
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
        self.record(|p| {
            p.ellipse(
                x.0,
                y.0,
                radius_x.0,
                radius_y.0,
                rotation.0,
                start_angle.0,
                end_angle.0,
                counterclockwise,
            )
        })
    }

    /// Adds a rectangle as a closed subpath of its own.
    fn rect(&self, x: Number, y: Number, width: Number, height: Number) -> PyResult<()> {
        self.record(|p| p.rect(x.0, y.0, width.0, height.0))
    }

    /// Adds a rectangle with rounded corners. `radii` is a number, or one to four of numbers or `(x, y)`; radii that do
    /// not fit are made smaller together.
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
        let radii = radii.map_or_else(|| Ok(Radii::uniform(0.0)), self::radii)?;
        self.record(|p| p.round_rect(x.0, y.0, width.0, height.0, radii))
    }

    /// Fills the current path, or a `Path`. The rule is `"nonzero"` or `"evenodd"`: `fill()`, `fill("evenodd")`,
    /// `fill(path)`, `fill(path, "evenodd")`.
    #[pyo3(signature = (path=None, rule=None))]
    fn fill(&self, path: Option<&Bound<'_, PyAny>>, rule: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        match path_and_rule(path, rule)? {
            (None, rule) => self.record(|p| p.fill(rule)),
            (Some(path), rule) => {
                let path = path.get().lock();
                self.record(|p| p.fill_path(&*path, rule))
            }
        }
    }

    /// Draws a line along the current path, or along a `Path`.
    #[pyo3(signature = (path=None))]
    fn stroke(&self, path: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        match path {
            None => self.record(|p| p.stroke()),
            Some(path) => {
                let path = path_argument("path", path)?.get().lock();
                self.record(|p| p.stroke_path(&*path))
            }
        }
    }

    /// Limits drawing to the inside of the current path, or of a `Path`, and of the clips before, until the state is
    /// restored. The rule is `"nonzero"` or `"evenodd"`.
    ///
    /// Raises ResourceError for more than 256 layers and clips inside each other.
    #[pyo3(signature = (path=None, rule=None))]
    fn clip(&self, path: Option<&Bound<'_, PyAny>>, rule: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        match path_and_rule(path, rule)? {
            (None, rule) => self.record(|p| p.clip(rule)),
            (Some(path), rule) => {
                let path = path.get().lock();
                self.record(|p| p.clip_path(&*path, rule))
            }
        }
    }

    /// Whether a point, in pixels of the surface whatever the transform, is inside the current path:
    /// `is_point_in_path(x, y)`; or inside of a `Path` under the current transform: `is_point_in_path(path, x, y)`.
    /// The rule, `"nonzero"` or `"evenodd"`, may follow.
    #[pyo3(signature = (*arguments))]
    fn is_point_in_path(&self, arguments: &Bound<'_, PyTuple>) -> PyResult<bool> {
        let (path, (x, y), rest) = path_and_point("is_point_in_path", arguments)?;
        let rule = match rest.first() {
            None => Fill::NonZero,
            Some(rule) if rest.len() == 1 => fill_rule(Some(string("rule", rule)?))?,
            Some(_) => return Err(too_many("is_point_in_path")),
        };
        match path {
            None => self.record(|p| p.is_point_in_path(x, y, rule)),
            Some(path) => {
                let path = path.get().lock();
                self.record(|p| p.is_point_in(&path, x, y, rule))
            }
        }
    }

    /// Whether a point, in pixels of the surface whatever the transform, is on the line that `stroke()` would draw:
    /// `is_point_in_stroke(x, y)`; or `stroke(path)`: `is_point_in_stroke(path, x, y)`.
    #[pyo3(signature = (*arguments))]
    fn is_point_in_stroke(&self, arguments: &Bound<'_, PyTuple>) -> PyResult<bool> {
        let (path, (x, y), rest) = path_and_point("is_point_in_stroke", arguments)?;
        if !rest.is_empty() {
            return Err(too_many("is_point_in_stroke"));
        }
        match path {
            None => self.record(|p| p.is_point_in_stroke(x, y)),
            Some(path) => {
                let path = path.get().lock();
                self.record(|p| p.is_point_in_stroke_of(&path, x, y))
            }
        }
    }
}

/// The arguments of `fill` and `clip`, either of which may be left out.
fn path_and_rule<'a, 'py>(
    path: Option<&'a Bound<'py, PyAny>>,
    rule: Option<&Bound<'py, PyAny>>,
) -> PyResult<(Option<&'a Bound<'py, Path>>, Fill)> {
    let named = |rule: &Bound<'py, PyAny>| fill_rule(Some(string("rule", rule)?));
    let rule = rule.map(named).transpose()?;
    match path {
        None => Ok((None, rule.unwrap_or(Fill::NonZero))),
        Some(word) if word.is_instance_of::<PyString>() && rule.is_none() => Ok((None, named(word)?)),
        Some(path) => Ok((Some(path_argument("path", path)?), rule.unwrap_or(Fill::NonZero))),
    }
}

type PathAndPoint<'py> = (Option<Bound<'py, Path>>, (f64, f64), Vec<Bound<'py, PyAny>>);

/// A `Path` that may be left out, a point, and what follows.
fn path_and_point<'py>(name: &str, arguments: &Bound<'py, PyTuple>) -> PyResult<PathAndPoint<'py>> {
    let mut rest: Vec<_> = arguments.iter().collect();
    let path = match rest.first() {
        Some(first) if first.is_instance_of::<Path>() => {
            Some(path_argument("path", &rest.remove(0))?.clone())
        }
        _ => None,
    };
    if rest.len() < 2 {
        return Err(PyTypeError::new_err(format!(
            "{name}: expected (x, y) or (path, x, y)"
        )));
    }
    let (x, y) = (number("x", &rest[0])?, number("y", &rest[1])?);
    Ok((path, (x, y), rest.split_off(2)))
}

fn too_many(name: &str) -> PyErr {
    PyTypeError::new_err(format!("{name}: too many arguments"))
}
