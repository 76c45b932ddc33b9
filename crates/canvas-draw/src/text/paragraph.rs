//! Text in a box: wrapped at its width, aligned within it. HTML has no counterpart; line heights are CSS's.

use std::sync::Arc;

use parley::{Alignment, AlignmentOptions, OverflowWrap, StyleProperty};

use super::align::TextAlign;
use super::shape::{ShapedText, collect, with_shaper};
use super::style::TextStyle;
use crate::error::{Error, Result};
use crate::length::Length;

/// The alignment of the lines of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoxAlign {
    /// All lines begin, end or are centred at the edge that the value names.
    Line(TextAlign),
    /// Every line but the last is stretched to the width of the box.
    Justify,
}

impl BoxAlign {
    /// The alignment of a name: those of [`TextAlign`], and `"justify"`.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown name.
    pub fn from_name(name: &str) -> Result<Self> {
        if name == "justify" {
            return Ok(Self::Justify);
        }
        TextAlign::from_name(name).map(Self::Line).map_err(|_| {
            let words = "'start', 'end', 'left', 'right', 'center', 'justify'";
            Error::Invalid(format!("align: expected {words}, got {name:?}"))
        })
    }
}

/// The distance of lines from baseline to baseline: CSS's `line-height`
/// ([CSS 2, Line height calculations](https://www.w3.org/TR/CSS22/visudet.html#line-height)).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum LineHeight {
    /// The line height of the font.
    #[default]
    Normal,
    /// A multiple of the font size.
    Times(f64),
    /// A length.
    Length(Length),
}

impl LineHeight {
    /// Parses a CSS line height: `normal`, a number, a percentage or a length.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the text is not a line height, or is negative.
    pub fn parse(text: &str) -> Result<Self> {
        let word = text.trim();
        let number = |text: &str| text.parse::<f64>().ok().filter(|n| n.is_finite());
        let parsed = if word.eq_ignore_ascii_case("normal") {
            Some(Self::Normal)
        } else if let Some(times) = number(word) {
            Some(Self::Times(times))
        } else if let Some(percent) = word.strip_suffix('%').and_then(number) {
            Some(Self::Times(percent / 100.0))
        } else {
            Length::parse_css(word).map(Self::Length)
        };
        parsed.filter(|height| height.is_valid()).ok_or_else(|| {
            let expected = "a CSS line height such as 1.5, '20px' or 'normal', not negative";
            Error::Invalid(format!("line_height: expected {expected}, got {text:?}"))
        })
    }

    /// Whether the value is finite and not negative.
    pub fn is_valid(self) -> bool {
        match self {
            Self::Normal => true,
            Self::Times(times) => times.is_finite() && times >= 0.0,
            Self::Length(length) => length.is_finite() && length.pixels(1.0) >= 0.0,
        }
    }

    fn style(self, font_size: f64) -> parley::LineHeight {
        match self {
            Self::Normal => parley::LineHeight::NORMAL,
            Self::Times(times) => parley::LineHeight::FontSizeRelative(times.min(1e6) as f32),
            Self::Length(length) => parley::LineHeight::Absolute(length.pixels(font_size) as f32),
        }
    }
}

/// A box for text, see [`Painter::fill_text_box`](crate::painter::Painter::fill_text_box).
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct TextBox {
    /// The largest width of a line, logical pixels.
    pub width: f64,
    /// The height, logical pixels; lines that would reach below it are left out. `None` (the default): unlimited.
    pub height: Option<f64>,
    /// The alignment of lines; `None` (the default): the painter's `text_align`.
    pub align: Option<BoxAlign>,
    /// The distance of lines; `Normal` by default.
    pub line_height: LineHeight,
}

impl TextBox {
    /// A box of that width (logical pixels) and unlimited height.
    pub fn new(width: f64) -> Self {
        Self {
            width,
            height: None,
            align: None,
            line_height: LineHeight::Normal,
        }
    }

    /// Sets the height (logical pixels): lines that would reach below it are left out.
    #[must_use]
    pub fn with_height(mut self, height: f64) -> Self {
        self.height = Some(height);
        self
    }

    /// Sets the alignment of lines.
    #[must_use]
    pub fn with_align(mut self, align: BoxAlign) -> Self {
        self.align = Some(align);
        self
    }

    /// Sets the distance of lines.
    #[must_use]
    pub fn with_line_height(mut self, line_height: LineHeight) -> Self {
        self.line_height = line_height;
        self
    }
}

