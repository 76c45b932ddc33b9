//! Colours as Python programs write them.

use canvas_core::peniko::Color;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

/// A CSS string, or a tuple of 3 or 4 ints from 0 to 255.
pub(crate) fn extract(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Color> {
    if let Ok(text) = value.extract::<String>() {
        return canvas_core::peniko::color::parse_color(&text)
            .map(|c| c.to_alpha_color())
            .map_err(|_| PyValueError::new_err(format!("{name} must be a CSS colour, not {text:?}")));
    }
    if let Ok((r, g, b)) = value.extract::<(u8, u8, u8)>() {
        return Ok(Color::from_rgba8(r, g, b, 255));
    }
    let (r, g, b, a) = value
        .extract::<(u8, u8, u8, u8)>()
        .map_err(|_| PyTypeError::new_err(format!("{name} must be a CSS colour or ints from 0 to 255")))?;
    Ok(Color::from_rgba8(r, g, b, a))
}

/// The colour as HTML serialises it.
pub(crate) fn to_css(color: Color) -> String {
    let c = color.to_rgba8();
    format!("#{:02x}{:02x}{:02x}", c.r, c.g, c.b)
}
