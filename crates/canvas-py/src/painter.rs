//! The painter.
use canvas_core::painter as core;
use canvas_core::scene::Scene;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use std::sync::Mutex;

/// Draws.
#[pyclass(frozen, module = "canvas")]
#[derive(Debug)]
pub(crate) struct Painter(Mutex<Option<core::Painter>>);

impl Painter {
    pub(crate) fn begin(py: Python<'_>, info: core::FrameInfo) -> PyResult<Py<Self>> {
        Py::new(py, Self(Mutex::new(Some(core::Painter::new(info)))))
    }
    pub(crate) fn finish(&self) -> PyResult<Scene> {
        self.0
            .lock()
            .unwrap()
            .take()
            .map(core::Painter::finish)
            .ok_or_else(|| PyRuntimeError::new_err("used"))
    }
    pub(crate) fn invalidate(&self) {
        self.0.lock().unwrap().take();
    }
}

#[pymethods]
impl Painter {
    fn fill_rect(&self, x: f64, y: f64, w: f64, h: f64) {
        self.0.lock().unwrap().as_mut().unwrap().fill_rect(x, y, w, h);
    }
    fn fill_circle(&self, x: f64, y: f64, r: f64) {
        self.0.lock().unwrap().as_mut().unwrap().fill_circle(x, y, r);
    }
    #[setter]
    fn fill_style(&self, v: &Bound<'_, PyAny>) -> PyResult<()> {
        let c = crate::color::extract("fill_style", v)?;
        self.0.lock().unwrap().as_mut().unwrap().set_fill_style(c);
        Ok(())
    }
}
