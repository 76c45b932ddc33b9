//! How rendering ends early: [`Cancel`] stops it, [`RasterError`] says why there are no pixels.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Error;

/// Stops a rasterizer on another thread. Clones share one switch.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// A switch that is off.
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops rendering soon, from any thread. It cannot be undone.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether [`cancel`](Self::cancel) was called.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Fails if rendering was cancelled.
    pub(super) fn check(&self) -> Result<(), RasterError> {
        if self.is_cancelled() {
            return Err(RasterError::Cancelled);
        }
        Ok(())
    }
}

/// Why a scene was not drawn. The contents of the buffer are unspecified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RasterError {
    /// The [`Cancel`] was triggered.
    Cancelled,
    /// The scene cannot be drawn.
    Failed(Error),
}

impl From<Error> for RasterError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
