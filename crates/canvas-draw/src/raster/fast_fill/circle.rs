//! Circles and rings.

use kurbo::Point;

use super::blend::{LANES, SolidSource, blend_columns, fill};
use super::cells::clamped;
use super::coverage::{Edge, greater, lesser};
use super::rows::PixelRows;
use crate::geometry::kurbo;

/// Circles of a smaller radius are summed up from chords: their edge is not straight within a pixel.
pub(in crate::raster) const SMALL: f32 = 2.0;
/// The number of chords in a row of pixels.
const CHORDS: usize = 16;
/// Half the diagonal of a pixel, rounded up.
pub(super) const REACH: f32 = 0.72;

/// The part of the plane within a distance of the origin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Disc {
    pub(super) radius: f32,
    /// How far the edge is inside of its tangent, on average over a pixel.
    bend: f32,
}

impl Disc {
    pub(super) fn new(radius: f32) -> Self {
        Self {
            radius,
            bend: 1.0 / (24.0 * greater(radius, SMALL)),
        }
    }

    /// Half the chord at a height, of a circle whose radius is greater by `more`; 0 if there is no chord.
    #[inline(always)]
    pub(super) fn half_chord(self, dy: f32, more: f32) -> f32 {
        let radius = self.radius + more;
        if radius <= dy.abs() {
            return 0.0;
        }
        (radius * radius - dy * dy).sqrt()
    }

    /// The coverage of pixels side by side, the first one's centre at (`dx`, `dy`), by a disc that is not small.
    #[inline(always)]
    pub(super) fn covers(self, dx: f32, dy: f32) -> [f32; LANES] {
        let mut covers = [0.0; LANES];
        for (lane, cover) in covers.iter_mut().enumerate() {
            let dx = dx + lane as f32;
            let distance = greater((dx * dx + dy * dy).sqrt(), f32::MIN_POSITIVE);
            let out = 1.0 / distance;
            *cover = Edge::new(dx * out, dy * out).inside(self.radius - distance - self.bend);
        }
        covers
    }

    /// The chords of a row of pixels, if the circle is small.
    #[inline(always)]
    fn chords(self, dy: f32) -> Option<Chords> {
        (self.radius < SMALL).then(|| {
            let mut halves = [0.0; CHORDS];
            for (index, half) in halves.iter_mut().enumerate() {
                let y = dy + (index as f32 + 0.5) / CHORDS as f32 - 0.5;
                *half = greater(self.radius * self.radius - y * y, 0.0).sqrt();
            }
            Chords(halves)
        })
    }
}

/// Half the chords of a small circle in a row of pixels.
struct Chords([f32; CHORDS]);

impl Chords {
    #[inline(always)]
    fn covers(&self, dx: f32) -> [f32; LANES] {
        let mut covers = [0.0; LANES];
        for half in self.0 {
            for (lane, cover) in covers.iter_mut().enumerate() {
                let dx = dx + lane as f32;
                *cover += greater(lesser(dx + 0.5, half) - greater(dx - 0.5, -half), 0.0);
            }
        }
        covers.map(|sum| sum / CHORDS as f32)
    }
}

/// A disc, relative to a row of pixels.
struct Row {
    disc: Disc,
    dy: f32,
    chords: Option<Chords>,
}

impl Row {
    #[inline(always)]
    fn new(disc: Disc, dy: f32) -> Self {
        Self {
            disc,
            dy,
            chords: disc.chords(dy),
        }
    }

    #[inline(always)]
    fn covers(&self, dx: f32) -> [f32; LANES] {
        match &self.chords {
            Some(chords) => chords.covers(dx),
            None => self.disc.covers(dx, self.dy),
        }
    }
}

/// The area between two circles around a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ring {
    centre: Point,
    outer: Disc,
    hole: Option<Disc>,
}

impl Ring {
    pub(super) fn new(centre: Point, radius: f64, hole: f64) -> Self {
        Self {
            centre,
            outer: Disc::new(radius as f32),
            hole: (hole > 0.0).then(|| Disc::new(hole as f32)),
        }
    }

    #[inline(always)]
    pub(super) fn draw(self, rows: &mut PixelRows<'_>, color: SolidSource) {
        let reach = f64::from(self.outer.radius) + 1.0;
        for y in clamped(self.centre.y - reach, self.centre.y + reach, rows.height()) {
            // Relative to the centre, which may be far from the origin, where `f32` is not exact.
            let dy = (y as f64 + 0.5 - self.centre.y) as f32;
            self.draw_row(rows, y, dy, color);
        }
    }

    #[inline(always)]
    fn draw_row(self, rows: &mut PixelRows<'_>, y: usize, dy: f32, color: SolidSource) {
        let width = rows.width();
        let columns = |half: f32| {
            clamped(
                self.centre.x - f64::from(half),
                self.centre.x + f64::from(half),
                width,
            )
        };
        let away = |x: usize| (x as f64 + 0.5 - self.centre.x) as f32;
        let covered = columns(self.outer.half_chord(dy, REACH) + 0.5);
        // Pixels whose centres are in these columns are covered entirely.
        let whole = |disc: Disc| match disc.half_chord(dy, -REACH) - 0.5 {
            half if half > 0.0 && disc.radius >= SMALL => columns(half),
            _ => covered.end..covered.end,
        };
        let row = rows.row(y);
        let outer = Row::new(self.outer, dy);
        let Some(hole) = self.hole else {
            let solid = whole(self.outer);
            let cover = |x| outer.covers(away(x));
            blend_columns(row, covered.start..solid.start, color, cover);
            blend_columns(row, solid.end..covered.end, color, cover);
            fill(&mut row[solid], color, 255);
            return;
        };
        let empty = whole(hole);
        let inner = Row::new(hole, dy);
        let cover = |x| {
            let (mut covers, missing) = (outer.covers(away(x)), inner.covers(away(x)));
            for (cover, missing) in covers.iter_mut().zip(missing) {
                *cover -= missing;
            }
            covers
        };
        blend_columns(row, covered.start..empty.start, color, cover);
        blend_columns(row, empty.end..covered.end, color, cover);
    }
}
