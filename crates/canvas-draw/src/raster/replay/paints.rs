//! Paints on vello_cpu: solid colours, gradients, patterns.

use kurbo::{Affine, Rect};
use peniko::{Color, Extend, ImageQuality, ImageSampler};
use vello_cpu::ImageSource;

use super::Replay;
use crate::geometry::kurbo;
use crate::image::Image;
use crate::paint::{Prepared, Repetition};
use crate::peniko;
use crate::raster::image_cache::level_for;
use crate::scene::{Brush, PaintRun};

/// How far from its origin a pattern may be seen, in its own pixels: so far `f32` still represents a quarter of a pixel.
const FARTHEST: f64 = 4_194_304.0;

/// The place of a pattern, moved by whole tiles so that the visible part is near its origin: vello_cpu counts its pixels
/// with `f32`. `tile` has the sizes of a tile in the directions that repeat. `None` if the visible part is too far away
/// even so, or the place cannot be inverted.
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
    /// Sets the paint of the next shapes; [`place_brush`](Self::place_brush) must follow once the transform is set.
    pub(super) fn set_brush(&mut self, brush: Brush) {
        if self.brush_transform.take().is_some() {
            self.output.context().reset_paint_transform();
        }
        let scene = self.scene();
        let run = match brush {
            Brush::Solid(color) => return self.output.context().set_paint(color),
            Brush::Paint(index) => &scene.paints[index as usize],
        };
        match run {
            PaintRun::Gradient(Prepared::Nothing) => self.output.context().set_paint(Color::TRANSPARENT),
            PaintRun::Gradient(Prepared::Gradient(gradient, place)) => {
                self.output.context().set_paint((**gradient).clone());
                self.brush_transform = Some(*place);
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
            _ => self.scratch.padded_tiles.get(image, level, repetition),
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
        self.output
            .context()
            .set_paint(vello_cpu::Image { image, sampler });
        let place = transform * Affine::scale_non_uniform(sx, sy) * Affine::translate((edge(x), edge(y)));
        let tile = [x.then_some(whole.width()), y.then_some(whole.height())];
        match near(place, self.transform, self.visible(), tile) {
            Some(place) => self.brush_transform = Some(place),
            None => self.output.context().set_paint(Color::TRANSPARENT),
        }
    }

    /// Places a gradient or a pattern by the scene's transform, whatever transform the context has.
    pub(super) fn place_brush(&mut self) {
        if let Some(place) = self.brush_transform {
            let from_scene = self.output.context_transform().inverse() * self.transform;
            self.output.context().set_paint_transform(from_scene * place);
        }
    }
}
