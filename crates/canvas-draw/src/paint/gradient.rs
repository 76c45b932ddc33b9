//! Gradients with the edge cases of HTML.
//!
//! The rasterizer gets each gradient in coordinates of its own, about one long, and a transform: its sense for what
//! is degenerate is made for numbers of that size.

use std::f32::consts::TAU;
use std::sync::Arc;

use kurbo::{Affine, Point};
use peniko::{Color, ColorStop, Extend, InterpolationAlphaSpace};

use super::shared::Shared;
use crate::error::{Error, Result};
use crate::geometry::kurbo;
use crate::peniko;

/// Colours that flow into each other, along a line, between two circles or around a point.
///
/// Before its first stop a gradient has the colour of the first, after its last that of the last. Without stops it
/// draws nothing.
///
/// ```
/// use canvas_draw::paint::Gradient;
/// use canvas_draw::peniko::color::palette::css;
///
/// let gradient = Gradient::linear(0.0, 0.0, 100.0, 0.0)?
///     .with_stop(0.0, css::BLACK)?
///     .with_stop(1.0, css::WHITE)?;
/// let image = canvas_draw::render((100.0, 10.0), 1.0, None, |painter| {
///     painter.set_fill_style(&gradient);
///     painter.fill_rect(0.0, 0.0, 100.0, 10.0);
/// })?;
/// let red = |x| image.pixel(x, 5).map(|[red, ..]| red);
/// assert!(red(10) < red(50) && red(50) < red(90));
/// # canvas_draw::Result::Ok(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Gradient(Shared<Data>);

/// Where the colours of a gradient are; logical pixels, under the transform that holds when it is drawn with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// Along a line, and the same to both sides of it. Draws nothing if both points are the same.
    Linear {
        /// Where the offset is 0.
        from: Point,
        /// Where it is 1.
        to: Point,
    },
    /// Between two circles: on the cone that they span. Draws nothing if both circles are the same.
    Radial {
        /// The centre of the circle where the offset is 0.
        from: Point,
        /// Its radius.
        from_radius: f64,
        /// The centre of the circle where the offset is 1.
        to: Point,
        /// Its radius.
        to_radius: f64,
    },
    /// Around a point, clockwise.
    Conic {
        /// The angle where it begins and ends, radians from the right.
        start_angle: f64,
        /// The point.
        centre: Point,
    },
}

/// What a gradient is at one moment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Data {
    shape: Shape,
    /// In order of their offsets.
    stops: Vec<(f32, Color)>,
    /// What is before the first and after the last; and what the shape is moved by. HTML knows neither.
    extend: Extend,
    transform: Affine,
}

/// A gradient as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Prepared {
    Nothing,
    /// A gradient, and what places it.
    Gradient(Box<peniko::Gradient>, Affine),
}

impl Gradient {
    /// A gradient along a line.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a number that is not finite.
    pub fn linear(x0: f64, y0: f64, x1: f64, y1: f64) -> Result<Self> {
        finite(&[("x0", x0), ("y0", y0), ("x1", x1), ("y1", y1)])?;
        let (from, to) = (Point::new(x0, y0), Point::new(x1, y1));
        Ok(Self::of(Shape::Linear { from, to }))
    }

    /// A gradient between two circles.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a number that is not finite, or a negative radius.
    pub fn radial(x0: f64, y0: f64, r0: f64, x1: f64, y1: f64, r1: f64) -> Result<Self> {
        finite(&[
            ("x0", x0),
            ("y0", y0),
            ("r0", r0),
            ("x1", x1),
            ("y1", y1),
            ("r1", r1),
        ])?;
        if let Some((name, bad)) = [("r0", r0), ("r1", r1)].into_iter().find(|(_, r)| *r < 0.0) {
            return Err(Error::Invalid(format!(
                "{name}: expected a radius that is not negative, got {bad}"
            )));
        }
        Ok(Self::of(Shape::Radial {
            from: Point::new(x0, y0),
            from_radius: r0,
            to: Point::new(x1, y1),
            to_radius: r1,
        }))
    }

