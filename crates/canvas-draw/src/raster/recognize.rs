//! Recognises circles and rounded rectangles in paths: HTML canvas has no other way to draw them.

use kurbo::{PathEl, Point, Rect, Vec2};

use crate::geometry::kurbo;

/// The length of the arms of a cubic Bézier curve that approximates a quarter of a circle, in radii: 4/3 (√2 − 1).
const ARM: f64 = 0.552_284_749_830_793_4;
/// The greatest distance of points from their exact places, in radii: rounding.
const NEAR: f64 = 1e-6;
/// The greatest distance of the arms' ends, in radii: libraries disagree on their length.
const ARM_NEAR: f64 = 1e-3;

/// A simple shape that was recognised in a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum RecognizedShape {
    /// A circle: centre and radius.
    Circle(Point, f64),
    /// A rectangle with corners of one radius.
    RoundedRect(Rect, f64),
}

/// The shape of a filled path, if it is a simple one.
pub(super) fn recognize(elements: &[PathEl]) -> Option<RecognizedShape> {
    // A last point without segments has no area: the next subpath begins there.
    let elements = match elements {
        [subpath @ .., PathEl::MoveTo(_)] => subpath,
        all => all,
    };
    let elements = match elements {
        [open @ .., PathEl::ClosePath] => open,
        all => all,
    };
    let [PathEl::MoveTo(start), rest @ ..] = elements else {
        return None;
    };
    // An arc begins with a line to where it begins.
    let curves = match rest {
        [PathEl::LineTo(again), curves @ ..] if again == start => curves,
        all => all,
    };
    circle(*start, curves).or_else(|| rounded(*start, rest))
}

fn circle(start: Point, curves: &[PathEl]) -> Option<RecognizedShape> {
    let &[
        PathEl::CurveTo(_, _, first),
        PathEl::CurveTo(_, _, opposite),
        PathEl::CurveTo(..),
        PathEl::CurveTo(..),
    ] = curves
    else {
        return None;
    };
    let centre = start.midpoint(opposite);
    let (mut out, mut next) = (start - centre, first - centre);
    let radius = out.hypot();
    let mut from = start;
    for curve in curves {
        from = quarter(from, *curve, centre, (out, next), radius)?;
        (out, next) = (next, -out);
    }
    Some(RecognizedShape::Circle(centre, radius))
}

fn rounded(start: Point, rest: &[PathEl]) -> Option<RecognizedShape> {
    let &[
        PathEl::LineTo(top),
        first @ PathEl::CurveTo(_, _, right),
        PathEl::LineTo(right_end),
        second @ PathEl::CurveTo(_, _, bottom),
        PathEl::LineTo(bottom_end),
        third @ PathEl::CurveTo(_, _, left),
        PathEl::LineTo(left_end),
        fourth @ PathEl::CurveTo(..),
    ] = rest
    else {
        return None;
    };
    let radius = right.x - top.x;
    let rect = Rect::new(left.x, top.y, right.x, bottom.y);
    let centres = rect.inset(-radius);
    if !(radius > 0.0 && centres.width() >= -radius * NEAR && centres.height() >= -radius * NEAR) {
        return None;
    }
    let (across, down) = (Vec2::new(radius, 0.0), Vec2::new(0.0, radius));
    for (from, curve, x, y, arms) in [
        (top, first, centres.x1, centres.y0, (-down, across)),
        (right_end, second, centres.x1, centres.y1, (across, down)),
        (bottom_end, third, centres.x0, centres.y1, (down, -across)),
        (left_end, fourth, centres.x0, centres.y0, (-across, -down)),
    ] {
        quarter(from, curve, Point::new(x, y), arms, radius)?;
    }
    let start_is_there = is_near(start, Point::new(centres.x0, rect.y0), radius * NEAR);
    start_is_there.then_some(RecognizedShape::RoundedRect(rect, radius))
}

/// Where a curve ends, if it is a quarter of a circle that leads from one arm to the other.
fn quarter(
    from: Point,
    curve: PathEl,
    centre: Point,
    (out, next): (Vec2, Vec2),
    radius: f64,
) -> Option<Point> {
    let PathEl::CurveTo(a, b, to) = curve else {
        return None;
    };
    let fits = radius > 0.0
        && radius.is_finite()
        && out.dot(next).abs() <= radius * radius * NEAR
        && (next.hypot() - radius).abs() <= radius * NEAR
        && is_near(from, centre + out, radius * NEAR)
        && is_near(a, centre + out + next * ARM, radius * ARM_NEAR)
        && is_near(b, centre + next + out * ARM, radius * ARM_NEAR)
        && is_near(to, centre + next, radius * NEAR);
    fits.then_some(to)
}

