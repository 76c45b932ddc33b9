//! Mixing a colour into pixels through a mask.

use super::LANES;
use crate::peniko::Color;

/// A colour to put masks with.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Ink {
    /// Red, green, blue and 255: what the alpha says is done by the parts.
    color: u32,
    /// From 0 to 256.
    alpha: u32,
}

/// From 0–255 to 0–256.
#[inline(always)]
fn to_256(value: u8) -> u32 {
    u32::from(value) + u32::from(value >> 7)
}

impl Ink {
    pub(in super::super) fn new(color: Color) -> Self {
        let [red, green, blue, alpha] = color.to_rgba8().to_u8_array();
        Self {
            color: u32::from_le_bytes([red, green, blue, 255]),
            alpha: to_256(alpha),
        }
    }

    /// Mixes the colour into a row, as much as its coverage says.
    #[inline(always)]
    pub(super) fn put_coverage(self, coverage: &[u8], row: &mut [[u8; 4]]) {
        let (groups, rest) = coverage.as_chunks::<LANES>();
        let (pixels, pixels_left) = row.as_chunks_mut::<LANES>();
        for (pixels, coverage) in pixels.iter_mut().zip(groups) {
            if *coverage != [0; LANES] {
                self.mix(pixels, coverage);
            }
        }
        // Where the mask is cut off.
        if !rest.is_empty() {
            let (mut pixels, mut coverage) = ([[0; 4]; LANES], [0; LANES]);
            pixels[..pixels_left.len()].copy_from_slice(pixels_left);
            coverage[..rest.len()].copy_from_slice(rest);
            self.mix(&mut pixels, &coverage);
            pixels_left.copy_from_slice(&pixels[..pixels_left.len()]);
        }
    }

    /// What is there and what comes add up to 256 parts, so that nothing runs over. Two values of a pixel are one number,
    /// with room for their products: the compiler makes vectors of it.
    #[inline(always)]
    fn mix(self, pixels: &mut [[u8; 4]; LANES], coverage: &[u8; LANES]) {
        const PAIR: u32 = 0x00ff_00ff;
        let parts = coverage.map(|coverage| (to_256(coverage) * self.alpha) >> 8);
        let (ink_pair, ink_other) = (self.color & PAIR, self.color >> 8 & PAIR);
        for (pixel, part) in pixels.iter_mut().zip(parts) {
            let there = u32::from_le_bytes(*pixel);
            let rest = 256 - part;
            let pair = (there & PAIR) * rest + ink_pair * part + 0x0080_0080;
            let other = (there >> 8 & PAIR) * rest + ink_other * part + 0x0080_0080;
            *pixel = ((pair >> 8 & PAIR) | (other & !PAIR)).to_le_bytes();
        }
    }

    /// Lays a row of premultiplied colours over another, as opaque as this ink is.
    #[inline(always)]
    pub(super) fn put_colors(self, colors: &[u8], row: &mut [[u8; 4]]) {
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
    fn ink_covers_in_part() {
        let ink = |alpha| Ink::new(Color::from_rgba8(255, 0, 100, alpha));
        let mut row = [[255, 255, 255, 255], [0, 0, 0, 0], [10, 20, 30, 255]];
        ink(255).put_coverage(&[255, 128, 0], &mut row);
        assert_eq!(row, [[255, 0, 100, 255], [128, 0, 50, 128], [10, 20, 30, 255]]);
        ink(128).put_coverage(&[255], &mut row[..1]);
        assert_eq!(row[0], [255, 0, 100, 255]);
        ink(0).put_coverage(&[255], &mut row[2..]);
        assert_eq!(row[2], [10, 20, 30, 255]);
    }

    #[test]
    fn colors_are_laid_over() {
        let ink = |alpha| Ink::new(Color::from_rgba8(0, 0, 0, alpha));
        let mut row = [[255, 255, 255, 255], [9, 9, 9, 9]];
        ink(255).put_colors(&[200, 0, 0, 255, 0, 0, 0, 0], &mut row);
        assert_eq!(row, [[200, 0, 0, 255], [9, 9, 9, 9]]);
        ink(128).put_colors(&[0, 0, 0, 255], &mut row[..1]);
        assert_eq!(row[0], [99, 0, 0, 255]);
    }
}
