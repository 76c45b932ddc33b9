//! Gradients, patterns, shadows and filters.

use canvas_core::effect::Filter;
use canvas_core::paint::{Gradient as CoreGradient, Pattern as CorePattern, Repetition};
use pyo3::prelude::*;

use super::Painter;
use crate::arguments::{Number, number, string};
use crate::color::{self, to_css};
use crate::paint::{self, Gradient, Pattern};
use crate::pixels;
use crate::runtime::OrRaise;

#[pymethods]
impl Painter {
    /// A gradient along a line. Coordinates are those that hold when it is drawn with.
    ///
    /// Raises ValueError for numbers that are not finite.
    fn create_linear_gradient(&self, x0: Number, y0: Number, x1: Number, y1: Number) -> PyResult<Gradient> {
        self.record(|_| CoreGradient::linear(x0.0, y0.0, x1.0, y1.0))?
            .map(Gradient)
            .or_raise()
    }

    /// A gradient between two circles. Coordinates are those that hold when it is drawn with.
    ///
    /// Raises ValueError for numbers that are not finite and for a negative radius.
    fn create_radial_gradient(
        &self,
        x0: Number,
        y0: Number,
        r0: Number,
        x1: Number,
        y1: Number,
        r1: Number,
    ) -> PyResult<Gradient> {
        self.record(|_| CoreGradient::radial(x0.0, y0.0, r0.0, x1.0, y1.0, r1.0))?
            .map(Gradient)
            .or_raise()
    }

    /// A gradient around a point, clockwise from an angle in radians; 0 is to the right.
    ///
    /// Raises ValueError for numbers that are not finite.
    fn create_conic_gradient(&self, start_angle: Number, x: Number, y: Number) -> PyResult<Gradient> {
        self.record(|_| CoreGradient::conic(start_angle.0, x.0, y.0))?
            .map(Gradient)
            .or_raise()
    }

    /// A pattern of an image (or an array of pixels, which is copied): `"repeat"`, `"repeat-x"`, `"repeat-y"` or
    /// `"no-repeat"`; None is `"repeat"`. It begins at the origin that holds when it is drawn with.
    #[pyo3(signature = (image, repetition=None))]
    fn create_pattern(
        &self,
        image: &Bound<'_, PyAny>,
        repetition: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Pattern> {
        let repetition = match repetition {
            None => Repetition::Repeat,
            Some(name) => Repetition::from_name(string("repetition", name)?).or_raise()?,
        };
        let image = pixels::image_argument(image)?;
        self.record(|_| Pattern(CorePattern::new(&image, repetition)))
    }

    /// What shapes are filled with: a CSS colour, 3 or 4 ints from 0 to 255, a Color, a Gradient or a Pattern. Black at
    /// first. A colour reads back as HTML writes it, a gradient or pattern as an equal one.
    #[getter]
    fn fill_style<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let style = self.record(|p| p.fill_style().clone())?;
        paint::to_python(py, &style)
    }

    #[setter]
    fn set_fill_style(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let style = paint::extract("fill_style", value)?;
        self.record(|p| p.set_fill_style(style))
    }

    /// What lines are drawn with: a CSS colour, 3 or 4 ints from 0 to 255, a Color, a Gradient or a Pattern. Black at
    /// first. A colour reads back as HTML writes it, a gradient or pattern as an equal one.
    #[getter]
    fn stroke_style<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let style = self.record(|p| p.stroke_style().clone())?;
        paint::to_python(py, &style)
    }

    #[setter]
    fn set_stroke_style(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let style = paint::extract("stroke_style", value)?;
        self.record(|p| p.set_stroke_style(style))
    }

    /// The colour of shadows; transparent at first, which draws none.
    #[getter]
    fn shadow_color(&self) -> PyResult<String> {
        self.record(|p| to_css(p.shadow_color()))
    }

    #[setter]
    fn set_shadow_color(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let color = color::extract("shadow_color", value)?;
        self.record(|p| p.set_shadow_color(color))
    }

    /// How blurred shadows are: twice the standard deviation, in logical pixels whatever the transform; 0 at first. What
    /// is negative or not finite is ignored.
    #[getter]
    fn shadow_blur(&self) -> PyResult<f64> {
        self.record(|p| p.shadow_blur())
    }

    #[setter]
    fn set_shadow_blur(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let blur = number("shadow_blur", value)?;
        self.record(|p| p.set_shadow_blur(blur))
    }

    /// How far to the right shadows are, in logical pixels whatever the transform; 0 at first.
    #[getter]
    fn shadow_offset_x(&self) -> PyResult<f64> {
        self.record(|p| p.shadow_offset().x)
    }

    #[setter]
    fn set_shadow_offset_x(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let x = number("shadow_offset_x", value)?;
        self.record(|p| p.set_shadow_offset_x(x))
    }

    /// How far down shadows are, in logical pixels whatever the transform; 0 at first.
    #[getter]
    fn shadow_offset_y(&self) -> PyResult<f64> {
        self.record(|p| p.shadow_offset().y)
    }

    #[setter]
    fn set_shadow_offset_y(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let y = number("shadow_offset_y", value)?;
        self.record(|p| p.set_shadow_offset_y(y))
    }

    /// What each shape goes through before it is mixed in: `"none"` (at first), or a chain of `blur(…)` and
    /// `drop-shadow(…)` as CSS writes them. Lengths are logical pixels whatever the transform.
    ///
    /// Raises UnsupportedError for CSS's other filters.
    #[getter]
    fn filter(&self) -> PyResult<String> {
        self.record(|p| p.filter().css().to_owned())
    }

    #[setter]
    fn set_filter(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let filter = self.parse_filter(string("filter", value)?)?;
        self.record(|p| p.set_filter(filter))
    }
}

impl Painter {
    pub(super) fn parse_filter(&self, text: &str) -> PyResult<Filter> {
        let em = self.record(|p| p.font_size())?;
        Filter::parse(text, em).or_raise()
    }
}
