//! The Python binding of canvas: the native half of the package `canvas`.
//!
//! It holds no Python object that another thread could reach, and no native frame lies under a handler: the loop on a window's
//! thread is Python code around [`window::ui_thread::UiThread::turn`], the one place where the loop releases the GIL.

mod arguments;
mod buffers;
mod color;
mod desktop;
mod errors;
mod event;
mod files;
mod fonts;
mod gil;
mod host;
mod image;
mod interpreter;
mod paint;
mod painter;
mod path;
mod path_methods;
mod pixels;
mod polling_parker;
mod recording;
mod render;
mod runtime;
#[cfg_attr(not(unix), path = "signals_fallback.rs")]
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
        monotonic_offset, run, set_app_id, set_default_app_id, stop, wait_closed,
    };
    #[pymodule_export]
    use super::transform::Transform;
    #[pymodule_export]
    use super::window::Window;
    #[pymodule_export]
    use super::window::ui_thread::UiThread;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        interpreter::require_main()?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        errors::add(module)?;
        runtime::register_backends();
        Ok(())
    }
}
