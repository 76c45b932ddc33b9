//! What any thread may ask of a window, or ask it to do, beyond the verbs of its life.

use std::path::Path;

use crate::backend::Capabilities;
use crate::error::Result;
use crate::event::{CloseReason, Event};
use crate::geometry::PhysicalSize;
use crate::geometry::kurbo::Size;
use crate::image;
use crate::stats::Stats;
use crate::window::life::State;
use crate::window::queue::PointerState;

use super::Window;

impl Window {
    /// Writes the frame that is shown now to a file, by its ending.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) for an ending that is not known, and those of [`Window::snapshot`] and
    /// [`Image::save`](crate::image::Image::save).
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        image::Format::of_path(path.as_ref())?;
        self.snapshot()?.save(path)
    }

    /// Lets an event happen as if the user had made it.
    ///
    /// # Errors
    /// [`Error::Closed`](crate::Error::Closed) if it is closed.
    pub fn submit_event(&self, event: impl Into<Event>) -> Result<()> {
        self.window.submit_event(event.into())
    }

    /// Whether it is closed, and every handler has run.
    pub fn is_closed(&self) -> bool {
        self.window.state() == State::Closed
    }

    /// Why it closes or was closed.
    pub fn close_reason(&self) -> Option<CloseReason> {
        self.window.close_reason()
    }

    /// The title.
    pub fn title(&self) -> String {
        self.window.options().title
    }

    /// Sets the title; any text.
    ///
    /// # Errors
    /// [`Error::Closed`](crate::Error::Closed) if it is closed.
    pub fn set_title(&self, title: impl Into<String>) -> Result<()> {
        self.change(|options| options.title = title.into())
    }

    /// The size of the content that the display has confirmed, logical pixels.
    pub fn size(&self) -> Size {
        self.window.options().size
    }

    /// Asks for another size, logical pixels.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid), [`Error::Closed`](crate::Error::Closed).
    pub fn set_size(&self, width: f64, height: f64) -> Result<()> {
        self.change(|options| options.size = Size::new(width, height))
    }

    /// The size of the content, physical pixels.
    pub fn physical_size(&self) -> PhysicalSize {
        self.window.physical_size()
    }

    /// Physical pixels per logical pixel.
    pub fn ratio(&self) -> f64 {
        self.window.ratio()
    }

    /// Whether it can be seen on the screen now.
    pub fn visible(&self) -> bool {
        self.window.visible()
    }

    /// The W3C `key` values of the keys that are held.
    pub fn keys(&self) -> Vec<String> {
        self.window.keys()
    }

    /// Where the pointer is and which buttons are held.
    pub fn pointer(&self) -> PointerState {
        self.window.pointer()
    }

    /// The figures so far.
    pub fn stats(&self) -> Stats {
        self.window.stats()
    }

    /// Whether the figures are drawn over the window.
    pub fn overlay(&self) -> bool {
        self.window.overlay()
    }

    /// Draws the figures over the window, or no longer. They are drawn by other threads, so that they move while a handler
    /// is stuck; they are counted as no frame, and are part of no [`snapshot`](Self::snapshot). The variable
    /// `CANVAS_OVERLAY=1` turns them on for every window of a process.
    pub fn set_overlay(&self, on: bool) {
        self.window.set_overlay(on);
    }

    /// The name of its backend, while it is open.
    pub fn backend(&self) -> Option<&'static str> {
        self.window.backend().map(|backend| backend.name())
    }

    /// What its display can do, while it is open.
    pub fn capabilities(&self) -> Option<Capabilities> {
        self.window.backend().map(|backend| backend.capabilities())
    }
}
