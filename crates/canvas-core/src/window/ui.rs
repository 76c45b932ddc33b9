//! The loop on the window's own thread.
//!
//! ```text
//! loop {
//!     turn = ui.turn(host)           the one place where the user's lock is given up
//!     handlers of turn.events        each between ui.enter(name) and ui.leave()
//!     tasks, as many as turn.tasks says
//!     on_draw, if ui.begin_draw()    then ui.end_draw(scene)
//!     if turn.closing: on_close; break
//! }
//! ui.ended()
//! ```
//!
//! A turn takes everything that is due. A scene is handed over by `end_draw` before the lock is given up, so that the
//! workers draw while the thread waits. For Rust programs the loop is written in [`app`](crate::app); the Python loop is
//! written in Python, so that no native frame lies under a user's handler.

use std::sync::Arc;
use std::time::Instant;

use crate::backend::Command;
use crate::event::{CloseReason, Event};
use crate::painter::FrameInfo;
use crate::process;
use crate::scene::Scene;
use crate::stats::Stages;
use crate::wait::{Host, Parker, assert_no_lock, blocking, set_ui_thread, ui_thread};

use super::frames::{Content, Meta};
use super::life::{Cause, State};
use super::options::UpdateMode;
use super::state::{Afterwards, WindowState};
use super::{Inner, Window, registry};

/// What a window's thread has to do now.
#[derive(Debug, Default, PartialEq)]
pub struct Turn {
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// `Some` if tasks wait or a timer has come: how many tasks were posted before `events` were taken. Later ones are
    /// for a later turn, so that a task runs after the events that were there when it was posted.
    pub tasks: Option<usize>,
    /// The window closes: `on_close` is the last handler. `None` in it: it never opened, and no handler runs.
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

    /// `begin_show` asked for a UI thread, but none could be started: ends the opening in its place.
    pub fn abandon(&self) {
        self.close(CloseReason::Program);
        UiThread {
            inner: Arc::clone(&self.0),
        }
        .ended();
    }
}

impl Window {
    /// Shows a red band with the message over what is shown, until a draw succeeds.
    pub fn show_banner(&self, message: &str) {
        let (kept, info, request) = {
            let state = self.0.lock();
            let (size, ratio) = (state.now.size, state.now.ratio);
            let info = FrameInfo::new(size.to_logical(ratio), ratio, state.options.background);
            (state.now.content.clone(), info, state.now.pace.begun)
        };
        let scene = match &kept {
            Some(Content::Scene(scene)) => scene.with_banner(message),
            _ => crate::painter::Painter::new(info).finish().with_banner(message),
        };
        let meta = Meta {
            request: request.saturating_sub(1),
            began: self.0.lock().now.clock.now(),
            ..Meta::default()
        };
        self.0.submit(Content::Scene(Arc::new(scene)), meta);
        drop(kept);
    }
}

impl UiThread {
    /// Waits until something is due, with the user's lock given up, and takes all of it.
    pub fn turn<H: Host>(&self, host: &H) -> Turn {
        let inner = &self.inner;
        let parker: Arc<dyn Parker> = Arc::clone(&inner.ui) as Arc<dyn Parker>;
        let turn = blocking(host, || {
            loop {
                let (clock, until, unattended) = {
                    let mut state = inner.lock();
                    if let Some(turn) = state.take_turn() {
                        return turn;
                    }
                    state.now.ui_waits = true;
                    let unattended = state
                        .now
                        .backend
                        .as_ref()
                        .is_some_and(|b| !b.capabilities().input);
                    (state.now.clock.clone(), state.next_deadline(), unattended)
                };
                if unattended {
                    // Somebody may wait for a window without a user to be done.
                    process::wake_waiters();
                }
                clock.park(&parker, until);
            }
        });
        inner.lock().now.resuming = None;
        turn
    }

    /// Says that a handler begins. False if it must not: the window is closing, and only `on_close` may run.
    pub fn enter(&self, handler: &str) -> bool {
        assert_no_lock(handler);
        let mut state = self.inner.lock();
        if state.life.is_ending() && handler != "on_close" {
            return false;
        }
        state.now.handler = Some((handler.to_owned(), Instant::now()));
        true
    }

    /// Says that the handler has ended.
    pub fn leave(&self) {
        self.inner.lock().now.handler = None;
    }

