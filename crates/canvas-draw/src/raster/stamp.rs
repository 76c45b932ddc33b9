//! Simple shapes of one colour straight into the pixels: rectangles along the axes, rounded ones among them, circles,
//! straight lines.
//!
//! vello_cpu turns every shape into a path, its path into tiles and its tiles into strips before a pixel is touched, which
//! is the greater part of the work when shapes are many and small. Here the coverage of each pixel comes from a formula.
//! It is the exact area for rectangles and for edges of straight lines, and within one or two levels of 255 for circles.
//!
//! Coordinates are physical pixels of the surface; nothing is drawn outside of it.

mod circle;
mod coverage;
mod rounded;
mod segment;

use std::ops::Range;

use fearless_simd::dispatch;
use kurbo::{Point, Rect};
use peniko::Color;

use circle::Ring;
use coverage::greater;
use rounded::Rounded;
use segment::Segment;

use super::VECTORS;
use crate::geometry::kurbo;
use crate::peniko;

pub(super) use circle::SMALL;

/// So many pixels at once: the compiler makes vectors of them.
const LANES: usize = 8;

/// Pixels to draw into: premultiplied RGBA, rows without padding.
#[derive(Debug)]
pub(super) struct Surface<'a> {
    width: usize,
    height: usize,
    bytes: &'a mut [u8],
}

/// A colour, made ready to be mixed in: premultiplied, 0 to 255.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ink {
    rgba: [u8; 4],
}

impl Ink {
    pub(super) fn new(color: Color) -> Self {
        let pixel = color.premultiply().to_rgba8();
        Self {
            rgba: [pixel.r, pixel.g, pixel.b, pixel.a],
        }
    }

    /// Whether it can be seen at all.
    pub(super) fn shows(self) -> bool {
        self.rgba[3] > 0
    }
}

impl<'a> Surface<'a> {
    pub(super) fn new(width: usize, height: usize, bytes: &'a mut [u8]) -> Self {
        debug_assert_eq!(bytes.len(), width * height * 4);
        Self { width, height, bytes }
    }

    /// Puts a colour in the place of everything.
    pub(super) fn clear(&mut self, color: Color) {
        self.bytes.as_chunks_mut::<4>().0.fill(Ink::new(color).rgba);
    }

    /// Fills a rectangle.
    pub(super) fn fill_rect(&mut self, rect: Rect, ink: Ink) {
        dispatch!(*VECTORS, _simd => self.draw_rect(rect, ink));
    }

    /// Fills what lies between two rectangles, the second within the first.
    pub(super) fn fill_frame(&mut self, outer: Rect, inner: Rect, ink: Ink) {
        dispatch!(*VECTORS, _simd => self.draw_frame(outer, inner, ink));
    }

    /// Fills a rectangle with rounded corners, of a radius of [`SMALL`] at the least, and half its sides at the most.
    pub(super) fn fill_rounded(&mut self, rect: Rect, radius: f64, ink: Ink) {
        let rounded = Rounded::new(rect, radius);
        dispatch!(*VECTORS, _simd => rounded.draw(self, ink));
    }

    /// Fills a circle.
    pub(super) fn fill_circle(&mut self, x: f64, y: f64, radius: f64, ink: Ink) {
        self.fill_ring(x, y, radius, 0.0, ink);
    }

    /// Fills what lies between two circles around a point.
    pub(super) fn fill_ring(&mut self, x: f64, y: f64, radius: f64, hole: f64, ink: Ink) {
        let ring = Ring::new(x, y, radius, hole);
        dispatch!(*VECTORS, _simd => ring.draw(self, ink));
    }

    /// Draws a line from point to point, `width` wide and `beyond` longer at both ends. The points are not the same.
    pub(super) fn stroke_segment(&mut self, from: Point, to: Point, width: f64, beyond: f64, ink: Ink) {
        let segment = Segment::new(from, to, width, beyond);
        dispatch!(*VECTORS, _simd => segment.draw(self, ink));
    }

