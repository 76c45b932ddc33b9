//! Samples of coalesced events: an event that replaces earlier ones keeps a sample of each.

/// How many replaced events an event keeps samples of; older ones are dropped.
pub const MAX_COALESCED: usize = 256;

/// Where a pointer was, at one moment: an earlier move that was coalesced into a later one.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct PointerSample {
    /// When it happened: seconds of a monotonic clock.
    pub timestamp: f64,
    /// Logical pixels from the left edge.
    pub x: f64,
    /// Logical pixels from the top edge.
    pub y: f64,
}

/// A turn of the wheel, one of several that were added up.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct WheelSample {
    /// When it happened: seconds of a monotonic clock.
    pub timestamp: f64,
    /// Logical pixels from the left edge.
    pub x: f64,
    /// Logical pixels from the top edge.
    pub y: f64,
    /// The horizontal turn: 100 a notch, positive to the right.
    pub dx: f64,
    /// The vertical turn: 100 a notch, positive down.
    pub dy: f64,
}

/// An earlier size that a later one replaced.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ResizeSample {
    /// When it happened: seconds of a monotonic clock.
    pub timestamp: f64,
    /// The width of the content, in logical pixels.
    pub width: f64,
    /// The height of the content, in logical pixels.
    pub height: f64,
}
