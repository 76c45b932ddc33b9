//! How threads wait here, and the one rule for it: *give up the user's lock first, and have a way out*.
//!
//! A [`Host`] is the language that handlers are written in. For Rust it does nothing; for Python it gives up the GIL.
//! Every blocking verb of the core goes through [`wait_until`], so the rule holds in one place. A [`Parker`] is what a
//! waiting thread sleeps on: a condition variable, or a descriptor where signals must interrupt the wait.
//!
//! The locks of this crate are leaves: under one, nothing waits and no code of the user runs. Debug builds count the locks
//! that a thread holds, and assert that there is none where it waits or enters the user's code.
//!
//! Where a display is served by the main thread, what waits on it serves the display (`main_thread.rs`).
//!
//! A window's thread that waits for another window's thread publishes it ([`WaitGuard`]), and a wait that would close a
//! circle is refused.

use std::cell::Cell;
use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, Weak};
use std::time::Instant;

use crate::backend::WindowId;
use crate::error::{Error, Result};
use crate::main_thread;

pub(crate) use canvas_draw::sync::lock::{Guard, assert_no_lock, lock, wait_on};

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
pub type WaitResult<T, H> = std::result::Result<T, WaitError<<H as Host>::Interrupt>>;

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parked {
    /// Something changed, perhaps.
    Woken,
    /// The deadline has passed.
    TimedOut,
    /// The host has to look at something first (a signal).
    Interrupted,
}

/// What a thread sleeps on. An `unpark` before `park` makes the `park` return at once.
pub trait Parker: Send + Sync {
    /// Sleeps until `unpark`, the deadline, or an interruption.
    fn park(&self, deadline: Option<Instant>) -> Parked;
    /// Wakes the sleeper; from any thread, without blocking.
    fn unpark(&self);
}

/// The language that handlers are written in, as far as waiting is concerned.
pub trait Host {
    /// What can end a wait from outside: a Python exception.
    type Interrupt;
    /// Runs `wait` with the user's lock given up.
    fn blocking<R: Send>(&self, wait: impl FnOnce() -> R + Send) -> R;
    /// What this thread sleeps on.
    fn parker(&self) -> Arc<dyn Parker>;
    /// Called with the user's lock held, when a wait was interrupted.
    ///
    /// # Errors
    /// The reason to give up the wait.
    fn interrupted(&self) -> std::result::Result<(), Self::Interrupt>;
}

/// The host of Rust programs: there is no lock to give up, and nothing interrupts.
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

    fn interrupted(&self) -> std::result::Result<(), Infallible> {
        Ok(())
    }
}

/// A [`Parker`] on a condition variable.
#[derive(Debug, Default)]
pub struct CondvarParker {
    woken: Mutex<bool>,
    condvar: Condvar,
}

impl Parker for CondvarParker {
    fn park(&self, deadline: Option<Instant>) -> Parked {
        let mut woken = lock(&self.woken);
        while !*woken {
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                return Parked::TimedOut;
            }
            woken = wait_on(&self.condvar, woken, left);
        }
        *woken = false;
        Parked::Woken
    }

    fn unpark(&self) {
        let mut woken = lock(&self.woken);
        if !*woken {
            *woken = true;
            self.condvar.notify_one();
        }
    }
}

/// The threads that wait for something about one window, or about all.
#[derive(Default)]
pub struct Waiters(Mutex<Vec<Weak<dyn Parker>>>);

impl Waiters {
    /// Adds a sleeper; it is forgotten when it is dropped.
    pub fn add(&self, parker: &Arc<dyn Parker>) {
        let mut list = lock(&self.0);
        list.retain(|p| p.strong_count() > 0);
        list.push(Arc::downgrade(parker));
    }

    /// Wakes all of them.
    pub fn wake(&self) {
        for parker in lock(&self.0).iter() {
            if let Some(parker) = parker.upgrade() {
                parker.unpark();
            }
        }
        main_thread::wake();
    }
}

