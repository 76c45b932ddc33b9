//! Text on vello_cpu, or by masks where that is possible.
//!
//! vello_cpu makes its pixels after it was told everything, and masks go into pixels. So text by masks waits until the
//! pixels are there. What is drawn after it meanwhile may go first if it lies elsewhere; if not, the text is settled.

use std::ops::Range;
use std::sync::Arc;

use glifo::FontEmbolden;
use kurbo::{Affine, Diagonal2, Point, Rect, Stroke, Vec2};
use vello_cpu::{Glyph, RenderContext, Resources};

use super::extent::covered;
use super::glyphs::{Ink, LARGEST, Spot, Stamp};
use super::replay::Replay;
use super::shapes::{WIDEST, as_rect, scale_of};
use crate::geometry::kurbo;
use crate::peniko::BlendMode;
use crate::scene::{Brush, Command, PaintRun, Scene, TextRun};
use crate::text::{ShapedRun, ShapedText, shape};

/// How far the outline of a made-up bold is moved out, in parts of the font size.
const EMBOLDEN: f64 = 1.0 / 40.0;
const EVERYWHERE: Rect = Rect::new(f64::MIN, f64::MIN, f64::MAX, f64::MAX);

/// Text that waits to be put into the pixels.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    stamps: Vec<Stamp>,
    runs: Vec<WaitingRun>,
    area: Option<Rect>,
}

#[derive(Debug)]
struct WaitingRun {
    stamps: Range<usize>,
    ink: Ink,
    /// Left, top, right, bottom; physical pixels.
    clip: [i32; 4],
    area: Rect,
}

impl Waiting {
    pub(super) fn clear(&mut self) {
        self.stamps.clear();
        self.runs.clear();
        self.area = None;
    }

