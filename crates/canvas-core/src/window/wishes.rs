//! What a display has been asked for and has not confirmed yet. Changes are compared with it, so that a change back to what
//! the display still shows is not taken for none: the last wish wins.

use crate::backend::WindowMode;
use crate::geometry::PhysicalSize;
use crate::geometry::kurbo::{Point, Size};

use super::options::Options;

/// How long a wish counts, seconds. A display that has not granted it by then will not: some refuse without a word, and
/// Wayland never says that a window is minimised.
const PATIENCE: f64 = 1.0;

/// A value that was asked for, and until when that counts.
#[derive(Clone, Copy, Debug)]
struct Wish<T>(Option<(T, f64)>);

impl<T> Default for Wish<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Copy + PartialEq> Wish<T> {
    fn apply(&self, value: &mut T, now: f64) {
        if let Some((wish, until)) = self.0
            && now < until
        {
            *value = wish;
        }
    }

    fn note(&mut self, before: T, wanted: T, now: f64) {
        if wanted != before {
            self.0 = Some((wanted, now + PATIENCE));
        }
    }

    fn end_if(&mut self, is_granted: impl FnOnce(T) -> bool) {
        self.0 = self.0.filter(|(wish, _)| !is_granted(*wish));
    }
}

/// The wishes for all that a display confirms.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    size: Wish<Size>,
    position: Wish<Option<Point>>,
    fullscreen: Wish<bool>,
    maximized: Wish<bool>,
    minimized: Wish<bool>,
}

impl Wishes {
    /// What is confirmed, with what was asked for in its place.
    pub(super) fn apply(&self, confirmed: &mut Options, now: f64) {
        self.size.apply(&mut confirmed.size, now);
        self.position.apply(&mut confirmed.position, now);
        let mode = &mut confirmed.mode;
        self.fullscreen.apply(&mut mode.fullscreen, now);
        self.maximized.apply(&mut mode.maximized, now);
        self.minimized.apply(&mut mode.minimized, now);
    }

    /// The display is asked for what differs.
    pub(super) fn note(&mut self, before: &Options, wanted: &Options, now: f64) {
        self.size.note(before.size, wanted.size, now);
        self.position.note(before.position, wanted.position, now);
        let (was, mode) = (before.mode, wanted.mode);
        self.fullscreen.note(was.fullscreen, mode.fullscreen, now);
        self.maximized.note(was.maximized, mode.maximized, now);
        self.minimized.note(was.minimized, mode.minimized, now);
    }

    /// The display has said what size the window has.
    pub(super) fn sized(&mut self, size: PhysicalSize, ratio: f64) {
        self.size
            .end_if(|wish| PhysicalSize::from_logical(wish, ratio) == size);
    }

    /// The display has said where the window is.
    pub(super) fn placed(&mut self, place: Point) {
        self.position.end_if(|wish| wish == Some(place));
    }

    /// The display has said how the window is shown.
    pub(super) fn shown_as(&mut self, mode: WindowMode) {
        self.fullscreen.end_if(|wish| wish == mode.fullscreen);
        self.maximized.end_if(|wish| wish == mode.maximized);
        self.minimized.end_if(|wish| wish == mode.minimized);
    }
}
