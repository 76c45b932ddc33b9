//! Values of the server that are queried again when they may have changed.

/// The state of a value that is queried: at most one query is in flight, however often the value changes.
#[derive(Debug, Default)]
pub(crate) struct QueryState {
    is_stale: bool,
    is_in_flight: bool,
}

impl QueryState {
    /// A value that has to be queried.
    pub(crate) fn stale() -> Self {
        Self {
            is_stale: true,
            is_in_flight: false,
        }
    }

    /// Notes that the value may have changed.
    pub(crate) fn mark_stale(&mut self) {
        self.is_stale = true;
    }

    /// Whether the value has to be queried now; if so, the query counts as sent.
    pub(crate) fn begin(&mut self) -> bool {
        let begins = self.is_stale && !self.is_in_flight;
        if begins {
            (self.is_stale, self.is_in_flight) = (false, true);
        }
        begins
    }

    /// Notes that the query has been answered.
    pub(crate) fn finish(&mut self) {
        self.is_in_flight = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_one_query_is_in_flight() {
        let mut query = QueryState::default();
        assert!(!query.begin(), "the value is known");
        query.mark_stale();
        assert!(query.begin());
        query.mark_stale();
        assert!(!query.begin(), "one is in flight");
        query.finish();
        assert!(query.begin(), "the value changed meanwhile");
        query.finish();
        assert!(!query.begin());
    }
}
