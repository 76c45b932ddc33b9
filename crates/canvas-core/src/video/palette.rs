//! The palette of a GIF frame: at most 256 colours, one of which can mean that a pixel is unchanged.

use std::collections::HashMap;

use color_quant::NeuQuant;

/// The colours beside the one for unchanged pixels.
const MAX_COLORS: usize = 255;
/// From about how many pixels the colours are chosen.
const SAMPLE: usize = 16_000;
/// Colours that agree in this many high bits of each channel get the same index.
const BITS: u32 = 6;

/// Pixels as indices into a palette.
#[derive(Debug)]
pub(super) struct Indexed {
    /// Red, green, blue of each colour.
    pub(super) palette: Vec<u8>,
    pub(super) pixels: Vec<u8>,
    /// The index of unchanged pixels.
    pub(super) unchanged: u8,
}

/// Indexes opaque pixels, each a colour, or `None` if it is unchanged: exact for up to 255 colours, otherwise with the 255
/// that look most like them.
pub(super) fn index(pixels: &[Option<[u8; 3]>]) -> Indexed {
    let (mut palette, indices) = exact(pixels).unwrap_or_else(|| approximate(pixels));
    let unchanged = (palette.len() / 3) as u8;
    palette.extend([0; 3]);
    Indexed {
        palette,
        pixels: indices
            .into_iter()
            .map(|index| index.unwrap_or(unchanged))
            .collect(),
        unchanged,
    }
}

type Indices = Vec<Option<u8>>;

/// Indexes every colour exactly; `None` if there are too many.
fn exact(pixels: &[Option<[u8; 3]>]) -> Option<(Vec<u8>, Indices)> {
    let mut numbers = HashMap::new();
    let (mut palette, mut indices) = (Vec::new(), Vec::with_capacity(pixels.len()));
    // Neighbours often have the same colour.
    let mut last = (None, None);
    for &pixel in pixels {
        if pixel != last.0 {
            let number = match pixel {
                None => None,
                Some(color) => {
                    let next = numbers.len();
                    let number = *numbers.entry(color).or_insert(next);
                    if number == MAX_COLORS {
                        return None;
                    }
                    if number == next {
                        palette.extend(color);
                    }
                    Some(number as u8)
                }
            };
            last = (pixel, number);
        }
        indices.push(last.1);
    }
    Some((palette, indices))
}

/// Indexes the colours that a neural network chooses (NeuQuant).
fn approximate(pixels: &[Option<[u8; 3]>]) -> (Vec<u8>, Indices) {
    let changed: Vec<u8> = pixels
        .iter()
        .flatten()
        .flat_map(|&[r, g, b]| [r, g, b, 255])
        .collect();
    let every = (changed.len() / 4 / SAMPLE).clamp(1, 30);
    let network = NeuQuant::new(every as i32, MAX_COLORS, &changed);
    // The search takes much longer than a table lookup, and similar colours are not distinguished anyway.
    let mut known = vec![None; 1 << (3 * BITS)];
    let mut number = |[r, g, b]: [u8; 3]| {
        let slot = [r, g, b].iter().fold(0, |slot, channel| {
            slot << BITS | usize::from(channel >> (8 - BITS))
        });
        *known[slot].get_or_insert_with(|| network.index_of(&[r, g, b, 255]) as u8)
    };
    let indices = pixels.iter().map(|pixel| pixel.map(&mut number)).collect();
    (network.color_map_rgb(), indices)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(indexed: &Indexed, at: usize) -> [u8; 3] {
        let number = usize::from(indexed.pixels[at]);
        indexed.palette.as_chunks().0[number]
    }

    #[test]
    fn up_to_255_colours_are_exact() {
        let pixels: Vec<_> = (0..300usize)
            .map(|i| (i % 3 > 0).then_some([(i % 255) as u8, 7, 200]))
            .collect();
        let indexed = index(&pixels);
        assert!(indexed.palette.len() <= 256 * 3);
        for (at, pixel) in pixels.iter().enumerate() {
            match pixel {
                Some(expected) => assert_eq!(color(&indexed, at), *expected),
                None => assert_eq!(indexed.pixels[at], indexed.unchanged),
            }
        }
        let all: Vec<_> = (0..=254).map(|i| Some([i, 0, 0])).collect();
        assert_eq!(index(&all).unchanged, 255);
    }

    #[test]
    fn more_colours_are_approximated() {
        let pixels: Vec<_> = (0..64 * 64u32)
            .map(|i| (i % 5 > 0).then_some([(i % 64 * 4) as u8, (i / 64 * 4) as u8, 128]))
            .collect();
        let indexed = index(&pixels);
        assert_eq!((indexed.palette.len(), indexed.unchanged), (256 * 3, 255));
        let (mut worst, mut sum) = (0, 0);
        for (at, pixel) in pixels.iter().enumerate() {
            let Some(expected) = pixel else {
                assert_eq!(indexed.pixels[at], 255);
                continue;
            };
            assert_ne!(
                indexed.pixels[at], 255,
                "no colour is mistaken for an unchanged pixel"
            );
            for (a, b) in color(&indexed, at).iter().zip(expected) {
                worst = worst.max(a.abs_diff(*b));
                sum += u32::from(a.abs_diff(*b));
            }
        }
        assert!(worst < 48 && sum / (3 * 64 * 64) < 10, "{worst} {sum}");
    }
}
