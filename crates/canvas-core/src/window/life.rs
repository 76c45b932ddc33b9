//! The life of a window, as a state machine without side effects.
//!
//! | state | entered when | `show()` | `hide()` | `close()` | the close button | handlers run |
//! |---|---|---|---|---|---|---|
//! | new | constructed | → opening | – | → closed | – | none |
//! | opening | `show()` | – | → hidden | → closing | – | none |
//! | open | the display has created it | raises it | → hidden | → closing | asks; unless refused → closing | all |
//! | hidden | `hide()` | → open | – | → closing | asks; unless refused → closing | all but `on_draw` |
//! | closing | closed, or lost by the display | refused | – | – | – | the current one ends, then `on_close` |
//! | closed | the UI thread has ended | → opening | – | – | – | none |
//!
//! A window that is opening, open or hidden is closing as soon as its display is lost. A window that is hidden before the
//! display has created it stays hidden when it is created.

/// A window's state in its life cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// Constructed, never shown.
    New,
    /// Shown; the display has not created it yet.
    Opening,
    /// On the display.
    Open,
    /// Not on the screen, because of `hide()`.
    Hidden,
    /// Closing: its last handlers run.
    Closing,
    /// Its UI thread has ended.
    Closed,
}

impl State {
    /// The state's name, as programs see it: `"new"`, `"opening"`, `"open"`, `"hidden"`, `"closing"` or `"closed"`.
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

/// The events that move a window from one state to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Input {
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

/// The work that an [`Input`] causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Nothing.
    None,
    /// Start a UI thread and ask the display for a window.
    Open,
    /// Show the hidden window again.
    Unhide,
    /// Bring it to the front.
    Raise,
    /// Remove it from the screen.
    Hide,
    /// Ask the program whether it may close.
    Ask,
    /// Destroy the display's window and let the UI thread end.
    Destroy,
    /// The display's window has ended already: end the UI thread.
    End,
    /// The window was created after it had been hidden: hide it.
    HideAgain,
    /// The call is refused: the window is closing.
    Refuse,
}

impl State {
    /// The next state, and the action that the transition needs.
    #[doc(hidden)]
    #[must_use]
    pub fn after(self, input: Input) -> (Self, Action) {
        use Input as I;
        use State as S;
        match (self, input) {
            (S::New | S::Closed, I::Show) => (S::Opening, Action::Open),
            (S::New, I::Close) => (S::Closed, Action::None),
            (S::Opening, I::Hide) => (S::Hidden, Action::Hide),
            (S::Opening, I::Created) => (S::Open, Action::None),
            (S::Open, I::Show) => (S::Open, Action::Raise),
            (S::Open, I::Hide) => (S::Hidden, Action::Hide),
            (S::Hidden, I::Show) => (S::Open, Action::Unhide),
            (S::Hidden, I::Created) => (S::Hidden, Action::HideAgain),
            (S::Open | S::Hidden, I::RequestClose) => (self, Action::Ask),
            (S::Opening | S::Open | S::Hidden, I::Close) => (S::Closing, Action::Destroy),
            (S::Opening | S::Open | S::Hidden, I::Lost) => (S::Closing, Action::End),
            (S::Closing, I::Show) => (S::Closing, Action::Refuse),
            (S::Closing, I::UiEnded) => (S::Closed, Action::None),
            (S::New | S::Closed, I::Hide | I::RequestClose | I::Created | I::Lost | I::UiEnded)
            | (S::Closed, I::Close)
            | (S::Opening, I::Show | I::RequestClose | I::UiEnded)
            | (S::Open, I::Created | I::UiEnded)
            | (S::Hidden, I::Hide | I::UiEnded)
            | (S::Closing, I::Hide | I::Close | I::RequestClose | I::Created | I::Lost) => {
                (self, Action::None)
            }
        }
    }

    /// Whether the display has, or is creating, a window for it.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Opening | Self::Open | Self::Hidden)
    }

    /// Whether calls that need an open window are accepted: carried out now, or kept until it opens.
    pub fn takes_work(self) -> bool {
        matches!(self, Self::New | Self::Opening | Self::Open | Self::Hidden)
    }

    /// Whether only `show()` can bring it back.
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
    const INPUTS: [Input; 7] = [
        Input::Show,
        Input::Hide,
        Input::Close,
        Input::RequestClose,
        Input::Created,
        Input::Lost,
        Input::UiEnded,
    ];

    /// The table at the top of this file again: state, input, next state. Any other input leaves the state as it is.
    const TABLE: [(State, Input, State); 15] = [
        (State::New, Input::Show, State::Opening),
        (State::New, Input::Close, State::Closed),
        (State::Opening, Input::Hide, State::Hidden),
        (State::Opening, Input::Created, State::Open),
        (State::Opening, Input::Close, State::Closing),
        (State::Opening, Input::Lost, State::Closing),
        (State::Open, Input::Hide, State::Hidden),
        (State::Open, Input::Close, State::Closing),
        (State::Open, Input::Lost, State::Closing),
        (State::Hidden, Input::Show, State::Open),
        (State::Hidden, Input::Close, State::Closing),
        (State::Hidden, Input::Lost, State::Closing),
        (State::Closing, Input::UiEnded, State::Closed),
        (State::Closed, Input::Show, State::Opening),
        (State::Open, Input::Show, State::Open),
    ];

    #[test]
    fn every_input_in_every_state_does_what_the_table_says() {
        for state in STATES {
            for input in INPUTS {
                let expected = TABLE
                    .iter()
                    .find(|(s, i, _)| (*s, *i) == (state, input))
                    .map_or(state, |row| row.2);
                let (next, action) = state.after(input);
                assert_eq!(next, expected, "{state:?} {input:?}");
                if next != state {
                    let silent = matches!(
                        (state, input),
                        (State::New, Input::Close)
                            | (State::Opening, Input::Created)
                            | (State::Closing, Input::UiEnded)
                    );
                    assert_eq!(action == Action::None, silent, "{state:?} {input:?}");
                }
            }
        }
    }

    proptest! {
        /// A window is open at most once at a time, and each opening ends exactly once.
        #[test]
        fn opens_and_ends_alternate(inputs in proptest::collection::vec(0..INPUTS.len(), 0..200)) {
            let (mut state, mut live) = (State::New, false);
            for input in inputs {
                let (next, action) = state.after(INPUTS[input]);
                match action {
                    Action::Open => { prop_assert!(!live); live = true; }
                    Action::Destroy | Action::End => { prop_assert!(live); live = false; }
                    Action::Raise | Action::Hide | Action::HideAgain | Action::Unhide | Action::Ask => {
                        prop_assert!(live);
                    }
                    Action::None | Action::Refuse => {}
                }
                prop_assert_eq!(live, next.is_live());
                state = next;
            }
        }
    }
}
