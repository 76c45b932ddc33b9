//! Text.

use std::cell::RefCell;
use std::collections::HashMap;

use canvas_core::painter::{Direction, TextAlign, TextBaseline};
use canvas_core::text::{self as core, BoxAlign, Length, LineHeight, ParsedFont, TextBox};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::Painter;
use crate::arguments::{Number, string, wrong_type};
use crate::gil;
use crate::runtime::OrRaise;

/// So many fonts are remembered a thread; programs use few.
const MAX_REMEMBERED: usize = 256;

#[pymethods]
impl Painter {
    /// The font, as a CSS shorthand such as `"bold 16px Georgia, serif"`; `"10px sans-serif"` at first.
    #[getter]
    fn font(&self) -> PyResult<String> {
        self.record(|p| p.font().to_owned())
    }

    #[setter]
    fn set_font(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let font = parsed(string("font", value)?)?;
        self.record(|p| p.set_parsed_font(&font))
    }

    /// Where text lies beside its point: `"start"` (at first), `"end"`, `"left"`, `"right"`, `"center"`.
    #[getter]
    fn text_align(&self) -> PyResult<&'static str> {
        self.record(|p| p.text_align().name())
    }

    #[setter]
    fn set_text_align(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let align = TextAlign::from_name(string("text_align", value)?).or_raise()?;
        self.record(|p| p.set_text_align(align))
    }

    /// Where text lies above or below its point: `"alphabetic"` (at first), `"top"`, `"hanging"`, `"middle"`,
    /// `"ideographic"`, `"bottom"`.
    #[getter]
    fn text_baseline(&self) -> PyResult<&'static str> {
        self.record(|p| p.text_baseline().name())
    }

    #[setter]
    fn set_text_baseline(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let baseline = TextBaseline::from_name(string("text_baseline", value)?).or_raise()?;
        self.record(|p| p.set_text_baseline(baseline))
    }

    /// Which way text runs where its letters do not say: `"ltr"`, `"rtl"`, `"inherit"` (at first: left to right).
    #[getter]
    fn direction(&self) -> PyResult<&'static str> {
        self.record(|p| p.direction().name())
    }

    #[setter]
    fn set_direction(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let direction = Direction::from_name(string("direction", value)?).or_raise()?;
        self.record(|p| p.set_direction(direction))
    }

    /// What is added between letters: a CSS length such as `"2px"` or `"0.1em"`, or a number of pixels. Reads back as a
    /// CSS length; `"0px"` at first.
    #[getter]
    fn letter_spacing(&self) -> PyResult<String> {
        self.record(|p| p.letter_spacing().to_string())
    }

    #[setter]
    fn set_letter_spacing(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let spacing = length("letter_spacing", value)?;
        self.record(|p| p.set_letter_spacing(spacing))
    }

    /// What is added between words: a CSS length such as `"2px"` or `"0.1em"`, or a number of pixels. Reads back as a
    /// CSS length; `"0px"` at first.
    #[getter]
    fn word_spacing(&self) -> PyResult<String> {
        self.record(|p| p.word_spacing().to_string())
    }

    #[setter]
    fn set_word_spacing(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let spacing = length("word_spacing", value)?;
        self.record(|p| p.set_word_spacing(spacing))
    }

    /// Draws a line of text; white space of any kind is a space. Wider than `max_width`, it is condensed.
    #[pyo3(signature = (text, x, y, max_width=None))]
    fn fill_text(&self, text: &str, x: Number, y: Number, max_width: Option<Number>) -> PyResult<()> {
        self.record(|p| p.fill_text(text, x.0, y.0, max_width.map(|n| n.0)))
    }

    /// Draws the outlines of a line of text.
    #[pyo3(signature = (text, x, y, max_width=None))]
    fn stroke_text(&self, text: &str, x: Number, y: Number, max_width: Option<Number>) -> PyResult<()> {
        self.record(|p| p.stroke_text(text, x.0, y.0, max_width.map(|n| n.0)))
    }

    /// Draws text in a box whose top left corner is (x, y), and returns the height that its lines take.
    ///
    /// Lines are broken at spaces where that is possible, so that none is wider than `width`, and at `"\n"`; those that
    /// would reach below `height` are left out. `align` is `"start"`, `"end"`, `"left"`, `"right"`, `"center"` or
    /// `"justify"`, by default what `text_align` is. `line_height` is a multiple of the font's size, or what CSS takes:
    /// `"20px"`, `"150%"`, `"normal"` (the default: as the font says). Numbers that are not finite, and a width that is
    /// not positive, draw nothing.
    #[pyo3(signature = (text, x, y, width, height=None, *, align=None, line_height=None))]
    #[expect(clippy::too_many_arguments, reason = "what Python passes")]
    fn fill_text_box(
        &self,
        py: Python<'_>,
        text: &str,
        x: Number,
        y: Number,
        width: Number,
        height: Option<Number>,
        align: Option<&Bound<'_, PyAny>>,
        line_height: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<f64> {
        let align = align.map(|align| string("align", align)).transpose()?;
        let mut place = TextBox::new(width.0);
        place.height = height.map(|n| n.0);
        place.align = align.map(BoxAlign::from_name).transpose().or_raise()?;
        place.line_height = line_height.map_or(Ok(LineHeight::Normal), extract_line_height)?;
        load_fonts(py);
        self.record(|p| p.fill_text_box(text, x.0, y.0, &place))
    }

    /// The extent of a line of text in the current font, as `TextMetrics`.
    fn measure_text(&self, py: Python<'_>, text: &str) -> PyResult<TextMetrics> {
        load_fonts(py);
        self.record(|p| TextMetrics(p.measure_text(text)))
    }
}

