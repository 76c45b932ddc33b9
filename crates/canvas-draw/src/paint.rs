//! Paints: what shapes are filled and lines are drawn with, a colour, a gradient or a pattern.
//!
//! Gradients and patterns are handles, as in HTML: clones are the same one, and what is changed in it shows in all that
//! is drawn from then on. A scene keeps what it was when it was drawn with.

mod gradient;
mod pattern;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use peniko::Color;

use crate::peniko;

pub(crate) use gradient::{Data as GradientData, Prepared};
pub use gradient::{Gradient, Shape};
pub(crate) use pattern::Data as PatternData;
pub use pattern::{Pattern, Repetition};

/// What shapes are filled and lines are drawn with.
#[derive(Clone, Debug, PartialEq)]
pub enum Paint {
    /// The same colour everywhere.
    Color(Color),
    /// Colours that flow into each other.
    Gradient(Gradient),
    /// A picture, again and again.
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

/// Something that clones share, and that can be kept as it is now at no cost. The lock is a leaf.
struct Shared<T>(Arc<Mutex<Arc<T>>>);

impl<T: Clone> Shared<T> {
    fn new(value: T) -> Self {
        Self(Arc::new(Mutex::new(Arc::new(value))))
    }

    /// What it is now.
    fn now(&self) -> Arc<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes it, and leaves alone what was kept.
    fn change(&self, change: impl FnOnce(&mut T)) {
        change(Arc::make_mut(
            &mut self.0.lock().unwrap_or_else(PoisonError::into_inner),
        ));
    }

    /// The same for clones, and for nothing else while one lives.
    fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fmt(f)
    }
}
