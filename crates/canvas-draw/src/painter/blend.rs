//! The names of blend modes: HTML's `globalCompositeOperation`
//! ([Compositing and Blending 1](https://www.w3.org/TR/compositing-1/)).

use peniko::{BlendMode, Compose, Mix};

use crate::error::{Error, Result};
use crate::peniko;

/// Names with their blend modes.
const MODES: [(&str, BlendMode); 26] = [
    ("source-over", compose(Compose::SrcOver)),
    ("source-in", compose(Compose::SrcIn)),
    ("source-out", compose(Compose::SrcOut)),
    ("source-atop", compose(Compose::SrcAtop)),
    ("destination-over", compose(Compose::DestOver)),
    ("destination-in", compose(Compose::DestIn)),
    ("destination-out", compose(Compose::DestOut)),
    ("destination-atop", compose(Compose::DestAtop)),
    ("lighter", compose(Compose::Plus)),
    ("copy", compose(Compose::Copy)),
    ("xor", compose(Compose::Xor)),
    ("multiply", mix(Mix::Multiply)),
    ("screen", mix(Mix::Screen)),
    ("overlay", mix(Mix::Overlay)),
    ("darken", mix(Mix::Darken)),
    ("lighten", mix(Mix::Lighten)),
    ("color-dodge", mix(Mix::ColorDodge)),
    ("color-burn", mix(Mix::ColorBurn)),
    ("hard-light", mix(Mix::HardLight)),
    ("soft-light", mix(Mix::SoftLight)),
    ("difference", mix(Mix::Difference)),
    ("exclusion", mix(Mix::Exclusion)),
    ("hue", mix(Mix::Hue)),
    ("saturation", mix(Mix::Saturation)),
    ("color", mix(Mix::Color)),
    ("luminosity", mix(Mix::Luminosity)),
];

const fn compose(compose: Compose) -> BlendMode {
    BlendMode::new(Mix::Normal, compose)
}

const fn mix(mix: Mix) -> BlendMode {
    BlendMode::new(mix, Compose::SrcOver)
}

/// The blend mode of a name such as `"multiply"`: one of HTML's 26.
///
/// # Errors
/// [`Error::Invalid`] for an unknown name; the message lists the known ones.
pub fn blend_mode_from_name(name: &str) -> Result<BlendMode> {
    MODES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, mode)| *mode)
        .ok_or_else(|| {
            let known = MODES.map(|(known, _)| known).join(", ");
            Error::Invalid(format!("blend_mode: expected one of {known}, got {name:?}"))
        })
}

/// The name of a blend mode; `"source-over"` for a mode that HTML does not have.
pub fn blend_mode_name(mode: BlendMode) -> &'static str {
    MODES
        .iter()
        .find(|(_, known)| *known == mode)
        .map_or("source-over", |(name, _)| name)
}
