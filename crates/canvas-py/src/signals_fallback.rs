//! The counterpart of `signals.rs` on systems other than Unix, where no descriptor ends a wait: it runs in slices, between which
//! Python checks for signals. On threads other than the main one the check does nothing.

use std::sync::Arc;

use pyo3::prelude::*;

use crate::polling_parker::PollingParker;

/// Holds the parker of a wait.
#[derive(Debug)]
pub(crate) struct WakeupGuard {
    pub(crate) parker: Arc<PollingParker>,
}

impl WakeupGuard {
    /// A parker for the wait.
    pub(crate) fn install(_py: Python<'_>) -> PyResult<Option<Self>> {
        Ok(Some(Self {
            parker: Arc::default(),
        }))
    }

    /// Nothing was replaced, so there is nothing to restore.
    pub(crate) fn remove(self, _py: Python<'_>) {}
}