    fn overlaps(&self, shown: Rect) -> bool {
        let meets = |area: &Rect| area.overlaps(shown);
        self.area.as_ref().is_some_and(meets) && self.runs.iter().any(|run| meets(&run.area))
    }
}

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
        let (shaped, placed) = laid_out(scene, run);
        let placed = self.transform * placed;
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
        if !self.plan.outlined[index as usize] && self.let_wait(index, &shaped, placed) {
            return;
        }
        if self.scratch.waiting.overlaps(shown) {
            self.settle_text();
        }
        self.draw_outlines(run, &shaped, placed, shown);
    }

    /// Draws a text by its outlines.
    fn draw_outlines(&mut self, run: &TextRun, shaped: &ShapedText, placed: Affine, shown: Rect) {
        self.pending = true;
        self.set_brush(run.brush);
        let snap = !run.stroked && is_upright(placed, run.style.font.size);
        if run.stroked
            && let Some(line) = self.line()
        {
            let widest = WIDEST / scale_of(placed).max(1e-9);
            self.context.set_stroke(Stroke {
                width: line.width.min(widest),
                ..line.clone()
            });
        }
        for part in &shaped.runs {
            self.add_cost(part.glyphs.len().saturating_mul(8), shown);
            // Colours of a font's own do not heed the brush.
            let alpha = if part.colored {
                self.alpha_of(run.brush)
            } else {
                1.0
            };
            let mode = self.context.blend_mode();
            if alpha < 1.0 {
                self.context.push_layer(None, Some(mode), Some(alpha), None, None);
                self.context.set_blend_mode(BlendMode::default());
                if let Brush::Solid(color) = run.brush {
                    self.context.set_paint(color.with_alpha(1.0));
                }
            }
            self.context.set_transform(placed);
            self.place_brush();
            let glyphs = part
                .glyphs
                .iter()
                .map(|glyph| if snap { snapped(glyph, placed) } else { *glyph });
            draw_run(self.context, self.resources, part, run.stroked, glyphs);
            if alpha < 1.0 {
                self.context.pop_layer();
                self.context.set_blend_mode(mode);
                self.set_brush(run.brush);
            }
        }
        self.context.set_transform(self.transform);
    }

    /// How much of what has colours of its own is seen. What a gradient's colours let through, they let through there.
    fn alpha_of(&self, brush: Brush) -> f32 {
        match brush {
            Brush::Solid(color) => color.components[3],
            Brush::Paint(index) => match &self.scene.paints[index as usize] {
                PaintRun::Pattern { alpha, .. } => *alpha,
                PaintRun::Gradient(_) => 1.0,
            },
        }
    }

    /// Lets a text wait for the pixels, if masks can draw it.
    fn let_wait(&mut self, index: u32, shaped: &ShapedText, placed: Affine) -> bool {
        let run = &self.scene.texts[index as usize];
        let Brush::Solid(color) = run.brush else {
            return false;
        };
        if run.stroked || !self.may_wait() || !is_upright(placed, run.style.font.size) {
            return false;
        }
        let Some(clip) = self.whole_clip() else {
            return false;
        };
        if self.scratch.glyphs.is_full() {
            self.make_pixels();
            self.begin();
            self.scratch.glyphs.clear();
        }
        let waiting = &mut self.scratch.waiting;
        let start = waiting.stamps.len();
        let [a, _, _, d, e, f] = placed.as_coeffs();
        let scale = Vec2::new(a, d);
        let mut area: Option<[i32; 4]> = None;
        for part in &shaped.runs {
            let strike = self.scratch.glyphs.strike(part, scale);
            for glyph in &part.glyphs {
                let (x, y) = (f64::from(glyph.x) * a + e, f64::from(glyph.y) * d + f);
                // Far outside, and beyond what counts in whole numbers.
                if !(x > -2e4 && x < 1e5 && y > -2e4 && y < 1e5) {
                    continue;
                }
                let spot = Spot::nearest(x, y);
                match self.scratch.glyphs.stamp(strike, part, scale, glyph.id, spot) {
                    Ok(None) => {}
                    Ok(Some((stamp, covered))) => {
                        if covered[0] < clip[2]
                            && covered[2] > clip[0]
                            && covered[1] < clip[3]
                            && covered[3] > clip[1]
                        {
                            area = Some(area.map_or(covered, |area| union(area, covered)));
                            waiting.stamps.push(stamp);
                        }
                    }
                    Err(_) => {
                        waiting.stamps.truncate(start);
                        return false;
                    }
                }
            }
        }
        let Some([x0, y0, x1, y1]) = area else {
            return true;
        };
        let area = Rect::new(x0.into(), y0.into(), x1.into(), y1.into());
        waiting.area = Some(waiting.area.map_or(area, |all| all.union(area)));
        waiting.runs.push(WaitingRun {
            stamps: start..waiting.stamps.len(),
            ink: Ink::new(color),
            clip,
            area,
        });
        true
    }

    /// Puts the text that waits into the pixels.
    pub(super) fn put_text(&mut self) {
        let (target, scratch) = (&mut self.target, &mut *self.scratch);
        for run in &scratch.waiting.runs {
            let stamps = &scratch.waiting.stamps[run.stamps.clone()];
            let width = target.width.into();
            scratch
                .glyphs
                .put_all(stamps, run.ink, run.clip, target.bytes, width);
        }
        scratch.waiting.clear();
    }

    /// Before a command: settles the text that waits if the command may draw over it.
    pub(super) fn before(&mut self, command: Command) {
        if self.scratch.waiting.runs.is_empty() {
            return;
        }
        if let Some(shown) = self.area_of(command)
            && self.scratch.waiting.overlaps(shown)
        {
            self.settle_text();
        }
    }

    /// Where a command may draw, physical pixels. `None` if nowhere.
    fn area_of(&self, command: Command) -> Option<Rect> {
        let shown = match command {
            // A shadow is drawn apart, where nothing can be settled any more.
            Command::Text(_) if self.effects.is_some() => return Some(EVERYWHERE),
            // Text looks for itself; the others draw nothing.
            Command::Text(_)
            | Command::Transform(_)
            | Command::Stroke(_)
            | Command::Effects(_)
            | Command::PushClip(..)
            | Command::PopClip => return None,
            // Shadows and filters reach outside of the shape.
            _ if self.effects.is_some() => return Some(EVERYWHERE),
            // Whatever is not known to draw in one place only.
            _ => covered(self.scene, command, self.transform, self.line()).unwrap_or(EVERYWHERE),
        };
        Some(shown.inflate(1.0, 1.0))
    }

    /// Puts the text that waits into the pixels before anything else is drawn.
    fn settle_text(&mut self) {
        if self.scratch.waiting.runs.is_empty() {
            return;
        }
        let gathered = self.pending;
        self.make_pixels();
        if gathered {
            self.begin();
        }
    }

    /// What the clips leave of the picture, if they all are rectangles of whole pixels: left, top, right, bottom.
    fn whole_clip(&mut self) -> Option<[i32; 4]> {
        let mut left = self.all();
        for (range, _, transform) in self.clips() {
            let elements = &self.scene.elements[range.range()];
            // A rectangle has five segments at the most.
            if elements.len() > 5 {
                return None;
            }
            let rect = as_rect((*transform * kurbo::BezPath::from_vec(elements.to_vec())).elements())?;
            if rect.round() != rect {
                return None;
            }
            left = left.intersect(rect);
        }
        let [x0, y0, x1, y1] = [left.x0, left.y0, left.x1.max(left.x0), left.y1.max(left.y0)];
        Some([x0 as i32, y0 as i32, x1 as i32, y1 as i32])
    }
}