    #[inline(always)]
    fn draw_rect(&mut self, rect: Rect, ink: Ink) {
        let columns = Cells::new(rect.x0, rect.x1, self.width);
        let rows = Cells::new(rect.y0, rect.y1, self.height);
        for y in rows.all() {
            let share = rows.coverage(y);
            self.cells(y, &columns, share, ink);
        }
    }

    #[inline(always)]
    fn draw_frame(&mut self, outer: Rect, inner: Rect, ink: Ink) {
        let columns = Cells::new(outer.x0, outer.x1, self.width);
        let rows = Cells::new(outer.y0, outer.y1, self.height);
        let hole = Cells::new(inner.x0, inner.x1, self.width);
        let hole_rows = Cells::new(inner.y0, inner.y1, self.height);
        for y in rows.all() {
            let (share, missing) = (rows.coverage(y), hole_rows.coverage(y));
            if missing <= 0.0 {
                self.cells(y, &columns, share, ink);
                continue;
            }
            // What lies left and right of the hole, and in between only where a row is in the hole in part.
            let cover = |x: usize| share * columns.coverage(x) - missing * hole.coverage(x);
            let inside = if share - missing <= 0.0 {
                hole.whole()
            } else {
                0..0
            };
            let row = self.row(y);
            for x in columns.all().filter(|x| !inside.contains(x)) {
                blend(&mut row[x], ink, level(cover(x)));
            }
        }
    }

    /// A row of a rectangle, of which it covers `share`.
    #[inline(always)]
    fn cells(&mut self, y: usize, columns: &Cells, share: f32, ink: Ink) {
        let whole = columns.whole();
        let row = self.row(y);
        for x in (columns.first..whole.start).chain(whole.end..columns.end) {
            blend(&mut row[x], ink, level(share * columns.coverage(x)));
        }
        fill(&mut row[whole], ink, level(share));
    }

    #[inline(always)]
    fn row(&mut self, y: usize) -> &mut [[u8; 4]] {
        let stride = self.width * 4;
        self.bytes[y * stride..(y + 1) * stride].as_chunks_mut::<4>().0
    }
}

/// The pixels of a row or column that an interval touches.
#[derive(Clone, Copy, Debug)]
struct Cells {
    from: f64,
    to: f64,
    first: usize,
    end: usize,
}

impl Cells {
    #[inline(always)]
    fn new(from: f64, to: f64, count: usize) -> Self {
        let (from, to) = (from.max(0.0), to.min(count as f64));
        if from >= to {
            return Self {
                from: 0.0,
                to: 0.0,
                first: 0,
                end: 0,
            };
        }
        Self {
            from,
            to,
            first: from as usize,
            end: to.ceil() as usize,
        }
    }

    #[inline(always)]
    fn all(&self) -> Range<usize> {
        self.first..self.end
    }

    /// Those that are covered whole.
    #[inline(always)]
    fn whole(&self) -> Range<usize> {
        let start = self.from.ceil() as usize;
        start..(self.to as usize).max(start)
    }

    #[inline(always)]
    fn coverage(&self, cell: usize) -> f32 {
        let cell = cell as f64;
        (self.to.min(cell + 1.0) - self.from.max(cell)).max(0.0) as f32
    }
}

/// The pixels of `count` that an interval touches.
#[inline(always)]
fn clamped(from: f64, to: f64, count: usize) -> Range<usize> {
    let within = |place: f64| {
        let place = if place > 0.0 { place } else { 0.0 };
        let count = count as f64;
        if place < count { place } else { count }
    };
    let (from, to) = (within(from), within(to));
    // Sides of pictures have 16 bits. What is cut off is added, which needs no call.
    let end = to as i32;
    let end = end + i32::from(f64::from(end) < to);
    let start = (from as i32).min(end);
    start as usize..end as usize
}

/// A share of a pixel, in levels.
#[inline(always)]
fn level(coverage: f32) -> u8 {
    // `as` takes what is below 0 to 0 and what is above 255 to 255.
    (coverage * 255.0 + 0.5) as u8
}

