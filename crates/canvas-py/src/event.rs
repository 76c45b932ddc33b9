//! Events: their classes, and the conversions from and to those of the core.

mod classes;
mod from_python;
mod to_python;

pub(crate) use classes::{
    CloseEvent, DropEvent, FocusEvent, KeyEvent, MoveEvent, PointerEvent, ResizeEvent, TextEvent,
    VisibilityEvent, WheelEvent,
};
pub(crate) use from_python::from_python;
pub(crate) use to_python::to_python;
