//! The native half of a `Canvas`: a handle that any thread may hold, and the UI thread's side of it.

mod options;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use canvas_core::event::{CloseEvent, CloseReason, Event};
use canvas_core::video::VideoOptions;
use canvas_core::window::{self, Options, Turn};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::desktop::{self, MonitorFigures};
use crate::errors::wait_to_python;
use crate::event;
use crate::gil;
use crate::host::PyHost;
use crate::image::{self, Image};
use crate::painter::Painter;
use crate::recording::Recording;
use crate::runtime::{OrRaise, check_process, is_forked, monotonic_offset, seconds_to_duration};

/// A window, without the Python that draws in it. `canvas.Canvas` is what programs use.
#[pyclass(frozen, module = "canvas._canvas")]
#[derive(Debug)]
pub(crate) struct Window {
    /// `None` only while it is dropped.
    window: Option<window::Window>,
    /// Turns the core's clock into that of `time.monotonic()`.
    offset: f64,
}

impl Drop for Window {
    fn drop(&mut self) {
        if is_forked() {
            // Dropping it would take locks that a thread of the parent may have held.
            std::mem::forget(self.window.take());
        }
    }
}

impl Window {
    fn get(&self) -> PyResult<&window::Window> {
        check_process()?;
        Ok(self
            .window
            .as_ref()
            .expect("a window has its handle until it is dropped"))
    }
}

#[pymethods]
impl Window {
    #[new]
    fn new(py: Python<'_>) -> PyResult<Self> {
        check_process()?;
        let window = window::Window::new(Options::default()).or_raise()?;
        Ok(Self {
            window: Some(window),
            offset: monotonic_offset(py)?,
        })
    }

    /// Changes options, by name; nothing is changed if one of them is bad.
    #[pyo3(signature = (**options))]
    fn configure(&self, options: Option<&Bound<'_, PyDict>>) -> PyResult<()> {
        let window = self.get()?;
        let Some(options) = options else { return Ok(()) };
        let before = window.requested();
        let mut wanted = before.clone();
        for (name, value) in options {
            options::set(&mut wanted, &name.extract::<String>()?, &value)?;
        }
        window.change_from(&before, wanted).or_raise()
    }

