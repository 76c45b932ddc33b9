//! Paths: outlines of lines and curves, with the methods and the edge cases of HTML
//! ([HTML, Building paths](https://html.spec.whatwg.org/multipage/canvas.html#building-paths) and
//! [Path2D objects](https://html.spec.whatwg.org/multipage/canvas.html#path2d-objects)).

mod radii;
mod round_rect;

use std::f64::consts::TAU;

use kurbo::{Affine, Arc, BezPath, ParamCurveNearest, PathEl, Point, Rect, Shape, Vec2};
use peniko::Fill;

use crate::error::{Error, Result};
use crate::geometry::kurbo;
use crate::peniko;

pub use radii::Radii;

/// The largest distance of a point that counts as on an outline, logical pixels.
const ON: f64 = 1e-6;

/// A path that can be kept, drawn many times and tested for points. Lengths are logical pixels; angles are radians,
/// clockwise, and 0 is to the right.
///
/// A call with a number that is not finite does nothing, as in HTML.
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
    /// The current point; `None` while the path is empty.
    current: Option<Point>,
    /// Whether the current subpath was closed, so that what follows needs a `MoveTo` first.
    closed: bool,
}

impl Path {
    /// An empty path.
    pub fn new() -> Self {
        Self::default()
    }

    /// A path from SVG path data such as `"M0 0 L10 0"`
    /// ([SVG 2, Path data](https://www.w3.org/TR/SVG2/paths.html#PathData)).
    ///
    /// # Errors
    /// [`Error::Invalid`] if the text is not valid path data.
    pub fn from_svg(data: &str) -> Result<Self> {
        let parsed = BezPath::from_svg(data)
            .map_err(|e| Error::Invalid(format!("data: expected SVG path data, got {data:?}: {e}")))?;
        let mut path = Self::new();
        path.extend(parsed.elements(), Affine::IDENTITY);
        Ok(path)
    }

    /// A copy as a `kurbo` path.
    pub fn to_bez_path(&self) -> BezPath {
        BezPath::from_vec(self.elements.clone())
    }

    /// The segments; each subpath begins with a `MoveTo`.
    pub fn elements(&self) -> &[PathEl] {
        &self.elements
    }

    /// Whether the path has no segments.
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Removes all segments; keeps the memory for new ones.
    pub fn clear(&mut self) {
        self.elements.clear();
        self.current = None;
        self.closed = false;
    }

    /// The smallest rectangle that contains the path, without control points and line width; an empty one at the
    /// origin if the path is empty.
    pub fn bounds(&self) -> Rect {
        if self.elements.is_empty() {
            Rect::ZERO
        } else {
            self.to_bez_path().bounding_box()
        }
    }

    /// Whether a point lies inside of the outline by that fill rule, or on it. Open subpaths count as closed.
    pub fn contains(&self, x: f64, y: f64, rule: Fill) -> bool {
        contains(&self.elements, Point::new(x, y), rule)
    }

    /// Adds the segments of another path, transformed.
    pub fn add_path(&mut self, other: &Self, transform: Affine) {
        self.extend(&other.elements, transform);
    }

    /// Closes the current subpath with a line to its start; the next segment begins there.
    pub fn close_path(&mut self) {
        if self.current.is_some() && !self.closed {
            self.elements.push(PathEl::ClosePath);
            self.current = Some(self.start);
            self.closed = true;
        }
    }

    /// Begins a new subpath at a point.
    pub fn move_to(&mut self, x: f64, y: f64) {
        self.move_to_in(Affine::IDENTITY, Point::new(x, y));
    }

    /// Adds a straight line from the current point to (`x`, `y`); begins a subpath there if the path is empty.
    pub fn line_to(&mut self, x: f64, y: f64) {
        self.line_to_in(Affine::IDENTITY, Point::new(x, y));
    }

    /// Adds a quadratic Bézier curve to (`x`, `y`) with the control point (`cx`, `cy`).
    pub fn quadratic_curve_to(&mut self, cx: f64, cy: f64, x: f64, y: f64) {
        self.quad_to_in(Affine::IDENTITY, Point::new(cx, cy), Point::new(x, y));
    }

    /// Adds a cubic Bézier curve to (`x`, `y`) with the control points (`c1x`, `c1y`) and (`c2x`, `c2y`).
    pub fn bezier_curve_to(&mut self, c1x: f64, c1y: f64, c2x: f64, c2y: f64, x: f64, y: f64) {
        self.curve_to_in(
            Affine::IDENTITY,
            Point::new(c1x, c1y),
            Point::new(c2x, c2y),
            Point::new(x, y),
        );
    }

    /// Adds a line to the beginning of an arc, and the arc: the part of the circle around (`x`, `y`) from
    /// `start_angle` to `end_angle`, clockwise unless `counterclockwise`, at most once around.
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

    /// Adds a line and an arc of that radius, which together round the corner at (`x1`, `y1`) between the current
    /// point and (`x2`, `y2`).
    ///
    /// # Errors
    /// [`Error::Invalid`] for a negative radius.
    pub fn arc_to(&mut self, x1: f64, y1: f64, x2: f64, y2: f64, radius: f64) -> Result<()> {
        self.arc_to_in(Affine::IDENTITY, Point::new(x1, y1), Point::new(x2, y2), radius)
    }

    /// Adds an arc as [`arc`](Self::arc) does, of an ellipse whose axes are turned clockwise by `rotation`.
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

    /// Adds a rectangle as a closed subpath of its own; a negative size extends to the left or up.
    pub fn rect(&mut self, x: f64, y: f64, width: f64, height: f64) {
        self.rect_in(Affine::IDENTITY, x, y, width, height);
    }

    /// Adds a rectangle with rounded corners; radii that do not fit are scaled down in proportion.
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

/// The methods with a transform, which is applied to all points at once.
impl Path {
    pub(crate) fn move_to_in(&mut self, t: Affine, p: Point) {
        let p = t * p;
        if p.is_finite() {
            // A subpath of one point draws nothing, so the newer start replaces it.
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

    /// A line to the beginning of an arc, and the arc.
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

    /// Adds well-formed segments.
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

    /// Begins a subpath if the path is empty.
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

/// The sweep angle of HTML's `arc`, radians: at most once around, in the requested direction. NaN if an angle is not
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

/// The flattening tolerance of curves of that extent under a transform, user units: far below a pixel, but not so small
/// that huge curves are cut into useless pieces.
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

/// Whether a point lies inside of segments, or on them. Open subpaths count as closed.
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

/// Whether a point lies on an outline; such points count as inside.
fn is_on(outline: &BezPath, point: Point) -> bool {
    let near = |segment: kurbo::PathSeg| {
        let bounds = segment.bounding_box().inflate(ON, ON);
        bounds.contains(point) && segment.nearest(point, ON / 10.0).distance_sq <= ON * ON
    };
    outline.segments().any(near)
}

#[cfg(test)]
mod tests;
