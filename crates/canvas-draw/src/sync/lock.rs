//! The locks of canvas: leaves, and counted. Under one, nothing waits and no user code runs.
//!
//! Debug builds count the locks that a thread holds, and assert that there is none where it waits or enters user code.

use std::cell::Cell;
use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

thread_local! {
    /// The number of locks of this crate that the thread holds; counted in debug builds only.
    static HELD: Cell<usize> = const { Cell::new(0) };
}

/// A held lock of this crate.
#[derive(Debug)]
pub struct Guard<'a, T> {
    data: MutexGuard<'a, T>,
    held: Held,
}

/// Counts as a held lock while it lives.
#[derive(Debug)]
struct Held;

impl Held {
    fn new() -> Self {
        if cfg!(debug_assertions) {
            HELD.set(HELD.get() + 1);
        }
        Self
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if cfg!(debug_assertions) {
            HELD.set(HELD.get() - 1);
        }
    }
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.data
    }
}

/// Locks a mutex. A panic of an earlier holder is ignored: it leaves valid plain data.
pub fn lock<T>(mutex: &Mutex<T>) -> Guard<'_, T> {
    let data = mutex.lock().unwrap_or_else(PoisonError::into_inner);
    Guard {
        data,
        held: Held::new(),
    }
}

/// Waits on a condition variable, for at most that time, and releases this lock meanwhile.
pub fn wait_on<'a, T>(condvar: &Condvar, lock: Guard<'a, T>, at_most: Option<Duration>) -> Guard<'a, T> {
    let Guard { data, held } = lock;
    debug_assert_eq!(HELD.get(), 1, "a wait under a lock");
    let data = match at_most {
        None => condvar.wait(data).unwrap_or_else(PoisonError::into_inner),
        Some(time) => {
            let waited = condvar.wait_timeout(data, time);
            waited.unwrap_or_else(PoisonError::into_inner).0
        }
    };
    Guard { data, held }
}

/// Asserts, in debug builds, that this thread holds no lock of this crate: to be called before anything that may wait,
/// take a lock or run user code. `what` names the action in the panic message.
#[track_caller]
pub fn assert_no_lock(what: &str) {
    // During unwinding, drops may run while an outer scope still holds a lock.
    debug_assert!(HELD.get() == 0 || std::thread::panicking(), "{what} under a lock");
}
