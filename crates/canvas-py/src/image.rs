//! Images, and arguments that are pixels.

#![expect(unsafe_code, reason = "the buffer protocol exports an address")]

use std::ffi::{CStr, c_int, c_void};

use canvas_core::error::DrawError;
use canvas_core::image as core;
use canvas_core::pixels::PixelView;
use pyo3::exceptions::{PyBufferError, PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::arguments::{Int, wrong_type};
use crate::errors::{OrRaise, io_to_python};
use crate::files;
use crate::gil;
use crate::pixels::Memory;

const FORMAT: &CStr = c"B";

/// An immutable image: RGBA with straight alpha, 8 bits for each channel, sRGB.
///
/// `Image(pixels)` copies a buffer, an object with `__array_interface__` or another `Image` of shape (h, w), (h, w, 1),
/// (h, w, 3) or (h, w, 4) (grey, RGB, RGBA), uint8, any strides. An `Image` exports its own pixels in both ways, read-only,
/// with shape (h, w, 4): `numpy.asarray(image)` copies nothing. The GIL is released during the copy.
///
/// Raises TypeError for another object or type of items, ValueError for another shape, ResourceError for too many pixels.
#[pyclass(frozen, eq, module = "canvas", name = "Image")]
#[derive(Debug)]
pub(crate) struct Image {
    pub(crate) image: core::Image,
    /// The buffer protocol exports pointers to these.
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

    /// Reads a PNG, JPEG, WebP or GIF file (its first frame). `path` is a path, or a file that is open for reading bytes. The
    /// GIL is released meanwhile.
    ///
    /// Raises FileNotFoundError or another OSError if it cannot be read, ValueError if it has another format or is damaged,
    /// ResourceError if the image is too large.
    #[staticmethod]
    fn open(py: Python<'_>, path: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Some(read) = path.getattr_opt("read")? {
            let data = read.call0()?;
            let bytes = files::bytes("path", "a file of bytes", &data)?;
            return gil::release(py, || core::Image::decode(&bytes))
                .map(Self::new)
                .or_raise();
        }
        let path = files::path(path)?;
        let bytes = files::read(py, &path)?;
        match gil::release(py, || core::Image::decode(&bytes)) {
            Err(DrawError::Decode { .. }) => Err(PyValueError::new_err(format!(
                "path: {} is not a PNG, JPEG, WebP or GIF file that can be read",
                path.display()
            ))),
            image => image.map(Self::new).or_raise(),
        }
    }

    /// Decodes the bytes of a PNG, JPEG, WebP or GIF file (its first frame). The GIL is released meanwhile.
    ///
    /// Raises TypeError for another object than bytes or a buffer, ValueError if they have another format or are damaged,
    /// ResourceError if the image is too large.
    #[staticmethod]
    #[pyo3(signature = (data, /))]
    fn decode(py: Python<'_>, data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let bytes = files::bytes("data", "bytes", data)?;
        gil::release(py, || core::Image::decode(&bytes))
            .map(Self::new)
            .or_raise()
    }

    /// The width, in pixels.
    #[getter]
    fn width(&self) -> u32 {
        self.image.width()
    }

    /// The height, in pixels.
    #[getter]
    fn height(&self) -> u32 {
        self.image.height()
    }

    /// Writes the image to a file, in the format of its ending: `.png`, `.jpg` or `.jpeg` (quality 90). JPEG has no alpha, so
    /// transparent pixels are blended onto white. The GIL is released meanwhile.
    ///
    /// Raises ValueError for another ending, OSError if the file cannot be written.
    fn save(&self, py: Python<'_>, path: &Bound<'_, PyAny>) -> PyResult<()> {
        let path = files::path(path)?;
        let format = core::Format::of_path(&path).or_raise()?;
        let bytes = gil::release(py, || self.image.encode(format)).or_raise()?;
        gil::release(py, || std::fs::write(&path, bytes)).map_err(|error| io_to_python(&error, &path))
    }

    /// The image as the bytes of a file. `format` is `"png"` (default) or `"jpeg"`; `quality`, from 1 to 100 (default 90), applies
    /// to JPEG. The GIL is released meanwhile.
    ///
    /// Raises ValueError for another format or quality.
    #[pyo3(signature = (format="png", quality=Int(core::Format::JPEG_QUALITY.into())))]
    #[pyo3(text_signature = "($self, format='png', quality=90)")]
    fn encode<'py>(&self, py: Python<'py>, format: &str, quality: Int) -> PyResult<Bound<'py, PyBytes>> {
        let quality = u8::try_from(quality.0).map_err(|_| {
            let got = quality.0;
            PyValueError::new_err(format!("quality: expected a number from 1 to 100, got {got}"))
        })?;
        let format = core::Format::from_name(format, quality).or_raise()?;
        let bytes = gil::release(py, || self.image.encode(format)).or_raise()?;
        Ok(PyBytes::new(py, &bytes))
    }

    fn _repr_png_<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.encode(py, "png", Int(core::Format::JPEG_QUALITY.into()))
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

    // SAFETY: only the interpreter calls this, with a view to fill. The pointers are into this immutable object, which the
    // view keeps alive.
    unsafe fn __getbuffer__(slf: Bound<'_, Self>, view: *mut ffi::Py_buffer, flags: c_int) -> PyResult<()> {
        let requested = |flag: c_int| flags & flag == flag;
        if requested(ffi::PyBUF_WRITABLE) {
            return Err(PyBufferError::new_err(
                "an Image is immutable: its pixels are read-only",
            ));
        }
        let this = slf.get();
        let pixels = this.image.rgba();
        // SAFETY: the interpreter passes a valid pointer to a view that nothing else uses yet.
        let view = unsafe { view.as_mut() }.ok_or_else(|| PyBufferError::new_err("no view"))?;
        view.buf = pixels.as_ptr() as *mut c_void;
        view.len = pixels.len() as ffi::Py_ssize_t;
        view.readonly = 1;
        view.itemsize = 1;
        view.format = if requested(ffi::PyBUF_FORMAT) {
            FORMAT.as_ptr().cast_mut()
        } else {
            std::ptr::null_mut()
        };
        let shaped = requested(ffi::PyBUF_ND);
        view.ndim = if shaped { 3 } else { 1 };
        view.shape = if shaped {
            this.shape.as_ptr().cast_mut()
        } else {
            std::ptr::null_mut()
        };
        let strided = requested(ffi::PyBUF_STRIDES);
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

/// An argument that is pixels, checked.
pub(crate) enum Pixels {
    /// Those of an `Image`.
    Image(core::Image),
    /// Those in the memory of another object.
    Memory(Memory),
}

impl Pixels {
    /// Calls `look` with the pixels. May be called without the GIL.
    pub(crate) fn with_view<R>(&self, look: impl FnOnce(&PixelView<'_>) -> R) -> R {
        match self {
            Self::Image(image) => look(&image.view()),
            Self::Memory(memory) => memory.with_view(look),
        }
    }

    /// An image of these pixels, which copies them unless they are those of an image.
    pub(crate) fn into_image(self) -> core::Image {
        match self {
            Self::Image(image) => image,
            Self::Memory(memory) => memory.with_view(core::Image::from_view),
        }
    }
}

/// The pixels of an `Image`, a buffer, or an object with `__array_interface__`: shape (h, w), (h, w, 1), (h, w, 3) or
/// (h, w, 4), uint8, any strides.
pub(crate) fn extract(value: &Bound<'_, PyAny>) -> PyResult<Pixels> {
    match value.cast::<Image>() {
        Ok(image) => Ok(Pixels::Image(image.get().image.clone())),
        Err(_) => Memory::of(value).map(Pixels::Memory),
    }
}

/// An image argument: an `Image`, or pixels, which are copied.
pub(crate) fn image_argument(value: &Bound<'_, PyAny>) -> PyResult<core::Image> {
    match extract(value) {
        Ok(pixels) => Ok(pixels.into_image()),
        Err(error) if error.is_instance_of::<PyTypeError>(value.py()) => {
            Err(wrong_type("image", "an Image or an array of pixels", value))
        }
        Err(error) => Err(error),
    }
}
