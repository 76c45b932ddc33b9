//! Paths: outlines made of lines and curves, with the verbs and the edge cases of the HTML Canvas 2D path.

mod radii;
mod round_rect;

use std::f64::consts::TAU;

use kurbo::{Affine, Arc, BezPath, ParamCurveNearest, PathEl, Point, Rect, Shape, Vec2};
use peniko::Fill;

use crate::error::{Error, Result};
use crate::geometry::kurbo;
use crate::peniko;

pub use radii::Radii;

/// What is no further from an outline lies on it, logical pixels.
const ON: f64 = 1e-6;

/// A path that can be kept, drawn many times and looked into. Lengths are logical pixels, angles radians.
///
/// Numbers that are not finite make a verb do nothing, as in HTML.
///
/// ```
/// use canvas_draw::path::Path;
/// use canvas_draw::peniko::Fill;
///
/// let mut path = Path::from_svg("M 0 0 H 20 V 20 Z")?;
/// path.rect(30.0, 0.0, 10.0, 10.0);
/// assert!(path.contains(15.0, 5.0, Fill::NonZero) && path.contains(35.0, 5.0, Fill::NonZero));
/// assert!(!path.contains(5.0, 15.0, Fill::NonZero));
/// assert_eq!(path.bounds().width(), 40.0);
/// # canvas_draw::Result::Ok(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    elements: Vec<PathEl>,
    /// Where the current subpath began.
    start: Point,
    /// Where the last verb ended; `None` while nothing was begun.
    current: Option<Point>,
    /// Whether the current subpath was closed, so that what follows needs a `MoveTo` first.
    closed: bool,
}

impl Path {
    /// An empty path.
    pub fn new() -> Self {
        Self::default()
    }

    /// A path from SVG path data (`"M0 0 L10 0 …"`).
    ///
    /// # Errors
    /// [`Error::Invalid`] if it is no such data.
    pub fn from_svg(data: &str) -> Result<Self> {
        let parsed = BezPath::from_svg(data)
            .map_err(|e| Error::Invalid(format!("data: expected SVG path data, got {data:?}: {e}")))?;
        let mut path = Self::new();
        path.extend(parsed.elements(), Affine::IDENTITY);
        Ok(path)
    }

    /// The same outline as a `kurbo` path.
    pub fn to_bez_path(&self) -> BezPath {
        BezPath::from_vec(self.elements.clone())
    }

    /// The segments.
    pub fn elements(&self) -> &[PathEl] {
        &self.elements
    }

    /// Whether nothing was begun.
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Forgets everything and keeps the memory.
    pub fn clear(&mut self) {
        self.elements.clear();
        self.current = None;
        self.closed = false;
    }

    /// The smallest rectangle that holds the path; an empty one at the origin if the path is empty.
    pub fn bounds(&self) -> Rect {
        if self.elements.is_empty() {
            Rect::ZERO
        } else {
            self.to_bez_path().bounding_box()
        }
    }

    /// Whether a point lies inside or on the outline, open subpaths taken as closed.
    pub fn contains(&self, x: f64, y: f64, rule: Fill) -> bool {
        contains(&self.elements, Point::new(x, y), rule)
    }

    /// Adds another path.
    pub fn add_path(&mut self, other: &Self, transform: Affine) {
        self.extend(&other.elements, transform);
    }

    /// Ends the current subpath with a line to where it began.
    pub fn close_path(&mut self) {
        if self.current.is_some() && !self.closed {
            self.elements.push(PathEl::ClosePath);
            self.current = Some(self.start);
            self.closed = true;
        }
    }

    /// Begins a new subpath.
    pub fn move_to(&mut self, x: f64, y: f64) {
        self.move_to_in(Affine::IDENTITY, Point::new(x, y));
    }

    /// A straight line.
    pub fn line_to(&mut self, x: f64, y: f64) {
        self.line_to_in(Affine::IDENTITY, Point::new(x, y));
    }

