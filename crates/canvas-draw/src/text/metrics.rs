//! The metrics of a text, relative to the point that it is drawn at
//! ([HTML, `TextMetrics`](https://html.spec.whatwg.org/multipage/canvas.html#textmetrics)).

use super::align::{TextAlign, TextBaseline};
use super::shape::{ShapedText, shape};
use super::style::TextStyle;

impl TextStyle {
    /// The offset from the point of a text to the left end of its alphabetic baseline, for a text of that width.
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

/// The extent of a text, as HTML's `TextMetrics`: distances in logical pixels from the point that it would be drawn at,
/// which depend on `text_align` and `text_baseline`. Those to the left, up and down are positive in that direction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct TextMetrics {
    /// The advance width: the distance to where a following text would begin, logical pixels.
    pub width: f64,
    /// To the left edge of the drawn glyphs, logical pixels; positive to the left.
    pub actual_bounding_box_left: f64,
    /// To the right edge of the drawn glyphs.
    pub actual_bounding_box_right: f64,
    /// Up to the top edge of the drawn glyphs.
    pub actual_bounding_box_ascent: f64,
    /// Down to the bottom edge of the drawn glyphs.
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

/// Measures a text whose only white space is spaces.
pub(crate) fn measure(text: &str, style: &TextStyle) -> TextMetrics {
    let shaped = shape(text, style);
    let (x, y) = style.offset(&shaped, shaped.width);
    let (em_ascent, em_descent) = shaped.em_box(style.font.size);
    let bounds = shaped.ink_bounds();
    TextMetrics {
        width: shaped.width,
        actual_bounding_box_left: -(x + bounds.x0),
        actual_bounding_box_right: x + bounds.x1,
        actual_bounding_box_ascent: -(y + bounds.y0),
        actual_bounding_box_descent: y + bounds.y1,
        font_bounding_box_ascent: shaped.ascent - y,
        font_bounding_box_descent: shaped.descent + y,
        em_height_ascent: em_ascent - y,
        em_height_descent: em_descent + y,
        hanging_baseline: shaped.hanging() - y,
        alphabetic_baseline: -y,
        ideographic_baseline: -shaped.descent - y,
    }
}
