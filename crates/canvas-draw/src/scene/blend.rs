//! What a blend mode does to the pixels that a shape does not cover.

use peniko::{BlendMode, Compose};

use crate::peniko;

/// Whether the mode changes what lies outside of the shape, so that it needs a layer as large as the clip.
pub(crate) fn reaches_outside(mode: BlendMode) -> bool {
    matches!(
        mode.compose,
        Compose::Copy | Compose::SrcIn | Compose::SrcOut | Compose::DestIn | Compose::DestAtop
    )
}
