//! Shadows and filters, which are applied to a shape before it is composited
//! ([Filter Effects 1](https://www.w3.org/TR/filter-effects-1/),
//! [HTML, Shadows](https://html.spec.whatwg.org/multipage/canvas.html#shadows)).

use std::sync::Arc;

use kurbo::Vec2;
use peniko::Color;

use crate::color;
use crate::error::{Error, Result};
use crate::geometry::kurbo;
use crate::length::Length;
use crate::peniko;

/// The largest number of functions of a filter.
const MAX_STEPS: usize = 8;
/// Functions of CSS that the rasterizer does not support.
const UNSUPPORTED: [&str; 9] = [
    "brightness",
    "contrast",
    "grayscale",
    "hue-rotate",
    "invert",
    "opacity",
    "saturate",
    "sepia",
    "url",
];

/// The shadow of a shape. Lengths are logical pixels of the surface, independent of the transform.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Shadow {
    pub(crate) color: Color,
    /// Twice the standard deviation.
    pub(crate) blur: f64,
    pub(crate) offset: Vec2,
}

impl Shadow {
    /// No shadow, HTML's default.
    pub(crate) const NONE: Self = Self {
        color: Color::TRANSPARENT,
        blur: 0.0,
        offset: Vec2::ZERO,
    };

    /// Whether the shadow is drawn; exactly below its shape it is not.
    pub(crate) fn is_visible(&self) -> bool {
        self.color.components[3] > 0.0 && (self.blur > 0.0 || self.offset != Vec2::ZERO)
    }
}

/// A step of a filter. Lengths are logical pixels of the surface, independent of the transform.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum FilterStep {
    /// A Gaussian blur with this standard deviation, logical pixels.
    Blur(f64),
    /// A shadow that is composited below the shape.
    DropShadow {
        /// The offset to the right and down, logical pixels.
        offset: Vec2,
        /// The standard deviation of the blur, logical pixels.
        deviation: f64,
        /// The colour.
        color: Color,
    },
}

/// Filter steps that are applied to a shape or a layer in order. Cheap to clone; the default is no filter.
///
/// ```
/// use canvas_draw::effect::Filter;
///
/// let blurred = Filter::parse("blur(4px)", 16.0)?;
/// let image = canvas_draw::render((60.0, 60.0), 1.0, None, |painter| {
///     painter.set_filter(blurred.clone());
///     painter.fill_rect(20.0, 20.0, 20.0, 20.0);
/// })?;
/// let alpha = |x| image.pixel(x, 30).map(|[.., alpha]| alpha);
/// assert!(alpha(17) > Some(0), "it flows over its edge");
/// assert!(alpha(17) < alpha(30));
/// # canvas_draw::Result::Ok(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter(Option<Arc<Inner>>);

#[derive(Debug, PartialEq)]
struct Inner {
    css: String,
    steps: Vec<FilterStep>,
}

impl Filter {
    /// A filter that changes nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// Parses a CSS filter such as `"blur(4px) drop-shadow(2px 3px 4px red)"`, or `"none"`
    /// ([Filter Effects 1, the `filter` property](https://www.w3.org/TR/filter-effects-1/#FilterProperty)). Lengths in
    /// `em` are relative to `font_size`, logical pixels.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the text is not a CSS filter, [`Error::Unsupported`] for functions other than `blur` and
    /// `drop-shadow`, and for more than eight functions.
    pub fn parse(text: &str, font_size: f64) -> Result<Self> {
        let css = text.trim();
        if css.eq_ignore_ascii_case("none") {
            return Ok(Self::none());
        }
        let mut steps = Vec::new();
        let mut rest = css;
        while !rest.is_empty() {
            let (name, arguments, after) = function(rest).ok_or_else(|| invalid(text))?;
            steps.push(step(name, arguments, font_size, text)?);
            rest = after.trim_start();
        }
        if steps.is_empty() {
            return Err(invalid(text));
        }
        if steps.len() > MAX_STEPS {
            return Err(Error::Unsupported(format!(
                "filter: more than {MAX_STEPS} functions in a row"
            )));
        }
        let css = css.to_owned();
        Ok(Self(Some(Arc::new(Inner { css, steps }))))
    }

    /// A filter of these steps.
    pub(crate) fn from_steps(steps: Vec<FilterStep>) -> Self {
        let css = String::new();
        Self((!steps.is_empty()).then(|| Arc::new(Inner { css, steps })))
    }

    /// The CSS text that the filter was parsed from; `none` for no filter.
    pub fn css(&self) -> &str {
        self.0.as_ref().map_or("none", |inner| &inner.css)
    }

    /// The steps, in order.
    pub fn steps(&self) -> &[FilterStep] {
        self.0.as_ref().map_or(&[], |inner| &inner.steps)
    }

    /// Whether the filter has no steps.
    pub fn is_none(&self) -> bool {
        self.0.is_none()
    }
}

