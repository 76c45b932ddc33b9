//! The capabilities of a display.

#[cfg(doc)]
use crate::error::Error;

/// Declares [`Capabilities`], so that no list of their names can miss one.
macro_rules! capabilities {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What a display supports. A request that needs a field which is false fails with [`Error::Unsupported`] if the
        /// window is open; before the window opens it is ignored.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Capabilities {
            /// The platform, for people: `"X11"`, `"Wayland"`, `"memory"` …
            pub platform: &'static str,
            $($(#[$doc])* pub $name: bool,)*
        }

        impl Capabilities {
            /// Every capability with its name.
            pub fn named(self) -> impl Iterator<Item = (&'static str, bool)> {
                [$((stringify!($name), self.$name)),*].into_iter()
            }
        }
    };
}

capabilities! {
    /// Programs can place windows and read their position.
    position,
    /// Windows can be hidden and shown again.
    hide,
    /// Windows can be brought to the front.
    raise,
    /// The decorations of windows can be turned off and on.
    decorated,
    /// Windows can cover a monitor.
    fullscreen,
    /// Windows can be maximised.
    maximized,
    /// Programs can minimise windows.
    minimized,
    /// Windows can stay above others.
    always_on_top,
    /// Windows can be translucent as a whole.
    opacity,
    /// Windows can have an icon of their own.
    icon,
    /// Programs can choose how the pointer looks.
    cursor,
    /// The monitors can be listed.
    monitors,
    /// There is a clipboard.
    clipboard,
    /// Files can be dropped on windows.
    drop,
    /// Text that an input method composes is reported.
    compose,
    /// Each finger is reported as a pointer of its own.
    touch,
    /// There is a pointer and a keyboard, and so a user who can close a window.
    input,
    /// Frames reach the display through shared memory, without a copy through the connection.
    shared_memory,
    /// The program survives when the display dies; only its windows are closed.
    survives_display,
}
