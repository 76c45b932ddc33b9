//! The CSS font shorthand: `"italic bold 16px/1.2 Georgia, serif"`.

use parley::{FontFamilyName, FontStyle, FontWeight, FontWidth, GenericFamily};

use crate::error::{Error, Result};

/// What relative sizes refer to, pixels.
const ROOT_SIZE: f64 = 16.0;
/// Larger sizes are of no use and would only overflow.
const MAX_SIZE: f64 = 100_000.0;

/// A font as a program asked for it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Font {
    /// How HTML writes it; the same text means the same font.
    pub(crate) css: String,
    /// Logical pixels an em.
    pub(crate) size: f64,
    pub(crate) style: FontStyle,
    pub(crate) weight: FontWeight,
    pub(crate) width: FontWidth,
    pub(crate) families: Vec<FontFamilyName<'static>>,
}

impl Font {
    /// HTML's first font.
    pub(crate) fn initial() -> Self {
        Self::parse("10px sans-serif").unwrap_or_else(|_| Self {
            css: String::new(),
            size: 10.0,
            style: FontStyle::Normal,
            weight: FontWeight::NORMAL,
            width: FontWidth::NORMAL,
            families: vec![GenericFamily::SansSerif.into()],
        })
    }

    pub(crate) fn parse(text: &str) -> Result<Self> {
        Self::parse_shorthand(text).ok_or_else(|| {
            let example = "a CSS font such as 'bold 16px Georgia, serif'";
            Error::Invalid(format!("font: expected {example}, got {text:?}"))
        })
    }

    fn parse_shorthand(text: &str) -> Option<Self> {
        let mut rest = text.trim();
        let (mut style, mut weight, mut width) = (None, None, None);
        // Style, variant, weight and stretch come before the size, in any order, each once at most.
        let size = loop {
            let (word, after) = split_word(rest);
            if let Some(size) = parse_size(word) {
                // A line height, which a single line does not use, may follow with or without spaces.
                rest = skip_line_height(after, word)?;
                break size;
            }
            match word {
                "normal" | "small-caps" => {}
                _ if style.is_none() && is_style(word) => style = FontStyle::parse_css(word),
                _ if weight.is_none() && parse_weight(word).is_some() => weight = parse_weight(word),
                _ if width.is_none() && FontWidth::parse_css(word).is_some() && !word.ends_with('%') => {
                    width = FontWidth::parse_css(word);
                }
                _ => return None,
            }
            rest = after;
        };
        let families: Vec<_> = FontFamilyName::parse_css_list(rest)
            .collect::<std::result::Result<_, _>>()
            .ok()?;
        if families.is_empty() || !size.is_finite() || size < 0.0 {
            return None;
        }
        let mut font = Self {
            css: String::new(),
            size: size.min(MAX_SIZE),
            style: style.unwrap_or(FontStyle::Normal),
            weight: weight.unwrap_or(FontWeight::NORMAL),
            width: width.unwrap_or(FontWidth::NORMAL),
            families: families.into_iter().map(FontFamilyName::into_owned).collect(),
        };
        font.css = font.serialise();
        Some(font)
    }

    /// As HTML does it: what is normal is left out, sizes are in pixels.
    fn serialise(&self) -> String {
        let mut parts = Vec::new();
        if self.style != FontStyle::Normal {
            parts.push(self.style.to_string());
        }
        if self.weight == FontWeight::BOLD {
            parts.push("bold".into());
        } else if self.weight != FontWeight::NORMAL {
            parts.push(self.weight.value().to_string());
        }
        if !self.width.is_normal() {
            parts.push(self.width.to_string());
        }
        parts.push(format!("{}px", (self.size * 1000.0).round() / 1000.0));
        let families: Vec<_> = self.families.iter().map(family_name).collect();
        parts.push(families.join(", "));
        parts.join(" ")
    }
}

fn family_name(family: &FontFamilyName<'_>) -> String {
    match family {
        FontFamilyName::Generic(generic) => generic.to_string(),
        // A name that could be read as something else keeps its quotes.
        FontFamilyName::Named(name) => {
            let plain = name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
                && !name.starts_with(|c: char| c.is_ascii_digit())
                && GenericFamily::parse(name).is_none();
            if plain {
                name.to_string()
            } else {
                format!("\"{}\"", name.replace('"', "\\\""))
            }
        }
    }
}

/// The first word, and what is behind it. A slash ends a word: a line height follows.
fn split_word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let end = text
        .find(|c: char| c.is_whitespace() || c == '/')
        .unwrap_or(text.len());
    text.split_at(end)
}

