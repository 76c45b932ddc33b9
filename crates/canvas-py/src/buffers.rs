//! Points, numbers and colours from sequences and from the buffers of other Python objects, which are copied in one pass,
//! with any strides and any type of item.

#![expect(unsafe_code, reason = "items of foreign memory are read by their address")]

use pyo3::buffer::PyUntypedBuffer;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyTuple};

use canvas_core::kurbo::Point;

use crate::arguments::{sequence, wrong_type};
use crate::color;
use crate::errors::ResourceError;

/// The items of an argument as rows of `columns` numbers, one after the other: a buffer of shape (n, columns) of floats or
/// ints, or a sequence of sequences. Reuses the memory of `out`.
pub(crate) fn rows(name: &str, value: &Bound<'_, PyAny>, columns: usize, out: &mut Vec<f64>) -> PyResult<()> {
    out.clear();
    let wrong = || {
        let expected = format!("an array of shape (n, {columns}), or a sequence of {columns} numbers each");
        wrong_type(name, &expected, value)
    };
    if let Ok(buffer) = PyUntypedBuffer::get(value) {
        return rows_of_buffer(name, &buffer, columns, out);
    }
    if value.is_instance_of::<PyString>() {
        return Err(wrong());
    }
    for item in value.try_iter().map_err(|_| wrong())? {
        check_budget(name, out.len())?;
        let item: Vec<f64> = sequence(name, &item?, wrong)?;
        if item.len() != columns {
            return Err(PyValueError::new_err(format!(
                "{name}: expected {columns} numbers an item, got {}",
                item.len()
            )));
        }
        out.extend(item);
    }
    Ok(())
}

/// The items of a buffer of shape (n, columns).
pub(crate) fn rows_of_buffer(
    name: &str,
    buffer: &PyUntypedBuffer,
    columns: usize,
    out: &mut Vec<f64>,
) -> PyResult<()> {
    match *buffer.shape() {
        // numpy's empty list has no second dimension.
        [0] => Ok(()),
        [_, found] if found == columns => numbers(name, buffer, out),
        ref other => Err(PyValueError::new_err(format!(
            "{name}: expected an array of shape (n, {columns}), got {other:?}"
        ))),
    }
}

/// A points argument: a sequence of `(x, y)`, or a buffer of shape (n, 2) of floats or ints.
pub(crate) fn points(value: &Bound<'_, PyAny>) -> PyResult<Vec<Point>> {
    let wrong = || {
        wrong_type(
            "points",
            "a sequence of (x, y) or an array of shape (n, 2)",
            value,
        )
    };
    if let Ok(list) = value.cast::<PyList>() {
        return list.iter().map(|item| point(&item).ok_or_else(wrong)).collect();
    }
    if let Ok(buffer) = PyUntypedBuffer::get(value) {
        let mut numbers = Vec::new();
        rows_of_buffer("points", &buffer, 2, &mut numbers)?;
        let points = numbers.as_chunks::<2>().0.iter();
        return Ok(points.map(|[x, y]| Point::new(*x, *y)).collect());
    }
    let mut points = Vec::new();
    for item in value.try_iter().map_err(|_| wrong())? {
        check_budget("points", 2 * points.len())?;
        points.push(point(&item?).ok_or_else(wrong)?);
    }
    Ok(points)
}

fn point(item: &Bound<'_, PyAny>) -> Option<Point> {
    if let Ok(tuple) = item.cast::<PyTuple>() {
        if tuple.len() != 2 {
            return None;
        }
        let x = tuple.get_borrowed_item(0).ok()?.extract().ok()?;
        return Some(Point::new(x, tuple.get_borrowed_item(1).ok()?.extract().ok()?));
    }
    item.extract::<[f64; 2]>().ok().map(|[x, y]| Point::new(x, y))
}

