//! The state in which a window is created.

use crate::cursor::Cursor;
use crate::geometry::kurbo::{Point, Size};
use crate::image::Image;

use super::limits::SizeLimits;
use super::property::Property;
use super::property_table::window_properties;

/// Does nothing with the default of a row: it is there to choose the rows that have one.
macro_rules! only_with {
    ($default:expr) => {};
}

/// Declares [`WindowSetup`], so that it cannot miss a property.
macro_rules! declare_setup {
    ($(
        $doc:literal
        $field:ident: $name:ident($value:ty) $([= $default:expr])? $([from |$options:ident| $get:expr])?
            $([if $capability:ident $action:literal])?;
    )*) => {
        /// The state in which a window is created. Lengths are logical pixels.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct WindowSetup {
            /// The application's name, for grouping and rules (`WM_CLASS`, `app_id`).
            pub app_id: String,
            /// The size of the content.
            pub size: Size,
            /// The place of the content's top left corner on the screen; `None` lets the window manager choose.
            pub position: Option<Point>,
            /// How far a user may resize it.
            pub limits: SizeLimits,
            /// The colour where no frame is: red, green, blue.
            pub background: [u8; 3],
            /// How it is shown at first.
            pub mode: WindowMode,
            $($(#[doc = $doc] #[doc = concat!("\n\nDefault: `", stringify!($default), "`.")] pub $field: $value,)?)*
        }

        impl WindowSetup {
            /// Takes over a changed property, so that a window can be created again in its present state. A new size is
            /// brought within the limits, and new limits resize what they no longer allow.
            pub fn apply(&mut self, property: Property) {
                match property {
                    Property::Size(size) => self.size = self.limits.clamp(size),
                    Property::Position(position) => self.position = Some(position),
                    Property::Limits(limits) => {
                        self.limits = limits;
                        self.size = limits.clamp(self.size);
                    }
                    Property::Background(background) => self.background = background,
                    Property::Fullscreen(fullscreen) => self.mode.fullscreen = fullscreen,
                    Property::Maximized(maximized) => self.mode.maximized = maximized,
                    Property::Minimized(minimized) => self.mode.minimized = minimized,
                    $($(Property::$name(value) => {
                        only_with!($default);
                        self.$field = value;
                    })?)*
                }
            }
        }

        impl Default for WindowSetup {
            fn default() -> Self {
                Self {
                    app_id: "canvas".to_owned(),
                    size: Size::new(640.0, 480.0),
                    position: None,
                    limits: SizeLimits::FREE,
                    background: [255; 3],
                    mode: WindowMode::default(),
                    $($($field: $default,)?)*
                }
            }
        }
    };
}

window_properties!(declare_setup);

/// How a window is shown on its screen. Several can be true: a maximised window that is minimised comes back maximised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WindowMode {
    /// It covers its monitor, without decorations.
    pub fullscreen: bool,
    /// It is as large as the desktop lets it be.
    pub maximized: bool,
    /// It is an icon or an entry of a task bar.
    pub minimized: bool,
}

impl WindowMode {
    /// None of them.
    pub const NORMAL: Self = Self {
        fullscreen: false,
        maximized: false,
        minimized: false,
    };
    /// Fullscreen alone.
    pub const FULLSCREEN: Self = Self {
        fullscreen: true,
        ..Self::NORMAL
    };
    /// Maximised alone.
    pub const MAXIMIZED: Self = Self {
        maximized: true,
        ..Self::NORMAL
    };
    /// Minimised alone.
    pub const MINIMIZED: Self = Self {
        minimized: true,
        ..Self::NORMAL
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_stay_within_the_limits() {
        let mut setup = WindowSetup::default();
        setup.apply(Property::Limits(SizeLimits::between(
            None,
            Size::new(300.0, 200.0),
        )));
        assert_eq!(setup.size, Size::new(300.0, 200.0), "limits resize");
        setup.apply(Property::Size(Size::new(100.0, 500.0)));
        assert_eq!(setup.size, Size::new(100.0, 200.0));
    }

    #[test]
    fn a_mode_leaves_the_others_alone() {
        let mut setup = WindowSetup::default();
        setup.apply(Property::Maximized(true));
        setup.apply(Property::Minimized(true));
        setup.apply(Property::Maximized(false));
        assert_eq!(setup.mode, WindowMode::MINIMIZED);
    }
}
