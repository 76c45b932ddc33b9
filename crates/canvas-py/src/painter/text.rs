//! Text: its properties, drawing and measuring.

use std::cell::RefCell;
use std::collections::HashMap;

use canvas_core::painter::{Direction, TextAlign, TextBaseline};
use canvas_core::text::{self as core, BoxAlign, Length, LineHeight, ParsedFont, TextBox};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::{Painter, TextMetrics};
use crate::arguments::{Number, string, wrong_type};
use crate::errors::OrRaise;
use crate::gil;

/// Parsed fonts that each thread caches; programs use few.
const MAX_CACHED: usize = 256;

#[pymethods]
impl Painter {
    /// The font, as a shorthand of CSS Fonts Level 4 such as `"bold 16px Georgia, serif"`; default `"10px sans-serif"` (HTML
    /// `font`). Reads back as HTML serialises it.
    ///
    /// Raises TypeError or ValueError for a value that cannot be parsed.
    #[getter]
    fn font(&self) -> PyResult<String> {
        self.record(|p| p.font().to_owned())
    }

    #[setter]
    fn set_font(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let font = parsed(string("font", value)?)?;
        self.record(|p| p.set_parsed_font(&font))
    }

    /// The horizontal alignment of text to its point: `"start"` (default), `"end"`, `"left"`, `"right"` or `"center"` (HTML
    /// `textAlign`).
    ///
    /// Raises ValueError for another name.
    #[getter]
    fn text_align(&self) -> PyResult<&'static str> {
        self.record(|p| p.text_align().name())
    }

    #[setter]
    fn set_text_align(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let align = TextAlign::from_name(string("text_align", value)?).or_raise()?;
        self.record(|p| p.set_text_align(align))
    }

    /// The baseline of text that its point lies on: `"alphabetic"` (default), `"top"`, `"hanging"`, `"middle"`, `"ideographic"` or
    /// `"bottom"` (HTML `textBaseline`).
    ///
    /// Raises ValueError for another name.
    #[getter]
    fn text_baseline(&self) -> PyResult<&'static str> {
        self.record(|p| p.text_baseline().name())
    }

    #[setter]
    fn set_text_baseline(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let baseline = TextBaseline::from_name(string("text_baseline", value)?).or_raise()?;
        self.record(|p| p.set_text_baseline(baseline))
    }

    /// The base direction of text: `"ltr"`, `"rtl"` or `"inherit"` (default), which is left to right (HTML `direction`).
    ///
    /// Raises ValueError for another name.
    #[getter]
    fn direction(&self) -> PyResult<&'static str> {
        self.record(|p| p.direction().name())
    }

    #[setter]
    fn set_direction(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let direction = Direction::from_name(string("direction", value)?).or_raise()?;
        self.record(|p| p.set_direction(direction))
    }

    /// Additional space between letters: a CSS length such as `"2px"` or `"0.1em"`, or a number of logical pixels; default `"0px"`
    /// (HTML `letterSpacing`). Reads back as a CSS length.
    ///
    /// Raises TypeError or ValueError for another value.
    #[getter]
    fn letter_spacing(&self) -> PyResult<String> {
        self.record(|p| p.letter_spacing().to_string())
    }

    #[setter]
    fn set_letter_spacing(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let spacing = length("letter_spacing", value)?;
        self.record(|p| p.set_letter_spacing(spacing))
    }

    /// Additional space between words: a CSS length such as `"2px"` or `"0.1em"`, or a number of logical pixels; default `"0px"`
    /// (HTML `wordSpacing`). Reads back as a CSS length.
    ///
    /// Raises TypeError or ValueError for another value.
    #[getter]
    fn word_spacing(&self) -> PyResult<String> {
        self.record(|p| p.word_spacing().to_string())
    }

    #[setter]
    fn set_word_spacing(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let spacing = length("word_spacing", value)?;
        self.record(|p| p.set_word_spacing(spacing))
    }

    /// Fills a line of text at the point `(x, y)`, in logical pixels, with `fill_style` (HTML `fillText`). Any white space is drawn
    /// as a space. Text that is wider than `max_width`, in logical pixels, is condensed to it.
    ///
    /// Raises TypeError for a text that is not a str, ResourceError for a text that is too long.
    #[pyo3(signature = (text, x, y, max_width=None))]
    fn fill_text(&self, text: &str, x: Number, y: Number, max_width: Option<Number>) -> PyResult<()> {
        self.record(|p| p.fill_text(text, x.0, y.0, max_width.map(|n| n.0)))
    }

    /// Strokes the outlines of a line of text at the point `(x, y)`, in logical pixels, with `stroke_style` (HTML `strokeText`). Any
    /// white space is drawn as a space. Text that is wider than `max_width`, in logical pixels, is condensed to it.
    ///
    /// Raises TypeError for a text that is not a str, ResourceError for a text that is too long.
    #[pyo3(signature = (text, x, y, max_width=None))]
    fn stroke_text(&self, text: &str, x: Number, y: Number, max_width: Option<Number>) -> PyResult<()> {
        self.record(|p| p.stroke_text(text, x.0, y.0, max_width.map(|n| n.0)))
    }

    /// Fills text in a box whose top left corner is `(x, y)`, with `fill_style`, and returns the height of its lines. Lengths are
    /// logical pixels.
    ///
    /// Lines are broken at spaces where possible, so that none is wider than `width`, and at `"\n"`; lines that would reach below
    /// `height` (default: no limit) are left out. `align`: `"start"`, `"end"`, `"left"`, `"right"`, `"center"` or `"justify"`;
    /// default `text_align`. `line_height`: a multiple of the font size, or a CSS value: `"20px"`, `"150%"` or `"normal"`, the
    /// default, which is the font's own. A number that is not finite or a width that is not positive draws nothing.
    ///
    /// Raises TypeError or ValueError for a bad `align` or `line_height`, ResourceError for a text that is too long.
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
        let mut text_box = TextBox::new(width.0);
        text_box.height = height.map(|n| n.0);
        text_box.align = align.map(BoxAlign::from_name).transpose().or_raise()?;
        text_box.line_height = line_height.map_or(Ok(LineHeight::Normal), extract_line_height)?;
        load_fonts(py);
        self.record(|p| p.fill_text_box(text, x.0, y.0, &text_box))
    }

    /// Measures a line of text in the current font, as `TextMetrics` (HTML `measureText`). Any white space counts as a space.
    ///
    /// Raises TypeError for a text that is not a str, ResourceError for a text that is too long.
    fn measure_text(&self, py: Python<'_>, text: &str) -> PyResult<TextMetrics> {
        load_fonts(py);
        self.record(|p| TextMetrics(p.measure_text(text)))
    }
}

