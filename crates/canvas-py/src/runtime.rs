//! The state that all windows share, for the Python package: backends, waits for all windows, the end of the program.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use canvas_core::event::CloseReason;
use canvas_core::{Error, clock, process, runtime, video};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arguments::string;
use crate::errors::{OrRaise, wait_to_python};
use crate::gil;
use crate::host::PyHost;

/// Set in a forked child, where the native threads of the parent do not exist and its locks may be held forever.
static FORKED: AtomicBool = AtomicBool::new(false);

/// Whether this process is a forked child, in which windows cannot be used.
pub(crate) fn is_forked() -> bool {
    FORKED.load(Ordering::Relaxed)
}

/// Raises RuntimeError in a forked child.
pub(crate) fn check_process() -> PyResult<()> {
    if is_forked() {
        return Err(PyRuntimeError::new_err(
            "windows of canvas do not survive os.fork(): use multiprocessing's 'spawn' or 'forkserver' start method, \
             and open windows in the child",
        ));
    }
    Ok(())
}

/// Registers the backends of this build. Called once, when the module is imported.
pub(crate) fn register_backends() {
    #[cfg(all(feature = "x11", target_os = "linux"))]
    runtime::register(canvas_x11::FACTORY);
    #[cfg(feature = "winit")]
    runtime::register(canvas_winit::FACTORY);
}

/// Sets the application id of windows that are opened later: see `canvas.set_app_id`. Any thread.
///
/// Raises TypeError if it is not a str, ValueError if it is not valid.
#[pyfunction]
pub(crate) fn set_app_id(name: &Bound<'_, PyAny>) -> PyResult<()> {
    process::set_app_id(string("name", name)?).or_raise()
}

/// Sets the application id of a program that does not set one. The first valid name wins.
#[pyfunction]
pub(crate) fn set_default_app_id(name: &str) {
    process::set_default_app_id(name);
}

/// Marks this process as a forked child, in which calls of windows raise RuntimeError.
#[pyfunction]
pub(crate) fn after_fork_in_child() {
    FORKED.store(true, Ordering::Relaxed);
}

/// The seconds to add to the core's clock to get `time.monotonic()`.
#[pyfunction]
pub(crate) fn monotonic_offset(py: Python<'_>) -> PyResult<f64> {
    let now: f64 = py.import("time")?.call_method0("monotonic")?.extract()?;
    Ok(now - clock::now())
}

/// Waits, with the GIL released, until every window is closed: see `canvas.run`. Raises DisplayLost, RuntimeError.
#[pyfunction]
pub(crate) fn run(py: Python<'_>) -> PyResult<()> {
    check_process()?;
    runtime::run(&PyHost::new(py)).map_err(wait_to_python)
}

/// Closes every window without waiting: see `canvas.close_all`. `reason` is `"program"` or `"exit"`. Any thread.
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

/// Waits, with the GIL released, at most `seconds` until every window is closed. Returns whether all are.
#[pyfunction]
pub(crate) fn wait_closed(py: Python<'_>, seconds: f64) -> PyResult<bool> {
    check_process()?;
    runtime::wait_closed(&PyHost::new(py), Instant::now() + seconds_to_duration(seconds))
}

/// Ends every recording, and waits at most `seconds` until the files are complete. Returns whether all are.
#[pyfunction]
pub(crate) fn finish_recordings(py: Python<'_>, seconds: f64) -> PyResult<bool> {
    check_process()?;
    video::finish_all(&PyHost::new(py), Instant::now() + seconds_to_duration(seconds))
}

/// Ends every native thread, and waits for them at most `seconds`. Returns whether all have ended.
#[pyfunction]
pub(crate) fn stop(py: Python<'_>, seconds: f64) -> PyResult<bool> {
    check_process()?;
    let timeout = seconds_to_duration(seconds);
    Ok(gil::release(py, || runtime::stop(timeout)))
}

/// Seconds as a duration: not negative, and at most a year.
pub(crate) fn seconds_to_duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::from_secs(365 * 86_400))
}

/// Whether the environment names a display, or the system has one, that this build can use.
#[pyfunction]
pub(crate) fn has_display() -> bool {
    runtime::factories().iter().any(|factory| (factory.has_display)())
}

/// The backends of this build, in the order in which they are chosen: `(name, whether it works here, why not or None)` each. Tries
/// to connect each, with the GIL released: see `canvas.backends`.
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

/// The displays that are connected, for bug reports: the name of the backend, and a dict of facts by name.
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