fn invalid(text: &str) -> Error {
    Error::Invalid(format!(
        "filter: expected a CSS filter such as 'blur(4px)' or 'drop-shadow(2px 2px 4px black)', got {text:?}"
    ))
}

/// The name of a function, its arguments, and the rest of the text.
fn function(text: &str) -> Option<(&str, &str, &str)> {
    let open = text.find('(')?;
    let mut depth = 0;
    for (at, c) in text[open..].char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => {
                let close = open + at;
                return Some((
                    text[..open].trim(),
                    text[open + 1..close].trim(),
                    &text[close + 1..],
                ));
            }
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn step(name: &str, arguments: &str, font_size: f64, text: &str) -> Result<FilterStep> {
    if name.eq_ignore_ascii_case("blur") {
        let deviation = match arguments {
            "" => 0.0,
            length => self::length(length, font_size).ok_or_else(|| invalid(text))?,
        };
        if deviation < 0.0 {
            return Err(invalid(text));
        }
        return Ok(FilterStep::Blur(deviation));
    }
    if name.eq_ignore_ascii_case("drop-shadow") {
        return drop_shadow(arguments, font_size).ok_or_else(|| invalid(text));
    }
    if UNSUPPORTED.iter().any(|known| name.eq_ignore_ascii_case(known)) {
        return Err(Error::Unsupported(format!(
            "filter: only blur() and drop-shadow() can be drawn, got {text:?}"
        )));
    }
    Err(invalid(text))
}

/// Two or three lengths, with a colour before or after them.
fn drop_shadow(arguments: &str, font_size: f64) -> Option<FilterStep> {
    let words = words(arguments);
    let is_length = |word: &&str| length(word, font_size).is_some();
    let (lengths, color) = match &words[..] {
        [lengths @ .., color] if !is_length(color) => (lengths, Some(*color)),
        [color, lengths @ ..] if !is_length(color) => (lengths, Some(*color)),
        lengths => (lengths, None),
    };
    let lengths: Vec<f64> = lengths
        .iter()
        .map(|word| length(word, font_size))
        .collect::<Option<_>>()?;
    let (x, y, blur) = match lengths[..] {
        [x, y] => (x, y, 0.0),
        [x, y, blur] if blur >= 0.0 => (x, y, blur),
        _ => return None,
    };
    let color = match color {
        Some(word) => color::parse(word).ok()?,
        None => Color::BLACK,
    };
    Some(FilterStep::DropShadow {
        offset: Vec2::new(x, y),
        deviation: blur / 2.0,
        color,
    })
}

/// Parts between spaces that are not in parentheses.
fn words(text: &str) -> Vec<&str> {
    let mut depth = 0;
    let between = move |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth == 0 && c.is_whitespace()
    };
    text.split(between).filter(|word| !word.is_empty()).collect()
}

/// A CSS length; 0 needs no unit.
fn length(text: &str, font_size: f64) -> Option<f64> {
    Length::parse("filter", text)
        .ok()
        .map(|length| length.pixels(font_size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn css_filters_are_read() {
        let filter = Filter::parse(" blur(4px) drop-shadow(rgb(1 2 3 / 50%) 1em -3px 6px)  ", 10.0).unwrap();
        let color = Color::from_rgba8(1, 2, 3, 128);
        let [
            FilterStep::Blur(4.0),
            FilterStep::DropShadow {
                offset,
                deviation,
                color: got,
            },
        ] = *filter.steps()
        else {
            panic!("{filter:?}")
        };
        assert_eq!((offset, deviation), (Vec2::new(10.0, -3.0), 3.0));
        assert_eq!(got.to_rgba8(), color.to_rgba8());
        assert_eq!(
            filter.css(),
            "blur(4px) drop-shadow(rgb(1 2 3 / 50%) 1em -3px 6px)"
        );
        let plain = Filter::parse("drop-shadow(0 2px)", 10.0).unwrap();
        let black = FilterStep::DropShadow {
            offset: Vec2::new(0.0, 2.0),
            deviation: 0.0,
            color: Color::BLACK,
        };
        assert_eq!(plain.steps(), [black]);
        assert_eq!(Filter::parse("none", 10.0).unwrap().css(), "none");
        assert_eq!(
            Filter::parse("Blur()", 10.0).unwrap().steps(),
            [FilterStep::Blur(0.0)]
        );
    }

    #[test]
    fn other_filters_are_refused_by_name() {
        for bad in [
            "",
            "blur",
            "blur(",
            "blur(4)",
            "blur(-1px)",
            "wet(1px)",
            "drop-shadow(1px)",
            "drop-shadow(red)",
        ] {
            assert!(
                matches!(Filter::parse(bad, 10.0), Err(Error::Invalid(_))),
                "{bad}"
            );
        }
        for other in ["sepia(1)", "blur(1px) url(#x)", &"blur(1px) ".repeat(9)] {
            assert!(
                matches!(Filter::parse(other, 10.0), Err(Error::Unsupported(_))),
                "{other}"
            );
        }
    }
}
