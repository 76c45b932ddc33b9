//! Conversions of whole rows of pixels, written as plain loops that the compiler turns into vector code.

/// Exchanges red and blue in place.
pub(crate) fn swap_red_and_blue(pixels: &mut [u8]) {
    for pixel in pixels.as_chunks_mut::<4>().0 {
        let value = u32::from_le_bytes(*pixel);
        let swapped = (value & 0xff00_ff00) | (value & 0x00ff_00ff).rotate_left(16);
        *pixel = swapped.to_le_bytes();
    }
}

/// Sets the alpha of every pixel to 255.
pub(crate) fn make_opaque(pixels: &mut [u8]) {
    for pixel in pixels.as_chunks_mut::<4>().0 {
        *pixel = (u32::from_le_bytes(*pixel) | 0xff00_0000).to_le_bytes();
    }
}

/// Divides red, green and blue by alpha, in place.
pub(crate) fn unpremultiply(pixels: &mut [u8]) {
    for block in pixels.chunks_mut(64) {
        // Most images are opaque nearly everywhere.
        if block
            .iter()
            .skip(3)
            .step_by(4)
            .fold(255, |all, alpha| all & alpha)
            != 255
        {
            block
                .as_chunks_mut::<4>()
                .0
                .iter_mut()
                .for_each(unpremultiply_pixel);
        }
    }
}

fn unpremultiply_pixel(pixel: &mut [u8; 4]) {
    let alpha = u32::from(pixel[3]);
    if alpha == 0 {
        *pixel = [0; 4];
    } else if alpha != 255 {
        for value in &mut pixel[..3] {
            *value = ((u32::from(*value) * 255 + alpha / 2) / alpha).min(255) as u8;
        }
    }
}

/// Composites pixels with straight alpha over an opaque colour, in place.
pub(super) fn over_opaque(pixels: &mut [u8], background: [u8; 3]) {
    let background = [background[0], background[1], background[2], 255].map(u32::from);
    for pixel in pixels.as_chunks_mut::<4>().0 {
        let alpha = u32::from(pixel[3]);
        let [r, g, b, _] = pixel.map(u32::from);
        let source = [r, g, b, 255];
        for i in 0..4 {
            let sum = source[i] * alpha + background[i] * (255 - alpha) + 128;
            // Exact division by 255 of anything up to 255².
            pixel[i] = ((sum + (sum >> 8)) >> 8) as u8;
        }
    }
}

pub(super) fn grey_to_rgba(row: &[u8], out: &mut [u8]) {
    for (pixel, grey) in out.as_chunks_mut::<4>().0.iter_mut().zip(row) {
        *pixel = [*grey, *grey, *grey, 255];
    }
}

pub(super) fn rgb_to_rgba(row: &[u8], out: &mut [u8]) {
    for (pixel, rgb) in out.as_chunks_mut::<4>().0.iter_mut().zip(row.as_chunks::<3>().0) {
        *pixel = [rgb[0], rgb[1], rgb[2], 255];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn red_and_blue_change_places() {
        let mut pixels = [1, 2, 3, 4, 5, 6, 7, 8];
        swap_red_and_blue(&mut pixels);
        assert_eq!(pixels, [3, 2, 1, 4, 7, 6, 5, 8]);
    }

    #[test]
    fn alpha_is_divided_out() {
        let mut pixels = [64, 0, 128, 128, 9, 9, 9, 0, 1, 2, 3, 255];
        unpremultiply(&mut pixels);
        assert_eq!(pixels, [128, 0, 255, 128, 0, 0, 0, 0, 1, 2, 3, 255]);
    }

    #[test]
    fn mixing_over_a_background_is_exact_to_the_nearest_level() {
        for alpha in 0..=255u8 {
            let mut pixel = [200, 0, 255, alpha];
            over_opaque(&mut pixel, [10, 250, 255]);
            let mix = |s: f64, b: f64| {
                let a = f64::from(alpha) / 255.0;
                (s * a + b * (1.0 - a)).round() as u8
            };
            assert_eq!(
                pixel,
                [mix(200.0, 10.0), mix(0.0, 250.0), 255, 255],
                "alpha {alpha}"
            );
        }
    }
}
