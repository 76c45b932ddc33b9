//! Windows to draw in that stay alive whatever the program does.
//!
//! ```
//! use canvas::app::Canvas;
//! use canvas::painter::Painter;
//!
//! let window = Canvas::builder()
//!     .title("Hello")
//!     .size(400.0, 300.0)
//!     .backend("headless")
//!     .show(|painter: &mut Painter| painter.fill_circle(200.0, 150.0, 80.0))?;
//! assert_eq!(window.snapshot()?.pixel(200, 150), Some([0, 0, 0, 255]));
//! window.close();
//! # canvas::Result::Ok(())
//! ```
//!
//! The backends of this build (features `x11` and `winit`) are registered by [`register_backends`], which [`builder`] calls; headless
//! is always there.

pub use canvas_core::*;

use canvas_core::app::Builder;

/// Makes the backends of this build known. Calling it again does nothing.
pub fn register_backends() {
    #[cfg(feature = "x11")]
    runtime::register(canvas_x11::FACTORY);
    #[cfg(feature = "winit")]
    runtime::register(canvas_winit::FACTORY);
}

/// Describes a window that is not shown yet, with every backend of this build to choose from.
pub fn builder() -> Builder {
    register_backends();
    app::Canvas::builder()
}
