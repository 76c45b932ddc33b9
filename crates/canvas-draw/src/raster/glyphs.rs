//! Glyphs as masks: each is drawn once for a quarter of a pixel, kept, and put straight into the picture.
//!
//! That is many times as fast as filling outlines. It is done for upright text of ordinary sizes in one colour; other
//! text is drawn by outlines, at the same places.

mod ink;

use fearless_simd::dispatch;
use kurbo::{Affine, Rect, Vec2};
use vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources};

use super::VECTORS;
use super::text::draw_run;
use crate::geometry::kurbo;
use crate::text::{Colors, ShapedRun, ink_of_glyph};

pub(super) use ink::Ink;

/// The largest size of letters that are kept as masks, physical pixels an em.
pub(super) const LARGEST: f64 = 96.0;
/// No mask is larger, physical pixels a side.
const MAX_SIDE: f64 = 512.0;
/// What all masks of a rasterizer may take, bytes.
const MAX_BYTES: usize = 8 << 20;
/// How many fonts in how many sizes are kept.
const MAX_STRIKES: usize = 256;
/// Pixels that are mixed at once.
const LANES: usize = 8;
/// Places within a pixel, each way.
const PHASES: i32 = 4;
/// No spot is so far off, quarters of a pixel.
const FAR: f64 = 16_777_216.0;
/// Glyphs a page of a strike, and the places of each.
const PAGE: usize = 32;
const PLACES: usize = (PHASES * PHASES) as usize;

/// Where a glyph goes: whole physical pixels, and which quarter of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    x: i32,
    y: i32,
    phase: u8,
}

impl Spot {
    /// The nearest to a place, which is known to be near the picture.
    pub(super) fn nearest(x: f64, y: f64) -> Self {
        // Rounds by cutting off what is made positive, which needs no call.
        let steps = |v: f64| (v * f64::from(PHASES) + (FAR + 0.5)) as i32 - FAR as i32;
        let (x, y) = (steps(x), steps(y));
        Self {
            x: x.div_euclid(PHASES),
            y: y.div_euclid(PHASES),
            phase: (y.rem_euclid(PHASES) * PHASES + x.rem_euclid(PHASES)) as u8,
        }
    }

    /// In physical pixels.
    pub(super) fn position(self) -> Vec2 {
        Vec2::new(self.x.into(), self.y.into()) + phase_offset(self.phase)
    }
}

fn phase_offset(phase: u8) -> Vec2 {
    let phase = i32::from(phase);
    Vec2::new((phase % PHASES).into(), (phase / PHASES).into()) / f64::from(PHASES)
}

/// The coverage, or the colours, of a glyph.
#[derive(Clone, Copy, Debug)]
struct Mask {
    /// In [`GlyphCache::bytes`]: one byte a pixel, or four of premultiplied colour.
    start: u32,
    /// Of coverage, a multiple of [`LANES`].
    width: u16,
    height: u16,
    /// From the glyph's whole pixel to the top left one.
    left: i16,
    top: i16,
    colored: bool,
}

/// A mask, and where it goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stamp {
    mask: u32,
    x: i32,
    y: i32,
}

/// What a strike is known by: a font at a size.
#[derive(Clone, Debug, PartialEq)]
struct StrikeKey {
    font: u64,
    index: u32,
    scale: [u64; 2],
    coords: Box<[i16]>,
    bold: bool,
    skew: Option<u32>,
}

impl StrikeKey {
    fn is(&self, run: &ShapedRun, scale: [u64; 2]) -> bool {
        self.font == run.font.data.id()
            && self.scale == scale
            && self.index == run.font.index
            && *self.coords == *run.coords
            && self.bold == run.embolden.is_some()
            && self.skew == run.skew.map(f32::to_bits)
    }
}

type Page = [u32; PAGE * PLACES];
/// Not yet drawn.
const UNKNOWN: u32 = u32::MAX;
/// There is nothing to be drawn.
const BLANK: u32 = u32::MAX - 1;
/// It is too large for a mask, or its colours heed that of the text.
const UNFIT: u32 = u32::MAX - 2;

#[derive(Debug)]
struct Strike {
    key: StrikeKey,
    pages: Vec<Option<Box<Page>>>,
}

/// The masks of a rasterizer.
#[derive(Debug)]
pub(super) struct GlyphCache {
    strikes: Vec<Strike>,
    masks: Vec<Mask>,
    bytes: Vec<u8>,
    pages: usize,
    context: RenderContext,
    resources: Resources,
}

impl Default for GlyphCache {
    fn default() -> Self {
        Self {
            strikes: Vec::new(),
            masks: Vec::new(),
            bytes: Vec::new(),
            pages: 0,
            context: RenderContext::new(1, 1),
            resources: Resources::new(),
        }
    }
}

impl GlyphCache {
    /// Whether it takes all that it may, and is to be emptied before more is drawn.
    pub(super) fn is_full(&self) -> bool {
        self.byte_len() > MAX_BYTES || self.strikes.len() >= MAX_STRIKES
    }

