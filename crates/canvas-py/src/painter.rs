//! The painter as a Python object.
//!
//! It is bound to the thread that created it and to its frame: on another thread or later its methods raise. Arguments are
//! extracted before its lock is acquired, so no Python code runs under the lock, and recording never releases the GIL.

mod batches;
mod images;
mod paints;
mod paths;
mod shapes;
mod style;
mod svg;
mod text;
mod text_metrics;

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use canvas_core::effect::Filter;
use canvas_core::geometry::PhysicalSize;
use canvas_core::painter::{self as core, FrameInfo};
use canvas_core::peniko::BlendMode;
use canvas_core::scene::Scene;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::arguments::{Number, fill_rule, wrong_type};
use crate::errors::{OrRaise, to_python};
use crate::path::Path;
use crate::transform::{self, Transform};

pub(crate) use text_metrics::TextMetrics;

/// Draws a frame or an image: the HTML Canvas 2D context (HTML Standard, "The 2D rendering context") in snake_case.
///
/// Lengths are logical pixels, the origin is the top left corner, and y points down; angles are radians, clockwise. As in HTML, a
/// call does nothing if one of its numbers is not finite. Unlike in HTML, a wrong type raises TypeError, and an unknown name, or a
/// colour or font that cannot be parsed, ValueError.
///
/// A painter is valid during the draw function that receives it, on the same thread; after that, and on other threads, its methods
/// raise RuntimeError. Drawing more than a scene can hold raises ResourceError. Recording never releases the GIL.
#[pyclass(frozen, module = "canvas", name = "Painter")]
#[derive(Debug)]
pub(crate) struct Painter {
    thread: u64,
    info: FrameInfo,
    /// `None` when the frame is finished. The lock is a leaf.
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

    /// A painter for an off-screen image of `size` physical pixels, for the calling thread.
    pub(crate) fn offscreen(py: Python<'_>, info: FrameInfo, size: PhysicalSize) -> PyResult<Py<Self>> {
        let inner = Mutex::new(Some(core::Painter::offscreen(info, size)));
        let thread = this_thread();
        Py::new(py, Self { thread, info, inner })
    }

    /// Takes the recorded scene; from now on every call raises.
    pub(crate) fn finish(&self) -> PyResult<Scene> {
        self.take().map(core::Painter::finish).ok_or_else(finished)
    }

    /// Drops the recorded scene; from now on every call raises.
    pub(crate) fn invalidate(&self) {
        drop(self.take());
    }

    fn take(&self) -> Option<core::Painter> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Runs a call, and raises its error.
    fn record<R>(&self, call: impl FnOnce(&mut core::Painter) -> R) -> PyResult<R> {
        if self.thread != this_thread() {
            return Err(PyRuntimeError::new_err(
                "a painter can be used on the thread of its draw function only",
            ));
        }
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let painter = inner.as_mut().ok_or_else(finished)?;
        let result = call(painter);
        match painter.take_error() {
            None => Ok(result),
            Some(error) => Err(to_python(error.into())),
        }
    }

    /// A CSS filter, whose lengths may be relative to the current font.
    fn parse_filter(&self, text: &str) -> PyResult<Filter> {
        let em = self.record(|p| p.font_size())?;
        Filter::parse(text, em).or_raise()
    }
}

/// A unique number of this thread. Every call needs it, and `std::thread::current` counts references each time.
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

fn finished() -> PyErr {
    PyRuntimeError::new_err("a painter can be used until its draw function returns only")
}

#[pymethods]
impl Painter {
    /// The width of the drawing area, in logical pixels.
    #[getter]
    fn width(&self) -> PyResult<f64> {
        self.record(|p| p.width())
    }

    /// The height of the drawing area, in logical pixels.
    #[getter]
    fn height(&self) -> PyResult<f64> {
        self.record(|p| p.height())
    }

    /// Physical pixels per logical pixel.
    #[getter]
    fn ratio(&self) -> PyResult<f64> {
        self.record(|p| p.info().ratio)
    }

    /// Seconds since the first frame of the window; 0 off-screen.
    #[getter]
    fn time(&self) -> PyResult<f64> {
        self.record(|p| p.info().time)
    }

    /// Seconds since the previous frame of the window; 0 for the first frame and off-screen.
    #[getter]
    fn dt(&self) -> PyResult<f64> {
        self.record(|p| p.info().dt)
    }

