//! How native threads are started: named, with a stack that fits, and with all signals blocked where the platform has
//! signals, so that a signal always reaches a thread of the program's own.

use std::io;
use std::sync::OnceLock;
use std::thread::{Builder, JoinHandle, Scope};

static ON_START: OnceLock<fn()> = OnceLock::new();

/// Sets what every native thread runs first: the platform's way of blocking signals. The first call wins.
pub fn set_on_start(prepare: fn()) {
    // A second backend sets the same thing again.
    let _ = ON_START.set(prepare);
}

/// Starts a native thread.
///
/// # Errors
/// If the system has no thread left.
pub fn spawn(name: &str, stack: usize, body: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    Builder::new()
        .name(name.to_owned())
        .stack_size(stack)
        .spawn(move || {
            prepare();
            body();
        })
}

/// Starts a native thread for a piece of work that its caller waits for.
///
/// # Errors
/// If the system has no thread left.
pub(crate) fn spawn_scoped<'scope>(
    scope: &'scope Scope<'scope, '_>,
    name: &str,
    stack: usize,
    body: impl FnOnce() + Send + 'scope,
) -> io::Result<()> {
    Builder::new()
        .name(name.to_owned())
        .stack_size(stack)
        .spawn_scoped(scope, move || {
            prepare();
            body();
        })
        .map(drop)
}

fn prepare() {
    if let Some(prepare) = ON_START.get() {
        prepare();
    }
}
