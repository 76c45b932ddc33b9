//! Requests of a program for a window that have not been sent to its display yet.

use super::property::{Property, PropertyChanges};

/// Requests of a program for a window that have not been sent to the display yet. The newest request of each kind counts,
/// so a display that does not read is never sent more than one of each.
///
/// A backend notes requests as the commands come, and sends all with [`take`](Self::take) when the display accepts output.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PendingProperties {
    changes: PropertyChanges,
    shown: Option<bool>,
    raised: bool,
}

impl PendingProperties {
    /// Notes a changed property.
    pub fn apply(&mut self, property: Property) {
        self.changes.apply(property);
    }

    /// Notes that the window is to be shown (true) or hidden.
    pub fn show(&mut self, shown: bool) {
        self.shown = Some(shown);
    }

    /// Notes that the window is to be brought to the front.
    pub fn raise(&mut self) {
        self.raised = true;
    }

    /// Whether there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.shown.is_none() && !self.raised
    }

    /// The changed properties.
    pub fn changes(&self) -> &PropertyChanges {
        &self.changes
    }

    /// Whether the window is to be shown or hidden; `None` if neither was requested.
    pub fn shown(&self) -> Option<bool> {
        self.shown
    }

    /// Whether the window is to be brought to the front.
    pub fn raised(&self) -> bool {
        self.raised
    }

    /// Everything that is to be sent, which is then no longer pending; `None` if there is nothing.
    #[must_use]
    pub fn take(&mut self) -> Option<Self> {
        (!self.is_empty()).then(|| std::mem::take(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_of_each_kind_is_sent_once() {
        let mut pending = PendingProperties::default();
        assert!(pending.is_empty() && pending.take().is_none());
        for n in 0..100 {
            pending.apply(Property::Title(n.to_string()));
        }
        pending.apply(Property::Opacity(0.5));
        let sent = pending.take().unwrap();
        assert_eq!(sent.changes().title.as_deref(), Some("99"));
        assert_eq!(sent.changes().opacity, Some(0.5));
        assert_eq!(sent.changes().cursor, None);
        assert!(pending.is_empty() && pending.take().is_none());
    }

    #[test]
    fn every_kind_of_request_counts() {
        for note in [
            |pending: &mut PendingProperties| pending.show(false),
            |pending: &mut PendingProperties| pending.raise(),
            |pending: &mut PendingProperties| pending.apply(Property::Icon(None)),
        ] {
            let mut pending = PendingProperties::default();
            note(&mut pending);
            assert!(!pending.is_empty());
        }
        let mut pending = PendingProperties::default();
        pending.show(false);
        pending.show(true);
        pending.raise();
        let sent = pending.take().unwrap();
        assert_eq!((sent.shown(), sent.raised()), (Some(true), true));
        assert_eq!((pending.shown(), pending.raised()), (None, false));
    }
}
