//! Arguments that are files: a path, or the bytes of a file.

use std::path::PathBuf;

use pyo3::buffer::PyBuffer;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::arguments::{type_name, wrong_type};
use crate::errors::{ResourceError, io_to_python};
use crate::gil;

/// The bytes of a bytes object or another buffer of bytes; a TypeError says `expected`.
pub(crate) fn bytes(name: &str, expected: &str, data: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    /// A view may repeat its bytes without end, and a copy takes memory for each.
    const MAX_BYTES: usize = 1 << 30;
    if let Ok(bytes) = data.cast::<PyBytes>() {
        return Ok(bytes.as_bytes().to_vec());
    }
    let wrong = |_| wrong_type(name, expected, data);
    let buffer = PyBuffer::<u8>::get(data).map_err(wrong)?;
    let count = buffer.item_count();
    if count > MAX_BYTES {
        let text = format!("{name}: {count} bytes are more than a file may have");
        return Err(ResourceError::new_err(text));
    }
    buffer.to_vec(data.py()).map_err(wrong)
}

/// A path argument: str, bytes or an object with `__fspath__`.
pub(crate) fn path(value: &Bound<'_, PyAny>) -> PyResult<PathBuf> {
    value.extract().map_err(|_| {
        let kind = type_name(value);
        PyTypeError::new_err(format!("path: expected a str or os.PathLike, got {kind}"))
    })
}

/// Reads a file with the GIL released.
pub(crate) fn read(py: Python<'_>, path: &PathBuf) -> PyResult<Vec<u8>> {
    gil::release(py, || std::fs::read(path)).map_err(|error| io_to_python(&error, path))
}
