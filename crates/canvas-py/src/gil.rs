//! The one place where this binding releases the GIL, so that every release is counted.
//!
//! A lint forbids pyo3's own functions elsewhere (`clippy.toml`). Tests check the counts: one for each turn of a window's loop,
//! and none for recording.

use std::cell::Cell;

use pyo3::prelude::*;

thread_local! {
    static RELEASES: Cell<u64> = const { Cell::new(0) };
}

/// Runs `work` with the GIL released.
#[expect(clippy::disallowed_methods, reason = "the one call that counts releases")]
pub(crate) fn release<R: Send>(py: Python<'_>, work: impl FnOnce() -> R + Send) -> R {
    RELEASES.set(RELEASES.get() + 1);
    py.detach(work)
}

/// The number of times that the calling thread has released the GIL in calls of this module.
#[pyfunction]
pub(crate) fn gil_releases() -> u64 {
    RELEASES.get()
}
