//! Where the ink of glyphs is: outlines, coloured outlines and pictures.

use kurbo::Rect;
use skrifa::bitmap::{BitmapData, BitmapGlyph, Origin};
use skrifa::instance::{LocationRef, NormalizedCoord, Size};
use skrifa::raw::{FontRef, TableProvider};
use skrifa::{GlyphId, MetadataProvider};
use vello_cpu::Glyph;

use super::shape::{ShapedRun, ShapedText};
use crate::geometry::kurbo;

impl ShapedText {
    /// The smallest rectangle around the ink of the glyphs.
    pub(crate) fn ink(&self) -> Rect {
        self.runs
            .iter()
            .filter_map(ink_of_run)
            .reduce(|a, b| a.union(b))
            .unwrap_or(Rect::ZERO)
    }
}

/// Where a glyph's colours come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colors {
    /// It is an outline in the colour of the text.
    Text,
    /// It is a picture.
    Picture,
    /// It is made of coloured outlines, the colour of the text perhaps among them.
    Layers,
}

/// The ink of one glyph at the origin, and what it is; `None` if it has none.
pub(crate) fn ink_of_glyph(run: &ShapedRun, glyph: u32) -> Option<(Rect, Colors)> {
    Inks::of(run, |inks| Some((inks.ink(glyph)?, inks.colors(glyph)))).flatten()
}

fn ink_of_run(run: &ShapedRun) -> Option<Rect> {
    let moved = |inks: &Inks<'_>, glyph: &Glyph| {
        Some(inks.ink(glyph.id)? + kurbo::Vec2::new(glyph.x.into(), glyph.y.into()))
    };
    Inks::of(run, |inks| {
        let all = run.glyphs.iter().filter_map(|glyph| moved(inks, glyph));
        all.reduce(|a, b| a.union(b))
    })
    .flatten()
}

/// Finds the ink of glyphs of one font.
struct Inks<'a> {
    metrics: skrifa::metrics::GlyphMetrics<'a>,
    /// For a font that has colours.
    colors: Option<(skrifa::color::ColorGlyphCollection<'a>, Pictures<'a>)>,
    size: Size,
    location: LocationRef<'a>,
    slant: f64,
}

impl Inks<'_> {
    fn of<R>(run: &ShapedRun, work: impl FnOnce(&Inks<'_>) -> R) -> Option<R> {
        let font = FontRef::from_index(run.font.data.as_ref(), run.font.index).ok()?;
        let coords: Vec<_> = run
            .coords
            .iter()
            .map(|c| NormalizedCoord::from_bits(*c))
            .collect();
        let (size, location) = (Size::new(run.size), LocationRef::new(&coords));
        Some(work(&Inks {
            metrics: font.glyph_metrics(size, location),
            colors: run
                .colored
                .then(|| (font.color_glyphs(), Pictures::of(&font, run.size))),
            size,
            location,
            slant: run
                .skew
                .map_or(0.0, |degrees| f64::from(degrees).to_radians().tan()),
        }))
    }

    fn colors(&self, glyph: u32) -> Colors {
        let id = GlyphId::new(glyph);
        match &self.colors {
            Some((colors, _)) if colors.get(id).is_some() => Colors::Layers,
            Some((_, pictures)) if pictures.ink(id).is_some() => Colors::Picture,
            _ => Colors::Text,
        }
    }

    fn ink(&self, glyph: u32) -> Option<Rect> {
        let id = GlyphId::new(glyph);
        let colored = self.colors.as_ref().and_then(|(colors, pictures)| {
            let color = colors.get(id);
            let bounds = color.and_then(|color| color.bounding_box(self.location, self.size));
            bounds.map(upright).or_else(|| pictures.ink(id))
        });
        let outline = || Some(slanted(upright(self.metrics.bounds(id)?), self.slant));
        let ink = colored.or_else(outline)?;
        (!ink.is_zero_area()).then_some(ink)
    }
}

/// From a font's box to one whose y points down.
fn upright(bounds: skrifa::raw::types::BoundingBox<f32>) -> Rect {
    Rect::new(
        bounds.x_min.into(),
        -f64::from(bounds.y_max),
        bounds.x_max.into(),
        -f64::from(bounds.y_min),
    )
}

/// The box around a box that is slanted.
fn slanted(rect: Rect, slant: f64) -> Rect {
    let (top, bottom) = (-rect.y0 * slant, -rect.y1 * slant);
    Rect::new(
        rect.x0 + top.min(bottom),
        rect.y0,
        rect.x1 + top.max(bottom),
        rect.y1,
    )
}

/// The glyphs of a font that are pictures.
struct Pictures<'a> {
    strikes: skrifa::bitmap::BitmapStrikes<'a>,
    size: f64,
    units: f64,
}

impl<'a> Pictures<'a> {
    fn of(font: &FontRef<'a>, size: f32) -> Self {
        Self {
            strikes: font.bitmap_strikes(),
            size: size.into(),
            units: font.head().map_or(1000.0, |head| head.units_per_em().into()),
        }
    }

    /// Where a picture lies beside its glyph's origin.
    fn ink(&self, id: GlyphId) -> Option<Rect> {
        let picture = self.strikes.glyph_for_size(Size::new(self.size as f32), id)?;
        let (width, height) = picture_size(&picture)?;
        let pixel = self.size / f64::from(picture.ppem_y).max(1.0);
        let unit = self.size / self.units.max(1.0);
        let left = f64::from(picture.bearing_x) * unit + f64::from(picture.inner_bearing_x) * pixel;
        let up = f64::from(picture.bearing_y) * unit + f64::from(picture.inner_bearing_y) * pixel;
        let top = match picture.placement_origin {
            Origin::TopLeft => -up,
            Origin::BottomLeft => -up - height * pixel,
        };
        Some(Rect::new(left, top, left + width * pixel, top + height * pixel))
    }
}

/// The pixels of a picture; a PNG says them in its first 24 bytes.
fn picture_size(picture: &BitmapGlyph<'_>) -> Option<(f64, f64)> {
    if let BitmapData::Png(data) = picture.data
        && data.get(12..16) == Some(b"IHDR")
    {
        let side = |at: usize| Some(u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?));
        return Some((side(16)?.into(), side(20)?.into()));
    }
    Some((picture.width.into(), picture.height.into()))
}
