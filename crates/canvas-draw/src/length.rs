//! CSS lengths: numbers with units ([CSS Values 4](https://www.w3.org/TR/css-values-4/#lengths)).

use std::fmt;

use crate::error::{Error, Result};

/// The size that `rem` and relative font sizes refer to, pixels.
pub(super) const ROOT_SIZE: f64 = 16.0;
/// The largest length, pixels; longer ones would overflow.
const LONGEST: f64 = 1e6;

/// A CSS length such as `2px` or `0.1em`
/// ([CSS Values 4, Distance units](https://www.w3.org/TR/css-values-4/#lengths)). A number converts to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Length {
    value: f64,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Px,
    Pt,
    Pc,
    In,
    Cm,
    Mm,
    Q,
    Em,
    Ex,
    Ch,
    Rem,
}

const UNITS: [(&str, Unit); 11] = [
    ("px", Unit::Px),
    ("pt", Unit::Pt),
    ("pc", Unit::Pc),
    ("in", Unit::In),
    ("cm", Unit::Cm),
    ("mm", Unit::Mm),
    ("q", Unit::Q),
    ("em", Unit::Em),
    ("ex", Unit::Ex),
    ("ch", Unit::Ch),
    ("rem", Unit::Rem),
];

impl Length {
    /// The length 0.
    pub const ZERO: Self = Self::px(0.0);

    /// A length in logical pixels.
    pub const fn px(value: f64) -> Self {
        Self {
            value,
            unit: Unit::Px,
        }
    }

    /// Parses a CSS length: a number with one of the units `px`, `pt`, `pc`, `in`, `cm`, `mm`, `q`, `em`, `ex`, `ch`
    /// and `rem`, or `0`.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the text is not a length; the message names `argument`.
    pub fn parse(argument: &str, text: &str) -> Result<Self> {
        Self::parse_css(text).ok_or_else(|| {
            Error::Invalid(format!(
                "{argument}: expected a CSS length such as '2px' or '0.1em', got {text:?}"
            ))
        })
    }

    pub(super) fn parse_css(text: &str) -> Option<Self> {
        let text = text.trim_matches(|c: char| c.is_ascii_whitespace());
        let split = text.rfind(|c: char| c.is_ascii_digit() || c == '.')? + 1;
        let (number, word) = text.split_at(split);
        let value = number.parse::<f64>().ok().filter(|n| n.is_finite())?;
        if word.is_empty() && value == 0.0 {
            return Some(Self::ZERO);
        }
        let known = UNITS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name));
        known.map(|(_, unit)| Self { value, unit: *unit })
    }

    /// The length in logical pixels, for a font of `font_size` logical pixels per em.
    pub fn pixels(self, font_size: f64) -> f64 {
        let one = match self.unit {
            Unit::Px => 1.0,
            Unit::Pt => 96.0 / 72.0,
            Unit::Pc => 16.0,
            Unit::In => 96.0,
            Unit::Cm => 96.0 / 2.54,
            Unit::Mm => 9.6 / 2.54,
            Unit::Q => 2.4 / 2.54,
            Unit::Em => font_size,
            // The values of CSS for fonts without metrics.
            Unit::Ex | Unit::Ch => font_size / 2.0,
            Unit::Rem => ROOT_SIZE,
        };
        (self.value * one).clamp(-LONGEST, LONGEST)
    }

    /// Whether the number is finite.
    pub(crate) fn is_finite(self) -> bool {
        self.value.is_finite()
    }
}

impl From<f64> for Length {
    fn from(pixels: f64) -> Self {
        Self::px(pixels)
    }
}

/// The CSS serialisation.
impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = UNITS.iter().find(|(_, unit)| *unit == self.unit);
        write!(
            f,
            "{}{}",
            rounded(self.value),
            unit.map_or("px", |(name, _)| name)
        )
    }
}

/// Rounds to the number of decimals of CSS serialisations.
pub(super) fn rounded(value: f64) -> f64 {
    let rounded = (value * 1e4).round() / 1e4;
    if rounded.is_finite() { rounded + 0.0 } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_units() {
        for (text, pixels, written) in [
            ("2px", 2.0, "2px"),
            ("-0.5em", -5.0, "-0.5em"),
            ("1E1PX", 10.0, "10px"),
            (" 3pt\t", 4.0, "3pt"),
            (".5in", 48.0, "0.5in"),
            ("2rem", 32.0, "2rem"),
            ("0", 0.0, "0px"),
            ("-0.0", 0.0, "0px"),
            ("1e300px", 1e6, ""),
        ] {
            let length = Length::parse_css(text).unwrap_or(Length::px(f64::NAN));
            assert_eq!(length.pixels(10.0), pixels, "{text}");
            if pixels < 1e6 {
                assert_eq!(length.to_string(), written);
            }
        }
        for bad in [
            "2",
            "px",
            "",
            "2 furlongs",
            "NaNpx",
            "infpx",
            "1e999px",
            "2 px",
            "1px 2px",
        ] {
            let error = Length::parse("word_spacing", bad).unwrap_err().to_string();
            assert!(
                error.starts_with("word_spacing: expected a CSS length"),
                "{error}"
            );
        }
    }
}
