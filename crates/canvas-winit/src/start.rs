//! The one event loop of the process: made for the first window, on a thread of its own, and never ended, because winit
//! can make no second one. Connections that follow use it again. Where it may run on the program's main thread alone, it is
//! made and run there, in turns ([`main_thread`](crate::main_thread)).
//!
//! To connect only asks the display whether it can serve us: a program that looks which backends work has spent nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use canvas_core::{Error, Result, threads};
use winit::error::EventLoopError;
use winit::event_loop::{ControlFlow, EventLoop};

use crate::connect::Display;
use crate::event_loop::App;
use crate::inbox::Inbox;
use crate::main_thread;

/// How long connecting, or a question to the display, may take in all.
pub(crate) const PATIENCE: Duration = Duration::from_secs(3);
/// The stack of the loop's thread; winit draws window decorations on it.
const STACK: usize = 2 * 1024 * 1024;

/// Why a loop that panicked has ended.
pub(crate) const FAILED: &str = "the display is lost: its event loop has failed";

/// The loop, as other threads know it.
#[derive(Debug)]
pub(crate) struct Loop {
    pub(crate) display: Display,
    pub(crate) inbox: Arc<Inbox>,
    /// What the display has said about itself.
    pub(crate) facts: Vec<(String, String)>,
    /// What tells the program's main thread, where the loop may run on that alone.
    pub(crate) is_main: Option<fn() -> bool>,
    status: Mutex<Status>,
    change: Condvar,
}

#[derive(Clone, Debug)]
enum Status {
    /// Nobody has needed it yet.
    Waiting,
    Starting,
    Running,
    /// Why it has ended.
    Ended(String),
}

/// The loop whose making has begun.
static STARTED: Mutex<Option<Arc<Loop>>> = Mutex::new(None);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The loop that runs, or one that can be started: its display has answered.
///
/// # Errors
/// [`Error::Display`] if there is no display, or it refuses or does not answer within 3 s, or if the one loop of the
/// process serves another display or has ended.
pub(crate) fn the_loop(is_main: Option<fn() -> bool>) -> Result<Arc<Loop>> {
    let deadline = Instant::now() + PATIENCE;
    let display = Display::from_env().ok_or_else(|| Error::Display(Display::NONE.to_owned()))?;
    let started = lock(&STARTED).clone();
    let Some(the_loop) = started else {
        let name = display.name();
        let facts = display
            .probe(deadline)
            .map_err(|reason| Error::Display(format!("{name}: {reason}")))?;
        return Ok(Arc::new(Loop {
            display,
            inbox: Arc::default(),
            facts,
            is_main,
            status: Mutex::new(Status::Waiting),
            change: Condvar::new(),
        }));
    };
    the_loop.wait_until_it_runs(deadline)?;
    if the_loop.display != display {
        return Err(Error::Display(format!(
            "{}: winit has one event loop in a process, and this one's serves {}",
            display.name(),
            the_loop.display.name()
        )));
    }
    Ok(the_loop)
}

/// The life of the loop's thread.
fn serve(the_loop: &Arc<Loop>) {
    let mut app = App::new(Arc::clone(the_loop));
    match make(the_loop, &mut app) {
        Err(reason) => the_loop.end(&mut app, &reason, Error::Display),
        Ok(event_loop) => {
            let reason = catch_unwind(AssertUnwindSafe(|| run(event_loop, &mut app)));
            let reason = reason.unwrap_or_else(|_| FAILED.to_owned());
            the_loop.end(&mut app, &reason, Error::DisplayLost);
        }
    }
}

/// Makes winit's loop when the display answers, or says why there is none.
pub(crate) fn make(the_loop: &Loop, app: &mut App) -> std::result::Result<EventLoop<()>, String> {
    let made = catch_unwind(AssertUnwindSafe(|| {
        app.wait_for_the_display();
        the_loop.display.builder().build()
    }));
    let event_loop = match made {
        Ok(Ok(event_loop)) => event_loop,
        Ok(Err(error)) => return Err(format!("winit cannot start: {error}")),
        // It has printed why.
        Err(_) => return Err("winit cannot start: it panicked".to_owned()),
    };
    event_loop.set_control_flow(ControlFlow::Wait);
    let proxy = event_loop.create_proxy();
    let wake = move || {
        // A loop that has ended needs no wake-up.
        let _ = proxy.send_event(());
    };
    // What is in the inbox already.
    wake();
    the_loop.inbox.set_wake(wake);
    the_loop.set(Status::Running);
    Ok(event_loop)
}

/// Runs the loop to its end, and says why it ended. Nothing in this crate asks it to.
fn run(event_loop: EventLoop<()>, app: &mut App) -> String {
    match event_loop.run_app(app) {
        Ok(()) => describe_exit(0),
        Err(EventLoopError::ExitFailure(code)) => describe_exit(code),
        Err(error) => format!("the event loop has failed: {error}"),
    }
}

