//! Simple shapes of one colour straight into the pixels: rectangles along the axes, circles, straight lines.
//!
//! vello_cpu turns every shape into a path, its path into tiles and its tiles into strips before a pixel is touched, which
//! is the greater part of the work when shapes are many and small. Here the coverage of each pixel comes from a formula.
//! It is the exact area for rectangles and for edges of straight lines, and within one or two levels of 255 for circles.
//!
//! Coordinates are physical pixels of the surface; nothing is drawn outside of it.

mod circle;
mod coverage;
mod segment;

use kurbo::Rect;
use peniko::Color;

use crate::geometry::kurbo;
use crate::peniko;

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
        let columns = Cells::new(rect.x0, rect.x1, self.width);
        let rows = Cells::new(rect.y0, rect.y1, self.height);
        for y in rows.all() {
            let share = rows.coverage(y);
            self.cells(y, &columns, share, ink);
        }
    }

    /// Fills what lies between two rectangles, the second within the first.
    pub(super) fn fill_frame(&mut self, outer: Rect, inner: Rect, ink: Ink) {
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
    fn cells(&mut self, y: usize, columns: &Cells, share: f32, ink: Ink) {
        let whole = columns.whole();
        let row = self.row(y);
        for x in (columns.first..whole.start).chain(whole.end..columns.end) {
            blend(&mut row[x], ink, level(share * columns.coverage(x)));
        }
        fill(&mut row[whole], ink, level(share));
    }

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

    fn all(&self) -> std::ops::Range<usize> {
        self.first..self.end
    }

    /// Those that are covered whole.
    fn whole(&self) -> std::ops::Range<usize> {
        let start = self.from.ceil() as usize;
        start..(self.to as usize).max(start)
    }

    fn coverage(&self, cell: usize) -> f32 {
        let cell = cell as f64;
        (self.to.min(cell + 1.0) - self.from.max(cell)).max(0.0) as f32
    }
}

/// A share of a pixel, in levels.
fn level(coverage: f32) -> u8 {
    // `as` takes what is below 0 to 0 and what is above 255 to 255.
    (coverage * 255.0 + 0.5) as u8
}

/// The product of two levels, 255 being one; exact to the nearest level.
fn product(a: u16, b: u16) -> u16 {
    let product = a * b + 128;
    (product + (product >> 8)) >> 8
}

/// Mixes a colour into a pixel of which it covers a part.
#[inline]
fn blend(pixel: &mut [u8; 4], ink: Ink, coverage: u8) {
    let coverage = u16::from(coverage);
    let source = ink.rgba.map(|value| product(value.into(), coverage));
    let rest = 255 - source[3];
    for (value, source) in pixel.iter_mut().zip(source) {
        *value = (source + product(u16::from(*value), rest)) as u8;
    }
}

/// Mixes a colour into pixels of which it covers the same part each.
fn fill(pixels: &mut [[u8; 4]], ink: Ink, coverage: u8) {
    let source = ink.rgba.map(|value| product(value.into(), coverage.into()));
    if source[3] == 255 {
        pixels.fill(ink.rgba);
        return;
    }
    let rest = 255 - source[3];
    let (blocks, last) = pixels.as_chunks_mut::<4>();
    for block in blocks {
        // Sixteen values at once: the compiler makes vectors of it.
        for (value, source) in block
            .as_flattened_mut()
            .iter_mut()
            .zip([source; 4].as_flattened())
        {
            *value = (source + product(u16::from(*value), rest)) as u8;
        }
    }
    for pixel in last {
        for (value, source) in pixel.iter_mut().zip(source) {
            *value = (source + product(u16::from(*value), rest)) as u8;
        }
    }
}

#[cfg(test)]
mod tests;
