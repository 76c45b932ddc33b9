//! Shapes in one call.

use pyo3::prelude::*;

use super::Painter;
use crate::arguments::{Number, points};
use crate::color;

#[pymethods]
impl Painter {
    /// Puts a colour in the place of everything (within the clip), whatever the transform, alpha and blend mode.
    fn clear(&self, color: &Bound<'_, PyAny>) -> PyResult<()> {
        let color = color::extract("color", color)?;
        self.record(|p| p.clear(color))
    }

    /// Erases a rectangle to the background; inside a layer, to transparent.
    fn clear_rect(&self, x: Number, y: Number, width: Number, height: Number) -> PyResult<()> {
        self.record(|p| p.clear_rect(x.0, y.0, width.0, height.0))
    }

    /// Fills a rectangle.
    fn fill_rect(&self, x: Number, y: Number, width: Number, height: Number) -> PyResult<()> {
        self.record(|p| p.fill_rect(x.0, y.0, width.0, height.0))
    }

    /// Draws the outline of a rectangle.
    fn stroke_rect(&self, x: Number, y: Number, width: Number, height: Number) -> PyResult<()> {
        self.record(|p| p.stroke_rect(x.0, y.0, width.0, height.0))
    }

    /// Fills a circle. Raises ValueError for a negative radius.
    fn fill_circle(&self, x: Number, y: Number, radius: Number) -> PyResult<()> {
        self.record(|p| p.fill_circle(x.0, y.0, radius.0))
    }

    /// Draws the outline of a circle. Raises ValueError for a negative radius.
    fn stroke_circle(&self, x: Number, y: Number, radius: Number) -> PyResult<()> {
        self.record(|p| p.stroke_circle(x.0, y.0, radius.0))
    }

    /// Draws a straight line.
    fn stroke_line(&self, x1: Number, y1: Number, x2: Number, y2: Number) -> PyResult<()> {
        self.record(|p| p.stroke_line(x1.0, y1.0, x2.0, y2.0))
    }

    /// Fills a polygon: a sequence of `(x, y)`, or an array of shape (n, 2). Points that are not finite are left out.
    fn fill_polygon(&self, points: &Bound<'_, PyAny>) -> PyResult<()> {
        let points = self::points(points)?;
        self.record(|p| p.fill_polygon(points))
    }

    /// Draws lines from point to point, and back to the first if `closed`. The points are a sequence of `(x, y)`, or an
    /// array of shape (n, 2); those that are not finite are left out.
    #[pyo3(signature = (points, closed=false))]
    fn stroke_polyline(&self, points: &Bound<'_, PyAny>, closed: bool) -> PyResult<()> {
        let points = self::points(points)?;
        self.record(|p| p.stroke_polyline(points, closed))
    }
}
