//! The loop on the window's own thread.
//!
//! ```text
//! loop {
//!     turn = ui.turn(host)           the one place where the loop releases the host lock
//!     handlers of turn.events        each between ui.enter(name) and ui.leave()
//!     tasks, as many as turn.tasks says
//!     on_draw, if ui.begin_draw()    then ui.end_draw(scene)
//!     if turn.closing: on_close; break
//! }
//! ui.ended()
//! ```
//!
//! A turn takes everything that is due. `end_draw` submits a scene before the host lock is released, so that the workers
//! render while the thread waits. For Rust programs the loop is in [`app`](crate::app); the Python loop is written in
//! Python, so that no native stack frame lies under a user's handler.

use std::sync::Arc;

use crate::backend::{Backend, Command};
use crate::event::{CloseReason, Event};
use crate::painter::{FrameInfo, Painter};
use crate::process;
use crate::scene::Scene;
use crate::stats::Stages;
use crate::wait::{Host, Parker, assert_no_lock, blocking, set_ui_thread, ui_thread};

use super::close::CloseAnswer;
use super::content::{Content, FrameMeta};
use super::deferred::DeferredActions;
use super::handle::{Inner, Window};
use super::life::{Input, State};
use super::options::UpdateMode;
use super::registry;
use super::scheduler::Recording;
use super::state::WindowState;

/// The next task of a window's UI thread.
#[derive(Debug, Default, PartialEq)]
pub struct Turn {
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// `Some` if tasks wait or a timer is due: how many tasks were posted before `events` were taken. Later ones are
    /// for a later turn, so that a task runs after the events that were there when it was posted.
    pub tasks: Option<usize>,
    /// `Some` if the window closes: `on_close` is the last handler. `Some(None)`: it never opened, and no handler runs.
    pub closing: Option<Option<CloseReason>>,
}

/// The UI thread's side of a window. There is one at a time.
#[derive(Debug)]
pub struct UiThread {
    inner: Arc<Inner>,
}

impl Window {
    /// Makes the calling thread the window's UI thread.
    pub fn ui_thread(&self) -> UiThread {
        set_ui_thread(Some(self.id()));
        UiThread {
            inner: Arc::clone(&self.0),
        }
    }

    /// Ends the session instead of a UI thread: [`begin_show`](Self::begin_show) requires one, but none could be started.
    pub fn abandon(&self) {
        self.close(CloseReason::Program);
        UiThread {
            inner: Arc::clone(&self.0),
        }
        .ended();
    }

    /// Shows a red band with the message over the content, until a draw succeeds.
    pub fn show_banner(&self, message: &str) {
        let (kept, info, meta) = {
            let state = self.0.lock();
            let session = &state.session;
            let meta = FrameMeta {
                request: session.requests.begun().saturating_sub(1),
                began: session.now(),
                ..FrameMeta::default()
            };
            (session.frames.kept().cloned(), state.frame_info(), meta)
        };
        let scene = match &kept {
            Some(Content::Scene(scene)) => scene.with_banner(message),
            Some(Content::Image(..) | Content::Frame(..)) | None => {
                Painter::new(info).finish().with_banner(message)
            }
        };
        self.0.submit(Content::Scene(Arc::new(scene)), meta);
        drop(kept);
    }
}

impl UiThread {
    /// Waits until something is due, with the host lock released, and takes all of it.
    pub fn turn<H: Host>(&self, host: &H) -> Turn {
        let inner = &self.inner;
        let parker: Arc<dyn Parker> = Arc::clone(inner.ui()) as Arc<dyn Parker>;
        let turn = blocking(host, || {
            loop {
                let (clock, until, is_unattended) = {
                    let mut state = inner.lock();
                    if let Some(turn) = state.take_turn() {
                        return turn;
                    }
                    state.session.activity.wait();
                    let connection = &state.session.connection;
                    let has_no_input = |backend: &Arc<dyn Backend>| !backend.capabilities().input;
                    let is_unattended = connection.backend().is_some_and(has_no_input);
                    (connection.clock().clone(), state.next_deadline(), is_unattended)
                };
                if is_unattended {
                    // A thread may wait for windows without a user to be idle.
                    process::wake_waiters();
                }
                clock.park(&parker, until);
            }
        });
        inner.lock().session.activity.resumed();
        turn
    }

    /// A handler begins. False if it must not: the window is closing, and only `on_close` may run.
    pub fn enter(&self, handler: &str) -> bool {
        assert_no_lock(handler);
        let mut state = self.inner.lock();
        if state.life.is_ending() && handler != "on_close" {
            return false;
        }
        state.session.activity.enter(handler);
        true
    }

    /// The handler has ended.
    pub fn leave(&self) {
        self.inner.lock().session.activity.leave();
    }

