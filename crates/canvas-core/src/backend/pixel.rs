//! Colours as displays take them.

use crate::frame::PixelFormat;

/// A colour (red, green, blue) as a 32-bit pixel of this format: `0x00RRGGBB` for [`PixelFormat::Bgra`], `0x00BBGGRR` for
/// [`PixelFormat::Rgba`].
pub fn packed_pixel([red, green, blue]: [u8; 3], format: PixelFormat) -> u32 {
    let (high, low) = match format {
        PixelFormat::Bgra => (red, blue),
        PixelFormat::Rgba => (blue, red),
    };
    u32::from_be_bytes([0, high, green, low])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_follow_the_format() {
        assert_eq!(packed_pixel([1, 2, 3], PixelFormat::Bgra), 0x01_0203);
        assert_eq!(packed_pixel([1, 2, 3], PixelFormat::Rgba), 0x03_0201);
    }
}
