//! The fast path: simple shapes of one colour, filled straight into the pixels. They are rectangles along the axes, rounded
//! ones among them, circles and straight lines.
//!
//! vello_cpu turns every shape into a path, the path into tiles and the tiles into strips before it draws a pixel, which
//! is the greater part of the work when shapes are many and small. Here the coverage of each pixel comes from a formula.
//! It is the exact area for rectangles and for edges of straight lines, and within one or two levels of 255 for circles.
//!
//! Coordinates are physical pixels of the surface; nothing is drawn outside of it.

mod blend;
mod cells;
mod circle;
mod coverage;
mod rounded;
mod rows;
mod segment;

use fearless_simd::dispatch;
use kurbo::{Point, Rect};

use circle::Ring;
use rounded::RoundedRect;
use rows::PixelRows;
use segment::Segment;

use super::simd::LEVEL;
use crate::geometry::kurbo;
use crate::peniko::Color;

pub(super) use blend::SolidSource;
pub(super) use circle::SMALL;

/// The pixels of a target, with the vector instructions that the processor has.
#[derive(Debug)]
pub(super) struct Surface<'a> {
    rows: PixelRows<'a>,
}

impl<'a> Surface<'a> {
    /// `bytes` are premultiplied RGBA, rows without padding.
    pub(super) fn new(width: usize, height: usize, bytes: &'a mut [u8]) -> Self {
        Self {
            rows: PixelRows::new(width, height, bytes),
        }
    }

    /// Replaces all pixels by a colour.
    pub(super) fn clear(&mut self, color: Color) {
        self.rows.clear(SolidSource::new(color));
    }

    /// Fills a rectangle.
    pub(super) fn fill_rect(&mut self, rect: Rect, color: SolidSource) {
        dispatch!(*LEVEL, _simd => self.rows.draw_rect(rect, color));
    }

    /// Fills the area between two rectangles, the second within the first.
    pub(super) fn fill_frame(&mut self, outer: Rect, inner: Rect, color: SolidSource) {
        dispatch!(*LEVEL, _simd => self.rows.draw_frame(outer, inner, color));
    }

    /// Fills a rectangle with rounded corners, of a radius of at least [`SMALL`] and at most half its sides.
    pub(super) fn fill_rounded(&mut self, rect: Rect, radius: f64, color: SolidSource) {
        let rounded = RoundedRect::new(rect, radius);
        dispatch!(*LEVEL, _simd => rounded.draw(&mut self.rows, color));
    }

    /// Fills a circle.
    pub(super) fn fill_circle(&mut self, centre: Point, radius: f64, color: SolidSource) {
        self.fill_ring(centre, radius, 0.0, color);
    }

    /// Fills the area between two circles around a point.
    pub(super) fn fill_ring(&mut self, centre: Point, radius: f64, hole: f64, color: SolidSource) {
        let ring = Ring::new(centre, radius, hole);
        dispatch!(*LEVEL, _simd => ring.draw(&mut self.rows, color));
    }

    /// Draws a line from point to point, `width` wide and `beyond` longer at both ends. The points must differ.
    pub(super) fn stroke_segment(
        &mut self,
        from: Point,
        to: Point,
        width: f64,
        beyond: f64,
        color: SolidSource,
    ) {
        let segment = Segment::new(from, to, width, beyond);
        dispatch!(*LEVEL, _simd => segment.draw(&mut self.rows, color));
    }
}

#[cfg(test)]
mod tests;
