//! Monitors and the clipboard of the default display, for the Python package.

use std::sync::Arc;
use std::time::Duration;

use canvas_core::backend::{Backend, Clipboard, Monitor};
use canvas_core::{Error, Result, runtime};
use pyo3::prelude::*;

use crate::errors::OrRaise;
use crate::gil;
use crate::image::{self, Image};
use crate::runtime::check_process;

/// How long the owner of the clipboard may take.
const CLIPBOARD_TIMEOUT: Duration = Duration::from_secs(3);

/// Calls `request` with the default display, with the GIL released.
fn with_display<T: Send>(
    py: Python<'_>,
    request: impl FnOnce(&dyn Backend) -> Result<T> + Send,
) -> PyResult<T> {
    check_process()?;
    gil::release(py, || {
        runtime::backend(None).and_then(|backend| request(&*backend))
    })
    .or_raise()
}

fn clipboard_of(backend: &dyn Backend) -> Result<Arc<dyn Clipboard>> {
    backend.clipboard().ok_or_else(|| {
        let platform = backend.capabilities().platform;
        Error::Unsupported(format!("this display ({platform}) has no clipboard for programs"))
    })
}

/// A monitor: its name, position and size in logical pixels, ratio, and refresh rate in Hz or None.
pub(crate) type MonitorTuple = (String, (f64, f64), (f64, f64), f64, Option<f64>);

/// The monitors of the default display, the primary one first: see `canvas.monitors`. Any thread.
///
/// Each is `(name, position, size, ratio, refresh rate or None)`, in logical pixels and Hz. Raises DisplayError,
/// UnsupportedError.
#[pyfunction]
pub(crate) fn monitors(py: Python<'_>) -> PyResult<Vec<MonitorTuple>> {
    let monitors = with_display(py, |backend| backend.monitors())?;
    Ok(monitors.into_iter().map(monitor_tuple).collect())
}

/// A monitor as a tuple.
pub(crate) fn monitor_tuple(monitor: Monitor) -> MonitorTuple {
    (
        monitor.name,
        (monitor.position.x, monitor.position.y),
        (monitor.size.width, monitor.size.height),
        monitor.ratio,
        monitor.refresh_rate,
    )
}

/// The text in the clipboard, or None: see `canvas.clipboard`. Any thread. Raises DisplayError, UnsupportedError, TimeoutError.
#[pyfunction]
pub(crate) fn clipboard_text(py: Python<'_>) -> PyResult<Option<String>> {
    with_display(py, |backend| clipboard_of(backend)?.text(CLIPBOARD_TIMEOUT))
}

/// Replaces the content of the clipboard by text: see `canvas.clipboard`. Any thread. Raises DisplayError, UnsupportedError,
/// TimeoutError.
#[pyfunction]
pub(crate) fn set_clipboard_text(py: Python<'_>, text: String) -> PyResult<()> {
    with_display(py, |backend| {
        clipboard_of(backend)?.set_text(text, CLIPBOARD_TIMEOUT)
    })
}

/// The image in the clipboard, or None: see `canvas.clipboard`. Any thread. Raises DisplayError, UnsupportedError, TimeoutError.
#[pyfunction]
pub(crate) fn clipboard_image(py: Python<'_>) -> PyResult<Option<Image>> {
    let image = with_display(py, |backend| clipboard_of(backend)?.image(CLIPBOARD_TIMEOUT))?;
    Ok(image.map(Image::new))
}

/// Replaces the content of the clipboard by an image, from pixels as for `Image(pixels)`: see `canvas.clipboard`. Any thread.
/// Raises DisplayError, UnsupportedError, TimeoutError.
#[pyfunction]
pub(crate) fn set_clipboard_image(py: Python<'_>, pixels: &Bound<'_, PyAny>) -> PyResult<()> {
    let image = image::extract(pixels)?.into_image();
    with_display(py, |backend| {
        clipboard_of(backend)?.set_image(image, CLIPBOARD_TIMEOUT)
    })
}
