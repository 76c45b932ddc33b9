//! Windows that the program's main thread has to serve (`main_loop.rs`): a program whose main thread does something else
//! for long is warned.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::registry;
use crate::backend::{Backend, MainLoop};
use crate::error::{Error, Result};
use crate::wait::lock;
use crate::{main_loop, process, timers};

/// How long windows may be left alone before a warning.
const UNSERVED_TIMEOUT: Duration = Duration::from_secs(3);

static WATCH: Mutex<Watch> = Mutex::new(Watch {
    left: None,
    is_set: false,
    is_over: false,
});

struct Watch {
    /// When the main thread left the loop, or a first window began to wait for it.
    left: Option<Instant>,
    /// Whether a timer will check it.
    is_set: bool,
    /// The warning has been given.
    is_over: bool,
}

/// A window waits for its display to be served: from now on, every wait on the main thread serves it.
pub(super) fn need(main_loop: Arc<dyn MainLoop>) {
    main_loop::need(main_loop, || watch(true));
    // The main thread may be asleep already: in `run`, or for another window.
    registry::wake_all_waiters();
    if !main_loop::is_served() {
        watch(false);
    }
}

/// Whether a display waits for the main thread, which this is not, and which does something else.
pub(super) fn is_away(backend: &dyn Backend) -> bool {
    !main_loop::is_served() && backend.main_loop().is_some_and(|main_loop| !main_loop.is_here())
}

/// Whether open windows are served by the main thread.
fn has_windows() -> bool {
    let served = |backend: Arc<dyn Backend>| backend.main_loop().is_some();
    registry::windows()
        .iter()
        .any(|window| window.backend().is_some_and(served))
}

/// Whether `run` may be called on this thread.
///
/// # Errors
/// [`Error::Misuse`] if open windows need it to be called on the main thread.
pub(crate) fn check_run() -> Result<()> {
    if main_loop::is_needed_elsewhere() && has_windows() {
        return Err(Error::Misuse(
            "run() has to be called on the main thread: on this system that thread serves the windows. Other threads can \
             wait() for a window"
                .to_owned(),
        ));
    }
    Ok(())
}

/// Sets a timer that checks whether windows are still left alone. `again` if the main thread has just left the loop.
fn watch(again: bool) {
    let is_new = {
        let mut watch = lock(&WATCH);
        if again || watch.left.is_none() {
            watch.left = Some(Instant::now());
        }
        !watch.is_over && !std::mem::replace(&mut watch.is_set, true)
    };
    if is_new {
        timers::after(UNSERVED_TIMEOUT, check);
    }
}

fn check() {
    let is_served = main_loop::is_served() || !has_windows();
    let remaining = {
        let mut watch = lock(&WATCH);
        if is_served {
            // Leaving the loop, or showing a window, starts the time again.
            watch.left = None;
        }
        let remaining = watch
            .left
            .map(|left| UNSERVED_TIMEOUT.saturating_sub(left.elapsed()));
        watch.is_set = remaining.is_some_and(|remaining| !remaining.is_zero());
        watch.is_over = remaining.is_some_and(|remaining| remaining.is_zero());
        remaining
    };
    match remaining {
        None => {}
        Some(Duration::ZERO) => process::warn(
            "canvas: windows are shown, but the main thread does not serve them. On this system they appear and respond only \
             while it is in run(), or waits for a window. Call run() there.",
        ),
        Some(remaining) => timers::after(remaining, check),
    }
}
