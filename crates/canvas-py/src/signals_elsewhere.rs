//! The names of `signals.rs` for systems that are not Unix, where a wait cannot end with a descriptor: it goes in slices,
//! and Python is asked for signals between them. On threads but the main one that does nothing.

use std::sync::Arc;

use pyo3::prelude::*;

use crate::patience::PatientParker;

/// What the wait sleeps on.
#[derive(Debug)]
pub(crate) struct WakeupGuard {
    pub(crate) parker: Arc<PatientParker>,
}

impl WakeupGuard {
    pub(crate) fn install(_py: Python<'_>) -> PyResult<Option<Self>> {
        Ok(Some(Self {
            parker: Arc::default(),
        }))
    }

    /// There is nothing to put back.
    pub(crate) fn remove(self, _py: Python<'_>) {}
}
