//! Shapes on vello_cpu: culled to the visible area, kept within numbers that it can represent.

use kurbo::{Affine, Circle, PathEl, Point, Rect, Shape, Stroke, StrokeOpts};
use peniko::Fill;

use super::Replay;
use crate::dash::{self, visible_area};
use crate::error::Error;
use crate::geometry::kurbo;
use crate::peniko;
use crate::raster::cancel::RasterError;
use crate::raster::flatten::{clamped, flattened};
use crate::raster::layer::OVER;
use crate::raster::shape_math::{
    WIDEST, as_rect, corners, line_as_rect, rect_elements, scale_of, share_of_fine_dashes,
};
use crate::scene::{Brush, PathRange};

/// The distance that a drawn curve may have from the exact one, physical pixels.
const TOLERANCE: f64 = 0.1;
/// The distance that the drawn edge of a line may have from the exact one, physical pixels.
const OUTLINE_TOLERANCE: f64 = 0.25;
/// A scene may be drawn larger than it was recorded, so there may be more dashes than a painter allows.
const MAX_DASHES: usize = 1_000_000;

impl Replay<'_> {
    pub(super) fn fill_rect(&mut self, rect: Rect, brush: Brush) {
        let shown = self.transform.transform_rect_bbox(rect);
        if self.can_be_seen(shown) {
            self.add_cost(4, shown);
            self.set_brush(brush);
            self.fill_bounds(rect);
        }
    }

    /// Fills a rectangle with the paint that is set.
    pub(super) fn fill_bounds(&mut self, rect: Rect) {
        self.fill_elements(&rect_elements(corners(rect)), Fill::NonZero);
    }

    pub(super) fn fill_circle(&mut self, centre: Point, radius: f64, brush: Brush) {
        let circle = Circle::new(centre, radius);
        let shown = self.transform.transform_rect_bbox(circle.bounding_box());
        if !self.can_be_seen(shown) {
            return;
        }
        self.set_brush(brush);
        let tolerance = (TOLERANCE / scale_of(self.transform).max(1e-6)).max(radius * 1e-9);
        let mut path = std::mem::take(&mut self.scratch.shape);
        path.truncate(0);
        path.extend(circle.path_elements(tolerance));
        self.fill_elements(path.elements(), Fill::NonZero);
        self.scratch.shape = path;
    }

    pub(super) fn fill_path(&mut self, range: PathRange, rule: Fill, brush: Brush) {
        self.set_brush(brush);
        let scene = self.scene();
        self.fill_elements(&scene.elements[range.range()], rule);
    }

    /// Fills segments with the paint that is set.
    fn fill_elements(&mut self, elements: &[PathEl], rule: Fill) {
        self.scratch.path.truncate(0);
        let seen = self.visible();
        let Some(shown) = flattened(elements, self.transform, seen, &mut self.scratch.path) else {
            return;
        };
        if !self.can_be_seen(shown) {
            return;
        }
        self.add_cost(elements.len(), shown);
        let transform = self.transform;
        self.output.context().set_transform(Affine::IDENTITY);
        self.place_brush();
        match as_rect(self.scratch.path.elements()) {
            Some(rect) => self.output.context().fill_rect(&rect),
            None => {
                self.output.context().set_fill_rule(rule);
                self.output.context().fill_path(&self.scratch.path);
            }
        }
        self.output.context().set_transform(transform);
    }

    pub(super) fn stroke_line(&mut self, from: Point, to: Point, brush: Brush) {
        let Some(line) = self.line() else { return };
        if let Some(rect) = line_as_rect(from, to, line) {
            return self.fill_rect(rect, brush);
        }
        self.set_brush(brush);
        self.stroke_elements(&[PathEl::MoveTo(from), PathEl::LineTo(to)], line);
    }

    /// Draws the outline of a circle, without dashes.
    pub(super) fn stroke_circle(&mut self, centre: Point, radius: f64, brush: Brush) {
        let tolerance = (TOLERANCE / scale_of(self.transform).max(1e-6)).max(radius * 1e-9);
        let mut path = std::mem::take(&mut self.scratch.shape);
        path.truncate(0);
        path.extend(Circle::new(centre, radius).path_elements(tolerance));
        self.stroke_solid(path.elements(), brush);
        self.scratch.shape = path;
    }

    /// Draws a line along segments, without dashes.
    pub(super) fn stroke_solid(&mut self, elements: &[PathEl], brush: Brush) {
        if let Some(line) = self.line() {
            self.set_brush(brush);
            self.stroke_elements(elements, line);
        }
    }

    pub(super) fn stroke_path(&mut self, range: PathRange, brush: Brush) -> Result<(), RasterError> {
        let Some(line) = self.line() else { return Ok(()) };
        let scene = self.scene();
        let elements = &scene.elements[range.range()];
        let solid = |line: &Stroke| Stroke {
            dash_pattern: Default::default(),
            ..line.clone()
        };
        if line.dash_pattern.is_empty() {
            self.set_brush(brush);
            self.stroke_elements(elements, line);
            return Ok(());
        }
        if let Some(share) = share_of_fine_dashes(line, scale_of(self.transform)) {
            self.stroke_faintly(elements, &solid(line), brush, share);
            return Ok(());
        }
        self.set_brush(brush);
        let area = visible_area(self.visible(), self.transform.inverse(), line);
        let tolerance = TOLERANCE / scale_of(self.transform).max(1e-6);
        let mut dashed = std::mem::take(&mut self.scratch.dashes);
        dashed.truncate(0);
        let done = dash::dash(elements, line, area, tolerance, MAX_DASHES, &mut |element| {
            dashed.push(element)
        });
        if done.is_ok() {
            let solid = Stroke {
                dash_pattern: Default::default(),
                ..line.clone()
            };
            self.stroke_elements(dashed.elements(), &solid);
        }
        self.scratch.dashes = dashed;
        done.map_err(|_| Error::Resource("a path has too many dashes to be drawn".into()).into())
    }

    /// Draws a line with a part of the brush's alpha.
    fn stroke_faintly(&mut self, elements: &[PathEl], line: &Stroke, brush: Brush, share: f32) {
        if let Brush::Solid(color) = brush {
            self.set_brush(Brush::Solid(color.multiply_alpha(share)));
            return self.stroke_elements(elements, line);
        }
        let mode = self.output.context_blend();
        self.push_layer(share, mode);
        self.output.context().set_blend_mode(OVER);
        self.set_brush(brush);
        self.stroke_elements(elements, line);
        self.output.context().pop_layer();
        self.output.context().set_blend_mode(mode);
    }

    /// Draws a line along segments, with the paint that is set and without dashes.
    fn stroke_elements(&mut self, elements: &[PathEl], line: &Stroke) {
        // The scale goes into the path, so that the outline is as exact as the pixels are fine.
        let scale = scale_of(self.transform);
        let width = line.width * scale;
        if !(scale > 0.0 && width.is_finite()) {
            return;
        }
        self.scratch.path.truncate(0);
        let to_path = Affine::scale(scale);
        let rest = self.transform * Affine::scale(1.0 / scale);
        let Some(bounds) = clamped(elements, to_path, &mut self.scratch.path) else {
            return;
        };
        let reach = width.min(WIDEST) * line.miter_limit.clamp(1.5, 1e3);
        let shown = rest.transform_rect_bbox(bounds.inflate(reach, reach));
        if !self.can_be_seen(shown) || !rest.is_finite() {
            return;
        }
        self.add_cost(elements.len().saturating_mul(4), shown);
        let stroke = Stroke {
            width: width.min(WIDEST),
            dash_pattern: Default::default(),
            ..line.clone()
        };
        let mut outline = std::mem::take(&mut self.scratch.outline);
        kurbo::stroke_with(
            self.scratch.path.elements().iter().copied(),
            &stroke,
            &StrokeOpts::default(),
            OUTLINE_TOLERANCE,
            &mut outline,
        );
        self.scratch.path.truncate(0);
        let seen = self.visible();
        flattened(outline.output().elements(), rest, seen, &mut self.scratch.path);
        self.scratch.outline = outline;
        let transform = self.transform;
        self.output.context().set_transform(Affine::IDENTITY);
        self.place_brush();
        self.output.context().set_fill_rule(Fill::NonZero);
        self.output.context().fill_path(&self.scratch.path);
        self.output.context().set_transform(transform);
    }

    /// Whether a shape with these bounds, in physical pixels, may be visible.
    pub(super) fn can_be_seen(&self, shown: Rect) -> bool {
        let seen = self.visible();
        shown.is_finite()
            && shown.x0 < seen.x1
            && shown.x1 > seen.x0
            && shown.y0 < seen.y1
            && shown.y1 > seen.y0
    }
}
