//! Single shapes in one call. Rectangles are HTML's
//! ([Drawing rectangles to the
//! bitmap](https://html.spec.whatwg.org/multipage/canvas.html#drawing-rectangles-to-the-bitmap)); circles, lines and
//! polygons are shortcuts for paths.

use kurbo::{PathEl, Point, Rect};
use peniko::Color;

use super::Painter;
use crate::error::Error;
use crate::geometry::kurbo;
use crate::peniko;
use crate::scene::Command;

impl Painter {
    /// Replaces all pixels inside of the clip by a colour, independent of transform, alpha and blend mode.
    pub fn clear(&mut self, color: Color) {
        if self.levels.open() == 0 {
            // All earlier drawing becomes invisible.
            self.scene.clear_commands();
            self.scene.base = color;
            self.recorded = super::recorded::Recorded::new();
            self.images.clear();
        } else if self.has_room(size_of::<Command>()) {
            self.scene.commands.push(Command::ReplaceAll(color));
        }
    }

    /// Replaces a rectangle (position and size in logical pixels) by the background of the frame; inside of a layer, by
    /// transparent pixels.
    pub fn clear_rect(&mut self, x: f64, y: f64, width: f64, height: f64) {
        let in_layer = self.levels.innermost_layer().is_some();
        let background = self
            .scene
            .background()
            .filter(|_| !in_layer)
            .unwrap_or(Color::TRANSPARENT);
        if let Some(rect) = self.finite_rect(x, y, width, height)
            && !rect.is_zero_area()
        {
            self.draw(Command::ReplaceRect(rect, background));
        }
    }

    /// Fills a rectangle with the fill style; position and size in logical pixels. A negative size extends to the left
    /// or up.
    pub fn fill_rect(&mut self, x: f64, y: f64, width: f64, height: f64) {
        if let Some(rect) = self.finite_rect(x, y, width, height)
            && !rect.is_zero_area()
        {
            let brush = self.fill_brush();
            self.draw(Command::FillRect(rect, brush));
        }
    }

    /// Strokes the outline of a rectangle with the stroke style; draws a line if one side is 0, nothing if both are.
    pub fn stroke_rect(&mut self, x: f64, y: f64, width: f64, height: f64) {
        let Some(rect) = self.finite_rect(x, y, width, height) else {
            return;
        };
        if width == 0.0 && height == 0.0 {
            return;
        }
        if width == 0.0 || height == 0.0 {
            return self.stroke_line(rect.x0, rect.y0, rect.x1, rect.y1);
        }
        let elements = [
            PathEl::MoveTo(Point::new(x, y)),
            PathEl::LineTo(Point::new(x + width, y)),
            PathEl::LineTo(Point::new(x + width, y + height)),
            PathEl::LineTo(Point::new(x, y + height)),
            PathEl::ClosePath,
        ];
        self.stroke_elements(&elements);
    }

    /// Fills the circle around (`x`, `y`) with the fill style. A negative radius is an [`Error::Invalid`].
    pub fn fill_circle(&mut self, x: f64, y: f64, radius: f64) {
        if self.is_circle(x, y, radius) && radius > 0.0 {
            let brush = self.fill_brush();
            self.draw(Command::FillCircle(Point::new(x, y), radius, brush));
        }
    }

    /// Strokes the circle around (`x`, `y`) with the stroke style. A negative radius is an [`Error::Invalid`].
    pub fn stroke_circle(&mut self, x: f64, y: f64, radius: f64) {
        if self.is_circle(x, y, radius) && radius > 0.0 {
            let circle = kurbo::Circle::new((x, y), radius);
            let tolerance = crate::path::tolerance(self.state.transform, radius);
            let mut path = std::mem::take(&mut self.circle);
            path.clear();
            path.extend(kurbo::Shape::path_elements(&circle, tolerance));
            self.stroke_elements(&path);
            self.circle = path;
        }
    }

    /// Strokes a straight line with the stroke style.
    pub fn stroke_line(&mut self, x1: f64, y1: f64, x2: f64, y2: f64) {
        let (from, to) = (Point::new(x1, y1), Point::new(x2, y2));
        if !from.is_finite() || !to.is_finite() {
            return;
        }
        if !self.state.line.dash.is_empty() {
            return self.stroke_elements(&[PathEl::MoveTo(from), PathEl::LineTo(to)]);
        }
        if self.state.inverse.is_some() && self.has_room(size_of::<Command>()) {
            self.record_line();
            let brush = self.stroke_brush();
            self.draw(Command::StrokeLine(from, to, brush));
        }
    }

    /// Fills a polygon with the fill style, by the nonzero rule. Points that are not finite are skipped.
    pub fn fill_polygon(&mut self, points: impl IntoIterator<Item = Point>) {
        if let Some(range) = self.store_points(points, true) {
            let brush = self.fill_brush();
            self.draw(Command::FillPath(range, peniko::Fill::NonZero, brush));
        }
    }

    /// Strokes a line through points, and back to the first point if `closed`. Points that are not finite are skipped.
    pub fn stroke_polyline(&mut self, points: impl IntoIterator<Item = Point>, closed: bool) {
        if let Some(range) = self.store_points(points, closed) {
            self.stroke_stored(range);
        }
    }

    fn finite_rect(&self, x: f64, y: f64, width: f64, height: f64) -> Option<Rect> {
        let rect = Rect::new(x, y, x + width, y + height);
        (rect.is_finite() && width.is_finite() && height.is_finite()).then(|| rect.abs())
    }

    fn is_circle(&mut self, x: f64, y: f64, radius: f64) -> bool {
        let finite = x.is_finite() && y.is_finite() && radius.is_finite();
        if finite && radius < 0.0 {
            let text = format!("radius: expected a number that is not negative, got {radius}");
            self.fail(Error::Invalid(text));
        }
        finite && radius >= 0.0
    }
}