    /// An option's value, as the display has confirmed it.
    fn option<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        options::get(py, self.get()?.options(), name)
    }

    /// First half of `show()`: whether the caller has to start a UI thread.
    fn begin_show(&self) -> PyResult<bool> {
        self.get()?.begin_show().or_raise()
    }

    /// Second half of `show()`: blocks until the window is there.
    fn finish_show(&self, py: Python<'_>, opener: bool) -> PyResult<()> {
        self.get()?
            .finish_show(&PyHost::new(py), opener)
            .map_err(wait_to_python)
    }

    /// `begin_show` was called, but no UI thread could be started: ends the opening in its place.
    fn abandon(&self) -> PyResult<()> {
        self.get()?.abandon();
        Ok(())
    }

    fn hide(&self) -> PyResult<()> {
        self.get()?.hide().or_raise()
    }

    /// `reason` is `"program"` or `"exit"`.
    fn close(&self, reason: &str) -> PyResult<()> {
        self.get()?.close(if reason == "exit" {
            CloseReason::Exit
        } else {
            CloseReason::Program
        });
        Ok(())
    }

    fn request_close(&self) -> PyResult<()> {
        self.get()?.request_close().or_raise()
    }

    #[pyo3(signature = (timeout=None))]
    fn wait(&self, py: Python<'_>, timeout: Option<f64>) -> PyResult<bool> {
        let deadline = deadline(timeout)?;
        self.get()?
            .wait(&PyHost::new(py), deadline)
            .map_err(wait_to_python)
    }

    #[pyo3(signature = (rect=None))]
    fn request_draw(&self, rect: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        let Some(rect) = rect else {
            return self.get()?.request_draw().or_raise();
        };
        let [x, y, width, height]: [f64; 4] = rect
            .extract()
            .map_err(|_| options::wrong_type("rect", rect, "four numbers (x, y, width, height)"))?;
        let rect = canvas_core::kurbo::Rect::new(x, y, x + width, y + height);
        self.get()?.request_draw_in(rect).or_raise()
    }

    fn force_draw(&self, py: Python<'_>, timeout: f64) -> PyResult<()> {
        let deadline = deadline(Some(timeout))?.unwrap_or_else(Instant::now);
        self.get()?
            .force_draw(&PyHost::new(py), deadline)
            .map_err(wait_to_python)
    }

    fn present(&self, py: Python<'_>, pixels: &Bound<'_, PyAny>, fit: &str, smooth: bool) -> PyResult<()> {
        let window = self.get()?;
        let fit = canvas_core::pixels::Fit::from_name(fit).or_raise()?;
        let pixels = image::extract(pixels)?;
        gil::release(py, || pixels.with_view(|view| window.present(view, fit, smooth))).or_raise()
    }

    fn snapshot(&self, py: Python<'_>) -> PyResult<Image> {
        let frame = self
            .get()?
            .shown_frame(&PyHost::new(py))
            .map_err(wait_to_python)?;
        // Converted and, perhaps, given back to its window without the GIL.
        Ok(Image::new(gil::release(py, move || frame.to_image())))
    }

    fn record_video(&self, py: Python<'_>, path: &Bound<'_, PyAny>, max_fps: f64) -> PyResult<Recording> {
        let window = self.get()?;
        let path = image::extract_path(path)?;
        let options = VideoOptions::default().with_max_fps(max_fps);
        gil::release(py, || window.record_video(&path, &options))
            .map(Recording)
            .or_raise()
    }

    fn post_task(&self) -> PyResult<()> {
        self.get()?.post_task().or_raise()
    }

    fn take_ticket(&self) -> PyResult<u64> {
        self.get()?.take_ticket().or_raise()
    }

    fn finish_ticket(&self, ticket: u64) -> PyResult<()> {
        self.get()?.finish_ticket(ticket);
        Ok(())
    }

    #[pyo3(signature = (ticket, timeout=None))]
    fn wait_ticket(&self, py: Python<'_>, ticket: u64, timeout: Option<f64>) -> PyResult<()> {
        let deadline = deadline(timeout)?;
        self.get()?
            .wait_ticket(&PyHost::new(py), ticket, deadline)
            .map_err(wait_to_python)
    }

    /// Raises if a wait for the window's thread would be one for the caller's own thread, or a circle.
    fn check_wait(&self, what: &str) -> PyResult<()> {
        self.get()?.check_wait(what).or_raise()
    }

    /// The next turn comes after so many seconds at the latest.
    #[pyo3(signature = (seconds=None))]
    fn set_timer(&self, seconds: Option<f64>) -> PyResult<()> {
        let window = self.get()?;
        window.set_timer(seconds.map(|s| window.clock_now() + s.max(0.0)));
        Ok(())
    }

    fn clock(&self) -> PyResult<f64> {
        Ok(self.get()?.clock_now())
    }

    fn submit_event(&self, event: &Bound<'_, PyAny>) -> PyResult<()> {
        let event = event::from_python(event)?;
        self.get()?.submit_event(event).or_raise()
    }

    fn show_banner(&self, message: &str) -> PyResult<()> {
        self.get()?.show_banner(message);
        Ok(())
    }

    #[getter]
    fn state(&self) -> PyResult<&'static str> {
        Ok(self.get()?.state().name())
    }

    #[getter]
    fn close_reason(&self) -> PyResult<Option<&'static str>> {
        Ok(self.get()?.close_reason().map(|reason| reason.name()))
    }

    #[getter]
    fn keys(&self) -> PyResult<Vec<String>> {
        Ok(self.get()?.keys())
    }

    /// `(position or None, buttons)`.
    #[getter]
    fn pointer(&self) -> PyResult<PointerFigures> {
        let pointer = self.get()?.pointer();
        Ok((pointer.position, pointer.buttons.iter().map(|b| b.0).collect()))
    }

    #[getter]
    fn physical_size(&self) -> PyResult<(u32, u32)> {
        let size = self.get()?.physical_size();
        Ok((size.width(), size.height()))
    }

    #[getter]
    fn ratio(&self) -> PyResult<f64> {
        Ok(self.get()?.ratio())
    }

    #[getter]
    fn visible(&self) -> PyResult<bool> {
        Ok(self.get()?.visible())
    }

    /// The figures of the monitor that it is on, or `None`.
    fn monitor(&self, py: Python<'_>) -> PyResult<Option<MonitorFigures>> {
        let window = self.get()?;
        let monitor = gil::release(py, || window.monitor()).or_raise()?;
        Ok(monitor.map(desktop::figures))
    }

    /// The backend's name, or `None` while the window is not open.
    #[getter]
    fn backend(&self) -> PyResult<Option<&'static str>> {
        Ok(self.get()?.backend().map(|backend| backend.name()))
    }

    /// What the display is and can do, by name; `None` while the window is not open.
    #[getter]
    fn capabilities<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let Some(backend) = self.get()?.backend() else {
            return Ok(None);
        };
        let can = backend.capabilities();
        let dict = PyDict::new(py);
        dict.set_item("platform", can.platform)?;
        for (name, can) in can.named() {
            dict.set_item(name, can)?;
        }
        Ok(Some(dict))
    }

    /// Whether the figures are drawn over the window.
    #[getter]
    fn overlay(&self) -> PyResult<bool> {
        Ok(self.get()?.overlay())
    }

    #[setter]
    fn set_overlay(&self, overlay: &Bound<'_, PyAny>) -> PyResult<()> {
        let on = options::typed("overlay", overlay, "a bool")?;
        self.get()?.set_overlay(on);
        Ok(())
    }

    /// The figures, by name.
    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let window = self.get()?;
        let (stats, stuck) = (window.stats(), window.stuck());
        let dict = PyDict::new(py);
        dict.set_item("frames_shown", stats.frames_shown)?;
        dict.set_item("frames_dropped", stats.frames_dropped)?;
        dict.set_item("fps", stats.fps(window.clock_now()))?;
        dict.set_item("turns", stats.turns)?;
        dict.set_item("gil_releases", stats.gil_releases)?;
        dict.set_item("exposes_without_python", stats.exposes_without_python)?;
        dict.set_item("resizes_without_python", stats.resizes_without_python)?;
        dict.set_item("stuck", stuck.map(|(name, time)| (name, time.as_secs_f64())))?;
        for (name, summary) in stats.summaries() {
            let times = PyDict::new(py);
            times.set_item("p50", summary.p50)?;
            times.set_item("p99", summary.p99)?;
            times.set_item("max", summary.max)?;
            dict.set_item(name, times)?;
        }
        Ok(dict)
    }

    /// Makes the calling thread the window's UI thread.
    fn start_ui(&self) -> PyResult<UiThread> {
        Ok(UiThread {
            ui: self.get()?.ui_thread(),
            window: self.get()?.clone(),
            offset: self.offset,
            since: Mutex::new(None),
            released: AtomicU64::new(gil::gil_releases()),
        })
    }
}

