//! The one place where this binding gives up the GIL, so that every release is counted.
//!
//! Lints forbid pyo3's own ways elsewhere (`clippy.toml`). What a thread's count must be is tested: one a turn of a
//! window's loop, and none for what a painter records.

use std::cell::Cell;

use pyo3::prelude::*;

thread_local! {
    static RELEASES: Cell<u64> = const { Cell::new(0) };
}

/// Runs `work` with the GIL given up.
#[expect(clippy::disallowed_methods, reason = "this is the one that counts")]
pub(crate) fn release<R: Send>(py: Python<'_>, work: impl FnOnce() -> R + Send) -> R {
    RELEASES.set(RELEASES.get() + 1);
    py.detach(work)
}

/// How often the calling thread has given up the GIL in calls of this module.
#[pyfunction]
pub(crate) fn gil_releases() -> u64 {
    RELEASES.get()
}
