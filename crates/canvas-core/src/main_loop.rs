//! Displays that the program's main thread has to serve, because the system lets no other thread do it (macOS).
//!
//! The backend provides its loop as a [`MainLoop`]. Every method that waits on the main thread runs it meanwhile: `run`
//! above all, but `show`, `wait`, `snapshot` and the end of the program as well. So the rules of waiting stay the same, and
//! an interrupt of the wait (Ctrl-C) is checked for between turns.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use canvas_draw::sync::lock::lock;

use crate::backend::MainLoop;
use crate::park::{Parked, Parker};

/// How long a turn may wait: an interrupt wakes the parker of the host, not the loop.
const TURN: Duration = Duration::from_millis(50);

/// A loop that the main thread has to run.
#[derive(Clone)]
struct Needed {
    main_loop: Arc<dyn MainLoop>,
    /// Called when the main thread leaves the loop.
    on_leave: fn(),
}

/// The loop of the windows that have been shown.
static NEEDED: Mutex<Option<Needed>> = Mutex::new(None);
/// Whether the main thread runs it.
static SERVING: AtomicBool = AtomicBool::new(false);

/// From now on, every wait on the main thread runs this loop; `on_leave` is called on that thread after each such wait.
pub(crate) fn need(main_loop: Arc<dyn MainLoop>, on_leave: fn()) {
    let before = lock(&NEEDED).replace(Needed { main_loop, on_leave });
    drop(before);
}

/// Releases the loop at the end of the program; no wait runs it any more.
pub(crate) fn release() {
    let before = lock(&NEEDED).take();
    drop(before);
}

/// Whether the main thread runs a loop now.
pub(crate) fn is_served() -> bool {
    SERVING.load(Ordering::SeqCst)
}

/// Whether a loop has to run on the main thread, which the calling thread is not.
pub(crate) fn is_needed_elsewhere() -> bool {
    needed().is_some_and(|needed| !needed.main_loop.is_here())
}

fn needed() -> Option<Needed> {
    lock(&NEEDED).clone()
}

/// A parker that a thread sleeps on, made to wake the main loop as well: on the main thread, the wait runs that loop.
pub(crate) fn parker(parker: Arc<dyn Parker>) -> Arc<dyn Parker> {
    Arc::new(LoopParker(parker))
}

struct LoopParker(Arc<dyn Parker>);

impl Parker for LoopParker {
    fn park(&self, deadline: Option<Instant>) -> Parked {
        self.0.park(deadline)
    }

    fn unpark(&self) {
        self.0.unpark();
        // After a turn the main thread checks its parker by itself.
        if is_served()
            && let Some(needed) = needed()
            && !needed.main_loop.is_here()
        {
            needed.main_loop.wake();
        }
    }
}

/// One wait, which on the main thread runs the loop.
#[derive(Default)]
pub(crate) struct Wait(Option<Serving>);

impl Wait {
    /// Sleeps as `parker` does; on the main thread, in turns of the loop.
    pub(crate) fn park(&mut self, parker: &dyn Parker, deadline: Option<Instant>) -> Parked {
        if self.0.is_none() {
            let here = needed().filter(|needed| needed.main_loop.is_here());
            self.0 = here.map(Serving::new);
        }
        let Some(Serving(needed)) = &self.0 else {
            return parker.park(deadline);
        };
        loop {
            let now = Instant::now();
            match parker.park(Some(now)) {
                Parked::TimedOut if deadline.is_none_or(|deadline| now < deadline) => {}
                parked => return parked,
            }
            let end = now + TURN;
            if !needed
                .main_loop
                .turn(deadline.map_or(end, |deadline| deadline.min(end)))
            {
                // It has ended: there is nothing to serve any more.
                return parker.park(deadline);
            }
        }
    }
}

/// States, while it lives, that the main thread runs the loop.
struct Serving(Needed);

impl Serving {
    fn new(needed: Needed) -> Self {
        // Set before the parker is checked: a later unpark wakes the loop too.
        SERVING.store(true, Ordering::SeqCst);
        Self(needed)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        SERVING.store(false, Ordering::SeqCst);
        (self.0.on_leave)();
    }
}
