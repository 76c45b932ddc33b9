//! Drawing and measuring text ([HTML, Text styles](https://html.spec.whatwg.org/multipage/canvas.html#text-styles) and
//! [Drawing text to the bitmap](https://html.spec.whatwg.org/multipage/canvas.html#drawing-text-to-the-bitmap)).

use std::sync::Arc;

use kurbo::Point;

use super::{Direction, MAX_DASHES, Painter, TextAlign, TextBaseline};
use crate::error::{Error, Result};
use crate::geometry::kurbo;
use crate::scene::{BoxedText, Brush, Command, TextRun};
use crate::text::{Length, MAX_TEXT_BYTES, ParsedFont, TextBox, TextMetrics, TextStyle, measure, wrap};

impl Painter {
    /// The font as HTML serialises it; `10px sans-serif` by default.
    pub fn font(&self) -> &str {
        &self.state.text.font.css
    }

    /// The size of the font: logical pixels per em; 10 by default.
    pub fn font_size(&self) -> f64 {
        self.state.text.font.size
    }

    /// Sets the font from a CSS shorthand such as `"bold 16px Georgia, serif"`
    /// ([CSS Fonts 4, the `font` property](https://www.w3.org/TR/css-fonts-4/#font-prop)).
    ///
    /// # Errors
    /// [`Error::Invalid`] if the text is not such a shorthand; the font stays as it was.
    pub fn set_font(&mut self, font: &str) -> Result<()> {
        self.set_parsed_font(&ParsedFont::parse(font)?);
        Ok(())
    }

    /// Sets a font that was parsed before, which is faster than [`set_font`](Self::set_font).
    pub fn set_parsed_font(&mut self, font: &ParsedFont) {
        if !Arc::ptr_eq(&self.state.text.font, &font.0) {
            self.text_mut().font = font.0.clone();
        }
    }

    /// The horizontal alignment of text to its point; `Start` by default.
    pub fn text_align(&self) -> TextAlign {
        self.state.text.align
    }

    /// Sets the horizontal alignment of text to its point.
    pub fn set_text_align(&mut self, align: TextAlign) {
        self.text_mut().align = align;
    }

    /// The vertical alignment of text to its point; `Alphabetic` by default.
    pub fn text_baseline(&self) -> TextBaseline {
        self.state.text.baseline
    }

    /// Sets the vertical alignment of text to its point.
    pub fn set_text_baseline(&mut self, baseline: TextBaseline) {
        self.text_mut().baseline = baseline;
    }

    /// The base direction of text; `Inherit` (left to right) by default.
    pub fn direction(&self) -> Direction {
        self.state.text.direction
    }

    /// Sets the base direction of text, which decides where its letters have no direction of their own.
    pub fn set_direction(&mut self, direction: Direction) {
        self.text_mut().direction = direction;
    }

    /// The space that is added between letters; 0 by default. A length in `em` follows the font size.
    pub fn letter_spacing(&self) -> Length {
        self.state.text.letter_spacing
    }

    /// Sets the space that is added between letters; a number is logical pixels. A value that is not finite is ignored.
    pub fn set_letter_spacing(&mut self, spacing: impl Into<Length>) {
        let spacing = spacing.into();
        if spacing.is_finite() {
            self.text_mut().letter_spacing = spacing;
        }
    }

    /// The space that is added between words; 0 by default. A length in `em` follows the font size.
    pub fn word_spacing(&self) -> Length {
        self.state.text.word_spacing
    }

    /// Sets the space that is added between words; a number is logical pixels. A value that is not finite is ignored.
    pub fn set_word_spacing(&mut self, spacing: impl Into<Length>) {
        let spacing = spacing.into();
        if spacing.is_finite() {
            self.text_mut().word_spacing = spacing;
        }
    }

    /// Fills a line of text at a point, aligned by `text_align` and `text_baseline`. White space of any kind becomes a
    /// space. Text wider than `max_width` (logical pixels) is condensed to it. A text of more than
    /// [`MAX_TEXT_BYTES`] is an [`Error::Resource`].
    pub fn fill_text(&mut self, text: &str, x: f64, y: f64, max_width: Option<f64>) {
        let brush = self.fill_brush();
        self.draw_text(text, Point::new(x, y), max_width, brush, false);
    }

    /// Strokes the outlines of a line of text, placed and limited as by [`fill_text`](Self::fill_text).
    pub fn stroke_text(&mut self, text: &str, x: f64, y: f64, max_width: Option<f64>) {
        if !self.has_room_for_dashes(text) {
            return;
        }
        if self.state.inverse.is_some() {
            self.record_line();
        }
        let brush = self.stroke_brush();
        self.draw_text(text, Point::new(x, y), max_width, brush, true);
    }

