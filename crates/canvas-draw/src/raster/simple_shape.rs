//! Shapes that the fast path can fill, and how commands are recognised as such.

use kurbo::{Point, Rect, Stroke};

use super::recognize::{RecognizedShape, recognize};
use super::shape_math::cap_length;
use crate::geometry::kurbo;
use crate::peniko::Color;
use crate::scene::{BatchKind, Brush, Command, Scene};

/// A simple shape, in the coordinates of the scene.
#[derive(Clone, Copy, Debug)]
pub(super) enum SimpleShape {
    Rect(Rect),
    /// A rectangle with rounded corners: radius.
    RoundedRect(Rect, f64),
    /// The outline of a rectangle: line width.
    Frame(Rect, f64),
    /// Centre and radius.
    Circle(Point, f64),
    /// The outline of a circle: centre, radius and line width.
    Ring(Point, f64, f64),
    /// A straight line: ends, width, and how much longer it is at both ends.
    Segment(Point, Point, f64, f64),
}

impl SimpleShape {
    /// The shape that a command draws in one colour, if it is a simple one; for batches see [`of_item`](Self::of_item).
    pub(super) fn of_command(
        scene: &Scene,
        command: Command,
        line: Option<&Stroke>,
    ) -> Option<(Self, Color)> {
        match command {
            Command::FillRect(rect, Brush::Solid(color)) => Some((Self::Rect(rect), color)),
            Command::FillCircle(centre, radius, Brush::Solid(color)) => {
                Some((Self::Circle(centre, radius), color))
            }
            Command::FillPath(range, _, Brush::Solid(color)) => {
                let shape = match recognize(&scene.elements[range.range()])? {
                    RecognizedShape::Circle(centre, radius) => Self::Circle(centre, radius),
                    RecognizedShape::RoundedRect(rect, radius) => Self::RoundedRect(rect, radius),
                };
                Some((shape, color))
            }
            Command::StrokeLine(from, to, Brush::Solid(color)) => {
                let line = line?;
                Some((Self::Segment(from, to, line.width, cap_length(line)), color))
            }
            Command::FillRect(_, Brush::Paint(_))
            | Command::FillCircle(_, _, Brush::Paint(_))
            | Command::FillPath(_, _, Brush::Paint(_))
            | Command::StrokeLine(_, _, Brush::Paint(_))
            | Command::StrokePath(..)
            | Command::Image(_)
            | Command::Batch(_)
            | Command::Text(_)
            | Command::Transform(_)
            | Command::Blend(_)
            | Command::Stroke(_)
            | Command::Effects(_)
            | Command::ReplaceRect(..)
            | Command::ReplaceAll(_)
            | Command::PutPixels(_)
            | Command::PushClip(..)
            | Command::PopClip
            | Command::PushLayer(..)
            | Command::PushFilter(_)
            | Command::PopLayer => None,
        }
    }

    /// The shape of a batch's item with these numbers, for a line with this width and `beyond` longer at both ends; `None` if
    /// there are not as many numbers as the kind has.
    #[inline]
    pub(super) fn of_item(kind: BatchKind, numbers: &[f64], width: f64, beyond: f64) -> Option<Self> {
        let four = || <[f64; 4]>::try_from(numbers).ok();
        let circle = || {
            let [x, y, r] = <[f64; 3]>::try_from(numbers).ok()?;
            Some((Point::new(x, y), r))
        };
        let rect = || four().map(|[x, y, w, h]| Rect::new(x, y, x + w, y + h).abs());
        Some(match kind {
            BatchKind::FillRects => Self::Rect(rect()?),
            BatchKind::StrokeRects => Self::Frame(rect()?, width),
            BatchKind::FillCircles => {
                let (centre, radius) = circle()?;
                Self::Circle(centre, radius)
            }
            BatchKind::StrokeCircles => {
                let (centre, radius) = circle()?;
                Self::Ring(centre, radius, width)
            }
            BatchKind::Segments => {
                let [x1, y1, x2, y2] = four()?;
                Self::Segment(Point::new(x1, y1), Point::new(x2, y2), width, beyond)
            }
            BatchKind::Points(size) => {
                let [x, y] = <[f64; 2]>::try_from(numbers).ok()?;
                Self::Circle(Point::new(x, y), size / 2.0)
            }
        })
    }

    /// The bounds of the shape.
    #[inline]
    pub(super) fn bounds(self) -> Rect {
        match self {
            Self::Rect(rect) | Self::RoundedRect(rect, _) => rect,
            Self::Frame(rect, width) => rect.inflate(width / 2.0, width / 2.0),
            Self::Circle(centre, radius) => Rect::from_center_size(centre, (2.0 * radius, 2.0 * radius)),
            Self::Ring(centre, radius, width) => {
                let side = 2.0 * radius + width;
                Rect::from_center_size(centre, (side, side))
            }
            Self::Segment(from, to, width, beyond) => {
                let reach = width / 2.0 + beyond;
                Rect::from_points(from, to).inflate(reach, reach)
            }
        }
    }
}
