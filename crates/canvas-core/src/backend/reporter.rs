//! Filters the reports of a backend to a window's port by the rules of the contract.

use std::sync::Arc;

use crate::error::Error;
use crate::event::{Event, FocusEvent};
use crate::frame::Frame;
use crate::geometry::PhysicalSize;
use crate::geometry::kurbo::Point;

use super::messages::{BackendEvent, WindowPort};
use super::setup::WindowMode;

/// Reports to a window's port, by the rules of the contract: nothing before [`BackendEvent::Created`], sizes, places and
/// states only when they have changed, exactly one last event and nothing after it.
///
/// Events before [`created`](Self::created) are held, and reported after it. A port that is dropped without an end
/// receives none, so every way out of a backend ends in [`destroyed`](Self::destroyed), [`lost`](Self::lost) or
/// [`failed`](Self::failed).
#[derive(Debug)]
pub struct Reporter {
    /// `None` after the end.
    port: Option<Arc<dyn WindowPort>>,
    is_created: bool,
    /// The events before that.
    early: Vec<BackendEvent>,
    size: Option<(PhysicalSize, f64)>,
    position: Option<Point>,
    mode: WindowMode,
    visible: bool,
    focused: bool,
}

impl Reporter {
    /// Reports about a window that is not created yet, neither visible nor focused.
    pub fn new(port: Arc<dyn WindowPort>) -> Self {
        Self {
            port: Some(port),
            is_created: false,
            early: Vec::new(),
            size: None,
            position: None,
            mode: WindowMode::NORMAL,
            visible: false,
            focused: false,
        }
    }

    /// Whether the port has been notified that the window exists.
    pub fn is_created(&self) -> bool {
        self.is_created
    }

    /// The window exists, with a content of `size` physical pixels, `ratio` of them per logical pixel. Held events are
    /// reported now.
    pub fn created(&mut self, size: PhysicalSize, ratio: f64) {
        if self.is_created {
            return;
        }
        self.is_created = true;
        self.size = Some((size, ratio));
        self.report(BackendEvent::Created { size, ratio });
        for event in std::mem::take(&mut self.early) {
            self.report(event);
        }
    }

    /// The content has this size (physical pixels) and ratio; true if that was reported. Before
    /// [`created`](Self::created), which reports the size itself, nothing is.
    pub fn size(&mut self, size: PhysicalSize, ratio: f64) -> bool {
        let is_new = self.is_created && self.size != Some((size, ratio));
        if is_new {
            self.size = Some((size, ratio));
            self.report(BackendEvent::Resized { size, ratio });
        }
        is_new
    }

    /// The content's top left corner is at this place of the screen, logical pixels.
    pub fn position(&mut self, position: Point) {
        if self.position != Some(position) {
            self.position = Some(position);
            self.report(BackendEvent::Moved(position));
        }
    }

    /// How the window is shown; returns the mode that was reported before if this one differs.
    pub fn mode(&mut self, mode: WindowMode) -> Option<WindowMode> {
        let before = std::mem::replace(&mut self.mode, mode);
        if before == mode {
            return None;
        }
        self.report(BackendEvent::Mode(mode));
        Some(before)
    }

    /// Whether the window is on the screen (true), or hidden or minimised.
    pub fn visible(&mut self, visible: bool) {
        if self.visible != visible {
            self.visible = visible;
            self.report(BackendEvent::Visible(visible));
        }
    }

    /// Whether the window has the keyboard's focus, since `timestamp` (seconds, see [`clock`](crate::clock)).
    pub fn focused(&mut self, focused: bool, timestamp: f64) {
        if self.focused != focused {
            self.focused = focused;
            let mut event = FocusEvent::new(focused);
            (event.timestamp, event.synthetic) = (timestamp, false);
            self.input(Event::Focus(event));
        }
    }

    /// The user did something. Focus changes go through [`focused`](Self::focused).
    pub fn input(&mut self, event: Event) {
        self.report(BackendEvent::Input(event));
    }

    /// The user pressed the close button.
    pub fn close_requested(&mut self) {
        self.report(BackendEvent::CloseRequested);
    }

    /// A part of the window was uncovered, and has been painted again from the kept frame.
    pub fn exposed(&mut self) {
        self.report(BackendEvent::Exposed);
    }

    /// The display has taken the frame of this serial.
    pub fn frame_shown(&mut self, serial: u64) {
        self.report(BackendEvent::FrameShown(serial));
    }

    /// The newest frame of the window that has not been taken.
    pub fn take_frame(&self) -> Option<Frame> {
        self.port.as_ref()?.take_frame()
    }

    /// The window has ended: because of a `Destroy` (true), or because another client destroyed it. If that happens to a
    /// window that was never created, its creation has failed.
    pub fn destroyed(&mut self, requested: bool) {
        self.end(match self.is_created || requested {
            true => BackendEvent::Destroyed(requested),
            false => BackendEvent::Failed(Error::Display("another program destroyed the window".to_owned())),
        });
    }

    /// The window cannot be served any more. If it was never created, its creation has failed with the error that `error`
    /// makes of the reason.
    pub fn lost(&mut self, reason: &str, error: impl FnOnce(String) -> Error) {
        let reason = reason.to_owned();
        self.end(match self.is_created {
            true => BackendEvent::Lost(reason),
            false => BackendEvent::Failed(error(reason)),
        });
    }

    /// The window could not be created.
    pub fn failed(&mut self, error: Error) {
        self.end(BackendEvent::Failed(error));
    }

