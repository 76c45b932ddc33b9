//! Shapes on vello_cpu: culled to what can be seen, kept within numbers that it can take.

use kurbo::{Affine, Cap, Circle, PathEl, Point, Rect, Shape, Stroke, StrokeOpts};
use peniko::Fill;

use super::RasterError;
use super::lines::{clamped, straightened};
use super::replay::{OVER, Replay};
use crate::dash::{self, visible_area};
use crate::error::Error;
use crate::geometry::kurbo;
use crate::peniko;
use crate::scene::{Brush, PathRange};

/// A wider line covers everything; its round parts would only take long.
pub(super) const WIDEST: f64 = 2e5;
/// How far a curve may be from the drawn one, physical pixels.
const TOLERANCE: f64 = 0.1;
/// The same for the curves of a line's edge.
const OUTLINE_TOLERANCE: f64 = 0.25;
/// A picture may grow after it was recorded, so there may be more dashes than a painter allows.
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
        let [a, b, c, d] = corners(rect);
        self.fill_elements(
            &[
                PathEl::MoveTo(a),
                PathEl::LineTo(b),
                PathEl::LineTo(c),
                PathEl::LineTo(d),
                PathEl::ClosePath,
            ],
            Fill::NonZero,
        );
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
        let scene = self.scene;
        self.fill_elements(&scene.elements[range.range()], rule);
    }

    /// Fills segments with the paint that is set.
    fn fill_elements(&mut self, elements: &[PathEl], rule: Fill) {
        self.scratch.path.truncate(0);
        let seen = self.visible();
        let Some(shown) = straightened(elements, self.transform, seen, &mut self.scratch.path) else {
            return;
        };
        if !self.can_be_seen(shown) {
            return;
        }
        self.add_cost(elements.len(), shown);
        self.context.set_transform(Affine::IDENTITY);
        self.place_brush();
        match as_rect(self.scratch.path.elements()) {
            Some(rect) => self.context.fill_rect(&rect),
            None => {
                self.context.set_fill_rule(rule);
                self.context.fill_path(&self.scratch.path);
            }
        }
        self.context.set_transform(self.transform);
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
        let scene = self.scene;
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
        let mode = self.context.blend_mode();
        self.push_layer(share, mode);
        self.context.set_blend_mode(OVER);
        self.set_brush(brush);
        self.stroke_elements(elements, line);
        self.context.pop_layer();
        self.context.set_blend_mode(mode);
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
        straightened(outline.output().elements(), rest, seen, &mut self.scratch.path);
        self.scratch.outline = outline;
        self.context.set_transform(Affine::IDENTITY);
        self.place_brush();
        self.context.set_fill_rule(Fill::NonZero);
        self.context.fill_path(&self.scratch.path);
        self.context.set_transform(self.transform);
    }

    /// Whether something with these bounds, in physical pixels, may be in the picture.
    pub(super) fn can_be_seen(&self, shown: Rect) -> bool {
        let seen = self.visible();
        shown.is_finite()
            && shown.x0 < seen.x1
            && shown.x1 > seen.x0
            && shown.y0 < seen.y1
            && shown.y1 > seen.y0
    }
}

/// The rectangle that segments are, if they are one along the axes.
pub(super) fn as_rect(elements: &[PathEl]) -> Option<Rect> {
    let elements = elements.strip_suffix(&[PathEl::ClosePath]).unwrap_or(elements);
    let &[
        PathEl::MoveTo(a),
        PathEl::LineTo(b),
        PathEl::LineTo(c),
        PathEl::LineTo(d),
    ] = elements
    else {
        return None;
    };
    let level = a.y == b.y && b.x == c.x && c.y == d.y && d.x == a.x;
    let upright = a.x == b.x && b.y == c.y && c.x == d.x && d.y == a.y;
    (level || upright).then(|| Rect::from_points(a, c))
}

/// The rectangle that a straight line along an axis covers, for ends that are straight too.
fn line_as_rect(from: Point, to: Point, line: &Stroke) -> Option<Rect> {
    let beyond = match line.start_cap {
        Cap::Butt => 0.0,
        Cap::Square => line.width / 2.0,
        Cap::Round => return None,
    };
    let half = line.width / 2.0;
    let rect = Rect::from_points(from, to);
    if from == to {
        None
    } else if from.y == to.y {
        Some(rect.inflate(beyond, half))
    } else if from.x == to.x {
        Some(rect.inflate(half, beyond))
    } else {
        None
    }
}

/// The share of a line that its dashes cover, if they are too fine to be told apart.
fn share_of_fine_dashes(line: &Stroke, scale: f64) -> Option<f32> {
    let pattern = &line.dash_pattern[..];
    let period: f64 = pattern.iter().sum();
    let covered: f64 = pattern.iter().step_by(2).sum();
    (period > 0.0 && period * scale < 0.5).then_some((covered / period) as f32)
}

pub(super) fn corners(rect: Rect) -> [Point; 4] {
    [
        (rect.x0, rect.y0),
        (rect.x1, rect.y0),
        (rect.x1, rect.y1),
        (rect.x0, rect.y1),
    ]
    .map(Point::from)
}

/// How much a transform enlarges; where it squeezes one way and stretches the other, the greater counts, so that nothing
/// is ever drawn larger than its numbers say.
pub(super) fn scale_of(transform: Affine) -> f64 {
    let [a, b, c, d, ..] = transform.as_coeffs();
    (a.hypot(b)).hypot(c.hypot(d)) / std::f64::consts::SQRT_2
}