/// Lists of points: a buffer of shape (n, 2) is one list, of shape (m, n, 2) many; or a sequence of such buffers or of
/// sequences of `(x, y)`. Writes all numbers to `out`, and returns the number of points of each list.
pub(crate) fn lists_of_points(
    name: &str,
    value: &Bound<'_, PyAny>,
    out: &mut Vec<f64>,
) -> PyResult<Vec<usize>> {
    out.clear();
    if let Ok(buffer) = PyUntypedBuffer::get(value) {
        let counts = match *buffer.shape() {
            [n, 2] => vec![n],
            [m, n, 2] => {
                check_budget(name, m)?;
                vec![n; m]
            }
            [0] => return Ok(Vec::new()),
            ref other => {
                return Err(PyValueError::new_err(format!(
                    "{name}: expected an array of shape (n, 2) or (m, n, 2), or a sequence of arrays of shape (n, 2), got {other:?}"
                )));
            }
        };
        numbers(name, &buffer, out)?;
        return Ok(counts);
    }
    let wrong = || {
        wrong_type(
            name,
            "an array of shape (n, 2) or (m, n, 2), or a sequence of lists of points",
            value,
        )
    };
    if value.is_instance_of::<PyString>() {
        return Err(wrong());
    }
    let mut counts = Vec::new();
    let mut list = Vec::new();
    for item in value.try_iter().map_err(|_| wrong())? {
        check_budget(name, counts.len() + out.len())?;
        rows(name, &item?, 2, &mut list)?;
        counts.push(list.len() / 2);
        out.extend_from_slice(&list);
    }
    Ok(counts)
}

/// The colours of a batch.
pub(crate) enum Colors {
    /// The fill or stroke style.
    Style,
    /// One colour for all items.
    One(canvas_core::peniko::Color),
    /// A colour for each item: RGBA, straight alpha.
    Each(Vec<[u8; 4]>),
}

impl Colors {
    pub(crate) fn as_core(&self) -> canvas_core::painter::Colors<'_> {
        match self {
            Self::Style => canvas_core::painter::Colors::Style,
            Self::One(color) => canvas_core::painter::Colors::One(*color),
            Self::Each(colors) => canvas_core::painter::Colors::Each(colors),
        }
    }
}

/// The colours argument of a batch: None, one colour, a uint8 buffer of shape (n, 3) or (n, 4), or a sequence of colours.
pub(crate) fn colors(value: Option<&Bound<'_, PyAny>>) -> PyResult<Colors> {
    let Some(value) = value else {
        return Ok(Colors::Style);
    };
    if let Ok(buffer) = PyUntypedBuffer::get(value) {
        return colors_of_buffer(&buffer);
    }
    // It is a sequence of colours if its first item is not a number.
    let first = if value.is_instance_of::<PyString>() || value.is_instance_of::<color::Color>() {
        None
    } else {
        value.get_item(0).ok()
    };
    match first {
        Some(first) if first.extract::<f64>().is_err() => {
            let mut all = Vec::new();
            for item in value.try_iter()? {
                check_budget("colors", all.len())?;
                let c = color::extract("colors", &item?)?.to_rgba8();
                all.push([c.r, c.g, c.b, c.a]);
            }
            Ok(Colors::Each(all))
        }
        _ if value.len().is_ok_and(|len| len == 0) => Ok(Colors::Each(Vec::new())),
        _ => Ok(Colors::One(color::extract("colors", value)?)),
    }
}

fn colors_of_buffer(buffer: &PyUntypedBuffer) -> PyResult<Colors> {
    let shape = buffer.shape();
    if kind(buffer) != Some('B') {
        let format = buffer.format().to_string_lossy().into_owned();
        return Err(PyTypeError::new_err(format!(
            "colors: expected an array of uint8, got items of format {format:?}"
        )));
    }
    let mut values: Vec<f64> = Vec::new();
    let channels = match *shape {
        [0] => return Ok(Colors::Each(Vec::new())),
        [channels @ (3 | 4)] | [_, channels @ (3 | 4)] => channels,
        _ => {
            return Err(PyValueError::new_err(format!(
                "colors: expected shape (3,), (4,), (n, 3) or (n, 4), got {shape:?}"
            )));
        }
    };
    numbers("colors", buffer, &mut values)?;
    let all: Vec<[u8; 4]> = values
        .chunks_exact(channels)
        .map(|c| {
            [
                c[0] as u8,
                c[1] as u8,
                c[2] as u8,
                c.get(3).map_or(255, |a| *a as u8),
            ]
        })
        .collect();
    match (shape.len(), all.first()) {
        (1, Some(&[r, g, b, a])) => Ok(Colors::One(canvas_core::peniko::Color::from_rgba8(r, g, b, a))),
        _ => Ok(Colors::Each(all)),
    }
}

