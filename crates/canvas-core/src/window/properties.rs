//! A window's properties: the values that the display has confirmed, and those that are requested and not confirmed yet.
//!
//! Changes are compared with the last request, so that a change back to what the display still shows is sent too:
//! the last request wins.

use crate::backend::WindowMode;
use crate::geometry::PhysicalSize;
use crate::geometry::kurbo::{Point, Size};

use super::options::Options;

/// How long a request counts, seconds. A display that has not confirmed it by then will not: some refuse without an
/// answer, and Wayland never reports that a window is minimised.
const CONFIRM_TIMEOUT: f64 = 1.0;

/// The properties that the display has reported.
#[derive(Debug)]
pub(super) struct DisplayState {
    created: bool,
    visible: bool,
    size: PhysicalSize,
    ratio: f64,
    position: Option<Point>,
    mode: WindowMode,
    pending: PendingProperties,
}

impl DisplayState {
    /// Until the display reports anything, those of the options.
    pub(super) fn new(options: &Options) -> Self {
        Self {
            created: false,
            visible: false,
            size: PhysicalSize::from_logical(options.size, 1.0),
            ratio: 1.0,
            position: options.position,
            mode: options.mode,
            pending: PendingProperties::default(),
        }
    }

    /// Whether the display has created the window.
    pub(super) fn is_created(&self) -> bool {
        self.created
    }

    /// Whether the window can be seen.
    pub(super) fn is_visible(&self) -> bool {
        self.visible
    }

    /// The size of the content, physical pixels.
    pub(super) fn size(&self) -> PhysicalSize {
        self.size
    }

    /// The size of the content, logical pixels.
    pub(super) fn logical_size(&self) -> Size {
        self.size.to_logical(self.ratio)
    }

    /// Physical pixels per logical pixel.
    pub(super) fn ratio(&self) -> f64 {
        self.ratio
    }

    /// Where the window is, logical pixels, if that is known.
    pub(super) fn position(&self) -> Option<Point> {
        self.position
    }

    /// The display has created the window.
    pub(super) fn confirm_created(&mut self) {
        self.created = true;
    }

    /// The display has reported a size. Whether it is a new one.
    pub(super) fn confirm_size(&mut self, size: PhysicalSize, ratio: f64) -> bool {
        self.pending.confirm_size(size, ratio);
        let before = std::mem::replace(&mut self.size, size);
        let ratio_before = std::mem::replace(&mut self.ratio, ratio);
        (before, ratio_before) != (size, ratio)
    }

    /// The display has reported a position. Whether it is a new one.
    pub(super) fn confirm_position(&mut self, position: Point) -> bool {
        self.pending.confirm_position(position);
        self.position.replace(position) != Some(position)
    }

    /// The display has reported how the window is shown.
    pub(super) fn confirm_mode(&mut self, mode: WindowMode) {
        self.pending.confirm_mode(mode);
        self.mode = mode;
    }

    /// The window can be seen, or no longer. Whether that is new.
    pub(super) fn set_visible(&mut self, visible: bool) -> bool {
        std::mem::replace(&mut self.visible, visible) != visible
    }

    /// The options, with the confirmed values where the display confirms.
    pub(super) fn confirmed(&self, options: &Options) -> Options {
        let mut options = options.clone();
        if self.created {
            options.size = self.logical_size();
            options.position = self.position;
            options.mode = self.mode;
        }
        options
    }

    /// The options, with the last request where the display has not answered yet.
    pub(super) fn requested(&self, options: &Options, now: f64) -> Options {
        let mut options = self.confirmed(options);
        self.pending.apply(&mut options, now);
        options
    }

    /// Requests the differences from the display. A window that does not exist yet has the requested size at once.
    pub(super) fn request(&mut self, before: &Options, requested: &Options, now: f64) {
        self.pending.note(before, requested, now);
        if !self.created {
            self.size = PhysicalSize::from_logical(requested.size, self.ratio);
        }
    }
}

/// A value that was requested, and until when the request counts.
#[derive(Clone, Copy, Debug)]
struct Pending<T>(Option<(T, f64)>);

impl<T> Default for Pending<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Copy + PartialEq> Pending<T> {
    fn apply(&self, value: &mut T, now: f64) {
        if let Some((requested, until)) = self.0
            && now < until
        {
            *value = requested;
        }
    }

