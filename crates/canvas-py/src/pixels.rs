//! Pixels in the memory of other Python objects, read in place.
//!
//! Memory is found through the buffer protocol, or as an address in `__array_interface__`. A [`Memory`] keeps the exporting
//! object alive, so the pixels can be read without the GIL.

#![expect(unsafe_code, reason = "memory of other objects is read by its address")]

use canvas_core::pixels::{PixelView, Strides};
use pyo3::buffer::PyUntypedBuffer;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arguments::type_name;
use crate::errors::{OrRaise, ResourceError};

/// Pixels of another object, checked. They stay where they are as long as this lives.
pub(crate) struct Memory {
    address: usize,
    len: usize,
    layout: Layout,
    _keeper: Keeper,
}

/// The position of the pixels in the memory.
#[derive(Clone, Copy)]
struct Layout {
    offset: usize,
    width: u32,
    height: u32,
    channels: u8,
    strides: Strides,
}

/// The objects that keep the memory valid.
#[expect(dead_code, reason = "held for their drop")]
enum Keeper {
    Buffer(PyUntypedBuffer),
    Object(Py<PyAny>),
    Both(PyUntypedBuffer, Py<PyAny>),
}

impl Memory {
    /// The pixels of a buffer, or of an object with `__array_interface__`: shape (h, w), (h, w, 1), (h, w, 3) or (h, w, 4),
    /// uint8, any strides.
    pub(crate) fn of(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(buffer) = PyUntypedBuffer::get(value) {
            return from_buffer(buffer);
        }
        // The bytes of a Pillow image in another mode mean something else, such as indices into a palette.
        if let Some(mode) = value.getattr_opt("mode")?
            && let Some(convert) = value.getattr_opt("convert")?
            && let Ok(mode) = mode.extract::<String>()
            && !matches!(&*mode, "L" | "RGB" | "RGBA")
        {
            let converted = convert.call1(("RGBA",))?;
            let interface = converted.getattr("__array_interface__")?;
            return from_interface(&converted, &interface);
        }
        if let Some(interface) = value.getattr_opt("__array_interface__")? {
            return from_interface(value, &interface);
        }
        let kind = type_name(value);
        let forms = "an Image, a buffer such as a numpy array, or an object with __array_interface__";
        Err(PyTypeError::new_err(format!(
            "pixels: expected {forms}, got {kind}"
        )))
    }

