//! Patterns: a picture, again and again.

use std::sync::Arc;

use kurbo::Affine;

use super::shared::Shared;
use crate::error::{Error, Result};
use crate::geometry::kurbo;
use crate::image::Image;

/// A picture that is repeated from the origin on, under the transform that holds when it is drawn with.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern(Shared<Data>);

/// What a pattern is at one moment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Data {
    pub(crate) image: Image,
    pub(crate) repetition: Repetition,
    pub(crate) transform: Affine,
}

/// In which directions a picture is repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Repetition {
    /// In both.
    #[default]
    Repeat,
    /// To the left and right.
    RepeatX,
    /// Up and down.
    RepeatY,
    /// In none: it is drawn once.
    NoRepeat,
}

impl Repetition {
    /// The one of that name: `"repeat"` (or `""`), `"repeat-x"`, `"repeat-y"`, `"no-repeat"`.
    ///
    /// # Errors
    /// [`Error::Invalid`] for another.
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

    /// Whether it is repeated to the left and right, and up and down.
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
    /// A pattern of a picture, one pixel of it on one logical pixel.
    pub fn new(image: &Image, repetition: Repetition) -> Self {
        Self(Shared::new(Data {
            image: image.clone(),
            repetition,
            transform: Affine::IDENTITY,
        }))
    }

    /// Moves, turns and scales the pattern. Ignores a transform that is not finite; one that cannot be inverted makes
    /// the pattern draw nothing.
    pub fn set_transform(&self, transform: Affine) {
        if transform.is_finite() {
            self.0.change(|data| data.transform = transform);
        }
    }

    pub(crate) fn now(&self) -> Arc<Data> {
        self.0.now()
    }

    /// The same for clones, and for no other pattern while one lives.
    pub fn address(&self) -> usize {
        self.0.address()
    }
}
