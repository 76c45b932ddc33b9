//! The clock that all timestamps come from, and the virtual one that tests drive by hand.

use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use canvas_draw::sync::lock::lock;

use crate::park::{Parked, Parker, Waiters};

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Seconds of a monotonic clock that began with the process.
pub fn now() -> f64 {
    START.elapsed().as_secs_f64()
}

/// The instant of a timestamp of [`now`].
pub fn instant(seconds: f64) -> Instant {
    *START + Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

/// The clock of a window.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The real one, [`now`].
    #[default]
    Real,
    /// One that stands still until it is advanced.
    Virtual(Arc<VirtualClock>),
}

impl Clock {
    /// The time, in seconds of a monotonic clock.
    pub fn now(&self) -> f64 {
        match self {
            Self::Real => now(),
            Self::Virtual(clock) => *lock(&clock.seconds),
        }
    }

    /// Sleeps on `parker` until it is woken or the time comes.
    pub(crate) fn park(&self, parker: &Arc<dyn Parker>, until: Option<f64>) -> Parked {
        match self {
            Self::Real => parker.park(until.map(instant)),
            Self::Virtual(clock) => {
                if until.is_some() {
                    clock.sleepers.add(parker);
                }
                // The clock may have been advanced between the caller's check and `add`.
                if until.is_some_and(|until| *lock(&clock.seconds) >= until) {
                    return Parked::TimedOut;
                }
                parker.park(None)
            }
        }
    }
}

/// A clock that a test drives.
#[derive(Debug, Default)]
pub struct VirtualClock {
    seconds: Mutex<f64>,
    sleepers: Waiters,
}

impl VirtualClock {
    /// Advances the clock by seconds, and wakes the threads that wait for a time.
    pub fn advance(&self, seconds: f64) {
        *lock(&self.seconds) += seconds.max(0.0);
        self.sleepers.wake();
    }
}
