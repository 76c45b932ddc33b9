//! Text: drawn by glyph masks where that is possible, otherwise by outlines on vello_cpu.
//!
//! vello_cpu makes pixels only when it is flushed, and masks are composited with pixels. So text that masks draw is
//! deferred until the pixels below it are made. Meanwhile commands that draw elsewhere are recorded; before one that may
//! draw over pending text, everything is flushed.

use kurbo::{Affine, Point, Rect, Stroke, Vec2};
use vello_cpu::Glyph;

use super::Replay;
use crate::geometry::kurbo;
use crate::peniko::BlendMode;
use crate::raster::extent::{drawn_area, text_bounds};
use crate::raster::glyph_run::draw_run;
use crate::raster::glyphs::{NoMask, SubpixelPosition};
use crate::raster::mask_color::MaskColor;
use crate::raster::scratch::Scratch;
use crate::raster::shape_math::{EVERYWHERE, WIDEST, scale_of};
use crate::raster::text_layout::{is_upright, laid_out, mask_clip};
use crate::scene::{Brush, Command, CommandKind, PaintRun, TextRun};
use crate::text::{ShapedRun, ShapedText};

impl Replay<'_> {
    /// Whether a text may be visible. It is not shaped for this, since every band gets every text.
    fn may_show_text(&self, index: u32) -> bool {
        let bounds = text_bounds(self.scene(), index);
        let reach = self
            .line()
            .map_or(0.0, |line| line.width * line.miter_limit.max(1.5));
        let shown = self.transform.transform_rect_bbox(bounds.inflate(reach, reach));
        // A text without finite bounds is culled after it was shaped.
        !shown.is_finite() || self.can_be_seen(shown)
    }

    pub(super) fn draw_text(&mut self, index: u32) {
        if !self.may_show_text(index) {
            return;
        }
        let scene = self.scene();
        let run = &scene.texts[index as usize];
        let (shaped, placed) = laid_out(scene, run);
        let placed = self.transform * placed;
        // Glyphs may reach out of their boxes, by no more than this.
        let size = run.style.font.size;
        let room = Rect::new(0.0, -shaped.ascent, shaped.width, shaped.descent)
            .abs()
            .inflate(size, size);
        let shown = placed.transform_rect_bbox(room);
        // Glyphs are drawn with `f32`, and some sizes are too small or too large to be seen.
        let drawn_size = size * scale_of(placed);
        if !self.can_be_seen(shown) || !(0.01..2e5).contains(&drawn_size) {
            return;
        }
        if !self.plan.outlined[index as usize] && self.defer_text(run, &shaped, placed) {
            return;
        }
        if self.scratch.pending_text.overlaps(shown) {
            self.flush_text();
        }
        self.draw_outlines(run, &shaped, placed, shown);
    }

    /// Draws a text by its outlines.
    fn draw_outlines(&mut self, run: &TextRun, shaped: &ShapedText, placed: Affine, shown: Rect) {
        self.output.set_pending();
        self.set_brush(run.brush);
        if run.stroked
            && let Some(line) = self.line()
        {
            let widest = WIDEST / scale_of(placed).max(1e-9);
            self.output.context().set_stroke(Stroke {
                width: line.width.min(widest),
                ..line.clone()
            });
        }
        for part in &shaped.runs {
            self.add_cost(part.glyphs.len().saturating_mul(8), shown);
            self.draw_outlined_run(run, part, placed);
        }
        self.output.context().set_transform(self.transform);
    }

    fn draw_outlined_run(&mut self, run: &TextRun, part: &ShapedRun, placed: Affine) {
        let snap = !run.stroked && is_upright(placed, run.style.font.size);
        // Glyphs with colours of their own do not use the brush.
        let alpha = if part.colored {
            self.alpha_of(run.brush)
        } else {
            1.0
        };
        let mode = self.output.context_blend();
        if alpha < 1.0 {
            let context = self.output.context();
            context.push_layer(None, Some(mode), Some(alpha), None, None);
            context.set_blend_mode(BlendMode::default());
            if let Brush::Solid(color) = run.brush {
                context.set_paint(color.with_alpha(1.0));
            }
        }
        self.output.context().set_transform(placed);
        self.place_brush();
        let glyphs = part
            .glyphs
            .iter()
            .map(|glyph| if snap { snapped(glyph, placed) } else { *glyph });
        let (context, resources) = self.output.context_and_resources();
        draw_run(context, resources, part, run.stroked, glyphs);
        if alpha < 1.0 {
            self.output.context().pop_layer();
            self.output.context().set_blend_mode(mode);
            self.set_brush(run.brush);
        }
    }

    /// The alpha of glyphs that have colours of their own: the brush's, but not that of a gradient's colours.
    fn alpha_of(&self, brush: Brush) -> f32 {
        match brush {
            Brush::Solid(color) => color.components[3],
            Brush::Paint(index) => match &self.scene().paints[index as usize] {
                PaintRun::Pattern { alpha, .. } => *alpha,
                PaintRun::Gradient(_) => 1.0,
            },
        }
    }

    /// Defers a text until the pixels below it are made, if masks can draw it; returns whether they can.
    fn defer_text(&mut self, run: &TextRun, shaped: &ShapedText, placed: Affine) -> bool {
        let (bounds, state) = (self.output.bounds(), self.cursor.state());
        let Some(clip) = mask_clip(self.scene(), run, placed, state, bounds) else {
            return false;
        };
        let Brush::Solid(color) = run.brush else {
            return false;
        };
        if self.scratch.glyphs.is_full() {
            self.make_pixels();
            self.begin();
            self.scratch.glyphs.clear();
        }
        let clip = [clip.x0, clip.y0, clip.x1.max(clip.x0), clip.y1.max(clip.y0)].map(|v| v as i32);
        self.add_pending(shaped, placed, clip, MaskColor::new(color))
            .is_ok()
    }

    fn add_pending(
        &mut self,
        shaped: &ShapedText,
        placed: Affine,
        clip: [i32; 4],
        color: MaskColor,
    ) -> Result<(), NoMask> {
        let [a, _, _, d, e, f] = placed.as_coeffs();
        let place = (Vec2::new(e, f), Vec2::new(a, d));
        let Scratch {
            pending_text, glyphs, ..
        } = &mut *self.scratch;
        pending_text.begin_run();
        for part in &shaped.runs {
            pending_text.add_glyphs(glyphs, part, place, clip)?;
        }
        pending_text.end_run(color, clip);
        Ok(())
    }

    /// Flushes the pending text if the next command may draw over it.
    pub(super) fn flush_text_below(&mut self, command: Command) {
        if self.scratch.pending_text.is_empty() {
            return;
        }
        let state = self.cursor.state();
        let area = match command.kind() {
            // `draw_text` compares the exact area. A shadow is drawn in a layer, where nothing can be flushed.
            CommandKind::Text if state.effects().is_none() => None,
            CommandKind::State if command.blend_mode().is_some() => Some(EVERYWHERE),
            CommandKind::Text
            | CommandKind::State
            | CommandKind::Clip
            | CommandKind::Layer
            | CommandKind::Filter
            | CommandKind::Draw
            | CommandKind::Replace => drawn_area(self.scene(), command, state),
        };
        if area.is_some_and(|area| self.scratch.pending_text.overlaps(area.inflate(1.0, 1.0))) {
            self.flush_text();
        }
    }

    /// Draws the pending text into the pixels before anything else is recorded.
    fn flush_text(&mut self) {
        if self.scratch.pending_text.is_empty() {
            return;
        }
        let was_pending = self.output.is_pending();
        self.make_pixels();
        if was_pending {
            self.begin();
        }
    }
}

/// The glyph where its mask would be.
fn snapped(glyph: &Glyph, placed: Affine) -> Glyph {
    let at = placed * Point::new(glyph.x.into(), glyph.y.into());
    if !(at.x.abs() < 1e6 && at.y.abs() < 1e6) {
        return *glyph;
    }
    let snapped = SubpixelPosition::nearest(at.x, at.y).to_pixels();
    let [a, _, _, d, e, f] = placed.as_coeffs();
    Glyph {
        id: glyph.id,
        x: ((snapped.x - e) / a) as f32,
        y: ((snapped.y - f) / d) as f32,
    }
}
