//! Starts native threads: named, with a sufficient stack, and with all signals blocked on Unix, so that signals always
//! reach a thread of the program.

use std::io;
use std::thread::{Builder, JoinHandle, Scope};

/// The stack size of threads that render, in bytes: flattening and stroking recurse with the depth of layers.
pub const STACK: usize = 8 * 1024 * 1024;

/// Starts a native thread with blocked signals and a stack of `stack` bytes.
///
/// # Errors
/// If the system cannot start another thread.
pub fn spawn(name: &str, stack: usize, body: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    builder(name, stack).spawn(move || {
        block_signals();
        body();
    })
}

/// Starts a native thread with blocked signals for work that its caller waits for.
///
/// # Errors
/// If the system cannot start another thread.
pub fn spawn_scoped<'scope>(
    scope: &'scope Scope<'scope, '_>,
    name: &str,
    stack: usize,
    body: impl FnOnce() + Send + 'scope,
) -> io::Result<()> {
    builder(name, stack)
        .spawn_scoped(scope, move || {
            block_signals();
            body();
        })
        .map(drop)
}

/// Starts a thread that runs user code: it inherits the signal mask, as any thread of the program.
///
/// # Errors
/// If the system cannot start another thread.
pub fn spawn_for_user(
    name: &str,
    stack: usize,
    body: impl FnOnce() + Send + 'static,
) -> io::Result<JoinHandle<()>> {
    builder(name, stack).spawn(body)
}

fn builder(name: &str, stack: usize) -> Builder {
    Builder::new().name(name.to_owned()).stack_size(stack)
}

#[cfg(unix)]
fn block_signals() {
    if let Err(error) = nix::sys::signal::SigSet::all().thread_block() {
        tracing::debug!("signals cannot be blocked: {error}");
    }
}

#[cfg(not(unix))]
fn block_signals() {}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use nix::sys::signal::{SigSet, Signal};
    use std::sync::mpsc;

    fn blocks_sigint() -> bool {
        SigSet::thread_get_mask().unwrap().contains(Signal::SIGINT)
    }

    #[test]
    fn native_threads_block_signals_and_those_of_users_do_not() {
        assert!(!blocks_sigint());
        let (sender, receiver) = mpsc::channel();
        let native = sender.clone();
        spawn("native", STACK, move || native.send(blocks_sigint()).unwrap()).unwrap();
        assert!(receiver.recv().unwrap());
        spawn_for_user("user", STACK, move || sender.send(blocks_sigint()).unwrap()).unwrap();
        assert!(!receiver.recv().unwrap());
        std::thread::scope(|scope| {
            let scoped = || assert!(blocks_sigint());
            spawn_scoped(scope, "scoped", STACK, scoped).unwrap();
        });
        assert!(!blocks_sigint());
    }
}
