//! Conversions between values of winit and of the core.

use canvas_core::geometry::PhysicalSize;
use canvas_core::geometry::kurbo::{Point, Size};
use winit::dpi;

/// A text that every display accepts: without NUL characters, since Xlib's strings end at the first.
pub(crate) fn without_nul(text: &str) -> String {
    text.replace('\0', "")
}

/// A size in logical pixels, as winit takes it.
pub(crate) fn logical_size(size: Size) -> dpi::LogicalSize<f64> {
    dpi::LogicalSize::new(size.width, size.height)
}

/// A position in logical pixels, as winit takes it.
pub(crate) fn logical_position(position: Point) -> dpi::LogicalPosition<f64> {
    dpi::LogicalPosition::new(position.x, position.y)
}

/// A size that winit reports in physical pixels, clamped to the sizes that the core supports.
pub(crate) fn physical_size(size: dpi::PhysicalSize<u32>) -> PhysicalSize {
    PhysicalSize::clamped(size.width, size.height)
}

/// A scale factor that can be divided by: 1 where the display reports one that is not finite and positive.
pub(crate) fn valid_ratio(ratio: f64) -> f64 {
    if ratio.is_finite() && ratio > 0.0 {
        ratio
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_lose_their_nul_characters() {
        assert_eq!(without_nul("a\0b"), "ab");
    }

    #[test]
    fn impossible_ratios_become_one() {
        for ratio in [0.0, -2.0, f64::NAN, f64::INFINITY] {
            assert_eq!(valid_ratio(ratio), 1.0);
        }
        assert_eq!(valid_ratio(1.5), 1.5);
    }
}
