//! The verbs of a window, for every thread. Those that wait do so in [`wait_until`], with the user's lock given up.

use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use crate::backend::WindowId;
use crate::backend::ids::next_window_id;
use crate::error::{Error, Result};
use crate::event::{CloseReason, Event};
use crate::frame::Frame;
use crate::geometry::kurbo::Rect;
use crate::stats::Stats;
use crate::wait::{Host, Parker as _, WaitGuard, Waiters, blocking, wait_until};
use crate::{backends, process};

use super::life::{Cause, Effect, State};
use super::main_thread;
use super::options::{Options, UpdateMode, check_options};
use super::overlay::Overlay;
use super::queue::PointerState;
use super::state::{Opening, WindowState};
use super::{Inner, WaitError, WaitResult, Window, closed};

/// A display that does not answer within this time has refused.
const OPEN_PATIENCE: Duration = Duration::from_secs(3);
/// How long `snapshot` waits for a first frame.
const FIRST_FRAME_PATIENCE: Duration = Duration::from_secs(5);

impl Window {
    /// A window that is not shown yet.
    ///
    /// # Errors
    /// [`Error::Invalid`] if an option is out of range.
    pub fn new(options: Options) -> Result<Self> {
        check_options(&options)?;
        let id = next_window_id();
        Ok(Self(Arc::new_cyclic(|me| Inner {
            state: Mutex::new(WindowState {
                life: State::New,
                now: Opening::new(id, &options),
                options,
                stats: Stats::default(),
                overlay: Overlay::new(process::wants_overlay()),
                close_reason: None,
            }),
            ui: Arc::default(),
            waiters: Waiters::default(),
            me: me.clone(),
        })))
    }

    /// First half of `show()`: true if the caller has to start a UI thread and then call [`Window::finish_show`].
    ///
    /// # Errors
    /// [`Error::Closed`] while the window is closing.
    pub fn begin_show(&self) -> Result<bool> {
        self.0
            .cause(Cause::Show, CloseReason::Program)
            .map(|effect| effect == Effect::Open)
    }

    /// Second half of `show()`: connects to the display and asks it for the window (if `opener`), and waits, 3 s at the
    /// most, until it is there. A display that is served by the main thread is not waited for on another while the main
    /// thread does something else.
    ///
    /// # Errors
    /// [`Error::Display`] if the display refuses or does not answer, [`Error::BackendUnavailable`] if it is not in this
    /// build, [`Error::Closed`] if the window was closed meanwhile.
    pub fn finish_show<H: Host>(&self, host: &H, opener: bool) -> WaitResult<(), H> {
        let inner = &self.0;
        if opener {
            let name = inner.lock().options.backend.clone();
            let connected = blocking(host, || backends::backend(name.as_deref()));
            if let Err(error) = connected.and_then(|backend| inner.create(backend)) {
                inner.fail_opening(error.clone());
                return Err(error.into());
            }
        }
        let deadline = Instant::now() + OPEN_PATIENCE;
        let opened = wait_until(host, &inner.waiters, Some(deadline), || {
            let mut state = inner.lock();
            match state.life {
                _ if state.now.error.is_some() => state.now.error.clone().map(Err),
                State::Open | State::Hidden if state.now.created => Some(Ok(())),
                State::Opening | State::Open | State::Hidden => {
                    state.now.unawaited = state.now.backend.as_deref().is_some_and(main_thread::is_away);
                    state.now.unawaited.then_some(Ok(()))
                }
                // It was there: a handler has closed it before the caller was back.
                State::Closing | State::Closed if state.now.created => Some(Ok(())),
                State::New | State::Closing | State::Closed => Some(Err(closed())),
            }
        })
        .map_err(WaitError::Interrupt)?;
        opened.unwrap_or_else(|| {
            let error = Error::Display("the display did not create the window within 3 s".to_owned());
            inner.fail_opening(error.clone());
            Err(error)
        })?;
        Ok(())
    }

