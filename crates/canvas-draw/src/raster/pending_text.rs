//! Text that is drawn by glyph masks once the pixels below it are made.

use std::ops::Range;

use kurbo::{Rect, Vec2};
use vello_cpu::Glyph;

use super::glyphs::{GlyphCache, GlyphInstance, NoMask, SubpixelPosition};
use super::mask_color::MaskColor;
use crate::geometry::kurbo;
use crate::text::ShapedRun;

/// Text to be drawn into the pixels.
#[derive(Debug, Default)]
pub(super) struct PendingText {
    glyphs: Vec<GlyphInstance>,
    runs: Vec<PendingRun>,
    /// Where the runs are, all together.
    area: Option<Rect>,
    /// Of the run that is added, since [`begin_run`](Self::begin_run).
    start: usize,
    covered: Option<[i32; 4]>,
}

#[derive(Debug)]
struct PendingRun {
    glyphs: Range<usize>,
    color: MaskColor,
    /// Left, top, right, bottom; physical pixels.
    clip: [i32; 4],
    area: Rect,
}

impl PendingText {
    pub(super) fn clear(&mut self) {
        self.glyphs.clear();
        self.runs.clear();
        self.area = None;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Whether some of the text may be in a rectangle, physical pixels.
    pub(super) fn overlaps(&self, shown: Rect) -> bool {
        let overlaps = |area: &Rect| area.overlaps(shown);
        self.area.as_ref().is_some_and(overlaps) && self.runs.iter().any(|run| overlaps(&run.area))
    }

    /// Begins a run of glyphs, to be ended by [`end_run`](Self::end_run).
    pub(super) fn begin_run(&mut self) {
        self.start = self.glyphs.len();
        self.covered = None;
    }

    /// Adds the glyphs of one font that the clip does not hide. `offset` and `scale` lead from the glyphs' coordinates to
    /// physical pixels. If one of the glyphs has no mask, the whole run is dropped.
    pub(super) fn add_glyphs(
        &mut self,
        cache: &mut GlyphCache,
        run: &ShapedRun,
        (offset, scale): (Vec2, Vec2),
        clip: [i32; 4],
    ) -> Result<(), NoMask> {
        let strike = cache.strike(run, scale);
        for Glyph { id, x, y } in &run.glyphs {
            let (x, y) = (
                f64::from(*x) * scale.x + offset.x,
                f64::from(*y) * scale.y + offset.y,
            );
            // Far outside, and beyond what whole numbers represent.
            if !(x > -2e4 && x < 1e5 && y > -2e4 && y < 1e5) {
                continue;
            }
            let position = SubpixelPosition::nearest(x, y);
            match cache.instance(strike, run, scale, *id, position) {
                Ok(None) => {}
                Ok(Some((glyph, covered))) => {
                    if covered[0] < clip[2]
                        && covered[2] > clip[0]
                        && covered[1] < clip[3]
                        && covered[3] > clip[1]
                    {
                        self.covered = Some(self.covered.map_or(covered, |area| union(area, covered)));
                        self.glyphs.push(glyph);
                    }
                }
                Err(no_mask) => {
                    self.glyphs.truncate(self.start);
                    return Err(no_mask);
                }
            }
        }
        Ok(())
    }

    /// Ends a run; one without visible glyphs leaves nothing.
    pub(super) fn end_run(&mut self, color: MaskColor, clip: [i32; 4]) {
        let Some([x0, y0, x1, y1]) = self.covered.take() else {
            return;
        };
        let area = Rect::new(x0.into(), y0.into(), x1.into(), y1.into());
        self.area = Some(self.area.map_or(area, |all| all.union(area)));
        self.runs.push(PendingRun {
            glyphs: self.start..self.glyphs.len(),
            color,
            clip,
            area,
        });
    }

    /// Draws the text into pixels, `width` in a row, and drops it.
    pub(super) fn draw(&mut self, cache: &GlyphCache, pixels: &mut [u8], width: usize) {
        for run in &self.runs {
            cache.draw_all(
                &self.glyphs[run.glyphs.clone()],
                run.color,
                run.clip,
                pixels,
                width,
            );
        }
        self.clear();
    }
}

fn union(a: [i32; 4], b: [i32; 4]) -> [i32; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}
