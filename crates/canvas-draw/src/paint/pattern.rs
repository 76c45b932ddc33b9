//! Patterns: repeated images
//! ([HTML, `CanvasPattern`](https://html.spec.whatwg.org/multipage/canvas.html#canvaspattern)).

use std::sync::Arc;

use kurbo::Affine;

use super::shared::Shared;
use crate::error::{Error, Result};
use crate::geometry::kurbo;
use crate::image::Image;

/// An image that is repeated from the origin on, under the current transform of the drawing call. Clones share their
/// transform.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern(Shared<Data>);

/// A snapshot of a pattern.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Data {
    pub(crate) image: Image,
    pub(crate) repetition: Repetition,
    pub(crate) transform: Affine,
}

/// The directions in which an image is repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Repetition {
    /// To all sides.
    #[default]
    Repeat,
    /// To the left and right.
    RepeatX,
    /// Up and down.
    RepeatY,
    /// Drawn once, not repeated.
    NoRepeat,
}

impl Repetition {
    /// The repetition of a name: `"repeat"` (or `""`), `"repeat-x"`, `"repeat-y"` or `"no-repeat"`.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown name.
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "repeat" | "" => Ok(Self::Repeat),
            "repeat-x" => Ok(Self::RepeatX),
            "repeat-y" => Ok(Self::RepeatY),
            "no-repeat" => Ok(Self::NoRepeat),
            _ => Err(Error::Invalid(format!(
                "repetition: expected 'repeat', 'repeat-x', 'repeat-y' or 'no-repeat', got {name:?}"
            ))),
        }
    }

    /// Whether the image is repeated to the left and right, and up and down.
    pub(crate) fn directions(self) -> [bool; 2] {
        match self {
            Self::Repeat => [true, true],
            Self::RepeatX => [true, false],
            Self::RepeatY => [false, true],
            Self::NoRepeat => [false, false],
        }
    }
}

impl Pattern {
    /// A pattern of an image; one pixel of it covers one logical pixel.
    pub fn new(image: &Image, repetition: Repetition) -> Self {
        Self(Shared::new(Data {
            image: image.clone(),
            repetition,
            transform: Affine::IDENTITY,
        }))
    }

    /// Sets the transform of the pattern, from its pixels to the current coordinates; the identity by default. A
    /// transform that is not finite is ignored; with one that cannot be inverted the pattern draws nothing.
    pub fn set_transform(&self, transform: Affine) {
        if transform.is_finite() {
            self.0.change(|data| data.transform = transform);
        }
    }

    pub(crate) fn now(&self) -> Arc<Data> {
        self.0.now()
    }

    /// An address that is equal for clones, and different for all other patterns while one of them lives.
    pub fn address(&self) -> usize {
        self.0.address()
    }
}