    /// Takes the window off the screen. It stays open: `run` goes on waiting for it.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the display cannot hide windows.
    pub fn hide(&self) -> Result<()> {
        if let Some(can) = self.backend().map(|backend| backend.capabilities())
            && !can.hide
        {
            return Err(Error::Unsupported(format!(
                "this display ({}) does not let programs hide windows",
                can.platform
            )));
        }
        self.0.cause(Cause::Hide, CloseReason::Program).map(drop)
    }

    /// Closes the window for certain. Returns at once; `on_close` runs on the window's own thread.
    pub fn close(&self, reason: CloseReason) {
        // Only `Show` can be refused.
        let _ = self.0.cause(Cause::Close, reason);
    }

    /// Does what the user's close button does: asks `on_close_request`, which can refuse.
    ///
    /// # Errors
    /// [`Error::Closed`] if the window is closed.
    pub fn request_close(&self) -> Result<()> {
        if self.0.lock().life.is_ending() {
            return Err(closed());
        }
        self.0.cause(Cause::RequestClose, CloseReason::User).map(drop)
    }

    /// Waits until the window is closed: true if it is, false if the deadline came first.
    ///
    /// # Errors
    /// [`Error::Misuse`] for a window that was never shown, on the window's own thread, or in a circle of waits.
    pub fn wait<H: Host>(&self, host: &H, deadline: Option<Instant>) -> WaitResult<bool, H> {
        let id = {
            let state = self.0.lock();
            if state.life == State::New {
                return Err(Error::Misuse("wait() would never end: call show() first".to_owned()).into());
            }
            state.now.id
        };
        let _waiting = WaitGuard::new(id, "wait")?;
        wait_until(host, &self.0.waiters, deadline, || {
            let state = self.0.lock();
            (state.life == State::Closed || state.now.id != id).then_some(())
        })
        .map(|ended| ended.is_some())
        .map_err(WaitError::Interrupt)
    }

    /// Asks for a new frame; many requests make one frame.
    ///
    /// # Errors
    /// [`Error::Closed`] if the window is closed.
    pub fn request_draw(&self) -> Result<()> {
        self.request(None)
    }

    /// The same, for a part of the window, in logical pixels: the program draws everything as ever, and only that part is
    /// made into pixels and shown.
    ///
    /// # Errors
    /// As for [`request_draw`](Self::request_draw), and [`Error::Invalid`] for numbers that are not finite.
    pub fn request_draw_in(&self, rect: Rect) -> Result<()> {
        if !rect.is_finite() {
            return Err(Error::Invalid("rect: expected finite numbers".into()));
        }
        self.request(Some(rect.abs()))
    }

    fn request(&self, only: Option<Rect>) -> Result<()> {
        let wake = {
            let mut state = self.0.lock();
            if !state.life.takes_work() {
                return Err(closed());
            }
            let pace = &mut state.now.pace;
            pace.wanted += 1;
            // What was asked for already is wanted too.
            pace.only = if pace.requested || pace.forced {
                super::frames::union(pace.only, only)
            } else {
                only
            };
            pace.requested = true;
            state.draw_due().is_some()
        };
        if wake {
            self.0.ui.unpark();
        }
        Ok(())
    }

    /// Draws a frame whatever the update mode says, and waits until the display shows it.
    ///
    /// # Errors
    /// [`Error::Misuse`] on the window's own thread, in a circle of waits, while the window is hidden, or if `on_draw`
    /// failed; [`Error::Closed`]; [`Error::Timeout`].
    pub fn force_draw<H: Host>(&self, host: &H, deadline: Instant) -> WaitResult<(), H> {
        let inner = &self.0;
        let (id, request) = {
            let mut state = inner.lock();
            match state.life {
                State::Opening | State::Open => {}
                State::Hidden => {
                    return Err(
                        Error::Misuse("force_draw(): a hidden window draws nothing".to_owned()).into(),
                    );
                }
                State::New => return Err(Error::Misuse("force_draw(): call show() first".to_owned()).into()),
                State::Closing | State::Closed => return Err(closed().into()),
            }
            state.now.pace.wanted += 1;
            (state.now.id, state.now.pace.wanted)
        };
        let _waiting = WaitGuard::new(id, "force_draw")?;
        inner.lock().now.pace.force_all();
        inner.ui.unpark();
        let shown = wait_until(host, &inner.waiters, Some(deadline), || {
            let state = inner.lock();
            if state.now.id != id || state.life.is_ending() {
                Some(Err(closed()))
            } else if state.now.pace.shown >= request {
                Some(Ok(()))
            } else if state.now.pace.failed >= request {
                let why = state.now.raster_error.clone();
                Some(Err(why.unwrap_or_else(|| {
                    Error::Misuse("force_draw(): on_draw failed".to_owned())
                })))
            } else {
                None
            }
        })
        .map_err(WaitError::Interrupt)?;
        shown.unwrap_or_else(|| {
            Err(Error::Timeout(
                "force_draw(): no frame was shown in time".to_owned(),
            ))
        })?;
        Ok(())
    }

