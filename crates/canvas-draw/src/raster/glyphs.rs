//! Glyph masks: each glyph is drawn once for each quarter of a pixel, cached, and composited straight into the pixels.
//!
//! That is many times as fast as filling outlines. It is done for upright text of ordinary sizes in one colour; other
//! text is drawn by outlines, at the same positions.

use fearless_simd::dispatch;
use kurbo::{Affine, Rect, Vec2};
use vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources};

use super::glyph_run::draw_run;
use super::mask_color::{LANES, MaskColor};
use super::simd::LEVEL;
use crate::geometry::kurbo;
use crate::text::{GlyphColoring, ShapedRun, glyph_ink_bounds};

/// The largest side of a mask, physical pixels.
const MAX_SIDE: f64 = 512.0;
/// The memory that all masks of a cache may take, bytes.
const MAX_BYTES: usize = 8 << 20;
/// The greatest number of strikes (fonts at one size) in a cache.
const MAX_STRIKES: usize = 256;
/// Positions within a pixel, each way.
const PHASES: i32 = 4;
/// No position is so far from the origin, quarters of a pixel.
const FAR: f64 = 16_777_216.0;
/// Glyphs in a page of a strike, and the positions of each.
const PAGE: usize = 32;
const PLACES: usize = (PHASES * PHASES) as usize;

/// The position of a glyph: whole physical pixels, and a quarter of a pixel each way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SubpixelPosition {
    x: i32,
    y: i32,
    phase: u8,
}

impl SubpixelPosition {
    /// The nearest one to a point that is near the target.
    pub(super) fn nearest(x: f64, y: f64) -> Self {
        // Rounds by truncating a positive number, which needs no call.
        let steps = |v: f64| (v * f64::from(PHASES) + (FAR + 0.5)) as i32 - FAR as i32;
        let (x, y) = (steps(x), steps(y));
        Self {
            x: x.div_euclid(PHASES),
            y: y.div_euclid(PHASES),
            phase: (y.rem_euclid(PHASES) * PHASES + x.rem_euclid(PHASES)) as u8,
        }
    }

