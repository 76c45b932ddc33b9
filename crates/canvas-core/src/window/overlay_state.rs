//! The overlay as a part of a window's state.

use std::sync::Arc;

use crate::frame::Frame;
use crate::overlay::{MARGIN, Panel, PanelImage};

/// Whether there is a panel with statistics over the window, the newest image of it, and whether the frame that is shown
/// has another one.
#[derive(Debug)]
pub(super) struct OverlayState {
    is_on: bool,
    image: Option<Arc<PanelImage>>,
    /// A timer checks the statistics again and again.
    is_watched: bool,
    /// The panel has changed since the last frame began to be rendered.
    is_changed: bool,
}

impl OverlayState {
    pub(super) fn new(is_on: bool) -> Self {
        Self {
            is_on,
            image: None,
            is_watched: false,
            is_changed: false,
        }
    }

    /// Whether statistics are drawn over the window.
    pub(super) fn is_on(&self) -> bool {
        self.is_on
    }

    /// Turns it on or off; returns the image that is no longer needed.
    pub(super) fn set_on(&mut self, is_on: bool) -> Option<Arc<PanelImage>> {
        self.is_on = is_on;
        let old = if is_on { None } else { self.image.take() };
        self.is_changed |= old.is_some();
        old
    }

    /// A new session, perhaps on another display; returns the image that is no longer needed.
    pub(super) fn reopen(&mut self) -> Option<Arc<PanelImage>> {
        (self.is_watched, self.is_changed) = (false, false);
        self.image.take()
    }

    /// Begins to watch the statistics if the panel can be seen. Whether that is new.
    pub(super) fn begin_watch(&mut self, is_visible: bool) -> bool {
        let begins = self.is_on && is_visible && !self.is_watched;
        self.is_watched |= begins;
        begins
    }

    /// Whether the statistics are still watched.
    pub(super) fn keep_watching(&mut self, is_visible: bool) -> bool {
        self.is_watched = self.is_on && is_visible;
        self.is_watched
    }

    /// The newest image of the panel.
    pub(super) fn image(&self) -> Option<&Arc<PanelImage>> {
        self.image.as_ref()
    }

    /// Takes a new image, or none if there is no space for it; returns the one before.
    pub(super) fn replace(&mut self, image: Option<Arc<PanelImage>>) -> Option<Arc<PanelImage>> {
        self.is_changed = true;
        std::mem::replace(&mut self.image, image)
    }

    /// The panel to draw over a frame of this ratio, below a band of this height (logical pixels).
    pub(super) fn panel(&self, ratio: f64, banner: f64) -> Option<Panel> {
        let pixels = |length: f64| (length * ratio).round() as u32;
        Some(Panel {
            image: self.image.clone()?,
            left: pixels(MARGIN),
            top: pixels(MARGIN + banner),
        })
    }

    /// Whether a frame with the newest panel has still to be rendered.
    pub(super) fn is_changed(&self) -> bool {
        self.is_changed
    }

    /// A frame with the newest panel is being rendered, or (`true`) could not be.
    pub(super) fn set_changed(&mut self, is_changed: bool) {
        self.is_changed = is_changed;
    }

    /// Whether a frame has another panel than the newest.
    pub(super) fn differs_from(&self, frame: &Frame) -> bool {
        match (frame.save_under(), &self.image) {
            (None, None) => false,
            (Some(save_under), Some(image)) => !save_under.shows(image),
            (None, Some(_)) | (Some(_), None) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_are_watched_while_the_panel_can_be_seen() {
        let mut overlay = OverlayState::new(false);
        assert!(!overlay.begin_watch(true), "it is off");
        assert!(overlay.set_on(true).is_none());
        assert!(!overlay.begin_watch(false), "it cannot be seen");
        assert!(overlay.begin_watch(true) && !overlay.begin_watch(true));
        assert!(overlay.keep_watching(true) && !overlay.keep_watching(false));
        assert!(overlay.begin_watch(true));
        assert!(overlay.reopen().is_none());
        assert!(overlay.begin_watch(true), "a new session is watched again");
    }

    #[test]
    fn a_panel_that_was_never_drawn_changes_nothing() {
        let mut overlay = OverlayState::new(true);
        assert!(overlay.set_on(false).is_none() && !overlay.is_changed());
        assert!(overlay.replace(None).is_none() && overlay.is_changed());
        assert!(overlay.panel(1.0, 0.0).is_none());
    }
}
