//! Which interpreter this is. The module keeps one set of windows for the process, so it works in the main one only.

#![expect(unsafe_code, reason = "the interpreter's number has no safe call in pyo3")]

use pyo3::exceptions::PyImportError;
use pyo3::ffi;
use pyo3::prelude::*;

/// Raises `ImportError` in a subinterpreter.
pub(crate) fn require_main() -> PyResult<()> {
    // SAFETY: called while the module is imported, so this thread is attached to an interpreter, which both calls ask
    // for; neither keeps nor changes anything.
    let number = unsafe { ffi::PyInterpreterState_GetID(ffi::PyInterpreterState_Get()) };
    if number == 0 {
        return Ok(());
    }
    Err(PyImportError::new_err(
        "canvas works in the main interpreter only, not in subinterpreters",
    ))
}
