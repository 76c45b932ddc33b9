//! Straight lines with straight ends.

use kurbo::{Point, Vec2};

use super::blend::{LANES, SolidSource, blend_columns};
use super::cells::clamped;
use super::coverage::Edge;
use super::rows::PixelRows;
use crate::geometry::kurbo;

/// A straight line, prepared for drawing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    middle: Point,
    /// Its direction, of length 1.
    along: Vec2,
    half_width: f32,
    half_length: f32,
    edge: Edge,
    /// How far up and down from the middle pixels are covered.
    reach_y: f64,
    sides: Crossing,
    ends: Crossing,
}

impl Segment {
    /// A line from point to point, `width` wide and `beyond` longer at both ends. The points must differ.
    pub(super) fn new(from: Point, to: Point, width: f64, beyond: f64) -> Self {
        let length = (to - from).hypot();
        let along = (to - from) / length;
        let edge = Edge::new(along.x as f32, along.y as f32);
        let (half_width, half_length) = (width / 2.0, length / 2.0 + beyond);
        // The greatest distance of a covered pixel from the line, and from the middle along it.
        let reach = f64::from(edge.reach);
        let (across, ahead) = (half_width + reach, half_length + reach);
        Self {
            middle: from.midpoint(to),
            along,
            half_width: half_width as f32,
            half_length: half_length as f32,
            edge,
            reach_y: across * along.x.abs() + ahead * along.y.abs(),
            sides: Crossing::new(along.y, across),
            ends: Crossing::new(along.x, ahead),
        }
    }

    #[inline(always)]
    pub(super) fn draw(self, rows: &mut PixelRows<'_>, color: SolidSource) {
        let (middle, along) = (self.middle, self.along);
        for y in clamped(middle.y - self.reach_y, middle.y + self.reach_y, rows.height()) {
            let dy = y as f64 + 0.5 - middle.y;
            let (sides, ends) = (self.sides.at(dy * along.x), self.ends.at(-dy * along.y));
            // The pixels whose centres are in between; those outside are not covered.
            let first = if sides.0 > ends.0 { sides.0 } else { ends.0 };
            let last = if sides.1 < ends.1 { sides.1 } else { ends.1 };
            let columns = clamped(middle.x + first + 0.5, middle.x + last - 0.5, rows.width());
            blend_columns(rows.row(y), columns, color, |x| {
                self.covers((x as f64 + 0.5 - middle.x) as f32, dy as f32)
            });
        }
    }

    /// The coverage of pixels side by side, the first one's centre at (`dx`, `dy`) from the middle. The result depends on
    /// nothing else, so that it is the same in every band.
    #[inline(always)]
    fn covers(self, dx: f32, dy: f32) -> [f32; LANES] {
        let (ux, uy) = (self.along.x as f32, self.along.y as f32);
        let mut covers = [0.0; LANES];
        for (lane, cover) in covers.iter_mut().enumerate() {
            let sideways = (dx + lane as f32) * uy - dy * ux;
            *cover = self.edge.between(self.half_width, sideways.abs());
        }
        let forwards = |lane: usize| ((dx + lane as f32) * ux + dy * uy).abs();
        if forwards(0) > self.half_length - self.edge.reach
            || forwards(LANES - 1) > self.half_length - self.edge.reach
        {
            for (lane, cover) in covers.iter_mut().enumerate() {
                *cover *= self.edge.between(self.half_length, forwards(lane));
            }
        }
        covers
    }
}

/// Where a row crosses the strip around a line.
#[derive(Clone, Copy, Debug)]
struct Crossing {
    /// The reciprocal of the slope; 0 if the row is parallel.
    step: f64,
    /// Half the width of the crossing.
    half: f64,
}

impl Crossing {
    fn new(slope: f64, reach: f64) -> Self {
        if slope.abs() < 1e-6 {
            return Self {
                step: 0.0,
                half: f64::INFINITY,
            };
        }
        let step = slope.recip();
        Self {
            step,
            half: reach * step.abs(),
        }
    }

    /// Where `slope * dx` is within reach of `middle`.
    #[inline(always)]
    fn at(self, middle: f64) -> (f64, f64) {
        let centre = middle * self.step;
        (centre - self.half, centre + self.half)
    }
}
