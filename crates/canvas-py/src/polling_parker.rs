//! Waiting where no descriptor reports signals: a wait in slices, between which Python checks for signals.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use canvas_core::wait::{CondvarParker, Parked, Parker};

/// Parks without file descriptors, and reports an interruption every [`INTERVAL`] so that signals are checked.
#[derive(Debug, Default)]
pub(crate) struct PollingParker {
    parker: CondvarParker,
    /// When signals are checked next: one wait may park many times. A leaf lock that only the parked thread acquires.
    next_check: Mutex<Option<Instant>>,
}

/// The longest time that a signal waits for its handler.
const INTERVAL: Duration = Duration::from_millis(50);

impl PollingParker {
    fn next_check(&self) -> Instant {
        let mut next = self.next_check.lock().unwrap_or_else(PoisonError::into_inner);
        *next.get_or_insert_with(|| Instant::now() + INTERVAL)
    }

    fn reset(&self) {
        *self.next_check.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Parker for PollingParker {
    fn park(&self, deadline: Option<Instant>) -> Parked {
        let next_check = self.next_check();
        let until = deadline.map_or(next_check, |deadline| deadline.min(next_check));
        match self.parker.park(Some(until)) {
            Parked::TimedOut if until == next_check => {
                self.reset();
                Parked::Interrupted
            }
            parked => parked,
        }
    }

    fn unpark(&self) {
        self.parker.unpark();
    }
}
