//! The monitors of a display.

use crate::geometry::kurbo::{Point, Size};

/// A monitor of a display.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Monitor {
    /// The display's name for it, such as `"HDMI-1"`; may be empty.
    pub name: String,
    /// Its top left corner on the screen, logical pixels.
    pub position: Point,
    /// Its size, logical pixels.
    pub size: Size,
    /// Physical pixels per logical pixel.
    pub ratio: f64,
    /// Frames per second; `None` if the display does not report it.
    pub refresh_rate: Option<f64>,
}

impl Monitor {
    /// A monitor with an unknown refresh rate; `position` and `size` in logical pixels.
    pub fn new(name: String, position: Point, size: Size, ratio: f64) -> Self {
        Self {
            name,
            position,
            size,
            ratio,
            refresh_rate: None,
        }
    }
}
