//! CSS colours: parsing ([CSS Color 4](https://www.w3.org/TR/css-color-4/)) and HTML's serialisation.

pub use peniko::color::palette::css;

use peniko::Color;
use peniko::color::{AlphaColor, Srgb, parse_color};

use crate::error::{Error, Result};
use crate::peniko;

/// Parses a CSS colour: a name, `#rgb`, `#rrggbbaa`, `rgb()`, `hsl()`, `hwb()`, `lab()`, `oklch()`, `color()` …
/// ([CSS Color 4, the `<color>` type](https://www.w3.org/TR/css-color-4/#color-type)). Components outside of sRGB are
/// clamped.
///
/// # Errors
/// [`Error::Invalid`] if the text is not a CSS colour.
pub fn parse(text: &str) -> Result<Color> {
    // The parser knows one spelling of the gray colours' names.
    let gray = || text.to_ascii_lowercase().replace("grey", "gray");
    let color = parse_color(text).or_else(|_| parse_color(&gray())).map_err(|_| {
        Error::Invalid(format!(
            "expected a CSS color such as 'tomato' or '#ff6347', got {text:?}"
        ))
    })?;
    let color: AlphaColor<Srgb> = color.to_alpha_color();
    Ok(from_components(color.components))
}

/// A colour from red, green, blue and straight alpha between 0 and 1. Other values are clamped; NaN becomes 0.
pub fn from_components(components: [f32; 4]) -> Color {
    Color::new(components.map(|c| if c.is_nan() { 0.0 } else { c.clamp(0.0, 1.0) }))
}

/// Serialises a colour as HTML does: `#rrggbb` if it is opaque, else `rgba(r, g, b, a)`
/// ([HTML, Fill and stroke styles](https://html.spec.whatwg.org/multipage/canvas.html#serialisation-of-a-color)).
pub fn to_css(color: Color) -> String {
    let bytes = color.to_rgba8();
    let (r, g, b) = (bytes.r, bytes.g, bytes.b);
    if bytes.a == 255 {
        return format!("#{r:02x}{g:02x}{b:02x}");
    }
    // The fewest digits that give the same eight bits again.
    let alpha = f64::from(bytes.a) / 255.0;
    let short = (alpha * 100.0).round() / 100.0;
    let exact = (short * 255.0).round() == f64::from(bytes.a);
    let alpha = if exact {
        short
    } else {
        (alpha * 1000.0).round() / 1000.0
    };
    format!("rgba({r}, {g}, {b}, {alpha})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn css_strings_are_read_and_written_as_in_html() {
        for (given, written) in [
            ("red", "#ff0000"),
            ("LightSlateGrey", "#778899"),
            ("#0f08", "rgba(0, 255, 0, 0.533)"),
            ("rgb(255 0 0 / 50%)", "rgba(255, 0, 0, 0.5)"),
            ("hsl(120, 100%, 50%)", "#00ff00"),
            ("transparent", "rgba(0, 0, 0, 0)"),
            ("color(srgb 2 -1 0.2)", "#ff0033"),
        ] {
            assert_eq!(to_css(parse(given).unwrap()), written, "{given}");
        }
    }

    #[test]
    fn what_is_no_color_is_named() {
        for bad in ["", "reddish", "#12", "rgb(1,2", "red blue"] {
            let text = parse(bad).unwrap_err().to_string();
            assert!(text.contains("CSS color") && text.contains(bad), "{text}");
        }
    }
}
