//! The parts of winit that differ between displays: here for systems with a single display, which no variable names. See
//! `connect.rs` for Wayland and X11.

use std::time::Instant;

use winit::event_loop::{EventLoop, EventLoopBuilder};
use winit::window::WindowAttributes;

/// The display of the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Display;

impl Display {
    /// It is always there.
    pub(crate) fn from_env() -> Option<Self> {
        Some(Self)
    }

    /// The error text where there is no display.
    pub(crate) const NONE: &str = "there is no display";

    /// Whether softbuffer never blocks: it does not here. Only the loop's thread may use the handles of windows.
    pub(crate) const NEVER_BLOCKS: bool = true;

    /// Whether the calling thread is the main one, if only that may run the loop.
    #[cfg(target_os = "macos")]
    pub(crate) const IS_MAIN_THREAD: Option<fn() -> bool> = Some(|| objc2::MainThreadMarker::new().is_some());
    #[cfg(not(target_os = "macos"))]
    pub(crate) const IS_MAIN_THREAD: Option<fn() -> bool> = None;

    /// Whether it is a Wayland compositor.
    pub(crate) fn is_wayland(&self) -> bool {
        false
    }

    /// Whether it is an X11 server.
    pub(crate) fn is_x11(&self) -> bool {
        false
    }

    /// The name of the window system.
    pub(crate) fn system(&self) -> &'static str {
        match std::env::consts::OS {
            "windows" => "Windows",
            "macos" => "macOS",
            other => other,
        }
    }

    /// The name of the display in messages.
    pub(crate) fn name(&self) -> String {
        self.system().to_owned()
    }

    /// Does nothing: there are no facts to ask for.
    ///
    /// # Errors
    /// Never.
    pub(crate) fn probe(&self, _deadline: Instant) -> Result<Vec<(String, String)>, String> {
        Ok(Vec::new())
    }

    /// Returns at once: the display always answers.
    pub(crate) fn wait_until_it_answers(&self) {}

    /// A builder of winit's loop.
    pub(crate) fn builder(&self) -> EventLoopBuilder<()> {
        #[cfg_attr(not(windows), expect(unused_mut, reason = "set on Windows only"))]
        let mut builder = EventLoop::builder();
        #[cfg(windows)]
        winit::platform::windows::EventLoopBuilderExtWindows::with_any_thread(&mut builder, true);
        builder
    }

    /// Returns the attributes as they are: these systems group windows by program.
    pub(crate) fn with_app_id(&self, attributes: WindowAttributes, _app_id: &str) -> WindowAttributes {
        attributes
    }
}