    /// A quadratic Bézier curve with one control point.
    pub fn quadratic_curve_to(&mut self, cx: f64, cy: f64, x: f64, y: f64) {
        self.quad_to_in(Affine::IDENTITY, Point::new(cx, cy), Point::new(x, y));
    }

    /// A cubic Bézier curve with two control points.
    pub fn bezier_curve_to(&mut self, c1x: f64, c1y: f64, c2x: f64, c2y: f64, x: f64, y: f64) {
        self.curve_to_in(
            Affine::IDENTITY,
            Point::new(c1x, c1y),
            Point::new(c2x, c2y),
            Point::new(x, y),
        );
    }

    /// A part of a circle, clockwise (or not) from one angle to another; a line leads to its beginning.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a negative radius.
    pub fn arc(
        &mut self,
        x: f64,
        y: f64,
        radius: f64,
        start_angle: f64,
        end_angle: f64,
        counterclockwise: bool,
    ) -> Result<()> {
        self.ellipse(
            x,
            y,
            radius,
            radius,
            0.0,
            start_angle,
            end_angle,
            counterclockwise,
        )
    }

    /// A line and an arc that rounds the corner at the first point, towards the second.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a negative radius.
    pub fn arc_to(&mut self, x1: f64, y1: f64, x2: f64, y2: f64, radius: f64) -> Result<()> {
        self.arc_to_in(Affine::IDENTITY, Point::new(x1, y1), Point::new(x2, y2), radius)
    }

    /// A part of an ellipse that is turned by `rotation`.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a negative radius.
    #[expect(clippy::too_many_arguments, reason = "the arguments are HTML's")]
    pub fn ellipse(
        &mut self,
        x: f64,
        y: f64,
        radius_x: f64,
        radius_y: f64,
        rotation: f64,
        start_angle: f64,
        end_angle: f64,
        counterclockwise: bool,
    ) -> Result<()> {
        let sweep = sweep(start_angle, end_angle, counterclockwise);
        let arc = Arc::new((x, y), (radius_x, radius_y), start_angle, sweep, rotation);
        self.ellipse_in(Affine::IDENTITY, arc)
    }

    /// A rectangle, as a closed subpath of its own.
    pub fn rect(&mut self, x: f64, y: f64, width: f64, height: f64) {
        self.rect_in(Affine::IDENTITY, x, y, width, height);
    }

    /// A rectangle with rounded corners; radii that do not fit are made smaller together.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a negative radius.
    pub fn round_rect(&mut self, x: f64, y: f64, width: f64, height: f64, radii: Radii) -> Result<()> {
        self.round_rect_in(Affine::IDENTITY, x, y, width, height, radii)
    }
}

/// Something that has segments: a [`Path`] or a `kurbo` [`BezPath`].
pub trait Outline {
    /// The segments; each subpath begins with a `MoveTo`.
    fn segments(&self) -> &[PathEl];
}

impl Outline for Path {
    fn segments(&self) -> &[PathEl] {
        &self.elements
    }
}

impl Outline for BezPath {
    fn segments(&self) -> &[PathEl] {
        self.elements()
    }
}

/// The verbs under a transform: the path is kept in the coordinates that the transform leads to.
impl Path {
    pub(crate) fn move_to_in(&mut self, t: Affine, p: Point) {
        let p = t * p;
        if p.is_finite() {
            // A subpath of one point draws nothing, so the newer beginning takes its place.
            if let Some(PathEl::MoveTo(last)) = self.elements.last_mut() {
                *last = p;
            } else {
                self.elements.push(PathEl::MoveTo(p));
            }
            self.begin(p);
        }
    }

    pub(crate) fn line_to_in(&mut self, t: Affine, p: Point) {
        let p = t * p;
        if !p.is_finite() {
            return;
        }
        if self.current.is_none() {
            self.elements.push(PathEl::MoveTo(p));
            self.begin(p);
        }
        self.push(PathEl::LineTo(p), p);
    }

