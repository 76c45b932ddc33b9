//! Many shapes of one kind: a single command whose numbers and colours lie in the scene's shared lists.

use peniko::Color;

use super::Scene;
use crate::peniko;

/// What the numbers of a batch are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum BatchKind {
    /// x, y, width, height.
    FillRects,
    /// The same; outlines.
    StrokeRects,
    /// x, y, radius.
    FillCircles,
    /// The same; outlines.
    StrokeCircles,
    /// x1, y1, x2, y2.
    Segments,
    /// x, y of dots with this diameter.
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

/// What the items of a batch are drawn with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum BatchInk {
    /// All the same, the painter's alpha in it.
    One(Color),
    /// Each its own, from this entry of [`Scene::colors`] on; its alpha is multiplied by this.
    Each(u32, f32),
}

/// A batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct BatchRun {
    pub(crate) kind: BatchKind,
    /// Where its numbers begin in [`Scene::numbers`].
    pub(crate) start: u32,
    /// How many items there are.
    pub(crate) count: u32,
    pub(crate) ink: BatchInk,
}

impl BatchRun {
    /// The numbers of all items, one after the other.
    pub(crate) fn numbers<'a>(&self, scene: &'a Scene) -> &'a [f64] {
        let start = self.start as usize;
        &scene.numbers[start..start + self.count as usize * self.kind.arity()]
    }

    /// Whether both are drawn in the same colours; they have as many items.
    pub(crate) fn has_same_colors(&self, scene: &Scene, other: &Self, others: &Scene) -> bool {
        match (self.ink, other.ink) {
            (BatchInk::One(a), BatchInk::One(b)) => a == b,
            (BatchInk::Each(a, x), BatchInk::Each(b, y)) => {
                let (a, b, count) = (a as usize, b as usize, self.count as usize);
                x == y && scene.colors[a..a + count] == others.colors[b..b + count]
            }
            _ => false,
        }
    }

    /// The colour of an item.
    pub(crate) fn color(&self, scene: &Scene, item: usize) -> Color {
        match self.ink {
            BatchInk::One(color) => color,
            BatchInk::Each(start, alpha) => {
                let [r, g, b, a] = scene.colors[start as usize + item];
                Color::from_rgba8(r, g, b, a).multiply_alpha(alpha)
            }
        }
    }
}
