//! A window of a Rust program, as every thread may hold it: its life, its frames and its options.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use super::tasks::Tasks;
use crate::backend::NativeWindow;
use crate::error::{Error, Result};
use crate::event::CloseReason;
use crate::image::Image;
use crate::pixels::{Fit, PixelView};
use crate::wait::{RustHost, uninterrupted};
use crate::window::life::State;
use crate::window::{self, Options};

/// A window of a Rust program, as every thread may hold it.
#[derive(Clone)]
pub struct Window {
    pub(super) window: window::Window,
    pub(super) tasks: Arc<Mutex<Tasks>>,
    /// The handles that other libraries were given, kept valid for them.
    pub(super) native: Arc<OnceLock<Arc<dyn NativeWindow>>>,
}

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.window.fmt(f)
    }
}

impl Window {
    pub(super) fn new(window: window::Window) -> Self {
        Self {
            window,
            tasks: Arc::default(),
            native: Arc::default(),
        }
    }

    /// Takes it off the screen.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the display cannot hide windows.
    pub fn hide(&self) -> Result<()> {
        self.window.hide()
    }

    /// Shows it again, or brings it to the front.
    ///
    /// # Errors
    /// [`Error::Closed`] if it is closed: a Rust window is shown once.
    pub fn show(&self) -> Result<()> {
        if self.window.state().is_ending() {
            return Err(Error::Closed(
                "the window is closed; build another one".to_owned(),
            ));
        }
        self.window.begin_show().map(drop)
    }

    /// Closes it unconditionally; returns at once, before [`App::on_close`](super::App::on_close) has run.
    pub fn close(&self) {
        self.window.close(CloseReason::Program);
    }

    /// Acts like the user's close button: [`App::on_close_request`](super::App::on_close_request) may refuse. Returns at
    /// once.
    ///
    /// # Errors
    /// [`Error::Closed`] if it is closed.
    pub fn request_close(&self) -> Result<()> {
        self.window.request_close()
    }

    /// Waits until it is closed, at most for `timeout`, `None` without limit; true if it is closed.
    ///
    /// # Errors
    /// [`Error::Misuse`] on the window's own thread, or if the wait would be a deadlock.
    pub fn wait(&self, timeout: Option<Duration>) -> Result<bool> {
        uninterrupted(self.window.wait(&RustHost, timeout.map(|t| Instant::now() + t)))
    }

    /// Requests a new frame; requests are coalesced. Returns at once. Any thread.
    ///
    /// # Errors
    /// [`Error::Closed`] if it is closed.
    pub fn request_draw(&self) -> Result<()> {
        self.window.request_draw()
    }

    /// Draws a frame and waits until it is shown, at most for `timeout`.
    ///
    /// # Errors
    /// [`Error::Closed`] if it is closed; [`Error::Timeout`]; [`Error::Misuse`] on the window's own thread, and if drawing
    /// fails, with the reason.
    pub fn force_draw(&self, timeout: Duration) -> Result<()> {
        uninterrupted(self.window.force_draw(&RustHost, Instant::now() + timeout))
    }

    /// Shows raw pixels instead of drawn frames. They are copied before it returns. `fit` says how they are
    /// placed in the window, `smooth` whether they are interpolated when they are scaled. Any thread; the newest pixels win.
    ///
    /// # Errors
    /// [`Error::Closed`] if it is closed; [`Error::Resource`] if there is no memory for them.
    pub fn present(&self, pixels: &PixelView<'_>, fit: Fit, smooth: bool) -> Result<()> {
        self.window.present(pixels, fit, smooth)
    }

    /// The frame that is shown now, as an image; waits up to 5 s for a first one.
    ///
    /// # Errors
    /// [`Error::Closed`] if it is closed; [`Error::Timeout`] if no frame was shown within 5 s; [`Error::Misuse`] on the window's
    /// own thread before its first frame.
    pub fn snapshot(&self) -> Result<Image> {
        let frame = uninterrupted(self.window.shown_frame(&RustHost))?;
        Ok(frame.to_image())
    }

    /// Changes its options; nothing is changed if one is out of range. `change` receives the options as last requested.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an option out of range; [`Error::Closed`] if it is closed; [`Error::Unsupported`] if its display
    /// does not support a change.
    pub fn change(&self, change: impl FnOnce(&mut Options)) -> Result<()> {
        self.window.change(change)
    }

    /// The options, with the size and place that the display has confirmed.
    pub fn options(&self) -> Options {
        self.window.options()
    }

    /// Its state in the life cycle.
    pub fn state(&self) -> State {
        self.window.state()
    }

    /// The window of the core: everything that any thread may do, for hosts and tests.
    #[doc(hidden)]
    pub fn core(&self) -> &window::Window {
        &self.window
    }
}