impl fmt::Debug for Waiters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Waiters").field(&lock(&self.0).len()).finish()
    }
}

/// Runs a wait with the user's lock given up; the one way to it.
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
) -> std::result::Result<Option<R>, H::Interrupt> {
    assert_no_lock("a verb that may wait");
    if let Some(value) = condition() {
        return Ok(Some(value));
    }
    let parker = host.parker();
    waiters.add(&parker);
    loop {
        let outcome = blocking(host, || {
            let mut wait = main_thread::Wait::default();
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

thread_local! {
    static UI_OF: Cell<Option<WindowId>> = const { Cell::new(None) };
}

/// Says that this thread is the UI thread of a window, or (`None`) of none any more.
pub fn set_ui_thread(window: Option<WindowId>) {
    UI_OF.set(window);
}

/// The window whose UI thread this is.
pub fn ui_thread() -> Option<WindowId> {
    UI_OF.get()
}

/// Whom each UI thread waits for. A leaf lock: taken for a look-up, never while waiting.
static WAITS: Mutex<Option<HashMap<WindowId, WindowId>>> = Mutex::new(None);

/// Says, while it lives, that this UI thread waits for another window's.
#[derive(Debug)]
pub struct WaitGuard(Option<WindowId>);

impl WaitGuard {
    /// Publishes that this thread is about to wait for the UI thread of `target`, in the verb `what`.
    ///
    /// # Errors
    /// [`Error::Misuse`] if it would wait for itself, directly or in a circle.
    pub fn new(target: WindowId, what: &str) -> Result<Self> {
        let Some(me) = ui_thread() else {
            return Ok(Self(None));
        };
        if me == target {
            return Err(Error::Misuse(format!(
                "{what}() would wait for the thread it is called on: this is the window's own UI thread"
            )));
        }
        let mut waits = lock(&WAITS);
        let waits = waits.get_or_insert_default();
        let mut next = target;
        while let Some(&after) = waits.get(&next) {
            if after == me {
                return Err(Error::Misuse(format!(
                    "{what}() would wait in a circle: that window's thread is waiting for this one"
                )));
            }
            next = after;
        }
        waits.insert(me, target);
        Ok(Self(Some(me)))
    }
}

impl Drop for WaitGuard {
    fn drop(&mut self) {
        if let (Some(me), Some(waits)) = (self.0, lock(&WAITS).as_mut()) {
            waits.remove(&me);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;
    use std::time::Duration;

    #[test]
    fn an_unpark_before_the_park_is_not_lost() {
        let parker = CondvarParker::default();
        parker.unpark();
        assert_eq!(parker.park(None), Parked::Woken);
        assert_eq!(parker.park(Some(Instant::now())), Parked::TimedOut);
    }

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
            "a verb that finds its condition true at once counts too"
        );
        assert!(catch_unwind(|| CondvarParker::default().park(None)).is_err());
        let second = lock(&other);
        let soon = Some(Duration::ZERO);
        let waited = catch_unwind(AssertUnwindSafe(|| drop(wait_on(&Condvar::new(), second, soon))));
        assert!(waited.is_err(), "one lock is given up, the other is not");
        drop(held);
        assert_eq!(wait(), Ok(()));
        drop(wait_on(&Condvar::new(), lock(&mutex), soon));
    }

    #[test]
    fn circles_of_waits_are_refused() {
        let (a, b, c) = (WindowId(9001), WindowId(9002), WindowId(9003));
        set_ui_thread(Some(a));
        assert!(matches!(WaitGuard::new(a, "call"), Err(Error::Misuse(_))));
        let waiting = WaitGuard::new(b, "call").unwrap();
        set_ui_thread(Some(b));
        let second = WaitGuard::new(c, "call").unwrap();
        set_ui_thread(Some(c));
        assert!(matches!(WaitGuard::new(a, "wait"), Err(Error::Misuse(_))));
        drop(waiting);
        assert!(WaitGuard::new(a, "wait").is_ok());
        drop(second);
        set_ui_thread(None);
    }
}
