//! Drawing and measuring text.

use std::sync::Arc;

use kurbo::Point;

use super::{Direction, MAX_DASHES, Painter, TextAlign, TextBaseline};
use crate::error::{Error, Result};
use crate::geometry::kurbo;
use crate::scene::{Brush, Command, TextRun};
use crate::text::{ParsedFont, TextMetrics, TextStyle, measure};

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

    /// What is added between letters, logical pixels.
    pub fn letter_spacing(&self) -> f64 {
        self.state.text.letter_spacing
    }

    /// Sets what is added between letters.
    pub fn set_letter_spacing(&mut self, pixels: f64) {
        if pixels.is_finite() {
            self.text_mut().letter_spacing = pixels.clamp(-1e6, 1e6);
        }
    }

    /// What is added between words, logical pixels.
    pub fn word_spacing(&self) -> f64 {
        self.state.text.word_spacing
    }

    /// Sets what is added between words.
    pub fn set_word_spacing(&mut self, pixels: f64) {
        if pixels.is_finite() {
            self.text_mut().word_spacing = pixels.clamp(-1e6, 1e6);
        }
    }

    /// Draws a line of text; white space of any kind is a space. Wider than `max_width`, it is condensed.
    pub fn fill_text(&mut self, text: &str, x: f64, y: f64, max_width: Option<f64>) {
        let brush = self.fill_brush();
        self.draw_text(text, Point::new(x, y), max_width, brush, false);
    }

    /// Draws the outlines of a line of text.
    pub fn stroke_text(&mut self, text: &str, x: f64, y: f64, max_width: Option<f64>) {
        let dash = self.state.line.dash.iter().sum::<f64>();
        if dash > 0.0 {
            // An em of text has about six ems of outline.
            let outline = self.font_size() * 6.0 * text.chars().count() as f64;
            if outline / dash * (self.state.line.dash.len() / 2) as f64 > MAX_DASHES as f64 {
                let error = format!("line_dash: more than {MAX_DASHES} dashes in one text");
                return self.fail(Error::Resource(error));
            }
        }
        if self.state.inverse.is_some() {
            self.record_line();
        }
        let brush = self.stroke_brush();
        self.draw_text(text, Point::new(x, y), max_width, brush, true);
    }

    /// The extent of a line of text.
    pub fn measure_text(&self, text: &str) -> TextMetrics {
        measure(&one_line(text), &self.state.text)
    }

    fn draw_text(&mut self, text: &str, origin: Point, max_width: Option<f64>, brush: Brush, stroked: bool) {
        let bad_width = max_width.is_some_and(|width| width.is_nan() || width <= 0.0);
        if !origin.is_finite() || bad_width || text.is_empty() || self.state.inverse.is_none() {
            return;
        }
        if !self.has_room(text.len() + size_of::<TextRun>() + size_of::<Command>()) {
            return;
        }
        let start = self.scene.characters.len();
        self.scene.characters.push_str(&one_line(text));
        let run = TextRun {
            text: start..self.scene.characters.len(),
            style: self.state.text.clone(),
            origin,
            max_width: max_width.filter(|width| width.is_finite()),
            stroked,
            brush,
        };
        let index = self.scene.texts.len() as u32;
        self.scene.texts.push(run);
        self.draw(Command::Text(index));
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
