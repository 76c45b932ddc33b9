//! The monitors of a display.

use crate::geometry::kurbo::{Point, Size};

/// A monitor of a display.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Monitor {
    /// As the display calls it, such as `"HDMI-1"`; may be empty.
    pub name: String,
    /// Its top left corner on the screen, logical pixels.
    pub position: Point,
    /// Logical pixels.
    pub size: Size,
    /// Physical pixels per logical pixel.
    pub ratio: f64,
    /// Frames a second; `None` if the display does not say.
    pub refresh_rate: Option<f64>,
}

impl Monitor {
    /// A monitor whose refresh rate is not known.
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
