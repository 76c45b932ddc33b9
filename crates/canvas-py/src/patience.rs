//! Waiting where nothing tells of signals: looks for them now and then.

use std::time::{Duration, Instant};

use canvas_core::wait::{CondvarParker, Parked, Parker};

/// Sleeps without descriptors, where there are none left: looks for signals now and then.
#[derive(Debug, Default)]
pub(crate) struct PatientParker(CondvarParker);

/// How long a signal waits at most if there is no descriptor for it.
const LOOK: Duration = Duration::from_millis(50);

impl Parker for PatientParker {
    fn park(&self, deadline: Option<Instant>) -> Parked {
        let look = Instant::now() + LOOK;
        match self
            .0
            .park(Some(deadline.map_or(look, |deadline| deadline.min(look))))
        {
            Parked::TimedOut if deadline.is_none_or(|deadline| look < deadline) => Parked::Interrupted,
            parked => parked,
        }
    }

    fn unpark(&self) {
        self.0.unpark();
    }
}
