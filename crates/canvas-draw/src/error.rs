//! The errors of drawing, one variant for each kind.
//!
//! No type of a dependency is public here, so that a dependency can change without breaking a program; the cause of an
//! error is kept, and returned by [`source()`](StdError::source).

use std::error::Error as StdError;
use std::io;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An error of drawing. Its message says what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An argument of the wrong value: the message names it and what was expected.
    #[error("{0}")]
    Invalid(String),
    /// A call at the wrong place or time.
    #[error("{0}")]
    Misuse(String),
    /// Too large, out of memory, or beyond a budget of a scene.
    #[error("{0}")]
    Resource(String),
    /// A feature that drawing does not support, or not at this place.
    #[error("{0}")]
    Unsupported(String),
    /// A file cannot be read, a missing one for example.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file, as the program named it.
        path: PathBuf,
        /// The error of the system.
        source: Cause,
    },
    /// A file cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file or folder, as the program named it.
        path: PathBuf,
        /// The error of the system.
        source: Cause,
    },
    /// Data have another format than expected, or are damaged.
    #[error("{expected}: {source}")]
    Decode {
        /// The argument or the file, and what was expected of it.
        expected: String,
        /// The error of the decoder.
        source: Cause,
    },
}

impl Error {
    /// The error of the system from reading `path`.
    pub(crate) fn read(path: &Path, error: io::Error) -> Self {
        Self::Read {
            path: path.to_owned(),
            source: Cause::new(error),
        }
    }

    /// The error of the system from writing `path`.
    #[doc(hidden)]
    pub fn write(path: &Path, error: io::Error) -> Self {
        Self::Write {
            path: path.to_owned(),
            source: Cause::new(error),
        }
    }

    /// The error of a decoder.
    pub(crate) fn decode(expected: impl Into<String>, error: impl StdError + Send + Sync + 'static) -> Self {
        Self::Decode {
            expected: expected.into(),
            source: Cause::new(error),
        }
    }
}

/// The cause of an error: the error of the system or of a decoder. Causes are equal if their messages are equal.
#[derive(Clone, Debug)]
pub struct Cause(Arc<dyn StdError + Send + Sync>);

impl Cause {
    /// Keeps an error as a cause.
    pub fn new(error: impl StdError + Send + Sync + 'static) -> Self {
        Self(Arc::new(error))
    }

    /// The system's error, if the cause is one: its [`kind`](io::Error::kind) distinguishes a missing file from a
    /// denied one.
    pub fn io(&self) -> Option<&io::Error> {
        self.0.downcast_ref()
    }
}

impl Deref for Cause {
    type Target = dyn StdError + Send + Sync;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl PartialEq for Cause {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Cause {}

/// A result with drawing's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_the_error_itself() {
        let missing = io::Error::from(io::ErrorKind::NotFound);
        let error = Error::read(Path::new("a.png"), missing);
        let cause = error.source().unwrap().downcast_ref::<io::Error>().unwrap();
        assert_eq!(cause.kind(), io::ErrorKind::NotFound);
        let Error::Read { source, .. } = &error else {
            panic!("{error}")
        };
        assert_eq!(source.io().unwrap().kind(), io::ErrorKind::NotFound);
        assert!(error.to_string().starts_with("cannot read a.png: "), "{error}");
        assert_eq!(error, error.clone());
    }
}
