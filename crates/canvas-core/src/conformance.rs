//! The suite that every backend must pass: the contract of windows, checked through the core and read back from the display.
//!
//! A backend's tests implement [`User`] and call [`run_all`]. A case fails by a panic that says what was expected; its
//! timeout only catches hangs. A case that the display's [`Capabilities`] exclude, or that the user of the test cannot
//! carry out, is named in the [`Report`]. [`TestWindow`] is for tests of a backend without the core.

mod case;
mod clipboard;
mod drops;
mod frames;
mod geometry;
mod keyboard;
mod life;
mod loss;
mod modes;
mod monitors;
mod pointer;
mod properties;
mod report;
mod stage;
mod test_window;
mod user;
mod wait;

use std::path::Path;

use crate::backend::Capabilities;
use crate::event::CloseReason;
use crate::runtime;

pub use case::Case;
pub use report::{Report, Verdict};
pub use test_window::{BACKGROUND, TestWindow, is_end, test_setup};
pub use user::{Cannot, Outcome, Request, Shown, User};
pub use wait::{TIMEOUT, assert_eventually};

/// The folder in which [`run_all`] leaves its report, if this variable of the environment names one.
const REPORT_FOLDER: &str = "CANVAS_CONFORMANCE_REPORTS";

/// All cases, in the order in which they run. The last ends the display.
pub fn cases() -> impl Iterator<Item = Case> {
    [
        frames::CASES,
        geometry::CASES,
        life::CASES,
        pointer::CASES,
        keyboard::CASES,
        modes::CASES,
        properties::CASES,
        clipboard::CASES,
        drops::CASES,
        monitors::CASES,
        loss::CASES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// Runs every case that the display and its user can, and prints a line for each.
///
/// # Panics
/// If one fails, or the backend does not connect.
#[expect(clippy::print_stdout, reason = "the report is the output of a test")]
pub fn run_all(user: &dyn User) -> Report {
    let name = match user.display() {
        display if display == user.backend() => display,
        display => format!("{} on {display}", user.backend()),
    };
    let backend = runtime::backend(Some(user.backend())).expect("the backend connects");
    let capabilities = backend.capabilities();
    drop(backend);
    let mut report = Report::new(name.clone());
    for case in cases() {
        tracing::info!(case = case.name(), "conformance");
        let verdict = run(&case, user, capabilities);
        println!("{name}: {}: {verdict}", case.name());
        report.add(case.name(), verdict);
    }
    println!("{report}");
    if let Some(folder) = std::env::var_os(REPORT_FOLDER) {
        let file = Path::new(&folder).join(name.replace(' ', "-") + ".md");
        std::fs::write(&file, report.to_string()).expect("the report can be written");
    }
    report
}

fn run(case: &Case, user: &dyn User, capabilities: Capabilities) -> Verdict {
    let has = |need: &str| {
        let found = capabilities.named().find(|(name, _)| *name == need);
        found.expect("the name of a capability").1
    };
    if let Some(missing) = case.needs().iter().find(|need| !has(need)) {
        return Verdict::Lacks(missing);
    }
    let outcome = case.run(user);
    // A case that was broken off leaves its windows.
    runtime::close_all(&CloseReason::Program);
    assert_eventually(case.name(), || runtime::windows().is_empty());
    match outcome {
        Ok(()) => Verdict::Passed,
        Err(cannot) => Verdict::UserCannot(cannot),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_has_a_name_of_its_own_and_needs_known_capabilities() {
        let mut names: Vec<_> = cases().map(|case| case.name()).collect();
        let known: Vec<_> = Capabilities::default().named().map(|(name, _)| name).collect();
        assert!(cases().all(|case| case.needs().iter().all(|need| known.contains(need))));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
