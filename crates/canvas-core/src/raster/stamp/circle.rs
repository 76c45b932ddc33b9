//! Circles and rings.

use super::coverage::Edge;
use super::{Ink, Surface, blend, fill, level};

/// Smaller circles are summed up from chords: their edge is not straight within a pixel.
const SMALL: f32 = 2.0;
/// Chords a row.
const CHORDS: usize = 16;
/// Half the diagonal of a pixel, and a little for rounding.
const REACH: f32 = 0.72;

/// The part of the plane within a distance of the origin.
#[derive(Clone, Copy, Debug)]
struct Disc {
    radius: f32,
    /// How far the edge lies inside of its tangent, on average over a pixel.
    bend: f32,
}

impl Disc {
    fn new(radius: f32) -> Self {
        Self {
            radius,
            bend: 1.0 / (24.0 * radius.max(SMALL)),
        }
    }

    /// Half the width of its chord at a height, of a circle that is greater by `more`; 0 if it has none there.
    fn half_chord(self, dy: f32, more: f32) -> f32 {
        let radius = self.radius + more;
        if radius <= dy.abs() {
            return 0.0;
        }
        (radius * radius - dy * dy).sqrt()
    }

    /// The area of the pixel at this place that lies within, of a disc that is not small.
    fn cover(self, dx: f32, dy: f32) -> f32 {
        let distance = (dx * dx + dy * dy).sqrt();
        let inside = self.radius - distance;
        if inside > REACH {
            return 1.0;
        }
        if inside < -REACH {
            return 0.0;
        }
        Edge::new(dx / distance, dy / distance).inside(inside - self.bend)
    }

    /// The chords of a row of pixels, if the circle is small.
    fn chords(self, dy: f32) -> Option<Chords> {
        (self.radius < SMALL).then(|| {
            let mut halves = [0.0; CHORDS];
            for (index, half) in halves.iter_mut().enumerate() {
                let y = dy + (index as f32 + 0.5) / CHORDS as f32 - 0.5;
                *half = (self.radius * self.radius - y * y).max(0.0).sqrt();
            }
            Chords(halves)
        })
    }
}

/// Half the widths of a small circle in a row of pixels.
struct Chords([f32; CHORDS]);

impl Chords {
    fn cover(&self, dx: f32) -> f32 {
        let mut sum = 0.0;
        for half in self.0 {
            sum += ((dx + 0.5).min(half) - (dx - 0.5).max(-half)).max(0.0);
        }
        sum / CHORDS as f32
    }
}

/// A disc as it is seen from a row of pixels.
struct Row {
    disc: Disc,
    dy: f32,
    chords: Option<Chords>,
}

impl Row {
    fn new(disc: Disc, dy: f32) -> Self {
        Self {
            disc,
            dy,
            chords: disc.chords(dy),
        }
    }

    fn cover(&self, dx: f32) -> f32 {
        match &self.chords {
            Some(chords) => chords.cover(dx),
            None => self.disc.cover(dx, self.dy),
        }
    }
}

impl Surface<'_> {
    /// Fills a circle.
    pub(in super::super) fn fill_circle(&mut self, x: f64, y: f64, radius: f64, ink: Ink) {
        self.fill_ring(x, y, radius, 0.0, ink);
    }

    /// Fills what lies between two circles around a point.
    pub(in super::super) fn fill_ring(&mut self, x: f64, y: f64, radius: f64, hole: f64, ink: Ink) {
        let (disc, hole) = (
            Disc::new(radius as f32),
            (hole > 0.0).then(|| Disc::new(hole as f32)),
        );
        let reach = radius + 1.0;
        let rows = clamped(y - reach, y + reach, self.height);
        for row_y in rows {
            // Small numbers: the centre may be far from the origin, and `f32` is not exact there.
            let dy = (row_y as f64 + 0.5 - y) as f32;
            self.ring_row(row_y, x, dy, disc, hole, ink);
        }
    }

    fn ring_row(&mut self, row_y: usize, x: f64, dy: f32, disc: Disc, hole: Option<Disc>, ink: Ink) {
        let width = self.width;
        let columns = |half: f32| clamped(x - f64::from(half), x + f64::from(half), width);
        let touched = columns(disc.half_chord(dy, REACH) + 0.5);
        // Pixels whose centres lie here are covered whole.
        let solid = match disc.half_chord(dy, -REACH) - 0.5 {
            half if half > 0.0 && disc.radius >= SMALL => columns(half),
            _ => touched.end..touched.end,
        };
        let outer = Row::new(disc, dy);
        let Some(hole) = hole else {
            let row = self.row(row_y);
            for at in (touched.start..solid.start).chain(solid.end..touched.end) {
                let dx = (at as f64 + 0.5 - x) as f32;
                blend(&mut row[at], ink, level(outer.cover(dx)));
            }
            fill(&mut row[solid], ink, 255);
            return;
        };
        let empty = match hole.half_chord(dy, -REACH) - 0.5 {
            half if half > 0.0 && hole.radius >= SMALL => columns(half),
            _ => touched.end..touched.end,
        };
        let inner = Row::new(hole, dy);
        let row = self.row(row_y);
        for at in (touched.start..empty.start).chain(empty.end..touched.end) {
            let dx = (at as f64 + 0.5 - x) as f32;
            let cover = outer.cover(dx) - inner.cover(dx);
            blend(&mut row[at], ink, level(cover));
        }
    }
}

/// The pixels of `count` that an interval touches.
pub(super) fn clamped(from: f64, to: f64, count: usize) -> std::ops::Range<usize> {
    let end = (to.ceil().max(0.0) as usize).min(count);
    (from.max(0.0) as usize).min(end)..end
}
