//! Showing, hiding and closing a window.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::backend::ids::next_window_id;
use crate::backend::{Backend, Command};
use crate::backends;
use crate::error::{Error, Result};
use crate::event::CloseReason;
use crate::wait::{Host, WaitError, WaitGuard, WaitResult, blocking, wait_until};

use super::deferred::DeferredActions;
use super::handle::{Inner, Window, closed};
use super::life::{Action, Input, State};
use super::main_thread;
use super::pool::Pool;
use super::port::Port;
use super::registry;
use super::state::WindowState;

/// A display that does not answer within this time has refused.
const OPEN_TIMEOUT: Duration = Duration::from_secs(3);

impl Window {
    /// First half of `show()`. True if the caller has to start a UI thread and then call [`Window::finish_show`].
    ///
    /// # Errors
    /// [`Error::Closed`] while the window is closing.
    pub fn begin_show(&self) -> Result<bool> {
        self.0
            .transition(Input::Show, CloseReason::Program)
            .map(|action| action == Action::Open)
    }

    /// Second half of `show()`: connects to the display and asks it for the window (if `opener`), and waits until it is
    /// there, at most 3 s. A display that the main thread serves is not waited for on another thread while the main
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
        let deadline = Instant::now() + OPEN_TIMEOUT;
        let opened = wait_until(host, inner.waiters(), Some(deadline), || {
            inner.lock().opening_outcome()
        })
        .map_err(WaitError::Interrupt)?;
        opened.unwrap_or_else(|| {
            let error = Error::Display("the display did not create the window within 3 s".to_owned());
            inner.fail_opening(error.clone());
            Err(error)
        })?;
        Ok(())
    }

    /// Takes the window off the screen. It stays open: `run` still waits for it.
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
        self.0.transition(Input::Hide, CloseReason::Program).map(drop)
    }

    /// Closes the window unconditionally. Returns at once; `on_close` runs on the window's own thread.
    pub fn close(&self, reason: CloseReason) {
        // Only `Show` can be refused.
        let _ = self.0.transition(Input::Close, reason);
    }

    /// Acts like the user's close button: asks `on_close_request`, which can refuse.
    ///
    /// # Errors
    /// [`Error::Closed`] if the window is closed.
    pub fn request_close(&self) -> Result<()> {
        if self.0.lock().life.is_ending() {
            return Err(closed());
        }
        self.0
            .transition(Input::RequestClose, CloseReason::User)
            .map(drop)
    }

    /// Waits until the window is closed: true if it is, false if the deadline came first.
    ///
    /// # Errors
    /// [`Error::Misuse`] for a window that was never shown, on the window's own thread, or if the wait would be a deadlock.
    pub fn wait<H: Host>(&self, host: &H, deadline: Option<Instant>) -> WaitResult<bool, H> {
        let id = {
            let state = self.0.lock();
            if state.life == State::New {
                return Err(Error::Misuse("wait() would never end: call show() first".to_owned()).into());
            }
            state.session.id
        };
        let _waiting = WaitGuard::new(id, "wait")?;
        wait_until(host, self.0.waiters(), deadline, || {
            let state = self.0.lock();
            (state.life == State::Closed || state.session.id != id).then_some(())
        })
        .map(|ended| ended.is_some())
        .map_err(WaitError::Interrupt)
    }
}

impl WindowState {
    /// How `show()` ends; `None` while it has to wait.
    fn opening_outcome(&mut self) -> Option<Result<()>> {
        let session = &mut self.session;
        if let Some(error) = session.connection.error() {
            return Some(Err(error.clone()));
        }
        let is_created = session.display.is_created();
        match self.life {
            State::Open | State::Hidden if is_created => Some(Ok(())),
            State::Opening | State::Open | State::Hidden => {
                let backend = session.connection.backend();
                let is_unawaited = backend.is_some_and(|backend| main_thread::is_away(&**backend));
                session.connection.is_unawaited = is_unawaited;
                is_unawaited.then_some(Ok(()))
            }
            // It was there: a handler has closed it before the caller was back.
            State::Closing | State::Closed if is_created => Some(Ok(())),
            State::New | State::Closing | State::Closed => Some(Err(closed())),
        }
    }
}

impl Inner {
    /// Moves the window through its life cycle, and runs the actions of the transition.
    pub(super) fn transition(self: &Arc<Self>, input: Input, reason: CloseReason) -> Result<Action> {
        let mut after = DeferredActions::default();
        let action = {
            let mut state = self.lock();
            let action = state.transition(input, reason, &mut after);
            if action == Action::Open {
                state.reopen(next_window_id(), &mut after);
            }
            action
        };
        if action == Action::Open {
            registry::add_window(self);
        }
        after.perform(self);
        match action {
            Action::Refuse => Err(Error::Closed(
                "the window is closing; wait() until it is closed".to_owned(),
            )),
            action => Ok(action),
        }
    }

    /// Asks the display for the window.
    fn create(self: &Arc<Self>, backend: Arc<dyn Backend>) -> Result<()> {
        let command = {
            let mut state = self.lock();
            if !state.life.is_live() {
                return Err(closed());
            }
            let setup = state.options.setup();
            let session = &mut state.session;
            let port = Arc::new(Port::new(self.weak(), session.id));
            let window = self.weak();
            let returned = move || {
                if let Some(inner) = window.upgrade() {
                    inner.advance();
                }
            };
            session.frames.open(Pool::new(backend.allocator(), returned));
            session.connection.open(Arc::clone(&backend));
            Command::Create(session.id, Box::new(setup), port)
        };
        backend.send(command)?;
        if let Some(main_loop) = backend.main_loop() {
            main_thread::need(main_loop);
        }
        Ok(())
    }

    /// The window could not be opened: its UI thread ends without a handler.
    fn fail_opening(self: &Arc<Self>, error: Error) {
        let mut after = DeferredActions::default();
        {
            let mut state = self.lock();
            state.session.connection.fail(error);
            state.transition(Input::Close, CloseReason::Program, &mut after);
        }
        after.perform(self);
    }
}
