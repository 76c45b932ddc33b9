//! The close protocol: a close request asks the program, which may refuse; one that is not answered in time hides the
//! window.

use crate::event::CloseReason;

/// Close requests, and why the window closes.
#[derive(Debug, Default)]
pub(super) struct CloseProtocol {
    /// Counts the requests of all sessions, so that a late timer cannot mistake one for another.
    requests: u64,
    pending: Option<PendingCloseRequest>,
    /// Why this session ends.
    reason: Option<CloseReason>,
    /// Why the session before ended.
    last_reason: Option<CloseReason>,
}

/// A close request that the program has not answered yet.
#[derive(Debug)]
struct PendingCloseRequest {
    number: u64,
    /// The window was hidden because the answer took too long.
    is_hidden: bool,
}

/// The consequence of the program's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CloseAnswer {
    /// There was no request, or nothing has to be done.
    None,
    /// Close the window.
    Close,
    /// It was refused late: show the hidden window again.
    Unhide,
}

impl CloseProtocol {
    /// Begins a request and returns its number; `None` while another one waits for an answer.
    pub(super) fn request(&mut self) -> Option<u64> {
        if self.pending.is_some() {
            return None;
        }
        self.requests += 1;
        self.pending = Some(PendingCloseRequest {
            number: self.requests,
            is_hidden: false,
        });
        Some(self.requests)
    }

    /// The time for an answer has passed. True if the window has to be hidden, because the request is still pending.
    pub(super) fn time_out(&mut self, number: u64) -> bool {
        match &mut self.pending {
            Some(pending) if pending.number == number => {
                pending.is_hidden = true;
                true
            }
            _ => false,
        }
    }

    /// The program has answered.
    pub(super) fn answer(&mut self, is_refused: bool) -> CloseAnswer {
        match self.pending.take() {
            Some(_) if !is_refused => CloseAnswer::Close,
            Some(PendingCloseRequest { is_hidden: true, .. }) => CloseAnswer::Unhide,
            Some(_) | None => CloseAnswer::None,
        }
    }

    /// The session ends for this reason.
    pub(super) fn begin(&mut self, reason: CloseReason) {
        self.reason = Some(reason);
    }

    /// The window is closed.
    pub(super) fn finish(&mut self) {
        self.last_reason = self.reason.take().or_else(|| self.last_reason.take());
    }

    /// A new session begins. Whether it is the first.
    pub(super) fn reopen(&mut self) -> bool {
        (self.pending, self.reason) = (None, None);
        self.last_reason.is_none()
    }

    /// Why this session ends.
    pub(super) fn session_reason(&self) -> Option<&CloseReason> {
        self.reason.as_ref()
    }

    /// Why the window closes, or was closed the last time.
    pub(super) fn reason(&self) -> Option<&CloseReason> {
        self.reason.as_ref().or(self.last_reason.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_request_waits_at_a_time_and_an_answer_ends_it() {
        let mut close = CloseProtocol::default();
        assert_eq!(close.answer(false), CloseAnswer::None);
        let first = close.request().unwrap();
        assert_eq!(close.request(), None);
        assert_eq!(close.answer(true), CloseAnswer::None);
        assert!(!close.time_out(first), "it was answered");
        let second = close.request().unwrap();
        assert!(first != second && !close.time_out(first) && close.time_out(second));
        assert_eq!(close.answer(true), CloseAnswer::Unhide);
        assert!(close.request().is_some());
        assert_eq!(close.answer(false), CloseAnswer::Close);
    }

    #[test]
    fn the_reason_of_the_last_session_is_kept_and_a_request_is_not() {
        let mut close = CloseProtocol::default();
        assert!(close.reopen());
        assert_eq!(close.reason(), None);
        let number = close.request().unwrap();
        close.begin(CloseReason::User);
        assert_eq!(close.session_reason(), Some(&CloseReason::User));
        close.finish();
        assert!(!close.reopen() && !close.time_out(number));
        assert_eq!(close.session_reason(), None);
        assert_eq!(close.reason(), Some(&CloseReason::User));
        close.begin(CloseReason::Program);
        assert_eq!(close.reason(), Some(&CloseReason::Program));
    }
}