    pub(super) fn byte_len(&self) -> usize {
        self.bytes.len() + self.masks.len() * size_of::<Mask>() + self.pages * size_of::<Page>()
    }

    /// Forgets everything. Stamps that were made before are void.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The strike for a run that is stretched by `scale` to physical pixels.
    pub(super) fn strike(&mut self, run: &ShapedRun, scale: Vec2) -> usize {
        let bits = [scale.x * f64::from(run.size), scale.y * f64::from(run.size)].map(f64::to_bits);
        if let Some(found) = self.strikes.iter().position(|strike| strike.key.is(run, bits)) {
            return found;
        }
        self.strikes.push(Strike {
            key: StrikeKey {
                font: run.font.data.id(),
                index: run.font.index,
                scale: bits,
                coords: run.coords.as_slice().into(),
                bold: run.embolden.is_some(),
                skew: run.skew.map(f32::to_bits),
            },
            pages: Vec::new(),
        });
        self.strikes.len() - 1
    }

    /// A stamp for a glyph, and the pixels that it covers. `None` for a glyph that covers none, `Err` for one that
    /// is to be drawn by its outline.
    pub(super) fn stamp(
        &mut self,
        strike: usize,
        run: &ShapedRun,
        scale: Vec2,
        glyph: u32,
        spot: Spot,
    ) -> Result<Option<(Stamp, [i32; 4])>, NoMask> {
        let (page, entry) = (
            glyph as usize / PAGE,
            glyph as usize % PAGE * PLACES + usize::from(spot.phase),
        );
        let known = self.strikes[strike]
            .pages
            .get(page)
            .and_then(Option::as_ref)
            .map_or(UNKNOWN, |page| page[entry]);
        let mask = match known {
            // One text may have more letters than there is room for.
            UNKNOWN if self.byte_len() > MAX_BYTES => return Err(NoMask),
            UNKNOWN => self.make(strike, run, scale, glyph, spot.phase),
            known => known,
        };
        match mask {
            BLANK => Ok(None),
            UNFIT => Err(NoMask),
            _ => {
                let Mask {
                    left,
                    top,
                    width,
                    height,
                    ..
                } = self.masks[mask as usize];
                let (x, y) = (
                    spot.x.saturating_add(left.into()),
                    spot.y.saturating_add(top.into()),
                );
                let covered = [
                    x,
                    y,
                    x.saturating_add(width.into()),
                    y.saturating_add(height.into()),
                ];
                Ok(Some((Stamp { mask, x, y }, covered)))
            }
        }
    }

    fn make(&mut self, strike: usize, run: &ShapedRun, scale: Vec2, glyph: u32, phase: u8) -> u32 {
        let mask = self.draw_mask(run, scale, glyph, phase);
        let pages = &mut self.strikes[strike].pages;
        let page = glyph as usize / PAGE;
        // Glyphs are numbered with 16 bits, so there are no more than 2,048 pages.
        if page >= pages.len() {
            pages.resize_with(page + 1, || None);
        }
        let page = pages[page].get_or_insert_with(|| {
            self.pages += 1;
            Box::new([UNKNOWN; PAGE * PLACES])
        });
        page[glyph as usize % PAGE * PLACES + usize::from(phase)] = mask;
        mask
    }

    /// Draws a glyph by its outline into memory of its own.
    fn draw_mask(&mut self, run: &ShapedRun, scale: Vec2, glyph: u32, phase: u8) -> u32 {
        let Some((ink, colors)) = ink_of_glyph(run, glyph) else {
            return BLANK;
        };
        if colors == Colors::Layers {
            return UNFIT;
        }
        let phase = phase_offset(phase);
        let stretch = Affine::scale_non_uniform(scale.x, scale.y);
        // A made bold goes beyond the outline, and pixels at the edge are covered in part.
        let bold = run
            .embolden
            .map_or(0.0, |_| f64::from(run.size) * scale.hypot() / 20.0);
        let room = (stretch.transform_rect_bbox(ink) + phase)
            .inflate(bold + 1.0, bold + 1.0)
            .expand();
        if !(room.width() <= MAX_SIDE
            && room.height() <= MAX_SIDE
            && room.center().to_vec2().hypot() < 8192.0)
        {
            return UNFIT;
        }
        let (width, height) = (room.width() as u16, room.height() as u16);
        self.context.reset_and_resize(width, height);
        self.context
            .set_transform(Affine::translate(phase - room.origin().to_vec2()) * stretch);
        let one = vello_cpu::Glyph {
            id: glyph,
            x: 0.0,
            y: 0.0,
        };
        draw_run(
            &mut self.context,
            &mut self.resources,
            run,
            false,
            std::iter::once(one),
        );
        self.context.flush();
        let mut pixmap = Pixmap::new(width, height);
        self.context
            .render_with(&mut pixmap, &mut self.resources, RasterizerSettings::default());
        self.keep(pixmap.data_as_u8_slice(), room, colors == Colors::Picture)
    }

