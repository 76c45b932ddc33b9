//! Flattening: paths become straight lines between points of a grid.
//!
//! A frame is rendered in bands, and after a change in parts, each with an origin of its own; they have to fit together.
//! vello_cpu flattens curves with `f32`, so a curve would differ slightly from part to part, by a level here and there,
//! and by more where such shapes overlap. So curves are flattened here, with `f64`, and points are rounded to a grid that
//! `f32` represents exactly from every origin, since origins are at whole pixels.

use kurbo::{Affine, BezPath, CubicBez, ParamCurve, PathEl, Point, QuadBez, Rect, Vec2};

use crate::geometry::kurbo;

/// Coordinates are clamped to this, in physical pixels: `f32` represents whole pixels no farther.
pub(super) const FAR: f64 = 8e6;
/// The greatest distance of a line from its curve, physical pixels.
const TOLERANCE: f64 = 0.1;
/// A curve of more lines is subdivided first: much of it may be invisible.
const MAX_LINES: usize = 64;
/// Added to a number and taken away again, this leaves it rounded to a 1024th: an `f64` this large has no finer steps.
const GRID: f64 = 1.5 * (1u64 << 42) as f64;

/// The nearest point of the grid.
pub(super) fn on_grid(point: Point) -> Point {
    Point::new(to_grid(point.x), to_grid(point.y))
}

/// The rectangle whose corners are the nearest points of the grid.
pub(super) fn rect_on_grid(rect: Rect) -> Rect {
    Rect::from_points(on_grid(rect.origin()), on_grid(Point::new(rect.x1, rect.y1)))
}

/// The nearest step of the grid.
pub(super) fn to_grid(value: f64) -> f64 {
    (value.clamp(-FAR, FAR) + GRID) - GRID
}

/// Transforms segments and clamps their coordinates to [`FAR`]. Returns the bounds of their points, control points
/// included; `None` if there are no points, or some are not finite.
pub(super) fn clamped(elements: &[PathEl], transform: Affine, out: &mut BezPath) -> Option<Rect> {
    let mut bounds = None;
    for element in elements {
        out.push(near(transform * *element, &mut bounds));
    }
    bounds.filter(|_| out.is_finite())
}

/// Clamps the coordinates of a segment, and adds its points to the bounds.
fn near(element: PathEl, bounds: &mut Option<Rect>) -> PathEl {
    map_points(element, |p| {
        let p = Point::new(p.x.clamp(-FAR, FAR), p.y.clamp(-FAR, FAR));
        *bounds = Some(bounds.map_or(Rect::from_points(p, p), |b| b.union_pt(p)));
        p
    })
}

fn map_points(element: PathEl, mut map: impl FnMut(Point) -> Point) -> PathEl {
    match element {
        PathEl::MoveTo(p) => PathEl::MoveTo(map(p)),
        PathEl::LineTo(p) => PathEl::LineTo(map(p)),
        PathEl::QuadTo(c, p) => PathEl::QuadTo(map(c), map(p)),
        PathEl::CurveTo(c1, c2, p) => PathEl::CurveTo(map(c1), map(c2), map(p)),
        PathEl::ClosePath => PathEl::ClosePath,
    }
}

/// Transforms segments into straight lines on the grid, clamped to [`FAR`]. Curves on one side of `seen`, physical pixels,
/// become one line each. Returns the bounds as [`clamped`] does.
pub(super) fn flattened(
    elements: &[PathEl],
    transform: Affine,
    seen: Rect,
    out: &mut BezPath,
) -> Option<Rect> {
    let mut bounds = None;
    let mut lines = Lines {
        out,
        seen,
        start: Point::ZERO,
        last: Point::ZERO,
    };
    for element in elements {
        lines.add(near(transform * *element, &mut bounds));
    }
    bounds.filter(|_| out.is_finite())
}

struct Lines<'a> {
    out: &'a mut BezPath,
    seen: Rect,
    start: Point,
    /// Where the last segment ended, not on the grid.
    last: Point,
}

impl Lines<'_> {
    fn add(&mut self, element: PathEl) {
        match element {
            PathEl::MoveTo(p) => {
                self.out.push(PathEl::MoveTo(on_grid(p)));
                (self.start, self.last) = (p, p);
            }
            PathEl::LineTo(p) => self.line_to(p),
            PathEl::QuadTo(c, p) => self.curve(QuadBez::new(self.last, c, p).raise()),
            PathEl::CurveTo(c1, c2, p) => self.curve(CubicBez::new(self.last, c1, c2, p)),
            PathEl::ClosePath => {
                self.out.push(PathEl::ClosePath);
                self.last = self.start;
            }
        }
    }

    fn line_to(&mut self, p: Point) {
        self.out.push(PathEl::LineTo(on_grid(p)));
        self.last = p;
    }

    fn curve(&mut self, curve: CubicBez) {
        let count = if self.can_be_seen(curve) {
            line_count(curve)
        } else {
            1
        };
        if count > MAX_LINES {
            let (first, second) = curve.subdivide();
            self.curve(first);
            return self.curve(second);
        }
        let [a, b, c, d] = coefficients(curve);
        for index in 1..count {
            let t = index as f64 / count as f64;
            self.line_to((a + t * (b + t * (c + t * d))).to_point());
        }
        self.line_to(curve.p3);
    }

    /// Whether more of a curve may be visible than its end.
    fn can_be_seen(&self, curve: CubicBez) -> bool {
        let seen = self.seen;
        let points = [curve.p0, curve.p1, curve.p2, curve.p3];
        !(points.iter().all(|p| p.x < seen.x0)
            || points.iter().all(|p| p.x > seen.x1)
            || points.iter().all(|p| p.y < seen.y0)
            || points.iter().all(|p| p.y > seen.y1))
    }
}

