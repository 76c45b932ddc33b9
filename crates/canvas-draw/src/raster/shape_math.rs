//! Geometry of simple shapes: rectangles in paths, straight lines as rectangles, scales of transforms.

use kurbo::{Affine, Cap, PathEl, Point, Rect, Stroke};

use crate::geometry::kurbo;

/// All of the plane.
pub(super) const EVERYWHERE: Rect = Rect::new(f64::MIN, f64::MIN, f64::MAX, f64::MAX);

/// The greatest width of a line, physical pixels. A wider line covers everything; its round parts would only take time.
pub(super) const WIDEST: f64 = 2e5;

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

/// The rectangle that a straight line along an axis covers, unless its ends are round.
pub(super) fn line_as_rect(from: Point, to: Point, line: &Stroke) -> Option<Rect> {
    if line.start_cap == Cap::Round {
        return None;
    }
    let (beyond, half) = (cap_length(line), line.width / 2.0);
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

/// How far the ends of a straight line go beyond its points; round ends are not counted.
pub(super) fn cap_length(line: &Stroke) -> f64 {
    match line.start_cap {
        Cap::Square => line.width / 2.0,
        Cap::Butt | Cap::Round => 0.0,
    }
}

/// The share of a line that its dashes cover, if they are too fine to be told apart.
pub(super) fn share_of_fine_dashes(line: &Stroke, scale: f64) -> Option<f32> {
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

/// The segments of a rectangle with these corners.
pub(super) fn rect_elements([a, b, c, d]: [Point; 4]) -> [PathEl; 5] {
    [
        PathEl::MoveTo(a),
        PathEl::LineTo(b),
        PathEl::LineTo(c),
        PathEl::LineTo(d),
        PathEl::ClosePath,
    ]
}

/// How much a transform enlarges. If it squeezes one way and stretches the other, the result is the mean square of both,
/// so that nothing is drawn larger than its numbers say.
pub(super) fn scale_of(transform: Affine) -> f64 {
    let [a, b, c, d, ..] = transform.as_coeffs();
    (a.hypot(b)).hypot(c.hypot(d)) / std::f64::consts::SQRT_2
}

/// The scale of a transform that maps circles to circles; `None` for others.
pub(super) fn similarity_scale(transform: Affine) -> Option<f64> {
    let [a, b, c, d, ..] = transform.as_coeffs();
    let scale = a.hypot(b);
    let near = |x: f64, y: f64| (x - y).abs() <= 1e-9 * scale;
    let similar = (near(a, d) && near(b, -c)) || (near(a, -d) && near(b, c));
    (similar && scale > 0.0 && scale.is_finite()).then_some(scale)
}
