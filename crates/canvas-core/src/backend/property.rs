//! The properties of a window that can change while it is open.

use crate::cursor::Cursor;
use crate::geometry::kurbo::{Point, Size};
use crate::image::Image;

use super::limits::SizeLimits;
use super::property_table::window_properties;

/// Declares [`Property`] and [`PropertyChanges`], so that neither can miss one.
macro_rules! declare_properties {
    ($(
        $doc:literal
        $field:ident: $name:ident($value:ty) $([= $default:expr])? $([from |$options:ident| $get:expr])?
            $([if $capability:ident $action:literal])?;
    )*) => {
        /// A property of a window that can be changed while it is open.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Property {
            $(#[doc = $doc] $name($value),)*
        }

        /// The newest value of each property that has changed; `None` where none has.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct PropertyChanges {
            $(#[doc = $doc] pub $field: Option<$value>,)*
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

window_properties!(declare_properties);
