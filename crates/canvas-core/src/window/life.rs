//! The life of a window, as a state machine without side effects.
//!
//! | state | enters when | `show()` | `hide()` | `close()` | the close button | handlers run |
//! |---|---|---|---|---|---|---|
//! | new | constructed | → opening | – | → closed | – | none |
//! | opening | `show()` | – | → hidden | → closing | – | none |
//! | open | the display has it | raises it | → hidden | → closing | asks; unless refused → closing | all |
//! | hidden | `hide()` | → open | – | → closing | asks; unless refused → closing | all but `on_draw` |
//! | closing | see left | refused | – | – | – | the current one ends, then `on_close` |
//! | closed | the UI thread has ended | → opening | – | – | – | none |
//!
//! Any state but new goes to closing, and so to closed, when the display is lost. A window that is hidden before the
//! display has created it stays hidden when it is created.

/// Where a window is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// Constructed, never shown.
    New,
    /// Shown; the display has not created it yet.
    Opening,
    /// On the display.
    Open,
    /// Taken off the display by `hide()`.
    Hidden,
    /// Its last handlers run.
    Closing,
    /// Its UI thread has ended.
    Closed,
}

impl State {
    /// The state in a word, as programs see it.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Opening => "opening",
            Self::Open => "open",
            Self::Hidden => "hidden",
            Self::Closing => "closing",
            Self::Closed => "closed",
        }
    }
}

/// What can happen to a window's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// `show()`.
    Show,
    /// `hide()`.
    Hide,
    /// `close()`, or a close request that was not refused.
    Close,
    /// The close button, or `request_close()`.
    RequestClose,
    /// The display has created the window.
    Created,
    /// The display could not create it, destroyed it, or died.
    Lost,
    /// The UI thread has run its last handler.
    UiEnded,
}

/// What has to be done because of a [`Cause`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Nothing.
    None,
    /// Start a UI thread and ask the display for a window.
    Open,
    /// Show the hidden window again.
    Unhide,
    /// Bring it to the front.
    Raise,
    /// Take it off the screen.
    Hide,
    /// Ask the program whether it may close.
    Ask,
    /// Destroy the display's window and let the UI thread end.
    Destroy,
    /// The display's window is gone already: let the UI thread end.
    End,
    /// The window was created after it had been hidden: hide it.
    HideAgain,
    /// The call is refused: the window is closing.
    Refuse,
}

impl State {
    /// The next state, and what has to be done.
    #[doc(hidden)]
    #[must_use]
    pub fn after(self, cause: Cause) -> (Self, Effect) {
        use Cause as C;
        use State as S;
        match (self, cause) {
            (S::New | S::Closed, C::Show) => (S::Opening, Effect::Open),
            (S::New, C::Close) => (S::Closed, Effect::None),
            (S::Opening, C::Hide) => (S::Hidden, Effect::Hide),
            (S::Opening, C::Created) => (S::Open, Effect::None),
            (S::Open, C::Show) => (S::Open, Effect::Raise),
            (S::Open, C::Hide) => (S::Hidden, Effect::Hide),
            (S::Hidden, C::Show) => (S::Open, Effect::Unhide),
            (S::Hidden, C::Created) => (S::Hidden, Effect::HideAgain),
            (S::Open | S::Hidden, C::RequestClose) => (self, Effect::Ask),
            (S::Opening | S::Open | S::Hidden, C::Close) => (S::Closing, Effect::Destroy),
            (S::Opening | S::Open | S::Hidden, C::Lost) => (S::Closing, Effect::End),
            (S::Closing, C::Show) => (S::Closing, Effect::Refuse),
            (S::Closing, C::UiEnded) => (S::Closed, Effect::None),
            (S::New | S::Closed, C::Hide | C::RequestClose | C::Created | C::Lost | C::UiEnded)
            | (S::Closed, C::Close)
            | (S::Opening, C::Show | C::RequestClose | C::UiEnded)
            | (S::Open, C::Created | C::UiEnded)
            | (S::Hidden, C::Hide | C::UiEnded)
            | (S::Closing, C::Hide | C::Close | C::RequestClose | C::Created | C::Lost) => {
                (self, Effect::None)
            }
        }
    }

    /// Whether a window of the display belongs to it.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Opening | Self::Open | Self::Hidden)
    }

    /// Whether verbs that need an open window can be served, or kept for it.
    pub fn takes_work(self) -> bool {
        matches!(self, Self::New | Self::Opening | Self::Open | Self::Hidden)
    }

    /// Whether it can no longer come back without `show()`.
    pub fn is_ending(self) -> bool {
        matches!(self, Self::Closing | Self::Closed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STATES: [State; 6] = [
        State::New,
        State::Opening,
        State::Open,
        State::Hidden,
        State::Closing,
        State::Closed,
    ];
    const CAUSES: [Cause; 7] = [
        Cause::Show,
        Cause::Hide,
        Cause::Close,
        Cause::RequestClose,
        Cause::Created,
        Cause::Lost,
        Cause::UiEnded,
    ];

    /// The table at the top of this file, written out once more: state, cause, next state. What is not listed stays.
    const TABLE: [(State, Cause, State); 15] = [
        (State::New, Cause::Show, State::Opening),
        (State::New, Cause::Close, State::Closed),
        (State::Opening, Cause::Hide, State::Hidden),
        (State::Opening, Cause::Created, State::Open),
        (State::Opening, Cause::Close, State::Closing),
        (State::Opening, Cause::Lost, State::Closing),
        (State::Open, Cause::Hide, State::Hidden),
        (State::Open, Cause::Close, State::Closing),
        (State::Open, Cause::Lost, State::Closing),
        (State::Hidden, Cause::Show, State::Open),
        (State::Hidden, Cause::Close, State::Closing),
        (State::Hidden, Cause::Lost, State::Closing),
        (State::Closing, Cause::UiEnded, State::Closed),
        (State::Closed, Cause::Show, State::Opening),
        (State::Open, Cause::Show, State::Open),
    ];

    #[test]
    fn every_cause_in_every_state_does_what_the_table_says() {
        for state in STATES {
            for cause in CAUSES {
                let expected = TABLE
                    .iter()
                    .find(|(s, c, _)| (*s, *c) == (state, cause))
                    .map_or(state, |row| row.2);
                let (next, effect) = state.after(cause);
                assert_eq!(next, expected, "{state:?} {cause:?}");
                if next != state {
                    let silent = matches!(
                        (state, cause),
                        (State::New, Cause::Close)
                            | (State::Opening, Cause::Created)
                            | (State::Closing, Cause::UiEnded)
                    );
                    assert_eq!(effect == Effect::None, silent, "{state:?} {cause:?}");
                }
            }
        }
    }

    proptest! {
        /// Every window is opened at most once at a time, and whatever is opened is ended exactly once.
        #[test]
        fn opens_and_ends_alternate(causes in proptest::collection::vec(0..CAUSES.len(), 0..200)) {
            let (mut state, mut live) = (State::New, false);
            for cause in causes {
                let (next, effect) = state.after(CAUSES[cause]);
                match effect {
                    Effect::Open => { prop_assert!(!live); live = true; }
                    Effect::Destroy | Effect::End => { prop_assert!(live); live = false; }
                    Effect::Raise | Effect::Hide | Effect::HideAgain | Effect::Unhide | Effect::Ask => {
                        prop_assert!(live);
                    }
                    Effect::None | Effect::Refuse => {}
                }
                prop_assert_eq!(live, next.is_live());
                state = next;
            }
        }
    }
}
