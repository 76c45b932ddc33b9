//! The exceptions of canvas, and the one place where its errors become exceptions.
//!
//! ```text
//! CanvasError(Exception)
//! ├── DisplayError         no display, refused, not authorised, hung
//! │   └── DisplayLost      it was there and died
//! ├── BackendUnavailable   not compiled in, or not on this machine
//! ├── ClosedError          the window is closed
//! ├── UnsupportedError     this backend cannot do that
//! └── ResourceError        too large, out of memory, out of descriptors
//! ```

use canvas_core::Error;
use canvas_core::error::DrawError;
use canvas_core::window::WaitError;
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyOSError, PyRuntimeError, PyTimeoutError, PyValueError};
use pyo3::prelude::*;

create_exception!(
    canvas,
    CanvasError,
    PyException,
    "The base of all errors of canvas."
);
create_exception!(
    canvas,
    DisplayError,
    CanvasError,
    "There is no display, or it refuses, or it does not answer."
);
create_exception!(
    canvas,
    DisplayLost,
    DisplayError,
    "The display was there and died."
);
create_exception!(
    canvas,
    BackendUnavailable,
    CanvasError,
    "The backend is not in this build, or not on this machine."
);
create_exception!(canvas, ClosedError, CanvasError, "The window is closed.");
create_exception!(
    canvas,
    UnsupportedError,
    CanvasError,
    "This backend cannot do that."
);
create_exception!(
    canvas,
    ResourceError,
    CanvasError,
    "Too large, out of memory or out of descriptors."
);

/// Adds the exceptions to the module.
pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("CanvasError", py.get_type::<CanvasError>())?;
    module.add("DisplayError", py.get_type::<DisplayError>())?;
    module.add("DisplayLost", py.get_type::<DisplayLost>())?;
    module.add("BackendUnavailable", py.get_type::<BackendUnavailable>())?;
    module.add("ClosedError", py.get_type::<ClosedError>())?;
    module.add("UnsupportedError", py.get_type::<UnsupportedError>())?;
    module.add("ResourceError", py.get_type::<ResourceError>())
}

/// An error of canvas as the exception that Python programs catch.
pub(crate) fn to_python(error: Error) -> PyErr {
    match error {
        Error::Display(text) => DisplayError::new_err(text),
        Error::DisplayLost(text) => DisplayLost::new_err(text),
        Error::BackendUnavailable(text) => BackendUnavailable::new_err(text),
        Error::Closed(text) => ClosedError::new_err(text),
        Error::Unsupported(text) => UnsupportedError::new_err(text),
        Error::Resource(text) => ResourceError::new_err(text),
        Error::Misuse(text) => PyRuntimeError::new_err(text),
        Error::Timeout(text) => PyTimeoutError::new_err(text),
        Error::Invalid(text) => PyValueError::new_err(text),
        Error::Draw(error) => drawing_to_python(error),
        // With its number, so that Python makes it a FileNotFoundError and the like.
        Error::File {
            path,
            code: Some(code),
            reason,
        } => {
            let reason = reason.split(" (os error").next().unwrap_or_default().to_owned();
            PyOSError::new_err((code, reason, path.into_os_string()))
        }
        Error::File { .. } => PyOSError::new_err(error.to_string()),
        other => CanvasError::new_err(other.to_string()),
    }
}

fn drawing_to_python(error: DrawError) -> PyErr {
    match error {
        DrawError::Invalid(text) => PyValueError::new_err(text),
        DrawError::Misuse(text) => PyRuntimeError::new_err(text),
        DrawError::Resource(text) => ResourceError::new_err(text),
        DrawError::Unsupported(text) => UnsupportedError::new_err(text),
        other => CanvasError::new_err(other.to_string()),
    }
}

/// The same for what ends a wait.
pub(crate) fn wait_to_python(error: WaitError<PyErr>) -> PyErr {
    match error {
        WaitError::Canvas(error) => to_python(error),
        WaitError::Interrupt(error) => error,
    }
}
