//! Tiles of patterns that are not repeated in both directions.

use std::collections::HashMap;
use std::sync::Arc;

use vello_cpu::peniko::ImageAlphaType;
use vello_cpu::{PixelMetadata, Pixmap};

use crate::image::Image;
use crate::paint::Repetition;

/// Tiles with a transparent edge in the directions without repetition, so that nothing is drawn beyond it. A tile is kept
/// while every frame uses it.
#[derive(Debug, Default)]
pub(super) struct PaddedTileCache {
    tiles: HashMap<(usize, usize, Repetition), PaddedTile>,
    frame: u64,
}

#[derive(Debug)]
struct PaddedTile {
    /// Keeps the image's address, which is in the key, from being reused.
    _image: Image,
    pixmap: Arc<Pixmap>,
    used: u64,
}

impl PaddedTileCache {
    /// Drops what the frame did not use.
    pub(super) fn end_frame(&mut self) {
        let frame = self.frame;
        self.tiles.retain(|_, tile| tile.used == frame);
        self.frame += 1;
    }

    /// The tile of an image that was halved `level` times.
    pub(super) fn get(&mut self, image: &Image, level: usize, repetition: Repetition) -> Arc<Pixmap> {
        let used = self.frame;
        let key = (image.address(), level, repetition);
        let tile = self.tiles.entry(key).or_insert_with(|| PaddedTile {
            _image: image.clone(),
            pixmap: Arc::new(padded(image.level(level), repetition)),
            used,
        });
        tile.used = used;
        tile.pixmap.clone()
    }
}

/// The pixels of a pixmap, with a transparent one around in the directions without repetition.
fn padded(pixmap: &Pixmap, repetition: Repetition) -> Pixmap {
    let [x, y] = repetition.directions().map(|repeats| usize::from(!repeats));
    let (width, height) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
    let (wide, high) = (width + 2 * x, height + 2 * y);
    let mut out = vec![0; wide * high * 4];
    for (row, line) in pixmap.data().chunks_exact(width).enumerate() {
        let start = ((row + y) * wide + x) * 4;
        let bytes = line.iter().flat_map(|p| [p.r, p.g, p.b, p.a]);
        out[start..start + width * 4]
            .iter_mut()
            .zip(bytes)
            .for_each(|(to, from)| *to = from);
    }
    let premultiplied = PixelMetadata::new(ImageAlphaType::AlphaPremultiplied, true);
    // No image is wider than half of what `u16` counts.
    Pixmap::from_parts(out, wide as u16, high as u16, premultiplied)
}
