//! Rectangles of a window, in physical pixels.

use canvas_core::geometry::PhysicalSize;
use x11rb::protocol::xproto::Rectangle;

/// Left, top, right and bottom edge; never empty, and within the range of window coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) right: u32,
    pub(crate) bottom: u32,
}

impl Area {
    /// The area between these edges; `None` if it is empty.
    pub(crate) fn new(left: u32, top: u32, right: u32, bottom: u32) -> Option<Self> {
        (left < right && top < bottom).then_some(Self {
            left,
            top,
            right,
            bottom,
        })
    }

    /// The whole area of a frame or window of this size.
    pub(crate) fn whole(size: PhysicalSize) -> Self {
        Self {
            left: 0,
            top: 0,
            right: size.width(),
            bottom: size.height(),
        }
    }

    /// The smallest area that contains both.
    pub(crate) fn union(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// The area that lies in both; `None` if they do not overlap.
    pub(crate) fn intersection(self, other: Self) -> Option<Self> {
        Self::new(
            self.left.max(other.left),
            self.top.max(other.top),
            self.right.min(other.right),
            self.bottom.min(other.bottom),
        )
    }

    /// The part of this area that a frame of this size at the top left does not cover: right of it, and below it.
    pub(crate) fn beyond(self, size: PhysicalSize) -> impl Iterator<Item = Self> {
        let right = Self::new(self.left.max(size.width()), self.top, self.right, self.bottom);
        let below = Self::new(
            self.left,
            self.top.max(size.height()),
            self.right.min(size.width()),
            self.bottom,
        );
        right.into_iter().chain(below)
    }

    /// Width in pixels.
    pub(crate) fn width(self) -> u32 {
        self.right - self.left
    }

    /// Height in pixels.
    pub(crate) fn height(self) -> u32 {
        self.bottom - self.top
    }

    /// The area as requests have it.
    pub(crate) fn to_rectangle(self) -> Rectangle {
        Rectangle {
            x: coordinate(self.left),
            y: coordinate(self.top),
            width: length(self.width()),
            height: length(self.height()),
        }
    }
}

/// A coordinate as requests have it. Sides are at most 32,767 pixels, so the conversion is exact.
pub(crate) fn coordinate(value: u32) -> i16 {
    i16::try_from(value).unwrap_or(i16::MAX)
}

/// A length as requests have it. Sides are at most 32,767 pixels, so the conversion is exact.
pub(crate) fn length(value: u32) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(left: u32, top: u32, right: u32, bottom: u32) -> Area {
        Area::new(left, top, right, bottom).unwrap()
    }

    #[test]
    fn empty_areas_do_not_exist() {
        assert_eq!(Area::new(3, 3, 3, 9), None);
        assert_eq!(area(0, 0, 4, 4).intersection(area(4, 0, 8, 4)), None);
    }

    #[test]
    fn what_a_frame_does_not_cover_is_counted_once() {
        let frame = PhysicalSize::new(5, 4).unwrap();
        let window = area(0, 0, 8, 6);
        let beyond: Vec<_> = window.beyond(frame).collect();
        assert_eq!(beyond, [area(5, 0, 8, 6), area(0, 4, 5, 6)]);
        let pixels: u32 = beyond.iter().map(|it| it.width() * it.height()).sum();
        assert_eq!(pixels + 5 * 4, 8 * 6);
        assert_eq!(area(1, 1, 4, 4).beyond(frame).count(), 0);
        assert_eq!(
            area(6, 5, 8, 6).beyond(frame).collect::<Vec<_>>(),
            [area(6, 5, 8, 6)]
        );
    }

    #[test]
    fn unions_contain_both() {
        assert_eq!(area(0, 2, 3, 4).union(area(2, 0, 5, 3)), area(0, 0, 5, 4));
    }
}
