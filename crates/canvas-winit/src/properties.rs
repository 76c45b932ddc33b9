//! The properties of a window: the values that a program has set, and which of them the display has not been sent yet.

use canvas_core::backend::{PendingProperties, Property, PropertyChanges, WindowMode, WindowSetup};
use canvas_core::geometry::kurbo::Size;

/// The values that a program has set, and those that are pending.
#[derive(Debug)]
pub(crate) struct Properties {
    /// Kept up to date: a window that is recreated starts with it.
    setup: WindowSetup,
    pending: PendingProperties,
}

impl Properties {
    /// The properties of a window that is not created yet: nothing is pending, since it is created with them.
    pub(crate) fn new(mut setup: WindowSetup) -> Self {
        setup.size = setup.limits.clamp(setup.size);
        let pending = PendingProperties::default();
        Self { setup, pending }
    }

    /// The newest values.
    pub(crate) fn setup(&self) -> &WindowSetup {
        &self.setup
    }

    /// Stores a value, which is then pending: with limits, also a size that they change. Background and opacity never
    /// are: the one is painted, and winit does not support the other.
    pub(crate) fn set(&mut self, property: Property) {
        let size = self.setup.size;
        let is_sent = !matches!(property, Property::Background(_) | Property::Opacity(_));
        self.setup.apply(property.clone());
        if is_sent {
            self.pending.apply(property);
        }
        if self.setup.size != size {
            self.pending.apply(Property::Size(self.setup.size));
        }
    }

    /// The pending properties, which are pending no longer; `None` if there are none.
    pub(crate) fn take_pending(&mut self) -> Option<PendingProperties> {
        self.pending.take()
    }

    /// Adopts a size that the display has chosen, logical pixels, unless the program has set another meanwhile.
    pub(crate) fn adopt_size(&mut self, size: Size) {
        if self.pending.changes().size.is_none() {
            self.setup.size = size;
        }
    }

    /// Adopts a mode that the display reports, except where the program has set another meanwhile.
    pub(crate) fn adopt_mode(&mut self, reported: WindowMode) {
        let PropertyChanges {
            fullscreen,
            maximized,
            minimized,
            ..
        } = self.pending.changes();
        let mode = &mut self.setup.mode;
        for (pending, value, reported) in [
            (fullscreen, &mut mode.fullscreen, reported.fullscreen),
            (maximized, &mut mode.maximized, reported.maximized),
            (minimized, &mut mode.minimized, reported.minimized),
        ] {
            if pending.is_none() {
                *value = reported;
            }
        }
    }
}
#[cfg(test)]
mod tests {
    use super::*;
    use canvas_core::backend::SizeLimits;

    fn is_size_pending(properties: &mut Properties) -> bool {
        properties.take_pending().unwrap().changes().size.is_some()
    }

    #[test]
    fn sizes_are_kept_within_their_limits() {
        let mut properties = Properties::new(WindowSetup::default());
        let size = Size::new(50.0, 500.0);
        properties.set(Property::Size(size));
        assert_eq!(properties.setup().size, size);
        assert!(is_size_pending(&mut properties));
        let limits = SizeLimits::between(Size::new(100.0, 100.0), Size::new(300.0, 300.0));
        properties.set(Property::Limits(limits));
        assert_eq!(properties.setup().size, Size::new(100.0, 300.0));
        assert!(is_size_pending(&mut properties));
        properties.set(Property::Limits(limits));
        assert!(!is_size_pending(&mut properties), "the size fits already");
        assert_eq!(properties.take_pending(), None);
    }

    #[test]
    fn the_background_is_never_pending() {
        let mut properties = Properties::new(WindowSetup::default());
        properties.set(Property::Background([1, 2, 3]));
        assert_eq!(properties.setup().background, [1, 2, 3]);
        assert_eq!(properties.take_pending(), None);
    }

    #[test]
    fn a_pending_value_is_not_replaced_by_a_report_of_the_display() {
        let mut properties = Properties::new(WindowSetup::default());
        properties.set(Property::Maximized(true));
        properties.set(Property::Size(Size::new(7.0, 8.0)));
        properties.adopt_mode(WindowMode::FULLSCREEN);
        properties.adopt_size(Size::new(1.0, 2.0));
        let setup = properties.setup();
        assert!(setup.mode.fullscreen && setup.mode.maximized);
        assert_eq!(setup.size, Size::new(7.0, 8.0));
        properties.take_pending();
        properties.adopt_mode(WindowMode::NORMAL);
        assert_eq!(properties.setup().mode, WindowMode::NORMAL);
    }
}
