//! Tasks and timers of a window's UI thread, and waiting for tasks.

use std::time::Instant;

use crate::error::{Error, Result};
use crate::wait::{Host, Parker as _, WaitError, WaitGuard, WaitResult, wait_until};

use super::handle::{Window, closed};
use super::life::State;

impl Window {
    /// A task waits for the UI thread: its next turn reports it, with the events that were there before it.
    ///
    /// # Errors
    /// [`Error::Closed`] if the window is closed.
    pub fn post_task(&self) -> Result<()> {
        {
            let mut state = self.0.lock();
            if !state.life.takes_work() {
                return Err(closed());
            }
            state.session.inbox.post_task();
        }
        self.0.ui().unpark();
        Ok(())
    }

    /// Takes a ticket for something on the UI thread whose end [`Window::wait_ticket`] waits for: a task, which the caller
    /// then posts, or an event.
    ///
    /// # Errors
    /// [`Error::Closed`] if the window is closed, [`Error::Misuse`] if it was never shown.
    pub fn take_ticket(&self) -> Result<u64> {
        let mut state = self.0.lock();
        match state.life {
            State::New => Err(Error::Misuse(
                "call(): the window has no thread yet; call show() first".to_owned(),
            )),
            State::Closing | State::Closed => Err(closed()),
            State::Opening | State::Open | State::Hidden => Ok(state.session.tickets.take()),
        }
    }

    /// The task of a ticket has ended. On the UI thread.
    pub fn finish_ticket(&self, ticket: u64) {
        self.0.lock().session.tickets.finish(ticket);
        self.0.waiters().wake();
    }

    /// Waits for the task of a ticket.
    ///
    /// # Errors
    /// [`Error::Closed`] as soon as the window closes, [`Error::Timeout`] if the deadline comes first, [`Error::Misuse`] on
    /// the window's own thread or if the wait would be a deadlock.
    pub fn wait_ticket<H: Host>(
        &self,
        host: &H,
        ticket: u64,
        deadline: Option<Instant>,
    ) -> WaitResult<(), H> {
        let inner = &self.0;
        let id = inner.lock().session.id;
        let _waiting = WaitGuard::new(id, "call")?;
        let ended = wait_until(host, inner.waiters(), deadline, || {
            let mut state = inner.lock();
            if state.session.id != id {
                return Some(Err(closed()));
            }
            if state.session.tickets.collect(ticket) {
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

    /// Checks that a wait for the window's UI thread is allowed here, without waiting. `what` is the name of the call, for
    /// the error.
    ///
    /// # Errors
    /// [`Error::Misuse`] on the window's own thread, or if the wait would be a deadlock.
    pub fn check_wait(&self, what: &str) -> Result<()> {
        WaitGuard::new(self.id(), what).map(drop)
    }

    /// The UI loop has a turn at this time of the window's clock at the latest ([`Window::clock_now`], seconds), which
    /// reports a task. `None` stops the timer.
    pub fn set_timer(&self, at: Option<f64>) {
        self.0.lock().session.inbox.set_timer(at);
        self.0.ui().unpark();
    }

    /// The time of the window's clock, in seconds.
    pub fn clock_now(&self) -> f64 {
        self.0.lock().session.now()
    }
}
