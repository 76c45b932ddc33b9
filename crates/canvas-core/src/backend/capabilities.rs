//! What a display can do.

/// Declares [`Capabilities`], so that no list of their names can miss one.
macro_rules! capabilities {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What a display can do. What is false here raises [`Error::Unsupported`](crate::Error::Unsupported) when a program asks an open window for
        /// it; asked for before the window opens, it is a wish that is not granted.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Capabilities {
            /// What this is, for people: `"X11"`, `"Wayland"`, `"memory"` …
            pub platform: &'static str,
            $($(#[$doc])* pub $name: bool,)*
        }

        impl Capabilities {
            /// Every capability by name.
            pub fn named(self) -> impl Iterator<Item = (&'static str, bool)> {
                [$((stringify!($name), self.$name)),*].into_iter()
            }
        }
    };
}

capabilities! {
    /// Windows can be placed, and their place is known.
    position,
    /// Windows can be hidden and shown again.
    hide,
    /// Windows can be brought to the front.
    raise,
    /// Windows can be with and without a frame.
    decorated,
    /// Windows can cover a monitor.
    fullscreen,
    /// Windows can be maximised.
    maximized,
    /// Windows can be minimised by programs.
    minimized,
    /// Windows can be kept above others.
    always_on_top,
    /// Windows can be made translucent as a whole.
    opacity,
    /// Windows can have an icon of their own.
    icon,
    /// The pointer's look can be chosen.
    cursor,
    /// The monitors are known.
    monitors,
    /// There is a clipboard.
    clipboard,
    /// Files can be dropped on windows.
    drop,
    /// Text that is being composed by an input method is told.
    compose,
    /// Fingers are told as pointers of their own.
    touch,
    /// There is a pointer and a keyboard, and so a user who can close a window.
    input,
    /// Frames reach the display through shared memory, without a copy through the connection.
    shared_memory,
    /// A display that dies takes its windows along, and not the program.
    survives_display,
}