    /// The frame to draw, if one is due now.
    pub fn begin_draw(&self) -> Option<FrameInfo> {
        let mut state = self.inner.lock();
        let now = state.session.now();
        if state.draw_due().is_none_or(|due| due > now) {
            return None;
        }
        let interval = 1.0 / state.options.max_fps;
        let timing = state.session.scheduler.begin(now, interval);
        state.session.requests.begin();
        let mut info = state.frame_info();
        (info.time, info.dt, info.frame) = (timing.time, timing.dt, timing.number);
        Some(info)
    }

    /// Submits the recorded scene.
    pub fn end_draw(&self, scene: Scene) {
        let scene = Arc::new(scene);
        self.inner
            .submit_with(|state| (Content::Scene(scene), state.end_recording(true)));
    }

    /// The program has drawn nothing in this frame: presented pixels stay, otherwise the empty scene is shown.
    pub fn skip_draw(&self, empty: Scene) {
        let empty = Arc::new(empty);
        self.inner.submit_with(|state| {
            let pixels = state.session.frames.kept().filter(|kept| kept.is_pixels());
            let content = pixels.cloned().unwrap_or(Content::Scene(empty));
            (content, state.end_recording(true))
        });
    }

    /// `on_draw` failed: the frame before stays.
    pub fn fail_draw(&self) {
        let _ = self.inner.lock().end_recording(false);
        self.inner.waiters().wake();
    }

    /// Answers a close request.
    pub fn answer_close(&self, refused: bool) {
        let mut after = DeferredActions::default();
        {
            let mut state = self.inner.lock();
            match state.close.answer(refused) {
                CloseAnswer::Close => {
                    state.transition(Input::Close, CloseReason::User, &mut after);
                }
                CloseAnswer::Unhide if state.life == State::Open => {
                    let session = &state.session;
                    session.send(Command::Show(session.id), &mut after);
                }
                CloseAnswer::Unhide | CloseAnswer::None => {}
            }
        }
        after.perform(&self.inner);
    }

    /// The last handler has run. Nothing of the window runs after it.
    pub fn ended(&self) {
        let (id, is_ending) = {
            let state = self.inner.lock();
            (state.session.id, state.life.is_ending())
        };
        if !is_ending {
            // The loop was left by force: the window closes too.
            let _ = self.inner.transition(Input::Close, CloseReason::Exit);
        }
        let mut after = DeferredActions::default();
        {
            let mut state = self.inner.lock();
            state.session.activity.leave();
            state.transition(Input::UiEnded, CloseReason::Exit, &mut after);
        }
        if ui_thread() == Some(id) {
            set_ui_thread(None);
        }
        registry::remove_window(&self.inner);
        after.perform(&self.inner);
    }
}

impl WindowState {
    /// The properties of the window that a painter needs.
    fn frame_info(&self) -> FrameInfo {
        let display = &self.session.display;
        FrameInfo::new(display.logical_size(), display.ratio(), self.options.background)
    }

    /// `on_draw` has ended. The metadata of its frame.
    fn end_recording(&mut self, succeeded: bool) -> FrameMeta {
        let now = self.session.now();
        let recording = self.session.scheduler.end().unwrap_or(Recording {
            began: now,
            region: None,
        });
        let stages = Stages {
            lock_wait: self.stats.lock_wait.last().unwrap_or(0.0),
            record: now - recording.began,
            ..Stages::default()
        };
        let request = self.session.requests.begun();
        if succeeded {
            self.stats.record.push(stages.record);
        } else {
            self.session.requests.note_failed(request);
        }
        FrameMeta {
            request,
            began: recording.began,
            input: self.session.inbox.take_input_time(),
            stages,
            region: recording.region,
            ..FrameMeta::default()
        }
    }

    fn take_turn(&mut self) -> Option<Turn> {
        let mut turn = Turn::default();
        let session = &mut self.session;
        if self.life.is_ending() {
            let was_open = session.display.is_created() && session.connection.error().is_none();
            let reason = self.close.session_reason().cloned();
            turn.closing = Some(was_open.then(|| reason.unwrap_or(CloseReason::Program)));
        } else if session.display.is_created() {
            let now = session.now();
            turn.tasks = session.inbox.take_tasks(now);
            turn.events = session.inbox.take_events();
            let is_draw_due = self.draw_due().is_some_and(|due| due <= now);
            if turn.events.is_empty() && turn.tasks.is_none() && !is_draw_due {
                return None;
            }
        } else {
            return None;
        }
        self.session.activity.resume();
        self.stats.turns += 1;
        Some(turn)
    }

    fn next_deadline(&self) -> Option<f64> {
        let draw = self
            .draw_due()
            .filter(|_| self.options.update_mode != UpdateMode::Manual);
        match (draw, self.session.inbox.timer()) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
}
