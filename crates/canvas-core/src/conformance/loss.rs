//! The end of a display. It is the suite's last case.

use crate::app;
use crate::error::Error;
use crate::event::CloseReason;

use super::case::Case;
use super::stage::{Stage, Stuck};
use super::user::{Outcome, User};
use super::wait::{TIMEOUT, assert_eventually};

pub(super) const CASES: &[Case] = &[Case::new(
    "a_display_that_ends_closes_its_windows",
    &["survives_display"],
    a_display_that_ends_closes_its_windows,
)];

fn a_display_that_ends_closes_its_windows(user: &dyn User) -> Outcome {
    let (stage, other) = (Stage::open(user), Stage::open(user));
    let backend = stage.window.core().backend().expect("it is open");
    let stuck = Stuck::start(&other.window);
    user.end_display()?;
    assert!(stage.window.wait(Some(TIMEOUT)).expect("may wait"));
    stage.expect_name("close");
    assert!(!backend.is_alive());
    assert_eventually("a window with a stuck handler knows it too", || {
        other.window.close_reason().is_some()
    });
    drop(stuck);
    assert!(other.window.wait(Some(TIMEOUT)).expect("may wait"));
    for window in [&stage.window, &other.window] {
        let reason = window.close_reason();
        assert!(matches!(reason, Some(CloseReason::DisplayLost(_))), "{reason:?}");
        assert!(window.request_draw().is_err());
    }
    let run = app::run();
    assert!(matches!(run, Err(Error::DisplayLost(_))), "{run:?}");
    Ok(())
}
