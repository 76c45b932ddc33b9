//! The painter as a Python object.
//!
//! It is bound to the thread that it was made on and to its frame: used elsewhere or later it raises. Arguments are
//! taken apart before the lock is taken, so no Python code runs under it, and recording never gives up the GIL.

mod batches;
mod images;
mod paints;
mod paths;
mod shapes;
mod style;
mod svg;
mod text;

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use canvas_core::effect::Filter;
use canvas_core::geometry::PhysicalSize;
use canvas_core::painter::{self as core, FrameInfo};
use canvas_core::peniko::BlendMode;
use canvas_core::scene::Scene;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::arguments::{Number, fill_rule, wrong_type};
use crate::errors::to_python;
use crate::path::Path;
use crate::runtime::OrRaise;
use crate::transform::{self, Transform};

pub(crate) use text::TextMetrics;

/// What a draw function draws with: the HTML Canvas 2D context in snake_case.
///
/// Lengths are logical pixels, the origin is top left, y points down; angles are radians and turn clockwise. Numbers that
/// are not finite make a call do nothing, as in HTML; wrong types, unknown names, colours and fonts that cannot be read
/// raise. A painter is valid inside its draw function only.
#[pyclass(frozen, module = "canvas", name = "Painter")]
#[derive(Debug)]
pub(crate) struct Painter {
    thread: u64,
    info: FrameInfo,
    /// `None` when the frame is over. The lock is a leaf.
    inner: Mutex<Option<core::Painter>>,
}

impl Painter {
    /// A painter for a frame, for the calling thread.
    pub(crate) fn begin(py: Python<'_>, info: FrameInfo) -> PyResult<Py<Self>> {
        let inner = Mutex::new(Some(core::Painter::new(info)));
        Py::new(
            py,
            Self {
                thread: this_thread(),
                info,
                inner,
            },
        )
    }

    /// The same for a picture that is drawn off-screen.
    pub(crate) fn offscreen(py: Python<'_>, info: FrameInfo, size: PhysicalSize) -> PyResult<Py<Self>> {
        let inner = Mutex::new(Some(core::Painter::offscreen(info, size)));
        let thread = this_thread();
        Py::new(py, Self { thread, info, inner })
    }

    /// Takes what was drawn; from now on every call raises.
    pub(crate) fn finish(&self) -> PyResult<Scene> {
        self.take().map(core::Painter::finish).ok_or_else(over)
    }

    /// Gives up what was drawn; from now on every call raises.
    pub(crate) fn invalidate(&self) {
        drop(self.take());
    }

    fn take(&self) -> Option<core::Painter> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Does a call, and raises what went wrong in it.
    fn record<R>(&self, call: impl FnOnce(&mut core::Painter) -> R) -> PyResult<R> {
        if self.thread != this_thread() {
            return Err(PyRuntimeError::new_err(
                "a painter can be used on the thread of its draw function only",
            ));
        }
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let painter = inner.as_mut().ok_or_else(over)?;
        let result = call(painter);
        match painter.take_error() {
            None => Ok(result),
            Some(error) => Err(to_python(error.into())),
        }
    }
}

/// A number of this thread's own. Every call asks for it, and the standard library's counts references for each answer.
fn this_thread() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    thread_local! {
        static NUMBER: Cell<u64> = const { Cell::new(0) };
    }
    NUMBER.with(|number| {
        if number.get() == 0 {
            number.set(NEXT.fetch_add(1, Ordering::Relaxed));
        }
        number.get()
    })
}

fn over() -> PyErr {
    PyRuntimeError::new_err("a painter can be used until its draw function returns only")
}

#[pymethods]
impl Painter {
    /// The width of the area to draw in.
    #[getter]
    fn width(&self) -> PyResult<f64> {
        self.record(|p| p.width())
    }

    /// The height of the area to draw in.
    #[getter]
    fn height(&self) -> PyResult<f64> {
        self.record(|p| p.height())
    }

    /// Physical pixels per logical pixel.
    #[getter]
    fn ratio(&self) -> PyResult<f64> {
        self.record(|p| p.info().ratio)
    }

    /// Seconds since the window's first frame.
    #[getter]
    fn time(&self) -> PyResult<f64> {
        self.record(|p| p.info().time)
    }

    /// Seconds since the window's previous frame; 0 for the first.
    #[getter]
    fn dt(&self) -> PyResult<f64> {
        self.record(|p| p.info().dt)
    }

    /// The frame's number in its window, from 0.
    #[getter]
    fn frame(&self) -> PyResult<u64> {
        self.record(|p| p.info().frame)
    }

    /// Keeps the state (transform, clip, styles) until `restore`. The current path is not part of it.
    ///
    /// Raises ResourceError for more than 10,000 saved states.
    fn save(&self) -> PyResult<()> {
        self.record(|p| p.save())
    }

    /// Brings back the state of the last `save`; does nothing if there is none.
    fn restore(&self) -> PyResult<()> {
        self.record(|p| p.restore())
    }

    /// `with painter.saved():` is `save()`, and `restore()` at the end of the block, however it ends.
    fn saved(slf: Py<Self>) -> PyResult<Context> {
        slf.get().record(|_| ())?;
        Ok(Context {
            painter: slf,
            layer: None,
            depth: Mutex::new(None),
        })
    }

