//! [`Scratch`]: memory and caches that a thread keeps between frames.

use kurbo::{BezPath, StrokeCtx};

use super::glyphs::GlyphCache;
use super::image_cache::SubImageCache;
use super::pattern_cache::PaddedTileCache;
use super::pending_text::PendingText;
use crate::geometry::kurbo;

/// Memory and caches of one thread.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// The path that is drawn, in pixels.
    pub(super) path: BezPath,
    /// A shape that is drawn as a path, in its own coordinates.
    pub(super) shape: BezPath,
    pub(super) dashes: BezPath,
    pub(super) outline: StrokeCtx,
    pub(super) sub_images: SubImageCache,
    pub(super) glyphs: GlyphCache,
    pub(super) pending_text: PendingText,
    pub(super) padded_tiles: PaddedTileCache,
}

impl Scratch {
    /// Drops what the frame did not use.
    pub(super) fn end_frame(&mut self) {
        self.sub_images.end_frame();
        self.padded_tiles.end_frame();
    }
}
