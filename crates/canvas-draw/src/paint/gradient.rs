//! Gradients with the edge cases of HTML
//! ([HTML, `CanvasGradient`](https://html.spec.whatwg.org/multipage/canvas.html#canvasgradient)).
//!
//! The rasterizer gets each gradient in coordinates of its own, of about unit length, and a transform: its thresholds
//! for degenerate gradients assume numbers of that size.

use std::f32::consts::TAU;
use std::sync::Arc;

use kurbo::{Affine, Point};
use peniko::{Color, ColorStop, Extend, InterpolationAlphaSpace};

use super::shared::Shared;
use crate::error::{Error, Result};
use crate::geometry::kurbo;
use crate::peniko;

/// Colours interpolated along a line, between two circles or around a point, in sRGB with straight alpha.
///
/// Before its first stop a gradient has the colour of the first, after its last that of the last. Without stops it
/// draws nothing. Clones share their stops: a stop that is added to one is added to all.
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

/// The geometry of a gradient: logical pixels, under the current transform of the drawing call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// Along a line, constant perpendicular to it. Draws nothing if both points are equal.
    Linear {
        /// The point of offset 0.
        from: Point,
        /// The point of offset 1.
        to: Point,
    },
    /// Between two circles: on the cone that they span. Draws nothing if both circles are equal.
    Radial {
        /// The centre of the circle of offset 0.
        from: Point,
        /// The radius of the circle of offset 0.
        from_radius: f64,
        /// The centre of the circle of offset 1.
        to: Point,
        /// The radius of the circle of offset 1.
        to_radius: f64,
    },
    /// Around a point, clockwise.
    Conic {
        /// The angle of offsets 0 and 1, radians clockwise from the right.
        start_angle: f64,
        /// The centre.
        centre: Point,
    },
}

/// A snapshot of a gradient.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Data {
    shape: Shape,
    /// In order of their offsets.
    stops: Vec<(f32, Color)>,
    /// The extension before the first and after the last stop, and a transform of the shape, for SVG; HTML has neither.
    extend: Extend,
    transform: Affine,
}

/// A gradient for the rasterizer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Prepared {
    Nothing,
    /// A gradient, and its transform to user coordinates.
    Gradient(Box<peniko::Gradient>, Affine),
}

impl Gradient {
    /// A gradient along the line from (`x0`, `y0`) to (`x1`, `y1`), logical pixels.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a number that is not finite.
    pub fn linear(x0: f64, y0: f64, x1: f64, y1: f64) -> Result<Self> {
        finite(&[("x0", x0), ("y0", y0), ("x1", x1), ("y1", y1)])?;
        let (from, to) = (Point::new(x0, y0), Point::new(x1, y1));
        Ok(Self::of(Shape::Linear { from, to }))
    }

    /// A gradient between the circle around (`x0`, `y0`) with radius `r0` and the one around (`x1`, `y1`) with radius
    /// `r1`, logical pixels.
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

    /// A gradient clockwise around (`x`, `y`) from `start_angle`, radians (0 is to the right).
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

    /// Adds a colour at an offset from 0 to 1; after existing stops of an equal offset. Scenes that are already
    /// recorded do not change.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an offset outside of 0 to 1.
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

    /// Adds a colour stop and returns the gradient, for chained calls.
    ///
    /// # Errors
    /// As for [`add_color_stop`](Self::add_color_stop).
    pub fn with_stop(self, offset: f64, color: Color) -> Result<Self> {
        self.add_color_stop(offset, color)?;
        Ok(self)
    }

    /// The geometry, which never changes.
    pub fn shape(&self) -> Shape {
        self.0.now().shape
    }

    /// The offsets (0 to 1) and colours of the stops, in order of their offsets.
    pub fn stops(&self) -> Vec<(f32, Color)> {
        self.0.now().stops.clone()
    }

    /// The gradient with another extension before its first and after its last stop, and with a transform of its shape.
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

    /// An address that is equal for clones, and different for all other gradients while one of them lives.
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
    /// The approximate memory, in bytes.
    pub(crate) fn byte_len(&self) -> usize {
        self.stops.len() * size_of::<ColorStop>()
    }

    /// The gradient for the rasterizer, multiplied by `alpha`.
    pub(crate) fn prepared(&self, alpha: f32) -> Prepared {
        let Some((kind, place)) = kind_of(self.shape).filter(|_| !self.stops.is_empty()) else {
            return Prepared::Nothing;
        };
        let mut stops: Vec<ColorStop> = Vec::with_capacity(self.stops.len() + 2);
        for (offset, color) in &self.stops {
            let stop = ColorStop::from((*offset, color.multiply_alpha(alpha)));
            // Of several stops at one offset only the first and the last are visible.
            if let [.., before, last] = &mut stops[..]
                && before.offset == *offset
                && last.offset == *offset
            {
                *last = stop;
            } else {
                stops.push(stop);
            }
        }
        // The rasterizer requires stops at offsets 0 and 1.
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

/// The shape scaled to about unit length, and the transform that places it; `None` if it draws nothing.
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
