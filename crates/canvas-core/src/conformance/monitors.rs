//! The monitors of a display.

use crate::error::Error;
use crate::runtime;

use super::case::Case;
use super::stage::Stage;
use super::user::{Outcome, User};
use super::wait::assert_eventually;

pub(super) const CASES: &[Case] = &[
    Case::new("monitors_are_listed", &["monitors"], monitors_are_listed),
    Case::new(
        "a_window_knows_its_monitor",
        &["monitors"],
        a_window_knows_its_monitor,
    ),
];

fn monitors_are_listed(user: &dyn User) -> Outcome {
    let backend = runtime::backend(Some(user.backend())).expect("the backend is connected");
    let monitors = backend.monitors().expect("the display answers");
    assert!(!monitors.is_empty());
    for monitor in &monitors {
        assert!(
            monitor.size.width >= 100.0 && monitor.size.height >= 100.0,
            "{monitor:?}"
        );
        assert!(monitor.ratio.is_finite() && monitor.ratio > 0.0, "{monitor:?}");
        assert!(monitor.refresh_rate.is_none_or(|rate| rate > 0.0), "{monitor:?}");
    }
    Ok(())
}

fn a_window_knows_its_monitor(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    let backend = stage.window.core().backend().expect("it is open");
    let monitors = backend.monitors().expect("the display answers");
    // With several monitors the place decides, which not every display reports.
    if monitors.len() == 1 || backend.capabilities().position {
        assert_eventually("its monitor", || {
            let monitor = stage.window.monitor().expect("the display answers");
            monitor.is_some_and(|monitor| monitors.contains(&monitor))
        });
    }
    let window = stage.window.clone();
    stage.close();
    assert!(matches!(window.monitor(), Ok(None) | Err(Error::Closed(_))));
    Ok(())
}
