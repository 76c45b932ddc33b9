//! Drawing SVG pictures.

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
use crate::gil;
use crate::image::{bytes_of, extract_path, os_error};
use crate::runtime::OrRaise;

/// So many pictures are remembered a thread; a program draws the same ones frame by frame.
const MAX_REMEMBERED: usize = 16;

#[derive(PartialEq)]
enum Source {
    Bytes(Vec<u8>),
    /// A file as it was then.
    File(PathBuf, u64, Option<SystemTime>),
}

thread_local! {
    static KNOWN: RefCell<VecDeque<(Source, Svg)>> = RefCell::default();
}

#[pymethods]
impl Painter {
    /// Draws an SVG picture: a path, the bytes of a file, or its text (a str that begins with `<`). It is drawn path by
    /// path, so that it is sharp at any size: as large as fits into the rectangle, in its middle. Without a width or a
    /// height it has its own.
    ///
    /// Alpha, blend mode, shadow and filter hold for the picture as a whole.
    ///
    /// Raises OSError if a file cannot be read, ValueError if it is no SVG, UnsupportedError for SVG's filters other than a blur
    /// or a drop shadow and for compressed files, ResourceError if it comes to too much with everything that it repeats.
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

/// The picture, read once.
fn load(py: Python<'_>, source: &Bound<'_, PyAny>) -> PyResult<Svg> {
    let key = match source.cast::<PyString>() {
        Ok(text) if text.to_str()?.trim_start().starts_with('<') => {
            Source::Bytes(text.to_str()?.as_bytes().to_vec())
        }
        _ => match bytes_of("source", EXPECTED, source) {
            Ok(bytes) => Source::Bytes(bytes),
            Err(error) if !error.is_instance_of::<PyTypeError>(py) => return Err(error),
            Err(error) => {
                let path = extract_path(source).map_err(|_| error)?;
                let file = std::fs::metadata(&path).map_err(|error| os_error(&error, &path))?;
                let changed = file.modified().ok();
                Source::File(path, file.len(), changed)
            }
        },
    };
    let known = KNOWN.with_borrow(|known| {
        let found = known.iter().find(|(other, _)| *other == key);
        found.map(|(_, svg)| svg.clone())
    });
    if let Some(svg) = known {
        return Ok(svg);
    }
    let svg = gil::release(py, || match &key {
        Source::Bytes(bytes) => Ok(Svg::parse(bytes)),
        Source::File(path, ..) => std::fs::read(path)
            .map(|bytes| Svg::parse(&bytes))
            .map_err(|error| os_error(&error, path)),
    })?;
    let svg = svg.or_raise()?;
    KNOWN.with_borrow_mut(|known| {
        known.truncate(MAX_REMEMBERED - 1);
        known.push_front((key, svg.clone()));
    });
    Ok(svg)
}
