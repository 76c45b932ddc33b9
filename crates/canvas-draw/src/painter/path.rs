//! The current path, and drawing paths
//! ([HTML, Building paths](https://html.spec.whatwg.org/multipage/canvas.html#building-paths) and
//! [Drawing paths to the canvas](https://html.spec.whatwg.org/multipage/canvas.html#drawing-paths-to-the-canvas)).
//!
//! The current path is kept in the coordinates of the surface: each method applies the current transform at once, and a
//! later transform does not move the path. When the path is recorded, it is mapped back through the inverse of the
//! transform that is current then.

use kurbo::{Affine, Arc, BezPath, PathEl, Point};
use peniko::Fill;

use super::{MAX_DASHES, Painter};
use crate::dash::{self, visible_area};
use crate::error::Error;
use crate::geometry::kurbo;
use crate::path::{Outline, Path, Radii, contains, sweep, tolerance};
use crate::peniko;
use crate::scene::{Command, PathRange};

impl Painter {
    /// Clears the current path.
    pub fn begin_path(&mut self) {
        self.path.clear();
    }

    /// Closes the current subpath with a line to its start; the next segment begins there.
    pub fn close_path(&mut self) {
        self.path.close_path();
    }

    /// Begins a new subpath at a point, logical pixels.
    pub fn move_to(&mut self, x: f64, y: f64) {
        self.path.move_to_in(self.state.transform, Point::new(x, y));
    }

    /// Adds a straight line from the current point to (`x`, `y`); moves there if the path is empty.
    pub fn line_to(&mut self, x: f64, y: f64) {
        if self.has_room_in_path() {
            self.path.line_to_in(self.state.transform, Point::new(x, y));
        }
    }

    /// Adds a quadratic Bézier curve to (`x`, `y`) with the control point (`cx`, `cy`).
    pub fn quadratic_curve_to(&mut self, cx: f64, cy: f64, x: f64, y: f64) {
        if self.has_room_in_path() {
            self.path
                .quad_to_in(self.state.transform, Point::new(cx, cy), Point::new(x, y));
        }
    }

    /// Adds a cubic Bézier curve to (`x`, `y`) with the control points (`c1x`, `c1y`) and (`c2x`, `c2y`).
    pub fn bezier_curve_to(&mut self, c1x: f64, c1y: f64, c2x: f64, c2y: f64, x: f64, y: f64) {
        if self.has_room_in_path() {
            let (c1, c2) = (Point::new(c1x, c1y), Point::new(c2x, c2y));
            self.path
                .curve_to_in(self.state.transform, c1, c2, Point::new(x, y));
        }
    }

    /// Adds a line to the beginning of an arc, and the arc: the part of the circle around (`x`, `y`) from angle
    /// `start` to `end` (radians, 0 is to the right), clockwise unless `counterclockwise`, at most once around. A
    /// negative radius is an [`Error::Invalid`].
    pub fn arc(&mut self, x: f64, y: f64, radius: f64, start: f64, end: f64, counterclockwise: bool) {
        self.ellipse(x, y, radius, radius, 0.0, start, end, counterclockwise);
    }

    /// Adds a line and an arc of that radius, which together round the corner at (`x1`, `y1`) between the current
    /// point and (`x2`, `y2`). A negative radius is an [`Error::Invalid`].
    pub fn arc_to(&mut self, x1: f64, y1: f64, x2: f64, y2: f64, radius: f64) {
        if self.has_room_in_path() {
            let (p1, p2) = (Point::new(x1, y1), Point::new(x2, y2));
            let done = self.path.arc_to_in(self.state.transform, p1, p2, radius);
            self.note(done);
        }
    }

    /// Adds an arc as [`arc`](Self::arc) does, of an ellipse whose axes are turned clockwise by `rotation`, radians. A
    /// negative radius is an [`Error::Invalid`].
    #[expect(clippy::too_many_arguments, reason = "the arguments are HTML's")]
    pub fn ellipse(
        &mut self,
        x: f64,
        y: f64,
        radius_x: f64,
        radius_y: f64,
        rotation: f64,
        start: f64,
        end: f64,
        counterclockwise: bool,
    ) {
        if self.has_room_in_path() {
            let turn = sweep(start, end, counterclockwise);
            let arc = Arc::new((x, y), (radius_x, radius_y), start, turn, rotation);
            let done = self.path.ellipse_in(self.state.transform, arc);
            self.note(done);
        }
    }

    /// Adds a rectangle as a closed subpath of its own; a negative size extends to the left or up.
    pub fn rect(&mut self, x: f64, y: f64, width: f64, height: f64) {
        if self.has_room_in_path() {
            self.path.rect_in(self.state.transform, x, y, width, height);
        }
    }

    /// Adds a rectangle with rounded corners; radii that do not fit are scaled down in proportion. A negative radius
    /// is an [`Error::Invalid`].
    pub fn round_rect(&mut self, x: f64, y: f64, width: f64, height: f64, radii: impl Into<Radii>) {
        if self.has_room_in_path() {
            let done = self
                .path
                .round_rect_in(self.state.transform, x, y, width, height, radii.into());
            self.note(done);
        }
    }

