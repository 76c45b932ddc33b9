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
//! ├── Invalid      an argument is bad: names it and what was expected
//! ├── Draw         drawing failed: its own errors, wrapped
//! └── File         a file cannot be written: names it, and what the system says
//! ```
//!
//! No dependency's type is public here, so that a dependency can change without breaking a program.

use std::io;
use std::path::{Path, PathBuf};

pub use canvas_draw::Error as DrawError;

/// Anything that can go wrong in a call of canvas. The message of each says what to do about it.
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
    /// Drawing failed.
    #[error(transparent)]
    Draw(#[from] DrawError),
    /// A file cannot be written.
    #[error("cannot write {}: {reason}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The system's number for what is wrong, if it has one.
        code: Option<i32>,
        /// What is wrong, in the system's words.
        reason: String,
    },
}

impl Error {
    /// What the system said when `path` was written.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            code: error.raw_os_error(),
            reason: error.to_string(),
        }
    }
}

/// A result with canvas's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;
