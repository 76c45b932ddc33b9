//! Windows: what a program does with them from any thread.
//!
//! Start reading at [`life`] (the states), then [`state`] (what is behind the lock), [`port`] (what the display tells),
//! [`frames`] (the way of a frame), [`ui`] (the loop on the window's own thread).

pub mod life;
pub mod queue;

mod frames;
mod pool;
mod port;
mod state;
mod ui;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::{Duration, Instant};

use crate::backend::{Backend, Command, Property, WindowId, WindowSetup};
use crate::error::{Error, Result};
use crate::event::{CloseReason, Event};
use crate::frame::Frame;
use crate::geometry::kurbo::{Point, Size};
use crate::geometry::{MAX_SIDE, PhysicalSize};
use crate::stats::Stats;
use crate::wait::{CondvarParker, Host, Parker, WaitGuard, Waiters, lock, wait_until};
use crate::{runtime, timers};

use life::{Cause, Effect, State};
use queue::PointerState;
use state::{Afterwards, Asking, Opening, WindowState};

pub use state::{Options, UpdateMode};
pub use ui::{Turn, UiThread};

/// A display that does not answer within this time has refused.
const OPEN_PATIENCE: Duration = Duration::from_secs(3);
/// A close button that is not answered within this time hides the window.
const CLOSE_PATIENCE: Duration = Duration::from_secs(2);
/// How long `snapshot` waits for a first frame.
const FIRST_FRAME_PATIENCE: Duration = Duration::from_secs(5);

/// A window, as every thread may hold it: cheap to clone. A window that is open stays open when the last handle of the
/// program is dropped; one that was never shown goes with it.
#[derive(Clone, Debug)]
pub struct Window(Arc<Inner>);

/// See [`state`] for the rule of the lock.
pub(crate) struct Inner {
    state: Mutex<WindowState>,
    /// What the UI thread sleeps on.
    ui: Arc<CondvarParker>,
    /// Who waits for something about this window.
    waiters: Waiters,
    me: Weak<Inner>,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("Window")
            .field("id", &state.now.id)
            .field("title", &state.options.title)
            .field("state", &state.life)
            .finish_non_exhaustive()
    }
}

fn closed() -> Error {
    Error::Closed("the window is closed; show() opens it again".to_owned())
}

/// How a blocking verb can fail: with an error of ours, or because the host was interrupted.
#[derive(Debug)]
pub enum WaitError<I> {
    /// An error of canvas.
    Canvas(Error),
    /// What interrupted the host.
    Interrupt(I),
}

impl<I> From<Error> for WaitError<I> {
    fn from(error: Error) -> Self {
        Self::Canvas(error)
    }
}

/// The result of a blocking verb.
pub type WaitResult<T, H> = std::result::Result<T, WaitError<<H as Host>::Interrupt>>;

