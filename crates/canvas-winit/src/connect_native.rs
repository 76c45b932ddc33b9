//! What of winit differs between displays: here for systems that have one display, which no variable names.

use std::time::Instant;

use winit::event_loop::{EventLoop, EventLoopBuilder};
use winit::window::WindowAttributes;

/// The system's one display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Display;

impl Display {
    /// It is always there.
    pub(crate) fn from_env() -> Option<Self> {
        Some(Self)
    }

    /// What to say where there is none.
    pub(crate) const NONE: &str = "there is no display";

    /// It never stands still, and gives its windows' handles to the thread of the loop alone.
    pub(crate) const IS_DIRECT: bool = true;

    /// What tells the main thread, where no other may run the loop.
    #[cfg(target_os = "macos")]
    pub(crate) const IS_MAIN: Option<fn() -> bool> = Some(|| objc2::MainThreadMarker::new().is_some());
    #[cfg(not(target_os = "macos"))]
    pub(crate) const IS_MAIN: Option<fn() -> bool> = None;

    /// Whether it is a Wayland compositor.
    pub(crate) fn is_wayland(&self) -> bool {
        false
    }

    /// What messages call the system.
    pub(crate) fn system(&self) -> &'static str {
        match std::env::consts::OS {
            "windows" => "Windows",
            "macos" => "macOS",
            other => other,
        }
    }

    /// How messages name it.
    pub(crate) fn name(&self) -> String {
        self.system().to_owned()
    }

    /// There is nothing to ask.
    ///
    /// # Errors
    /// None.
    pub(crate) fn probe(&self, _deadline: Instant) -> Result<Vec<(String, String)>, String> {
        Ok(Vec::new())
    }

    /// It never stands still.
    pub(crate) fn wait_until_it_serves(&self) {}

    /// How the loop is made.
    pub(crate) fn builder(&self) -> EventLoopBuilder<()> {
        #[cfg_attr(not(windows), expect(unused_mut, reason = "changed on Windows"))]
        let mut builder = EventLoop::builder();
        #[cfg(windows)]
        winit::platform::windows::EventLoopBuilderExtWindows::with_any_thread(&mut builder, true);
        builder
    }

    /// Windows are grouped by the program here.
    pub(crate) fn with_app_id(&self, attributes: WindowAttributes, _app_id: &str) -> WindowAttributes {
        attributes
    }
}
