//! Where the glyphs of a text are, and whether glyph masks can draw it.

use std::sync::Arc;

use kurbo::{Affine, PathEl, Rect};

use super::shape_math::as_rect;
use crate::geometry::kurbo;
use crate::scene::{Brush, Clip, GraphicsState, Scene, TextRun};
use crate::text::{ShapedText, shape};

/// The largest font size that masks are made for, physical pixels.
const MAX_MASK_SIZE: f64 = 96.0;

/// The shaped text, and the transform from its origin to logical pixels.
pub(super) fn laid_out(scene: &Scene, run: &TextRun) -> (Arc<ShapedText>, Affine) {
    if let Some(boxed) = &run.boxed {
        return (boxed.paragraph.text.clone(), placement(run, 0.0));
    }
    let shaped = shape(&scene.characters[run.text.clone()], &run.style);
    let offset = Affine::translate(run.style.offset(&shaped, shaped.width));
    let placed = placement(run, shaped.width) * offset;
    (shaped, placed)
}

/// Moves to the text's point, and condenses to its `maxWidth` (HTML canvas, "text preparation algorithm").
fn placement(run: &TextRun, width: f64) -> Affine {
    let moved = Affine::translate(run.origin.to_vec2());
    match run.max_width {
        Some(max) if width > max => moved * Affine::scale_non_uniform(max / width, 1.0),
        _ => moved,
    }
}

/// Whether glyphs are upright, and of a size that masks are made for.
pub(super) fn is_upright(placed: Affine, size: f64) -> bool {
    let [a, b, c, d, ..] = placed.as_coeffs();
    b == 0.0 && c == 0.0 && a > 0.0 && d > 0.0 && a.max(d) * size <= MAX_MASK_SIZE && a.min(d) * size >= 1.0
}

/// Whether masks can draw a text, from the state that it is drawn with: then it returns the part of `area` that the clips
/// leave, whole pixels. `placed` leads from the text to pixels. The plan and the replay both decide by this.
pub(super) fn mask_clip(
    scene: &Scene,
    run: &TextRun,
    placed: Affine,
    state: &GraphicsState<'_>,
    area: Rect,
) -> Option<Rect> {
    let composited_over = state.layers().is_empty()
        && state.effects().is_none()
        && state.blend() == crate::peniko::BlendMode::default();
    let is_plain = composited_over && !run.stroked && matches!(run.brush, Brush::Solid(_));
    if is_plain && is_upright(placed, run.style.font.size) {
        return clips_as_rect(scene, state.clips(), area);
    }
    None
}

/// The part of `area` that clips leave, if they all are rectangles of whole pixels.
fn clips_as_rect(scene: &Scene, clips: &[Clip], mut area: Rect) -> Option<Rect> {
    for clip in clips {
        let elements = &scene.elements[clip.path.range()];
        // A rectangle has at most five segments.
        let mut path = [PathEl::ClosePath; 5];
        let path = path.get_mut(..elements.len())?;
        for (to, from) in path.iter_mut().zip(elements) {
            *to = clip.transform * *from;
        }
        let rect = as_rect(path)?;
        if rect.round() != rect {
            return None;
        }
        area = area.intersect(rect);
    }
    Some(area)
}
