//! Images.

#![expect(unsafe_code, reason = "the buffer protocol hands out an address")]

use std::ffi::{CStr, c_int, c_void};
use std::path::PathBuf;

use canvas_core::image as core;
use pyo3::exceptions::{PyBufferError, PyOSError, PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::arguments::{Whole, wrong_type};
use crate::gil;
use crate::runtime::OrRaise;

pub(crate) use crate::pixels::extract;

const FORMAT: &CStr = c"B";

/// A picture that never changes: red, green, blue, alpha (straight), eight bits each.
///
/// `Image(pixels)` copies any buffer, object with `__array_interface__` or Image of shape (h, w), (h, w, 1), (h, w, 3)
/// or (h, w, 4), uint8, any strides. It offers its own pixels the same ways, read-only, as shape (h, w, 4):
/// `numpy.asarray(image)` copies nothing.
#[pyclass(frozen, eq, module = "canvas", name = "Image")]
#[derive(Debug)]
pub(crate) struct Image {
    pub(crate) image: core::Image,
    /// What the buffer protocol points to.
    shape: [ffi::Py_ssize_t; 3],
    strides: [ffi::Py_ssize_t; 3],
}

impl Image {
    pub(crate) fn new(image: core::Image) -> Self {
        let (width, height) = (
            image.width() as ffi::Py_ssize_t,
            image.height() as ffi::Py_ssize_t,
        );
        Self {
            image,
            shape: [height, width, 4],
            strides: [width * 4, 4, 1],
        }
    }
}

impl PartialEq for Image {
    fn eq(&self, other: &Self) -> bool {
        self.image == other.image
    }
}

#[pymethods]
impl Image {
    #[new]
    #[pyo3(signature = (pixels, /))]
    fn from_pixels(py: Python<'_>, pixels: &Bound<'_, PyAny>) -> PyResult<Self> {
        let pixels = extract(pixels)?;
        Ok(Self::new(gil::release(py, || pixels.into_image())))
    }

    /// Reads a PNG, JPEG, WebP or GIF file (its first frame), from a path or from a file that is open for reading bytes.
    /// The GIL is released meanwhile.
    ///
    /// Raises OSError if it cannot be read, ValueError if it is no such file, ResourceError if the picture is too large.
    #[staticmethod]
    fn open(py: Python<'_>, path: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Some(read) = path.getattr_opt("read")? {
            let data = read.call0()?;
            let bytes: Vec<u8> = bytes_of("path", "a file of bytes", &data)?;
            return gil::release(py, || core::Image::decode(&bytes))
                .map(Self::new)
                .or_raise();
        }
        let path = extract_path(path)?;
        let bytes = gil::release(py, || std::fs::read(&path)).map_err(|error| os_error(&error, &path))?;
        let image = gil::release(py, || core::Image::decode(&bytes));
        image.map(Self::new).map_err(|error| match error {
            canvas_core::error::DrawError::Invalid(_) => PyValueError::new_err(format!(
                "path: {} is not a PNG, JPEG, WebP or GIF file that can be read",
                path.display()
            )),
            other => crate::errors::to_python(other.into()),
        })
    }

    /// Reads the bytes of a PNG, JPEG, WebP or GIF file (its first frame). The GIL is released meanwhile.
    ///
    /// Raises ValueError if they are none, ResourceError if the picture is too large.
    #[staticmethod]
    #[pyo3(signature = (data, /))]
    fn decode(py: Python<'_>, data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let bytes = bytes_of("data", "bytes", data)?;
        gil::release(py, || core::Image::decode(&bytes))
            .map(Self::new)
            .or_raise()
    }

    /// Width in pixels.
    #[getter]
    fn width(&self) -> u32 {
        self.image.width()
    }

    /// Height in pixels.
    #[getter]
    fn height(&self) -> u32 {
        self.image.height()
    }

    /// Writes the picture to a file, in the format of its ending: `.png`, `.jpg` or `.jpeg`. JPEG has no transparency:
    /// what is transparent becomes white. The GIL is released meanwhile.
    ///
    /// Raises ValueError for another ending, OSError if it cannot be written.
    fn save(&self, py: Python<'_>, path: &Bound<'_, PyAny>) -> PyResult<()> {
        let path = extract_path(path)?;
        let format = core::Format::of_path(&path).or_raise()?;
        let bytes = gil::release(py, || self.image.encode(format)).or_raise()?;
        gil::release(py, || std::fs::write(&path, bytes)).map_err(|error| os_error(&error, &path))
    }

    /// The picture as the bytes of a file; `format` is `"png"` or `"jpeg"`, whose `quality` is 1 to 100. The GIL is
    /// released meanwhile.
    ///
    /// Raises ValueError for another format or quality.
    #[pyo3(signature = (format="png", quality=Whole(core::Format::JPEG_QUALITY.into())))]
    #[pyo3(text_signature = "($self, format='png', quality=90)")]
    fn encode<'py>(&self, py: Python<'py>, format: &str, quality: Whole) -> PyResult<Bound<'py, PyBytes>> {
        let quality = u8::try_from(quality.0).map_err(|_| {
            let got = quality.0;
            PyValueError::new_err(format!("quality: expected a number from 1 to 100, got {got}"))
        })?;
        let format = core::Format::from_name(format, quality).or_raise()?;
        let bytes = gil::release(py, || self.image.encode(format)).or_raise()?;
        Ok(PyBytes::new(py, &bytes))
    }

    fn _repr_png_<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.encode(py, "png", Whole(core::Format::JPEG_QUALITY.into()))
    }

    fn __repr__(&self) -> String {
        format!("<canvas.Image {} × {}>", self.image.width(), self.image.height())
    }

    #[getter]
    fn __array_interface__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("version", 3)?;
        dict.set_item("shape", (self.shape[0], self.shape[1], self.shape[2]))?;
        dict.set_item("typestr", "|u1")?;
        dict.set_item("data", (self.image.rgba().as_ptr() as usize, true))?;
        Ok(dict)
    }

    // SAFETY: called by the interpreter alone, with a view to be filled. What it is filled with lives in this object, which
    // never changes and which the view keeps.
    unsafe fn __getbuffer__(slf: Bound<'_, Self>, view: *mut ffi::Py_buffer, flags: c_int) -> PyResult<()> {
        let asked = |flag: c_int| flags & flag == flag;
        if asked(ffi::PyBUF_WRITABLE) {
            return Err(PyBufferError::new_err(
                "an Image never changes: its pixels are read-only",
            ));
        }
        let this = slf.get();
        let pixels = this.image.rgba();
        // SAFETY: the interpreter gives a valid pointer to a view that nobody else uses yet.
        let view = unsafe { view.as_mut() }.ok_or_else(|| PyBufferError::new_err("no view"))?;
        view.buf = pixels.as_ptr() as *mut c_void;
        view.len = pixels.len() as ffi::Py_ssize_t;
        view.readonly = 1;
        view.itemsize = 1;
        view.format = if asked(ffi::PyBUF_FORMAT) {
            FORMAT.as_ptr().cast_mut()
        } else {
            std::ptr::null_mut()
        };
        let shaped = asked(ffi::PyBUF_ND);
        view.ndim = if shaped { 3 } else { 1 };
        view.shape = if shaped {
            this.shape.as_ptr().cast_mut()
        } else {
            std::ptr::null_mut()
        };
        let strided = asked(ffi::PyBUF_STRIDES);
        view.strides = if strided {
            this.strides.as_ptr().cast_mut()
        } else {
            std::ptr::null_mut()
        };
        view.suboffsets = std::ptr::null_mut();
        view.internal = std::ptr::null_mut();
        view.obj = slf.into_ptr();
        Ok(())
    }
}

