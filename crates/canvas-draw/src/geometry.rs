//! Sizes in logical and physical pixels, within the limits of drawing.
//!
//! *Logical* pixels are the unit of programs: `f64`, origin top left, y down ([`kurbo`] types). *Physical* pixels are
//! those of the display: `u32` ([`PhysicalSize`]). The ratio is the number of physical pixels per logical pixel.

pub use vello_cpu::kurbo;

use kurbo::Size;

/// The largest width or height of a window or an image, in physical pixels: the limit of an X11 pixmap.
pub const MAX_SIDE: u32 = 32_767;

/// The largest area of one buffer, in physical pixels (256 MiB at 4 bytes each), so that no size that another program
/// requests can exhaust the memory of this one.
pub const MAX_AREA: u64 = 64 * 1024 * 1024;

/// A size in physical pixels; each side is within `1..=`[`MAX_SIDE`], the area at most [`MAX_AREA`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PhysicalSize {
    width: u32,
    height: u32,
}

impl PhysicalSize {
    /// A size, or `None` if it is empty or beyond [`MAX_SIDE`] or [`MAX_AREA`].
    pub fn new(width: u32, height: u32) -> Option<Self> {
        let fits = (1..=MAX_SIDE).contains(&width)
            && (1..=MAX_SIDE).contains(&height)
            && u64::from(width) * u64::from(height) <= MAX_AREA;
        fits.then_some(Self { width, height })
    }

    /// The nearest valid size, for sizes that a display reports.
    pub fn clamped(width: u32, height: u32) -> Self {
        let width = width.clamp(1, MAX_SIDE);
        let most = u32::try_from(MAX_AREA / u64::from(width))
            .unwrap_or(MAX_SIDE)
            .min(MAX_SIDE);
        Self {
            width,
            height: height.clamp(1, most),
        }
    }

    /// Width in physical pixels.
    pub fn width(self) -> u32 {
        self.width
    }

    /// Height in physical pixels.
    pub fn height(self) -> u32 {
        self.height
    }

    /// The number of pixels.
    pub fn area(self) -> usize {
        self.width as usize * self.height as usize
    }

    /// The number of bytes of a buffer: four per pixel, rows without padding.
    pub fn byte_len(self) -> usize {
        self.area() * 4
    }

    /// Converts to logical pixels at a ratio (physical pixels per logical pixel, positive).
    pub fn to_logical(self, ratio: f64) -> Size {
        Size::new(f64::from(self.width) / ratio, f64::from(self.height) / ratio)
    }

    /// Converts from logical pixels at a ratio (physical pixels per logical pixel); rounded to whole pixels and
    /// [clamped](Self::clamped).
    pub fn from_logical(size: Size, ratio: f64) -> Self {
        // A float-to-integer cast saturates, and NaN becomes 0, which `clamped` then lifts to 1.
        let pixels = |length: f64| (length * ratio).round() as u32;
        Self::clamped(pixels(size.width), pixels(size.height))
    }
}

/// A rectangle of a frame or an image, in physical pixels. [`new`](Self::new) creates no empty one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PixelRect {
    /// The first column.
    pub left: u32,
    /// The first row.
    pub top: u32,
    /// The column after the last.
    pub right: u32,
    /// The row after the last.
    pub bottom: u32,
}

impl PixelRect {
    /// A rectangle, or `None` if it is empty.
    pub fn new(left: u32, top: u32, right: u32, bottom: u32) -> Option<Self> {
        (left < right && top < bottom).then_some(Self {
            left,
            top,
            right,
            bottom,
        })
    }

    /// The width in physical pixels.
    pub fn width(self) -> u32 {
        self.right - self.left
    }

    /// The height in physical pixels.
    pub fn height(self) -> u32 {
        self.bottom - self.top
    }

    /// The number of pixels.
    pub fn area(self) -> u64 {
        u64::from(self.width()) * u64::from(self.height())
    }

    /// Whether the rectangles have a pixel in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// The smallest rectangle that contains both.
    pub fn union(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Converts to a rectangle of floating point numbers, still in physical pixels.
    pub fn to_rect(self) -> kurbo::Rect {
        kurbo::Rect::new(
            self.left.into(),
            self.top.into(),
            self.right.into(),
            self.bottom.into(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_sizes_are_refused_and_clamped() {
        assert_eq!(PhysicalSize::new(0, 5), None);
        assert_eq!(PhysicalSize::new(32_768, 5), None);
        assert_eq!(PhysicalSize::new(32_767, 32_767), None);
        let huge = PhysicalSize::clamped(u32::MAX, u32::MAX);
        assert_eq!(huge.width(), MAX_SIDE);
        assert!(huge.area() as u64 <= MAX_AREA);
        assert_eq!(PhysicalSize::clamped(0, 0), PhysicalSize::new(1, 1).unwrap());
    }

    #[test]
    fn logical_sizes_round_to_whole_pixels() {
        let size = PhysicalSize::from_logical(Size::new(100.4, 33.3), 1.5);
        assert_eq!((size.width(), size.height()), (151, 50));
        assert_eq!(
            PhysicalSize::from_logical(Size::new(f64::NAN, f64::INFINITY), 1.0).width(),
            1
        );
    }
}
