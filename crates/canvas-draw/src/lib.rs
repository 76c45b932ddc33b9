//! Drawing: the painter with the methods of the HTML Canvas 2D context, the scene that it records, and the rasterizer
//! that renders a scene.
//!
//! It knows no window, no threading policy, no backend and no Python. [`render()`] draws off-screen; canvas-core draws
//! into windows with it.

pub mod buffer;
pub mod color;
pub mod effect;
pub mod error;
pub mod geometry;
pub mod heap;
pub mod image;
pub mod paint;
pub mod painter;
pub mod path;
pub mod pixels;
pub mod raster;
pub mod render;
pub mod scene;
pub mod svg;
#[doc(hidden)]
pub mod sync;
pub mod text;

mod dash;
mod keyword;
mod length;

pub use vello_cpu::{kurbo, peniko};

pub use error::{Error, Result};
pub use render::render;