fn skip_line_height<'a>(rest: &'a str, _size: &str) -> Option<&'a str> {
    let trimmed = rest.trim_start();
    let Some(height) = trimmed.strip_prefix('/') else {
        return Some(rest);
    };
    let (word, after) = split_word(height);
    let known = word == "normal" || word.parse::<f64>().is_ok_and(|v| v >= 0.0) || parse_size(word).is_some();
    known.then_some(after)
}

fn is_style(word: &str) -> bool {
    matches!(word, "italic" | "oblique")
}

fn parse_weight(word: &str) -> Option<FontWeight> {
    match word {
        "bold" | "bolder" => Some(FontWeight::BOLD),
        "lighter" => Some(FontWeight::THIN),
        _ => word
            .parse::<f32>()
            .ok()
            .filter(|w| (1.0..=1000.0).contains(w))
            .map(FontWeight::new),
    }
}

/// A font size in pixels: a length, a percentage, or a word.
fn parse_size(word: &str) -> Option<f64> {
    let factor = match word {
        "xx-small" => 9.0 / 16.0,
        "x-small" => 10.0 / 16.0,
        "small" => 13.0 / 16.0,
        "medium" => 1.0,
        "large" => 18.0 / 16.0,
        "x-large" => 24.0 / 16.0,
        "xx-large" => 32.0 / 16.0,
        "xxx-large" => 48.0 / 16.0,
        "larger" => 1.2,
        "smaller" => 1.0 / 1.2,
        _ => {
            let percentage = word.strip_suffix('%').and_then(|n| n.parse::<f64>().ok());
            return match percentage {
                Some(value) => Some(value / 100.0 * ROOT_SIZE),
                None => parse_length(word, ROOT_SIZE),
            };
        }
    };
    Some(factor * ROOT_SIZE)
}

/// A CSS length in pixels; `em` is the font size that relative units refer to. `None` if it is none.
pub(crate) fn parse_length(text: &str, em: f64) -> Option<f64> {
    let text = text.trim();
    if text == "0" {
        return Some(0.0);
    }
    let split = text.rfind(|c: char| c.is_ascii_digit() || c == '.')? + 1;
    let (number, unit) = text.split_at(split);
    let pixels = match unit.to_ascii_lowercase().as_str() {
        "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 9.6 / 2.54,
        "q" => 2.4 / 2.54,
        "em" => em,
        "ex" | "ch" => em / 2.0,
        "rem" => ROOT_SIZE,
        _ => return None,
    };
    number
        .parse::<f64>()
        .ok()
        .filter(|n| n.is_finite())
        .map(|n| n * pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_are_read_and_written_as_in_html() {
        for (given, written) in [
            ("16px sans-serif", "16px sans-serif"),
            ("  BOLD 12pt/1.5 'Times New Roman',serif", ""),
            (
                "bold 12pt/1.5 'Times New Roman',serif",
                "bold 16px \"Times New Roman\", serif",
            ),
            ("italic small-caps 600 2em / 20px Arial", "italic 600 32px Arial"),
            (
                "oblique condensed 50% monospace",
                "oblique condensed 8px monospace",
            ),
            ("normal normal 400 large Georgia", "18px Georgia"),
            ("10.5px \"sans-serif\"", "10.5px \"sans-serif\""),
        ] {
            match Font::parse(given) {
                Ok(font) => assert_eq!(font.css, written, "{given}"),
                Err(_) => assert_eq!(written, "", "{given}"),
            }
        }
    }

    #[test]
    fn what_is_no_font_is_refused() {
        for bad in [
            "",
            "16px",
            "sans-serif",
            "16 sans-serif",
            "-3px serif",
            "bold bold 16px serif",
            "16px ,serif",
            "16px/x serif",
        ] {
            let error = Font::parse(bad).unwrap_err().to_string();
            assert!(error.starts_with("font: expected a CSS font"), "{error}");
        }
    }

    #[test]
    fn lengths_have_units() {
        assert_eq!(parse_length("2px", 10.0), Some(2.0));
        assert_eq!(parse_length("-0.5em", 10.0), Some(-5.0));
        assert_eq!(parse_length("1e1px", 10.0), Some(10.0));
        assert_eq!(parse_length("0", 10.0), Some(0.0));
        for bad in ["2", "px", "", "2 furlongs", "NaNpx"] {
            assert_eq!(parse_length(bad, 10.0), None, "{bad}");
        }
    }
}
