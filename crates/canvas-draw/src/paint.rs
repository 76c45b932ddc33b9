//! Paints of fills and strokes: a colour, a gradient or a pattern
//! ([HTML, Fill and stroke styles](https://html.spec.whatwg.org/multipage/canvas.html#fill-and-stroke-styles)).
//!
//! Gradients and patterns are handles, as in HTML: a change through one clone shows in everything that is drawn with
//! any of them afterwards. A scene keeps the state at the time of the drawing call.

mod gradient;
mod pattern;
mod shared;

use peniko::Color;

use crate::peniko;

pub(crate) use gradient::{Data as GradientData, Prepared};
pub use gradient::{Gradient, Shape};
pub(crate) use pattern::Data as PatternData;
pub use pattern::{Pattern, Repetition};

/// The paint of fills or strokes: a value of HTML's `fillStyle` and `strokeStyle`
/// ([HTML, Fill and stroke styles](https://html.spec.whatwg.org/multipage/canvas.html#fill-and-stroke-styles)).
#[derive(Clone, Debug, PartialEq)]
pub enum Paint {
    /// One colour.
    Color(Color),
    /// Colours interpolated along a line, between two circles, or around a point.
    Gradient(Gradient),
    /// An image, repeated.
    Pattern(Pattern),
}

impl From<Color> for Paint {
    fn from(color: Color) -> Self {
        Self::Color(color)
    }
}

impl From<Gradient> for Paint {
    fn from(gradient: Gradient) -> Self {
        Self::Gradient(gradient)
    }
}

impl From<&Gradient> for Paint {
    fn from(gradient: &Gradient) -> Self {
        Self::Gradient(gradient.clone())
    }
}

impl From<Pattern> for Paint {
    fn from(pattern: Pattern) -> Self {
        Self::Pattern(pattern)
    }
}

impl From<&Pattern> for Paint {
    fn from(pattern: &Pattern) -> Self {
        Self::Pattern(pattern.clone())
    }
}
