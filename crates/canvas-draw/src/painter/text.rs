//! Drawing and measuring text.

use std::sync::Arc;

use kurbo::Point;

use super::{Direction, MAX_DASHES, Painter, TextAlign, TextBaseline};
use crate::error::{Error, Result};
use crate::geometry::kurbo;
use crate::scene::{BoxedText, Brush, Command, TextRun};
use crate::text::{Length, MAX_TEXT_BYTES, ParsedFont, TextBox, TextMetrics, TextStyle, measure, wrap};

impl Painter {
    /// The font as HTML writes it; `10px sans-serif` at first.
    pub fn font(&self) -> &str {
        &self.state.text.font.css
    }

    /// The size of the font, logical pixels an em.
    pub fn font_size(&self) -> f64 {
        self.state.text.font.size
    }

    /// Sets the font from a CSS shorthand such as `"bold 16px Georgia, serif"`.
    ///
    /// # Errors
    /// [`Error::Invalid`] if it is none.
    pub fn set_font(&mut self, font: &str) -> Result<()> {
        self.set_parsed_font(&ParsedFont::parse(font)?);
        Ok(())
    }

    /// Sets a font that was parsed before.
    pub fn set_parsed_font(&mut self, font: &ParsedFont) {
        if !Arc::ptr_eq(&self.state.text.font, &font.0) {
            self.text_mut().font = font.0.clone();
        }
    }

    /// Where text lies beside its point.
    pub fn text_align(&self) -> TextAlign {
        self.state.text.align
    }

    /// Sets where text lies beside its point.
    pub fn set_text_align(&mut self, align: TextAlign) {
        self.text_mut().align = align;
    }

    /// Where text lies above or below its point.
    pub fn text_baseline(&self) -> TextBaseline {
        self.state.text.baseline
    }

    /// Sets where text lies above or below its point.
    pub fn set_text_baseline(&mut self, baseline: TextBaseline) {
        self.text_mut().baseline = baseline;
    }

    /// Which way text runs where its letters do not say.
    pub fn direction(&self) -> Direction {
        self.state.text.direction
    }

    /// Sets which way text runs where its letters do not say.
    pub fn set_direction(&mut self, direction: Direction) {
        self.text_mut().direction = direction;
    }

    /// What is added between letters; in units of the font's size it follows the font.
    pub fn letter_spacing(&self) -> Length {
        self.state.text.letter_spacing
    }

    /// Sets what is added between letters. Ignores what is not finite.
    pub fn set_letter_spacing(&mut self, spacing: impl Into<Length>) {
        let spacing = spacing.into();
        if spacing.is_finite() {
            self.text_mut().letter_spacing = spacing;
        }
    }

    /// What is added between words; in units of the font's size it follows the font.
    pub fn word_spacing(&self) -> Length {
        self.state.text.word_spacing
    }

    /// Sets what is added between words. Ignores what is not finite.
    pub fn set_word_spacing(&mut self, spacing: impl Into<Length>) {
        let spacing = spacing.into();
        if spacing.is_finite() {
            self.text_mut().word_spacing = spacing;
        }
    }

    /// Draws a line of text; white space of any kind is a space. Wider than `max_width`, it is condensed.
    pub fn fill_text(&mut self, text: &str, x: f64, y: f64, max_width: Option<f64>) {
        let brush = self.fill_brush();
        self.draw_text(text, Point::new(x, y), max_width, brush, false);
    }

    /// Draws the outlines of a line of text.
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

    /// Draws text in a box whose top left corner is at a point: broken into lines that are no wider than the box, at
    /// spaces where that is possible, and at `\n`. Gives the height that the lines take, logical pixels; 0 if a number
    /// is not finite or the width is not positive. The baseline does not matter.
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

    /// The extent of a line of text.
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

    /// Whether a text is short enough, and fits in the scene.
    fn has_room_for_text(&mut self, text: &str) -> bool {
        if text.len() > MAX_TEXT_BYTES {
            let error = format!("text: more than {MAX_TEXT_BYTES} bytes at once");
            self.fail(Error::Resource(error));
            return false;
        }
        self.has_room(text.len() + size_of::<TextRun>() + size_of::<Command>())
    }

    /// Whether the outlines of a text do not break into too many dashes.
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

/// The text with a space for every other white space, as HTML does.
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

/// The text with every kind of line's end as `\n`, and a space for a tab.
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
