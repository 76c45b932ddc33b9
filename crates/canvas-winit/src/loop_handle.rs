//! The handle by which other threads reach the one event loop of the process.
//!
//! winit can create one event loop in a process (`EventLoopError::RecreationAttempt`), so it is created for the first window
//! and never ended; later connections use it again. Connecting only asks the display whether it can serve us: a program that
//! tries which backends work has not used up the loop.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use canvas_core::{Error, Result};

use crate::connect::Display;
use crate::inbox::{Inbox, LoopWaker};

/// How long connecting, or a request to the display, may take in all.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(3);

/// The handle by which other threads reach the event loop.
#[derive(Debug)]
pub(crate) struct EventLoopHandle {
    display: Display,
    inbox: Arc<Inbox>,
    facts: Vec<(String, String)>,
    is_main_thread: Option<fn() -> bool>,
    status: Mutex<Status>,
    changed: Condvar,
}

/// How far the loop is.
#[derive(Clone, Debug)]
enum Status {
    /// It has not been needed yet.
    NotStarted,
    /// It takes messages, and will read them when winit's loop runs.
    Starting,
    Running,
    /// It has ended, for this reason.
    Ended(String),
}

/// The loop that has been started.
static STARTED: Mutex<Option<Arc<EventLoopHandle>>> = Mutex::new(None);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl EventLoopHandle {
    /// The loop that runs, or else one that can be started: its display has answered.
    ///
    /// `is_main_thread` says whether the calling thread is the main one, where the loop may run on no other.
    ///
    /// # Errors
    /// [`Error::Display`] if there is no display, if it refuses or does not answer within 3 s, or if the one loop of the
    /// process serves another display or has ended.
    pub(crate) fn connect(is_main_thread: Option<fn() -> bool>) -> Result<Arc<Self>> {
        let deadline = Instant::now() + TIMEOUT;
        let display = Display::from_env().ok_or_else(|| Error::Display(Display::NONE.to_owned()))?;
        let started = lock(&STARTED).clone();
        let Some(started) = started else {
            let name = display.name();
            let facts = display
                .probe(deadline)
                .map_err(|reason| Error::Display(format!("{name}: {reason}")))?;
            return Ok(Arc::new(Self {
                display,
                inbox: Arc::new(Inbox::new(LoopWaker::default())),
                facts,
                is_main_thread,
                status: Mutex::new(Status::NotStarted),
                changed: Condvar::new(),
            }));
        };
        started.wait_until_usable(deadline)?;
        if started.display != display {
            return Err(Error::Display(format!(
                "{}: winit has one event loop in a process, and that of this process serves {}",
                display.name(),
                started.display.name()
            )));
        }
        Ok(started)
    }

    /// The display that it serves.
    pub(crate) fn display(&self) -> &Display {
        &self.display
    }

    /// Where it takes messages.
    pub(crate) fn inbox(&self) -> &Arc<Inbox> {
        &self.inbox
    }

    /// Names and values that the display has reported about itself, for bug reports.
    pub(crate) fn facts(&self) -> &[(String, String)] {
        &self.facts
    }

    /// Whether the loop runs on the program's main thread, in turns, and on no other.
    pub(crate) fn needs_main_thread(&self) -> bool {
        self.is_main_thread.is_some()
    }

    /// Whether the loop runs on the program's main thread and the calling thread is that one.
    pub(crate) fn is_on_main_thread(&self) -> bool {
        self.is_main_thread.is_some_and(|is_main_thread| is_main_thread())
    }

    /// Whether the loop creates and prepares surfaces itself: no display blocks there, or no other thread may.
    pub(crate) fn prepares_surfaces(&self) -> bool {
        Display::NEVER_BLOCKS || self.needs_main_thread()
    }

    /// Makes this the one loop of the process and calls `spawn`, unless that has been done.
    ///
    /// # Errors
    /// That of `spawn`; [`Error::Display`] if another loop is the one of the process.
    pub(crate) fn start_once(self: &Arc<Self>, spawn: impl FnOnce() -> Result<()>) -> Result<()> {
        let mut started = lock(&STARTED);
        match &*started {
            Some(other) if Arc::ptr_eq(other, self) => return Ok(()),
            Some(other) => {
                return Err(Error::Display(format!(
                    "{}: winit has one event loop in a process, and another connection has created it for {}",
                    self.display.name(),
                    other.display.name()
                )));
            }
            None => self.set_status(Status::Starting),
        }
        spawn().inspect_err(|_| self.set_status(Status::NotStarted))?;
        *started = Some(Arc::clone(self));
        Ok(())
    }

    /// Whether it has been started; it may have ended since.
    pub(crate) fn is_started(&self) -> bool {
        !matches!(&*lock(&self.status), Status::NotStarted)
    }

    /// Whether it has been started and has not ended.
    pub(crate) fn is_serving(&self) -> bool {
        matches!(&*lock(&self.status), Status::Starting | Status::Running)
    }

    /// winit's loop runs.
    pub(crate) fn set_running(&self) {
        self.set_status(Status::Running);
    }

    /// winit's loop has ended.
    pub(crate) fn set_ended(&self, reason: String) {
        self.set_status(Status::Ended(reason));
    }

    fn set_status(&self, status: Status) {
        *lock(&self.status) = status;
        self.changed.notify_all();
    }

    /// Wakes the threads that wait in [`wait`](Self::wait): a condition may hold now.
    pub(crate) fn wake_waiters(&self) {
        // A thread that has just found its condition false waits when the lock is free.
        drop(lock(&self.status));
        self.changed.notify_all();
    }

    /// Blocks until a condition holds or the loop has ended, at most until the deadline; false if neither is so then.
    pub(crate) fn wait(&self, deadline: Instant, mut condition: impl FnMut() -> bool) -> bool {
        self.wait_for_status(deadline, |status| {
            condition() || matches!(status, Status::Ended(_))
        })
    }

    fn wait_until_usable(&self, deadline: Instant) -> Result<()> {
        if !self.needs_main_thread() {
            self.wait_for_status(deadline, |status| {
                !matches!(status, Status::NotStarted | Status::Starting)
            });
        }
        match &*lock(&self.status) {
            Status::Running => Ok(()),
            // It takes messages, and runs when the main thread serves it.
            Status::Starting if self.needs_main_thread() => Ok(()),
            Status::NotStarted | Status::Starting => Err(Error::Display(format!(
                "{}: the display does not answer",
                self.display.name()
            ))),
            Status::Ended(reason) => Err(Error::Display(format!(
                "{reason}; winit can create no second event loop in this process"
            ))),
        }
    }

    fn wait_for_status(&self, deadline: Instant, mut condition: impl FnMut(&Status) -> bool) -> bool {
        let mut status = lock(&self.status);
        while !condition(&status) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let waited = self.changed.wait_timeout(status, left);
            status = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}
