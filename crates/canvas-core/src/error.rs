//! The errors of canvas, one type for each kind of trouble.
//!
//! ```text
//! Error
//! ├── Display      no display, refused, not authorised, hung: names the variable and the reason
//! ├── DisplayLost  it was there and died
//! ├── BackendUnavailable   not compiled in, or not on this machine: says what to install
//! ├── Closed       the window is closed
//! ├── Unsupported  this backend cannot do that
//! ├── Resource     too large, out of memory, out of descriptors
//! ├── Misuse       the right call at the wrong place: on the window's own thread, in a circle of waits
//! ├── Timeout      a deadline that the caller gave has passed
//! ├── Invalid      an argument is bad: names it and the expected values
//! ├── Read, Write  a file cannot be read or written: names it, with the system's error
//! ├── Decode       data have another format than expected, or are damaged
//! └── Draw         another error of drawing, wrapped; the kinds above are drawing's, too
//! ```
//!
//! No dependency's type is public here, so that a dependency can change without breaking a program.

use std::io;
use std::path::{Path, PathBuf};

pub use canvas_draw::error::{Cause, Error as DrawError, Result as DrawResult};

/// Anything that can go wrong in a call of canvas. The message of each names the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no display, or it refuses or does not answer.
    #[error("{0}")]
    Display(String),
    /// The display was there and died.
    #[error("{0}")]
    DisplayLost(String),
    /// The backend is not compiled in, or not on this machine.
    #[error("{0}")]
    BackendUnavailable(String),
    /// The window is closed.
    #[error("{0}")]
    Closed(String),
    /// The backend cannot do that (see [`Capabilities`](crate::backend::Capabilities)).
    #[error("{0}")]
    Unsupported(String),
    /// Too large, out of memory or out of descriptors.
    #[error("{0}")]
    Resource(String),
    /// The right call at the wrong place: waiting for one's own thread, or in a circle.
    #[error("{0}")]
    Misuse(String),
    /// The deadline that the caller gave has passed.
    #[error("{0}")]
    Timeout(String),
    /// An argument of the wrong value.
    #[error("{0}")]
    Invalid(String),
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
        /// The argument or the file, and the expected format.
        expected: String,
        /// The error of the decoder.
        source: Cause,
    },
    /// An error of drawing of a kind that this list does not have yet.
    #[error(transparent)]
    Draw(DrawError),
}

impl Error {
    /// The error of the system when `path` was written.
    pub(crate) fn write(path: &Path, error: io::Error) -> Self {
        DrawError::write(path, error).into()
    }
}

/// An error of drawing is one of the same kind, so that programs match one list.
impl From<DrawError> for Error {
    fn from(error: DrawError) -> Self {
        match error {
            DrawError::Invalid(text) => Self::Invalid(text),
            DrawError::Misuse(text) => Self::Misuse(text),
            DrawError::Resource(text) => Self::Resource(text),
            DrawError::Unsupported(text) => Self::Unsupported(text),
            DrawError::Read { path, source } => Self::Read { path, source },
            DrawError::Write { path, source } => Self::Write { path, source },
            DrawError::Decode { expected, source } => Self::Decode { expected, source },
            other => Self::Draw(other),
        }
    }
}

/// A result with canvas's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;
