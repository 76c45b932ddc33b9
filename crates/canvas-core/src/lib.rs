//! The core of canvas: life cycle, threading policy, frames, windows and the backend contract.
//! It depends on no platform and not on Python. Drawing is in canvas-draw, whose modules are re-exported here.

pub mod app;
pub mod backend;
pub mod clock;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod cursor;
pub mod error;
pub mod event;
pub mod frame;
pub mod headless;
pub mod process;
pub mod runtime;
pub mod stats;
pub mod video;
pub mod wait;
pub mod window;

mod backends;
mod deadlock;
mod main_loop;
mod overlay;
mod park;
mod timers;
mod workers;

pub use canvas_draw::sync::threads;
pub use canvas_draw::{
    buffer, color, effect, geometry, heap, image, kurbo, paint, painter, path, peniko, pixels, raster,
    render, scene, svg, text,
};

pub use error::{Error, Result};
