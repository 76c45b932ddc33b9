//! What a blend mode does to the pixels that a shape does not cover.

use peniko::{BlendMode, Compose};

use crate::peniko;

/// Whether a mode changes pixels outside of the shape, so that it needs a layer as large as the clip: the operators of
/// W3C's *Compositing and Blending Level 1*, section 9.1, whose result is not the backdrop where the source is
/// transparent.
pub(crate) fn reaches_outside(mode: BlendMode) -> bool {
    matches!(
        mode.compose,
        Compose::Copy | Compose::SrcIn | Compose::SrcOut | Compose::DestIn | Compose::DestAtop
    )
}
