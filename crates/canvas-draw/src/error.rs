//! What can go wrong in drawing, one variant for each kind of trouble.
//!
//! No dependency's type is public here, so that a dependency can change without breaking a program.

/// An error of drawing. Its message says what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An argument of the wrong value: the message names it and what was expected.
    #[error("{0}")]
    Invalid(String),
    /// The right call at the wrong place.
    #[error("{0}")]
    Misuse(String),
    /// Too large, out of memory, or beyond a budget of a scene.
    #[error("{0}")]
    Resource(String),
    /// This cannot be drawn.
    #[error("{0}")]
    Unsupported(String),
}

/// A result with drawing's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;
