//! Compositing a colour over pixels of which it covers a part: `source-over` of W3C's *Compositing and Blending Level 1*,
//! with premultiplied colours.

use std::ops::Range;

use super::coverage::greater;
use crate::peniko::Color;

/// How many pixels are composited at once: the compiler vectorises the loops.
pub(super) const LANES: usize = 8;

/// The colour of a shape: premultiplied, 0 to 255.
#[derive(Clone, Copy, Debug)]
pub(in crate::raster) struct SolidSource {
    rgba: [u8; 4],
}

impl SolidSource {
    pub(in crate::raster) fn new(color: Color) -> Self {
        let pixel = color.premultiply().to_rgba8();
        Self {
            rgba: [pixel.r, pixel.g, pixel.b, pixel.a],
        }
    }

    /// Whether nothing of it can be seen.
    pub(in crate::raster) fn is_transparent(self) -> bool {
        self.rgba[3] == 0
    }

    /// The pixel that it replaces others by.
    pub(super) fn pixel(self) -> [u8; 4] {
        self.rgba
    }
}

/// A coverage of 0 to 1 in levels of 0 to 255.
#[inline(always)]
pub(super) fn level(coverage: f32) -> u8 {
    // `as` saturates.
    (coverage * 255.0 + 0.5) as u8
}

/// A coverage of at most 1 in levels of 0 to 255, without a branch, so that the compiler vectorises it.
#[inline(always)]
pub(super) fn nearest_level(cover: f32) -> u32 {
    /// An `f32` this large has no fraction, and the whole number in its last bits.
    const WHOLE: f32 = (1u32 << 23) as f32;
    (greater(cover, 0.0) * 255.0 + WHOLE).to_bits() & 255
}

/// The product of two levels, 255 being one; exact to the nearest level.
#[inline(always)]
pub(super) fn product(a: u16, b: u16) -> u16 {
    let product = a * b + 128;
    (product + (product >> 8)) >> 8
}

/// Composites a colour over a pixel of which it covers a part.
#[inline(always)]
pub(super) fn blend(pixel: &mut [u8; 4], color: SolidSource, coverage: u8) {
    let coverage = u16::from(coverage);
    let source = color.rgba.map(|value| product(value.into(), coverage));
    let rest = 255 - source[3];
    for (value, source) in pixel.iter_mut().zip(source) {
        *value = (source + product(u16::from(*value), rest)) as u8;
    }
}

/// Composites a colour over columns of a row; `covers` returns the coverage of the pixels from a column on.
#[inline(always)]
pub(super) fn blend_columns(
    row: &mut [[u8; 4]],
    columns: Range<usize>,
    color: SolidSource,
    covers: impl Fn(usize) -> [f32; LANES],
) {
    let mut start = columns.start;
    while start < columns.end {
        let (mut levels, count) = ([0; LANES], columns.end - start);
        for (lane, (level, cover)) in levels.iter_mut().zip(covers(start)).enumerate() {
            *level = if lane < count { nearest_level(cover) } else { 0 };
        }
        match row[start..].first_chunk_mut() {
            Some(pixels) => blend_each(pixels, color, levels),
            None => {
                for (pixel, level) in row[start..].iter_mut().zip(levels) {
                    blend(pixel, color, level as u8);
                }
            }
        }
        start += LANES;
    }
}

/// Composites a colour over pixels, each with a level of coverage of its own. Two channels of a pixel are one number, with
/// room for their products.
#[inline(always)]
pub(super) fn blend_each(pixels: &mut [[u8; 4]; LANES], color: SolidSource, levels: [u32; LANES]) {
    const PAIR: u32 = 0x00ff_00ff;
    // As `product`, of both values of a pair.
    let products = |pair: u32, level: u32| {
        let product = pair * level + 0x0080_0080;
        ((product + (product >> 8 & PAIR)) >> 8) & PAIR
    };
    let color = u32::from_le_bytes(color.rgba);
    for (pixel, level) in pixels.iter_mut().zip(levels) {
        let backdrop = u32::from_le_bytes(*pixel);
        let (red_blue, green_alpha) = (products(color & PAIR, level), products(color >> 8 & PAIR, level));
        let rest = 255 - (green_alpha >> 16);
        let red_blue = red_blue + products(backdrop & PAIR, rest);
        let green_alpha = green_alpha + products(backdrop >> 8 & PAIR, rest);
        *pixel = (red_blue | green_alpha << 8).to_le_bytes();
    }
}

/// Composites a colour over pixels of which it covers the same part each.
#[inline(always)]
pub(super) fn fill(pixels: &mut [[u8; 4]], color: SolidSource, coverage: u8) {
    let source = color.rgba.map(|value| product(value.into(), coverage.into()));
    if source[3] == 255 {
        pixels.fill(color.rgba);
        return;
    }
    let rest = 255 - source[3];
    let (blocks, last) = pixels.as_chunks_mut::<LANES>();
    for block in blocks {
        for (value, source) in block
            .as_flattened_mut()
            .iter_mut()
            .zip([source; LANES].as_flattened())
        {
            *value = (source + product(u16::from(*value), rest)) as u8;
        }
    }
    let mut levels = [0; LANES];
    levels[..last.len()].fill(coverage.into());
    let mut block = [[0; 4]; LANES];
    block[..last.len()].copy_from_slice(last);
    blend_each(&mut block, color, levels);
    last.copy_from_slice(&block[..last.len()]);
}
