//! The core of canvas: life cycle, threading policy, scene, painter, raster and the backend contract.
//! It knows no platform and no Python.

pub mod app;
pub mod backend;
pub mod clock;
pub mod color;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod cursor;
pub mod effect;
pub mod error;
pub mod event;
pub mod frame;
pub mod geometry;
pub mod headless;
pub mod heap;
pub mod image;
pub mod paint;
pub mod painter;
pub mod path;
pub mod pixels;
pub mod raster;
pub mod runtime;
pub mod scene;
pub mod stats;
pub mod svg;
pub mod text;
pub mod threads;
pub mod video;
pub mod wait;
pub mod window;

mod dash;
mod main_thread;
mod overlay;
mod timers;
mod workers;

pub use vello_cpu::{kurbo, peniko};

pub use error::{Error, Result};
pub use raster::render;
