//! The measurements of text as a Python object.

use canvas_core::text as core;
use pyo3::prelude::*;

/// The measurements of a line of text, in logical pixels, from the point at which it would be drawn with the current
/// `text_align` and `text_baseline`: HTML `TextMetrics`. Distances are positive away from that point. Immutable.
#[pyclass(frozen, eq, module = "canvas", name = "TextMetrics")]
#[derive(Debug, PartialEq)]
pub(crate) struct TextMetrics(pub(super) core::TextMetrics);

#[pymethods]
impl TextMetrics {
    /// The advance width of the text, in logical pixels: the distance to the text that would follow.
    #[getter]
    fn width(&self) -> f64 {
        self.0.width
    }

    /// The distance to the left edge of the drawn glyphs, in logical pixels, positive to the left.
    #[getter]
    fn actual_bounding_box_left(&self) -> f64 {
        self.0.actual_bounding_box_left
    }

    /// The distance to the right edge of the drawn glyphs, in logical pixels, positive to the right.
    #[getter]
    fn actual_bounding_box_right(&self) -> f64 {
        self.0.actual_bounding_box_right
    }

    /// The distance to the top edge of the drawn glyphs, in logical pixels, positive upwards.
    #[getter]
    fn actual_bounding_box_ascent(&self) -> f64 {
        self.0.actual_bounding_box_ascent
    }

    /// The distance to the bottom edge of the drawn glyphs, in logical pixels, positive downwards.
    #[getter]
    fn actual_bounding_box_descent(&self) -> f64 {
        self.0.actual_bounding_box_descent
    }

    /// The distance to the ascent of the font, in logical pixels, positive upwards; the same for every text.
    #[getter]
    fn font_bounding_box_ascent(&self) -> f64 {
        self.0.font_bounding_box_ascent
    }

    /// The distance to the descent of the font, in logical pixels, positive downwards; the same for every text.
    #[getter]
    fn font_bounding_box_descent(&self) -> f64 {
        self.0.font_bounding_box_descent
    }

    /// The distance to the top of the em square, in logical pixels, positive upwards.
    #[getter]
    fn em_height_ascent(&self) -> f64 {
        self.0.em_height_ascent
    }

    /// The distance to the bottom of the em square, in logical pixels, positive downwards.
    #[getter]
    fn em_height_descent(&self) -> f64 {
        self.0.em_height_descent
    }

    /// The distance to the hanging baseline, in logical pixels, positive upwards.
    #[getter]
    fn hanging_baseline(&self) -> f64 {
        self.0.hanging_baseline
    }

    /// The distance to the alphabetic baseline, in logical pixels, positive upwards.
    #[getter]
    fn alphabetic_baseline(&self) -> f64 {
        self.0.alphabetic_baseline
    }

    /// The distance to the ideographic baseline, in logical pixels, positive upwards.
    #[getter]
    fn ideographic_baseline(&self) -> f64 {
        self.0.ideographic_baseline
    }

    fn __repr__(&self) -> String {
        format!("<canvas.TextMetrics width={}>", self.0.width)
    }
}