/// The glyphs of a text, and from their origin to logical pixels.
pub(super) fn laid_out(scene: &Scene, run: &TextRun) -> (Arc<ShapedText>, Affine) {
    if let Some(boxed) = &run.boxed {
        return (boxed.paragraph.text.clone(), placement(run, 0.0));
    }
    let shaped = shape(&scene.characters[run.text.clone()], &run.style);
    let offset = Affine::translate(run.style.offset(&shaped, shaped.width));
    let placed = placement(run, shaped.width) * offset;
    (shaped, placed)
}

/// Moves to the text's point, and condenses to the greatest width.
fn placement(run: &TextRun, width: f64) -> Affine {
    let moved = Affine::translate(run.origin.to_vec2());
    match run.max_width {
        Some(max) if width > max => moved * Affine::scale_non_uniform(max / width, 1.0),
        _ => moved,
    }
}

/// Whether letters stand upright and are small enough for masks.
pub(super) fn is_upright(placed: Affine, size: f64) -> bool {
    let [a, b, c, d, ..] = placed.as_coeffs();
    b == 0.0 && c == 0.0 && a > 0.0 && d > 0.0 && a.max(d) * size <= LARGEST && a.min(d) * size >= 1.0
}

/// The glyph where its mask would be.
fn snapped(glyph: &Glyph, placed: Affine) -> Glyph {
    let at = placed * Point::new(glyph.x.into(), glyph.y.into());
    if !(at.x.abs() < 1e6 && at.y.abs() < 1e6) {
        return *glyph;
    }
    let spot = Spot::nearest(at.x, at.y).position();
    let [a, _, _, d, e, f] = placed.as_coeffs();
    Glyph {
        id: glyph.id,
        x: ((spot.x - e) / a) as f32,
        y: ((spot.y - f) / d) as f32,
    }
}

fn union(a: [i32; 4], b: [i32; 4]) -> [i32; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// Draws glyphs of one font with the paint, the transform and the stroke that are set.
pub(super) fn draw_run(
    context: &mut RenderContext,
    resources: &mut Resources,
    run: &ShapedRun,
    stroked: bool,
    glyphs: impl Iterator<Item = Glyph> + Clone,
) {
    let mut builder = context
        .glyph_run(resources, &run.font)
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
    // A glyph that a font cannot draw is left out; the others are drawn.
    let _ = if stroked {
        builder.stroke_glyphs(glyphs)
    } else {
        builder.fill_glyphs(glyphs)
    };
}
