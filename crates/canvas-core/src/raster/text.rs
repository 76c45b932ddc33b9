//! Text on vello_cpu.

use glifo::FontEmbolden;
use kurbo::{Affine, Diagonal2, Rect, Stroke};
use vello_cpu::Glyph;

use super::replay::Replay;
use super::shapes::{WIDEST, scale_of};
use crate::geometry::kurbo;
use crate::scene::TextRun;
use crate::text::{ShapedRun, shape};

/// How far the outline of a made-up bold is moved out, in parts of the font size.
const EMBOLDEN: f64 = 1.0 / 40.0;

impl Replay<'_> {
    /// Whether some of a text may be seen; told before it is shaped, since each band meets every text.
    pub(super) fn may_show_text(&self, index: u32) -> bool {
        let bounds = self.scene.text_bounds(index);
        let reach = self
            .line()
            .map_or(0.0, |line| line.width * line.miter_limit.max(1.5));
        let shown = self.transform.transform_rect_bbox(bounds.inflate(reach, reach));
        // What has no finite bounds is left to whoever draws it.
        !shown.is_finite() || self.can_be_seen(shown)
    }

    pub(super) fn draw_text(&mut self, index: u32) {
        let scene = self.scene;
        let run = &scene.texts[index as usize];
        let shaped = shape(&scene.characters[run.text.clone()], &run.style);
        let placed = self.transform * placement(run, shaped.width);
        let (x, y) = run.style.offset(&shaped, shaped.width);
        let placed = placed * Affine::translate((x, y));
        // Letters may reach out of their boxes, by no more than this.
        let size = run.style.font.size;
        let room = Rect::new(0.0, -shaped.ascent, shaped.width, shaped.descent)
            .abs()
            .inflate(size, size);
        let shown = placed.transform_rect_bbox(room);
        // Letters are drawn with `f32`, and glyphs beyond some size are of no use.
        let drawn_size = size * scale_of(placed);
        if !self.can_be_seen(shown) || !(0.01..2e5).contains(&drawn_size) {
            return;
        }
        self.set_brush(run.brush);
        self.context.set_transform(placed);
        for part in &shaped.runs {
            self.add_cost(part.glyphs.len().saturating_mul(8), shown);
            self.draw_glyphs(part, run.stroked);
        }
        self.context.set_transform(self.transform);
    }

    fn draw_glyphs(&mut self, run: &ShapedRun, stroked: bool) {
        if stroked && let Some(line) = self.line() {
            let widest = WIDEST / scale_of(*self.context.transform()).max(1e-9);
            self.context.set_stroke(Stroke {
                width: line.width.min(widest),
                ..line.clone()
            });
        }
        let mut builder = self
            .context
            .glyph_run(self.resources, &run.font)
            .font_size(run.size)
            .hint(false)
            .normalized_coords(&run.coords);
        if let Some(degrees) = run.skew {
            builder = builder.glyph_transform(Affine::skew(f64::from(-degrees).to_radians().tan(), 0.0));
        }
        if let Some(units) = run.embolden {
            // Outlines to be filled are kept in the font's units, those to be stroked in pixels.
            let amount = if stroked { f64::from(run.size) } else { units } * EMBOLDEN;
            builder = builder.font_embolden(FontEmbolden::new(Diagonal2::new(amount, amount)));
        }
        let glyphs = run.glyphs.iter().map(|g| Glyph {
            id: g.id,
            x: g.x,
            y: g.y,
        });
        // A glyph that a font cannot draw is left out; the others are drawn.
        let _ = if stroked {
            builder.stroke_glyphs(glyphs)
        } else {
            builder.fill_glyphs(glyphs)
        };
    }
}

/// Moves to the text's point, and condenses to the greatest width.
fn placement(run: &TextRun, width: f64) -> Affine {
    let moved = Affine::translate(run.origin.to_vec2());
    match run.max_width {
        Some(max) if width > max => moved * Affine::scale_non_uniform(max / width, 1.0),
        _ => moved,
    }
}
