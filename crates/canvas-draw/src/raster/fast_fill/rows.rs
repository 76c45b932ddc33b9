//! [`PixelRows`]: the rows of pixels that shapes are filled in.

use kurbo::Rect;

use super::blend::{SolidSource, blend, fill, level};
use super::cells::Cells;
use crate::geometry::kurbo;

/// Pixels to draw into: premultiplied RGBA, rows without padding.
#[derive(Debug)]
pub(super) struct PixelRows<'a> {
    width: usize,
    height: usize,
    bytes: &'a mut [u8],
}

impl<'a> PixelRows<'a> {
    pub(super) fn new(width: usize, height: usize, bytes: &'a mut [u8]) -> Self {
        debug_assert_eq!(bytes.len(), width * height * 4);
        Self { width, height, bytes }
    }

    #[inline(always)]
    pub(super) fn width(&self) -> usize {
        self.width
    }

    #[inline(always)]
    pub(super) fn height(&self) -> usize {
        self.height
    }

    /// Replaces all pixels.
    pub(super) fn clear(&mut self, color: SolidSource) {
        self.bytes.as_chunks_mut::<4>().0.fill(color.pixel());
    }

    #[inline(always)]
    pub(super) fn draw_rect(&mut self, rect: Rect, color: SolidSource) {
        let columns = Cells::new(rect.x0, rect.x1, self.width);
        let rows = Cells::new(rect.y0, rect.y1, self.height);
        for y in rows.all() {
            let share = rows.coverage(y);
            self.fill_cells(y, &columns, share, color);
        }
    }

    #[inline(always)]
    pub(super) fn draw_frame(&mut self, outer: Rect, inner: Rect, color: SolidSource) {
        let columns = Cells::new(outer.x0, outer.x1, self.width);
        let rows = Cells::new(outer.y0, outer.y1, self.height);
        let hole = Cells::new(inner.x0, inner.x1, self.width);
        let hole_rows = Cells::new(inner.y0, inner.y1, self.height);
        for y in rows.all() {
            let (share, missing) = (rows.coverage(y), hole_rows.coverage(y));
            if missing <= 0.0 {
                self.fill_cells(y, &columns, share, color);
                continue;
            }
            // The pixels left and right of the hole, and those in between only where the hole covers the row in part.
            let cover = |x: usize| share * columns.coverage(x) - missing * hole.coverage(x);
            let empty = if share - missing <= 0.0 {
                hole.whole()
            } else {
                0..0
            };
            let row = self.row(y);
            for x in columns.all().filter(|x| !empty.contains(x)) {
                blend(&mut row[x], color, level(cover(x)));
            }
        }
    }

    /// Fills the cells of a row, of which the shape covers `share` vertically.
    #[inline(always)]
    pub(super) fn fill_cells(&mut self, y: usize, columns: &Cells, share: f32, color: SolidSource) {
        let whole = columns.whole();
        let row = self.row(y);
        for x in (columns.first..whole.start).chain(whole.end..columns.end) {
            blend(&mut row[x], color, level(share * columns.coverage(x)));
        }
        fill(&mut row[whole], color, level(share));
    }

    #[inline(always)]
    pub(super) fn row(&mut self, y: usize) -> &mut [[u8; 4]] {
        let stride = self.width * 4;
        self.bytes[y * stride..(y + 1) * stride].as_chunks_mut::<4>().0
    }
}