/// Text that was laid out in a box. The origin of its glyphs is the box's top left corner.
#[derive(Debug, Default)]
pub(crate) struct Paragraph {
    /// Its ascent is 0, its descent the height.
    pub(crate) text: Arc<ShapedText>,
    /// The height of the lines, logical pixels.
    pub(crate) height: f64,
}

/// Breaks a text into the lines of a box; `\n` ends a line too.
pub(crate) fn wrap(text: &str, style: &TextStyle, place: &TextBox) -> Paragraph {
    if text.is_empty() {
        return Paragraph::default();
    }
    with_shaper(|shaper| {
        let line_height = place.line_height.style(style.font.size);
        let mut layout = shaper.layout(text, style, |builder| {
            builder.push_default(StyleProperty::LineHeight(line_height));
            builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
        });
        layout.break_all_lines(Some(place.width as f32));
        layout.align(alignment(style, place.align), AlignmentOptions::default());
        let room = place.height.unwrap_or(f64::INFINITY) + 1e-3;
        let mut shaped = ShapedText {
            width: place.width,
            ..Default::default()
        };
        for line in layout.lines() {
            let bottom = f64::from(line.metrics().block_max_coord);
            if bottom > room {
                break;
            }
            collect(&line, 0.0, &mut shaped.runs);
            shaped.descent = bottom;
        }
        Paragraph {
            height: shaped.descent,
            text: Arc::new(shaped),
        }
    })
}

fn alignment(style: &TextStyle, asked: Option<BoxAlign>) -> Alignment {
    match asked.unwrap_or(BoxAlign::Line(style.align)) {
        BoxAlign::Justify => Alignment::Justify,
        BoxAlign::Line(TextAlign::Left) => Alignment::Left,
        BoxAlign::Line(TextAlign::Right) => Alignment::Right,
        BoxAlign::Line(TextAlign::Center) => Alignment::Center,
        BoxAlign::Line(TextAlign::Start) => Alignment::Start,
        BoxAlign::Line(TextAlign::End) => Alignment::End,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Font, use_bundled_fonts};
    use super::*;

    fn style(font: &str) -> TextStyle {
        use_bundled_fonts();
        TextStyle {
            font: Arc::new(Font::parse(font).unwrap()),
            ..(*TextStyle::initial()).clone()
        }
    }

    fn boxed(width: f64, line_height: LineHeight) -> TextBox {
        TextBox {
            line_height,
            ..TextBox::new(width)
        }
    }

    #[test]
    fn lines_are_broken_at_the_width() {
        let style = style("10px sans-serif");
        let height = |text, width| wrap(text, &style, &boxed(width, LineHeight::Times(2.0))).height;
        assert_eq!(height("one two three", 1000.0), 20.0);
        assert_eq!(height("one two three", 40.0), 60.0);
        assert_eq!(height("one\ntwo", 1000.0), 40.0);
        assert_eq!(height("", 10.0), 0.0);
        assert!(
            height("unbreakable", 20.0) > 20.0,
            "words that are too long are broken"
        );
    }

    #[test]
    fn lines_below_the_box_are_left_out() {
        let style = style("10px sans-serif");
        let mut place = boxed(1000.0, LineHeight::Length(Length::px(12.0)));
        let all = wrap("a\nb\nc", &style, &place);
        place.height = Some(30.0);
        let some = wrap("a\nb\nc", &style, &place);
        assert_eq!((all.height, some.height), (36.0, 24.0));
        assert_eq!((all.text.glyph_count(), some.text.glyph_count()), (3, 2));
        place.height = Some(5.0);
        assert_eq!(wrap("a", &style, &place).height, 0.0);
    }

    #[test]
    fn line_heights_are_read_as_in_css() {
        assert_eq!(LineHeight::parse(" normal").unwrap(), LineHeight::Normal);
        assert_eq!(LineHeight::parse("1.5").unwrap(), LineHeight::Times(1.5));
        assert_eq!(LineHeight::parse("150%").unwrap(), LineHeight::Times(1.5));
        assert_eq!(
            LineHeight::parse("20px").unwrap(),
            LineHeight::Length(Length::px(20.0))
        );
        for bad in ["", "-1", "-2px", "tall", "NaN", "inf"] {
            let error = LineHeight::parse(bad).unwrap_err().to_string();
            assert!(error.starts_with("line_height: expected"), "{error}");
        }
    }
}
