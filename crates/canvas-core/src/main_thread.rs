//! Displays that the program's main thread has to serve, because the system lets no other thread do it (macOS).
//!
//! The backend hands out its loop as a [`MainLoop`]. Every verb that waits on the main thread runs it meanwhile: `run` above
//! all, but `show`, `wait`, `snapshot` and the end of the program as well. So the rules of waiting stay the same, and what
//! interrupts a wait (Ctrl-C) is looked for between turns. A program whose main thread does something else for long is
//! warned.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::backend::{Backend, MainLoop};
use crate::error::{Error, Result};
use crate::wait::{Parked, Parker, lock};
use crate::{runtime, timers};

/// How long a turn may wait: what interrupts the host wakes its parker, not the loop.
const LOOK: Duration = Duration::from_millis(50);
/// How long windows may be left alone before a warning.
const PATIENCE: Duration = Duration::from_secs(3);

/// The loop of the windows that have been shown.
static NEEDED: Mutex<Option<Arc<dyn MainLoop>>> = Mutex::new(None);
/// Whether the main thread runs it.
static SERVING: AtomicBool = AtomicBool::new(false);
static WATCH: Mutex<Watch> = Mutex::new(Watch {
    left: None,
    is_set: false,
    is_over: false,
});

struct Watch {
    /// When the main thread has left the loop, or a first window has begun to wait for it.
    left: Option<Instant>,
    /// Whether a timer will look at it.
    is_set: bool,
    /// The warning has been given.
    is_over: bool,
}

/// A window waits for its display to be served: from now on, what waits on the main thread serves it.
pub(crate) fn need(main_loop: Arc<dyn MainLoop>) {
    let before = lock(&NEEDED).replace(main_loop);
    drop(before);
    // The main thread may be asleep already: in `run`, or for another window.
    runtime::wake_all_waiters();
    if !SERVING.load(Ordering::SeqCst) {
        watch(false);
    }
}

/// The end of the program, after which nothing is served.
pub(crate) fn forget() {
    let before = lock(&NEEDED).take();
    drop(before);
}

fn needed() -> Option<Arc<dyn MainLoop>> {
    lock(&NEEDED).clone()
}

/// One wait, which on the main thread serves the display.
#[derive(Default)]
pub(crate) struct Wait(Option<Serving>);

impl Wait {
    /// Sleeps as `parker` does; on the main thread, in turns of the loop.
    pub(crate) fn park(&mut self, parker: &dyn Parker, deadline: Option<Instant>) -> Parked {
        if self.0.is_none() {
            self.0 = needed().filter(|main_loop| main_loop.is_here()).map(Serving::new);
        }
        let Some(Serving(main_loop)) = &self.0 else {
            return parker.park(deadline);
        };
        loop {
            let now = Instant::now();
            match parker.park(Some(now)) {
                Parked::TimedOut if deadline.is_none_or(|deadline| now < deadline) => {}
                parked => return parked,
            }
            let look = now + LOOK;
            if !main_loop.turn(deadline.map_or(look, |deadline| deadline.min(look))) {
                // It has ended: there is nothing to serve any more.
                return parker.park(deadline);
            }
        }
    }
}

/// Says, while it lives, that the main thread runs the loop.
struct Serving(Arc<dyn MainLoop>);

impl Serving {
    fn new(main_loop: Arc<dyn MainLoop>) -> Self {
        // Before the parker is looked at: who wakes it later wakes the loop too.
        SERVING.store(true, Ordering::SeqCst);
        Self(main_loop)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        SERVING.store(false, Ordering::SeqCst);
        watch(true);
    }
}

/// Wakes the main thread if it sleeps in the loop; after a turn it looks by itself.
pub(crate) fn wake() {
    if SERVING.load(Ordering::SeqCst)
        && let Some(main_loop) = needed()
        && !main_loop.is_here()
    {
        main_loop.wake();
    }
}

/// Whether a display waits for the main thread, which this is not, and which does something else.
pub(crate) fn is_away(backend: &dyn Backend) -> bool {
    !SERVING.load(Ordering::SeqCst) && backend.main_loop().is_some_and(|main_loop| !main_loop.is_here())
}

/// Whether open windows are served by the main thread.
fn has_windows() -> bool {
    let served = |backend: Arc<dyn Backend>| backend.main_loop().is_some();
    runtime::windows()
        .iter()
        .any(|window| window.backend().is_some_and(served))
}

/// Whether `run` may be called on this thread.
///
/// # Errors
/// [`Error::Misuse`] if open windows need it to be called on the main thread.
pub(crate) fn check_run() -> Result<()> {
    let is_elsewhere = needed().is_some_and(|main_loop| !main_loop.is_here());
    if is_elsewhere && has_windows() {
        return Err(Error::Misuse(
            "run() has to be called on the main thread: on this system that thread serves the windows. Other threads can \
             wait() for a window"
                .to_owned(),
        ));
    }
    Ok(())
}

/// Looks, when windows have been left alone for long, whether they still are. `again` if the main thread has just left.
fn watch(again: bool) {
    let is_new = {
        let mut watch = lock(&WATCH);
        if again || watch.left.is_none() {
            watch.left = Some(Instant::now());
        }
        !watch.is_over && !std::mem::replace(&mut watch.is_set, true)
    };
    if is_new {
        timers::after(PATIENCE, look);
    }
}

fn look() {
    let is_served = SERVING.load(Ordering::SeqCst) || !has_windows();
    let left_to_wait = {
        let mut watch = lock(&WATCH);
        if is_served {
            // Who leaves the loop, or shows a window, begins anew.
            watch.left = None;
        }
        let left = watch.left.map(|left| PATIENCE.saturating_sub(left.elapsed()));
        watch.is_set = left.is_some_and(|left| !left.is_zero());
        watch.is_over = left.is_some_and(|left| left.is_zero());
        left
    };
    match left_to_wait {
        None => {}
        Some(Duration::ZERO) => runtime::warn(
            "canvas: windows are shown, and nobody serves them: on this system they appear and answer while the main \
             thread is in run(), or waits for a window otherwise. Call run() there.",
        ),
        Some(left) => timers::after(left, look),
    }
}
