//! The core of canvas: life cycle, threading policy, frames, windows and the backend contract.
//! It knows no platform and no Python. What is drawn is canvas-draw's, whose modules are exported here again.

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
