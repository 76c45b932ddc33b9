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

use std::io;
use std::path::Path;

use canvas_core::Error;
use canvas_core::window::WaitError;
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyOSError, PyRuntimeError, PyTimeoutError, PyValueError};
use pyo3::prelude::*;

create_exception!(
    canvas,
    CanvasError,
    PyException,
    "The base class of the exceptions of canvas. The message says what to do about it."
);
create_exception!(
    canvas,
    DisplayError,
    CanvasError,
    "There is no display, or it refuses the connection or does not answer in time. The message names the environment variable \
     and the reason."
);
create_exception!(
    canvas,
    DisplayLost,
    DisplayError,
    "The display died while a window was open on it. `canvas.run()` raises it."
);
create_exception!(
    canvas,
    BackendUnavailable,
    CanvasError,
    "The backend that was named is not in this build, or does not work on this machine. The message says what to install."
);
create_exception!(
    canvas,
    ClosedError,
    CanvasError,
    "The window is closing or closed, and the call needs an open one; `show()` opens it again once it is closed."
);
create_exception!(
    canvas,
    UnsupportedError,
    CanvasError,
    "The display cannot do this (see `WindowProperties.capabilities`), or drawing does not support it."
);
create_exception!(
    canvas,
    ResourceError,
    CanvasError,
    "Something is too large, or memory, file descriptors or threads have run out."
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

/// An error of the core as the exception that Python programs catch.
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
        Error::Decode { .. } => PyValueError::new_err(error.to_string()),
        Error::Read { path, source } | Error::Write { path, source } => match source.io() {
            Some(error) => io_to_python(error, &path),
            None => PyOSError::new_err(format!("{source}: {}", path.display())),
        },
        // Only variants that this binding does not handle yet: the enum is non-exhaustive.
        other => CanvasError::new_err(other.to_string()),
    }
}

/// The error that ended a wait, or the exception that interrupted it.
pub(crate) fn wait_to_python(error: WaitError<PyErr>) -> PyErr {
    match error {
        WaitError::Canvas(error) => to_python(error),
        WaitError::Interrupt(error) => error,
    }
}

/// An error of reading or writing a file.
pub(crate) fn io_to_python(error: &io::Error, path: &Path) -> PyErr {
    match error.raw_os_error() {
        Some(code) => os_error(code, &error.to_string(), path),
        None => PyOSError::new_err(format!("{error}: {}", path.display())),
    }
}

/// An OSError with its number, from which Python chooses the subclass: FileNotFoundError, PermissionError and so on.
fn os_error(code: i32, reason: &str, path: &Path) -> PyErr {
    let reason = reason.split(" (os error").next().unwrap_or_default().to_owned();
    PyOSError::new_err((code, reason, path.as_os_str().to_owned()))
}

/// For the `?` of calls that return a result of the core or of drawing.
pub(crate) trait OrRaise<T> {
    fn or_raise(self) -> PyResult<T>;
}

impl<T, E: Into<Error>> OrRaise<T> for Result<T, E> {
    fn or_raise(self) -> PyResult<T> {
        self.map_err(|error| to_python(error.into()))
    }
}