    /// Fills text in a box whose top left corner is at (`x`, `y`): broken at `\n`, and into lines that are at most as
    /// wide as the box, at spaces where possible. `text_baseline` is ignored. Returns the height of the lines in
    /// logical pixels; 0 if a number is not finite or the width is not positive. A negative line height is an
    /// [`Error::Invalid`].
    pub fn fill_text_box(&mut self, text: &str, x: f64, y: f64, place: &TextBox) -> f64 {
        let origin = Point::new(x, y);
        let bad_height = place.height.is_some_and(|height| height.is_nan());
        if !(origin.is_finite() && place.width.is_finite() && place.width > 0.0) || bad_height {
            return 0.0;
        }
        if !place.line_height.is_valid() {
            let error = format!(
                "line_height: expected one that is not negative, got {:?}",
                place.line_height
            );
            self.fail(Error::Invalid(error));
            return 0.0;
        }
        if !self.has_room_for_text(text) {
            return 0.0;
        }
        let paragraph = wrap(&box_text(text), &self.state.text, place);
        let height = paragraph.height;
        let glyphs = paragraph.text.glyph_count() * size_of::<vello_cpu::Glyph>();
        if self.state.inverse.is_some() && height > 0.0 && self.has_room(glyphs) {
            let run = TextRun {
                text: self.record_characters(text),
                style: self.state.text.clone(),
                origin,
                max_width: None,
                stroked: false,
                brush: self.fill_brush(),
                boxed: Some(BoxedText {
                    place: *place,
                    paragraph: Arc::new(paragraph),
                }),
            };
            self.record_text(run);
        }
        height
    }

    /// Measures a line of text in the current font, alignment and spacing; logical pixels, without the transform. All
    /// 0 for a text that is too long.
    pub fn measure_text(&mut self, text: &str) -> TextMetrics {
        if !self.has_room_for_text(text) {
            return TextMetrics::default();
        }
        measure(&one_line(text), &self.state.text)
    }

    fn draw_text(&mut self, text: &str, origin: Point, max_width: Option<f64>, brush: Brush, stroked: bool) {
        let bad_width = max_width.is_some_and(|width| width.is_nan() || width <= 0.0);
        if !origin.is_finite() || bad_width || text.is_empty() || self.state.inverse.is_none() {
            return;
        }
        if !self.has_room_for_text(text) {
            return;
        }
        let run = TextRun {
            text: self.record_characters(&one_line(text)),
            style: self.state.text.clone(),
            origin,
            max_width: max_width.filter(|width| width.is_finite()),
            stroked,
            brush,
            boxed: None,
        };
        self.record_text(run);
    }

    fn record_characters(&mut self, text: &str) -> std::ops::Range<usize> {
        let start = self.scene.characters.len();
        self.scene.characters.push_str(text);
        start..self.scene.characters.len()
    }

    fn record_text(&mut self, run: TextRun) {
        let index = self.scene.texts.len() as u32;
        self.scene.texts.push(run);
        self.draw(Command::Text(index));
    }

    /// Whether a text is short enough and fits in the scene; keeps an error if not.
    fn has_room_for_text(&mut self, text: &str) -> bool {
        if text.len() > MAX_TEXT_BYTES {
            let error = format!("text: more than {MAX_TEXT_BYTES} bytes at once");
            self.fail(Error::Resource(error));
            return false;
        }
        self.has_room(text.len() + size_of::<TextRun>() + size_of::<Command>())
    }

    /// Whether the outlines of a text have few enough dashes; keeps an error if not.
    fn has_room_for_dashes(&mut self, text: &str) -> bool {
        let dash = self.state.line.dash.iter().sum::<f64>();
        if dash > 0.0 {
            // An em of text has about six ems of outline.
            let outline = self.font_size() * 6.0 * text.chars().count() as f64;
            if outline / dash * (self.state.line.dash.len() / 2) as f64 > MAX_DASHES as f64 {
                let error = format!("line_dash: more than {MAX_DASHES} dashes in one text");
                self.fail(Error::Resource(error));
                return false;
            }
        }
        true
    }

    fn text_mut(&mut self) -> &mut TextStyle {
        Arc::make_mut(&mut self.state.text)
    }
}

/// Replaces all white space by spaces, as the text preparation algorithm of HTML does.
fn one_line(text: &str) -> std::borrow::Cow<'_, str> {
    let other = |c: char| {
        matches!(
            c,
            '\t' | '\n' | '\r' | '\x0b' | '\x0c' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    if text.contains(other) {
        text.replace(other, " ").into()
    } else {
        text.into()
    }
}

/// Replaces every kind of line end by `\n`, and tabs by spaces.
fn box_text(text: &str) -> std::borrow::Cow<'_, str> {
    let other = |c: char| {
        matches!(
            c,
            '\t' | '\r' | '\x0b' | '\x0c' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    if text.contains(other) {
        let text = text.replace("\r\n", "\n").replace('\t', " ");
        text.replace(other, "\n").into()
    } else {
        text.into()
    }
}
