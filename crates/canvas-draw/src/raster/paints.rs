//! Paints on vello_cpu: solid colours, gradients, patterns.

use std::collections::HashMap;
use std::sync::Arc;

use kurbo::{Affine, Rect};
use peniko::{Color, Extend, ImageAlphaType, ImageQuality, ImageSampler};
use vello_cpu::{ImageSource, PixelMetadata, Pixmap};

use super::images::level_for;
use super::replay::Replay;
use crate::geometry::kurbo;
use crate::image::Image;
use crate::paint::{Prepared, Repetition};
use crate::peniko;
use crate::scene::{Brush, PaintRun};

/// So far from its origin a pattern can be seen, in its own pixels: there `f32` still tells a quarter of a pixel.
const FARTHEST: f64 = 4_194_304.0;

/// Pictures with a transparent edge, for patterns that are not repeated everywhere: beyond it nothing shines.
#[derive(Debug, Default)]
pub(super) struct Edged {
    pictures: HashMap<(usize, usize, Repetition), Picture>,
    picture: u64,
}

#[derive(Debug)]
struct Picture {
    /// Keeps the address in the key from being used again.
    _image: Image,
    pixmap: Arc<Pixmap>,
    used: u64,
}

impl Edged {
    /// Forgets what the last picture did not use.
    pub(super) fn end_picture(&mut self) {
        let picture = self.picture;
        self.pictures.retain(|_, kept| kept.used == picture);
        self.picture += 1;
    }

    fn get(&mut self, image: &Image, level: usize, repetition: Repetition) -> Arc<Pixmap> {
        let used = self.picture;
        let key = (image.address(), level, repetition);
        let kept = self.pictures.entry(key).or_insert_with(|| Picture {
            _image: image.clone(),
            pixmap: Arc::new(edged(image.level(level), repetition)),
            used,
        });
        kept.used = used;
        kept.pixmap.clone()
    }
}

/// The same pixels with a transparent one around in the directions without repetition.
fn edged(pixmap: &Pixmap, repetition: Repetition) -> Pixmap {
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

/// The same place of a pattern, moved by whole tiles so that what can be seen lies near its origin: vello_cpu counts its
/// pixels with `f32`. `tile` has the sizes of a tile in the directions that repeat. `None` if even so it cannot count
/// them, because there is no such place or a pixel of the screen would have very many of the pattern's.
fn near(place: Affine, transform: Affine, visible: Rect, tile: [Option<u16>; 2]) -> Option<Affine> {
    let seen = |place: Affine| {
        let whole = transform * place;
        let can_be_inverted = whole.determinant().abs() > 1e-12;
        can_be_inverted.then(|| whole.inverse().transform_rect_bbox(visible))
    };
    let first = seen(place)?;
    let begin = |from: f64, tile: Option<u16>| {
        tile.map_or(0.0, |tile| (from / f64::from(tile)).floor() * f64::from(tile))
    };
    let moved = place * Affine::translate((begin(first.x0, tile[0]), begin(first.y0, tile[1])));
    let seen = seen(moved)?;
    let is_near = |edge: f64| edge.abs() < FARTHEST;
    (is_near(seen.x0) && is_near(seen.y0) && is_near(seen.x1) && is_near(seen.y1)).then_some(moved)
}

impl Replay<'_> {
    /// Sets what the next shapes are drawn with; [`place_brush`](Self::place_brush) follows when the transform is set.
    pub(super) fn set_brush(&mut self, brush: Brush) {
        if self.brush_place.take().is_some() {
            self.context.reset_paint_transform();
        }
        let scene = self.scene;
        let run = match brush {
            Brush::Solid(color) => return self.context.set_paint(color),
            Brush::Paint(index) => &scene.paints[index as usize],
        };
        match run {
            PaintRun::Gradient(Prepared::Nothing) => self.context.set_paint(Color::TRANSPARENT),
            PaintRun::Gradient(Prepared::Gradient(gradient, place)) => {
                self.context.set_paint((**gradient).clone());
                self.brush_place = Some(*place);
            }
            PaintRun::Pattern {
                image,
                repetition,
                transform,
                alpha,
                smooth,
            } => self.set_pattern(image, *repetition, *transform, *alpha, *smooth),
        }
    }

    fn set_pattern(
        &mut self,
        image: &Image,
        repetition: Repetition,
        transform: Affine,
        alpha: f32,
        smooth: bool,
    ) {
        let level = if smooth {
            level_for(self.transform * transform)
        } else {
            0
        };
        let [x, y] = repetition.directions();
        let whole = image.level(level);
        let (sx, sy) = (
            f64::from(image.width()) / f64::from(whole.width()),
            f64::from(image.height()) / f64::from(whole.height()),
        );
        let pixmap = match repetition {
            Repetition::Repeat => whole.clone(),
            _ => self.scratch.edged.get(image, level, repetition),
        };
        let edge = |repeats: bool| if repeats { 0.0 } else { -1.0 };
        let extend = |repeats: bool| if repeats { Extend::Repeat } else { Extend::Pad };
        let sampler = ImageSampler {
            x_extend: extend(x),
            y_extend: extend(y),
            quality: if smooth {
                ImageQuality::Medium
            } else {
                ImageQuality::Low
            },
            alpha,
        };
        let image = ImageSource::Pixmap(pixmap);
        self.context.set_paint(vello_cpu::Image { image, sampler });
        let place = transform * Affine::scale_non_uniform(sx, sy) * Affine::translate((edge(x), edge(y)));
        let tile = [x.then_some(whole.width()), y.then_some(whole.height())];
        match near(place, self.transform, self.visible(), tile) {
            Some(place) => self.brush_place = Some(place),
            None => self.context.set_paint(Color::TRANSPARENT),
        }
    }

    /// Places a gradient or a pattern where the scene's transform says, whatever transform the context has.
    pub(super) fn place_brush(&mut self) {
        if let Some(place) = self.brush_place {
            let from_scene = self.context.transform().inverse() * self.transform;
            self.context.set_paint_transform(from_scene * place);
        }
    }
}
