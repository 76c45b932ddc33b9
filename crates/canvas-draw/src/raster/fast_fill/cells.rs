//! The pixels that intervals and rectangles cover.

use std::ops::Range;

/// The pixels of a row or column that an interval overlaps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cells {
    from: f64,
    to: f64,
    /// The first pixel.
    pub(super) first: usize,
    /// The pixel after the last.
    pub(super) end: usize,
}

impl Cells {
    #[inline(always)]
    pub(super) fn new(from: f64, to: f64, count: usize) -> Self {
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
    pub(super) fn all(&self) -> Range<usize> {
        self.first..self.end
    }

    /// The pixels that are covered entirely.
    #[inline(always)]
    pub(super) fn whole(&self) -> Range<usize> {
        let start = self.from.ceil() as usize;
        start..(self.to as usize).max(start)
    }

    #[inline(always)]
    pub(super) fn coverage(&self, cell: usize) -> f32 {
        let cell = cell as f64;
        (self.to.min(cell + 1.0) - self.from.max(cell)).max(0.0) as f32
    }
}

/// Those of `count` pixels that an interval overlaps.
#[inline(always)]
pub(super) fn clamped(from: f64, to: f64, count: usize) -> Range<usize> {
    let within = |place: f64| {
        let place = if place > 0.0 { place } else { 0.0 };
        let count = count as f64;
        if place < count { place } else { count }
    };
    let (from, to) = (within(from), within(to));
    // Sides of targets have 16 bits. Truncating and adding is rounding up without a call.
    let end = to as i32;
    let end = end + i32::from(f64::from(end) < to);
    let start = (from as i32).min(end);
    start as usize..end as usize
}