    /// The frame to draw, if one is due now.
    pub fn begin_draw(&self) -> Option<FrameInfo> {
        let mut state = self.inner.lock();
        let clock = state.now.clock.now();
        if state.draw_due().is_none_or(|due| due > clock) {
            return None;
        }
        let interval = 1.0 / state.options.max_fps;
        let pace = &mut state.now.pace;
        // Late frames do not pile up: the pace goes on from now.
        pace.not_before = if pace.not_before + interval < clock {
            clock + interval
        } else {
            pace.not_before + interval
        };
        // A frame that nobody asked for (the next one of a continuous window) is wanted whole.
        let asked = pace.requested || pace.forced;
        pace.recording_only = pace.only.take().filter(|_| asked);
        pace.requested = false;
        pace.forced = false;
        pace.begun = pace.wanted;
        pace.recording = Some(clock);
        let first = *pace.first.get_or_insert(clock);
        let dt = if pace.frame == 0 { 0.0 } else { clock - pace.last };
        pace.last = clock;
        let frame = pace.frame;
        pace.frame += 1;
        let size = state.now.size.to_logical(state.now.ratio);
        let mut info = FrameInfo::new(size, state.now.ratio, state.options.background);
        (info.time, info.dt, info.frame) = (clock - first, dt, frame);
        Some(info)
    }

    /// Hands over the recorded scene.
    pub fn end_draw(&self, scene: Scene) {
        let meta = self.end_recording(true);
        self.inner.submit(Content::Scene(Arc::new(scene)), meta);
    }

    /// The program has drawn nothing in this frame: presented pixels stay, else the empty scene is shown.
    pub fn skip_draw(&self, empty: Scene) {
        let meta = self.end_recording(true);
        self.inner.submit_after(meta, |kept| match kept {
            Some(pixels @ (Content::Image(..) | Content::Frame(..))) => pixels.clone(),
            Some(Content::Scene(_)) | None => Content::Scene(Arc::new(empty)),
        });
    }

    /// `on_draw` failed: the frame before stays.
    pub fn fail_draw(&self) {
        let _ = self.end_recording(false);
        self.inner.waiters.wake();
    }

    /// Answers a close request.
    pub fn answer_close(&self, refused: bool) {
        let mut after = Afterwards::default();
        {
            let mut state = self.inner.lock();
            let Some(asking) = state.now.asking.take() else {
                return;
            };
            if !refused {
                let _ = state.cause(Cause::Close, CloseReason::User, &mut after);
            } else if asking.hidden && state.life == State::Open {
                after.commands.push(Command::Show(state.now.id));
            }
        }
        self.inner.finish(after);
    }

    /// Says that the last handler has run. Nothing of the window runs after it.
    pub fn ended(&self) {
        let mut after = Afterwards::default();
        let id = self.inner.lock().now.id;
        {
            let mut state = self.inner.lock();
            if !state.life.is_ending() {
                // The loop was left by force: the window goes too.
                let _ = state.cause(Cause::Close, CloseReason::Exit, &mut after);
            }
            // The commands that close it need the backend, which `UiEnded` lets go.
            let backend = state.now.backend.clone();
            for command in std::mem::take(&mut after.commands) {
                if let Some(backend) = &backend {
                    let _ = backend.send(command);
                }
            }
            state.now.handler = None;
            let _ = state.cause(Cause::UiEnded, CloseReason::Exit, &mut after);
        }
        if ui_thread() == Some(id) {
            set_ui_thread(None);
        }
        registry::remove_window(&self.inner);
        self.inner.finish(after);
    }

    fn end_recording(&self, succeeded: bool) -> Meta {
        let mut state = self.inner.lock();
        let clock = state.now.clock.now();
        let began = state.now.pace.recording.take().unwrap_or(clock);
        let stages = Stages {
            gil_wait: state.stats.gil_wait.last().unwrap_or(0.0),
            record: clock - began,
            ..Stages::default()
        };
        if succeeded {
            state.stats.record.push(stages.record);
        } else {
            state.now.pace.failed = state.now.pace.failed.max(state.now.pace.begun);
        }
        Meta {
            request: state.now.pace.begun,
            began,
            input: state.now.input.take(),
            stages,
            only: state.now.pace.recording_only.take(),
            ..Meta::default()
        }
    }
}

impl WindowState {
    fn take_turn(&mut self) -> Option<Turn> {
        let mut turn = Turn::default();
        if self.life.is_ending() {
            let opened = self.now.created && self.now.error.is_none();
            let reason = self.now.reason.clone().unwrap_or(CloseReason::Program);
            turn.closing = Some(opened.then_some(reason));
        } else if self.now.created {
            let clock = self.now.clock.now();
            let tasks = std::mem::take(&mut self.now.tasks);
            let timer = self.now.timer.take_if(|t| *t <= clock).is_some();
            turn.tasks = (tasks > 0 || timer).then_some(tasks);
            turn.events = self.now.queue.take();
            let draw = self.draw_due().is_some_and(|due| due <= clock);
            if turn.events.is_empty() && turn.tasks.is_none() && !draw {
                return None;
            }
        } else {
            return None;
        }
        self.now.ui_waits = false;
        self.now.resuming = Some(Instant::now());
        self.stats.turns += 1;
        Some(turn)
    }

    fn next_deadline(&self) -> Option<f64> {
        let draw = self
            .draw_due()
            .filter(|_| self.options.update_mode != UpdateMode::Manual);
        match (draw, self.now.timer) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
}