    /// `with painter.layer(alpha=0.5):` draws what is in the block apart and mixes it in as a whole at its end, with this
    /// alpha (0 to 1) and blend mode, inside of the `clip` path only, after it went through the `filter`. In the block
    /// alpha, mode, shadow and filter begin anew; the state is restored at its end.
    ///
    /// Raises ResourceError for more than 256 layers and clips inside each other.
    #[pyo3(signature = (*, alpha=Number(1.0), blend_mode="source-over", clip=None, rule=None, filter="none"))]
    #[pyo3(
        text_signature = "($self, *, alpha=1.0, blend_mode='source-over', clip=None, rule=None, filter='none')"
    )]
    fn layer(
        slf: Py<Self>,
        alpha: Number,
        blend_mode: &str,
        clip: Option<Py<Path>>,
        rule: Option<&str>,
        filter: &str,
    ) -> PyResult<Context> {
        let Number(alpha) = alpha;
        let mode = core::blend_mode_from_name(blend_mode).or_raise()?;
        let rule = fill_rule(rule)?;
        if !(0.0..=1.0).contains(&alpha) {
            let text = format!("alpha: expected a number from 0 to 1, got {alpha}");
            return Err(pyo3::exceptions::PyValueError::new_err(text));
        }
        let filter = slf.get().parse_filter(filter)?;
        let layer = Layer {
            alpha,
            mode,
            clip: clip.map(|clip| (clip, rule)),
            filter,
        };
        Ok(Context {
            painter: slf,
            layer: Some(layer),
            depth: Mutex::new(None),
        })
    }

    /// Back to the beginning: default state, no path, nothing drawn.
    fn reset(&self) -> PyResult<()> {
        self.record(|p| p.reset())
    }

    /// Moves the origin.
    fn translate(&self, x: Number, y: Number) -> PyResult<()> {
        self.record(|p| p.translate(x.0, y.0))
    }

    /// Turns the axes, clockwise.
    fn rotate(&self, angle: Number) -> PyResult<()> {
        self.record(|p| p.rotate(angle.0))
    }

    /// Stretches the axes.
    fn scale(&self, x: Number, y: Number) -> PyResult<()> {
        self.record(|p| p.scale(x.0, y.0))
    }

    /// Applies a transform before the one that holds already: six numbers `(a, b, c, d, e, f)`, or a `Transform`.
    #[pyo3(signature = (*transform))]
    fn transform(&self, transform: &Bound<'_, PyTuple>) -> PyResult<()> {
        let transform = transform::extract("transform", transform)?;
        self.record(|p| p.transform(transform))
    }

    /// Replaces the transform: six numbers, a `Transform`, or nothing for the one that changes nothing.
    #[pyo3(signature = (*transform))]
    fn set_transform(&self, transform: &Bound<'_, PyTuple>) -> PyResult<()> {
        if transform.is_empty() {
            return self.record(|p| p.reset_transform());
        }
        let transform = transform::extract("set_transform", transform)?;
        self.record(|p| p.set_transform(transform))
    }

    /// Takes the transform back to logical pixels from the top left corner.
    fn reset_transform(&self) -> PyResult<()> {
        self.record(|p| p.reset_transform())
    }

    /// The transform that holds.
    fn get_transform(&self) -> PyResult<Transform> {
        self.record(|p| Transform(p.get_transform()))
    }

    fn __repr__(&self) -> String {
        format!(
            "<canvas.Painter {} × {}, frame {}>",
            self.info.size.width, self.info.size.height, self.info.frame
        )
    }
}

/// What `saved` and `layer` return, for `with`.
#[pyclass(frozen, module = "canvas._canvas", name = "PainterContext")]
#[derive(Debug)]
pub(crate) struct Context {
    painter: Py<Painter>,
    layer: Option<Layer>,
    /// How deep the painter was when the block began.
    depth: Mutex<Option<usize>>,
}

#[derive(Debug)]
struct Layer {
    alpha: f64,
    mode: BlendMode,
    clip: Option<(Py<Path>, canvas_core::peniko::Fill)>,
    filter: Filter,
}

#[pymethods]
impl Context {
    fn __enter__(&self, py: Python<'_>) -> PyResult<Py<Painter>> {
        let depth = self.painter.get().record(|p| {
            let depth = p.depth();
            match &self.layer {
                None => p.save(),
                Some(layer) => {
                    let clip = layer
                        .clip
                        .as_ref()
                        .map(|(path, rule)| (path.get().lock().clone(), *rule));
                    p.push_filtered_layer(
                        layer.alpha,
                        layer.mode,
                        clip.as_ref().map(|(path, rule)| (path, *rule)),
                        &layer.filter,
                    );
                }
            }
            depth
        })?;
        *self.depth.lock().unwrap_or_else(PoisonError::into_inner) = Some(depth);
        Ok(self.painter.clone_ref(py))
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, _exception: &Bound<'_, PyTuple>) -> bool {
        if let Some(depth) = self.depth.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // After the frame's end there is nothing to restore; the block's own error matters more.
            let _ = self.painter.get().record(|p| p.restore_to(depth));
        }
        false
    }
}

/// An argument that is a `Path`.
fn path_argument<'a, 'py>(name: &str, value: &'a Bound<'py, PyAny>) -> PyResult<&'a Bound<'py, Path>> {
    value
        .cast::<Path>()
        .map_err(|_| wrong_type(name, "a Path", value))
}
