//! Parkers: a waiting thread sleeps on one, and another thread wakes it.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, Weak};
use std::time::Instant;

use canvas_draw::sync::lock::{lock, wait_on};

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

/// A thread sleeps on it. An `unpark` before `park` makes the `park` return at once.
pub trait Parker: Send + Sync {
    /// Sleeps until `unpark`, the deadline, or an interruption.
    fn park(&self, deadline: Option<Instant>) -> Parked;
    /// Wakes the sleeper; from any thread, without blocking.
    fn unpark(&self);
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

/// The threads that wait for one thing: a window, all windows, a recording.
#[derive(Default)]
pub struct Waiters(Mutex<Vec<Weak<dyn Parker>>>);

impl Waiters {
    /// Adds a waiting thread's parker; it is forgotten when it is dropped.
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
    }
}

impl fmt::Debug for Waiters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Waiters").field(&lock(&self.0).len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unpark_before_the_park_is_not_lost() {
        let parker = CondvarParker::default();
        parker.unpark();
        assert_eq!(parker.park(None), Parked::Woken);
        assert_eq!(parker.park(Some(Instant::now())), Parked::TimedOut);
    }
}