/// Finds the system's fonts with the GIL released, which takes a while the first time. Later the GIL is kept: recording never
/// releases it.
fn load_fonts(py: Python<'_>) {
    if !core::are_fonts_loaded() {
        gil::release(py, core::load_fonts);
    }
}

/// A length argument: a number of logical pixels, or a CSS length.
fn length(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Length> {
    if let Ok(text) = value.cast::<PyString>() {
        return Length::parse(name, text.to_str()?).or_raise();
    }
    value
        .extract()
        .map(Length::px)
        .map_err(|_| wrong_type(name, "a CSS length or a number of pixels", value))
}

/// A line height argument: a multiple of the font size, or a CSS line height.
fn extract_line_height(value: &Bound<'_, PyAny>) -> PyResult<LineHeight> {
    if let Ok(text) = value.cast::<PyString>() {
        return LineHeight::parse(text.to_str()?).or_raise();
    }
    let multiple = value
        .extract()
        .map_err(|_| wrong_type("line_height", "a number or a CSS line height", value))?;
    let height = LineHeight::Times(multiple);
    if height.is_valid() {
        return Ok(height);
    }
    let text = format!("line_height: expected a finite number that is not negative, got {multiple}");
    Err(PyValueError::new_err(text))
}

/// A font; each string is parsed once.
fn parsed(text: &str) -> PyResult<ParsedFont> {
    thread_local! {
        static CACHE: RefCell<HashMap<Box<str>, ParsedFont>> = RefCell::default();
    }
    CACHE.with_borrow_mut(|cache| {
        if let Some(font) = cache.get(text) {
            return Ok(font.clone());
        }
        let font = ParsedFont::parse(text).or_raise()?;
        if cache.len() >= MAX_CACHED {
            cache.clear();
        }
        cache.insert(text.into(), font.clone());
        Ok(font)
    })
}
