//! What became of events that came faster than they were handled: the later one keeps a sample of each.

/// How many replaced events an event keeps samples of; older ones are dropped.
pub const MAX_COALESCED: usize = 256;

/// Where a pointer was, at one moment: an earlier move that was coalesced into a later one.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct PointerSample {
    /// Seconds, monotonic.
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
    /// Seconds, monotonic.
    pub timestamp: f64,
    /// Logical pixels from the left edge.
    pub x: f64,
    /// Logical pixels from the top edge.
    pub y: f64,
    /// To the right; 100 a notch.
    pub dx: f64,
    /// Down; 100 a notch.
    pub dy: f64,
}

/// An earlier size that a later one took the place of.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ResizeSample {
    /// Seconds, monotonic.
    pub timestamp: f64,
    /// Logical pixels.
    pub width: f64,
    /// Logical pixels.
    pub height: f64,
}
