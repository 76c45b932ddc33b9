//! The properties of lines, alpha and mode. They read back as HTML writes them.

use canvas_core::painter::{
    blend_mode_from_name, blend_mode_name, cap_from_name, cap_name, join_from_name, join_name,
};
use pyo3::prelude::*;

use super::Painter;
use crate::arguments::{number, sequence, string, wrong_type};
use crate::runtime::OrRaise;

#[pymethods]
impl Painter {
    /// How thick lines are; 1 at first. What is not positive and finite is ignored.
    #[getter]
    fn line_width(&self) -> PyResult<f64> {
        self.record(|p| p.line_width())
    }

    #[setter]
    fn set_line_width(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let width = number("line_width", value)?;
        self.record(|p| p.set_line_width(width))
    }

    /// How lines end: `"butt"` (at first), `"round"`, `"square"`.
    #[getter]
    fn line_cap(&self) -> PyResult<&'static str> {
        self.record(|p| cap_name(p.line_cap()))
    }

    #[setter]
    fn set_line_cap(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let cap = cap_from_name(string("line_cap", value)?).or_raise()?;
        self.record(|p| p.set_line_cap(cap))
    }

    /// How corners of lines look: `"miter"` (at first), `"round"`, `"bevel"`.
    #[getter]
    fn line_join(&self) -> PyResult<&'static str> {
        self.record(|p| join_name(p.line_join()))
    }

    #[setter]
    fn set_line_join(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let join = join_from_name(string("line_join", value)?).or_raise()?;
        self.record(|p| p.set_line_join(join))
    }

    /// How far a mitered corner may reach, as a multiple of half the line width; 10 at first. What is not positive and
    /// finite is ignored.
    #[getter]
    fn miter_limit(&self) -> PyResult<f64> {
        self.record(|p| p.miter_limit())
    }

    #[setter]
    fn set_miter_limit(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let limit = number("miter_limit", value)?;
        self.record(|p| p.set_miter_limit(limit))
    }

    /// The lengths of dashes and gaps; empty (a solid line) at first. A list of odd length is taken twice; one with a
    /// number that is negative or not finite is ignored. Stroking a path with more than 100,000 dashes that can be seen
    /// raises ResourceError.
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

    /// Where in the dashes a line begins; 0 at first.
    #[getter]
    fn line_dash_offset(&self) -> PyResult<f64> {
        self.record(|p| p.line_dash_offset())
    }

    #[setter]
    fn set_line_dash_offset(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let offset = number("line_dash_offset", value)?;
        self.record(|p| p.set_line_dash_offset(offset))
    }

    /// How opaque everything is drawn, 0 to 1; 1 at first. What is outside of that is ignored.
    #[getter]
    fn alpha(&self) -> PyResult<f64> {
        self.record(|p| p.alpha())
    }

    #[setter]
    fn set_alpha(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let alpha = number("alpha", value)?;
        self.record(|p| p.set_alpha(alpha))
    }

    /// HTML's name of `alpha`.
    #[getter]
    fn global_alpha(&self) -> PyResult<f64> {
        self.alpha()
    }

    #[setter]
    fn set_global_alpha(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let alpha = number("global_alpha", value)?;
        self.record(|p| p.set_alpha(alpha))
    }

    /// How drawing is mixed with what is there: `"source-over"` (at first) or another of HTML's 26 composite and blend
    /// modes, such as `"multiply"` or `"destination-out"`.
    #[getter]
    fn blend_mode(&self) -> PyResult<&'static str> {
        self.record(|p| blend_mode_name(p.blend_mode()))
    }

    #[setter]
    fn set_blend_mode(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        self.set_mode("blend_mode", value)
    }

    /// HTML's name of `blend_mode`.
    #[getter]
    fn global_composite_operation(&self) -> PyResult<&'static str> {
        self.blend_mode()
    }

    #[setter]
    fn set_global_composite_operation(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        self.set_mode("global_composite_operation", value)
    }

    /// Whether images are smoothed when scaled; True at first.
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
