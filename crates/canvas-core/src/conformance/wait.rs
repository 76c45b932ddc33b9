//! Waiting for what must come.

use std::time::{Duration, Instant};

/// The deadline of everything that is waited for. It only catches hangs: what is waited for takes milliseconds.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// How long a test sleeps before it looks again.
const PAUSE: Duration = Duration::from_millis(2);

/// Waits for a condition.
///
/// # Panics
/// If it does not hold within [`TIMEOUT`].
#[track_caller]
pub fn assert_eventually(what: &str, mut holds: impl FnMut() -> bool) {
    assert_eventually_or(what, || match holds() {
        true => Ok(()),
        false => Err(String::new()),
    });
}

/// Waits until a check succeeds, and returns its result.
///
/// # Panics
/// With its last error, if it does not succeed within [`TIMEOUT`].
#[track_caller]
pub(super) fn assert_eventually_or<T>(what: &str, mut check: impl FnMut() -> Result<T, String>) -> T {
    let deadline = Instant::now() + TIMEOUT;
    loop {
        match check() {
            Ok(result) => return result,
            Err(last) => assert!(
                Instant::now() < deadline,
                "{what}: not so within {TIMEOUT:?}; {last}"
            ),
        }
        std::thread::sleep(PAUSE);
    }
}
