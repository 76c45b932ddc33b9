//! Batches, and long runs of simple shapes.
//!
//! Where many simple shapes follow each other ([`Plan`](crate::raster::plan::Plan)) they are filled straight into the pixels
//! ([`fast_fill`](crate::raster::fast_fill)); vello_cpu's recording is flushed first.

use kurbo::{Point, Rect};

use super::Replay;
use crate::geometry::kurbo;
use crate::peniko::Color;
use crate::raster::cancel::RasterError;
use crate::raster::fast_fill::SolidSource;
use crate::raster::flatten::{on_grid, rect_on_grid, to_grid};
use crate::raster::shape_math::{cap_length, corners, rect_elements, similarity_scale};
use crate::raster::simple_shape::SimpleShape;
use crate::scene::{BatchKind, BatchRun, Brush, Command, CommandKind};

impl Replay<'_> {
    /// Draws a batch shape by shape, on vello_cpu.
    pub(super) fn draw_batch(&mut self, index: u32) -> Result<(), RasterError> {
        let scene = self.scene();
        let run = &scene.batches[index as usize];
        let items = scene.batch_numbers(run).chunks_exact(run.kind.arity());
        for (item, numbers) in items.enumerate() {
            // Each may have a shadow, which takes long.
            if item % 16 == 0 {
                self.cancel.check()?;
            }
            let brush = Brush::Solid(scene.batch_color(run, item));
            self.draw_composited(|r| r.draw_item(run.kind, numbers, brush));
            self.flush_if_large()?;
        }
        Ok(())
    }

    fn draw_item(&mut self, kind: BatchKind, numbers: &[f64], brush: Brush) {
        // Outlines of rectangles have corners in the direction that the numbers give.
        if let (BatchKind::StrokeRects, &[x, y, w, h]) = (kind, numbers) {
            let corners = corners(Rect::new(x, y, x + w, y + h));
            if w == 0.0 || h == 0.0 {
                return self.stroke_line(corners[0], corners[2], brush);
            }
            return self.stroke_solid(&rect_elements(corners), brush);
        }
        match SimpleShape::of_item(kind, numbers, 0.0, 0.0) {
            Some(SimpleShape::Rect(rect)) => self.fill_rect(rect, brush),
            Some(SimpleShape::Circle(centre, radius)) => self.fill_circle(centre, radius, brush),
            Some(SimpleShape::Ring(centre, radius, _)) => self.stroke_circle(centre, radius, brush),
            Some(SimpleShape::Segment(from, to, ..)) => self.stroke_line(from, to, brush),
            // No kind has rounded rectangles, and outlines of rectangles are drawn above.
            Some(SimpleShape::RoundedRect(..) | SimpleShape::Frame(..)) | None => {}
        }
    }

    /// Fills the simple shapes of the commands up to this one straight into the pixels.
    pub(super) fn fill_run(&mut self, end: usize) -> Result<(), RasterError> {
        self.make_pixels();
        let scene = self.scene();
        let mut scale = self.fill_scale();
        while self.cursor.position() < end {
            if self.cursor.position().is_multiple_of(256) {
                self.cancel.check()?;
            }
            let Some(command) = self.cursor.advance() else {
                break;
            };
            if let Command::Batch(index) = command {
                self.fill_batch(&scene.batches[index as usize], scale)?;
            } else if let Some((shape, color)) = SimpleShape::of_command(scene, command, self.line()) {
                self.fill_simple(shape, scale, color);
            } else if command.kind() == CommandKind::State {
                self.execute(command)?;
                scale = self.fill_scale();
            }
        }
        self.begin();
        Ok(())
    }

    /// How much the transform enlarges. Under one that is no similarity only rectangles are filled directly.
    fn fill_scale(&self) -> f64 {
        similarity_scale(self.transform).unwrap_or(1.0)
    }

    fn fill_batch(&mut self, run: &BatchRun, scale: f64) -> Result<(), RasterError> {
        let scene = self.scene();
        let (width, beyond) = self
            .line()
            .map_or((1.0, 0.0), |line| (line.width, cap_length(line)));
        let items = scene.batch_numbers(run).chunks_exact(run.kind.arity());
        for (item, numbers) in items.enumerate() {
            if item % 1024 == 0 {
                self.cancel.check()?;
            }
            let Some(shape) = SimpleShape::of_item(run.kind, numbers, width, beyond) else {
                continue;
            };
            if self.may_overlap_target(shape, scale) {
                self.fill_simple(shape, scale, scene.batch_color(run, item));
            }
        }
        Ok(())
    }

    /// Whether a shape may reach into the rows of the target; quickly, since most shapes of a batch do not.
    fn may_overlap_target(&self, shape: SimpleShape, scale: f64) -> bool {
        let (centre, radius, width) = match shape {
            SimpleShape::Circle(centre, radius) => (centre, radius, 0.0),
            SimpleShape::Ring(centre, radius, width) => (centre, radius, width),
            SimpleShape::Rect(_)
            | SimpleShape::RoundedRect(..)
            | SimpleShape::Frame(..)
            | SimpleShape::Segment(..) => return true,
        };
        let [_, b, _, d, _, f] = self.transform.as_coeffs();
        let (y, reach) = (b * centre.x + d * centre.y + f, (radius + width) * scale + 1.0);
        y + reach > 0.0 && y - reach < self.output.bounds().y1
    }

    fn fill_simple(&mut self, shape: SimpleShape, scale: f64, color: Color) {
        let source = SolidSource::new(color);
        if source.is_transparent() {
            return;
        }
        let transform = self.transform;
        let shown = rect_on_grid(transform.transform_rect_bbox(shape.bounds()));
        if !self.can_be_seen(shown) {
            return;
        }
        let target = self.output.bounds();
        let mut surface = self.output.surface();
        match shape {
            SimpleShape::Rect(_) => surface.fill_rect(shown, source),
            SimpleShape::RoundedRect(_, radius) => {
                surface.fill_rounded(shown, to_grid(radius * scale), source);
            }
            SimpleShape::Frame(rect, width) => {
                let inner = rect.inset(-width / 2.0);
                if inner.width() <= 0.0 || inner.height() <= 0.0 || width >= rect.width().min(rect.height()) {
                    return surface.fill_rect(shown, source);
                }
                surface.fill_frame(shown, rect_on_grid(transform.transform_rect_bbox(inner)), source);
            }
            SimpleShape::Circle(centre, radius) => {
                surface.fill_circle(on_grid(transform * centre), radius * scale, source);
            }
            SimpleShape::Ring(centre, radius, width) => {
                let (centre, half) = (on_grid(transform * centre), width / 2.0);
                surface.fill_ring(centre, (radius + half) * scale, (radius - half) * scale, source);
            }
            SimpleShape::Segment(from, to, width, beyond) => {
                let (width, beyond) = (width * scale, beyond * scale);
                let around = target.inflate(width + beyond + 16.0, width + beyond + 16.0);
                if let Some((from, to)) = part_in(on_grid(transform * from), on_grid(transform * to), around)
                {
                    surface.stroke_segment(from, to, width, beyond, source);
                }
            }
        }
    }
}

/// The part of a line within a rectangle, so that its numbers are small; `None` if it is empty.
fn part_in(from: Point, to: Point, area: Rect) -> Option<(Point, Point)> {
    let way = to - from;
    let (mut first, mut last) = (0.0_f64, 1.0_f64);
    for (start, length, low, high) in [
        (from.x, way.x, area.x0, area.x1),
        (from.y, way.y, area.y0, area.y1),
    ] {
        let (a, b) = ((low - start) / length, (high - start) / length);
        if length == 0.0 {
            if !(low..=high).contains(&start) {
                return None;
            }
        } else {
            first = first.max(a.min(b));
            last = last.min(a.max(b));
        }
    }
    let at = |share: f64| match share {
        0.0 => from,
        1.0 => to,
        share => from + way * share,
    };
    let (a, b) = (at(first), at(last));
    (first < last && a != b && a.is_finite() && b.is_finite()).then_some((a, b))
}
