//! Windows: what a program does with them from any thread.
//!
//! Start reading at [`life`] (the states), then `state` (what is behind the lock), `port` (what the display tells),
//! `frames` and `job` (the way of a frame), `recording` (frames on their way into a video), `ui` (the loop on the
//! window's own thread), `verbs` and `options` (what programs call), `overlay` (the figures over it).

pub mod life;
pub mod queue;
mod redraw;
pub(crate) mod registry;

mod change;
mod frames;
mod job;
mod main_thread;
mod monitor;
mod options;
mod overlay;
mod pool;
mod port;
mod recording;
mod state;
mod ui;
mod verbs;
mod wishes;

use std::fmt;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use crate::backend::ids::next_window_id;
use crate::backend::{Backend, Command};
use crate::error::{Error, Result};
use crate::event::{CloseReason, Event};
use crate::wait::{CondvarParker, Guard, Parker as _, Waiters, lock};
use crate::{process, timers};

use life::{Cause, Effect, State};
use state::{Afterwards, Asking, Opening, WindowState};

pub use crate::wait::{WaitError, WaitResult};
pub(crate) use main_thread::check_run;
pub use options::{Options, UpdateMode};
pub use ui::{Turn, UiThread};

/// A close button that is not answered within this time hides the window.
const CLOSE_PATIENCE: Duration = Duration::from_secs(2);
/// A window, as every thread may hold it: cheap to clone. A window that is open stays open when the last handle of the
/// program is dropped; one that was never shown goes with it.
#[derive(Clone, Debug)]
pub struct Window(Arc<Inner>);

/// See `state` for the rule of the lock.
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

impl Window {
    /// Wakes whoever waits for something about this window.
    pub(crate) fn wake_waiters(&self) {
        self.0.waiters.wake();
    }
}

impl Inner {
    fn lock(&self) -> Guard<'_, WindowState> {
        lock(&self.state)
    }

    /// Lets something happen to the window's life, and does what follows from it.
    fn cause(self: &Arc<Self>, cause: Cause, reason: CloseReason) -> Result<Effect> {
        let mut after = Afterwards::default();
        let effect = self.lock().cause(cause, reason, &mut after);
        if effect == Effect::Open {
            registry::add_window(self);
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
        drop(after.scenes);
        for shown in after.recorded {
            shown.record();
        }
        for tap in after.ended {
            tap.end();
        }
        drop(after.pictures);
        if let Some(number) = after.ask {
            self.supervise_close(number);
        }
        if after.wake_ui {
            self.ui.unpark();
        }
        if after.wake_waiters {
            self.waiters.wake();
            process::wake_waiters();
        }
        if let Some(id) = after.watch {
            self.watch(id);
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
            let setup = options.setup();
            let port = Arc::new(port::Port::new(self.me.clone(), state.now.id));
            state.now.clock = backend.clock();
            state.now.backend = Some(Arc::clone(&backend));
            state.now.pool = Some(pool::Pool::new(backend.allocator(), self.me.clone()));
            Command::Create(state.now.id, Box::new(setup), port)
        };
        backend.send(command)?;
        if let Some(main_loop) = backend.main_loop() {
            main_thread::need(main_loop);
        }
        Ok(())
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
            process::warn(&message);
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
                self.now.pace.request_all();
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
            after.ended.append(&mut self.now.recorders);
        }
        after.wake_ui = true;
        after.wake_waiters = true;
        effect
    }

    /// A new opening; what was submitted before the first one is kept for it.
    fn reopen(&mut self, after: &mut Afterwards) {
        let before = std::mem::replace(&mut self.now, Opening::new(next_window_id(), &self.options));
        if self.close_reason.is_none() {
            self.now.content = before.content;
            self.now.tasks = before.tasks;
            self.now.timer = before.timer;
            self.now.recorders = before.recorders;
            after.contents.extend(before.want.map(|work| work.content));
        } else {
            after.contents.extend(before.content);
            after.contents.extend(before.want.map(|work| work.content));
        }
        self.stats = crate::stats::Stats::default();
        after.pictures.extend(self.overlay.take_picture());
    }

    fn ask(&mut self, after: &mut Afterwards) {
        if self.now.asking.is_some() {
            return;
        }
        let number = next_window_id().0;
        self.now.asking = Some(Asking {
            number,
            hidden: false,
        });
        self.now
            .queue
            .push(Event::CloseRequest(crate::event::CloseEvent::new(
                CloseReason::User,
            )));
        after.ask = Some(number);
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Posts, never waits; an open window is held by its UI thread, so this is one whose thread never started.
        let state = self
            .state
            .get_mut()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        for tap in &state.now.recorders {
            tap.end();
        }
        if state.life.is_live()
            && let Some(backend) = state.now.backend.take()
        {
            let _ = backend.send(Command::Destroy(state.now.id));
        }
    }
}
