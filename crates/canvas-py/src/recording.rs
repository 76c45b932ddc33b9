//! Recordings of windows as Python objects.

use std::ffi::OsString;

use canvas_core::video;
use pyo3::prelude::*;

use crate::errors::wait_to_python;
use crate::host::PyHost;
use crate::runtime::check_process;

/// A recording that `Canvas.record_video` started. It lasts until `stop()` or until the window closes, even if this handle is
/// dropped. As a context manager it stops at the end of the block. Any thread.
#[pyclass(frozen, module = "canvas", name = "Recording")]
#[derive(Debug)]
pub(crate) struct Recording(pub(crate) video::Recording);

#[pymethods]
impl Recording {
    /// Ends the recording, if it is still running, and waits with the GIL released until the file is complete. The last frame lasts
    /// until now. May be called again. Any thread.
    ///
    /// Raises OSError if the file could not be written, now or earlier; RuntimeError if the window has shown nothing since the
    /// recording started, so there is no file.
    fn stop(&self, py: Python<'_>) -> PyResult<()> {
        check_process()?;
        self.0.stop_with(&PyHost::new(py)).map_err(wait_to_python)
    }

    /// The path of the file or folder, as it was given.
    #[getter]
    fn path(&self) -> OsString {
        self.0.path().into()
    }

    /// The number of frames in the file so far. An identical frame extends the previous one and does not count.
    #[getter]
    fn frames(&self) -> PyResult<u64> {
        check_process()?;
        Ok(self.0.frames())
    }

    /// The number of frames that were dropped because the encoder was busy. The times of the others stay right.
    #[getter]
    fn dropped(&self) -> PyResult<u64> {
        check_process()?;
        Ok(self.0.dropped())
    }

    /// Whether it still records: it was not stopped, the window is not closed, and the file could be written so far.
    #[getter]
    fn recording(&self) -> PyResult<bool> {
        check_process()?;
        Ok(self.0.is_recording())
    }

    fn __enter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    // An exception of the block is not replaced by one of the recording.
    fn __exit__(
        &self,
        py: Python<'_>,
        kind: &Bound<'_, PyAny>,
        _error: &Bound<'_, PyAny>,
        _traceback: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let stopped = self.stop(py);
        if kind.is_none() { stopped } else { Ok(()) }
    }

    fn __repr__(&self) -> PyResult<String> {
        check_process()?;
        let state = if self.0.is_recording() {
            "recording"
        } else {
            "stopped"
        };
        Ok(format!("<canvas.Recording {:?}, {state}>", self.0.path()))
    }
}