    /// The number of the frame in its window, from 0; 0 off-screen.
    #[getter]
    fn frame(&self) -> PyResult<u64> {
        self.record(|p| p.info().frame)
    }

    /// Pushes a copy of the state (transform, clip, styles) onto the stack, for `restore` (HTML `save`). The current path is not
    /// part of the state.
    ///
    /// Raises ResourceError for more than 10,000 saved states.
    fn save(&self) -> PyResult<()> {
        self.record(|p| p.save())
    }

    /// Pops the state that the last `save` pushed (HTML `restore`); does nothing if the stack is empty.
    fn restore(&self) -> PyResult<()> {
        self.record(|p| p.restore())
    }

    /// A context manager: `with painter.saved():` calls `save()`, and restores that state at the end of the block, also if the
    /// block raises.
    fn saved(slf: Py<Self>) -> PyResult<Context> {
        slf.get().record(|_| ())?;
        Ok(Context {
            painter: slf,
            layer: None,
            depth: Mutex::new(None),
        })
    }

    /// A context manager: `with painter.layer(alpha=0.5):` draws the block into a layer of its own and composites it as a whole at
    /// the end of the block, as the HTML proposal of `beginLayer` does.
    ///
    /// `alpha`: 0 to 1, default 1. `blend_mode`: as the property of that name, default `"source-over"`. `clip`: a `Path` that
    /// limits the layer, with the fill rule `rule`. `filter`: as the property of that name, applied to the layer, default
    /// `"none"`. In the block alpha, blend mode, shadow and filter start from their defaults; at its end the state is restored.
    ///
    /// Raises ValueError for an alpha out of range or an unknown name, UnsupportedError for another filter, ResourceError for more
    /// than 256 nested layers and clips.
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
            return Err(PyValueError::new_err(text));
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

    /// Resets everything (HTML `reset`): the default state, an empty stack, an empty path, and nothing drawn but the background.
    fn reset(&self) -> PyResult<()> {
        self.record(|p| p.reset())
    }

    /// Moves the origin by `(x, y)`, in logical pixels of the current transform (HTML `translate`).
    fn translate(&self, x: Number, y: Number) -> PyResult<()> {
        self.record(|p| p.translate(x.0, y.0))
    }

    /// Rotates the axes by `angle`, in radians, clockwise (HTML `rotate`).
    fn rotate(&self, angle: Number) -> PyResult<()> {
        self.record(|p| p.rotate(angle.0))
    }

    /// Scales the axes by the factors `x` and `y`, which may be negative (HTML `scale`).
    fn scale(&self, x: Number, y: Number) -> PyResult<()> {
        self.record(|p| p.scale(x.0, y.0))
    }

    /// Multiplies the current transform by another one, which is applied first (HTML `transform`): six numbers `a, b, c, d, e, f`
    /// as in `Transform`, or a `Transform`.
    #[pyo3(signature = (*transform))]
    fn transform(&self, transform: &Bound<'_, PyTuple>) -> PyResult<()> {
        let transform = transform::extract("transform", transform)?;
        self.record(|p| p.transform(transform))
    }

    /// Replaces the current transform (HTML `setTransform`): six numbers `a, b, c, d, e, f` as in `Transform`, a `Transform`, or
    /// nothing for the identity.
    #[pyo3(signature = (*transform))]
    fn set_transform(&self, transform: &Bound<'_, PyTuple>) -> PyResult<()> {
        if transform.is_empty() {
            return self.record(|p| p.reset_transform());
        }
        let transform = transform::extract("set_transform", transform)?;
        self.record(|p| p.set_transform(transform))
    }

    /// Replaces the current transform by the identity: logical pixels from the top left corner (HTML `resetTransform`).
    fn reset_transform(&self) -> PyResult<()> {
        self.record(|p| p.reset_transform())
    }

    /// The current transform, from the coordinates of calls to logical pixels from the top left corner (HTML `getTransform`).
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

/// The context manager that `saved` and `layer` of a painter return. `with` enters it; its value is the painter.
#[pyclass(frozen, module = "canvas._canvas", name = "PainterContext")]
#[derive(Debug)]
pub(crate) struct Context {
    painter: Py<Painter>,
    layer: Option<Layer>,
    /// The number of saved states and layers when the block began.
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
            // After the end of the frame there is nothing to restore, and the exception of the block matters more.
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