/// The coefficients of the polynomial that a curve is.
fn coefficients(curve: CubicBez) -> [Vec2; 4] {
    let [p0, p1, p2, p3] = [curve.p0, curve.p1, curve.p2, curve.p3].map(Point::to_vec2);
    [
        p0,
        3.0 * (p1 - p0),
        3.0 * (p0 - 2.0 * p1 + p2),
        p3 - p0 + 3.0 * (p1 - p2),
    ]
}

/// How many lines of equal times are nowhere farther than [`TOLERANCE`] from a curve: Wang's formula, see R. Goldman,
/// *Pyramid Algorithms* (2003), section 5.6.3.
fn line_count(curve: CubicBez) -> usize {
    let [p0, p1, p2, p3] = [curve.p0, curve.p1, curve.p2, curve.p3].map(Point::to_vec2);
    let bend = (p0 - 2.0 * p1 + p2)
        .hypot2()
        .max((p1 - 2.0 * p2 + p3).hypot2())
        .sqrt();
    // Numbers that people write result in whole counts; a rounding error must not change those.
    let count = (0.75 * bend / TOLERANCE).sqrt() - 1e-6;
    count.ceil().max(1.0) as usize
}

#[cfg(test)]
mod tests {
    use kurbo::{Circle, ParamCurveNearest, PathSeg, Shape};

    use super::*;

    const SEEN: Rect = Rect::new(0.0, 0.0, 400.0, 300.0);

    fn lines(path: &BezPath, transform: Affine) -> BezPath {
        let mut out = BezPath::new();
        flattened(path.elements(), transform, SEEN.inflate(1e7, 1e7), &mut out).unwrap();
        out
    }

    #[test]
    fn lines_are_near_the_curve() {
        for radius in [0.3, 3.0, 77.7, 5000.0, 1e6] {
            let circle = Circle::new((12.3, 45.6), radius).to_path(1e-4);
            let lines = lines(&circle, Affine::IDENTITY);
            let far = lines
                .segments()
                .flat_map(|line| [0.0, 0.5].map(|t| line.eval(t)))
                .map(|p| (p.distance((12.3, 45.6).into()) - radius).abs())
                .fold(0.0, f64::max);
            assert!(far < TOLERANCE + 2e-3, "{far} at {radius}");
            assert!(
                lines
                    .segments()
                    .all(|segment| matches!(segment, PathSeg::Line(_)))
            );
        }
    }

    #[test]
    fn a_shape_is_the_same_from_every_origin_and_exact_in_f32() {
        let mut path =
            BezPath::from_svg("M3.3 4.4 C 20.1 90.7 33.3 -8 71.9 21.2 Q 5.5 99.1 60 70.03 Z").unwrap();
        path.extend(
            Circle::new((200.0, 150.0), 20.0)
                .to_path(0.1)
                .elements()
                .iter()
                .copied(),
        );
        let here = lines(&path, Affine::scale(1.25));
        for (x, y) in [(-16.0, 0.0), (-4096.0, -992.0), (320.0, 7.0)] {
            let there = lines(&path, Affine::translate((x, y)) * Affine::scale(1.25));
            let back: BezPath = there
                .iter()
                .map(|element| Affine::translate((-x, -y)) * element)
                .collect();
            assert_eq!(back.elements(), here.elements());
            for point in there.elements().iter().filter_map(PathEl::end_point) {
                assert_eq!(
                    point,
                    Point::new(f64::from(point.x as f32), f64::from(point.y as f32))
                );
            }
        }
    }

    #[test]
    fn curves_that_cannot_be_seen_are_one_line() {
        let mut out = BezPath::new();
        let path = BezPath::from_svg("M-50 10 C -90 20 -80 30 -60 40 C 0 50 0 60 20 70").unwrap();
        let bounds = flattened(path.elements(), Affine::IDENTITY, SEEN, &mut out).unwrap();
        assert_eq!(out.elements()[1], PathEl::LineTo((-60.0, 40.0).into()));
        assert!(out.elements().len() > 4);
        assert_eq!(bounds, Rect::new(-90.0, 10.0, 20.0, 70.0));
        let nearest = path.segments().nth(1).unwrap();
        let middle = out.elements()[4].end_point().unwrap();
        assert!(nearest.nearest(middle, 1e-6).distance_sq < 1e-5);
    }

    #[test]
    fn a_path_that_is_not_finite_has_no_bounds() {
        for points in [[f64::NAN, 1.0, 2.0], [1.0, f64::NAN, 2.0], [0.0, 1.0, f64::NAN]] {
            let path = [
                PathEl::MoveTo((points[0], 0.0).into()),
                PathEl::LineTo((points[1], 5.0).into()),
                PathEl::LineTo((1.0, points[2]).into()),
            ];
            let mut out = BezPath::new();
            assert_eq!(flattened(&path, Affine::IDENTITY, SEEN, &mut out), None);
        }
        assert_eq!(flattened(&[], Affine::IDENTITY, SEEN, &mut BezPath::new()), None);
    }
}
