//! Images.
use canvas_core::image as core;
use canvas_core::pixels::PixelView;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

/// An image.
#[pyclass(frozen, module = "canvas")]
#[derive(Debug)]
pub(crate) struct Image(core::Image);

impl Image {
    pub(crate) fn new(image: core::Image) -> Self {
        Self(image)
    }
}

#[pymethods]
impl Image {
    #[getter]
    fn width(&self) -> u32 {
        self.0.width()
    }
    #[getter]
    fn height(&self) -> u32 {
        self.0.height()
    }
    fn tobytes(&self) -> Vec<u8> {
        self.0.rgba().to_vec()
    }
}

pub(crate) struct Pixels;

impl Pixels {
    pub(crate) fn with_view<R>(&self, _f: impl FnOnce(&PixelView<'_>) -> R) -> R {
        unreachable!()
    }
}

pub(crate) fn extract(_value: &Bound<'_, PyAny>) -> PyResult<Pixels> {
    Err(PyTypeError::new_err("pixels"))
}
