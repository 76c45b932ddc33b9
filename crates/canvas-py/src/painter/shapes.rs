//! Shapes in one call.

use pyo3::prelude::*;

use super::Painter;
use crate::arguments::points;
use crate::color;

#[pymethods]
impl Painter {
    /// Puts a colour in the place of everything (within the clip), whatever the transform, alpha and blend mode.
    fn clear(&self, color: &Bound<'_, PyAny>) -> PyResult<()> {
        let color = color::extract("color", color)?;
        self.record(|p| p.clear(color))
    }

    /// Erases a rectangle to the background; inside a layer, to transparent.
    fn clear_rect(&self, x: f64, y: f64, width: f64, height: f64) -> PyResult<()> {
        self.record(|p| p.clear_rect(x, y, width, height))
    }

    /// Fills a rectangle.
    fn fill_rect(&self, x: f64, y: f64, width: f64, height: f64) -> PyResult<()> {
        self.record(|p| p.fill_rect(x, y, width, height))
    }

    /// Draws the outline of a rectangle.
    fn stroke_rect(&self, x: f64, y: f64, width: f64, height: f64) -> PyResult<()> {
        self.record(|p| p.stroke_rect(x, y, width, height))
    }

    /// Fills a circle. Raises ValueError for a negative radius.
    fn fill_circle(&self, x: f64, y: f64, radius: f64) -> PyResult<()> {
        self.record(|p| p.fill_circle(x, y, radius))
    }

    /// Draws the outline of a circle. Raises ValueError for a negative radius.
    fn stroke_circle(&self, x: f64, y: f64, radius: f64) -> PyResult<()> {
        self.record(|p| p.stroke_circle(x, y, radius))
    }

    /// Draws a straight line.
    fn stroke_line(&self, x1: f64, y1: f64, x2: f64, y2: f64) -> PyResult<()> {
        self.record(|p| p.stroke_line(x1, y1, x2, y2))
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