    /// The frame that the display shows now, waiting up to 5 s for a first one, never for a later one. Turn it into an
    /// [`Image`](crate::image::Image) with `Image::from_frame` and the user's lock given up.
    ///
    /// # Errors
    /// [`Error::Closed`], [`Error::Timeout`]; [`Error::Misuse`] on the window's own thread before its first frame.
    pub fn shown_frame<H: Host>(&self, host: &H) -> WaitResult<Frame, H> {
        let inner = &self.0;
        let id = {
            let state = inner.lock();
            if let Some(frame) = &state.now.shown {
                return Ok(frame.clone());
            }
            if state.life == State::New {
                return Err(Error::Misuse("snapshot(): call show() first".to_owned()).into());
            }
            state.now.id
        };
        let _waiting = WaitGuard::new(id, "snapshot")?;
        let deadline = Instant::now() + FIRST_FRAME_PATIENCE;
        let frame = wait_until(host, &inner.waiters, Some(deadline), || {
            let state = inner.lock();
            if state.now.id != id || state.life.is_ending() {
                return Some(Err(closed()));
            }
            state.now.shown.clone().map(Ok)
        })
        .map_err(WaitError::Interrupt)?;
        let frame = frame.unwrap_or_else(|| {
            let why = inner.lock().now.raster_error.clone();
            Err(why.unwrap_or_else(|| {
                Error::Timeout("snapshot(): the window has shown no frame within 5 s".to_owned())
            }))
        })?;
        Ok(frame)
    }

    /// Says that a task waits for the UI thread: its next turn reports it, with the events that were there before it.
    ///
    /// # Errors
    /// [`Error::Closed`] if the window is closed.
    pub fn post_task(&self) -> Result<()> {
        {
            let mut state = self.0.lock();
            if !state.life.takes_work() {
                return Err(closed());
            }
            state.now.tasks += 1;
        }
        self.0.ui.unpark();
        Ok(())
    }

    /// Takes a ticket for something on the UI thread whose end somebody waits for with [`Window::wait_ticket`]: a task,
    /// which is to be posted, or an event.
    ///
    /// # Errors
    /// [`Error::Closed`] if the window is closed, [`Error::Misuse`] if it was never shown.
    pub fn take_ticket(&self) -> Result<u64> {
        let mut state = self.0.lock();
        match state.life {
            State::New => {
                return Err(Error::Misuse(
                    "call(): the window has no thread yet; call show() first".to_owned(),
                ));
            }
            State::Closing | State::Closed => return Err(closed()),
            State::Opening | State::Open | State::Hidden => {}
        }
        state.now.tickets += 1;
        Ok(state.now.tickets)
    }

    /// Says that the task of a ticket has ended. On the UI thread.
    pub fn finish_ticket(&self, ticket: u64) {
        self.0.lock().now.finished_tickets.push(ticket);
        self.0.waiters.wake();
    }