    /// Fills the current path with the fill style, by that fill rule. The path is kept.
    pub fn fill(&mut self, rule: Fill) {
        if let Some(range) = self.store_current() {
            let brush = self.fill_brush();
            self.draw(Command::FillPath(range, rule, brush));
        }
    }

    /// Strokes the current path with the stroke style and the line styles. The path is kept. More than
    /// [`MAX_DASHES`] visible dashes are an [`Error::Resource`].
    pub fn stroke(&mut self) {
        if let Some(range) = self.store_current() {
            self.stroke_stored(range);
        }
    }

    /// Intersects the clip with the inside of the current path, until the state is restored. More than
    /// [`MAX_OPEN`](super::MAX_OPEN) open clips and layers are an [`Error::Resource`].
    pub fn clip(&mut self, rule: Fill) {
        if let Some(range) = self.store_current() {
            self.clip_stored(range, rule);
        }
    }

    /// Fills a path under the current transform with the fill style, by that fill rule. The current path stays as it
    /// is.
    pub fn fill_path(&mut self, path: &(impl Outline + ?Sized), rule: Fill) {
        if let Some(range) = self.store(path.segments(), None) {
            let brush = self.fill_brush();
            self.draw(Command::FillPath(range, rule, brush));
        }
    }

    /// Strokes a path under the current transform with the stroke style and the line styles, as
    /// [`stroke`](Self::stroke).
    pub fn stroke_path(&mut self, path: &(impl Outline + ?Sized)) {
        self.stroke_elements(path.segments());
    }

    /// Intersects the clip with the inside of a path under the current transform, as [`clip`](Self::clip).
    pub fn clip_path(&mut self, path: &(impl Outline + ?Sized), rule: Fill) {
        if let Some(range) = self.store(path.segments(), None) {
            self.clip_stored(range, rule);
        }
    }

    /// Whether a point is inside of the current path or on its outline. The point is in logical pixels of the surface,
    /// independent of the transform; `false` if it is not finite.
    pub fn is_point_in_path(&self, x: f64, y: f64, rule: Fill) -> bool {
        Point::new(x, y).is_finite() && contains(self.path.elements(), Point::new(x, y), rule)
    }

    /// Whether a point of the surface (logical pixels) is inside of `path` under the current transform, or on its
    /// outline.
    pub fn is_point_in(&self, path: &Path, x: f64, y: f64, rule: Fill) -> bool {
        let point = Point::new(x, y);
        self.state
            .inverse
            .is_some_and(|inverse| point.is_finite() && contains(path.elements(), inverse * point, rule))
    }

    /// Whether a point of the surface (logical pixels, independent of the transform) is on the line that
    /// [`stroke`](Self::stroke) would draw.
    pub fn is_point_in_stroke(&self, x: f64, y: f64) -> bool {
        let Some(inverse) = self.state.inverse else {
            return false;
        };
        let path: BezPath = self
            .path
            .elements()
            .iter()
            .map(|element| inverse * *element)
            .collect();
        self.is_in_stroke(path.elements(), inverse * Point::new(x, y))
    }

    /// Whether a point of the surface (logical pixels) is on the line that [`stroke_path`](Self::stroke_path) would
    /// draw along `path`.
    pub fn is_point_in_stroke_of(&self, path: &Path, x: f64, y: f64) -> bool {
        let Some(inverse) = self.state.inverse else {
            return false;
        };
        self.is_in_stroke(path.elements(), inverse * Point::new(x, y))
    }

    fn is_in_stroke(&self, elements: &[PathEl], point: Point) -> bool {
        if !point.is_finite() {
            return false;
        }
        let mut line = self.state.line.to_stroke();
        let reach = line.width * line.miter_limit.max(1.5);
        let near = kurbo::Rect::from_center_size(point, (reach * 2.0, reach * 2.0));
        let mut dashed = BezPath::new();
        let elements = if line.dash_pattern.is_empty() {
            elements
        } else {
            let tolerance = tolerance(self.state.transform, 0.0);
            if dash::dash(elements, &line, near, tolerance, MAX_DASHES, &mut |e| {
                dashed.push(e)
            })
            .is_err()
            {
                return false;
            }
            line.dash_pattern.clear();
            dashed.elements()
        };
        let path: BezPath = elements.iter().copied().collect();
        let extent = path.control_box().size().max_side() + line.width;
        if !extent.is_finite() {
            return false;
        }
        let exact = tolerance(self.state.transform, extent);
        let outline = kurbo::stroke(path, &line, &kurbo::StrokeOpts::default(), exact);
        contains(outline.elements(), point, Fill::NonZero)
    }

    pub(super) fn stroke_elements(&mut self, elements: &[PathEl]) {
        if let Some(range) = self.store(elements, None) {
            self.stroke_stored(range);
        }
    }

    /// Strokes segments that are already in the scene.
    pub(super) fn stroke_stored(&mut self, range: PathRange) {
        if self.dashes_fit(range) {
            self.record_line();
            let brush = self.stroke_brush();
            self.draw(Command::StrokePath(range, brush));
        }
    }

