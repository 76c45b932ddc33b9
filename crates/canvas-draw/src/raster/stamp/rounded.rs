//! Rectangles with rounded corners.

use kurbo::Rect;

use super::circle::{Disc, REACH};
use super::{Cells, Ink, Surface, blend_columns, clamped, fill, level};
use crate::geometry::kurbo;

/// A rectangle with rounded corners of one radius each, which is not small.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rounded {
    rect: Rect,
    /// Where the centres of the corners are.
    centres: Rect,
    corner: Disc,
}

impl Rounded {
    pub(super) fn new(rect: Rect, radius: f64) -> Self {
        Self {
            rect,
            centres: rect.inset(-radius),
            corner: Disc::new(radius as f32),
        }
    }

    #[inline(always)]
    pub(super) fn draw(self, surface: &mut Surface<'_>, ink: Ink) {
        let rows = Cells::new(self.rect.y0, self.rect.y1, surface.height);
        let columns = Cells::new(self.rect.x0, self.rect.x1, surface.width);
        for y in rows.all() {
            let (centre, share) = (y as f64 + 0.5, rows.coverage(y));
            if centre < self.centres.y0 {
                self.draw_corners(surface, y, (centre - self.centres.y0) as f32, share, ink);
            } else if centre > self.centres.y1 {
                self.draw_corners(surface, y, (centre - self.centres.y1) as f32, share, ink);
            } else {
                surface.cells(y, &columns, share, ink);
            }
        }
    }

    /// A row through two corners, of which what lies in between covers `share`.
    #[inline(always)]
    fn draw_corners(self, surface: &mut Surface<'_>, y: usize, dy: f32, share: f32, ink: Ink) {
        let (left, right, corner) = (self.centres.x0, self.centres.x1, self.corner);
        let width = surface.width;
        let touched = f64::from(corner.half_chord(dy, REACH) + 0.5);
        let touched = clamped(left - touched, right + touched, width);
        let (inner, level) = match corner.half_chord(dy, -REACH) - 0.5 {
            half if half > 0.0 => (
                clamped(left - f64::from(half), right + f64::from(half), width),
                255,
            ),
            // Between the pixels whose centres lie in corners.
            _ => (clamped(left + 0.5, right - 0.5, width), level(share)),
        };
        let inner =
            inner.start.clamp(touched.start, touched.end)..inner.end.clamp(touched.start, touched.end);
        let covers = |centre: f64| move |x: usize| corner.covers((x as f64 + 0.5 - centre) as f32, dy);
        let row = surface.row(y);
        blend_columns(row, touched.start..inner.start, ink, covers(left));
        blend_columns(row, inner.end.max(inner.start)..touched.end, ink, covers(right));
        fill(&mut row[inner], ink, level);
    }
}
