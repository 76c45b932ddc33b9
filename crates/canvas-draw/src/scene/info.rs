//! [`FrameInfo`]: the size, ratio, background and time that a frame is recorded for.

use kurbo::Size;
use peniko::Color;

use crate::geometry::kurbo;
use crate::peniko;

/// The frame that a painter records.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct FrameInfo {
    /// The area to draw in, logical pixels.
    pub size: Size,
    /// Physical pixels per logical pixel.
    pub ratio: f64,
    /// The colour that the frame starts with; `None` is transparent.
    pub background: Option<Color>,
    /// Seconds since the window's first frame.
    pub time: f64,
    /// Seconds since the window's previous frame; 0 for the first.
    pub dt: f64,
    /// The frame's number in its window, from 0.
    pub frame: u64,
}

impl FrameInfo {
    /// The first frame of this size.
    #[doc(hidden)]
    pub fn new(size: impl Into<Size>, ratio: f64, background: Option<Color>) -> Self {
        Self {
            size: size.into(),
            ratio,
            background,
            time: 0.0,
            dt: 0.0,
            frame: 0,
        }
    }
}
