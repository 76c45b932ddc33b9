//! The style of a text: its font, spacing, direction and alignment.

use std::sync::{Arc, LazyLock};

use super::align::{Direction, TextAlign, TextBaseline};
use super::font::Font;
use crate::length::Length;

/// The text part of the drawing state: font, spacing, direction and alignment.
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
    /// The default style, with which every frame begins.
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

    /// The space added between letters and between words, logical pixels.
    pub(crate) fn spacing(&self) -> [f64; 2] {
        [self.letter_spacing, self.word_spacing].map(|length| length.pixels(self.font.size))
    }

    pub(crate) fn is_rtl(&self) -> bool {
        self.direction == Direction::Rtl
    }
}
