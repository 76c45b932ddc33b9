//! The interpreter that imports the module. Windows belong to the process, so only the main interpreter may use them.

#![expect(unsafe_code, reason = "pyo3 has no safe call for the interpreter's number")]

use pyo3::exceptions::PyImportError;
use pyo3::ffi;
use pyo3::prelude::*;

/// Raises `ImportError` in a subinterpreter.
pub(crate) fn require_main() -> PyResult<()> {
    // SAFETY: called while the module is imported, so this thread is attached to an interpreter, as both calls require;
    // neither keeps or changes anything.
    let number = unsafe { ffi::PyInterpreterState_GetID(ffi::PyInterpreterState_Get()) };
    if number == 0 {
        return Ok(());
    }
    Err(PyImportError::new_err(
        "canvas works in the main interpreter only, not in subinterpreters",
    ))
}
