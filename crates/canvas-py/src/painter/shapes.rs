//! Single shapes.

use pyo3::prelude::*;

use super::Painter;
use crate::arguments::Number;
use crate::buffers;
use crate::color;

#[pymethods]
impl Painter {
    /// Replaces everything within the clip by a colour, independent of transform, alpha and blend mode.
    ///
    /// Raises TypeError or ValueError for a value that is not a colour.
    fn clear(&self, color: &Bound<'_, PyAny>) -> PyResult<()> {
        let color = color::extract("color", color)?;
        self.record(|p| p.clear(color))
    }

    /// Erases a rectangle, in logical pixels, to the background, or inside a layer to transparent (HTML `clearRect`).
    fn clear_rect(&self, x: Number, y: Number, width: Number, height: Number) -> PyResult<()> {
        self.record(|p| p.clear_rect(x.0, y.0, width.0, height.0))
    }

    /// Fills a rectangle, in logical pixels, with `fill_style` (HTML `fillRect`). Width and height may be negative.
    fn fill_rect(&self, x: Number, y: Number, width: Number, height: Number) -> PyResult<()> {
        self.record(|p| p.fill_rect(x.0, y.0, width.0, height.0))
    }

    /// Strokes the outline of a rectangle, in logical pixels, with `stroke_style` (HTML `strokeRect`).
    fn stroke_rect(&self, x: Number, y: Number, width: Number, height: Number) -> PyResult<()> {
        self.record(|p| p.stroke_rect(x.0, y.0, width.0, height.0))
    }

    /// Fills the circle around `(x, y)`, in logical pixels, with `fill_style`.
    ///
    /// Raises ValueError for a negative radius.
    fn fill_circle(&self, x: Number, y: Number, radius: Number) -> PyResult<()> {
        self.record(|p| p.fill_circle(x.0, y.0, radius.0))
    }

    /// Strokes the outline of the circle around `(x, y)`, in logical pixels, with `stroke_style`.
    ///
    /// Raises ValueError for a negative radius.
    fn stroke_circle(&self, x: Number, y: Number, radius: Number) -> PyResult<()> {
        self.record(|p| p.stroke_circle(x.0, y.0, radius.0))
    }

    /// Strokes the straight line from `(x1, y1)` to `(x2, y2)`, in logical pixels, with `stroke_style`.
    fn stroke_line(&self, x1: Number, y1: Number, x2: Number, y2: Number) -> PyResult<()> {
        self.record(|p| p.stroke_line(x1.0, y1.0, x2.0, y2.0))
    }

    /// Fills a polygon with `fill_style`. `points`, in logical pixels: a sequence of `(x, y)`, or an array of shape (n, 2) of floats
    /// or ints. Points that are not finite are left out.
    ///
    /// Raises TypeError or ValueError for another type or shape, ResourceError for too many points.
    fn fill_polygon(&self, points: &Bound<'_, PyAny>) -> PyResult<()> {
        let points = buffers::points(points)?;
        self.record(|p| p.fill_polygon(points))
    }

    /// Strokes the line from point to point, and back to the first if `closed`, with `stroke_style`. `points`, in logical pixels: a
    /// sequence of `(x, y)`, or an array of shape (n, 2) of floats or ints. Points that are not finite are left out.
    ///
    /// Raises TypeError or ValueError for another type or shape, ResourceError for too many points.
    #[pyo3(signature = (points, closed=false))]
    fn stroke_polyline(&self, points: &Bound<'_, PyAny>, closed: bool) -> PyResult<()> {
        let points = buffers::points(points)?;
        self.record(|p| p.stroke_polyline(points, closed))
    }
}
