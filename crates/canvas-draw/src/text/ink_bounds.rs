//! The bounds of drawn glyphs: outlines, coloured outlines (`COLR`) and bitmaps (`sbix`, `CBDT`).

use kurbo::Rect;
use skrifa::bitmap::{BitmapData, BitmapGlyph, Origin};
use skrifa::instance::{LocationRef, NormalizedCoord, Size};
use skrifa::raw::{FontRef, TableProvider};
use skrifa::{GlyphId, MetadataProvider};
use vello_cpu::Glyph;

use super::shape::{ShapedRun, ShapedText};
use crate::geometry::kurbo;

impl ShapedText {
    /// The smallest rectangle that contains all drawn glyphs, relative to the origin of the text; empty if nothing is drawn.
    pub(crate) fn ink_bounds(&self) -> Rect {
        self.runs
            .iter()
            .filter_map(run_ink_bounds)
            .reduce(|a, b| a.union(b))
            .unwrap_or(Rect::ZERO)
    }
}

/// Where a glyph's colours come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GlyphColoring {
    /// An outline in the colour of the text.
    Text,
    /// A bitmap.
    Bitmap,
    /// Several coloured outlines; the colour of the text may be one of the colours.
    Layers,
}

/// The bounds of one glyph at the origin, and its colouring; `None` if the glyph draws nothing.
pub(crate) fn glyph_ink_bounds(run: &ShapedRun, glyph: u32) -> Option<(Rect, GlyphColoring)> {
    InkBounds::of(run, |bounds_of| {
        Some((bounds_of.glyph(glyph)?, bounds_of.colors(glyph)))
    })
    .flatten()
}

fn run_ink_bounds(run: &ShapedRun) -> Option<Rect> {
    let moved = |bounds_of: &InkBounds<'_>, glyph: &Glyph| {
        Some(bounds_of.glyph(glyph.id)? + kurbo::Vec2::new(glyph.x.into(), glyph.y.into()))
    };
    InkBounds::of(run, |bounds_of| {
        let all = run.glyphs.iter().filter_map(|glyph| moved(bounds_of, glyph));
        all.reduce(|a, b| a.union(b))
    })
    .flatten()
}

/// Finds the bounds of glyphs of one font.
struct InkBounds<'a> {
    metrics: skrifa::metrics::GlyphMetrics<'a>,
    /// Only for fonts with coloured glyphs.
    colors: Option<(skrifa::color::ColorGlyphCollection<'a>, Bitmaps<'a>)>,
    size: Size,
    location: LocationRef<'a>,
    slant: f64,
}

impl InkBounds<'_> {
    fn of<R>(run: &ShapedRun, work: impl FnOnce(&InkBounds<'_>) -> R) -> Option<R> {
        let font = FontRef::from_index(run.font.data.as_ref(), run.font.index).ok()?;
        let coords: Vec<_> = run
            .coords
            .iter()
            .map(|c| NormalizedCoord::from_bits(*c))
            .collect();
        let (size, location) = (Size::new(run.size), LocationRef::new(&coords));
        Some(work(&InkBounds {
            metrics: font.glyph_metrics(size, location),
            colors: run
                .colored
                .then(|| (font.color_glyphs(), Bitmaps::of(&font, run.size))),
            size,
            location,
            slant: run
                .skew
                .map_or(0.0, |degrees| f64::from(degrees).to_radians().tan()),
        }))
    }

    fn colors(&self, glyph: u32) -> GlyphColoring {
        let id = GlyphId::new(glyph);
        match &self.colors {
            Some((colors, _)) if colors.get(id).is_some() => GlyphColoring::Layers,
            Some((_, bitmaps)) if bitmaps.bounds(id).is_some() => GlyphColoring::Bitmap,
            _ => GlyphColoring::Text,
        }
    }

    fn glyph(&self, glyph: u32) -> Option<Rect> {
        let id = GlyphId::new(glyph);
        let colored = self.colors.as_ref().and_then(|(colors, bitmaps)| {
            let color = colors.get(id);
            let bounds = color.and_then(|color| color.bounding_box(self.location, self.size));
            bounds.map(upright).or_else(|| bitmaps.bounds(id))
        });
        let outline = || Some(slanted(upright(self.metrics.bounds(id)?), self.slant));
        let bounds = colored.or_else(outline)?;
        (!bounds.is_zero_area()).then_some(bounds)
    }
}

/// Converts a box of font coordinates (y up) to one whose y points down.
fn upright(bounds: skrifa::raw::types::BoundingBox<f32>) -> Rect {
    Rect::new(
        bounds.x_min.into(),
        -f64::from(bounds.y_max),
        bounds.x_max.into(),
        -f64::from(bounds.y_min),
    )
}

/// The bounds of a slanted box.
fn slanted(rect: Rect, slant: f64) -> Rect {
    let (top, bottom) = (-rect.y0 * slant, -rect.y1 * slant);
    Rect::new(
        rect.x0 + top.min(bottom),
        rect.y0,
        rect.x1 + top.max(bottom),
        rect.y1,
    )
}

/// The bitmap glyphs of a font.
struct Bitmaps<'a> {
    strikes: skrifa::bitmap::BitmapStrikes<'a>,
    size: f64,
    units: f64,
}

impl<'a> Bitmaps<'a> {
    fn of(font: &FontRef<'a>, size: f32) -> Self {
        Self {
            strikes: font.bitmap_strikes(),
            size: size.into(),
            units: font.head().map_or(1000.0, |head| head.units_per_em().into()),
        }
    }

    /// The rectangle of a bitmap relative to the origin of its glyph.
    fn bounds(&self, id: GlyphId) -> Option<Rect> {
        let bitmap = self.strikes.glyph_for_size(Size::new(self.size as f32), id)?;
        let (width, height) = bitmap_size(&bitmap)?;
        let pixel = self.size / f64::from(bitmap.ppem_y).max(1.0);
        let unit = self.size / self.units.max(1.0);
        let left = f64::from(bitmap.bearing_x) * unit + f64::from(bitmap.inner_bearing_x) * pixel;
        let up = f64::from(bitmap.bearing_y) * unit + f64::from(bitmap.inner_bearing_y) * pixel;
        let top = match bitmap.placement_origin {
            Origin::TopLeft => -up,
            Origin::BottomLeft => -up - height * pixel,
        };
        Some(Rect::new(left, top, left + width * pixel, top + height * pixel))
    }
}

/// The size of a bitmap in pixels; for a PNG it is in the first 24 bytes.
fn bitmap_size(bitmap: &BitmapGlyph<'_>) -> Option<(f64, f64)> {
    if let BitmapData::Png(data) = bitmap.data
        && data.get(12..16) == Some(b"IHDR")
    {
        let side = |at: usize| Some(u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?));
        return Some((side(16)?.into(), side(20)?.into()));
    }
    Some((bitmap.width.into(), bitmap.height.into()))
}
