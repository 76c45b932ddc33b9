//! Waiting for all windows of the process, and the end of its native threads.

use std::env;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::event::CloseReason;
use crate::wait::{Host, RustHost, WaitError, WaitResult, ui_thread, wait_until};
use crate::window::life::State;
use crate::window::{Window, check_run, registry};
use crate::{backends, main_loop, timers, video, workers};

pub use crate::backends::{backend, connected, factories, register};
pub use crate::process::{app_id, set_app_id, set_warn, waiters};
pub use crate::window::registry::windows;

/// Closes every window, without waiting.
pub fn close_all(reason: &CloseReason) {
    for window in windows() {
        window.close(reason.clone());
    }
}

/// Waits until every window is closed, and until the recordings that ended with them are complete. Hidden windows count as
/// open. Windows without a user who could close them (headless) delay it only until they are idle, at most
/// `CANVAS_HEADLESS_SECONDS` (default 2).
///
/// Where the system lets the main thread alone serve windows (macOS), this is what serves them.
///
/// # Errors
/// [`Error::DisplayLost`] if a display died under a window; [`Error::Misuse`] on the UI thread of a window, and on any thread
/// but the main one where that has to serve the windows that are open.
pub fn run<H: Host>(host: &H) -> WaitResult<(), H> {
    if ui_thread().is_some() {
        return Err(Error::Misuse(
            "run() would wait for the thread it is called on: this is a window's own UI thread".to_owned(),
        )
        .into());
    }
    check_run()?;
    let limit = Instant::now() + headless_timeout();
    wait_for(host, Some(limit), || pending(Instant::now() >= limit) == 0)?;
    // Windows that only a user can close have no deadline.
    wait_for(host, None, || pending(true) == 0 && !video::is_writing())?;
    let lost = registry::take_lost();
    match lost.is_empty() {
        true => Ok(()),
        false => Err(Error::DisplayLost(lost.join("; ")).into()),
    }
}

fn wait_for<H: Host>(
    host: &H,
    deadline: Option<Instant>,
    mut done: impl FnMut() -> bool + Send,
) -> WaitResult<(), H> {
    wait_until(host, waiters(), deadline, || done().then_some(()))
        .map(drop)
        .map_err(WaitError::Interrupt)
}

/// How many windows must still be waited for.
fn pending(late: bool) -> usize {
    let unattended = |w: &Window| w.backend().is_some_and(|b| !b.capabilities().input);
    windows()
        .iter()
        .filter(|w| !(unattended(w) && (late || w.is_idle())))
        .count()
}

fn headless_timeout() -> Duration {
    let seconds = env::var("CANVAS_HEADLESS_SECONDS")
        .ok()
        .and_then(|value| value.parse::<f64>().ok());
    seconds
        .and_then(|s| Duration::try_from_secs_f64(s).ok())
        .unwrap_or(Duration::from_secs(2))
}

/// Waits until every window is closed or the deadline passes: true if all are closed.
///
/// # Errors
/// What interrupted the host.
pub fn wait_closed<H: Host>(host: &H, deadline: Instant) -> Result<bool, H::Interrupt> {
    let closed = || windows().iter().all(|w| w.state() == State::Closed).then_some(());
    wait_until(host, waiters(), Some(deadline), closed).map(|ended| ended.is_some())
}

/// Ends every native thread: recordings, event loops, raster workers, timers. Called last, at the end of a program. True if all
/// have ended within `timeout`.
pub fn stop(timeout: Duration) -> bool {
    let end = Instant::now() + timeout;
    // Nothing interrupts this host.
    let mut all = video::finish_all(&RustHost, end).unwrap_or_default();
    let backends = backends::take_connected();
    main_loop::release();
    for backend in backends {
        all &= backend.stop(end.saturating_duration_since(Instant::now()));
    }
    all & workers::stop(end) & timers::stop(end)
}