impl Window {
    /// A window that is not shown yet.
    ///
    /// # Errors
    /// [`Error::Invalid`] if an option is out of range.
    pub fn new(options: Options) -> Result<Self> {
        check_options(&options)?;
        let id = runtime::next_window_id();
        Ok(Self(Arc::new_cyclic(|me| Inner {
            state: Mutex::new(WindowState {
                life: State::New,
                now: Opening::new(id, &options),
                options,
                stats: Stats::default(),
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
    /// most, until it is there.
    ///
    /// # Errors
    /// [`Error::Display`] if the display refuses or does not answer, [`Error::BackendUnavailable`] if it is not in this
    /// build, [`Error::Closed`] if the window was closed meanwhile.
    pub fn finish_show<H: Host>(&self, host: &H, opener: bool) -> WaitResult<(), H> {
        let inner = &self.0;
        if opener {
            let name = inner.lock().options.backend.clone();
            let connected = host.blocking(|| runtime::backend(name.as_deref()));
            if let Err(error) = connected.and_then(|backend| inner.create(backend)) {
                inner.fail_opening(error.clone());
                return Err(error.into());
            }
        }
        let deadline = Instant::now() + OPEN_PATIENCE;
        let opened = wait_until(host, &inner.waiters, Some(deadline), || {
            let state = inner.lock();
            match state.life {
                _ if state.now.error.is_some() => state.now.error.clone().map(Err),
                State::Open | State::Hidden if state.now.created => Some(Ok(())),
                State::Opening | State::Open | State::Hidden => None,
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
        if self
            .0
            .lock()
            .now
            .backend
            .as_ref()
            .is_some_and(|b| !b.capabilities().hide)
        {
            return Err(Error::Unsupported("this display cannot hide windows".to_owned()));
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
        let wake = {
            let mut state = self.0.lock();
            if !state.life.takes_work() {
                return Err(closed());
            }
            state.now.pace.wanted += 1;
            state.now.pace.requested = true;
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
        inner.lock().now.pace.forced = true;
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

    /// Says that a task waits for the UI thread: its next turn reports it.
    ///
    /// # Errors
    /// [`Error::Closed`] if the window is closed.
    pub fn post_task(&self) -> Result<()> {
        {
            let mut state = self.0.lock();
            if !state.life.takes_work() {
                return Err(closed());
            }
            state.now.tasks = true;
        }
        self.0.ui.unpark();
        Ok(())
    }

    /// Draws a ticket for a task whose end somebody waits for with [`Window::wait_ticket`], and posts it.
    ///
    /// # Errors
    /// [`Error::Closed`] if the window is closed, [`Error::Misuse`] if it was never shown.
    pub fn post_ticket(&self) -> Result<u64> {
        let ticket = {
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
            state.now.tasks = true;
            state.now.tickets
        };
        self.0.ui.unpark();
        Ok(ticket)
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

    /// The options, with the sizes and places that the display has confirmed.
    pub fn options(&self) -> Options {
        let state = self.0.lock();
        let mut options = state.options.clone();
        if state.now.created {
            options.size = state.now.size.to_logical(state.now.ratio);
            options.position = state.now.position;
        }
        options
    }

    /// Size in physical pixels, as the display has confirmed it.
    pub fn physical_size(&self) -> PhysicalSize {
        self.0.lock().now.size
    }

    /// Physical pixels per logical pixel.
    pub fn ratio(&self) -> f64 {
        self.0.lock().now.ratio
    }

    /// Whether it can be seen on the screen now.
    pub fn visible(&self) -> bool {
        let state = self.0.lock();
        state.life == State::Open && state.now.visible
    }

    /// Its backend, while it is open.
    pub fn backend(&self) -> Option<Arc<dyn Backend>> {
        self.0.lock().now.backend.clone()
    }

    /// Changes options. All are checked first; nothing is changed if one is out of range.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Closed`]; [`Error::Unsupported`] if the display cannot place windows.
    pub fn change(&self, change: impl FnOnce(&mut Options)) -> Result<()> {
        let mut after = Afterwards::default();
        {
            let mut state = self.0.lock();
            if state.life.is_ending() {
                return Err(closed());
            }
            let mut options = state.options.clone();
            if state.now.created {
                options.size = state.now.size.to_logical(state.now.ratio);
                options.position = state.now.position;
            }
            let before = options.clone();
            change(&mut options);
            check_options(&options)?;
            let placeless = state
                .now
                .backend
                .as_ref()
                .is_some_and(|b| !b.capabilities().position);
            if placeless && options.position != before.position {
                return Err(Error::Unsupported(
                    "this display does not let programs place windows".to_owned(),
                ));
            }
            state.apply(&before, options, &mut after);
        }
        self.0.finish(after);
        Ok(())
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
                    && !now.tasks
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

impl Inner {
    fn lock(&self) -> MutexGuard<'_, WindowState> {
        lock(&self.state)
    }

    /// Lets something happen to the window's life, and does what follows from it.
    fn cause(self: &Arc<Self>, cause: Cause, reason: CloseReason) -> Result<Effect> {
        let mut after = Afterwards::default();
        let effect = self.lock().cause(cause, reason, &mut after);
        if effect == Effect::Open {
            runtime::add_window(self);
        }
        self.finish(after);
        match effect {
            Effect::Refuse => Err(Error::Closed(
                "the window is closing; wait() until it is closed".to_owned(),
            )),
            effect => Ok(effect),
        }
    }

    /// Does what could not be done under the lock.
    fn finish(self: &Arc<Self>, after: Afterwards) {
        if !after.commands.is_empty() {
            let backend = self.lock().now.backend.clone();
            if let Some(backend) = backend {
                for command in after.commands {
                    // A display that is gone has told its windows so.
                    let _ = backend.send(command);
                }
            }
        }
        drop(after.frames);
        drop(after.contents);
        if let Some(number) = after.ask {
            self.supervise_close(number);
        }
        if after.wake_ui {
            self.ui.unpark();
        }
        if after.wake_waiters {
            self.waiters.wake();
            runtime::wake_waiters();
        }
        if after.advance {
            self.advance();
        }
    }

    /// Asks the display for the window.
    fn create(self: &Arc<Self>, backend: Arc<dyn Backend>) -> Result<()> {
        let command = {
            let mut state = self.lock();
            if !state.life.is_live() {
                return Err(closed());
            }
            let options = &state.options;
            let setup = WindowSetup {
                title: options.title.clone(),
                app_id: runtime::app_id(),
                size: options.size,
                position: options.position,
                limits: options.limits,
                background: options.display_background(),
            };
            let port = Arc::new(port::Port::new(self.me.clone(), state.now.id));
            state.now.clock = backend.clock();
            state.now.backend = Some(Arc::clone(&backend));
            state.now.pool = Some(pool::Pool::new(backend.allocator(), self.me.clone()));
            Command::Create(state.now.id, Box::new(setup), port)
        };
        backend.send(command)
    }

    /// The window could not be opened: its UI thread ends without a handler.
    fn fail_opening(self: &Arc<Self>, error: Error) {
        let mut after = Afterwards::default();
        {
            let mut state = self.lock();
            state.now.error = Some(error);
            state.cause(Cause::Close, CloseReason::Program, &mut after);
        }
        self.finish(after);
    }

    /// The close button waits for an answer, but not for long.
    fn supervise_close(self: &Arc<Self>, number: u64) {
        let me = self.me.clone();
        timers::after(CLOSE_PATIENCE, move || {
            let Some(inner) = me.upgrade() else { return };
            let (backend, id, message) = {
                let mut state = inner.lock();
                let Some(asking) = state.now.asking.as_mut().filter(|asking| asking.number == number) else {
                    return;
                };
                asking.hidden = true;
                let busy = match &state.now.handler {
                    Some((name, since)) => format!(
                        "{name} has been running for {:.1} s",
                        since.elapsed().as_secs_f64()
                    ),
                    None => "its thread does not answer (something holds the interpreter)".to_owned(),
                };
                let title = &state.options.title;
                let message = format!(
                    "canvas: the close button of {title:?} was not answered within 2 s: {busy}. The window is hidden."
                );
                (state.now.backend.clone(), state.now.id, message)
            };
            if let Some(backend) = backend {
                let _ = backend.send(Command::Hide(id));
            }
            runtime::warn(&message);
        });
    }
}

impl WindowState {
    fn cause(&mut self, cause: Cause, reason: CloseReason, after: &mut Afterwards) -> Effect {
        let (next, effect) = self.life.after(cause);
        self.life = next;
        let id = self.now.id;
        match effect {
            Effect::None | Effect::Refuse => {}
            Effect::Open => self.reopen(after),
            Effect::Unhide => {
                after.commands.push(Command::Show(id));
                self.now.pace.requested = true;
            }
            Effect::Raise => after.commands.push(Command::Raise(id)),
            Effect::Hide | Effect::HideAgain => after.commands.push(Command::Hide(id)),
            Effect::Ask => self.ask(after),
            Effect::Destroy => {
                after.commands.push(Command::Destroy(id));
                self.now.reason = Some(reason);
                self.let_go(after);
            }
            Effect::End => {
                self.now.reason = Some(reason);
                self.let_go(after);
            }
        }
        if next == State::Closed {
            self.close_reason = self.now.reason.take().or_else(|| self.close_reason.take());
            self.now.backend = None;
        }
        after.wake_ui = true;
        after.wake_waiters = true;
        effect
    }

    /// A new opening; what was submitted before the first one is kept for it.
    fn reopen(&mut self, after: &mut Afterwards) {
        let before = std::mem::replace(
            &mut self.now,
            Opening::new(runtime::next_window_id(), &self.options),
        );
        if self.close_reason.is_none() {
            self.now.content = before.content;
            self.now.tasks = before.tasks;
            self.now.timer = before.timer;
            after.contents.extend(before.want.map(|work| work.content));
        } else {
            after.contents.extend(before.content);
            after.contents.extend(before.want.map(|work| work.content));
        }
        self.stats = Stats::default();
    }

    fn ask(&mut self, after: &mut Afterwards) {
        if self.now.asking.is_some() {
            return;
        }
        let number = runtime::next_window_id().0;
        self.now.asking = Some(Asking {
            number,
            hidden: false,
        });
        let timestamp = crate::clock::now();
        self.now.queue.push(Event::CloseRequest(crate::event::CloseEvent {
            timestamp,
            reason: CloseReason::User,
        }));
        after.ask = Some(number);
    }

    /// Takes over checked options, and tells the display what differs.
    fn apply(&mut self, before: &Options, options: Options, after: &mut Afterwards) {
        let id = self.now.id;
        let mut set = |property| after.commands.push(Command::Set(id, property));
        if options.title != before.title {
            set(Property::Title(options.title.clone()));
        }
        if options.limits != before.limits {
            set(Property::Limits(options.limits));
        }
        if options.size != before.size {
            set(Property::Size(options.size));
        }
        if let Some(position) = options.position.filter(|_| options.position != before.position) {
            set(Property::Position(position));
        }
        if options.background != before.background {
            set(Property::Background(options.display_background()));
            self.now.pace.requested = true;
        }
        self.now.queue.set_key_repeat(options.key_repeat);
        if !self.now.created {
            self.now.size = PhysicalSize::from_logical(options.size, self.now.ratio);
        }
        if options.max_fps != before.max_fps {
            self.now.pace.not_before = 0.0;
        }
        self.options = options;
        after.wake_ui = true;
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Posts, never waits; an open window is held by its UI thread, so this is one whose thread never started.
        let state = self
            .state
            .get_mut()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if state.life.is_live()
            && let Some(backend) = state.now.backend.take()
        {
            let _ = backend.send(Command::Destroy(state.now.id));
        }
    }
}

fn check_options(options: &Options) -> Result<()> {
    let side = |value: f64| value.is_finite() && (1.0..=f64::from(MAX_SIDE)).contains(&value);
    let size = |name: &str, size: Size| {
        if side(size.width) && side(size.height) {
            return Ok(());
        }
        let Size { width, height } = size;
        Err(Error::Invalid(format!(
            "{name} must be two numbers from 1 to {MAX_SIDE}, in logical pixels, not ({width}, {height})"
        )))
    };
    size("size", options.size)?;
    if let Some(min) = options.limits.min {
        size("min_size", min)?;
    }
    if let Some(max) = options.limits.max {
        size("max_size", max)?;
    }
    if let (Some(min), Some(max)) = (options.limits.min, options.limits.max)
        && (min.width > max.width || min.height > max.height)
    {
        return Err(Error::Invalid(
            "min_size must not be larger than max_size".to_owned(),
        ));
    }
    if let Some(Point { x, y }) = options.position
        && !(x.abs() <= 32767.0 && y.abs() <= 32767.0)
    {
        return Err(Error::Invalid(format!(
            "position must be two numbers from -32767 to 32767, in logical pixels, not ({x}, {y})"
        )));
    }
    if !(options.max_fps.is_finite() && options.max_fps > 0.0 && options.max_fps <= 1000.0) {
        return Err(Error::Invalid(format!(
            "max_fps must be a number above 0 and at most 1000, not {}",
            options.max_fps
        )));
    }
    Ok(())
}