    fn report(&mut self, event: BackendEvent) {
        let Some(port) = &self.port else { return };
        match self.is_created {
            true => port.deliver(event),
            false => self.early.push(event),
        }
    }

    fn end(&mut self, event: BackendEvent) {
        self.early.clear();
        if let Some(port) = self.port.take() {
            port.deliver(event);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use canvas_draw::sync::lock::lock;
    use std::sync::Mutex;

    #[derive(Debug, Default)]
    struct Port(Mutex<Vec<BackendEvent>>);

    impl WindowPort for Port {
        fn take_frame(&self) -> Option<Frame> {
            None
        }

        fn deliver(&self, event: BackendEvent) {
            lock(&self.0).push(event);
        }
    }

    impl Port {
        fn take(&self) -> Vec<BackendEvent> {
            std::mem::take(&mut lock(&self.0))
        }
    }

    fn reporter() -> (Arc<Port>, Reporter) {
        let port = Arc::new(Port::default());
        (Arc::clone(&port), Reporter::new(port))
    }

    fn size(side: u32) -> PhysicalSize {
        PhysicalSize::new(side, side).unwrap()
    }

    #[test]
    fn what_comes_before_the_window_exists_is_reported_after_it() {
        let (port, mut reporter) = reporter();
        reporter.visible(true);
        reporter.close_requested();
        assert!(!reporter.size(size(9), 1.0), "the creation reports the size");
        assert!(port.take().is_empty() && !reporter.is_created());
        reporter.created(size(7), 2.0);
        assert!(reporter.is_created());
        let created = BackendEvent::Created {
            size: size(7),
            ratio: 2.0,
        };
        assert_eq!(
            port.take(),
            [created, BackendEvent::Visible(true), BackendEvent::CloseRequested]
        );
        reporter.created(size(8), 1.0);
        assert!(port.take().is_empty(), "it is created once");
    }

    #[test]
    fn only_changes_are_reported() {
        let (port, mut reporter) = reporter();
        reporter.created(size(7), 1.0);
        port.take();
        assert!(!reporter.size(size(7), 1.0));
        reporter.visible(false);
        reporter.focused(false, 1.0);
        assert_eq!(reporter.mode(WindowMode::NORMAL), None);
        assert_eq!(port.take(), []);
        for _ in 0..2 {
            reporter.size(size(7), 2.0);
            reporter.position(Point::new(1.0, 2.0));
            reporter.mode(WindowMode::MAXIMIZED);
            reporter.visible(true);
        }
        let resized = BackendEvent::Resized {
            size: size(7),
            ratio: 2.0,
        };
        assert_eq!(
            port.take(),
            [
                resized,
                BackendEvent::Moved(Point::new(1.0, 2.0)),
                BackendEvent::Mode(WindowMode::MAXIMIZED),
                BackendEvent::Visible(true)
            ]
        );
        assert_eq!(reporter.mode(WindowMode::NORMAL), Some(WindowMode::MAXIMIZED));
    }

    #[test]
    fn the_focus_is_reported_when_it_changes() {
        let (port, mut reporter) = reporter();
        reporter.created(size(7), 1.0);
        port.take();
        for focused in [true, true, false, false] {
            reporter.focused(focused, 7.0);
        }
        let focus = |focused| {
            let mut event = FocusEvent::new(focused);
            (event.timestamp, event.synthetic) = (7.0, false);
            BackendEvent::Input(Event::Focus(event))
        };
        assert_eq!(port.take(), [focus(true), focus(false)]);
    }

    #[test]
    fn nothing_is_reported_after_the_end() {
        for end in [
            |reporter: &mut Reporter| reporter.destroyed(true),
            |reporter: &mut Reporter| reporter.destroyed(false),
            |reporter: &mut Reporter| reporter.lost("gone", Error::DisplayLost),
            |reporter: &mut Reporter| reporter.failed(Error::Display("no".to_owned())),
        ] {
            let (port, mut reporter) = reporter();
            reporter.visible(true);
            end(&mut reporter);
            assert_eq!(port.take().len(), 1, "what was held is forgotten");
            reporter.created(size(7), 1.0);
            reporter.position(Point::ORIGIN);
            end(&mut reporter);
            assert_eq!(port.take(), []);
            assert_eq!(Arc::strong_count(&port), 1, "the port is dropped");
        }
    }

    #[test]
    fn an_end_before_the_creation_is_a_failure_unless_it_was_requested() {
        let ended = |is_created: bool, end: fn(&mut Reporter)| {
            let (port, mut reporter) = reporter();
            if is_created {
                reporter.created(size(7), 1.0);
                port.take();
            }
            end(&mut reporter);
            port.take().remove(0)
        };
        let foreign: fn(&mut Reporter) = |reporter| reporter.destroyed(false);
        let own: fn(&mut Reporter) = |reporter| reporter.destroyed(true);
        let lost: fn(&mut Reporter) = |reporter| reporter.lost("gone", Error::DisplayLost);
        assert!(matches!(
            ended(false, foreign),
            BackendEvent::Failed(Error::Display(_))
        ));
        assert_eq!(ended(true, foreign), BackendEvent::Destroyed(false));
        assert_eq!(ended(false, own), BackendEvent::Destroyed(true));
        assert_eq!(ended(true, own), BackendEvent::Destroyed(true));
        let failed = BackendEvent::Failed(Error::DisplayLost("gone".to_owned()));
        assert_eq!(ended(false, lost), failed);
        assert_eq!(ended(true, lost), BackendEvent::Lost("gone".to_owned()));
    }
}
