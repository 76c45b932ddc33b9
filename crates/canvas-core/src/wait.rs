//! How threads wait: *release the host lock first, and have a way out*.
//!
//! A [`Host`] is the language that handlers are written in. For Rust it does nothing; for Python it releases the GIL.
//! Every wait goes through `blocking`, and waits for a condition go through [`wait_until`], so the rule holds in one
//! place. A waiting thread sleeps on a [`Parker`]: a condition variable, or a descriptor where signals must interrupt
//! the wait.
//!
//! Where the main thread has to serve a display, it does so while it waits (`main_loop.rs`).

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Instant;

use crate::error::Error;
use crate::main_loop;

pub(crate) use canvas_draw::sync::lock::{Guard, assert_no_lock, lock, wait_on};

pub use crate::deadlock::{WaitGuard, set_ui_thread, ui_thread};
pub use crate::park::{CondvarParker, Parked, Parker, Waiters};

/// The language that handlers are written in, as far as waiting is concerned.
pub trait Host {
    /// The cause of an interrupted wait: in Python, an exception.
    type Interrupt;
    /// Runs `wait` with the host lock released.
    fn blocking<R: Send>(&self, wait: impl FnOnce() -> R + Send) -> R;
    /// The parker of this thread.
    fn parker(&self) -> Arc<dyn Parker>;
    /// Called with the host lock held, when a wait was interrupted.
    ///
    /// # Errors
    /// The reason to end the wait.
    fn interrupted(&self) -> Result<(), Self::Interrupt>;
}

/// The host of Rust programs: there is no lock to release, and nothing interrupts.
#[derive(Clone, Copy, Debug, Default)]
pub struct RustHost;

impl Host for RustHost {
    type Interrupt = Infallible;

    fn blocking<R: Send>(&self, wait: impl FnOnce() -> R + Send) -> R {
        wait()
    }

    fn parker(&self) -> Arc<dyn Parker> {
        Arc::new(CondvarParker::default())
    }

    fn interrupted(&self) -> Result<(), Infallible> {
        Ok(())
    }
}

/// How a blocking call can fail: with an error of canvas, or because the host was interrupted.
#[derive(Debug)]
pub enum WaitError<I> {
    /// An error of canvas.
    Canvas(Error),
    /// What interrupted the host.
    Interrupt(I),
}

impl<I> From<Error> for WaitError<I> {
    fn from(error: Error) -> Self {
        Self::Canvas(error)
    }
}

/// The result of a blocking call.
pub type WaitResult<T, H> = Result<T, WaitError<<H as Host>::Interrupt>>;

/// The result of a wait that nothing interrupts.
pub(crate) fn uninterrupted<T>(result: Result<T, WaitError<Infallible>>) -> Result<T, Error> {
    result.map_err(|error| match error {
        WaitError::Canvas(error) => error,
        WaitError::Interrupt(never) => match never {},
    })
}

/// Runs a wait with the host lock released; the one way to it.
pub(crate) fn blocking<H: Host, R: Send>(host: &H, wait: impl FnOnce() -> R + Send) -> R {
    assert_no_lock("a wait");
    host.blocking(wait)
}

/// Waits until `condition` gives a value: `Ok(None)` when the deadline passes first.
///
/// # Errors
/// What interrupted the host.
pub fn wait_until<H: Host, R: Send>(
    host: &H,
    waiters: &Waiters,
    deadline: Option<Instant>,
    mut condition: impl FnMut() -> Option<R> + Send,
) -> Result<Option<R>, H::Interrupt> {
    assert_no_lock("a call that may wait");
    if let Some(value) = condition() {
        return Ok(Some(value));
    }
    let parker = main_loop::parker(host.parker());
    waiters.add(&parker);
    loop {
        let outcome = blocking(host, || {
            let mut wait = main_loop::Wait::default();
            loop {
                if let Some(value) = condition() {
                    return Ok(Some(value));
                }
                match wait.park(&*parker, deadline) {
                    Parked::Woken => {}
                    Parked::TimedOut => return Ok(condition()),
                    Parked::Interrupted => return Err(()),
                }
            }
        });
        match outcome {
            Ok(value) => return Ok(value),
            Err(()) => host.interrupted()?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Condvar, Mutex};
    use std::thread;
    use std::time::Duration;

    #[test]
    fn waiting_ends_with_the_condition_or_the_deadline() {
        let waiters = Waiters::default();
        let flag = Mutex::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                *lock(&flag) = true;
                waiters.wake();
            });
            let seen = wait_until(&RustHost, &waiters, None, || lock(&flag).then_some(7));
            assert_eq!(seen, Ok(Some(7)));
        });
        let deadline = Instant::now() + Duration::from_millis(1);
        assert_eq!(
            wait_until(&RustHost, &waiters, Some(deadline), || None::<()>),
            Ok(None)
        );
    }

    #[test]
    #[cfg(debug_assertions)]
    fn a_wait_under_a_lock_is_noticed() {
        use std::panic::{AssertUnwindSafe, catch_unwind};
        let (mutex, other, waiters) = (Mutex::new(()), Mutex::new(()), Waiters::default());
        let wait = || wait_until(&RustHost, &waiters, None, || Some(())).map(drop);
        assert_eq!(wait(), Ok(()));
        let held = lock(&mutex);
        assert!(
            catch_unwind(wait).is_err(),
            "a wait whose condition is true at once counts too"
        );
        assert!(catch_unwind(|| CondvarParker::default().park(None)).is_err());
        let second = lock(&other);
        let soon = Some(Duration::ZERO);
        let waited = catch_unwind(AssertUnwindSafe(|| drop(wait_on(&Condvar::new(), second, soon))));
        assert!(waited.is_err(), "one lock is released, the other is not");
        drop(held);
        assert_eq!(wait(), Ok(()));
        drop(wait_on(&Condvar::new(), lock(&mutex), soon));
    }
}
