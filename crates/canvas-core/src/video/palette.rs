//! The colours of a GIF picture: at most 256, one of which may stand for what stays as it was.

use std::collections::HashMap;

use color_quant::NeuQuant;

/// The colours beside the one that stands for what stays.
const MOST: usize = 255;
/// How many pixels the choice of colours is made from, more or less.
const SAMPLE: usize = 16_000;
/// Colours that have so many bits of each channel in common get the same number.
const BITS: u32 = 6;

/// Pixels as numbers of colours.
#[derive(Debug)]
pub(super) struct Indexed {
    /// Red, green, blue of each colour.
    pub(super) palette: Vec<u8>,
    pub(super) pixels: Vec<u8>,
    /// The number that stands for what stays.
    pub(super) stays: u8,
}

/// Opaque pixels, each a colour, or `None` if it stays: exact for up to 255 colours, else the 255 that look most like them.
pub(super) fn index(pixels: &[Option<[u8; 3]>]) -> Indexed {
    let (mut palette, indices) = exact(pixels).unwrap_or_else(|| near(pixels));
    let stays = (palette.len() / 3) as u8;
    palette.extend([0; 3]);
    Indexed {
        palette,
        pixels: indices.into_iter().map(|index| index.unwrap_or(stays)).collect(),
        stays,
    }
}

type Indices = Vec<Option<u8>>;

/// Every colour as it is; `None` if there are too many.
fn exact(pixels: &[Option<[u8; 3]>]) -> Option<(Vec<u8>, Indices)> {
    let mut numbers = HashMap::new();
    let (mut palette, mut indices) = (Vec::new(), Vec::with_capacity(pixels.len()));
    // Neighbours are often of one colour.
    let mut last = (None, None);
    for &pixel in pixels {
        if pixel != last.0 {
            let number = match pixel {
                None => None,
                Some(color) => {
                    let next = numbers.len();
                    let number = *numbers.entry(color).or_insert(next);
                    if number == MOST {
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

/// The colours that a neural network finds.
fn near(pixels: &[Option<[u8; 3]>]) -> (Vec<u8>, Indices) {
    let changed: Vec<u8> = pixels
        .iter()
        .flatten()
        .flat_map(|&[r, g, b]| [r, g, b, 255])
        .collect();
    let every = (changed.len() / 4 / SAMPLE).clamp(1, 30);
    let network = NeuQuant::new(every as i32, MOST, &changed);
    // The search takes much longer than a look into a table, and near colours are not told apart anyway.
    let mut known = vec![None; 1 << (3 * BITS)];
    let mut number = |[r, g, b]: [u8; 3]| {
        let place = [r, g, b].iter().fold(0, |place, channel| {
            place << BITS | usize::from(channel >> (8 - BITS))
        });
        *known[place].get_or_insert_with(|| network.index_of(&[r, g, b, 255]) as u8)
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
                None => assert_eq!(indexed.pixels[at], indexed.stays),
            }
        }
        let all: Vec<_> = (0..=254).map(|i| Some([i, 0, 0])).collect();
        assert_eq!(index(&all).stays, 255);
    }

    #[test]
    fn more_colours_are_near() {
        let pixels: Vec<_> = (0..64 * 64u32)
            .map(|i| (i % 5 > 0).then_some([(i % 64 * 4) as u8, (i / 64 * 4) as u8, 128]))
            .collect();
        let indexed = index(&pixels);
        assert_eq!((indexed.palette.len(), indexed.stays), (256 * 3, 255));
        let (mut worst, mut sum) = (0, 0);
        for (at, pixel) in pixels.iter().enumerate() {
            let Some(expected) = pixel else {
                assert_eq!(indexed.pixels[at], 255);
                continue;
            };
            assert_ne!(indexed.pixels[at], 255, "no colour is taken for what stays");
            for (a, b) in color(&indexed, at).iter().zip(expected) {
                worst = worst.max(a.abs_diff(*b));
                sum += u32::from(a.abs_diff(*b));
            }
        }
        assert!(worst < 48 && sum / (3 * 64 * 64) < 10, "{worst} {sum}");
    }
}