fn is_near(point: Point, place: Point, distance: f64) -> bool {
    let off = point - place;
    off.x.abs() <= distance && off.y.abs() <= distance
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use kurbo::{Affine, Circle, Shape};

    use super::*;
    use crate::path::{Path, Radii};

    fn of(draw: impl FnOnce(&mut Path)) -> Option<RecognizedShape> {
        let mut path = Path::default();
        draw(&mut path);
        recognize(crate::path::Outline::segments(&path))
    }

    fn is_circle(known: Option<RecognizedShape>, centre: Point, radius: f64) -> bool {
        matches!(known, Some(RecognizedShape::Circle(c, r)) if c.distance(centre) < 1e-9 && (r - radius).abs() < 1e-9)
    }

    #[test]
    fn circles_are_known() {
        let centre = Point::new(30.5, 20.25);
        for backwards in [false, true] {
            let arc = |p: &mut Path| {
                p.arc(
                    30.5,
                    20.25,
                    7.5,
                    0.3,
                    0.3 + if backwards { -TAU } else { TAU },
                    backwards,
                )
                .unwrap()
            };
            assert!(is_circle(of(arc), centre, 7.5));
            let closed = |p: &mut Path| {
                arc(p);
                p.close_path();
            };
            assert!(is_circle(of(closed), centre, 7.5));
        }
        let turned = Affine::rotate(1.0) * Circle::new(centre, 7.5).to_path(0.02);
        assert!(is_circle(
            recognize(turned.elements()),
            Affine::rotate(1.0) * centre,
            7.5
        ));
    }

    #[test]
    fn rounded_rectangles_are_recognised() {
        let round = |w, h, r: f64| of(|p| p.round_rect(3.0, 4.0, w, h, Radii::uniform(r)).unwrap());
        let is = |known: Option<RecognizedShape>, w: f64, h: f64, r: f64| {
            matches!(known, Some(RecognizedShape::RoundedRect(rect, radius))
                if (rect.width() - w).abs() < 1e-9 && (rect.height() - h).abs() < 1e-9 && (radius - r).abs() < 1e-9)
        };
        assert!(is(round(40.0, 30.0, 8.0), 40.0, 30.0, 8.0));
        assert!(is(round(40.0, 30.0, 15.0), 40.0, 30.0, 15.0), "a pill");
        assert!(
            is(round(40.0, 30.0, 99.0), 40.0, 30.0, 15.0),
            "radii that do not fit"
        );
        assert!(is(round(30.0, 30.0, 15.0), 30.0, 30.0, 15.0), "a disc");
    }

    #[test]
    fn other_shapes_are_not_recognised() {
        let arc = |sweep: f64| of(|p| p.arc(30.0, 20.0, 7.0, 0.0, sweep, false).unwrap());
        assert_eq!(arc(6.2), None);
        assert_eq!(arc(3.0), None);
        let ellipse = |rx, ry| of(|p| p.ellipse(30.0, 20.0, rx, ry, 0.0, 0.0, TAU, false).unwrap());
        assert_eq!(ellipse(7.0, 7.001), None);
        assert!(ellipse(7.0, 7.0).is_some());
        let corners = [8.0, 8.0, 8.0, 7.0].map(|r| Vec2::new(r, r));
        assert_eq!(
            of(|p| p.round_rect(3.0, 4.0, 40.0, 30.0, Radii(corners)).unwrap()),
            None
        );
        let flat = [Vec2::new(8.0, 6.0); 4];
        assert_eq!(
            of(|p| p.round_rect(3.0, 4.0, 40.0, 30.0, Radii(flat)).unwrap()),
            None
        );
        assert_eq!(
            of(|p| p.round_rect(3.0, 4.0, 40.0, 30.0, Radii::uniform(0.0)).unwrap()),
            None
        );
        assert_eq!(
            of(|p| p.round_rect(3.0, 4.0, -40.0, 30.0, Radii::uniform(8.0)).unwrap()),
            None
        );
        let two = |p: &mut Path| {
            p.arc(30.0, 20.0, 7.0, 0.0, TAU, false).unwrap();
            p.rect(0.0, 0.0, 5.0, 5.0);
        };
        assert_eq!(of(two), None);
        let skewed = Affine::skew(0.1, 0.0) * Circle::new((30.0, 20.0), 7.0).to_path(0.02);
        assert_eq!(recognize(skewed.elements()), None);
        assert_eq!(of(|_| ()), None);
        for bad in [f64::NAN, f64::INFINITY] {
            let broken = Affine::translate((bad, 0.0)) * Circle::new((30.0, 20.0), 7.0).to_path(0.02);
            assert_eq!(recognize(broken.elements()), None);
        }
    }
}
