//! The CSS font shorthand, such as `"italic bold 16px/1.2 Georgia, serif"`
//! ([CSS Fonts 4, the `font` property](https://www.w3.org/TR/css-fonts-4/#font-prop)).

use parley::{FontFamilyName, FontStyle, FontWeight, FontWidth, GenericFamily};

use crate::error::{Error, Result};
use std::sync::Arc;

use crate::length::{Length, ROOT_SIZE, rounded};

/// The largest font size, logical pixels; larger ones would overflow.
const MAX_SIZE: f64 = 100_000.0;
/// The largest number of families.
const MAX_FAMILIES: usize = 64;

/// A font as a program requested it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Font {
    /// The serialisation of HTML; equal texts mean equal fonts.
    pub(crate) css: String,
    /// Logical pixels per em.
    pub(crate) size: f64,
    pub(crate) style: FontStyle,
    /// Small letters are drawn as small capitals.
    pub(crate) small_caps: bool,
    pub(crate) weight: FontWeight,
    pub(crate) width: FontWidth,
    pub(crate) families: Vec<FontFamilyName<'static>>,
}

/// The values before the size, each at most once.
#[derive(Default)]
struct Traits {
    style: Option<FontStyle>,
    small_caps: Option<()>,
    weight: Option<FontWeight>,
    width: Option<FontWidth>,
    /// The number of words `normal`, each of which can mean any of the four.
    normal: usize,
}

impl Font {
    /// HTML's default font.
    pub(crate) fn initial() -> Self {
        Self::parse("10px sans-serif").unwrap_or_else(|_| Self {
            css: String::new(),
            size: 10.0,
            style: FontStyle::Normal,
            small_caps: false,
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
        let mut rest = text.trim_matches(is_space);
        if is_system_font(rest) {
            rest = "13.3333px system-ui";
        }
        let mut traits = Traits::default();
        let size = loop {
            let (word, after) = split_word(rest);
            if let Some(size) = parse_size(word) {
                // A line height, which a single line does not use, may follow with or without spaces.
                rest = skip_line_height(after)?;
                break size;
            }
            rest = traits.read(word, after)?;
        };
        let families = parse_families(rest)?;
        if !(0.0..=f64::MAX).contains(&size) {
            return None;
        }
        let mut font = Self {
            css: String::new(),
            size: size.min(MAX_SIZE),
            style: traits.style.unwrap_or(FontStyle::Normal),
            small_caps: traits.small_caps.is_some(),
            weight: traits.weight.unwrap_or(FontWeight::NORMAL),
            width: traits.width.unwrap_or(FontWidth::NORMAL),
            families,
        };
        font.css = font.serialise();
        Some(font)
    }

    /// Serialises as HTML does: normal values are left out, sizes are in pixels.
    fn serialise(&self) -> String {
        let mut parts = Vec::new();
        if self.style != FontStyle::Normal {
            parts.push(self.style.to_string());
        }
        if self.small_caps {
            parts.push("small-caps".into());
        }
        if self.weight == FontWeight::BOLD {
            parts.push("bold".into());
        } else if self.weight != FontWeight::NORMAL {
            parts.push(self.weight.value().to_string());
        }
        if !self.width.is_normal() {
            parts.push(self.width.to_string());
        }
        parts.push(format!("{}px", rounded(self.size)));
        let families: Vec<_> = self.families.iter().map(family_name).collect();
        parts.push(families.join(", "));
        parts.join(" ")
    }
}

impl Traits {
    /// Reads a word, and returns the rest of the text. `None` if the word is not valid here.
    fn read<'a>(&mut self, word: &str, after: &'a str) -> Option<&'a str> {
        let word = word.to_ascii_lowercase();
        let mut rest = after;
        if word == "normal" {
            self.normal += 1;
        } else if word == "italic" {
            once(&mut self.style, FontStyle::Italic)?;
        } else if word == "oblique" {
            let (angle, behind) = split_word(after);
            let angle = parse_angle(angle);
            if angle.is_some() {
                rest = behind;
            }
            once(&mut self.style, FontStyle::Oblique(angle))?;
        } else if word == "small-caps" {
            once(&mut self.small_caps, ())?;
        } else if let Some(weight) = parse_weight(&word) {
            once(&mut self.weight, weight)?;
        } else {
            // The shorthand accepts keywords for widths, but not percentages.
            let width = FontWidth::parse_css(&word).filter(|_| !word.ends_with('%'))?;
            once(&mut self.width, width)?;
        }
        let given = usize::from(self.style.is_some())
            + usize::from(self.small_caps.is_some())
            + usize::from(self.weight.is_some())
            + usize::from(self.width.is_some());
        (self.normal + given <= 4).then_some(rest)
    }
}