    /// A gradient around a point, clockwise from an angle (radians, 0 is to the right).
    ///
    /// # Errors
    /// [`Error::Invalid`] for a number that is not finite.
    pub fn conic(start_angle: f64, x: f64, y: f64) -> Result<Self> {
        finite(&[("start_angle", start_angle), ("x", x), ("y", y)])?;
        let centre = Point::new(x, y);
        Ok(Self::of(Shape::Conic { start_angle, centre }))
    }

    fn of(shape: Shape) -> Self {
        let stops = Vec::new();
        Self(Shared::new(Data {
            shape,
            stops,
            extend: Extend::Pad,
            transform: Affine::IDENTITY,
        }))
    }

    /// Adds a colour at an offset from 0 to 1; after those that are there already at the same offset.
    ///
    /// # Errors
    /// [`Error::Invalid`] for another offset.
    pub fn add_color_stop(&self, offset: f64, color: Color) -> Result<()> {
        if !(0.0..=1.0).contains(&offset) {
            return Err(Error::Invalid(format!(
                "offset: expected a number from 0 to 1, got {offset}"
            )));
        }
        let offset = offset as f32;
        self.0.change(|data| {
            let at = data.stops.partition_point(|(other, _)| *other <= offset);
            data.stops.insert(at, (offset, color));
        });
        Ok(())
    }

    /// The same, to be written in a row.
    ///
    /// # Errors
    /// As for [`add_color_stop`](Self::add_color_stop).
    pub fn with_stop(self, offset: f64, color: Color) -> Result<Self> {
        self.add_color_stop(offset, color)?;
        Ok(self)
    }

    /// Where its colours are.
    pub fn shape(&self) -> Shape {
        self.0.now().shape
    }

    /// The colours, in order of their offsets.
    pub fn stops(&self) -> Vec<(f32, Color)> {
        self.0.now().stops.clone()
    }

    /// The same, going on another way before its first and after its last stop, and transformed.
    pub(crate) fn extended(self, extend: Extend, transform: Affine) -> Self {
        self.0.change(|data| {
            data.extend = extend;
            data.transform = transform;
        });
        self
    }

    pub(crate) fn now(&self) -> Arc<Data> {
        self.0.now()
    }

    /// The same for clones, and for no other gradient while one lives.
    pub fn address(&self) -> usize {
        self.0.address()
    }
}

fn finite(numbers: &[(&str, f64)]) -> Result<()> {
    match numbers.iter().find(|(_, number)| !number.is_finite()) {
        None => Ok(()),
        Some((name, bad)) => Err(Error::Invalid(format!(
            "{name}: expected a finite number, got {bad}"
        ))),
    }
}

impl Data {
    /// The memory that it takes, in bytes, about.
    pub(crate) fn byte_len(&self) -> usize {
        self.stops.len() * size_of::<ColorStop>()
    }

    /// As it is drawn with this alpha.
    pub(crate) fn prepared(&self, alpha: f32) -> Prepared {
        let Some((kind, place)) = kind_of(self.shape).filter(|_| !self.stops.is_empty()) else {
            return Prepared::Nothing;
        };
        let mut stops: Vec<ColorStop> = Vec::with_capacity(self.stops.len() + 2);
        for (offset, color) in &self.stops {
            let stop = ColorStop::from((*offset, color.multiply_alpha(alpha)));
            // Of several at one offset only the first and the last show.
            if let [.., before, last] = &mut stops[..]
                && before.offset == *offset
                && last.offset == *offset
            {
                *last = stop;
            } else {
                stops.push(stop);
            }
        }
        // The rasterizer wants two at least, from end to end.
        if let Some(first) = stops.first().copied().filter(|first| first.offset > 0.0) {
            stops.insert(0, ColorStop { offset: 0.0, ..first });
        }
        if let Some(last) = stops.last().copied().filter(|last| last.offset < 1.0) {
            stops.push(ColorStop { offset: 1.0, ..last });
        }
        let gradient = peniko::Gradient {
            kind,
            stops: stops[..].into(),
            extend: self.extend,
            interpolation_alpha_space: InterpolationAlphaSpace::Unpremultiplied,
            ..peniko::Gradient::default()
        };
        Prepared::Gradient(Box::new(gradient), self.transform * place)
    }
}

