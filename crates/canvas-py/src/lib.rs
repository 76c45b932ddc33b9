//! The Python binding of canvas: the native half of the package `canvas`.
//!
//! It holds no Python object that another thread could reach, and no Rust frame lies under a user's handler: the loop on
//! a window's thread is Python code around [`window::UiThread::turn`], the one place where it gives up the GIL.

mod arguments;
mod buffers;
mod color;
mod desktop;
mod errors;
mod event;
mod fonts;
mod gil;
mod host;
mod image;
mod interpreter;
mod paint;
mod painter;
mod path;
mod path_verbs;
mod patience;
mod pixels;
mod recording;
mod render;
mod runtime;
#[cfg_attr(not(unix), path = "signals_elsewhere.rs")]
mod signals;
mod transform;
mod window;

use pyo3::prelude::*;

/// The native half of `canvas`. Import `canvas` instead.
#[pymodule]
mod _canvas {
    use super::*;

    #[pymodule_export]
    use super::color::Color;
    #[pymodule_export]
    use super::desktop::{
        clipboard_image, clipboard_text, monitors, set_clipboard_image, set_clipboard_text,
    };
    #[pymodule_export]
    use super::event::{
        CloseEvent, DropEvent, FocusEvent, KeyEvent, MoveEvent, PointerEvent, ResizeEvent, TextEvent,
        VisibilityEvent, WheelEvent,
    };
    #[pymodule_export]
    use super::fonts::{add_font, font_families};
    #[pymodule_export]
    use super::gil::gil_releases;
    #[pymodule_export]
    use super::image::Image;
    #[pymodule_export]
    use super::paint::{Gradient, Pattern};
    #[pymodule_export]
    use super::painter::{Context, Painter, TextMetrics};
    #[pymodule_export]
    use super::path::Path;
    #[pymodule_export]
    use super::recording::Recording;
    #[pymodule_export]
    use super::render::render;
    #[pymodule_export]
    use super::runtime::{
        after_fork_in_child, backends, close_all, connected, finish_recordings, has_display,
        monotonic_offset, run, stop, wait_closed,
    };
    #[pymodule_export]
    use super::transform::Transform;
    #[pymodule_export]
    use super::window::{UiThread, Window};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        interpreter::require_main()?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        errors::add(module)?;
        runtime::set_up();
        Ok(())
    }
}