    /// Waits for the task of a ticket.
    ///
    /// # Errors
    /// [`Error::Closed`] as soon as the window closes, [`Error::Timeout`], [`Error::Misuse`] on the window's own thread
    /// or in a circle of waits.
    pub fn wait_ticket<H: Host>(
        &self,
        host: &H,
        ticket: u64,
        deadline: Option<Instant>,
    ) -> WaitResult<(), H> {
        let inner = &self.0;
        let id = inner.lock().now.id;
        let _waiting = WaitGuard::new(id, "call")?;
        let ended = wait_until(host, &inner.waiters, deadline, || {
            let mut state = inner.lock();
            if state.now.id != id {
                return Some(Err(closed()));
            }
            if let Some(at) = state.now.finished_tickets.iter().position(|t| *t == ticket) {
                state.now.finished_tickets.swap_remove(at);
                return Some(Ok(()));
            }
            state.life.is_ending().then(|| Err(closed()))
        })
        .map_err(WaitError::Interrupt)?;
        ended.unwrap_or_else(|| {
            Err(Error::Timeout(
                "call(): the function did not end in time".to_owned(),
            ))
        })?;
        Ok(())
    }

    /// Checks that a wait for the window's UI thread is allowed here, without waiting.
    ///
    /// # Errors
    /// [`Error::Misuse`].
    pub fn check_wait(&self, what: &str) -> Result<()> {
        WaitGuard::new(self.id(), what).map(drop)
    }

    /// The next turn of the UI loop reports a task at this clock time at the latest ([`Window::clock_now`]).
    pub fn set_timer(&self, at: Option<f64>) {
        self.0.lock().now.timer = at;
        self.0.ui.unpark();
    }

    /// The time of the window's clock, in seconds.
    pub fn clock_now(&self) -> f64 {
        self.0.lock().now.clock.now()
    }

    /// Lets an event happen as if the display had reported it.
    ///
    /// # Errors
    /// [`Error::Closed`] if the window is closed.
    pub fn submit_event(&self, event: Event) -> Result<()> {
        if self.0.lock().life.is_ending() {
            return Err(closed());
        }
        match event {
            Event::CloseRequest(_) => return self.request_close(),
            Event::Close(_) => self.close(CloseReason::Program),
            event => self.0.push_event(event),
        }
        Ok(())
    }

    /// The state of its life.
    pub fn state(&self) -> State {
        self.0.lock().life
    }

    /// The window's name for this opening.
    pub fn id(&self) -> WindowId {
        self.0.lock().now.id
    }

    /// Why it closes or was closed the last time.
    pub fn close_reason(&self) -> Option<CloseReason> {
        let state = self.0.lock();
        state.now.reason.clone().or_else(|| state.close_reason.clone())
    }

    /// A copy of the figures.
    pub fn stats(&self) -> Stats {
        self.0.lock().stats.clone()
    }

    /// Adds to the figures what only the host can measure.
    pub fn note_stats(&self, note: impl FnOnce(&mut Stats)) {
        note(&mut self.0.lock().stats);
    }

    /// The handler that runs now, and for how long.
    pub fn stuck(&self) -> Option<(String, Duration)> {
        self.0
            .lock()
            .now
            .handler
            .as_ref()
            .map(|(name, since)| (name.clone(), since.elapsed()))
    }

    /// The W3C `key` values of the keys that are held.
    pub fn keys(&self) -> Vec<String> {
        self.0.lock().now.queue.keys()
    }

    /// Where the pointer is and which buttons are held.
    pub fn pointer(&self) -> PointerState {
        self.0.lock().now.queue.pointer()
    }

    /// Whether everything that is due has been shown: nothing waits for the UI thread, a worker or the display.
    pub fn is_settled(&self) -> bool {
        let state = self.0.lock();
        let now = &state.now;
        let continuous = matches!(
            state.options.update_mode,
            UpdateMode::Continuous | UpdateMode::Fastest
        );
        match state.life {
            State::New | State::Closed => true,
            State::Opening | State::Closing => false,
            State::Open | State::Hidden => {
                now.created
                    && now.ui_waits
                    && !continuous
                    && now.queue.is_empty()
                    && now.tasks == 0
                    && now.timer.is_none()
                    && state.draw_due().is_none()
                    && now.pace.recording.is_none()
                    && now.want.is_none()
                    && now.running.is_none()
                    && now.slot.is_none()
                    && now.taken.is_empty()
            }
        }
    }

    /// Who waits for something about this window.
    pub fn waiters(&self) -> &Waiters {
        &self.0.waiters
    }

    pub(crate) fn upgrade(weak: &Weak<Inner>) -> Option<Self> {
        weak.upgrade().map(Self)
    }
}
