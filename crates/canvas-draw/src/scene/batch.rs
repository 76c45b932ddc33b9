//! Batches: many shapes of one kind in a single command, whose numbers and colours are in the scene's shared lists.

use peniko::Color;

use crate::peniko;

/// The shapes of a batch, and the numbers of each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum BatchKind {
    /// Filled rectangles: x, y, width, height.
    FillRects,
    /// Outlines of rectangles: x, y, width, height.
    StrokeRects,
    /// Filled circles: x, y, radius.
    FillCircles,
    /// Outlines of circles: x, y, radius.
    StrokeCircles,
    /// Straight lines: x1, y1, x2, y2.
    Segments,
    /// Dots with this diameter: x, y.
    Points(f64),
}

impl BatchKind {
    /// How many numbers an item has.
    pub(crate) fn arity(self) -> usize {
        match self {
            Self::FillRects | Self::StrokeRects | Self::Segments => 4,
            Self::FillCircles | Self::StrokeCircles => 3,
            Self::Points(_) => 2,
        }
    }
}

/// The colours of a batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum BatchColors {
    /// One for all items, its alpha already multiplied by the painter's.
    One(Color),
    /// One for each item, from this entry of `Scene::colors` on; its alpha is multiplied by this.
    Each(u32, f32),
}

/// A batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct BatchRun {
    pub(crate) kind: BatchKind,
    /// Where its numbers begin in `Scene::numbers`.
    pub(crate) start: u32,
    /// How many items there are.
    pub(crate) count: u32,
    pub(crate) colors: BatchColors,
}
