//! The messages between the core and a backend: commands one way, events for a window's port the other.

use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::event::Event;
use crate::frame::Frame;
use crate::geometry::PhysicalSize;
use crate::geometry::kurbo::Point;

use super::ids::WindowId;
use super::property::Property;
use super::setup::{WindowMode, WindowSetup};

/// A request of the core to a backend. A command for a window that has ended is ignored.
#[derive(Debug)]
pub enum Command {
    /// Create a window and show it. Answered by [`BackendEvent::Created`] or [`BackendEvent::Failed`].
    Create(WindowId, Box<WindowSetup>, Arc<dyn WindowPort>),
    /// Show it again after `Hide`.
    Show(WindowId),
    /// Take it off the screen.
    Hide(WindowId),
    /// Bring it to the front and request the focus.
    Raise(WindowId),
    /// The window's port has a newer frame.
    Present(WindowId),
    /// Change a property: a request to the window manager, which events confirm.
    Set(WindowId, Property),
    /// Destroy it. Answered by [`BackendEvent::Destroyed`].
    Destroy(WindowId),
}

/// A report of a backend to a window.
#[derive(Clone, Debug, PartialEq)]
pub enum BackendEvent {
    /// The window exists; the first event.
    Created {
        /// The size of the content, physical pixels.
        size: PhysicalSize,
        /// Physical pixels per logical pixel; finite and above zero.
        ratio: f64,
    },
    /// The window could not be created; the last event.
    Failed(Error),
    /// The content has a new size or ratio.
    Resized {
        /// The size of the content, physical pixels.
        size: PhysicalSize,
        /// Physical pixels per logical pixel; finite and above zero.
        ratio: f64,
    },
    /// The content's top left corner is at this place of the screen, logical pixels.
    Moved(Point),
    /// The window is shown in this mode now.
    Mode(WindowMode),
    /// The window is on the screen (true), or hidden or minimised (false).
    Visible(bool),
    /// The user did something: a pointer, wheel, key, text, drop or focus event. Never `DoubleClick`, which the window
    /// derives itself.
    Input(Event),
    /// The user pressed the close button.
    CloseRequested,
    /// A part of the window was uncovered, and has been painted again from the kept frame.
    Exposed,
    /// The display has taken the frame of this serial; the window now shows its pixels.
    FrameShown(u64),
    /// The window has ended; the last event. True if a `Destroy` requested it.
    Destroyed(bool),
    /// The display is lost, for this reason; the last event.
    Lost(String),
}

/// The window's side of the contract. The event loop calls it, so it never blocks and never runs user code.
pub trait WindowPort: Send + Sync + fmt::Debug {
    /// Takes the newest frame that the backend has not taken yet. Frames before it that were not taken in time are never
    /// shown.
    fn take_frame(&self) -> Option<Frame>;
    /// Reports an event to the window.
    fn deliver(&self, event: BackendEvent);
}
