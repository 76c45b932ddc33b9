//! The timeout of close requests; [`close`](super::close) is the protocol.

use std::sync::Arc;
use std::time::Duration;

use crate::backend::Command;
use crate::{process, timers};

use super::handle::Inner;
use super::state::WindowState;

/// A close request that is not answered within this time hides the window.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(2);

impl Inner {
    /// Hides the window, with a warning, if its program does not answer this close request in time.
    pub(super) fn supervise_close(&self, number: u64) {
        let window = self.weak();
        timers::after(ANSWER_TIMEOUT, move || {
            let Some(inner) = window.upgrade() else { return };
            let (backend, id, message) = {
                let mut state = inner.lock();
                if !state.close.time_out(number) {
                    return;
                }
                let backend = state.session.connection.backend().map(Arc::clone);
                (backend, state.session.id, state.unanswered_message())
            };
            if let Some(backend) = backend {
                let _ = backend.send(Command::Hide(id));
            }
            process::warn(&message);
        });
    }
}

impl WindowState {
    fn unanswered_message(&self) -> String {
        let busy = match self.session.activity.handler() {
            Some((name, time)) => format!("{name} has been running for {:.1} s", time.as_secs_f64()),
            None => "its thread does not answer (something holds the interpreter)".to_owned(),
        };
        format!(
            "canvas: the close button of {:?} was not answered within 2 s: {busy}. The window is hidden.",
            self.options.title
        )
    }
}
