//! Waiting for all windows of a Rust program.

use crate::error::Result;
use crate::runtime;
use crate::wait::{RustHost, uninterrupted};

/// Waits until every window is closed; hidden windows count as open.
///
/// On macOS the main thread has to call it: windows appear, draw and answer there while it waits.
///
/// # Errors
/// [`Error::DisplayLost`](crate::Error::DisplayLost) if a display died under a window; [`Error::Misuse`](crate::Error::Misuse) on the UI thread of a window, and on macOS on any
/// thread but the main one.
pub fn run() -> Result<()> {
    uninterrupted(runtime::run(&RustHost))
}
