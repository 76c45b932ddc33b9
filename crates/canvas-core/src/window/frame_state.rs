//! The states of a frame on its way to the display, as a state machine without side effects.
//!
//! | state | entered when | left by |
//! |---|---|---|
//! | kept | the program has submitted a content; no pixels of it are on their way | a request → requested; a newer frame → released |
//! | requested | the content is to be rendered | a worker → rendering; a newer content → released |
//! | rendering | a worker, or the thread that presents pixels, writes into a buffer | its end → ready, or released if a newer frame is further; a failure or a cancellation → kept |
//! | ready | the pixels are complete, and the display has been asked to take them | the display → in flight; a newer frame → released |
//! | in flight | the display has taken it | its confirmation → shown, or → released if it confirms a newer frame |
//! | shown | the display shows it: exposes and snapshots are answered from it | a newer shown frame → released |
//! | released | no part of the window needs its pixels; the buffer returns to the pool | – |
//!
//! The end of the window releases a frame in any state. There is at most one frame in each state, except in flight: a
//! newer frame replaces an older one, so nothing queues up. [`pipeline`](super::pipeline) holds the frames. It removes an entry
//! that returns to kept: the content stays in the pipeline, and the next request for it is a new entry.

/// Where a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameState {
    /// Only its content exists: the newest that the program has submitted, from which a resize is rendered.
    Kept,
    /// Its content is the next that a worker renders.
    Requested,
    /// A buffer is reserved for it, and its pixels are written outside the lock.
    Rendering,
    /// Its pixels are complete; the display has not taken them yet.
    Ready,
    /// The display has taken it and has not confirmed it yet.
    InFlight,
    /// The display shows it.
    Shown,
    /// Its buffer returns to the pool.
    Released,
}

/// The events that move a frame from one state to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameEvent {
    /// Its content has to become pixels: it is new, or the size has changed.
    Request,
    /// A buffer is free and rendering begins.
    Start,
    /// All its pixels are written.
    Finish,
    /// Its pixels could not be written, or are no longer needed.
    Abort,
    /// The display takes the ready frame.
    Take,
    /// The display has completed it.
    Confirm,
    /// A newer frame takes its place.
    Supersede,
    /// The window closes.
    Close,
}

/// The work that a [`FrameEvent`] causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameAction {
    /// Nothing.
    None,
    /// A worker can render it as soon as a buffer is free.
    Advance,
    /// Ask the display to take it, unless it has been asked for the frame that this one replaces.
    Present,
    /// It was never shown: count it as dropped.
    CountDropped,
    /// Report it as shown: to the statistics, to recordings and to callers that wait for it.
    ReportShown,
}

impl FrameState {
    /// The next state, and the action that the transition needs. An event that cannot happen in a state changes nothing.
    pub(super) fn after(self, event: FrameEvent) -> (Self, FrameAction) {
        use FrameAction as A;
        use FrameEvent as E;
        use FrameState as S;
        match (self, event) {
            (S::Released, _) => (S::Released, A::None),
            (_, E::Close) => (S::Released, A::None),
            (S::Kept, E::Request) => (S::Requested, A::Advance),
            (S::Kept, E::Supersede) => (S::Released, A::None),
            (S::Requested, E::Start) => (S::Rendering, A::None),
            (S::Requested, E::Supersede) => (S::Released, A::CountDropped),
            (S::Rendering, E::Finish) => (S::Ready, A::Present),
            (S::Rendering, E::Abort) => (S::Kept, A::Advance),
            (S::Rendering, E::Supersede) => (S::Released, A::CountDropped),
            (S::Ready, E::Take) => (S::InFlight, A::None),
            (S::Ready, E::Supersede) => (S::Released, A::CountDropped),
            (S::InFlight, E::Confirm) => (S::Shown, A::ReportShown),
            (S::InFlight, E::Supersede) => (S::Released, A::CountDropped),
            (S::Shown, E::Supersede) => (S::Released, A::None),
            (S::Kept, E::Start | E::Finish | E::Abort | E::Take | E::Confirm)
            | (S::Requested, E::Request | E::Finish | E::Abort | E::Take | E::Confirm)
            | (S::Rendering, E::Request | E::Start | E::Take | E::Confirm)
            | (S::Ready, E::Request | E::Start | E::Finish | E::Abort | E::Confirm)
            | (S::InFlight, E::Request | E::Start | E::Finish | E::Abort | E::Take)
            | (S::Shown, E::Request | E::Start | E::Finish | E::Abort | E::Take | E::Confirm) => {
                (self, A::None)
            }
        }
    }

