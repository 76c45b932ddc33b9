//! The window that threads share: its lock, and the waking of threads that wait for it.

use std::fmt;
use std::sync::{Arc, Mutex, Weak};

use crate::backend::ids::next_window_id;
use crate::backend::{Command, WindowId};
use crate::error::{Error, Result};
use crate::process;
use crate::wait::{CondvarParker, Guard, Parker as _, Waiters, lock};

use super::deferred::Perform;
use super::options::{Options, check_options};
use super::state::WindowState;

/// A window, as every thread may hold it: cheap to clone. A window that is open stays open when the last handle of the
/// program is dropped; one that was never shown is dropped with it.
#[derive(Clone, Debug)]
pub struct Window(pub(super) Arc<Inner>);

/// The data that the handles of a window share. The rules of the lock are in [`state`](super::state).
pub(crate) struct Inner {
    state: Mutex<WindowState>,
    /// The UI thread sleeps on it.
    ui: Arc<CondvarParker>,
    /// The threads that wait for something about this window.
    waiters: Waiters,
    me: Weak<Inner>,
}

/// The error of calls that need an open window.
pub(super) fn closed() -> Error {
    Error::Closed("the window is closed; show() opens it again".to_owned())
}

impl Window {
    /// A window that is not shown yet.
    ///
    /// # Errors
    /// [`Error::Invalid`] if an option is out of range.
    pub fn new(options: Options) -> Result<Self> {
        check_options(&options)?;
        let state = WindowState::new(next_window_id(), options, process::wants_overlay());
        Ok(Self(Arc::new_cyclic(|me| Inner {
            state: Mutex::new(state),
            ui: Arc::default(),
            waiters: Waiters::default(),
            me: me.clone(),
        })))
    }

    /// Wakes the threads that wait for something about this window.
    pub(crate) fn wake_waiters(&self) {
        self.0.waiters.wake();
    }

    /// The threads that wait for something about this window.
    pub fn waiters(&self) -> &Waiters {
        &self.0.waiters
    }

    pub(crate) fn upgrade(weak: &Weak<Inner>) -> Option<Self> {
        weak.upgrade().map(Self)
    }
}

impl Inner {
    pub(super) fn lock(&self) -> Guard<'_, WindowState> {
        lock(&self.state)
    }

    /// The UI thread sleeps on it.
    pub(super) fn ui(&self) -> &Arc<CondvarParker> {
        &self.ui
    }

    /// The threads that wait for something about this window.
    pub(super) fn waiters(&self) -> &Waiters {
        &self.waiters
    }

    /// A reference for actions that come later, when the window may have been dropped.
    pub(super) fn weak(&self) -> Weak<Self> {
        self.me.clone()
    }
}

impl Perform for Arc<Inner> {
    fn supervise_close(&self, number: u64) {
        Inner::supervise_close(self, number);
    }

    fn wake_ui(&self) {
        self.ui.unpark();
    }

    fn wake_waiters(&self) {
        self.waiters.wake();
        process::wake_waiters();
    }

    fn watch_statistics(&self, id: WindowId) {
        Inner::watch_statistics(self, id);
    }

    fn advance(&self) {
        Inner::advance(self);
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("Window")
            .field("id", &state.session.id)
            .field("title", &state.options.title)
            .field("state", &state.life)
            .finish_non_exhaustive()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // It posts and never waits. An open window is held by its UI thread, so this is one whose thread never started.
        let state = self
            .state
            .get_mut()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        for queue in state.recorder.take_all() {
            queue.end();
        }
        if state.life.is_live()
            && let Some(backend) = state.session.connection.close()
        {
            let _ = backend.send(Command::Destroy(state.session.id));
        }
    }
}
