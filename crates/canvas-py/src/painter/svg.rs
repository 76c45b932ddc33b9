//! Drawing SVG images.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::SystemTime;

use canvas_core::svg::Svg;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::Painter;
use crate::arguments::Number;
use crate::errors::{OrRaise, io_to_python};
use crate::files;
use crate::gil;

/// Parsed images that each thread caches; a program draws the same ones in every frame.
const MAX_CACHED: usize = 16;

#[derive(PartialEq)]
enum Source {
    Bytes(Vec<u8>),
    /// A file, its size and when it was modified.
    File(PathBuf, u64, Option<SystemTime>),
}

thread_local! {
    static CACHE: RefCell<VecDeque<(Source, Svg)>> = RefCell::default();
}

#[pymethods]
impl Painter {
    /// Draws an SVG image. `source` is a path, the bytes of a file, or its text (a str that starts with `<`). It is drawn path by path,
    /// so it is sharp at any size: scaled to fit into the rectangle from `(x, y)`, in logical pixels, and centred in it. Without
    /// `width` or `height` the image's own proportions decide; without both it has its own size.
    ///
    /// Alpha, blend mode, shadow and filter apply to the image as a whole.
    ///
    /// Raises FileNotFoundError or another OSError if a file cannot be read, ValueError if it is not an SVG image, UnsupportedError for
    /// filters other than a blur or a drop shadow and for compressed files, ResourceError if it expands to too many elements.
    #[pyo3(signature = (source, x, y, width=None, height=None))]
    fn draw_svg(
        &self,
        py: Python<'_>,
        source: &Bound<'_, PyAny>,
        x: Number,
        y: Number,
        width: Option<Number>,
        height: Option<Number>,
    ) -> PyResult<()> {
        let svg = load(py, source)?;
        let own = svg.size();
        let (width, height) = match (width.map(|n| n.0), height.map(|n| n.0)) {
            (None, None) => (own.width, own.height),
            (Some(width), None) => (width, own.height * width / own.width),
            (None, Some(height)) => (own.width * height / own.height, height),
            (Some(width), Some(height)) => (width, height),
        };
        self.record(|p| p.draw_svg(&svg, x.0, y.0, width, height))
    }
}

const EXPECTED: &str = "a path, or the text or bytes of an SVG";

/// The parsed image, from the cache if its source has not changed.
fn load(py: Python<'_>, source: &Bound<'_, PyAny>) -> PyResult<Svg> {
    let key = match source.cast::<PyString>() {
        Ok(text) if text.to_str()?.trim_start().starts_with('<') => {
            Source::Bytes(text.to_str()?.as_bytes().to_vec())
        }
        _ => match files::bytes("source", EXPECTED, source) {
            Ok(bytes) => Source::Bytes(bytes),
            Err(error) if !error.is_instance_of::<PyTypeError>(py) => return Err(error),
            Err(error) => {
                let path = files::path(source).map_err(|_| error)?;
                let file = std::fs::metadata(&path).map_err(|error| io_to_python(&error, &path))?;
                let changed = file.modified().ok();
                Source::File(path, file.len(), changed)
            }
        },
    };
    let cached = CACHE.with_borrow(|cache| {
        let found = cache.iter().find(|(other, _)| *other == key);
        found.map(|(_, svg)| svg.clone())
    });
    if let Some(svg) = cached {
        return Ok(svg);
    }
    let svg = gil::release(py, || match &key {
        Source::Bytes(bytes) => Ok(Svg::parse(bytes)),
        Source::File(path, ..) => std::fs::read(path)
            .map(|bytes| Svg::parse(&bytes))
            .map_err(|error| io_to_python(&error, path)),
    })?;
    let svg = svg.or_raise()?;
    CACHE.with_borrow_mut(|cache| {
        cache.truncate(MAX_CACHED - 1);
        cache.push_front((key, svg.clone()));
    });
    Ok(svg)
}
