//! Which texts are drawn by outlines, although masks could draw them.
//!
//! Masks are composited with finished pixels, so before a shape is drawn over a text, everything must be flushed. That
//! costs as much as a whole frame; a few glyphs cost less as outlines among the other shapes.
//!
//! Outlines and masks differ by a level here and there, so this is decided for the scene as a whole, whatever part of it
//! is rendered. The order of drawing does not depend on it: areas are estimates here.

use std::ops::Range;

use kurbo::{Affine, Rect};

use crate::geometry::kurbo;
use crate::raster::extent::drawn_area;
use crate::raster::shape_math::EVERYWHERE;
use crate::raster::text_layout::{laid_out, mask_clip};
use crate::scene::{Command, CommandKind, Scene, SceneCursor};

/// The number of pixels whose flush takes about as long as a glyph by its outline.
const PIXELS_PER_GLYPH: usize = 2000;

/// For each text of a scene without blend modes, whether it is drawn by outlines; for a frame with this number of pixels, and
/// the runs of commands that are filled straight into the pixels.
pub(super) fn outlined(scene: &Scene, base: Affine, runs: &[Range<usize>], pixels: usize) -> Vec<bool> {
    let mut planner = Planner {
        cursor: SceneCursor::new(scene, base),
        pixels,
        deferred: Vec::new(),
        pending: false,
        outlined: vec![false; scene.texts.len()],
    };
    let mut runs = runs.iter().peekable();
    while let Some(command) = planner.cursor.advance() {
        let index = planner.cursor.position() - 1;
        runs.next_if(|run| run.end == index);
        if runs.peek().is_some_and(|run| run.contains(&index)) {
            planner.flush();
        } else {
            planner.record(command);
        }
    }
    planner.outlined
}

/// A text that is deferred until the pixels below it are made.
struct DeferredText {
    index: u32,
    placed: Affine,
    /// Bounds of the text before it is shaped, which takes time, and after.
    rough: Rect,
    exact: Option<Rect>,
}

/// Follows what a replay would record and defer.
struct Planner<'a> {
    cursor: SceneCursor<'a>,
    pixels: usize,
    deferred: Vec<DeferredText>,
    /// Whether something other than text is recorded that is not in the pixels yet.
    pending: bool,
    outlined: Vec<bool>,
}

impl Planner<'_> {
    /// Takes a command that the cursor has stepped over as recorded.
    fn record(&mut self, command: Command) {
        if matches!(command.kind(), CommandKind::State | CommandKind::Clip) {
            return;
        }
        let (scene, state) = (self.cursor.scene(), self.cursor.state());
        let area = drawn_area(scene, command, state).unwrap_or(EVERYWHERE);
        if let Command::Text(index) = command {
            let (run, placed) = (&scene.texts[index as usize], state.transform());
            if mask_clip(scene, run, placed, state, EVERYWHERE).is_some() {
                self.deferred.push(DeferredText {
                    index,
                    placed,
                    rough: area,
                    exact: None,
                });
                return;
            }
        }
        self.draw_over(area);
        self.pending = true;
    }

    /// Everything is made into pixels.
    fn flush(&mut self) {
        self.deferred.clear();
        self.pending = false;
    }

    /// A shape is drawn over deferred text: it is flushed, or drawn by outlines if that takes less time.
    fn draw_over(&mut self, area: Rect) {
        let scene = self.cursor.scene();
        if !self.deferred.iter_mut().any(|text| text.overlaps(scene, area)) {
            return;
        }
        let glyphs: usize = self
            .deferred
            .iter()
            .map(|text| scene.texts[text.index as usize].text.len())
            .sum();
        let is_cheap = glyphs.saturating_mul(PIXELS_PER_GLYPH) <= self.pixels;
        // If only text is recorded, a flush costs nothing.
        if self.pending && is_cheap {
            for text in self.deferred.drain(..) {
                self.outlined[text.index as usize] = true;
            }
        } else {
            self.flush();
        }
    }
}

impl DeferredText {
    fn overlaps(&mut self, scene: &Scene, area: Rect) -> bool {
        if !self.rough.overlaps(area) {
            return false;
        }
        let exact = *self.exact.get_or_insert_with(|| {
            let (shaped, place) = laid_out(scene, &scene.texts[self.index as usize]);
            let lines = Rect::new(0.0, -shaped.ascent, shaped.width, shaped.descent).abs();
            (self.placed * place).transform_rect_bbox(lines)
        });
        exact.overlaps(area)
    }
}