    /// Keeps the part of a picture that is not blank.
    fn keep(&mut self, pixels: &[u8], room: Rect, colored: bool) -> u32 {
        let width = room.width() as usize;
        let inked = |pixel: &[u8]| pixel[3] != 0;
        let rows: Vec<_> = pixels.chunks_exact(width * 4).collect();
        let some = |row: &&[u8]| row.chunks_exact(4).any(inked);
        let (Some(top), Some(bottom)) = (rows.iter().position(some), rows.iter().rposition(some)) else {
            return BLANK;
        };
        let rows = &rows[top..=bottom];
        let edge = |row: &&[u8]| row.chunks_exact(4).position(inked).unwrap_or(width);
        let left = rows.iter().map(edge).min().unwrap_or(0);
        let end = |row: &&[u8]| row.chunks_exact(4).rposition(inked).unwrap_or(0);
        let right = rows.iter().map(end).max().unwrap_or(0);
        let start = self.bytes.len() as u32;
        let width = right + 1 - left;
        let stride = if colored {
            width
        } else {
            width.next_multiple_of(LANES)
        };
        for row in rows {
            let row = &row[left * 4..(right + 1) * 4];
            if colored {
                self.bytes.extend_from_slice(row);
            } else {
                self.bytes.extend(row.chunks_exact(4).map(|pixel| pixel[3]));
                self.bytes.extend(std::iter::repeat_n(0, stride - width));
            }
        }
        self.masks.push(Mask {
            start,
            width: stride as u16,
            height: rows.len() as u16,
            left: (room.x0 as i32 + left as i32) as i16,
            top: (room.y0 as i32 + top as i32) as i16,
            colored,
        });
        self.masks.len() as u32 - 1
    }

    /// Puts masks into a picture, within `clip` (left, top, right, bottom; in the picture).
    pub(super) fn put_all(
        &self,
        stamps: &[Stamp],
        ink: Ink,
        clip: [i32; 4],
        pixels: &mut [u8],
        width: usize,
    ) {
        dispatch!(*VECTORS, _simd => {
            for stamp in stamps {
                self.put(*stamp, ink, clip, pixels, width);
            }
        });
    }

    #[inline(always)]
    fn put(&self, stamp: Stamp, ink: Ink, clip: [i32; 4], pixels: &mut [u8], width: usize) {
        let mask = &self.masks[stamp.mask as usize];
        let (columns, rows) = (i32::from(mask.width), i32::from(mask.height));
        let (x0, y0) = (stamp.x.max(clip[0]), stamp.y.max(clip[1]));
        let (x1, y1) = ((stamp.x + columns).min(clip[2]), (stamp.y + rows).min(clip[3]));
        if x0 >= x1 || y0 >= y1 {
            return;
        }
        let step = if mask.colored { 4 } else { 1 };
        let (left, right) = (x0 as usize, x1 as usize);
        let skipped = (x0 - stamp.x) as usize * step;
        let bytes = &self.bytes[mask.start as usize..];
        let pixels = pixels.as_chunks_mut::<4>().0;
        for y in y0..y1 {
            let source = (y - stamp.y) as usize * columns as usize * step + skipped;
            let source = &bytes[source..source + (right - left) * step];
            let target = &mut pixels[y as usize * width..][left..right];
            if mask.colored {
                ink.put_colors(source, target);
            } else {
                ink.put_coverage(source, target);
            }
        }
    }
}

/// The glyph is not fit for a mask, or there is no room for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoMask;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::text::{Font, TextStyle, shape, use_bundled_fonts};

    #[test]
    fn spots_are_quarters_of_pixels() {
        for (x, at) in [(1.1, 1.0), (1.13, 1.25), (-0.3, -0.25), (-0.1, 0.0), (7.9, 8.0)] {
            let spot = Spot::nearest(x, x);
            assert_eq!(spot.position(), Vec2::new(at, at), "{x}");
        }
    }

    #[test]
    fn the_masks_are_bounded() {
        use_bundled_fonts();
        let mut cache = GlyphCache::default();
        let mut refused = 0;
        for size in 60..96 {
            let style = TextStyle {
                font: Arc::new(Font::parse(&format!("{size}px serif")).unwrap()),
                ..(*TextStyle::initial()).clone()
            };
            let shaped = shape("ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ@%&WM", &style);
            let run = &shaped.runs[0];
            let strike = cache.strike(run, Vec2::new(1.0, 1.0));
            for (glyph, phase) in run
                .glyphs
                .iter()
                .flat_map(|glyph| (0..8).map(move |phase| (glyph, phase)))
            {
                let spot = Spot::nearest(f64::from(phase % 4) / 4.0, f64::from(phase / 4) / 4.0);
                let stamp = cache.stamp(strike, run, Vec2::new(1.0, 1.0), glyph.id, spot);
                refused += usize::from(stamp.is_err());
            }
            let most = MAX_BYTES + (MAX_SIDE * MAX_SIDE) as usize + size_of::<Page>();
            assert!(cache.byte_len() < most, "{}", cache.byte_len());
        }
        assert!(refused > 0 && cache.is_full());
        cache.clear();
        assert_eq!((cache.byte_len(), cache.is_full()), (0, false));
    }
}
