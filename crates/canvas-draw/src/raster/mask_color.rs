//! Compositing a colour into pixels through a mask.

use crate::peniko::Color;

/// How many pixels are composited at once.
pub(super) const LANES: usize = 8;

/// The colour of glyph masks.
#[derive(Clone, Copy, Debug)]
pub(super) struct MaskColor {
    /// Red, green, blue and 255; the alpha is applied to the coverage.
    color: u32,
    /// From 0 to 256.
    alpha: u32,
}

/// From 0–255 to 0–256.
#[inline(always)]
fn to_256(value: u8) -> u32 {
    u32::from(value) + u32::from(value >> 7)
}

impl MaskColor {
    pub(super) fn new(color: Color) -> Self {
        let [red, green, blue, alpha] = color.to_rgba8().to_u8_array();
        Self {
            color: u32::from_le_bytes([red, green, blue, 255]),
            alpha: to_256(alpha),
        }
    }

    /// Composites the colour over a row of pixels, through a row of coverage.
    #[inline(always)]
    pub(super) fn blend_coverage(self, coverage: &[u8], row: &mut [[u8; 4]]) {
        let (groups, rest) = coverage.as_chunks::<LANES>();
        let (pixels, pixels_left) = row.as_chunks_mut::<LANES>();
        for (pixels, coverage) in pixels.iter_mut().zip(groups) {
            if *coverage != [0; LANES] {
                self.blend(pixels, coverage);
            }
        }
        // Where the clip cuts the mask.
        if !rest.is_empty() {
            let (mut pixels, mut coverage) = ([[0; 4]; LANES], [0; LANES]);
            pixels[..pixels_left.len()].copy_from_slice(pixels_left);
            coverage[..rest.len()].copy_from_slice(rest);
            self.blend(&mut pixels, &coverage);
            pixels_left.copy_from_slice(&pixels[..pixels_left.len()]);
        }
    }

    /// Source and backdrop add up to 256 parts, so that nothing overflows. Two channels of a pixel are one number, with
    /// room for their products, which the compiler vectorises.
    #[inline(always)]
    fn blend(self, pixels: &mut [[u8; 4]; LANES], coverage: &[u8; LANES]) {
        const PAIR: u32 = 0x00ff_00ff;
        let parts = coverage.map(|coverage| (to_256(coverage) * self.alpha) >> 8);
        let (source_pair, source_other) = (self.color & PAIR, self.color >> 8 & PAIR);
        for (pixel, part) in pixels.iter_mut().zip(parts) {
            let backdrop = u32::from_le_bytes(*pixel);
            let rest = 256 - part;
            let pair = (backdrop & PAIR) * rest + source_pair * part + 0x0080_0080;
            let other = (backdrop >> 8 & PAIR) * rest + source_other * part + 0x0080_0080;
            *pixel = ((pair >> 8 & PAIR) | (other & !PAIR)).to_le_bytes();
        }
    }

    /// Composites a row of premultiplied colours over a row of pixels, with the alpha of this colour.
    #[inline(always)]
    pub(super) fn blend_colors(self, colors: &[u8], row: &mut [[u8; 4]]) {
        for (pixel, color) in row.iter_mut().zip(colors.as_chunks::<4>().0) {
            let color = color.map(|c| (u32::from(c) * self.alpha + 128) >> 8);
            let rest = 256 - to_256(color[3].min(255) as u8);
            for (below, over) in pixel.iter_mut().zip(color) {
                *below = (over + ((u32::from(*below) * rest + 128) >> 8)).min(255) as u8;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_coverage_is_composited() {
        let color = |alpha| MaskColor::new(Color::from_rgba8(255, 0, 100, alpha));
        let mut row = [[255, 255, 255, 255], [0, 0, 0, 0], [10, 20, 30, 255]];
        color(255).blend_coverage(&[255, 128, 0], &mut row);
        assert_eq!(row, [[255, 0, 100, 255], [128, 0, 50, 128], [10, 20, 30, 255]]);
        color(128).blend_coverage(&[255], &mut row[..1]);
        assert_eq!(row[0], [255, 0, 100, 255]);
        color(0).blend_coverage(&[255], &mut row[2..]);
        assert_eq!(row[2], [10, 20, 30, 255]);
    }

    #[test]
    fn glyph_colors_are_composited() {
        let color = |alpha| MaskColor::new(Color::from_rgba8(0, 0, 0, alpha));
        let mut row = [[255, 255, 255, 255], [9, 9, 9, 9]];
        color(255).blend_colors(&[200, 0, 0, 255, 0, 0, 0, 0], &mut row);
        assert_eq!(row, [[200, 0, 0, 255], [9, 9, 9, 9]]);
        color(128).blend_colors(&[0, 0, 0, 255], &mut row[..1]);
        assert_eq!(row[0], [99, 0, 0, 255]);
    }
}
