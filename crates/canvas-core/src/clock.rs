//! The clock that all timestamps come from.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Seconds of a monotonic clock that began with the process.
pub fn now() -> f64 {
    START.elapsed().as_secs_f64()
}

/// The moment of a timestamp of [`now`].
pub fn instant(seconds: f64) -> Instant {
    *START + Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