/// The shape about one long, and what places it; `None` if nothing is to be drawn.
fn kind_of(shape: Shape) -> Option<(peniko::GradientKind, Affine)> {
    match shape {
        Shape::Linear { from, to } => {
            let d = to - from;
            let place = Affine::new([d.x, d.y, -d.y, d.x, from.x, from.y]);
            let line = peniko::LinearGradientPosition::new((0.0, 0.0), (1.0, 0.0));
            (from != to).then_some((line.into(), place))
        }
        Shape::Radial {
            from,
            from_radius,
            to,
            to_radius,
        } => {
            let extent = (to - from).hypot().max(from_radius).max(to_radius);
            let centre = (to - from) / extent;
            let circles = peniko::RadialGradientPosition::new_two_point(
                (0.0, 0.0),
                (from_radius / extent) as f32,
                centre.to_point(),
                (to_radius / extent) as f32,
            );
            let place = Affine::translate(from.to_vec2()) * Affine::scale(extent);
            let same = from == to && from_radius == to_radius;
            (!same).then_some((circles.into(), place))
        }
        Shape::Conic { start_angle, centre } => {
            let around = peniko::SweepGradientPosition::new((0.0, 0.0), 0.0, TAU);
            let place = Affine::translate(centre.to_vec2()) * Affine::rotate(start_angle);
            Some((around.into(), place))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: Color = Color::from_rgba8(255, 0, 0, 255);
    const BLUE: Color = Color::from_rgba8(0, 0, 255, 255);

    fn offsets(gradient: &Gradient) -> Vec<f32> {
        match gradient.now().prepared(1.0) {
            Prepared::Nothing => Vec::new(),
            Prepared::Gradient(gradient, _) => gradient.stops.iter().map(|stop| stop.offset).collect(),
        }
    }

    #[test]
    fn stops_are_sorted_and_reach_from_end_to_end() {
        let gradient = Gradient::linear(0.0, 0.0, 1.0, 0.0).unwrap();
        assert!(offsets(&gradient).is_empty(), "nothing without stops");
        gradient.add_color_stop(0.5, RED).unwrap();
        assert_eq!(offsets(&gradient), [0.0, 0.5, 1.0]);
        gradient.add_color_stop(0.25, BLUE).unwrap();
        gradient.add_color_stop(0.5, BLUE).unwrap();
        gradient.add_color_stop(0.5, RED).unwrap();
        assert_eq!(offsets(&gradient), [0.0, 0.25, 0.5, 0.5, 1.0]);
        for end in [0.0, 1.0] {
            let one = Gradient::conic(0.0, 0.0, 0.0)
                .unwrap()
                .with_stop(end, RED)
                .unwrap();
            assert_eq!(offsets(&one), [0.0, 1.0]);
        }
    }

    #[test]
    fn gradients_without_extent_draw_nothing() {
        for (extent, gradient) in [
            (false, Gradient::linear(3.0, 4.0, 3.0, 4.0)),
            (true, Gradient::linear(3.0, 4.0, 3.0, 4.0 + 1e-9)),
            (false, Gradient::radial(1.0, 1.0, 5.0, 1.0, 1.0, 5.0)),
            (true, Gradient::radial(1.0, 1.0, 5.0, 1.0, 1.0, 5.001)),
            (true, Gradient::radial(1.0, 1.0, 0.0, 9.0, 1.0, 0.0)),
        ] {
            let gradient = gradient.unwrap().with_stop(0.0, RED).unwrap();
            assert_eq!(!offsets(&gradient).is_empty(), extent, "{gradient:?}");
        }
    }

    #[test]
    fn bad_numbers_are_named() {
        let message = |result: Result<Gradient>| result.unwrap_err().to_string();
        assert!(message(Gradient::linear(0.0, f64::NAN, 1.0, 0.0)).starts_with("y0"));
        assert!(message(Gradient::radial(0.0, 0.0, 1.0, 0.0, 0.0, -1.0)).starts_with("r1"));
        assert!(message(Gradient::conic(f64::INFINITY, 0.0, 0.0)).starts_with("start_angle"));
        let gradient = Gradient::linear(0.0, 0.0, 1.0, 0.0).unwrap();
        for bad in [-0.1, 1.1, f64::NAN] {
            assert!(gradient.add_color_stop(bad, RED).is_err());
        }
        assert!(gradient.stops().is_empty());
    }
}