/// Sets a value; `None` if it was set before.
fn once<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.is_none().then(|| *place = Some(value))
}

fn is_space(c: char) -> bool {
    c.is_ascii_whitespace()
}

/// The first word and the rest. A slash ends a word: a line height follows.
fn split_word(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches(is_space);
    let end = text.find(|c| is_space(c) || c == '/').unwrap_or(text.len());
    text.split_at(end)
}

fn skip_line_height(rest: &str) -> Option<&str> {
    let Some(height) = rest.trim_start_matches(is_space).strip_prefix('/') else {
        return Some(rest);
    };
    let (word, after) = split_word(height);
    let number = word.parse::<f64>().is_ok_and(|v| v.is_finite() && v >= 0.0);
    let length = !number && parse_size(word).is_some_and(|v| v >= 0.0);
    (number || length || word.eq_ignore_ascii_case("normal")).then_some(after)
}

/// Whether the text is one of CSS's system fonts.
fn is_system_font(text: &str) -> bool {
    [
        "caption",
        "icon",
        "menu",
        "message-box",
        "small-caption",
        "status-bar",
    ]
    .iter()
    .any(|name| text.eq_ignore_ascii_case(name))
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

/// An angle between −90° and 90°, in degrees.
fn parse_angle(word: &str) -> Option<f32> {
    let word = word.to_ascii_lowercase();
    let units = [
        ("deg", 1.0),
        ("grad", 0.9),
        ("rad", 1f32.to_degrees()),
        ("turn", 360.0),
    ];
    let (number, factor) = units
        .iter()
        .find_map(|(unit, factor)| Some((word.strip_suffix(unit)?, *factor)))?;
    let degrees = number.parse::<f32>().ok()? * factor;
    (-90.0..=90.0).contains(&degrees).then_some(degrees)
}

/// A font size in pixels: a length, a percentage, or a word.
fn parse_size(word: &str) -> Option<f64> {
    let lower = word.to_ascii_lowercase();
    let factor = match lower.as_str() {
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
        _ => match lower.strip_suffix('%') {
            Some(number) => number.parse::<f64>().ok().filter(|n| n.is_finite())? / 100.0,
            // Too large lengths are clamped later.
            None => return Length::parse_css(word).map(|length| length.pixels(ROOT_SIZE)),
        },
    };
    Some(factor * ROOT_SIZE)
}

/// A list of families, with commas between them.
fn parse_families(text: &str) -> Option<Vec<FontFamilyName<'static>>> {
    let mut families = Vec::new();
    let mut rest = text;
    loop {
        let (family, after) = parse_family(rest.trim_start_matches(is_space))?;
        families.push(family);
        rest = after.trim_start_matches(is_space);
        if rest.is_empty() {
            return (families.len() <= MAX_FAMILIES).then_some(families);
        }
        rest = rest.strip_prefix(',')?;
    }
}

/// The first family and the rest.
fn parse_family(text: &str) -> Option<(FontFamilyName<'static>, &str)> {
    let quote = text.chars().next()?;
    if quote != '"' && quote != '\'' {
        return parse_unquoted(text);
    }
    let mut name = String::new();
    let mut chars = text[1..].char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            _ if c == quote => return Some((named(name), &text[1 + at + 1..])),
            '\\' => name.push(chars.next()?.1),
            '\n' => return None,
            _ => name.push(c),
        }
    }
    None
}

/// A name of unquoted words, each a CSS identifier.
fn parse_unquoted(text: &str) -> Option<(FontFamilyName<'static>, &str)> {
    let (name, rest) = text.split_at(text.find(',').unwrap_or(text.len()));
    let words: Vec<_> = name.split(is_space).filter(|word| !word.is_empty()).collect();
    if words.is_empty() || !words.iter().all(|word| is_identifier(word)) {
        return None;
    }
    let name = words.join(" ");
    let lower = name.to_ascii_lowercase();
    let reserved = ["inherit", "initial", "unset", "revert", "revert-layer", "default"];
    if reserved.contains(&lower.as_str()) {
        return None;
    }
    let family = GenericFamily::parse(&lower).map_or_else(|| named(name), FontFamilyName::Generic);
    Some((family, rest))
}

