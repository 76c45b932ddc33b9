//! Text: fonts, shaping and measuring.
//!
//! A recorded text is kept with its style and shaped where it is rendered, on a worker; `measure_text` shapes at once.
//! The fonts of the process are looked up once and shared; each thread has its own working memory and its own bounded
//! cache of shaped texts.

mod align;
mod cache;
mod check;
mod font;
mod fonts;
mod ink_bounds;
mod metrics;
mod paragraph;
mod shape;
mod style;

pub use crate::length::Length;
pub use align::{Direction, TextAlign, TextBaseline};
pub(crate) use font::Font;
pub use font::ParsedFont;
#[doc(hidden)]
pub use fonts::BUNDLED;
pub use fonts::{add_font, are_fonts_loaded, font_families, load_fonts, use_bundled_fonts};
pub(crate) use fonts::{bundled_font, bundled_only};
pub(crate) use ink_bounds::{GlyphColoring, glyph_ink_bounds};
pub use metrics::TextMetrics;
pub(crate) use metrics::measure;
pub use paragraph::{BoxAlign, LineHeight, TextBox};
pub(crate) use paragraph::{Paragraph, wrap};
pub(crate) use shape::{ShapedRun, ShapedText, ShaperState, shape};

pub(crate) use style::TextStyle;

/// The length of the longest text that is drawn or measured at once, bytes of UTF-8.
pub const MAX_TEXT_BYTES: usize = 1 << 20;
