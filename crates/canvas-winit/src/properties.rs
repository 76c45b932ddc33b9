//! The properties of a window: the values that a program has set, and which of them the display does not know yet.

use canvas_core::backend::{Property, SizeLimits, WindowMode, WindowSetup};
use canvas_core::geometry::kurbo::Size;

/// The values that a program has set, and those that are pending.
#[derive(Debug)]
pub(crate) struct Properties {
    /// Kept up to date: a window that is recreated starts with it.
    setup: WindowSetup,
    pending: Pending,
}

/// Properties that were set and have not been sent to the display. Only the newest value of each is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pending {
    pub(crate) title: bool,
    pub(crate) size: bool,
    pub(crate) limits: bool,
    pub(crate) position: bool,
    pub(crate) decorated: bool,
    pub(crate) fullscreen: bool,
    pub(crate) maximized: bool,
    pub(crate) minimized: bool,
    pub(crate) always_on_top: bool,
    pub(crate) icon: bool,
    pub(crate) cursor: bool,
}

impl Properties {
    /// The properties of a window that is not created yet: nothing is pending, since it is created with them.
    pub(crate) fn new(mut setup: WindowSetup) -> Self {
        setup.size = within_limits(setup.size, setup.limits);
        let pending = Pending::default();
        Self { setup, pending }
    }

    /// The newest values.
    pub(crate) fn setup(&self) -> &WindowSetup {
        &self.setup
    }

    /// Stores a value. Background and opacity are never pending: the one is painted, winit does not support the other.
    pub(crate) fn set(&mut self, property: Property) {
        let (setup, pending) = (&mut self.setup, &mut self.pending);
        match property {
            Property::Title(title) => (setup.title, pending.title) = (title, true),
            Property::Background(colour) => setup.background = colour,
            Property::Size(size) => {
                (setup.size, pending.size) = (within_limits(size, setup.limits), true);
            }
            Property::Position(position) => (setup.position, pending.position) = (Some(position), true),
            Property::Decorated(decorated) => (setup.decorated, pending.decorated) = (decorated, true),
            Property::Fullscreen(on) => (setup.mode.fullscreen, pending.fullscreen) = (on, true),
            Property::Maximized(on) => (setup.mode.maximized, pending.maximized) = (on, true),
            Property::Minimized(on) => (setup.mode.minimized, pending.minimized) = (on, true),
            Property::AlwaysOnTop(on) => (setup.always_on_top, pending.always_on_top) = (on, true),
            Property::Opacity(opacity) => setup.opacity = opacity,
            Property::Icon(icon) => (setup.icon, pending.icon) = (icon, true),
            Property::Cursor(cursor) => (setup.cursor, pending.cursor) = (cursor, true),
            Property::Limits(limits) => {
                (setup.limits, pending.limits) = (limits, true);
                let size = within_limits(setup.size, limits);
                pending.size |= size != setup.size;
                setup.size = size;
            }
        }
    }

    /// The pending properties, which are pending no longer; `None` if there are none.
    pub(crate) fn take_pending(&mut self) -> Option<Pending> {
        let pending = std::mem::take(&mut self.pending);
        (pending != Pending::default()).then_some(pending)
    }

    /// Adopts a size that the display has chosen, logical pixels, unless the program has set another meanwhile.
    pub(crate) fn adopt_size(&mut self, size: Size) {
        if !self.pending.size {
            self.setup.size = size;
        }
    }

    /// Adopts a mode that the display reports, except where the program has set another meanwhile.
    pub(crate) fn adopt_mode(&mut self, reported: WindowMode) {
        let (pending, mode) = (self.pending, &mut self.setup.mode);
        for (is_pending, value, reported) in [
            (pending.fullscreen, &mut mode.fullscreen, reported.fullscreen),
            (pending.maximized, &mut mode.maximized, reported.maximized),
            (pending.minimized, &mut mode.minimized, reported.minimized),
        ] {
            if !is_pending {
                *value = reported;
            }
        }
    }
}

/// A size that the limits allow.
fn within_limits(size: Size, limits: SizeLimits) -> Size {
    let size = limits.min.map_or(size, |min| size.max(min));
    limits.max.map_or(size, |max| size.min(max))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_kept_within_their_limits() {
        let mut properties = Properties::new(WindowSetup::default());
        let size = Size::new(50.0, 500.0);
        properties.set(Property::Size(size));
        assert_eq!(properties.setup().size, size);
        assert!(properties.take_pending().is_some_and(|pending| pending.size));
        let limits = SizeLimits::between(Size::new(100.0, 100.0), Size::new(300.0, 300.0));
        properties.set(Property::Limits(limits));
        assert_eq!(properties.setup().size, Size::new(100.0, 300.0));
        let pending = properties.take_pending().unwrap();
        assert!(pending.limits && pending.size);
        properties.set(Property::Limits(limits));
        assert!(!properties.take_pending().unwrap().size, "the size fits already");
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