    /// Calls `look` with the pixels. May be called without the GIL.
    pub(crate) fn with_view<R>(&self, look: impl FnOnce(&PixelView<'_>) -> R) -> R {
        // SAFETY: address and length come from the exporting object, which `_keeper` keeps from changing its size. Another
        // thread may write pixels meanwhile, as the buffer protocol allows; then some bytes are old and some are new, and
        // nothing but their values depends on them.
        let bytes = unsafe { std::slice::from_raw_parts(self.address as *const u8, self.len) };
        let l = &self.layout;
        let view = PixelView::new(bytes, l.offset, l.width, l.height, l.channels, l.strides);
        look(&view.expect("`checked` has checked the layout"))
    }
}

fn from_buffer(buffer: PyUntypedBuffer) -> PyResult<Memory> {
    let format = buffer.format().to_string_lossy().into_owned();
    let is_byte = matches!(format.trim_start_matches(['@', '=', '<', '>', '!', '|']), "B");
    if buffer.item_size() != 1 || !is_byte {
        return Err(PyTypeError::new_err(format!(
            "pixels: expected items of type uint8, got format {format:?}"
        )));
    }
    if buffer
        .suboffsets()
        .is_some_and(|offsets| offsets.iter().any(|offset| *offset >= 0))
    {
        return Err(PyTypeError::new_err(
            "pixels: expected plain memory, got a buffer with suboffsets",
        ));
    }
    let (span, layout) = layout(buffer.shape(), Some(buffer.strides()))?;
    let address = (buffer.buf_ptr() as usize).wrapping_sub(layout.offset);
    checked(Memory {
        address,
        len: span,
        layout,
        _keeper: Keeper::Buffer(buffer),
    })
}

fn from_interface(owner: &Bound<'_, PyAny>, interface: &Bound<'_, PyAny>) -> PyResult<Memory> {
    let dict = interface.cast::<PyDict>()?;
    let missing = |key: &str| PyTypeError::new_err(format!("pixels: __array_interface__ has no {key:?}"));
    let get = |key: &str| dict.get_item(key)?.ok_or_else(|| missing(key));
    let kind: String = get("typestr")?.extract()?;
    if !matches!(&*kind, "|u1" | "<u1" | ">u1" | "=u1") {
        return Err(PyTypeError::new_err(format!(
            "pixels: expected items of type uint8, got typestr {kind:?}"
        )));
    }
    let shape: Vec<usize> = get("shape")?.extract()?;
    let strides: Option<Vec<isize>> = match dict.get_item("strides")? {
        Some(strides) if !strides.is_none() => Some(strides.extract()?),
        _ => None,
    };
    let (span, layout) = layout(&shape, strides.as_deref())?;
    let data = get("data")?;
    if let Ok((address, _read_only)) = data.extract::<(usize, bool)>() {
        let keeper = Keeper::Object(owner.clone().unbind());
        if address == 0 {
            return Err(PyValueError::new_err("pixels: __array_interface__ has no memory"));
        }
        return checked(Memory {
            address: address.wrapping_sub(layout.offset),
            len: span,
            layout,
            _keeper: keeper,
        });
    }
    // The data are in an object of their own, which must be large enough.
    let buffer = PyUntypedBuffer::get(&data)?;
    let start: usize = match dict.get_item("offset")? {
        Some(offset) => offset.extract()?,
        None => 0,
    };
    let first = start.checked_sub(layout.offset);
    if !buffer.is_c_contiguous() || first.is_none_or(|first| first.saturating_add(span) > buffer.len_bytes())
    {
        return Err(PyValueError::new_err(
            "pixels: __array_interface__ has less data than its shape says",
        ));
    }
    let address = buffer.buf_ptr() as usize + first.unwrap_or_default();
    checked(Memory {
        address,
        len: span,
        layout,
        _keeper: Keeper::Both(buffer, owner.clone().unbind()),
    })
}

/// The number of bytes that an array of this shape spans, and the layout of its pixels. Without strides it is packed.
fn layout(shape: &[usize], strides: Option<&[isize]>) -> PyResult<(usize, Layout)> {
    let wrong = || {
        let forms = "(h, w), (h, w, 1), (h, w, 3) or (h, w, 4)";
        PyValueError::new_err(format!("pixels: expected shape {forms}, got {shape:?}"))
    };
    let (height, width, channels) = match *shape {
        [h, w] => (h, w, 1),
        [h, w, c @ (1 | 3 | 4)] => (h, w, c),
        _ => return Err(wrong()),
    };
    if height == 0 || width == 0 {
        return Err(wrong());
    }
    let fits = |side: usize| {
        u32::try_from(side)
            .ok()
            .filter(|s| *s <= canvas_core::geometry::MAX_SIDE)
    };
    let (Some(w), Some(h)) = (fits(width), fits(height)) else {
        let text = format!("pixels: {width} × {height} pixels are too many");
        return Err(ResourceError::new_err(text));
    };
    let strides = match strides {
        Some(&[row, column]) => Strides {
            row,
            column,
            channel: 0,
        },
        Some(&[row, column, channel]) => Strides { row, column, channel },
        Some(_) => return Err(wrong()),
        None => Strides {
            row: (width * channels) as isize,
            column: channels as isize,
            channel: 1,
        },
    };
    let steps = [
        (height, strides.row),
        (width, strides.column),
        (channels, strides.channel),
    ]
    .map(|(count, stride)| (count - 1) as i128 * stride as i128);
    let below: i128 = steps.iter().map(|step| -step.min(&0)).sum();
    let above: i128 = steps.iter().map(|step| step.max(&0)).sum();
    let span = below + above + 1;
    let (Ok(offset), Ok(span)) = (usize::try_from(below), isize::try_from(span)) else {
        return Err(wrong());
    };
    Ok((
        span as usize,
        Layout {
            offset,
            width: w,
            height: h,
            channels: channels as u8,
            strides,
        },
    ))
}

/// Checks the layout, as [`Memory::with_view`] relies on.
fn checked(memory: Memory) -> PyResult<Memory> {
    // SAFETY: as in `with_view`; besides, the GIL is held.
    let bytes = unsafe { std::slice::from_raw_parts(memory.address as *const u8, memory.len) };
    let l = &memory.layout;
    PixelView::new(bytes, l.offset, l.width, l.height, l.channels, l.strides).or_raise()?;
    Ok(memory)
}