    pub(crate) fn quad_to_in(&mut self, t: Affine, c: Point, p: Point) {
        let (c, p) = (t * c, t * p);
        if c.is_finite() && p.is_finite() {
            self.ensure(c);
            self.push(PathEl::QuadTo(c, p), p);
        }
    }

    pub(crate) fn curve_to_in(&mut self, t: Affine, c1: Point, c2: Point, p: Point) {
        let (c1, c2, p) = (t * c1, t * c2, t * p);
        if c1.is_finite() && c2.is_finite() && p.is_finite() {
            self.ensure(c1);
            self.push(PathEl::CurveTo(c1, c2, p), p);
        }
    }

    /// A line to where the arc begins, and the arc.
    pub(crate) fn ellipse_in(&mut self, t: Affine, arc: Arc) -> Result<()> {
        let values = [
            arc.center.x,
            arc.center.y,
            arc.radii.x,
            arc.radii.y,
            arc.x_rotation,
            arc.start_angle,
        ];
        if !values.iter().all(|v| v.is_finite()) || !arc.sweep_angle.is_finite() {
            return Ok(());
        }
        if arc.radii.x < 0.0 || arc.radii.y < 0.0 {
            let bad = arc.radii.x.min(arc.radii.y);
            return Err(Error::Invalid(format!(
                "radius: expected a number that is not negative, got {bad}"
            )));
        }
        let at = |angle: f64| {
            let (sin, cos) = angle.sin_cos();
            let turned = Affine::rotate(arc.x_rotation) * Point::new(arc.radii.x * cos, arc.radii.y * sin);
            arc.center + turned.to_vec2()
        };
        self.line_to_in(t, at(arc.start_angle));
        let end = at(arc.start_angle + arc.sweep_angle);
        if arc.radii.x == 0.0 || arc.radii.y == 0.0 {
            self.line_to_in(t, end);
        } else if arc.sweep_angle != 0.0 {
            for element in arc.append_iter(tolerance(t, arc.radii.x.max(arc.radii.y))) {
                if let PathEl::CurveTo(c1, c2, p) = element {
                    self.curve_to_in(t, c1, c2, p);
                }
            }
        }
        Ok(())
    }

    pub(crate) fn arc_to_in(&mut self, t: Affine, p1: Point, p2: Point, radius: f64) -> Result<()> {
        if !p1.is_finite() || !p2.is_finite() || !radius.is_finite() || t.determinant() == 0.0 {
            return Ok(());
        }
        if radius < 0.0 {
            return Err(Error::Invalid(format!(
                "radius: expected a number that is not negative, got {radius}"
            )));
        }
        self.ensure(t * p1);
        let p0 = t.inverse() * self.current.unwrap_or(t * p1);
        let (a, b) = (p0 - p1, p2 - p1);
        let (cross, dot) = (a.cross(b), a.dot(b));
        if a == Vec2::ZERO || b == Vec2::ZERO || radius == 0.0 || cross == 0.0 {
            self.line_to_in(t, p1);
            return Ok(());
        }
        // The circle touches both lines at this distance from the corner.
        let half = cross.abs().atan2(dot) / 2.0;
        let distance = radius / half.tan();
        let (from, to) = (p1 + a.normalize() * distance, p1 + b.normalize() * distance);
        let centre = p1 + (a.normalize() + b.normalize()).normalize() * (radius / half.sin());
        let start = (from - centre).atan2();
        let mut sweep = (to - centre).atan2() - start;
        if sweep.abs() > TAU / 2.0 {
            sweep -= TAU * sweep.signum();
        }
        self.ellipse_in(t, Arc::new(centre, (radius, radius), start, sweep, 0.0))
    }

