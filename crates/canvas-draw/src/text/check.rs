//! Checks of font files: a damaged file is an error when it is added, not when text is drawn.

use std::panic::{AssertUnwindSafe, catch_unwind};

use skrifa::color::{Brush, ColorPainter};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::raw::{FileRef, FontRef, TableProvider};
use skrifa::{GlyphId, MetadataProvider};

use crate::error::{Error, Result};

/// The largest font file, bytes.
const MAX_BYTES: usize = 256 << 20;
/// The font size of the trial, pixels per em.
const TRIAL_SIZE: f32 = 16.0;

/// Checks every font of a file.
///
/// # Errors
/// [`Error::Invalid`] if it is not a font file or is damaged, [`Error::Resource`] if it is too large.
pub(super) fn check(data: &[u8]) -> Result<()> {
    if data.len() > MAX_BYTES {
        let limit = MAX_BYTES >> 20;
        return Err(Error::Resource(format!(
            "font: the file has more than {limit} MB"
        )));
    }
    let file = FileRef::new(data).map_err(|_| {
        Error::Invalid("font: expected a TrueType or OpenType file (.ttf, .otf, .ttc)".into())
    })?;
    // The libraries promise not to panic; a hostile file may still find a place where they do.
    let checked = catch_unwind(AssertUnwindSafe(|| {
        file.fonts()
            .try_fold(0, |count, font| check_font(&font.ok()?).map(|()| count + 1))
    }));
    match checked {
        Ok(Some(1..)) => Ok(()),
        _ => Err(Error::Invalid("font: the file is damaged".into())),
    }
}

fn check_font(font: &FontRef<'_>) -> Option<()> {
    let head = font.head().ok()?;
    font.maxp().ok()?;
    font.hhea().ok()?;
    font.hmtx().ok()?;
    font.cmap().ok()?;
    font.name().ok()?;
    (16..=16384).contains(&head.units_per_em()).then_some(())?;
    let charmap = font.charmap();
    charmap.has_map().then_some(())?;
    let metrics = font.metrics(Size::new(TRIAL_SIZE), LocationRef::default());
    [metrics.ascent, metrics.descent, metrics.leading]
        .iter()
        .all(|v| v.is_finite() && v.abs() < 1e4 * TRIAL_SIZE)
        .then_some(())?;
    try_glyphs(font)
}

/// Draws all glyphs without output: the rasterizer relies on valid glyphs. A font of bitmaps alone has no outlines.
fn try_glyphs(font: &FontRef<'_>) -> Option<()> {
    let outlines = font.outline_glyphs();
    let colors = font.color_glyphs();
    let bitmaps = font.bitmap_strikes();
    let advances = font.glyph_metrics(Size::new(TRIAL_SIZE), LocationRef::default());
    let count = font.maxp().ok()?.num_glyphs();
    let palette = font.cpal().ok().and_then(|cpal| cpal.color_records_array()?.ok());
    let mut drawn = Nowhere {
        failed: false,
        colors: palette.map_or(0, <[_]>::len),
    };
    let mut any = false;
    for id in (0..u32::from(count)).map(GlyphId::new) {
        advances.advance_width(id);
        if let Some(color) = colors.get(id) {
            color.paint(LocationRef::default(), &mut drawn).ok()?;
            any = true;
        }
        any |= bitmaps.glyph_for_size(Size::new(TRIAL_SIZE), id).is_some();
        if let Some(outline) = outlines.get(id) {
            let settings = DrawSettings::unhinted(Size::new(TRIAL_SIZE), LocationRef::default());
            outline.draw(settings, &mut drawn).ok()?;
            any = true;
        }
    }
    (any && !drawn.failed).then_some(())
}

/// Receives outlines and colours, and finds invalid ones.
struct Nowhere {
    failed: bool,
    /// The number of colours in each palette of the font.
    colors: usize,
}

impl Nowhere {
    /// Whether the colour exists; the largest index stands for the colour of the text.
    fn has_color(&self, index: u16) -> bool {
        index == u16::MAX || usize::from(index) < self.colors
    }
}

impl OutlinePen for Nowhere {
    fn move_to(&mut self, _: f32, _: f32) {}
    fn line_to(&mut self, _: f32, _: f32) {}
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
    fn close(&mut self) {}
}

impl ColorPainter for Nowhere {
    fn push_transform(&mut self, _: skrifa::color::Transform) {}
    fn pop_transform(&mut self) {}
    fn push_clip_glyph(&mut self, _: GlyphId) {}
    fn push_clip_box(&mut self, _: skrifa::raw::types::BoundingBox<f32>) {}
    fn pop_clip(&mut self) {}
    fn fill(&mut self, brush: Brush<'_>) {
        self.failed |= match brush {
            Brush::Solid { palette_index, .. } => !self.has_color(palette_index),
            Brush::LinearGradient { color_stops, .. }
            | Brush::RadialGradient { color_stops, .. }
            | Brush::SweepGradient { color_stops, .. } => {
                color_stops.is_empty() || !color_stops.iter().all(|stop| self.has_color(stop.palette_index))
            }
        };
    }
    fn push_layer(&mut self, _: skrifa::color::CompositeMode) {}
    fn pop_layer(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::super::fonts::BUNDLED_FONT;
    use super::*;

    #[test]
    fn the_bundled_font_is_in_order() {
        check(BUNDLED_FONT).unwrap();
    }

    #[test]
    fn what_is_no_font_is_refused() {
        let mut headless = BUNDLED_FONT.to_vec();
        // The first table's tag: without it one that is needed, or none, is missing.
        let table = headless.windows(4).position(|tag| tag == b"head").unwrap();
        headless[table..table + 4].copy_from_slice(b"hxad");
        for bad in [
            &b""[..],
            b"\0\x01\0\0",
            b"OTTO and more",
            b"wOF2\0\0\0\0",
            &[0xff; 5000],
            &BUNDLED_FONT[..100],
            &BUNDLED_FONT[..20_000],
            &headless,
        ] {
            assert!(
                matches!(check(bad), Err(Error::Invalid(_))),
                "{} bytes",
                bad.len()
            );
        }
    }
}