fn named(name: String) -> FontFamilyName<'static> {
    FontFamilyName::Named(name.into())
}

fn is_identifier(word: &str) -> bool {
    let body = word.strip_prefix('-').unwrap_or(word);
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || !c.is_ascii();
    body.starts_with(|c: char| letter(c) && !c.is_ascii_digit()) && body.chars().all(letter)
}

fn family_name(family: &FontFamilyName<'_>) -> String {
    match family {
        FontFamilyName::Generic(generic) => generic.to_string(),
        // A name that could be read as a keyword keeps its quotes.
        FontFamilyName::Named(name) => {
            if is_identifier(name) && GenericFamily::parse(&name.to_ascii_lowercase()).is_none() {
                name.to_string()
            } else {
                format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
            }
        }
    }
}

/// A parsed font, so that a string is parsed only once; see
/// [`Painter::set_parsed_font`](crate::painter::Painter::set_parsed_font). Cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedFont(pub(crate) Arc<Font>);

impl ParsedFont {
    /// Parses a CSS font shorthand such as `"bold 16px Georgia, serif"`
    /// ([CSS Fonts 4](https://www.w3.org/TR/css-fonts-4/#font-prop)). Relative sizes refer to 16 pixels.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) if the text is not such a shorthand.
    pub fn parse(text: &str) -> Result<Self> {
        Font::parse(text).map(|font| Self(Arc::new(font)))
    }

    /// The font as HTML serialises it.
    pub fn css(&self) -> &str {
        &self.0.css
    }
}

impl Default for ParsedFont {
    /// `10px sans-serif`, HTML's default.
    fn default() -> Self {
        Self(Arc::new(Font::initial()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_are_read_and_written_as_in_html() {
        for (given, written) in [
            ("16px sans-serif", "16px sans-serif"),
            (
                "  BOLD 12PT/1.5 'Times New Roman',SERIF ",
                "bold 16px \"Times New Roman\", serif",
            ),
            ("16px Times  New Roman", "16px \"Times New Roman\""),
            (
                "italic small-caps 600 2em / 20px Arial",
                "italic small-caps 600 32px Arial",
            ),
            (
                "oblique condensed 50% monospace",
                "oblique condensed 8px monospace",
            ),
            ("oblique 10deg 12px serif", "oblique 10deg 12px serif"),
            ("normal normal 400 large Georgia", "18px Georgia"),
            ("normal normal normal normal 1px x", "1px x"),
            ("10.5px \"sans-serif\"", "10.5px \"sans-serif\""),
            ("10px 'a\\'b\\\\'", "10px \"a'b\\\\\""),
            ("lighter 0px x-y, _z", "100 0px x-y, _z"),
            ("350 1e9px Ünïcode", "350 100000px Ünïcode"),
            ("menu", "13.3333px system-ui"),
        ] {
            assert_eq!(
                Font::parse(given).map(|font| font.css).unwrap_or_default(),
                written
            );
            let again = Font::parse(written).unwrap();
            assert_eq!(again.css, written, "the serialisation can be parsed");
        }
    }

    #[test]
    fn what_is_no_font_is_refused() {
        for bad in [
            "",
            " ",
            "16px",
            "sans-serif",
            "16 sans-serif",
            "-3px serif",
            "NaNpx serif",
            "bold bold 16px serif",
            "italic oblique 16px serif",
            "normal normal normal normal normal 16px serif",
            "normal normal normal bold italic 16px serif",
            "16px ,serif",
            "16px serif,",
            "16px serif;",
            "16px {serif}",
            "16px 9to5",
            "16px inherit",
            "16px 'open",
            "16px/x serif",
            "16px/-1 serif",
            "inherit",
            "75% 16px serif",
        ] {
            let error = Font::parse(bad).unwrap_err().to_string();
            assert!(error.starts_with("font: expected a CSS font"), "{bad}: {error}");
        }
    }
}
