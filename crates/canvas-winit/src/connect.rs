//! The display that winit would serve, by the environment, and the parts of winit that differ between displays: here for
//! Wayland and X11. `connect_native.rs` has the same names for systems with a single display.

use std::time::Instant;

use winit::event_loop::{EventLoop, EventLoopBuilder};
use winit::platform::wayland::EventLoopBuilderExtWayland;
use winit::platform::x11::EventLoopBuilderExtX11 as _;
use winit::window::WindowAttributes;

use crate::convert::without_nul;
use crate::probe;

/// A display that the environment names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Display {
    /// A Wayland compositor.
    Wayland(probe::Socket),
    /// An X11 server: `DISPLAY`.
    X11(String),
}

impl Display {
    /// The display that winit would choose: Wayland before X11. `None` if the environment names none.
    pub(crate) fn from_env() -> Option<Self> {
        let named = |name: &str| {
            let value = std::env::var_os(name)?;
            (!value.is_empty()).then(|| value.to_string_lossy().into_owned())
        };
        let wayland = named("WAYLAND_DISPLAY").map(|name| probe::Socket::Named {
            name,
            directory: named("XDG_RUNTIME_DIR"),
        });
        // An inherited descriptor precedes the name, as in libwayland's `wl_display_connect`.
        let inherited = named("WAYLAND_SOCKET").map(|_| probe::Socket::Inherited);
        let wayland = inherited.or(wayland).map(Self::Wayland);
        wayland.or_else(|| named("DISPLAY").map(Self::X11))
    }

    /// The error text where there is no display.
    pub(crate) const NONE: &str = "neither WAYLAND_DISPLAY nor DISPLAY is set";

    /// Whether softbuffer never blocks: here it waits for the display.
    pub(crate) const NEVER_BLOCKS: bool = false;

    /// Whether the calling thread is the main one, if only that may run the loop; here every thread may.
    pub(crate) const IS_MAIN_THREAD: Option<fn() -> bool> = None;

    /// Whether it is a Wayland compositor.
    pub(crate) fn is_wayland(&self) -> bool {
        matches!(self, Self::Wayland(_))
    }

    /// Whether it is an X11 server.
    pub(crate) fn is_x11(&self) -> bool {
        matches!(self, Self::X11(_))
    }

    /// The name of the window system.
    pub(crate) fn system(&self) -> &'static str {
        match self {
            Self::Wayland(_) => "Wayland",
            Self::X11(_) => "X11",
        }
    }

    /// The name of the display in messages: the variable with its value.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Wayland(socket) => socket.name(),
            Self::X11(name) => format!("DISPLAY={:?}", name.chars().take(200).collect::<String>()),
        }
    }

    /// Asks the display, without winit, whether it can serve us. Returns facts about it, for bug reports.
    ///
    /// # Errors
    /// A text that says why it cannot.
    pub(crate) fn probe(&self, deadline: Instant) -> Result<Vec<(String, String)>, String> {
        match self {
            Self::Wayland(socket) => probe::wayland(socket, deadline),
            Self::X11(_) => probe::x11(deadline),
        }
    }

    /// Blocks until the display answers a new client, without a timeout; returns at once where it cannot be asked.
    pub(crate) fn wait_until_it_answers(&self) {
        let answered = match self {
            Self::Wayland(socket) => probe::wait_for_wayland(socket),
            Self::X11(_) => probe::wait_for_x11(),
        };
        if let Err(reason) = answered {
            tracing::debug!("{}: it cannot be asked: {reason}", self.name());
        }
    }

    /// A builder of winit's loop for this display.
    pub(crate) fn builder(&self) -> EventLoopBuilder<()> {
        let mut builder = EventLoop::builder();
        match self {
            Self::Wayland(_) => builder.with_wayland(),
            Self::X11(_) => builder.with_x11(),
        };
        // The setting is shared with X11.
        EventLoopBuilderExtWayland::with_any_thread(&mut builder, true);
        builder
    }

    /// Adds the application id, by which desktops group windows: `xdg_toplevel.set_app_id`, `WM_CLASS` on X11.
    pub(crate) fn with_app_id(&self, attributes: WindowAttributes, app_id: &str) -> WindowAttributes {
        use winit::platform::wayland::WindowAttributesExtWayland;
        // The attribute is shared with X11.
        let name = without_nul(app_id);
        WindowAttributesExtWayland::with_name(attributes, name.clone(), name)
    }
}
