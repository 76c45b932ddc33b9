//! A flag that a thread can wait for.

use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use crate::backend::Wake;
use crate::wait::{lock, wait_on};

/// A flag that a thread can wait for; not set at first.
#[derive(Debug, Default)]
pub(super) struct Signal {
    is_set: Mutex<bool>,
    change: Condvar,
}

impl Signal {
    /// Sets the flag, and wakes everybody who waits for it.
    pub(super) fn set(&self) {
        *lock(&self.is_set) = true;
        self.change.notify_all();
    }

    /// Waits until the flag is set, at most for `timeout`; whether it is.
    pub(super) fn wait(&self, timeout: Option<Duration>) -> bool {
        let deadline = timeout.map(|timeout| Instant::now() + timeout);
        let mut is_set = lock(&self.is_set);
        while !*is_set {
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                return false;
            }
            is_set = wait_on(&self.change, is_set, left);
        }
        true
    }
}

impl Wake for Signal {
    fn wake(&self) {
        self.set();
    }

    fn reset(&self) {
        *lock(&self.is_set) = false;
    }
}
