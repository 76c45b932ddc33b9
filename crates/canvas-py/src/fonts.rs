//! The fonts that programs add.

use canvas_core::text;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::gil;
use crate::image::{bytes_of, extract_path, os_error};
use crate::runtime::OrRaise;

/// Adds the fonts of a file (.ttf, .otf, .ttc) for the rest of the process; returns the names of their families, which
/// `painter.font` then finds. `source` is a path, or the file's bytes. The GIL is released meanwhile.
///
/// Raises OSError if the file cannot be read, ValueError if it holds no font or a damaged one, ResourceError if it is
/// larger than 256 MB.
#[pyfunction]
#[pyo3(signature = (source, /))]
pub(crate) fn add_font(py: Python<'_>, source: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    let is_path = source.is_instance_of::<PyString>() || source.hasattr("__fspath__")?;
    if !is_path {
        let data = bytes_of("source", "a path or the bytes of a font file", source)?;
        return gil::release(py, || text::add_font(data)).or_raise();
    }
    let path = extract_path(source)?;
    let data = gil::release(py, || std::fs::read(&path)).map_err(|error| os_error(&error, &path))?;
    gil::release(py, || text::add_font(data)).map_err(|error| match error {
        canvas_core::error::DrawError::Invalid(reason) => {
            PyValueError::new_err(format!("{reason}: {}", path.display()))
        }
        other => crate::errors::to_python(other.into()),
    })
}

/// The names of the families that there are, sorted: the system's and those that were added. The GIL is released while
/// they are looked up.
#[pyfunction]
pub(crate) fn font_families(py: Python<'_>) -> Vec<String> {
    gil::release(py, text::font_families)
}
