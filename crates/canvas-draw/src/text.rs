//! Text: fonts, shaping and measuring.
//!
//! Recording keeps a text with its style; shaping happens where it is drawn, on a raster worker, and for `measure_text`
//! at the call. The fonts of the process are looked up once and shared; each thread has its own scratch memory and its
//! own bounded cache of shaped texts.

mod align;
mod cache;
mod check;
mod font;
mod fonts;
mod ink;
mod paragraph;
mod shape;

use std::sync::{Arc, LazyLock};

use crate::error::Result;

pub use crate::length::Length;
pub use align::{Direction, TextAlign, TextBaseline};
pub(crate) use font::Font;
#[doc(hidden)]
pub use fonts::BUNDLED;
pub use fonts::{add_font, are_fonts_loaded, font_families, load_fonts, use_bundled_fonts};
pub(crate) use fonts::{bundled_font, bundled_only};
pub(crate) use ink::{Colors, ink_of_glyph};
pub use paragraph::{BoxAlign, LineHeight, TextBox};
pub(crate) use paragraph::{Paragraph, wrap};
pub(crate) use shape::{ShapedRun, ShapedText, ShaperState, shape};

/// The longest text that is drawn or measured at once, bytes.
pub const MAX_TEXT_BYTES: usize = 1 << 20;

/// Everything that decides what a text looks like and where it lies beside its point.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TextStyle {
    pub(crate) font: Arc<Font>,
    pub(crate) align: TextAlign,
    pub(crate) baseline: TextBaseline,
    pub(crate) direction: Direction,
    pub(crate) letter_spacing: Length,
    pub(crate) word_spacing: Length,
}

impl TextStyle {
    /// What every frame begins with.
    pub(crate) fn initial() -> Arc<Self> {
        static INITIAL: LazyLock<Arc<TextStyle>> = LazyLock::new(|| {
            Arc::new(TextStyle {
                font: Arc::new(Font::initial()),
                align: TextAlign::default(),
                baseline: TextBaseline::default(),
                direction: Direction::default(),
                letter_spacing: Length::ZERO,
                word_spacing: Length::ZERO,
            })
        });
        INITIAL.clone()
    }

    /// What is added between letters and between words, logical pixels.
    pub(crate) fn spacing(&self) -> [f64; 2] {
        [self.letter_spacing, self.word_spacing].map(|length| length.pixels(self.font.size))
    }

    pub(crate) fn is_rtl(&self) -> bool {
        self.direction == Direction::Rtl
    }

    /// From the point of a text to the left end of its (alphabetic) baseline, for text of that width.
    pub(crate) fn offset(&self, text: &ShapedText, width: f64) -> (f64, f64) {
        let rtl = self.is_rtl();
        let x = match self.align {
            TextAlign::Left => 0.0,
            TextAlign::Right => -width,
            TextAlign::Center => -width / 2.0,
            TextAlign::Start => {
                if rtl {
                    -width
                } else {
                    0.0
                }
            }
            TextAlign::End => {
                if rtl {
                    0.0
                } else {
                    -width
                }
            }
        };
        let (em_ascent, em_descent) = text.em_box(self.font.size);
        let y = match self.baseline {
            TextBaseline::Alphabetic => 0.0,
            TextBaseline::Top => em_ascent,
            TextBaseline::Hanging => text.hanging(),
            TextBaseline::Middle => (em_ascent - em_descent) / 2.0,
            TextBaseline::Ideographic => -text.descent,
            TextBaseline::Bottom => -em_descent,
        };
        (x, y)
    }
}

/// A parsed font, so that the same string needs to be parsed only once; see
/// [`Painter::set_parsed_font`](crate::painter::Painter::set_parsed_font).
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedFont(pub(crate) Arc<Font>);

impl ParsedFont {
    /// Reads a CSS font shorthand.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) if it is none.
    pub fn parse(text: &str) -> Result<Self> {
        Font::parse(text).map(|font| Self(Arc::new(font)))
    }

    /// How HTML writes it.
    pub fn css(&self) -> &str {
        &self.0.css
    }
}

impl Default for ParsedFont {
    /// `10px sans-serif`, what HTML begins with.
    fn default() -> Self {
        Self(Arc::new(Font::initial()))
    }
}

/// The extent of a text, as HTML's `TextMetrics`: distances from the point that it would be drawn at, logical pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct TextMetrics {
    /// How far the next text would be.
    pub width: f64,
    /// To the left edge of the ink; positive to the left.
    pub actual_bounding_box_left: f64,
    /// To the right edge of the ink.
    pub actual_bounding_box_right: f64,
    /// Up to the top edge of the ink.
    pub actual_bounding_box_ascent: f64,
    /// Down to the bottom edge of the ink.
    pub actual_bounding_box_descent: f64,
    /// Up to the top of the font.
    pub font_bounding_box_ascent: f64,
    /// Down to the bottom of the font.
    pub font_bounding_box_descent: f64,
    /// Up to the top of the em square.
    pub em_height_ascent: f64,
    /// Down to the bottom of the em square.
    pub em_height_descent: f64,
    /// Up to the hanging baseline.
    pub hanging_baseline: f64,
    /// Up to the alphabetic baseline.
    pub alphabetic_baseline: f64,
    /// Up to the ideographic baseline.
    pub ideographic_baseline: f64,
}

/// Measures a text, which has no white space but spaces.
pub(crate) fn measure(text: &str, style: &TextStyle) -> TextMetrics {
    let shaped = shape(text, style);
    let (x, y) = style.offset(&shaped, shaped.width);
    let (em_ascent, em_descent) = shaped.em_box(style.font.size);
    let ink = shaped.ink();
    TextMetrics {
        width: shaped.width,
        actual_bounding_box_left: -(x + ink.x0),
        actual_bounding_box_right: x + ink.x1,
        actual_bounding_box_ascent: -(y + ink.y0),
        actual_bounding_box_descent: y + ink.y1,
        font_bounding_box_ascent: shaped.ascent - y,
        font_bounding_box_descent: shaped.descent + y,
        em_height_ascent: em_ascent - y,
        em_height_descent: em_descent + y,
        hanging_baseline: shaped.hanging() - y,
        alphabetic_baseline: -y,
        ideographic_baseline: -shaped.descent - y,
    }
}