/// The type of a buffer's items as a format character of `struct`; `None` if they are not in native byte order.
fn kind(buffer: &PyUntypedBuffer) -> Option<char> {
    let format = buffer.format().to_str().ok()?;
    let native = if cfg!(target_endian = "little") { '<' } else { '>' };
    let mut kinds = format.trim_start_matches(['@', '=', '|', native]).chars();
    let kind = kinds.next()?;
    kinds.next().is_none().then_some(kind)
}

/// Raises ResourceError for more numbers than a scene may hold. A view may repeat its items or have empty lists, so the
/// expanded size counts, not the size of its memory.
pub(crate) fn check_budget(name: &str, numbers: usize) -> PyResult<()> {
    const MAX_NUMBERS: usize = canvas_core::painter::MAX_SCENE_BYTES / size_of::<f64>();
    if numbers > MAX_NUMBERS {
        let text = format!("{name}: {numbers} numbers are more than a scene may have");
        return Err(ResourceError::new_err(text));
    }
    Ok(())
}

/// Appends all items of a buffer, in the order of its shape.
fn numbers(name: &str, buffer: &PyUntypedBuffer, out: &mut Vec<f64>) -> PyResult<()> {
    if buffer
        .suboffsets()
        .is_some_and(|offsets| offsets.iter().any(|offset| *offset >= 0))
    {
        return Err(PyTypeError::new_err(format!(
            "{name}: expected plain memory, got a buffer with suboffsets"
        )));
    }
    let items: usize = buffer.shape().iter().product();
    check_budget(name, items)?;
    out.reserve(items);
    match (kind(buffer), buffer.item_size()) {
        (Some('d'), 8) => copy::<f64>(buffer, out, |v| v),
        (Some('f'), 4) => copy::<f32>(buffer, out, f64::from),
        (Some('b'), 1) => copy::<i8>(buffer, out, f64::from),
        (Some('B'), 1) => copy::<u8>(buffer, out, f64::from),
        (Some('h'), 2) => copy::<i16>(buffer, out, f64::from),
        (Some('H'), 2) => copy::<u16>(buffer, out, f64::from),
        (Some('i' | 'l'), 4) => copy::<i32>(buffer, out, f64::from),
        (Some('I' | 'L'), 4) => copy::<u32>(buffer, out, f64::from),
        (Some('q' | 'l' | 'n'), 8) => copy::<i64>(buffer, out, |v| v as f64),
        (Some('Q' | 'L' | 'N'), 8) => copy::<u64>(buffer, out, |v| v as f64),
        _ => {
            let format = buffer.format().to_string_lossy().into_owned();
            return Err(PyTypeError::new_err(format!(
                "{name}: expected floats or ints of this machine, got items of format {format:?}"
            )));
        }
    }
    Ok(())
}

/// Appends the items of a buffer, whose type is `T`.
fn copy<T: Copy>(buffer: &PyUntypedBuffer, out: &mut Vec<f64>, convert: impl Fn(T) -> f64 + Copy) {
    let (shape, strides) = (buffer.shape(), buffer.strides());
    if shape.contains(&0) {
        return;
    }
    let Some((&columns, outer)) = shape.split_last() else {
        return;
    };
    let stride = strides[shape.len() - 1];
    let mut index = vec![0usize; outer.len()];
    loop {
        let offset: isize = index
            .iter()
            .zip(strides)
            .map(|(i, stride)| *i as isize * stride)
            .sum();
        for column in 0..columns {
            // SAFETY: by the buffer protocol every index within `shape`, times `strides`, is an item of `item_size` bytes,
            // which is the size of `T`; every bit pattern is a valid number. The buffer is held, so its memory stays valid.
            // It need not be aligned. No Python code runs meanwhile; a thread without the GIL may write, and then a number
            // is the old one, the new one or a mixture.
            let value = unsafe {
                let address = buffer
                    .buf_ptr()
                    .cast::<u8>()
                    .offset(offset + column as isize * stride);
                address.cast::<T>().read_unaligned()
            };
            out.push(convert(value));
        }
        // The next row, in the order of the shape.
        let Some(axis) = (0..outer.len()).rev().find(|&axis| index[axis] + 1 < outer[axis]) else {
            return;
        };
        index[axis] += 1;
        index[axis + 1..].fill(0);
    }
}
