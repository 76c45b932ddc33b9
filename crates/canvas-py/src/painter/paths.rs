//! The current path, and drawing paths.

use canvas_core::path::Radii;
use canvas_core::peniko::Fill;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

use super::{Painter, path_argument};
use crate::arguments::{Number, fill_rule, number, string};
use crate::path::Path;
use crate::path_methods::path_methods;

path_methods!(Painter);

#[pymethods]
impl Painter {
    /// Empties the current path (HTML `beginPath`).
    fn begin_path(&self) -> PyResult<()> {
        self.record(|p| p.begin_path())
    }

    /// Fills the current path, or a `Path`, with `fill_style` (HTML `fill`): `fill()`, `fill("evenodd")`, `fill(path)`,
    /// `fill(path, "evenodd")`. The rule is `"nonzero"` (default) or `"evenodd"`.
    ///
    /// Raises TypeError for another path, ValueError for another rule.
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

    /// Strokes the current path, or a `Path`, with `stroke_style` and the line properties (HTML `stroke`).
    ///
    /// Raises TypeError for another path, ResourceError for more than 100,000 visible dashes.
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

    /// Intersects the clip with the inside of the current path, or of a `Path`, until the state is restored (HTML `clip`). The rule
    /// is `"nonzero"` (default) or `"evenodd"`.
    ///
    /// Raises TypeError for another path, ValueError for another rule, ResourceError for more than 256 nested layers and clips.
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

    /// Whether a point is inside the current path, `is_point_in_path(x, y)`, or inside a `Path` under the current transform,
    /// `is_point_in_path(path, x, y)` (HTML `isPointInPath`). The point is in logical pixels from the top left corner, independent
    /// of the transform. The rule, `"nonzero"` (default) or `"evenodd"`, may follow.
    ///
    /// Raises TypeError for other arguments, ValueError for another rule.
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

    /// Whether a point is on the line that `stroke()` would draw, `is_point_in_stroke(x, y)`, or that `stroke(path)` would draw,
    /// `is_point_in_stroke(path, x, y)` (HTML `isPointInStroke`). The point is in logical pixels from the top left corner,
    /// independent of the transform.
    ///
    /// Raises TypeError for other arguments.
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

/// The arguments of `fill` and `clip`, both optional.
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

/// An optional `Path`, a point, and the remaining arguments.
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
