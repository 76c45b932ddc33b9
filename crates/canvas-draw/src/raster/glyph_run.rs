//! Glyphs drawn by their outlines.

use glifo::FontEmbolden;
use kurbo::{Affine, Diagonal2};
use vello_cpu::{Glyph, RenderContext, Resources};

use crate::geometry::kurbo;
use crate::text::ShapedRun;

/// How far a synthetic bold moves the outline outwards, in parts of the font size.
const EMBOLDEN: f64 = 1.0 / 40.0;

/// Draws glyphs of one font with the context's paint, transform and stroke.
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
        // vello_cpu keeps outlines to be filled in the font's units, and outlines to be stroked in pixels.
        let amount = if stroked { f64::from(run.size) } else { units } * EMBOLDEN;
        builder = builder.font_embolden(FontEmbolden::new(Diagonal2::new(amount, amount)));
    }
    // A glyph that the font cannot draw is left out; the others are drawn.
    let _ = if stroked {
        builder.stroke_glyphs(glyphs)
    } else {
        builder.fill_glyphs(glyphs)
    };
}
