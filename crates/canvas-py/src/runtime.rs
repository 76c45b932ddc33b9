//! What all windows share, for the Python package: backends, waiting for all windows, the end of the program.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use canvas_core::event::CloseReason;
use canvas_core::{Error, clock, runtime, video};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::errors::{to_python, wait_to_python};
use crate::gil;
use crate::host::PyHost;

/// Set in a forked child, where the event threads of the parent do not exist and its locks may be held for ever.
static FORKED: AtomicBool = AtomicBool::new(false);

pub(crate) fn is_forked() -> bool {
    FORKED.load(Ordering::Relaxed)
}

/// Raises in a forked child.
pub(crate) fn check_process() -> PyResult<()> {
    if is_forked() {
        return Err(PyRuntimeError::new_err(
            "windows of canvas do not survive os.fork(): use multiprocessing's 'spawn' or 'forkserver' start method, \
             and open windows in the child",
        ));
    }
    Ok(())
}

/// Once, when the module is imported.
pub(crate) fn set_up() {
    #[cfg(all(feature = "x11", target_os = "linux"))]
    runtime::register(canvas_x11::FACTORY);
    #[cfg(feature = "winit")]
    runtime::register(canvas_winit::FACTORY);
}

/// Called in a forked child.
#[pyfunction]
pub(crate) fn after_fork_in_child() {
    FORKED.store(true, Ordering::Relaxed);
}

/// What to add to the core's clock to get `time.monotonic()`.
#[pyfunction]
pub(crate) fn monotonic_offset(py: Python<'_>) -> PyResult<f64> {
    let now: f64 = py.import("time")?.call_method0("monotonic")?.extract()?;
    Ok(now - clock::now())
}

/// See `canvas.run`.
#[pyfunction]
pub(crate) fn run(py: Python<'_>) -> PyResult<()> {
    check_process()?;
    runtime::run(&PyHost::new(py)).map_err(wait_to_python)
}

/// Closes every window, without waiting; `reason` is `"program"` or `"exit"`.
#[pyfunction]
pub(crate) fn close_all(reason: &str) -> PyResult<()> {
    check_process()?;
    runtime::close_all(&if reason == "exit" {
        CloseReason::Exit
    } else {
        CloseReason::Program
    });
    Ok(())
}

/// Waits so many seconds until every window is closed: true if all are.
#[pyfunction]
pub(crate) fn wait_closed(py: Python<'_>, seconds: f64) -> PyResult<bool> {
    check_process()?;
    runtime::wait_closed(&PyHost::new(py), Instant::now() + seconds_to_duration(seconds))
}

/// Ends every recording and waits so many seconds until the files are complete: true if they are.
#[pyfunction]
pub(crate) fn finish_recordings(py: Python<'_>, seconds: f64) -> PyResult<bool> {
    check_process()?;
    video::finish_all(&PyHost::new(py), Instant::now() + seconds_to_duration(seconds))
}

/// Ends every native thread, within so many seconds: true if all have ended.
#[pyfunction]
pub(crate) fn stop(py: Python<'_>, seconds: f64) -> PyResult<bool> {
    check_process()?;
    let patience = seconds_to_duration(seconds);
    Ok(gil::release(py, || runtime::stop(patience)))
}

pub(crate) fn seconds_to_duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::from_secs(365 * 86_400))
}

/// Whether the environment, or the system itself, has a display that this build can use.
#[pyfunction]
pub(crate) fn has_display() -> bool {
    runtime::factories().iter().any(|factory| (factory.is_wanted)())
}

/// The backends: name, whether the environment asks for it, whether it works here, and why not.
#[pyfunction]
pub(crate) fn backends(py: Python<'_>) -> PyResult<Vec<(&'static str, bool, Option<String>)>> {
    check_process()?;
    let mut found: Vec<(&'static str, bool, Option<String>)> = Vec::new();
    for factory in runtime::factories() {
        let outcome = gil::release(py, || runtime::backend(Some(factory.name)));
        found.push((
            factory.name,
            outcome.is_ok(),
            outcome.err().map(|error| error.to_string()),
        ));
    }
    if cfg!(not(all(feature = "x11", target_os = "linux"))) {
        let why =
            Error::BackendUnavailable("not in this build: build canvas with its x11 feature".to_owned());
        found.insert(0, ("x11", false, Some(why.to_string())));
    }
    Ok(found)
}

/// What to paste into a bug report, for each display that is connected: name and a dict of what it says of itself.
#[pyfunction]
pub(crate) fn connected(py: Python<'_>) -> PyResult<Vec<(&'static str, Bound<'_, PyDict>)>> {
    check_process()?;
    let backends = gil::release(py, runtime::connected);
    backends
        .iter()
        .map(|backend| {
            let dict = PyDict::new(py);
            for (name, value) in backend.describe() {
                dict.set_item(name, value)?;
            }
            let can = backend.capabilities().named().filter(|(_, can)| *can);
            dict.set_item("can", can.map(|(name, _)| name).collect::<Vec<_>>().join(" "))?;
            Ok((backend.name(), dict))
        })
        .collect()
}

/// For the `?` of calls that return the core's result.
pub(crate) trait OrRaise<T> {
    fn or_raise(self) -> PyResult<T>;
}

impl<T, E: Into<Error>> OrRaise<T> for Result<T, E> {
    fn or_raise(self) -> PyResult<T> {
        self.map_err(|error| to_python(error.into()))
    }
}
