//! The properties of lines, alpha, blend mode and smoothing. They read back as HTML serialises them.

use canvas_core::painter::{
    blend_mode_from_name, blend_mode_name, cap_from_name, cap_name, join_from_name, join_name,
};
use pyo3::prelude::*;

use super::Painter;
use crate::arguments::{number, sequence, string, wrong_type};
use crate::errors::OrRaise;

#[pymethods]
impl Painter {
    /// The width of lines, in logical pixels of the current transform; default 1 (HTML `lineWidth`). A number that is not
    /// positive and finite is ignored.
    #[getter]
    fn line_width(&self) -> PyResult<f64> {
        self.record(|p| p.line_width())
    }

    #[setter]
    fn set_line_width(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let width = number("line_width", value)?;
        self.record(|p| p.set_line_width(width))
    }

    /// The ends of lines: `"butt"` (default), `"round"` or `"square"` (HTML `lineCap`).
    ///
    /// Raises ValueError for another name.
    #[getter]
    fn line_cap(&self) -> PyResult<&'static str> {
        self.record(|p| cap_name(p.line_cap()))
    }

    #[setter]
    fn set_line_cap(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let cap = cap_from_name(string("line_cap", value)?).or_raise()?;
        self.record(|p| p.set_line_cap(cap))
    }

    /// The corners of lines: `"miter"` (default), `"round"` or `"bevel"` (HTML `lineJoin`).
    ///
    /// Raises ValueError for another name.
    #[getter]
    fn line_join(&self) -> PyResult<&'static str> {
        self.record(|p| join_name(p.line_join()))
    }

    #[setter]
    fn set_line_join(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let join = join_from_name(string("line_join", value)?).or_raise()?;
        self.record(|p| p.set_line_join(join))
    }

    /// The longest miter of a corner, as a multiple of half the line width; default 10 (HTML `miterLimit`). Longer ones are
    /// bevelled. A number that is not positive and finite is ignored.
    #[getter]
    fn miter_limit(&self) -> PyResult<f64> {
        self.record(|p| p.miter_limit())
    }

    #[setter]
    fn set_miter_limit(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let limit = number("miter_limit", value)?;
        self.record(|p| p.set_miter_limit(limit))
    }

    /// The lengths of dashes and gaps in turn, in logical pixels of the current transform; default empty, a solid line (HTML
    /// `setLineDash`). A list of odd length is repeated once; one with a number that is negative or not finite is ignored.
    ///
    /// Raises TypeError for another value than a sequence of numbers. Stroking raises ResourceError if more than 100,000 dashes
    /// are visible.
    #[getter]
    fn line_dash(&self) -> PyResult<Vec<f64>> {
        self.record(|p| p.line_dash().to_vec())
    }

    #[setter]
    fn set_line_dash(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let wrong = || wrong_type("line_dash", "a sequence of numbers", value);
        let segments: Vec<f64> = sequence("line_dash", value, wrong)?;
        self.record(|p| p.set_line_dash(&segments))
    }

    /// The offset into the dash pattern at which lines start, in logical pixels of the current transform; default 0 (HTML
    /// `lineDashOffset`). A number that is not finite is ignored.
    #[getter]
    fn line_dash_offset(&self) -> PyResult<f64> {
        self.record(|p| p.line_dash_offset())
    }

    #[setter]
    fn set_line_dash_offset(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let offset = number("line_dash_offset", value)?;
        self.record(|p| p.set_line_dash_offset(offset))
    }

    /// The opacity of everything that is drawn, 0 (transparent) to 1 (opaque); default 1 (HTML `globalAlpha`). A number out of
    /// that range is ignored.
    #[getter]
    fn alpha(&self) -> PyResult<f64> {
        self.record(|p| p.alpha())
    }

    #[setter]
    fn set_alpha(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let alpha = number("alpha", value)?;
        self.record(|p| p.set_alpha(alpha))
    }

    /// The opacity of everything that is drawn, 0 to 1: another name of `alpha`, after HTML `globalAlpha`.
    #[getter]
    fn global_alpha(&self) -> PyResult<f64> {
        self.alpha()
    }

    #[setter]
    fn set_global_alpha(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let alpha = number("global_alpha", value)?;
        self.record(|p| p.set_alpha(alpha))
    }

    /// How drawing is combined with the pixels below: `"source-over"` (default) or another of the composite operators and blend
    /// modes of CSS Compositing and Blending Level 1, such as `"multiply"` or `"destination-out"` (HTML
    /// `globalCompositeOperation`).
    ///
    /// Raises ValueError for another name.
    #[getter]
    fn blend_mode(&self) -> PyResult<&'static str> {
        self.record(|p| blend_mode_name(p.blend_mode()))
    }

    #[setter]
    fn set_blend_mode(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        self.set_mode("blend_mode", value)
    }

    /// How drawing is combined with the pixels below: another name of `blend_mode`, after HTML `globalCompositeOperation`.
    #[getter]
    fn global_composite_operation(&self) -> PyResult<&'static str> {
        self.blend_mode()
    }

    #[setter]
    fn set_global_composite_operation(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        self.set_mode("global_composite_operation", value)
    }

    /// Whether images and patterns are interpolated when they are scaled; default True (HTML `imageSmoothingEnabled`).
    #[getter]
    fn image_smoothing(&self) -> PyResult<bool> {
        self.record(|p| p.image_smoothing())
    }

    #[setter]
    fn set_image_smoothing(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let smooth = value
            .extract()
            .map_err(|_| wrong_type("image_smoothing", "a bool", value))?;
        self.record(|p| p.set_image_smoothing(smooth))
    }
}

impl Painter {
    fn set_mode(&self, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let mode = blend_mode_from_name(string(name, value)?).or_raise()?;
        self.record(|p| p.set_blend_mode(mode))
    }
}
