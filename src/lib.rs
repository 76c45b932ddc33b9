//! Windows to draw in.
pub use canvas_core::*;
