//! Images on vello_cpu. A part of an image is cut out first, so that its neighbours do not shine in at the edges.

use std::collections::HashMap;
use std::sync::Arc;

use kurbo::{Affine, Rect};
use peniko::{ImageAlphaType, ImageQuality};
use vello_cpu::{PixelMetadata, Pixmap};

use super::replay::{REPLACE, Replay, image_paint};
use crate::geometry::kurbo;
use crate::image::Image;
use crate::peniko;
use crate::scene::ImageRun;

/// How much the parts that are kept may take, bytes. Beyond, parts are drawn from the whole image.
const MAX_BYTES: usize = 64 << 20;

/// Cut out parts of images, kept as long as every picture uses them.
#[derive(Debug, Default)]
pub(super) struct Parts {
    parts: HashMap<(usize, [u32; 4]), Part>,
    bytes: usize,
    picture: u64,
}

#[derive(Debug)]
struct Part {
    /// Keeps the address in the key from being used again.
    _image: Image,
    pixmap: Arc<Pixmap>,
    used: u64,
}

impl Parts {
    /// Forgets what the last picture did not use.
    pub(super) fn end_picture(&mut self) {
        let picture = self.picture;
        self.parts.retain(|_, part| part.used == picture);
        self.bytes = self.parts.values().map(|part| part.pixmap.data().len() * 4).sum();
        self.picture += 1;
    }

    /// The pixels `[left, top, right, bottom]` of an image, or `None` if they would take too much memory.
    fn get(&mut self, image: &Image, area: [u32; 4]) -> Option<Arc<Pixmap>> {
        let picture = self.picture;
        if let Some(part) = self.parts.get_mut(&(image.address(), area)) {
            part.used = picture;
            return Some(part.pixmap.clone());
        }
        let [left, top, right, bottom] = area;
        let bytes = (right - left) as usize * (bottom - top) as usize * 4;
        if self.bytes + bytes > MAX_BYTES {
            return None;
        }
        let pixmap = Arc::new(cut(image, area)?);
        self.bytes += bytes;
        let part = Part {
            _image: image.clone(),
            pixmap: pixmap.clone(),
            used: picture,
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

impl Replay<'_> {
    pub(super) fn draw_image(&mut self, index: u32) {
        let scene = self.scene;
        let run = &scene.images[index as usize];
        let shown = self.transform.transform_rect_bbox(run.target.abs());
        if !self.can_be_seen(shown) {
            return;
        }
        let quality = if run.smooth {
            ImageQuality::Medium
        } else {
            ImageQuality::Low
        };
        let scale_x = run.target.width() / run.source.width();
        let scale_y = run.target.height() / run.source.height();
        let from_source = Affine::translate((run.target.x0, run.target.y0))
            * Affine::scale_non_uniform(scale_x, scale_y)
            * Affine::translate((-run.source.x0, -run.source.y0));
        let (pixmap, to_source) = self.pixels_of(run, self.transform * from_source);
        let to_target = from_source * to_source;
        if !to_target.is_finite() || to_target.determinant() == 0.0 {
            return;
        }
        self.add_cost(4, shown);
        self.context.set_paint(image_paint(pixmap, run.alpha, quality));
        self.brush_place = Some(to_target);
        self.fill_bounds(run.target.abs());
    }

    /// Puts pixels in the place of what is there, whatever the clips.
    pub(super) fn put_pixels(&mut self, index: u32) {
        let scene = self.scene;
        let run = &scene.images[index as usize];
        let clips = std::mem::take(&mut self.clips);
        clips.iter().for_each(|_| self.context.pop_clip());
        let target = run.target + self.base.translation();
        let corner = target.origin() - run.source.origin();
        self.add_cost(4, target);
        self.context.set_transform(Affine::IDENTITY);
        self.context.set_blend_mode(REPLACE);
        let pixmap = run.image.pixmap().clone();
        self.context
            .set_paint(image_paint(pixmap, 1.0, ImageQuality::Low));
        self.context.set_paint_transform(Affine::translate(corner));
        self.context.fill_rect(&target);
        self.context.reset_paint_transform();
        self.context.set_blend_mode(self.blend);
        self.context.set_transform(self.transform);
        for clip in clips {
            self.push_clip(clip);
        }
    }

    /// The pixels to draw from, and where they lie in the image.
    fn pixels_of(&mut self, run: &ImageRun, shown: Affine) -> (Arc<Pixmap>, Affine) {
        let image = &run.image;
        let level = if run.smooth { level_for(shown) } else { 0 };
        if level > 0 {
            // So small that no neighbour of a part could be seen.
            let pixmap = image.level(level).clone();
            let x = f64::from(image.width()) / f64::from(pixmap.width());
            let y = f64::from(image.height()) / f64::from(pixmap.height());
            return (pixmap, Affine::scale_non_uniform(x, y));
        }
        let whole = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let part = run.source.expand().intersect(whole);
        if part != whole {
            let area = [part.x0, part.y0, part.x1, part.y1].map(|v| v as u32);
            if let Some(pixmap) = self.scratch.parts.get(image, area) {
                return (pixmap, Affine::translate((part.x0, part.y0)));
            }
        }
        (image.pixmap().clone(), Affine::IDENTITY)
    }
}

/// How often an image is to be halved before it is drawn small, so that no pixel of it is skipped.
pub(super) fn level_for(shown: Affine) -> usize {
    let [a, b, c, d, ..] = shown.as_coeffs();
    let scale = a.hypot(b).max(c.hypot(d));
    if scale > 0.0 && scale < 0.5 {
        (1.0 / scale).log2() as usize
    } else {
        0
    }
}
