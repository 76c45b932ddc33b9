//! The core of canvas: life cycle, threading policy, scene, painter, raster and the backend contract.
//! It knows no platform and no Python.

pub mod backend;
pub mod clock;
pub mod color;
mod dash;
pub mod error;
pub mod event;
pub mod frame;
pub mod geometry;
pub mod image;
pub mod painter;
pub mod path;
pub mod pixels;
pub mod raster;
pub mod scene;
pub mod text;

pub use vello_cpu::{kurbo, peniko};

pub use error::{Error, Result};