    /// Whether a frame in this state has pixels, or is about to get them, that have not reached the display.
    pub(super) fn is_on_its_way(self) -> bool {
        matches!(
            self,
            Self::Requested | Self::Rendering | Self::Ready | Self::InFlight
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STATES: [FrameState; 7] = [
        FrameState::Kept,
        FrameState::Requested,
        FrameState::Rendering,
        FrameState::Ready,
        FrameState::InFlight,
        FrameState::Shown,
        FrameState::Released,
    ];
    const EVENTS: [FrameEvent; 8] = [
        FrameEvent::Request,
        FrameEvent::Start,
        FrameEvent::Finish,
        FrameEvent::Abort,
        FrameEvent::Take,
        FrameEvent::Confirm,
        FrameEvent::Supersede,
        FrameEvent::Close,
    ];

    /// The table at the top of this file again. Any other event leaves the state as it is, without an action.
    const TABLE: [(FrameState, FrameEvent, FrameState, FrameAction); 13] = {
        use FrameAction as A;
        use FrameEvent as E;
        use FrameState as S;
        [
            (S::Kept, E::Request, S::Requested, A::Advance),
            (S::Kept, E::Supersede, S::Released, A::None),
            (S::Requested, E::Start, S::Rendering, A::None),
            (S::Requested, E::Supersede, S::Released, A::CountDropped),
            (S::Rendering, E::Finish, S::Ready, A::Present),
            (S::Rendering, E::Abort, S::Kept, A::Advance),
            (S::Rendering, E::Supersede, S::Released, A::CountDropped),
            (S::Ready, E::Take, S::InFlight, A::None),
            (S::Ready, E::Supersede, S::Released, A::CountDropped),
            (S::InFlight, E::Confirm, S::Shown, A::ReportShown),
            (S::InFlight, E::Supersede, S::Released, A::CountDropped),
            (S::Shown, E::Supersede, S::Released, A::None),
            (S::Released, E::Close, S::Released, A::None),
        ]
    };

    #[test]
    fn every_event_in_every_state_does_what_the_table_says() {
        for state in STATES {
            for event in EVENTS {
                let expected = TABLE
                    .iter()
                    .find(|(s, e, ..)| (*s, *e) == (state, event))
                    .map(|row| (row.2, row.3));
                let expected = expected.unwrap_or(match event {
                    FrameEvent::Close => (FrameState::Released, FrameAction::None),
                    _ => (state, FrameAction::None),
                });
                assert_eq!(state.after(event), expected, "{state:?} {event:?}");
            }
        }
    }

    #[test]
    fn what_never_reached_the_display_counts_as_dropped_when_it_is_superseded() {
        for state in STATES {
            let counted = state.after(FrameEvent::Supersede).1 == FrameAction::CountDropped;
            assert_eq!(counted, state.is_on_its_way(), "{state:?}");
        }
    }

    proptest! {
        /// A frame is presented at most once between two renderings, is shown only after it was presented, and never
        /// comes back once it is released.
        #[test]
        fn a_frame_is_presented_before_it_is_shown(events in proptest::collection::vec(0..EVENTS.len(), 0..200)) {
            let (mut state, mut presented) = (FrameState::Kept, false);
            for event in events {
                let (next, action) = state.after(EVENTS[event]);
                match action {
                    FrameAction::Present => { prop_assert!(!presented); presented = true; }
                    FrameAction::ReportShown => prop_assert!(presented),
                    FrameAction::Advance | FrameAction::None | FrameAction::CountDropped => {}
                }
                prop_assert!(state != FrameState::Released || next == FrameState::Released);
                state = next;
            }
        }
    }
}
