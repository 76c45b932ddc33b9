//! Rectangles with rounded corners.

use kurbo::Rect;

use super::blend::{SolidSource, blend_columns, fill, level};
use super::cells::{Cells, clamped};
use super::circle::{Disc, REACH};
use super::rows::PixelRows;
use crate::geometry::kurbo;

/// A rectangle with rounded corners of one radius, at least [`SMALL`](super::circle::SMALL).
#[derive(Clone, Copy, Debug)]
pub(super) struct RoundedRect {
    rect: Rect,
    /// Where the centres of the corners are.
    centres: Rect,
    corner: Disc,
}

impl RoundedRect {
    pub(super) fn new(rect: Rect, radius: f64) -> Self {
        Self {
            rect,
            centres: rect.inset(-radius),
            corner: Disc::new(radius as f32),
        }
    }

    #[inline(always)]
    pub(super) fn draw(self, rows: &mut PixelRows<'_>, color: SolidSource) {
        let row_cells = Cells::new(self.rect.y0, self.rect.y1, rows.height());
        let columns = Cells::new(self.rect.x0, self.rect.x1, rows.width());
        for y in row_cells.all() {
            let (centre, share) = (y as f64 + 0.5, row_cells.coverage(y));
            if centre < self.centres.y0 {
                self.draw_corners(rows, y, (centre - self.centres.y0) as f32, share, color);
            } else if centre > self.centres.y1 {
                self.draw_corners(rows, y, (centre - self.centres.y1) as f32, share, color);
            } else {
                rows.fill_cells(y, &columns, share, color);
            }
        }
    }

    /// Fills a row through two corners; the edge in between covers `share` of it.
    #[inline(always)]
    fn draw_corners(self, rows: &mut PixelRows<'_>, y: usize, dy: f32, share: f32, color: SolidSource) {
        let (left, right, corner) = (self.centres.x0, self.centres.x1, self.corner);
        let width = rows.width();
        let covered = f64::from(corner.half_chord(dy, REACH) + 0.5);
        let covered = clamped(left - covered, right + covered, width);
        let (inner, level) = match corner.half_chord(dy, -REACH) - 0.5 {
            half if half > 0.0 => (
                clamped(left - f64::from(half), right + f64::from(half), width),
                255,
            ),
            // The pixels between those whose centres are in corners.
            _ => (clamped(left + 0.5, right - 0.5, width), level(share)),
        };
        let inner =
            inner.start.clamp(covered.start, covered.end)..inner.end.clamp(covered.start, covered.end);
        let covers = |centre: f64| move |x: usize| corner.covers((x as f64 + 0.5 - centre) as f32, dy);
        let row = rows.row(y);
        blend_columns(row, covered.start..inner.start, color, covers(left));
        blend_columns(row, inner.end.max(inner.start)..covered.end, color, covers(right));
        fill(&mut row[inner], color, level);
    }
}