/// Where the pointer is, in logical pixels, and which buttons are held.
type PointerFigures = (Option<(f64, f64)>, Vec<u8>);

fn deadline(timeout: Option<f64>) -> PyResult<Option<Instant>> {
    match timeout {
        Some(seconds) if seconds.is_nan() || seconds < 0.0 => Err(PyValueError::new_err(format!(
            "timeout must be a number of seconds from 0 on, or None, not {seconds}"
        ))),
        Some(seconds) => Ok(Instant::now().checked_add(seconds_to_duration(seconds))),
        None => Ok(None),
    }
}

/// The window's side of the loop in `canvas._loop`. Every call is for the window's own thread.
#[pyclass(frozen, module = "canvas._canvas")]
#[derive(Debug)]
pub(crate) struct UiThread {
    ui: window::UiThread,
    window: window::Window,
    offset: f64,
    /// When the last turn gave the GIL back, if it brought events. A leaf lock that only this thread takes.
    since: Mutex<Option<Instant>>,
    /// What this thread's count of releases was after the last turn.
    released: AtomicU64,
}

#[pymethods]
impl UiThread {
    /// Waits, with the GIL given up, until something is due, and takes all of it: `(events, tasks, closing)`. `tasks` is
    /// `None`, or how many posted tasks are due, with timers beside them. `closing` is `None`, or the event for `on_close`, or
    /// `False` if the window never opened.
    fn turn<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyList>, Option<usize>, Py<PyAny>)> {
        let host = PyHost::new(py);
        let Turn {
            events,
            tasks,
            closing,
        } = self.ui.turn(&host);
        let released = gil::gil_releases();
        let before = self.released.swap(released, Ordering::Relaxed);
        self.window.note_stats(|stats| {
            stats.gil_releases += released - before;
            stats.gil_wait.push(host.gil_wait());
        });
        *self
            .since
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) =
            (tasks.is_some() || !events.is_empty()).then(Instant::now);
        let list = PyList::empty(py);
        for event in &events {
            list.append(event::to_python(py, event, self.offset)?)?;
        }
        let closing = match closing {
            None => py.None(),
            Some(None) => false.into_pyobject(py)?.to_owned().into_any().unbind(),
            Some(Some(reason)) => {
                let close = Event::Close(CloseEvent::new(reason));
                event::to_python(py, &close, self.offset)?
            }
        };
        Ok((list, tasks, closing))
    }

    /// Says that a handler begins: false if it must not.
    fn enter(&self, handler: &str) -> bool {
        self.ui.enter(handler)
    }

    /// Says that the handler has ended.
    fn leave(&self) {
        self.ui.leave();
    }

    /// A painter for the frame that is due now, or `None`.
    fn begin_draw(&self, py: Python<'_>) -> PyResult<Option<Py<Painter>>> {
        if let Some(since) = self
            .since
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .take()
        {
            let seconds = since.elapsed().as_secs_f64();
            self.window.note_stats(|stats| stats.handlers.push(seconds));
        }
        self.ui
            .begin_draw()
            .map(|info| Painter::begin(py, info))
            .transpose()
    }

    /// Hands over what was drawn.
    fn end_draw(&self, painter: &Painter) -> PyResult<()> {
        self.ui.end_draw(painter.finish()?);
        Ok(())
    }

    /// The program draws nothing by itself: the background is shown, unless pixels are.
    fn skip_draw(&self, painter: &Painter) -> PyResult<()> {
        self.ui.skip_draw(painter.finish()?);
        Ok(())
    }

    /// `on_draw` failed: the frame before stays.
    fn fail_draw(&self, painter: &Painter) {
        painter.invalidate();
        self.ui.fail_draw();
    }

    /// Answers a close request.
    fn answer_close(&self, refused: bool) {
        self.ui.answer_close(refused);
    }

    /// Says that the last handler has run.
    fn ended(&self) {
        if !is_forked() {
            self.ui.ended();
        }
    }
}