/// Looks up the system's fonts with the GIL released. It takes a while, once; later the GIL is kept, as recording does.
fn load_fonts(py: Python<'_>) {
    if !core::are_fonts_loaded() {
        gil::release(py, core::load_fonts);
    }
}

/// A number of pixels, or a CSS length.
fn length(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Length> {
    if let Ok(text) = value.cast::<PyString>() {
        return Length::parse(name, text.to_str()?).or_raise();
    }
    value
        .extract()
        .map(Length::px)
        .map_err(|_| wrong_type(name, "a CSS length or a number of pixels", value))
}

/// A multiple of the font's size, or a CSS line height.
fn extract_line_height(value: &Bound<'_, PyAny>) -> PyResult<LineHeight> {
    if let Ok(text) = value.cast::<PyString>() {
        return LineHeight::parse(text.to_str()?).or_raise();
    }
    let times = value
        .extract()
        .map_err(|_| wrong_type("line_height", "a number or a CSS line height", value))?;
    let height = LineHeight::Times(times);
    if height.is_valid() {
        return Ok(height);
    }
    let text = format!("line_height: expected a finite number that is not negative, got {times}");
    Err(PyValueError::new_err(text))
}

/// A font; each string is parsed once.
fn parsed(text: &str) -> PyResult<ParsedFont> {
    thread_local! {
        static KNOWN: RefCell<HashMap<Box<str>, ParsedFont>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(font) = known.get(text) {
            return Ok(font.clone());
        }
        let font = ParsedFont::parse(text).or_raise()?;
        if known.len() >= MAX_REMEMBERED {
            known.clear();
        }
        known.insert(text.into(), font.clone());
        Ok(font)
    })
}

/// The extent of a text: distances from the point that it would be drawn at, in logical pixels.
#[pyclass(frozen, eq, module = "canvas", name = "TextMetrics")]
#[derive(Debug, PartialEq)]
pub(crate) struct TextMetrics(core::TextMetrics);

#[pymethods]
impl TextMetrics {
    /// How far the next text would be.
    #[getter]
    fn width(&self) -> f64 {
        self.0.width
    }

    /// To the left edge of the ink; positive to the left.
    #[getter]
    fn actual_bounding_box_left(&self) -> f64 {
        self.0.actual_bounding_box_left
    }

    /// To the right edge of the ink.
    #[getter]
    fn actual_bounding_box_right(&self) -> f64 {
        self.0.actual_bounding_box_right
    }

    /// Up to the top edge of the ink.
    #[getter]
    fn actual_bounding_box_ascent(&self) -> f64 {
        self.0.actual_bounding_box_ascent
    }

    /// Down to the bottom edge of the ink.
    #[getter]
    fn actual_bounding_box_descent(&self) -> f64 {
        self.0.actual_bounding_box_descent
    }

    /// Up to the top of the font.
    #[getter]
    fn font_bounding_box_ascent(&self) -> f64 {
        self.0.font_bounding_box_ascent
    }

    /// Down to the bottom of the font.
    #[getter]
    fn font_bounding_box_descent(&self) -> f64 {
        self.0.font_bounding_box_descent
    }

    /// Up to the top of the em square.
    #[getter]
    fn em_height_ascent(&self) -> f64 {
        self.0.em_height_ascent
    }

    /// Down to the bottom of the em square.
    #[getter]
    fn em_height_descent(&self) -> f64 {
        self.0.em_height_descent
    }

    /// Up to the hanging baseline.
    #[getter]
    fn hanging_baseline(&self) -> f64 {
        self.0.hanging_baseline
    }

    /// Up to the alphabetic baseline.
    #[getter]
    fn alphabetic_baseline(&self) -> f64 {
        self.0.alphabetic_baseline
    }

    /// Up to the ideographic baseline.
    #[getter]
    fn ideographic_baseline(&self) -> f64 {
        self.0.ideographic_baseline
    }

    fn __repr__(&self) -> String {
        format!("<canvas.TextMetrics width={}>", self.0.width)
    }
}