    fn note(&mut self, before: T, requested: T, now: f64) {
        if requested != before {
            self.0 = Some((requested, now + CONFIRM_TIMEOUT));
        }
    }

    fn end_if(&mut self, is_confirmed: impl FnOnce(T) -> bool) {
        self.0 = self.0.filter(|(requested, _)| !is_confirmed(*requested));
    }
}

/// The requests for all properties that a display confirms.
#[derive(Debug, Default)]
struct PendingProperties {
    size: Pending<Size>,
    position: Pending<Option<Point>>,
    fullscreen: Pending<bool>,
    maximized: Pending<bool>,
    minimized: Pending<bool>,
}

impl PendingProperties {
    /// Replaces confirmed values by the requested ones.
    fn apply(&self, confirmed: &mut Options, now: f64) {
        self.size.apply(&mut confirmed.size, now);
        self.position.apply(&mut confirmed.position, now);
        let mode = &mut confirmed.mode;
        self.fullscreen.apply(&mut mode.fullscreen, now);
        self.maximized.apply(&mut mode.maximized, now);
        self.minimized.apply(&mut mode.minimized, now);
    }

    /// Requests the differences from the display.
    fn note(&mut self, before: &Options, requested: &Options, now: f64) {
        self.size.note(before.size, requested.size, now);
        self.position.note(before.position, requested.position, now);
        let (was, mode) = (before.mode, requested.mode);
        self.fullscreen.note(was.fullscreen, mode.fullscreen, now);
        self.maximized.note(was.maximized, mode.maximized, now);
        self.minimized.note(was.minimized, mode.minimized, now);
    }

    fn confirm_size(&mut self, size: PhysicalSize, ratio: f64) {
        self.size
            .end_if(|requested| PhysicalSize::from_logical(requested, ratio) == size);
    }

    fn confirm_position(&mut self, position: Point) {
        self.position.end_if(|requested| requested == Some(position));
    }

    fn confirm_mode(&mut self, mode: WindowMode) {
        self.fullscreen.end_if(|requested| requested == mode.fullscreen);
        self.maximized.end_if(|requested| requested == mode.maximized);
        self.minimized.end_if(|requested| requested == mode.minimized);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sized(width: f64) -> Options {
        Options {
            size: Size::new(width, 100.0),
            ..Options::default()
        }
    }

    fn physical(width: u32) -> PhysicalSize {
        PhysicalSize::new(width, 100).unwrap()
    }

    #[test]
    fn a_request_counts_until_it_is_confirmed_or_too_old() {
        let (old, new) = (sized(200.0), sized(300.0));
        let mut display = DisplayState::new(&old);
        display.confirm_created();
        assert!(
            !display.confirm_size(physical(200), 1.0),
            "the size that was requested"
        );
        display.request(&old, &new, 5.0);
        let requested = |display: &DisplayState, now| display.requested(&old, now).size.width;
        assert_eq!(display.confirmed(&old).size.width, 200.0);
        assert_eq!(requested(&display, 5.5), 300.0);
        assert_eq!(
            requested(&display, 6.0),
            200.0,
            "the display has not answered in time"
        );
        assert!(display.confirm_size(physical(250), 1.0));
        assert_eq!(requested(&display, 5.5), 300.0, "another size does not answer it");
        assert!(display.confirm_size(physical(300), 1.0));
        assert!(display.confirm_size(physical(220), 1.0));
        assert_eq!(requested(&display, 5.5), 220.0, "it was answered");
    }

    #[test]
    fn a_window_that_does_not_exist_yet_has_the_requested_size_at_once() {
        let mut display = DisplayState::new(&sized(200.0));
        display.request(&sized(200.0), &sized(300.0), 0.0);
        assert_eq!(display.size(), physical(300));
    }

    #[test]
    fn only_news_is_reported() {
        let mut display = DisplayState::new(&Options::default());
        let place = Point::new(3.0, 4.0);
        assert!(display.confirm_position(place) && !display.confirm_position(place));
        assert!(display.set_visible(true) && !display.set_visible(true));
        assert!(display.confirm_size(physical(200), 2.0));
        assert!(!display.confirm_size(physical(200), 2.0));
        assert!(display.confirm_size(physical(200), 1.0), "the ratio alone");
        assert_eq!(display.logical_size(), Size::new(200.0, 100.0));
    }
}
