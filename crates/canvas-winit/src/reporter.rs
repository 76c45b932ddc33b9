//! Reports to a window's port: each state once, and nothing before `Created` or after the end.

use std::sync::Arc;

use canvas_core::backend::{BackendEvent, WindowMode, WindowPort};
use canvas_core::frame::Frame;
use canvas_core::geometry::PhysicalSize;
use canvas_core::geometry::kurbo::Point;

/// The port of a window and the state that it knows.
#[derive(Debug)]
pub(crate) struct Reporter {
    port: Arc<dyn WindowPort>,
    is_created: bool,
    /// Events from before the port knows that the window exists, in order.
    early: Vec<BackendEvent>,
    /// Physical pixels, and physical pixels per logical pixel.
    size: (PhysicalSize, f64),
    is_visible: bool,
    /// Logical pixels; `None` until the display reports a position.
    position: Option<Point>,
    mode: WindowMode,
}

impl Reporter {
    /// A window that does not exist yet.
    pub(crate) fn new(port: Arc<dyn WindowPort>, size: PhysicalSize) -> Self {
        Self {
            port,
            is_created: false,
            early: Vec::new(),
            size: (size, 1.0),
            is_visible: false,
            position: None,
            mode: WindowMode::NORMAL,
        }
    }

    /// Whether `Created` has been reported.
    pub(crate) fn is_created(&self) -> bool {
        self.is_created
    }

    /// The newest frame that has not been taken.
    pub(crate) fn take_frame(&self) -> Option<Frame> {
        self.port.take_frame()
    }

    /// Reports an event. Events from before `Created` are reported after it.
    pub(crate) fn report(&mut self, event: BackendEvent) {
        if self.is_created {
            self.port.deliver(event);
        } else {
            self.early.push(event);
        }
    }

    /// Reports that the window exists, then the events that came before.
    pub(crate) fn report_created(&mut self, size: PhysicalSize, ratio: f64) {
        self.is_created = true;
        self.size = (size, ratio);
        self.report(BackendEvent::Created { size, ratio });
        for event in std::mem::take(&mut self.early) {
            self.report(event);
        }
    }

    /// Reports a size and ratio that are new; whether they are.
    pub(crate) fn report_size(&mut self, size: PhysicalSize, ratio: f64) -> bool {
        let is_new = self.is_created && self.size != (size, ratio);
        if is_new {
            self.size = (size, ratio);
            self.report(BackendEvent::Resized { size, ratio });
        }
        is_new
    }

    /// Reports whether the window is on the screen, if that has changed.
    pub(crate) fn report_visible(&mut self, is_visible: bool) {
        if self.is_visible != is_visible {
            self.is_visible = is_visible;
            self.report(BackendEvent::Visible(is_visible));
        }
    }

    /// Reports the position of the content, logical pixels, if it has changed.
    pub(crate) fn report_position(&mut self, position: Point) {
        if self.position != Some(position) {
            self.position = Some(position);
            self.report(BackendEvent::Moved(position));
        }
    }

    /// Reports how the window is shown, and with it whether it is minimised; whether that has changed.
    pub(crate) fn report_mode(&mut self, mode: WindowMode) -> bool {
        if self.mode == mode {
            return false;
        }
        let was_minimized = std::mem::replace(&mut self.mode, mode).minimized;
        self.report(BackendEvent::Mode(mode));
        if was_minimized != mode.minimized {
            self.report_visible(!mode.minimized);
        }
        true
    }

    /// Reports the last event, whether the window was created or not.
    pub(crate) fn report_end(self, event: BackendEvent) {
        self.port.deliver(event);
    }
}
