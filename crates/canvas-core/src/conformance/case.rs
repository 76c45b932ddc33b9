//! A case of the suite.

use super::user::{Outcome, User};

/// A case of the suite.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    name: &'static str,
    /// The fields of [`Capabilities`](crate::backend::Capabilities) without which it cannot be run.
    needs: &'static [&'static str],
    run: fn(&dyn User) -> Outcome,
}

impl Case {
    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn needs(&self) -> &'static [&'static str] {
        self.needs
    }

    pub(super) fn run(&self, user: &dyn User) -> Outcome {
        (self.run)(user)
    }

    pub(super) const fn new(
        name: &'static str,
        needs: &'static [&'static str],
        run: fn(&dyn User) -> Outcome,
    ) -> Self {
        Self { name, needs, run }
    }
}
