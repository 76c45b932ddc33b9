//! The properties of a window that can change while it is open.

use crate::cursor::Cursor;
use crate::geometry::kurbo::{Point, Size};
use crate::image::Image;

use super::limits::SizeLimits;

/// Declares [`Property`] and [`PropertyChanges`], so that neither can miss one.
macro_rules! properties {
    ($($(#[$doc:meta])* $field:ident: $name:ident($value:ty),)*) => {
        /// A property of a window that can be changed while it is open.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Property {
            $($(#[$doc])* $name($value),)*
        }

        /// The newest value of each property that has changed; `None` where none has.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct PropertyChanges {
            $($(#[$doc])* pub $field: Option<$value>,)*
        }

        impl PropertyChanges {
            /// Notes a change. It replaces an earlier one of the same property.
            pub fn apply(&mut self, property: Property) {
                match property {
                    $(Property::$name(value) => self.$field = Some(value),)*
                }
            }

            /// Whether nothing has changed.
            pub fn is_empty(&self) -> bool {
                let Self { $($field),* } = self;
                true $(&& $field.is_none())*
            }
        }
    };
}

properties! {
    /// The title; any text.
    title: Title(String),
    /// The size of the content, logical pixels.
    size: Size(Size),
    /// The place of the content's top left corner on the screen, logical pixels.
    position: Position(Point),
    /// How far a user may resize it.
    limits: Limits(SizeLimits),
    /// The colour where no frame is: red, green, blue.
    background: Background([u8; 3]),
    /// Whether the window manager draws decorations (title bar and borders) around it.
    decorated: Decorated(bool),
    /// Whether it covers its monitor. Confirmed by [`BackendEvent::Mode`](super::BackendEvent::Mode).
    fullscreen: Fullscreen(bool),
    /// Whether it is as large as the desktop lets it be. Confirmed by [`BackendEvent::Mode`](super::BackendEvent::Mode).
    maximized: Maximized(bool),
    /// Whether it is an icon or an entry of a task bar. Confirmed by [`BackendEvent::Mode`](super::BackendEvent::Mode).
    minimized: Minimized(bool),
    /// Whether it stays above other windows.
    always_on_top: AlwaysOnTop(bool),
    /// From 0 (invisible) to 1 (opaque).
    opacity: Opacity(f64),
    /// The icon that task bars show for it; `None` lets them choose.
    icon: Icon(Option<Image>),
    /// How the pointer looks over it.
    cursor: Cursor(Cursor),
}
