//! Fonts that programs add.

use canvas_core::error::DrawError;
use canvas_core::text;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::errors::OrRaise;
use crate::files;
use crate::gil;

/// Adds the fonts of a file (.ttf, .otf, .ttc) for the rest of the process. Returns the names of their families, which
/// `painter.font` can name from now on. `source` is a path, or the bytes of the file. Any thread; the GIL is released meanwhile.
///
/// Raises FileNotFoundError or another OSError if the file cannot be read, ValueError if it has no font or a damaged one,
/// ResourceError if it is larger than 256 MB.
#[pyfunction]
#[pyo3(signature = (source, /))]
pub(crate) fn add_font(py: Python<'_>, source: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    let is_path = source.is_instance_of::<PyString>() || source.hasattr("__fspath__")?;
    if !is_path {
        let data = files::bytes("source", "a path or the bytes of a font file", source)?;
        return gil::release(py, || text::add_font(data)).or_raise();
    }
    let path = files::path(source)?;
    let data = files::read(py, &path)?;
    match gil::release(py, || text::add_font(data)) {
        Err(DrawError::Invalid(reason)) => {
            Err(PyValueError::new_err(format!("{reason}: {}", path.display())))
        }
        families => families.or_raise(),
    }
}

/// The names of the available font families, sorted: those of the system and those that were added. Any thread; the GIL is
/// released meanwhile, which takes a while the first time.
#[pyfunction]
pub(crate) fn font_families(py: Python<'_>) -> Vec<String> {
    gil::release(py, text::font_families)
}
