//! What a display has beside windows, for the Python package: monitors and the clipboard.

use std::sync::Arc;
use std::time::Duration;

use canvas_core::backend::{Backend, Clipboard, Monitor};
use canvas_core::{Error, Result, runtime};
use pyo3::prelude::*;

use crate::gil;
use crate::image::{self, Image};
use crate::runtime::{OrRaise, check_process};

/// How long the owner of the clipboard may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// Runs `ask` with the display that windows are shown on by default, with the GIL given up.
fn with_display<T: Send>(py: Python<'_>, ask: impl FnOnce(&dyn Backend) -> Result<T> + Send) -> PyResult<T> {
    check_process()?;
    gil::release(py, || runtime::backend(None).and_then(|backend| ask(&*backend))).or_raise()
}

fn clipboard_of(backend: &dyn Backend) -> Result<Arc<dyn Clipboard>> {
    backend.clipboard().ok_or_else(|| {
        let platform = backend.capabilities().platform;
        Error::Unsupported(format!("this display ({platform}) has no clipboard for programs"))
    })
}

/// `(name, position, size, ratio, refresh rate or None)` of each.
pub(crate) type MonitorFigures = (String, (f64, f64), (f64, f64), f64, Option<f64>);

/// The monitors, the primary one first.
#[pyfunction]
pub(crate) fn monitors(py: Python<'_>) -> PyResult<Vec<MonitorFigures>> {
    let monitors = with_display(py, |backend| backend.monitors())?;
    Ok(monitors.into_iter().map(figures).collect())
}

pub(crate) fn figures(monitor: Monitor) -> MonitorFigures {
    (
        monitor.name,
        (monitor.position.x, monitor.position.y),
        (monitor.size.width, monitor.size.height),
        monitor.ratio,
        monitor.refresh_rate,
    )
}

/// The text in the clipboard, or `None`.
#[pyfunction]
pub(crate) fn clipboard_text(py: Python<'_>) -> PyResult<Option<String>> {
    with_display(py, |backend| clipboard_of(backend)?.text(PATIENCE))
}

/// Puts text into the clipboard.
#[pyfunction]
pub(crate) fn set_clipboard_text(py: Python<'_>, text: String) -> PyResult<()> {
    with_display(py, |backend| clipboard_of(backend)?.set_text(text, PATIENCE))
}

/// The picture in the clipboard, or `None`.
#[pyfunction]
pub(crate) fn clipboard_image(py: Python<'_>) -> PyResult<Option<Image>> {
    let image = with_display(py, |backend| clipboard_of(backend)?.image(PATIENCE))?;
    Ok(image.map(Image::new))
}

/// Puts a picture into the clipboard.
#[pyfunction]
pub(crate) fn set_clipboard_image(py: Python<'_>, pixels: &Bound<'_, PyAny>) -> PyResult<()> {
    let image = image::extract(pixels)?.into_image();
    with_display(py, |backend| clipboard_of(backend)?.set_image(image, PATIENCE))
}
