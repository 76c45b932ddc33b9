//! The state of a window that any thread may read or change, and the uses of its frames.

use std::path::Path;

use crate::backend::{Capabilities, Monitor};
use crate::error::Result;
use crate::event::{CloseReason, Event};
use crate::geometry::PhysicalSize;
use crate::geometry::kurbo::Size;
use crate::image;
use crate::stats::Stats;
use crate::video::{Recording, VideoOptions};
use crate::window::life::State;
use crate::window::queue::PointerState;

use super::window::Window;

impl Window {
    /// Writes the frame that is shown now to a file, in the format of its ending: `.png`, `.jpg` or `.jpeg`.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) for an ending that is not known, and those of [`Window::snapshot`] and
    /// [`Image::save`](crate::image::Image::save).
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        image::Format::of_path(path.as_ref())?;
        Ok(self.snapshot()?.save(path)?)
    }

    /// Starts a recording of the window: a GIF (`.gif`), an animated PNG (`.png`, `.apng`), or numbered PNG files in a
    /// folder (a path without an ending, or with a slash at its end). It begins with the frame that is shown now, or else with the
    /// first one, and continues until [`Recording::stop`] or until the window closes. Encoding has a thread of its own and
    /// never slows the window. A file of this name is replaced.
    ///
    /// ```
    /// use canvas_core::app::Canvas;
    /// use canvas_core::video::VideoOptions;
    ///
    /// let window = Canvas::builder().backend("headless").show(|painter: &mut canvas_core::painter::Painter| {
    ///     painter.fill_circle(50.0, 50.0, 20.0);
    /// })?;
    /// let path = std::env::temp_dir().join("canvas-recording.gif");
    /// let recording = window.record_video(&path, VideoOptions::default().with_max_fps(25.0))?;
    /// window.force_draw(std::time::Duration::from_secs(5))?;
    /// recording.stop()?;
    /// assert_eq!(recording.frames(), 1); // an identical frame is not counted
    /// # let _ = std::fs::remove_file(path);
    /// # canvas_core::Result::Ok(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) for another ending or a bad option, [`Error::Write`](crate::Error::Write) if the
    /// file or folder cannot be created, [`Error::Closed`](crate::Error::Closed) if it is closed.
    pub fn record_video(&self, path: impl AsRef<Path>, options: VideoOptions) -> Result<Recording> {
        self.window.record_video(path.as_ref(), &options)
    }

    /// Injects an event as if the user had caused it.
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

    /// Why it closes or was closed; `None` while it stays open.
    pub fn close_reason(&self) -> Option<CloseReason> {
        self.window.close_reason()
    }

    /// The title of the window.
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

    /// Requests another size, logical pixels, 1 to 32,767 a side.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) for a size out of range, [`Error::Closed`](crate::Error::Closed) if it is closed.
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

    /// The monitor on which most of it is, or the nearest; `None` while it is not open, and where there are several and the
    /// display does not report where windows are (Wayland). May wait for the display, at most 3 s.
    ///
    /// # Errors
    /// [`Error::Display`](crate::Error::Display) if the display does not answer.
    pub fn monitor(&self) -> Result<Option<Monitor>> {
        self.window.monitor()
    }

    /// Whether it is visible on the screen now.
    pub fn visible(&self) -> bool {
        self.window.visible()
    }

    /// The held keys, as W3C `key` values.
    pub fn keys(&self) -> Vec<String> {
        self.window.keys()
    }

    /// The position of the pointer, in logical pixels, and the held buttons.
    pub fn pointer(&self) -> PointerState {
        self.window.pointer()
    }

    /// The statistics since it was shown.
    pub fn stats(&self) -> Stats {
        self.window.stats()
    }

    /// Whether the overlay is drawn over the window.
    pub fn overlay(&self) -> bool {
        self.window.overlay()
    }

    /// Draws the overlay, the window's statistics, over the window, or removes it. Other threads draw it, so that it is updated
    /// while a handler is stuck; it is not counted as a frame, and not part of a [`snapshot`](Self::snapshot). The variable
    /// `CANVAS_OVERLAY=1` turns them on for every window of a process.
    pub fn set_overlay(&self, on: bool) {
        self.window.set_overlay(on);
    }

    /// The name of its backend, while it is open.
    pub fn backend(&self) -> Option<&'static str> {
        self.window.backend().map(|backend| backend.name())
    }

    /// The capabilities of its display, while it is open.
    pub fn capabilities(&self) -> Option<Capabilities> {
        self.window.backend().map(|backend| backend.capabilities())
    }
}
