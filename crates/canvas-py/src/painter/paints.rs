//! Gradients, patterns, shadows and filters.

use canvas_core::paint::{Gradient as CoreGradient, Pattern as CorePattern, Repetition};
use pyo3::prelude::*;

use super::Painter;
use crate::arguments::{Number, number, string};
use crate::color::{self, to_css};
use crate::errors::OrRaise;
use crate::image::image_argument;
use crate::paint::{self, Gradient, Pattern};

#[pymethods]
impl Painter {
    /// A gradient along the line from `(x0, y0)` to `(x1, y1)` (HTML `createLinearGradient`), in logical pixels of the transform that is
    /// current when it is used.
    ///
    /// Raises ValueError for numbers that are not finite.
    fn create_linear_gradient(&self, x0: Number, y0: Number, x1: Number, y1: Number) -> PyResult<Gradient> {
        self.record(|_| CoreGradient::linear(x0.0, y0.0, x1.0, y1.0))?
            .map(Gradient)
            .or_raise()
    }

    /// A gradient from the circle around `(x0, y0)` with radius `r0` to the circle around `(x1, y1)` with radius `r1` (HTML
    /// `createRadialGradient`), in logical pixels of the transform that is current when it is used.
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

    /// A gradient around the point `(x, y)`, in logical pixels of the transform that is current when it is used, clockwise from
    /// `start_angle`, in radians; 0 is to the right (HTML `createConicGradient`).
    ///
    /// Raises ValueError for numbers that are not finite.
    fn create_conic_gradient(&self, start_angle: Number, x: Number, y: Number) -> PyResult<Gradient> {
        self.record(|_| CoreGradient::conic(start_angle.0, x.0, y.0))?
            .map(Gradient)
            .or_raise()
    }

    /// A pattern that repeats an `Image`, or an array of pixels, which is copied (HTML `createPattern`). `repetition`: `"repeat"`,
    /// `"repeat-x"`, `"repeat-y"` or `"no-repeat"`; None, the default, is `"repeat"`. It starts at the origin of the transform that is
    /// current when it is used, one logical pixel for each of its pixels.
    ///
    /// Raises TypeError or ValueError for another image or repetition, ResourceError for too many pixels.
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
        let image = image_argument(image)?;
        self.record(|_| Pattern(CorePattern::new(&image, repetition)))
    }

    /// The paint of fills: a CSS colour, a tuple of 3 or 4 ints from 0 to 255, a `Color`, a `Gradient` or a `Pattern`; default black
    /// (HTML `fillStyle`). A colour reads back as HTML serialises it, a gradient or pattern as an equal one.
    ///
    /// Raises TypeError or ValueError for another value.
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

    /// The paint of strokes: a CSS colour, a tuple of 3 or 4 ints from 0 to 255, a `Color`, a `Gradient` or a `Pattern`; default black
    /// (HTML `strokeStyle`). A colour reads back as HTML serialises it, a gradient or pattern as an equal one.
    ///
    /// Raises TypeError or ValueError for another value.
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

    /// The colour of shadows, in the forms of `Color`; default transparent, which draws none (HTML `shadowColor`). Reads back as HTML
    /// serialises it.
    ///
    /// Raises TypeError or ValueError for another value.
    #[getter]
    fn shadow_color(&self) -> PyResult<String> {
        self.record(|p| to_css(p.shadow_color()))
    }

    #[setter]
    fn set_shadow_color(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let color = color::extract("shadow_color", value)?;
        self.record(|p| p.set_shadow_color(color))
    }

    /// The blur of shadows: twice the standard deviation of the Gaussian, in logical pixels, independent of the transform; default 0
    /// (HTML `shadowBlur`). A number that is negative or not finite is ignored.
    #[getter]
    fn shadow_blur(&self) -> PyResult<f64> {
        self.record(|p| p.shadow_blur())
    }

    #[setter]
    fn set_shadow_blur(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let blur = number("shadow_blur", value)?;
        self.record(|p| p.set_shadow_blur(blur))
    }

    /// The offset of shadows to the right, in logical pixels, independent of the transform; default 0 (HTML `shadowOffsetX`). A number
    /// that is not finite is ignored.
    #[getter]
    fn shadow_offset_x(&self) -> PyResult<f64> {
        self.record(|p| p.shadow_offset().x)
    }

    #[setter]
    fn set_shadow_offset_x(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let x = number("shadow_offset_x", value)?;
        self.record(|p| p.set_shadow_offset_x(x))
    }

    /// The offset of shadows downwards, in logical pixels, independent of the transform; default 0 (HTML `shadowOffsetY`). A number
    /// that is not finite is ignored.
    #[getter]
    fn shadow_offset_y(&self) -> PyResult<f64> {
        self.record(|p| p.shadow_offset().y)
    }

    #[setter]
    fn set_shadow_offset_y(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let y = number("shadow_offset_y", value)?;
        self.record(|p| p.set_shadow_offset_y(y))
    }

    /// The filter that each shape passes before it is composited: `"none"` (default), or a chain of `blur(…)` and `drop-shadow(…)` of
    /// Filter Effects Level 1 (HTML `filter`). Lengths are logical pixels, independent of the transform.
    ///
    /// Raises UnsupportedError for the other filters of CSS, TypeError or ValueError for a value that cannot be parsed.
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