    /// In physical pixels.
    pub(super) fn to_pixels(self) -> Vec2 {
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
    /// From the glyph's whole pixel to the mask's top left one.
    left: i16,
    top: i16,
    colored: bool,
}

/// A glyph to be drawn: its mask, and the top left pixel.
#[derive(Clone, Copy, Debug)]
pub(super) struct GlyphInstance {
    mask: u32,
    x: i32,
    y: i32,
}

/// The key of a strike: a font at a size.
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
    fn matches(&self, run: &ShapedRun, scale: [u64; 2]) -> bool {
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
/// The glyph has no pixels.
const BLANK: u32 = u32::MAX - 1;
/// The glyph is too large for a mask, or some of its layers have the colour of the text.
const UNFIT: u32 = u32::MAX - 2;

#[derive(Debug)]
struct Strike {
    key: StrikeKey,
    pages: Vec<Option<Box<Page>>>,
}

/// The glyph masks of one thread.
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
    /// Whether it has no room, and must be cleared before more is drawn.
    pub(super) fn is_full(&self) -> bool {
        self.byte_len() > MAX_BYTES || self.strikes.len() >= MAX_STRIKES
    }

    pub(super) fn byte_len(&self) -> usize {
        self.bytes.len() + self.masks.len() * size_of::<Mask>() + self.pages * size_of::<Page>()
    }

    /// Drops all masks. Glyph instances from before are invalid.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The strike of a run that `scale` stretches to physical pixels.
    pub(super) fn strike(&mut self, run: &ShapedRun, scale: Vec2) -> usize {
        let bits = [scale.x * f64::from(run.size), scale.y * f64::from(run.size)].map(f64::to_bits);
        if let Some(found) = self
            .strikes
            .iter()
            .position(|strike| strike.key.matches(run, bits))
        {
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

    /// A glyph at a position, and the pixels that its mask covers: left, top, right, bottom. `None` for a glyph without
    /// pixels, `Err` for one that must be drawn by its outline.
    pub(super) fn instance(
        &mut self,
        strike: usize,
        run: &ShapedRun,
        scale: Vec2,
        glyph: u32,
        position: SubpixelPosition,
    ) -> Result<Option<(GlyphInstance, [i32; 4])>, NoMask> {
        let (page, entry) = (
            glyph as usize / PAGE,
            glyph as usize % PAGE * PLACES + usize::from(position.phase),
        );
        let cached = self.strikes[strike]
            .pages
            .get(page)
            .and_then(Option::as_ref)
            .map_or(UNKNOWN, |page| page[entry]);
        let mask = match cached {
            // One text may have more glyphs than there is room for.
            UNKNOWN if self.byte_len() > MAX_BYTES => return Err(NoMask),
            UNKNOWN => self.add_mask(strike, run, scale, glyph, position.phase),
            cached => cached,
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
                    position.x.saturating_add(left.into()),
                    position.y.saturating_add(top.into()),
                );
                let covered = [
                    x,
                    y,
                    x.saturating_add(width.into()),
                    y.saturating_add(height.into()),
                ];
                Ok(Some((GlyphInstance { mask, x, y }, covered)))
            }
        }
    }

    fn add_mask(&mut self, strike: usize, run: &ShapedRun, scale: Vec2, glyph: u32, phase: u8) -> u32 {
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

    /// Draws a glyph by its outline, and stores its mask.
    fn draw_mask(&mut self, run: &ShapedRun, scale: Vec2, glyph: u32, phase: u8) -> u32 {
        let Some((outline, colors)) = glyph_ink_bounds(run, glyph) else {
            return BLANK;
        };
        if colors == GlyphColoring::Layers {
            return UNFIT;
        }
        let phase = phase_offset(phase);
        let stretch = Affine::scale_non_uniform(scale.x, scale.y);
        // A synthetic bold goes beyond the outline, and pixels at the edge are covered in part.
        let bold = run
            .embolden
            .map_or(0.0, |_| f64::from(run.size) * scale.hypot() / 20.0);
        let room = (stretch.transform_rect_bbox(outline) + phase)
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
        self.store(pixmap.data_as_u8_slice(), room, colors == GlyphColoring::Bitmap)
    }

    /// Stores the part of the pixels that is not blank.
    fn store(&mut self, pixels: &[u8], room: Rect, colored: bool) -> u32 {
        let width = room.width() as usize;
        let is_drawn = |pixel: &[u8]| pixel[3] != 0;
        let rows: Vec<_> = pixels.chunks_exact(width * 4).collect();
        let some = |row: &&[u8]| row.chunks_exact(4).any(is_drawn);
        let (Some(top), Some(bottom)) = (rows.iter().position(some), rows.iter().rposition(some)) else {
            return BLANK;
        };
        let rows = &rows[top..=bottom];
        let edge = |row: &&[u8]| row.chunks_exact(4).position(is_drawn).unwrap_or(width);
        let left = rows.iter().map(edge).min().unwrap_or(0);
        let end = |row: &&[u8]| row.chunks_exact(4).rposition(is_drawn).unwrap_or(0);
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

    /// Composites glyphs into pixels, `width` in a row, within `clip` (left, top, right, bottom; all of it pixels).
    pub(super) fn draw_all(
        &self,
        glyphs: &[GlyphInstance],
        color: MaskColor,
        clip: [i32; 4],
        pixels: &mut [u8],
        width: usize,
    ) {
        dispatch!(*LEVEL, _simd => {
            for glyph in glyphs {
                self.draw(*glyph, color, clip, pixels, width);
            }
        });
    }

    #[inline(always)]
    fn draw(&self, glyph: GlyphInstance, color: MaskColor, clip: [i32; 4], pixels: &mut [u8], width: usize) {
        let mask = &self.masks[glyph.mask as usize];
        let (columns, rows) = (i32::from(mask.width), i32::from(mask.height));
        let (x0, y0) = (glyph.x.max(clip[0]), glyph.y.max(clip[1]));
        let (x1, y1) = ((glyph.x + columns).min(clip[2]), (glyph.y + rows).min(clip[3]));
        if x0 >= x1 || y0 >= y1 {
            return;
        }
        let step = if mask.colored { 4 } else { 1 };
        let (left, right) = (x0 as usize, x1 as usize);
        let skipped = (x0 - glyph.x) as usize * step;
        let bytes = &self.bytes[mask.start as usize..];
        let pixels = pixels.as_chunks_mut::<4>().0;
        for y in y0..y1 {
            let source = (y - glyph.y) as usize * columns as usize * step + skipped;
            let source = &bytes[source..source + (right - left) * step];
            let target = &mut pixels[y as usize * width..][left..right];
            if mask.colored {
                color.blend_colors(source, target);
            } else {
                color.blend_coverage(source, target);
            }
        }
    }
}

/// A glyph cannot be drawn by a mask, or there is no room for the mask.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoMask;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::text::{Font, TextStyle, shape, use_bundled_fonts};

    #[test]
    fn positions_are_rounded_to_quarters_of_pixels() {
        for (x, at) in [(1.1, 1.0), (1.13, 1.25), (-0.3, -0.25), (-0.1, 0.0), (7.9, 8.0)] {
            let position = SubpixelPosition::nearest(x, x);
            assert_eq!(position.to_pixels(), Vec2::new(at, at), "{x}");
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
                let position =
                    SubpixelPosition::nearest(f64::from(phase % 4) / 4.0, f64::from(phase / 4) / 4.0);
                let instance = cache.instance(strike, run, Vec2::new(1.0, 1.0), glyph.id, position);
                refused += usize::from(instance.is_err());
            }
            let limit = MAX_BYTES + (MAX_SIDE * MAX_SIDE) as usize + size_of::<Page>();
            assert!(cache.byte_len() < limit, "{}", cache.byte_len());
        }
        assert!(refused > 0 && cache.is_full());
        cache.clear();
        assert_eq!((cache.byte_len(), cache.is_full()), (0, false));
    }
}