/// The same without a branch, so that the compiler makes vectors of it, for shares that are not above 1.
#[inline(always)]
fn nearest_level(cover: f32) -> u32 {
    /// An `f32` this large has no digits behind the point, and the whole number in its last bits.
    const WHOLE: f32 = (1u32 << 23) as f32;
    (greater(cover, 0.0) * 255.0 + WHOLE).to_bits() & 255
}

/// The product of two levels, 255 being one; exact to the nearest level.
#[inline(always)]
fn product(a: u16, b: u16) -> u16 {
    let product = a * b + 128;
    (product + (product >> 8)) >> 8
}

/// Mixes a colour into a pixel of which it covers a part.
#[inline(always)]
fn blend(pixel: &mut [u8; 4], ink: Ink, coverage: u8) {
    let coverage = u16::from(coverage);
    let source = ink.rgba.map(|value| product(value.into(), coverage));
    let rest = 255 - source[3];
    for (value, source) in pixel.iter_mut().zip(source) {
        *value = (source + product(u16::from(*value), rest)) as u8;
    }
}

/// Mixes a colour into some pixels of a row; `covers` tells how much of each it covers, from the pixel of that number on.
#[inline(always)]
fn blend_columns(
    row: &mut [[u8; 4]],
    columns: Range<usize>,
    ink: Ink,
    covers: impl Fn(usize) -> [f32; LANES],
) {
    let mut start = columns.start;
    while start < columns.end {
        let (mut levels, count) = ([0; LANES], columns.end - start);
        for (lane, (level, cover)) in levels.iter_mut().zip(covers(start)).enumerate() {
            *level = if lane < count { nearest_level(cover) } else { 0 };
        }
        match row[start..].first_chunk_mut() {
            Some(pixels) => blend_each(pixels, ink, levels),
            None => {
                for (pixel, level) in row[start..].iter_mut().zip(levels) {
                    blend(pixel, ink, level as u8);
                }
            }
        }
        start += LANES;
    }
}

/// Mixes a colour into pixels, each of which it covers to its own level. Two values of a pixel are one number each, with
/// room for their products.
#[inline(always)]
fn blend_each(pixels: &mut [[u8; 4]; LANES], ink: Ink, levels: [u32; LANES]) {
    const PAIR: u32 = 0x00ff_00ff;
    // As `product`, of both values of a pair.
    let products = |pair: u32, level: u32| {
        let product = pair * level + 0x0080_0080;
        ((product + (product >> 8 & PAIR)) >> 8) & PAIR
    };
    let ink = u32::from_le_bytes(ink.rgba);
    for (pixel, level) in pixels.iter_mut().zip(levels) {
        let there = u32::from_le_bytes(*pixel);
        let (red_blue, green_alpha) = (products(ink & PAIR, level), products(ink >> 8 & PAIR, level));
        let rest = 255 - (green_alpha >> 16);
        let red_blue = red_blue + products(there & PAIR, rest);
        let green_alpha = green_alpha + products(there >> 8 & PAIR, rest);
        *pixel = (red_blue | green_alpha << 8).to_le_bytes();
    }
}

/// Mixes a colour into pixels of which it covers the same part each.
#[inline(always)]
fn fill(pixels: &mut [[u8; 4]], ink: Ink, coverage: u8) {
    let source = ink.rgba.map(|value| product(value.into(), coverage.into()));
    if source[3] == 255 {
        pixels.fill(ink.rgba);
        return;
    }
    let rest = 255 - source[3];
    let (blocks, last) = pixels.as_chunks_mut::<LANES>();
    for block in blocks {
        // Many values at once: the compiler makes vectors of it.
        for (value, source) in block
            .as_flattened_mut()
            .iter_mut()
            .zip([source; LANES].as_flattened())
        {
            *value = (source + product(u16::from(*value), rest)) as u8;
        }
    }
    let mut levels = [0; LANES];
    levels[..last.len()].fill(coverage.into());
    let mut block = [[0; 4]; LANES];
    block[..last.len()].copy_from_slice(last);
    blend_each(&mut block, ink, levels);
    last.copy_from_slice(&block[..last.len()]);
}

#[cfg(test)]
mod tests;
