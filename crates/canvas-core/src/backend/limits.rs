//! How far a window may be resized.

use crate::geometry::PhysicalSize;
use crate::geometry::kurbo::Size;

/// How far a user may resize a window; logical pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct SizeLimits {
    /// The smallest size, in logical pixels; `None` is no limit.
    pub min: Option<Size>,
    /// The largest size, in logical pixels; `None` is no limit.
    pub max: Option<Size>,
    /// Whether a user may resize it.
    pub resizable: bool,
}

impl SizeLimits {
    /// No limits.
    pub const FREE: Self = Self {
        min: None,
        max: None,
        resizable: true,
    };
    /// The user cannot resize the window.
    pub const FIXED: Self = Self {
        resizable: false,
        ..Self::FREE
    };

    /// At least one size and at most the other, logical pixels; `None` where there is no limit.
    pub fn between(min: impl Into<Option<Size>>, max: impl Into<Option<Size>>) -> Self {
        Self {
            min: min.into(),
            max: max.into(),
            resizable: true,
        }
    }

    /// The nearest size within the limits, logical pixels. A window that is not resizable still takes every size that its
    /// program sets. `max` wins over a `min` that is larger.
    #[must_use]
    pub fn clamp(&self, size: Size) -> Size {
        let size = self.min.map_or(size, |min| size.max(min));
        self.max.map_or(size, |max| size.min(max))
    }

    /// [`clamp`](Self::clamp) for physical pixels, of which there are `ratio` per logical pixel.
    #[must_use]
    pub fn clamp_physical(&self, size: PhysicalSize, ratio: f64) -> PhysicalSize {
        let bound = |limit: Option<Size>| limit.map(|limit| PhysicalSize::from_logical(limit, ratio));
        let (mut width, mut height) = (size.width(), size.height());
        if let Some(min) = bound(self.min) {
            (width, height) = (width.max(min.width()), height.max(min.height()));
        }
        if let Some(max) = bound(self.max) {
            (width, height) = (width.min(max.width()), height.min(max.height()));
        }
        PhysicalSize::clamped(width, height)
    }
}

impl Default for SizeLimits {
    fn default() -> Self {
        Self::FREE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn physical(width: u32, height: u32) -> PhysicalSize {
        PhysicalSize::new(width, height).unwrap()
    }

    #[test]
    fn sizes_are_clamped_in_logical_pixels() {
        let size = Size::new(50.0, 500.0);
        assert_eq!(SizeLimits::FREE.clamp(size), size);
        assert_eq!(SizeLimits::FIXED.clamp(size), size);
        let limits = SizeLimits::between(Size::new(100.0, 100.0), Size::new(300.0, 300.0));
        assert_eq!(limits.clamp(size), Size::new(100.0, 300.0));
        assert_eq!(
            SizeLimits::between(Size::new(60.0, 1.0), None).clamp(size),
            Size::new(60.0, 500.0)
        );
    }

    #[test]
    fn physical_sizes_are_clamped_at_their_ratio() {
        let limits = SizeLimits::between(Size::new(100.0, 100.0), Size::new(200.0, 1e9));
        assert_eq!(limits.clamp_physical(physical(1000, 50), 2.0), physical(400, 200));
        assert_eq!(
            SizeLimits::FREE.clamp_physical(physical(300, 250), 2.0),
            physical(300, 250)
        );
    }

    #[test]
    fn both_ways_to_clamp_agree() {
        let limits = SizeLimits::between(Size::new(33.3, 10.0), Size::new(77.7, 50.5));
        for ratio in [1.0, 1.25, 1.5, 2.0] {
            for side in [1.0, 33.0, 50.0, 77.9, 500.0] {
                let size = Size::new(side, side);
                let logical = PhysicalSize::from_logical(limits.clamp(size), ratio);
                let direct = limits.clamp_physical(PhysicalSize::from_logical(size, ratio), ratio);
                assert_eq!(logical, direct, "{side} at {ratio}");
            }
        }
    }
}