    pub(crate) fn rect_in(&mut self, t: Affine, x: f64, y: f64, width: f64, height: f64) {
        let corners =
            [(x, y), (x + width, y), (x + width, y + height), (x, y + height)].map(|c| t * Point::from(c));
        if corners.iter().all(|p| p.is_finite()) {
            self.elements.reserve(6);
            self.elements.push(PathEl::MoveTo(corners[0]));
            self.elements
                .extend(corners[1..].iter().map(|p| PathEl::LineTo(*p)));
            self.elements.push(PathEl::ClosePath);
            self.begin(corners[0]);
            self.closed = true;
        }
    }

    /// Adds segments, which are well formed.
    pub(crate) fn extend(&mut self, elements: &[PathEl], t: Affine) {
        for element in elements {
            match *element {
                PathEl::MoveTo(p) => self.move_to_in(t, p),
                PathEl::LineTo(p) => self.line_to_in(t, p),
                PathEl::QuadTo(c, p) => self.quad_to_in(t, c, p),
                PathEl::CurveTo(c1, c2, p) => self.curve_to_in(t, c1, c2, p),
                PathEl::ClosePath => self.close_path(),
            }
        }
    }

    fn begin(&mut self, at: Point) {
        self.start = at;
        self.current = Some(at);
        self.closed = false;
    }

    /// Begins a subpath if there is none.
    fn ensure(&mut self, at: Point) {
        if self.current.is_none() {
            self.elements.push(PathEl::MoveTo(at));
            self.begin(at);
        }
    }

    fn push(&mut self, element: PathEl, end: Point) {
        if self.closed {
            self.elements.push(PathEl::MoveTo(self.start));
            self.closed = false;
        }
        self.elements.push(element);
        self.current = Some(end);
    }
}

/// How far HTML's `arc` turns: at most once around, and in the direction that was asked for. NaN if an angle is not
/// finite.
pub(crate) fn sweep(start: f64, end: f64, counterclockwise: bool) -> f64 {
    let turn = if counterclockwise {
        start - end
    } else {
        end - start
    };
    let turn = if !turn.is_finite() {
        f64::NAN
    } else if turn >= TAU {
        TAU
    } else {
        turn.rem_euclid(TAU)
    };
    if counterclockwise { -turn } else { turn }
}

/// How exactly curves of such an extent are drawn under a transform: the error is far below a pixel, but no curve is
/// cut into more pieces than it can use.
pub(crate) fn tolerance(t: Affine, extent: f64) -> f64 {
    let [a, b, c, d, ..] = t.as_coeffs();
    let scale = a.hypot(b).max(c.hypot(d));
    let exact = if scale.is_finite() && scale > 1e-6 {
        0.02 / scale
    } else {
        0.02
    };
    exact.max(extent.abs() * 1e-9)
}

/// Whether a point lies inside of segments, whose open subpaths are taken as closed.
pub(crate) fn contains(elements: &[PathEl], point: Point, rule: Fill) -> bool {
    let mut closed = BezPath::new();
    for element in elements {
        if matches!(element, PathEl::MoveTo(_))
            && !matches!(closed.elements().last(), None | Some(PathEl::ClosePath))
        {
            closed.push(PathEl::ClosePath);
        }
        closed.push(*element);
    }
    if !matches!(closed.elements().last(), None | Some(PathEl::ClosePath)) {
        closed.push(PathEl::ClosePath);
    }
    let winding = closed.winding(point);
    let inside = match rule {
        Fill::NonZero => winding != 0,
        Fill::EvenOdd => winding % 2 != 0,
    };
    inside || is_on(&closed, point)
}

/// Whether a point lies on an outline, which is inside.
fn is_on(outline: &BezPath, point: Point) -> bool {
    let near = |segment: kurbo::PathSeg| {
        let bounds = segment.bounding_box().inflate(ON, ON);
        bounds.contains(point) && segment.nearest(point, ON / 10.0).distance_sq <= ON * ON
    };
    outline.segments().any(near)
}

#[cfg(test)]
mod tests;