/// winit ends with the number of the system's error where it knows one, else with 1.
pub(crate) fn describe_exit(code: i32) -> String {
    /// The compositor says that we broke the protocol (`EPROTO` on Linux).
    const PROTOCOL: i32 = 71;
    match code {
        0 => "the event loop has ended".to_owned(),
        PROTOCOL => "the display is lost: it says that the protocol was broken".to_owned(),
        1 => "the display is lost: it closed the connection".to_owned(),
        code => {
            let error = std::io::Error::from_raw_os_error(code);
            format!("the display is lost: it closed the connection ({error})")
        }
    }
}

impl Loop {
    /// Starts it, if that has not been done: the first window is on its way.
    ///
    /// # Errors
    /// [`Error::Resource`] if the system has no thread left; [`Error::Display`] if the process has another loop.
    pub(crate) fn start(self: &Arc<Self>) -> Result<()> {
        let mut started = lock(&STARTED);
        match &*started {
            Some(other) if Arc::ptr_eq(other, self) => return Ok(()),
            Some(other) => {
                return Err(Error::Display(format!(
                    "{}: winit has one event loop in a process, and it was made by another connection, to {}",
                    self.display.name(),
                    other.display.name()
                )));
            }
            None => self.set(Status::Starting),
        }
        if self.is_main.is_none() {
            let in_thread = Arc::clone(self);
            threads::spawn("canvas-winit", STACK, move || serve(&in_thread))
                .map_err(|error| Error::Resource(format!("no event loop can be started: {error}")))?;
        }
        *started = Some(Arc::clone(self));
        Ok(())
    }

    /// Whether it has been started, so that somebody reads its inbox.
    pub(crate) fn is_started(&self) -> bool {
        !matches!(&*lock(&self.status), Status::Waiting)
    }

    /// Whether it has been started and has not ended.
    pub(crate) fn is_served(&self) -> bool {
        matches!(&*lock(&self.status), Status::Starting | Status::Running)
    }

    /// Its end, with what is told to windows that have not been created.
    pub(crate) fn end(&self, app: &mut App, reason: &str, error: fn(String) -> Error) {
        let reason = format!("{}: {reason}", self.display.name());
        // First no more commands, then the news: a window is told of its end once.
        let rest = self.inbox.close(&reason);
        app.lose(&reason, rest, error);
        self.set(Status::Ended(reason));
    }

    /// Whether surfaces are made and painted by the loop alone: no display waits there, and no other thread may.
    pub(crate) fn is_direct(&self) -> bool {
        Display::IS_DIRECT || self.is_main.is_some()
    }

    fn set(&self, status: Status) {
        *lock(&self.status) = status;
        self.change.notify_all();
    }

    /// Something that [`Loop::wait`] may wait for has changed.
    pub(crate) fn wake_waiters(&self) {
        drop(lock(&self.status));
        self.change.notify_all();
    }

    fn wait_until_it_runs(&self, deadline: Instant) -> Result<()> {
        if self.is_main.is_none() {
            self.wait(deadline, |status| {
                !matches!(status, Status::Waiting | Status::Starting)
            });
        }
        match &*lock(&self.status) {
            Status::Running => Ok(()),
            // It takes commands, and will run when the main thread lets it.
            Status::Starting if self.is_main.is_some() => Ok(()),
            Status::Waiting | Status::Starting => Err(Error::Display(format!(
                "{}: the display does not answer",
                self.display.name()
            ))),
            Status::Ended(reason) => Err(Error::Display(format!(
                "{reason}; winit can make no second event loop in this process"
            ))),
        }
    }

    /// Waits until something is so, or the loop has ended, or the deadline comes; whether one of the first two is so. A loop
    /// of the main thread is waited for there, by running it; on other threads it may run or not, and is not waited for.
    pub(crate) fn wait_for(self: &Arc<Self>, deadline: Instant, mut is_so: impl FnMut() -> bool) -> bool {
        let Some(is_main) = self.is_main else {
            return self.wait(deadline, |status| is_so() || matches!(status, Status::Ended(_)));
        };
        while !is_so() && is_main() && Instant::now() < deadline && main_thread::turn(self, deadline) {}
        is_so() || !self.is_served()
    }

    /// Waits for the loop's answer to a question.
    pub(crate) fn hear<T>(self: &Arc<Self>, answer: &Receiver<T>) -> Option<T> {
        if !self.is_main.is_some_and(|is_main| is_main()) {
            return answer.recv_timeout(PATIENCE).ok();
        }
        let mut heard = None;
        self.wait_for(Instant::now() + PATIENCE, || {
            heard = heard.take().or_else(|| answer.try_recv().ok());
            heard.is_some()
        });
        heard
    }

    fn wait(&self, deadline: Instant, mut is_so: impl FnMut(&Status) -> bool) -> bool {
        let mut status = lock(&self.status);
        while !is_so(&status) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let waited = self.change.wait_timeout(status, left);
            status = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_put_in_words() {
        assert!(describe_exit(71).contains("protocol"));
        assert!(describe_exit(32).contains("closed the connection"));
        assert!(describe_exit(1).ends_with("closed the connection"));
    }
}