    fn clip_stored(&mut self, range: PathRange, rule: Fill) {
        if self.may_open(1) && self.draw(Command::PushClip(range, rule)) {
            self.levels.add_clip();
        }
    }

    /// Whether the number of visible dashes is within the limit; keeps an error if not.
    fn dashes_fit(&mut self, range: PathRange) -> bool {
        let Some(inverse) = self.state.inverse.filter(|_| !self.state.line.dash.is_empty()) else {
            return true;
        };
        let line = self.state.line.to_stroke();
        let elements = &self.scene.elements[range.range()];
        let area = visible_area(self.info.size.to_rect(), inverse, &line);
        let tolerance = tolerance(self.state.transform, 0.0);
        let counted = dash::dash(elements, &line, area, tolerance, MAX_DASHES, &mut |_| {});
        if counted.is_err() {
            let text = format!("line_dash: more than {MAX_DASHES} dashes can be seen in one path");
            self.fail(Error::Resource(text));
        }
        counted.is_ok()
    }

    /// Stores the current path in the scene, mapped into current coordinates. `None` if it cannot be drawn.
    fn store_current(&mut self) -> Option<PathRange> {
        let path = std::mem::take(&mut self.path);
        let inverse = self
            .state
            .inverse
            .filter(|_| self.state.transform != Affine::IDENTITY);
        let range = self.store(path.elements(), inverse);
        self.path = path;
        range
    }

    /// Stores segments in the scene. `None` if the transform cannot be inverted or there is no room.
    fn store(&mut self, elements: &[PathEl], map: Option<Affine>) -> Option<PathRange> {
        self.state.inverse?;
        if !self.has_room(size_of_val(elements) + size_of::<Command>()) {
            return None;
        }
        let start = self.scene.elements.len();
        match map {
            Some(map) => self
                .scene
                .elements
                .extend(elements.iter().map(|element| map * *element)),
            None => self.scene.elements.extend_from_slice(elements),
        }
        Some(self.range_from(start))
    }

    /// Stores a polygon in the scene, without points that are not finite.
    pub(super) fn store_points(
        &mut self,
        points: impl IntoIterator<Item = Point>,
        closed: bool,
    ) -> Option<PathRange> {
        self.state.inverse?;
        let start = self.scene.elements.len();
        for point in points {
            if point.is_finite() {
                let first = self.scene.elements.len() == start;
                let element = if first {
                    PathEl::MoveTo(point)
                } else {
                    PathEl::LineTo(point)
                };
                self.scene.elements.push(element);
            }
        }
        if closed && self.scene.elements.len() > start {
            self.scene.elements.push(PathEl::ClosePath);
        }
        if !self.has_room(size_of::<Command>()) {
            self.scene.elements.truncate(start);
            return None;
        }
        Some(self.range_from(start))
    }

    /// Stores a line in the scene that is interrupted where a point is not finite, and closed only if it is whole.
    pub(super) fn store_line(
        &mut self,
        points: impl IntoIterator<Item = Point>,
        closed: bool,
    ) -> Option<PathRange> {
        self.state.inverse?;
        let start = self.scene.elements.len();
        let (mut drawing, mut whole) = (false, true);
        for point in points {
            if !point.is_finite() {
                (drawing, whole) = (false, false);
                continue;
            }
            self.scene.elements.push(if drawing {
                PathEl::LineTo(point)
            } else {
                PathEl::MoveTo(point)
            });
            drawing = true;
        }
        if closed && whole && drawing {
            self.scene.elements.push(PathEl::ClosePath);
        }
        if !self.has_room(size_of::<Command>()) {
            self.scene.elements.truncate(start);
            return None;
        }
        Some(self.range_from(start))
    }

    /// The current position in the scene, for [`take_back`](Self::take_back).
    pub(super) fn mark(&self) -> (usize, usize) {
        (self.scene.commands.len(), self.scene.elements.len())
    }

    /// Removes the shapes that were recorded after the mark; changes of the state stay recorded.
    pub(super) fn take_back(&mut self, &(commands, elements): &(usize, usize)) {
        let states = self.scene.commands[commands..]
            .iter()
            .copied()
            .filter(|command| {
                matches!(
                    command,
                    Command::Transform(_) | Command::Blend(_) | Command::Stroke(_) | Command::Effects(_)
                )
            })
            .collect::<Vec<_>>();
        self.scene.commands.truncate(commands);
        self.scene.commands.extend(states);
        self.scene.elements.truncate(elements);
    }

    fn range_from(&self, start: usize) -> PathRange {
        // The budget keeps both far below the limit of `u32`.
        PathRange {
            start: start as u32,
            end: self.scene.elements.len() as u32,
        }
    }

    fn has_room_in_path(&mut self) -> bool {
        self.has_room(size_of_val(self.path.elements()))
    }

    fn note(&mut self, done: crate::error::Result<()>) {
        if let Err(error) = done {
            self.fail(error);
        }
    }
}
