//! The result of the suite on one display.

use std::fmt;

use super::user::Cannot;

/// The verdict on a case. There is no failure: that is a panic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It passes.
    Passed,
    /// The display lacks this field of [`Capabilities`](crate::backend::Capabilities).
    Lacks(&'static str),
    /// The user of this test cannot do something.
    UserCannot(Cannot),
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passed => f.write_str("ok"),
            Self::Lacks(capability) => write!(f, "lacks `{capability}`"),
            Self::UserCannot(cannot) => cannot.fmt(f),
        }
    }
}

/// The verdict on every case, for one backend on one display.
#[derive(Clone, Debug)]
pub struct Report {
    backend: String,
    rows: Vec<(&'static str, Verdict)>,
}

impl Report {
    /// No verdicts yet; `backend` names the backend and the display.
    pub(super) fn new(backend: String) -> Self {
        let rows = Vec::new();
        Self { backend, rows }
    }

    pub(super) fn add(&mut self, case: &'static str, verdict: Verdict) {
        self.rows.push((case, verdict));
    }

    /// The verdicts by case, in the suite's order.
    pub fn verdicts(&self) -> impl Iterator<Item = (&'static str, Verdict)> {
        self.rows.iter().copied()
    }

    /// The cases that did not run, with the reason: what a backend's test compares with what it expects.
    pub fn left_out(&self) -> Vec<(&'static str, String)> {
        self.verdicts()
            .filter(|(_, verdict)| *verdict != Verdict::Passed)
            .map(|(case, verdict)| (case, verdict.to_string()))
            .collect()
    }
}

/// A Markdown row for each case: backend, case, verdict.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (case, verdict) in &self.rows {
            writeln!(f, "| {} | {case} | {verdict} |", self.backend)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_has_a_row() {
        let mut report = Report::new("headless".to_owned());
        report.add("one", Verdict::Passed);
        report.add("two", Verdict::Lacks("touch"));
        report.add("three", Verdict::UserCannot(Cannot("type")));
        assert_eq!(
            report.to_string(),
            "| headless | one | ok |\n| headless | two | lacks `touch` |\n| headless | three | the user cannot type |\n"
        );
        assert_eq!(report.left_out().len(), 2);
    }
}
