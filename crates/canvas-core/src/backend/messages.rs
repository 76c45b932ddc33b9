//! What the core and a backend say to each other: commands, and events for the window's port.

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

/// What the core asks of a backend. A command for a window that is gone is ignored.
#[derive(Debug)]
pub enum Command {
    /// Create a window and show it. Answered by [`BackendEvent::Created`] or [`BackendEvent::Failed`].
    Create(WindowId, Box<WindowSetup>, Arc<dyn WindowPort>),
    /// Show it again after `Hide`.
    Show(WindowId),
    /// Take it off the screen.
    Hide(WindowId),
    /// Bring it to the front and ask for the focus.
    Raise(WindowId),
    /// A newer frame waits in the window's port.
    Present(WindowId),
    /// Change a property: a request to the window manager, confirmed by events.
    Set(WindowId, Property),
    /// Destroy it. Answered by [`BackendEvent::Destroyed`].
    Destroy(WindowId),
}

/// What a backend tells a window.
#[derive(Clone, Debug, PartialEq)]
pub enum BackendEvent {
    /// The window exists. `ratio` is physical per logical pixels, finite and above zero.
    Created {
        /// Physical pixels.
        size: PhysicalSize,
        /// Physical pixels per logical pixel.
        ratio: f64,
    },
    /// The window could not be created; the last event.
    Failed(Error),
    /// The content has a new size or ratio.
    Resized {
        /// Physical pixels.
        size: PhysicalSize,
        /// Physical pixels per logical pixel.
        ratio: f64,
    },
    /// The content's top left corner is at this place of the screen, logical pixels.
    Moved(Point),
    /// How the window is shown now.
    Mode(WindowMode),
    /// The window is on the screen (true), or hidden or minimised (false).
    Visible(bool),
    /// The user did something: a pointer, wheel, key, text or focus event. Never `DoubleClick`, which the window makes.
    Input(Event),
    /// The user pressed the close button.
    CloseRequested,
    /// A part of the window was uncovered and has been painted again from the kept frame.
    Exposed,
    /// The display has taken the frame of this serial; its pixels are what the window shows.
    FrameShown(u64),
    /// The window is gone; the last event. `true` if a `Destroy` asked for it.
    Destroyed(bool),
    /// The display is gone, and why; the last event.
    Lost(String),
}

/// The window's end of the contract. Called by the event loop: never blocks, never runs user code.
pub trait WindowPort: Send + Sync + fmt::Debug {
    /// Takes the newest frame that has not been taken. Newest wins: what was not taken in time is never seen.
    fn take_frame(&self) -> Option<Frame>;
    /// Tells the window what happened.
    fn deliver(&self, event: BackendEvent);
}
