//! Waiting where nothing tells of signals: looks for them now and then.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use canvas_core::wait::{CondvarParker, Parked, Parker};

/// Sleeps without descriptors, where there are none left: looks for signals now and then.
#[derive(Debug, Default)]
pub(crate) struct PatientParker {
    parker: CondvarParker,
    /// When it will look: a wait may be made of many short ones. A leaf lock that only the sleeper takes.
    look: Mutex<Option<Instant>>,
}

/// How long a signal waits at most if there is no descriptor for it.
const LOOK: Duration = Duration::from_millis(50);

impl PatientParker {
    fn look(&self) -> Instant {
        let mut look = self.look.lock().unwrap_or_else(PoisonError::into_inner);
        *look.get_or_insert_with(|| Instant::now() + LOOK)
    }

    fn has_looked(&self) {
        *self.look.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Parker for PatientParker {
    fn park(&self, deadline: Option<Instant>) -> Parked {
        let look = self.look();
        let until = deadline.map_or(look, |deadline| deadline.min(look));
        match self.parker.park(Some(until)) {
            Parked::TimedOut if until == look => {
                self.has_looked();
                Parked::Interrupted
            }
            parked => parked,
        }
    }

    fn unpark(&self) {
        self.parker.unpark();
    }
}
