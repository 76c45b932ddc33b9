//! Pixels of images for vello_cpu: parts that are cut out and cached, and reduced sizes.

use std::collections::HashMap;
use std::sync::Arc;

use kurbo::Affine;
use peniko::{Extend, ImageAlphaType, ImageQuality, ImageSampler};
use vello_cpu::{ImageSource, PixelMetadata, Pixmap};

use crate::geometry::kurbo;
use crate::image::Image;
use crate::peniko;

/// What all cached parts together may take, bytes. Beyond it, parts are drawn from the whole image.
const MAX_BYTES: usize = 64 << 20;

/// Parts that were cut out of images, so that the pixels around them do not bleed in at their edges. A part is kept
/// while every frame uses it.
#[derive(Debug, Default)]
pub(super) struct SubImageCache {
    parts: HashMap<(usize, [u32; 4]), SubImage>,
    bytes: usize,
    frame: u64,
}

#[derive(Debug)]
struct SubImage {
    /// Keeps the image's address, which is in the key, from being reused.
    _image: Image,
    pixmap: Arc<Pixmap>,
    used: u64,
}

impl SubImageCache {
    /// Drops what the frame did not use.
    pub(super) fn end_frame(&mut self) {
        let frame = self.frame;
        self.parts.retain(|_, part| part.used == frame);
        self.bytes = self.parts.values().map(|part| part.pixmap.data().len() * 4).sum();
        self.frame += 1;
    }

    /// The pixels `[left, top, right, bottom]` of an image, or `None` if they would take too much memory.
    pub(super) fn get(&mut self, image: &Image, area: [u32; 4]) -> Option<Arc<Pixmap>> {
        let frame = self.frame;
        if let Some(part) = self.parts.get_mut(&(image.address(), area)) {
            part.used = frame;
            return Some(part.pixmap.clone());
        }
        let [left, top, right, bottom] = area;
        let bytes = (right - left) as usize * (bottom - top) as usize * 4;
        if self.bytes + bytes > MAX_BYTES {
            return None;
        }
        let pixmap = Arc::new(cut(image, area)?);
        self.bytes += bytes;
        let part = SubImage {
            _image: image.clone(),
            pixmap: pixmap.clone(),
            used: frame,
        };
        self.parts.insert((image.address(), area), part);
        Some(pixmap)
    }
}

fn cut(image: &Image, [left, top, right, bottom]: [u32; 4]) -> Option<Pixmap> {
    let row = image.width() as usize * 4;
    let (from, to) = (left as usize * 4, right as usize * 4);
    let mut pixels = Vec::with_capacity((to - from) * (bottom - top) as usize);
    for line in image
        .rgba()
        .chunks_exact(row)
        .take(bottom as usize)
        .skip(top as usize)
    {
        pixels.extend_from_slice(&line[from..to]);
    }
    let (width, height) = (
        u16::try_from(right - left).ok()?,
        u16::try_from(bottom - top).ok()?,
    );
    Some(Pixmap::from_parts(
        pixels,
        width,
        height,
        PixelMetadata::new(ImageAlphaType::Alpha, true),
    ))
}

/// A paint of an image whose edge pixels continue outside.
pub(super) fn image_paint(pixmap: Arc<Pixmap>, alpha: f32, quality: ImageQuality) -> vello_cpu::Image {
    let sampler = ImageSampler {
        x_extend: Extend::Pad,
        y_extend: Extend::Pad,
        quality,
        alpha,
    };
    vello_cpu::Image {
        image: ImageSource::Pixmap(pixmap),
        sampler,
    }
}

/// How often an image is halved before it is drawn as small as `shown` makes it, so that no pixel of it is skipped.
pub(super) fn level_for(shown: Affine) -> usize {
    let [a, b, c, d, ..] = shown.as_coeffs();
    let scale = a.hypot(b).max(c.hypot(d));
    if scale > 0.0 && scale < 0.5 {
        (1.0 / scale).log2() as usize
    } else {
        0
    }
}