/// The bytes of a bytes object or another buffer of bytes; `expected` is what a TypeError says.
pub(crate) fn bytes_of(name: &str, expected: &str, data: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    /// A view may repeat its bytes without end, and a copy takes memory for each.
    const MOST: usize = 1 << 30;
    if let Ok(bytes) = data.cast::<PyBytes>() {
        return Ok(bytes.as_bytes().to_vec());
    }
    let wrong = |_| wrong_type(name, expected, data);
    let buffer = pyo3::buffer::PyBuffer::<u8>::get(data).map_err(wrong)?;
    let count = buffer.item_count();
    if count > MOST {
        let text = format!("{name}: {count} bytes are more than a file may have");
        return Err(crate::errors::to_python(canvas_core::Error::Resource(text)));
    }
    buffer.to_vec(data.py()).map_err(wrong)
}

/// A path argument: str, bytes or an object with `__fspath__`.
pub(crate) fn extract_path(value: &Bound<'_, PyAny>) -> PyResult<PathBuf> {
    value.extract().map_err(|_| {
        let kind = value
            .get_type()
            .name()
            .map_or_else(|_| "?".into(), |n| n.to_string());
        PyTypeError::new_err(format!("path: expected a str or os.PathLike, got {kind}"))
    })
}

/// The error with its number and path, so that Python makes it a FileNotFoundError and the like.
pub(crate) fn os_error(error: &std::io::Error, path: &std::path::Path) -> PyErr {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default().to_owned();
    match error.raw_os_error() {
        Some(number) => PyOSError::new_err((number, text, path.to_path_buf())),
        None => PyOSError::new_err(format!("{text}: {}", path.display())),
    }
}
