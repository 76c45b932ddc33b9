//! Which display winit would serve, by the environment, and what of winit differs between displays: here for Wayland and
//! X11 (`connect_native.rs` has the same names for the systems that have one display).

use std::time::Instant;

use winit::event_loop::{EventLoop, EventLoopBuilder};
use winit::platform::wayland::EventLoopBuilderExtWayland;
use winit::platform::x11::EventLoopBuilderExtX11 as _;
use winit::window::WindowAttributes;

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
    /// The one that winit would choose: Wayland before X11. `None` if the environment names none.
    pub(crate) fn from_env() -> Option<Self> {
        let named = |name: &str| {
            let value = std::env::var_os(name)?;
            (!value.is_empty()).then(|| value.to_string_lossy().into_owned())
        };
        let wayland = named("WAYLAND_DISPLAY").map(|name| probe::Socket::Named {
            name,
            folder: named("XDG_RUNTIME_DIR"),
        });
        // A descriptor that was handed over goes before the name.
        let inherited = named("WAYLAND_SOCKET").map(|_| probe::Socket::Inherited);
        let wayland = inherited.or(wayland).map(Self::Wayland);
        wayland.or_else(|| named("DISPLAY").map(Self::X11))
    }

    /// What to say where there is none.
    pub(crate) const NONE: &str = "neither WAYLAND_DISPLAY nor DISPLAY is set";

    /// Displays wait here, and softbuffer for them.
    pub(crate) const IS_DIRECT: bool = false;

    /// Every thread may run the loop.
    pub(crate) const IS_MAIN: Option<fn() -> bool> = None;

    /// Whether it is a Wayland compositor.
    pub(crate) fn is_wayland(&self) -> bool {
        matches!(self, Self::Wayland(_))
    }

    /// What messages call the system.
    pub(crate) fn system(&self) -> &'static str {
        match self {
            Self::Wayland(_) => "Wayland",
            Self::X11(_) => "X11",
        }
    }

    /// How messages name it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Wayland(socket) => socket.shown(),
            Self::X11(name) => format!("DISPLAY={:?}", name.chars().take(200).collect::<String>()),
        }
    }

    /// Asks the display, without winit, whether it can serve us; what it says about itself, for bug reports.
    ///
    /// # Errors
    /// A text that says why it cannot.
    pub(crate) fn probe(&self, deadline: Instant) -> Result<Vec<(String, String)>, String> {
        match self {
            Self::Wayland(socket) => probe::wayland(socket, deadline),
            Self::X11(_) => probe::x11(deadline),
        }
    }

    /// Returns when the display serves a client that has just come, however long that takes; at once where it cannot be
    /// asked.
    pub(crate) fn wait_until_it_serves(&self) {
        let served = match self {
            Self::Wayland(socket) => probe::wait_for_wayland(socket),
            Self::X11(_) => probe::wait_for_x11(),
        };
        if let Err(reason) = served {
            tracing::debug!("{}: it cannot be asked: {reason}", self.name());
        }
    }

    /// How the loop is made.
    pub(crate) fn builder(&self) -> EventLoopBuilder<()> {
        let mut builder = EventLoop::builder();
        match self {
            Self::Wayland(_) => builder.with_wayland(),
            Self::X11(_) => builder.with_x11(),
        };
        // It sets the same for X11.
        EventLoopBuilderExtWayland::with_any_thread(&mut builder, true);
        builder
    }

    /// Adds the application's name, by which desktops group windows.
    pub(crate) fn with_app_id(&self, attributes: WindowAttributes, app_id: &str) -> WindowAttributes {
        use winit::platform::wayland::WindowAttributesExtWayland;
        // It sets the same for X11, where a name cannot hold a NUL.
        let name = app_id.replace('\0', "");
        WindowAttributesExtWayland::with_name(attributes, name.clone(), name)
    }
}
