//! Images on vello_cpu. A part of an image is cut out first, so that the pixels around it do not bleed in at its edges.

use std::sync::Arc;

use kurbo::{Affine, Rect};
use peniko::ImageQuality;
use vello_cpu::Pixmap;

use super::Replay;
use crate::geometry::kurbo;
use crate::peniko;
use crate::raster::image_cache::{image_paint, level_for};
use crate::raster::layer::REPLACE;
use crate::scene::ImageRun;

impl Replay<'_> {
    pub(super) fn draw_image(&mut self, index: u32) {
        let scene = self.scene();
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
        self.output
            .context()
            .set_paint(image_paint(pixmap, run.alpha, quality));
        self.brush_transform = Some(to_target);
        self.fill_bounds(run.target.abs());
    }

    /// Replaces pixels, whatever the clips are (HTML canvas, `putImageData`).
    pub(super) fn put_pixels(&mut self, index: u32) {
        let scene = self.scene();
        let run = &scene.images[index as usize];
        let clips = self.layers.take_clips();
        clips.iter().for_each(|_| self.output.context().pop_clip());
        let target = run.target + self.base.translation();
        let corner = target.origin() - run.source.origin();
        self.add_cost(4, target);
        self.output.context().set_transform(Affine::IDENTITY);
        self.output.context().set_blend_mode(REPLACE);
        let pixmap = run.image.pixmap().clone();
        self.output
            .context()
            .set_paint(image_paint(pixmap, 1.0, ImageQuality::Low));
        self.output
            .context()
            .set_paint_transform(Affine::translate(corner));
        self.output.context().fill_rect(&target);
        self.output.context().reset_paint_transform();
        let (mode, transform) = (self.cursor.state().blend(), self.transform);
        self.output.context().set_blend_mode(mode);
        self.output.context().set_transform(transform);
        for clip in clips {
            self.push_clip(clip);
        }
    }

    /// The pixels to draw from, and the transform from them to the image.
    fn pixels_of(&mut self, run: &ImageRun, shown: Affine) -> (Arc<Pixmap>, Affine) {
        let image = &run.image;
        let level = if run.smooth { level_for(shown) } else { 0 };
        if level > 0 {
            // So small that no pixel around a part could be seen.
            let pixmap = image.level(level).clone();
            let x = f64::from(image.width()) / f64::from(pixmap.width());
            let y = f64::from(image.height()) / f64::from(pixmap.height());
            return (pixmap, Affine::scale_non_uniform(x, y));
        }
        let whole = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let part = run.source.expand().intersect(whole);
        if part != whole {
            let area = [part.x0, part.y0, part.x1, part.y1].map(|v| v as u32);
            if let Some(pixmap) = self.scratch.sub_images.get(image, area) {
                return (pixmap, Affine::translate((part.x0, part.y0)));
            }
        }
        (image.pixmap().clone(), Affine::IDENTITY)
    }
}
