//! A window in memory.

use std::sync::Arc;

use crate::backend::{
    Property, PropertyChanges, Reporter, WindowMode, WindowPort, WindowSetup, cancel_buttons,
};
use crate::error::Error;
use crate::event::{Buttons, Event, PointerType};
use crate::frame::Frame;
use crate::geometry::PhysicalSize;
use crate::geometry::kurbo::{Point, Size};

/// The size of the one monitor, which windows have that are maximised or fullscreen; logical pixels.
pub(super) const DESKTOP: Size = Size::new(1280.0, 720.0);

/// An action of a user or a window manager on a window.
#[derive(Clone, Debug, PartialEq)]
pub enum UserAction {
    /// Resize it, to physical pixels at a ratio.
    Resize(PhysicalSize, f64),
    /// Move the content's top left corner to this place of the screen, logical pixels.
    Move(Point),
    /// Change how it is shown, as a window manager does for its user.
    Mode(WindowMode),
    /// Use the pointer or the keyboard.
    Input(Event),
    /// Press the close button.
    CloseButton,
    /// Uncover it.
    Expose,
    /// Destroy it as another client could.
    Destroy,
}

/// A window in memory. Nothing is pending here: a change is confirmed as it is requested.
pub(super) struct Window {
    reporter: Reporter,
    shown: Option<Frame>,
    visible: bool,
    /// The requested properties.
    setup: WindowSetup,
    /// The held buttons of the mouse, and where it is: logical pixels.
    buttons: Buttons,
    pointer: (f64, f64),
    size: PhysicalSize,
    ratio: f64,
    mode: WindowMode,
    /// The size from before it was maximised or fullscreen.
    normal: PhysicalSize,
}

impl Window {
    /// Creates a window, and reports it.
    pub(super) fn new(setup: WindowSetup, port: Arc<dyn WindowPort>) -> Self {
        let size = PhysicalSize::from_logical(setup.limits.clamp(setup.size), 1.0);
        let mut window = Self {
            reporter: Reporter::new(port),
            shown: None,
            visible: true,
            setup,
            buttons: Buttons::default(),
            pointer: (0.0, 0.0),
            size,
            ratio: 1.0,
            mode: WindowMode::NORMAL,
            normal: size,
        };
        window.reporter.created(size, window.ratio);
        let mode = window.setup.mode;
        window.set_position(window.setup.position.unwrap_or(Point::ORIGIN));
        window.reporter.visible(true);
        window.set_mode(mode);
        window
    }

    pub(super) fn present(&mut self) {
        while let Some(frame) = self.reporter.take_frame() {
            let serial = frame.serial();
            self.shown = Some(frame);
            self.reporter.frame_shown(serial);
        }
    }

    /// The frame top left, clipped; the background where it does not reach.
    pub(super) fn pixel(&self, x: u32, y: u32) -> Option<[u8; 3]> {
        if !self.visible || x >= self.size.width() || y >= self.size.height() {
            return None;
        }
        let Some(frame) = &self.shown else {
            return Some(self.setup.background);
        };
        let buffer = frame.buffer();
        if x >= buffer.size().width() || y >= buffer.size().height() {
            return Some(self.setup.background);
        }
        let at = (y as usize * buffer.size().width() as usize + x as usize) * 4;
        Some([buffer.bytes()[at], buffer.bytes()[at + 1], buffer.bytes()[at + 2]])
    }

    /// The state that a user would see.
    pub(super) fn state(&self) -> WindowSetup {
        let mut state = self.setup.clone();
        state.size = self.size.to_logical(self.ratio);
        state.mode = self.mode;
        state
    }

    pub(super) fn set_visible(&mut self, visible: bool) {
        self.visible = visible;
        if !visible && let Some(event) = cancel_buttons(&mut self.buttons, self.pointer.0, self.pointer.1) {
            self.reporter.input(Event::Pointer(event));
        }
        self.reporter.visible(visible);
    }

    pub(super) fn set(&mut self, property: Property) {
        let mut changes = PropertyChanges::default();
        changes.apply(property.clone());
        // Everything else is shown by `state` alone.
        self.setup.apply(property);
        let mut mode = self.mode;
        mode.fullscreen = changes.fullscreen.unwrap_or(mode.fullscreen);
        mode.maximized = changes.maximized.unwrap_or(mode.maximized);
        mode.minimized = changes.minimized.unwrap_or(mode.minimized);
        if mode != self.mode {
            self.set_mode(mode);
        }
        if let Some(size) = changes.size {
            self.resize_logical(size);
        }
        if let Some(position) = changes.position {
            self.set_position(position);
        }
        if changes.limits.is_some() {
            self.resize_logical(self.size.to_logical(self.ratio));
        }
    }

    /// Applies an action of the user.
    pub(super) fn act(&mut self, action: UserAction) {
        match action {
            UserAction::Resize(size, ratio) => self.resize(size, ratio),
            UserAction::Move(position) => self.set_position(position),
            UserAction::Mode(mode) => self.set_mode(mode),
            UserAction::Input(event) => self.input(event),
            UserAction::CloseButton => self.reporter.close_requested(),
            UserAction::Expose => {
                if self.shown.is_some() {
                    self.reporter.exposed();
                }
            }
            UserAction::Destroy => self.destroyed(false),
        }
    }

    /// Reports the window's end.
    pub(super) fn destroyed(&mut self, requested: bool) {
        self.reporter.destroyed(requested);
    }

    /// Reports the display's end.
    pub(super) fn lost(&mut self, reason: &str) {
        self.reporter.lost(reason, Error::DisplayLost);
    }

    fn set_position(&mut self, position: Point) {
        self.setup.position = Some(position);
        self.reporter.position(position);
    }

    fn input(&mut self, event: Event) {
        if let Event::Pointer(event) = &event
            && event.pointer_type == PointerType::Mouse
        {
            (self.buttons, self.pointer) = (event.buttons, (event.x, event.y));
        }
        self.reporter.input(event);
    }

    fn set_mode(&mut self, mode: WindowMode) {
        let is_large = |mode: WindowMode| mode.fullscreen || mode.maximized;
        if mode == self.mode {
            return;
        }
        if is_large(mode) && !is_large(self.mode) {
            self.normal = self.size;
            self.resize(PhysicalSize::from_logical(DESKTOP, self.ratio), self.ratio);
        } else if is_large(self.mode) && !is_large(mode) {
            self.resize(self.normal, self.ratio);
        }
        if mode.minimized != self.mode.minimized {
            self.set_visible(!mode.minimized);
        }
        self.mode = mode;
        self.reporter.mode(mode);
    }

    fn resize_logical(&mut self, size: Size) {
        let size = PhysicalSize::from_logical(self.setup.limits.clamp(size), self.ratio);
        self.resize(size, self.ratio);
    }

    fn resize(&mut self, size: PhysicalSize, ratio: f64) {
        (self.size, self.ratio) = (size, ratio);
        self.reporter.size(size, ratio);
    }
}
