//! The current state of a window, and events that a program submits.

use std::time::Duration;

use crate::backend::WindowId;
use crate::error::Result;
use crate::event::{CloseReason, Event};
use crate::stats::Stats;

use super::handle::{Window, closed};
use super::life::State;
use super::options::UpdateMode;
use super::queue::PointerState;

impl Window {
    /// Handles an event as if the display had reported it. A close request asks the program, a close event closes the
    /// window.
    ///
    /// # Errors
    /// [`Error::Closed`](crate::Error::Closed) if the window is closed.
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

    /// Its state in the life cycle.
    pub fn state(&self) -> State {
        self.0.lock().life
    }

    /// The window's unique number; each `show()` of a closed window gives it another.
    pub fn id(&self) -> WindowId {
        self.0.lock().session.id
    }

    /// Why it closes or was closed the last time; `None` before.
    pub fn close_reason(&self) -> Option<CloseReason> {
        self.0.lock().close.reason().cloned()
    }

    /// A copy of the statistics since the last `show()`.
    pub fn stats(&self) -> Stats {
        self.0.lock().stats.clone()
    }

    /// Adds to the statistics what only the host can measure. `note` runs under the window's lock: it must not block, nor
    /// call the window.
    pub fn note_stats(&self, note: impl FnOnce(&mut Stats)) {
        note(&mut self.0.lock().stats);
    }

    /// The handler that runs now, and for how long.
    pub fn stuck(&self) -> Option<(String, Duration)> {
        let state = self.0.lock();
        let handler = state.session.activity.handler();
        handler.map(|(name, time)| (name.to_owned(), time))
    }

    /// The W3C `key` values of the keys that are held.
    pub fn keys(&self) -> Vec<String> {
        self.0.lock().session.inbox.events().keys()
    }

    /// Where the pointer is and which buttons are held.
    pub fn pointer(&self) -> PointerState {
        self.0.lock().session.inbox.events().pointer()
    }

    /// Whether everything that is due has been shown: nothing waits for the UI thread, a worker or the display. A window
    /// that draws continuously is never idle.
    pub fn is_idle(&self) -> bool {
        let state = self.0.lock();
        let session = &state.session;
        let is_continuous = match state.options.update_mode {
            UpdateMode::Continuous | UpdateMode::Fastest => true,
            UpdateMode::OnDemand | UpdateMode::Manual => false,
        };
        match state.life {
            State::New | State::Closed => true,
            State::Opening | State::Closing => false,
            State::Open | State::Hidden => {
                session.display.is_created()
                    && session.activity.is_waiting()
                    && !is_continuous
                    && session.inbox.is_idle()
                    && state.draw_due().is_none()
                    && !session.scheduler.is_recording()
                    && session.frames.is_idle()
            }
        }
    }
}
