//! Which frame answers which draw request.

/// Draw requests by number, from 1. A request is answered by the first frame that begins after it, and by every newer
/// frame: one that replaces the answer answers it too.
#[derive(Debug, Default)]
pub(super) struct DrawRequests {
    newest: u64,
    /// The newest request that a recording has begun for.
    begun: u64,
    /// The newest that a submitted content answers.
    answered: u64,
    /// The newest that a shown frame answers.
    shown: u64,
    /// The newest whose frame failed.
    failed: u64,
}

/// How far a draw request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Pending,
    Shown,
    Failed,
}

impl DrawRequests {
    /// Adds a request and returns its number.
    pub(super) fn add(&mut self) -> u64 {
        self.newest += 1;
        self.newest
    }

    /// The newest request.
    pub(super) fn newest(&self) -> u64 {
        self.newest
    }

    /// A recording begins, which answers all requests so far.
    pub(super) fn begin(&mut self) {
        self.begun = self.newest;
    }

    /// The newest request that a recording has begun for.
    pub(super) fn begun(&self) -> u64 {
        self.begun
    }

    /// A content answers this request. Returns what it answers in fact: all that older contents answer, which may never
    /// be shown.
    pub(super) fn answer(&mut self, request: u64) -> u64 {
        self.answered = self.answered.max(request);
        self.answered
    }

    /// The frame that answers this request is shown.
    pub(super) fn note_shown(&mut self, request: u64) {
        self.shown = self.shown.max(request);
    }

    /// The frame that answers this request failed.
    pub(super) fn note_failed(&mut self, request: u64) {
        self.failed = self.failed.max(request);
    }

    /// How far a request has come.
    pub(super) fn progress(&self, request: u64) -> Progress {
        if self.shown >= request {
            Progress::Shown
        } else if self.failed >= request {
            Progress::Failed
        } else {
            Progress::Pending
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_content_answers_what_older_ones_do() {
        let mut requests = DrawRequests::default();
        assert_eq!([3, 1, 4].map(|request| requests.answer(request)), [3, 3, 4]);
    }

    #[test]
    fn a_request_is_pending_until_a_frame_is_shown_or_fails() {
        let mut requests = DrawRequests::default();
        let first = requests.add();
        requests.begin();
        let second = requests.add();
        assert_eq!((requests.begun(), requests.newest()), (first, second));
        assert_eq!(requests.progress(first), Progress::Pending);
        requests.note_failed(first);
        assert_eq!(requests.progress(first), Progress::Failed);
        assert_eq!(requests.progress(second), Progress::Pending);
        requests.note_shown(second);
        assert_eq!(
            requests.progress(first),
            Progress::Shown,
            "a newer frame answers it"
        );
        assert_eq!(requests.progress(second), Progress::Shown);
    }
}
