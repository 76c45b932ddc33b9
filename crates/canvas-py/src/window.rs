//! The native half of a `Canvas`: a handle that any thread may use.

mod options;
mod stats;
pub(crate) mod ui_thread;

use std::time::Instant;

use canvas_core::event::CloseReason;
use canvas_core::kurbo::Rect;
use canvas_core::pixels::Fit;
use canvas_core::video::VideoOptions;
use canvas_core::window::{self, Options};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use self::ui_thread::UiThread;
use crate::desktop::{self, MonitorTuple};
use crate::errors::{OrRaise, wait_to_python};
use crate::event;
use crate::files;
use crate::gil;
use crate::host::PyHost;
use crate::image::{self, Image};
use crate::recording::Recording;
use crate::runtime::{check_process, is_forked, monotonic_offset, seconds_to_duration};

/// A window without handlers, the native half of `canvas.Canvas`, which programs use instead. Any thread.
#[pyclass(frozen, module = "canvas._canvas")]
#[derive(Debug)]
pub(crate) struct Window {
    /// `None` only while this is dropped.
    window: Option<window::Window>,
    /// `time.monotonic()` minus the time of the core's clock, in seconds.
    offset: f64,
}

impl Drop for Window {
    fn drop(&mut self) {
        if is_forked() {
            // Dropping it would acquire locks that a thread of the parent may have held.
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

    /// Changes options by name: see `WindowProperties`. Changes none if one of them is bad.
    ///
    /// Raises TypeError, ValueError, UnsupportedError, ClosedError.
    #[pyo3(signature = (**options))]
    fn configure(&self, options: Option<&Bound<'_, PyDict>>) -> PyResult<()> {
        let window = self.get()?;
        let Some(options) = options else { return Ok(()) };
        let before = window.requested();
        let mut requested = before.clone();
        for (name, value) in options {
            options::set(&mut requested, &name.extract::<String>()?, &value)?;
        }
        window.change_from(&before, requested).or_raise()
    }

    /// The value of an option that the display has confirmed last: see `WindowProperties`. Raises ValueError for an unknown name.
    fn option<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        options::get(py, &self.get()?.options(), name)
    }

    /// The first half of `show()`. Returns whether the caller has to start the window's thread. Raises ClosedError.
    fn begin_show(&self) -> PyResult<bool> {
        self.get()?.begin_show().or_raise()
    }

    /// The second half of `show()`: waits, with the GIL released, until the display has created the window.
    ///
    /// Raises DisplayError, BackendUnavailable, ClosedError.
    fn finish_show(&self, py: Python<'_>, opener: bool) -> PyResult<()> {
        self.get()?
            .finish_show(&PyHost::new(py), opener)
            .map_err(wait_to_python)
    }

    /// Ends the opening after `begin_show` if the window's thread could not be started.
    fn abandon(&self) -> PyResult<()> {
        self.get()?.abandon();
        Ok(())
    }

    /// Removes the window from the screen until `show()`: see `Canvas.hide`.
    fn hide(&self) -> PyResult<()> {
        self.get()?.hide().or_raise()
    }

    /// Closes the window without waiting: see `Canvas.close`. `reason` is `"program"` or `"exit"`.
    fn close(&self, reason: &str) -> PyResult<()> {
        self.get()?.close(if reason == "exit" {
            CloseReason::Exit
        } else {
            CloseReason::Program
        });
        Ok(())
    }

    /// Asks `on_close_request` whether to close the window: see `Canvas.request_close`. Raises ClosedError.
    fn request_close(&self) -> PyResult<()> {
        self.get()?.request_close().or_raise()
    }

    /// Waits, with the GIL released, at most `timeout` seconds until the window is closed: see `Canvas.wait`. Returns whether it is.
    ///
    /// Raises RuntimeError, ValueError.
    #[pyo3(signature = (timeout=None))]
    fn wait(&self, py: Python<'_>, timeout: Option<f64>) -> PyResult<bool> {
        let deadline = deadline(timeout)?;
        self.get()?
            .wait(&PyHost::new(py), deadline)
            .map_err(wait_to_python)
    }

    /// Requests a frame, or a part of it in logical pixels: see `Canvas.request_draw`. Raises ClosedError, TypeError.
    #[pyo3(signature = (rect=None))]
    fn request_draw(&self, rect: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        let Some(rect) = rect else {
            return self.get()?.request_draw().or_raise();
        };
        let [x, y, width, height]: [f64; 4] = rect
            .extract()
            .map_err(|_| options::wrong_type("rect", rect, "four numbers (x, y, width, height)"))?;
        let rect = Rect::new(x, y, x + width, y + height);
        self.get()?.request_draw_in(rect).or_raise()
    }

    /// Draws a frame and waits at most `timeout` seconds until it is shown: see `Canvas.force_draw`.
    ///
    /// Raises RuntimeError, TimeoutError, ClosedError.
    fn force_draw(&self, py: Python<'_>, timeout: f64) -> PyResult<()> {
        let deadline = deadline(Some(timeout))?.unwrap_or_else(Instant::now);
        self.get()?
            .force_draw(&PyHost::new(py), deadline)
            .map_err(wait_to_python)
    }

    /// Shows pixels, which are copied with the GIL released: see `Canvas.present`.
    ///
    /// Raises TypeError, ValueError, ResourceError, ClosedError.
    fn present(&self, py: Python<'_>, pixels: &Bound<'_, PyAny>, fit: &str, smooth: bool) -> PyResult<()> {
        let window = self.get()?;
        let fit = Fit::from_name(fit).or_raise()?;
        let pixels = image::extract(pixels)?;
        gil::release(py, || pixels.with_view(|view| window.present(view, fit, smooth))).or_raise()
    }

    /// The frame that is shown, copied with the GIL released: see `Canvas.snapshot`.
    ///
    /// Raises RuntimeError, TimeoutError, ClosedError.
    fn snapshot(&self, py: Python<'_>) -> PyResult<Image> {
        let frame = self
            .get()?
            .shown_frame(&PyHost::new(py))
            .map_err(wait_to_python)?;
        // The frame is converted, and returned to the window's pool, without the GIL.
        Ok(Image::new(gil::release(py, move || frame.to_image())))
    }

    /// Starts recording the window: see `Canvas.record_video`. Raises ValueError, OSError, ClosedError.
    fn record_video(&self, py: Python<'_>, path: &Bound<'_, PyAny>, max_fps: f64) -> PyResult<Recording> {
        let window = self.get()?;
        let path = files::path(path)?;
        let options = VideoOptions::default().with_max_fps(max_fps);
        gil::release(py, || window.record_video(&path, &options))
            .map(Recording)
            .or_raise()
    }

    /// Announces a task to the window's thread, which `UiThread.turn` counts. Raises ClosedError.
    fn post_task(&self) -> PyResult<()> {
        self.get()?.post_task().or_raise()
    }

    /// A new ticket, which one thread waits for and another one finishes. Raises ClosedError.
    fn take_ticket(&self) -> PyResult<u64> {
        self.get()?.take_ticket().or_raise()
    }

    /// Finishes a ticket, and wakes the thread that waits for it.
    fn finish_ticket(&self, ticket: u64) -> PyResult<()> {
        self.get()?.finish_ticket(ticket);
        Ok(())
    }

    /// Waits, with the GIL released, at most `timeout` seconds until a ticket is finished.
    ///
    /// Raises ClosedError, TimeoutError, RuntimeError.
    #[pyo3(signature = (ticket, timeout=None))]
    fn wait_ticket(&self, py: Python<'_>, ticket: u64, timeout: Option<f64>) -> PyResult<()> {
        let deadline = deadline(timeout)?;
        self.get()?
            .wait_ticket(&PyHost::new(py), ticket, deadline)
            .map_err(wait_to_python)
    }

    /// Raises RuntimeError if a wait for the window's thread could never end: on that thread itself, in a circle of waits, or if
    /// the window was never shown. `what` names the call in the message.
    fn check_wait(&self, what: &str) -> PyResult<()> {
        self.get()?.check_wait(what).or_raise()
    }

    /// Sets when the next turn of the window's thread starts at the latest: in `seconds`, or None for no limit.
    #[pyo3(signature = (seconds=None))]
    fn set_timer(&self, seconds: Option<f64>) -> PyResult<()> {
        let window = self.get()?;
        window.set_timer(seconds.map(|s| window.clock_now() + s.max(0.0)));
        Ok(())
    }

    /// The time on the window's clock, in seconds.
    fn clock(&self) -> PyResult<f64> {
        Ok(self.get()?.clock_now())
    }

    /// Injects an event: see `Canvas.submit_event`. Raises TypeError, ValueError, ClosedError.
    fn submit_event(&self, event: &Bound<'_, PyAny>) -> PyResult<()> {
        let event = event::from_python(event)?;
        self.get()?.submit_event(event).or_raise()
    }

    /// Shows a red band with a message until a frame is drawn without an error. Raises ClosedError.
    fn show_banner(&self, message: &str) -> PyResult<()> {
        self.get()?.show_banner(message);
        Ok(())
    }

    /// `"new"`, `"opening"`, `"open"`, `"hidden"`, `"closing"` or `"closed"`.
    #[getter]
    fn state(&self) -> PyResult<&'static str> {
        Ok(self.get()?.state().name())
    }

    /// Why the window closes or was closed: see `Canvas.close_reason`.
    #[getter]
    fn close_reason(&self) -> PyResult<Option<&'static str>> {
        Ok(self.get()?.close_reason().map(|reason| reason.name()))
    }

    /// The keys that are held now, as W3C `key` values.
    #[getter]
    fn keys(&self) -> PyResult<Vec<String>> {
        Ok(self.get()?.keys())
    }

    /// The pointer: `(position or None, buttons)`, in logical pixels.
    #[getter]
    fn pointer(&self) -> PyResult<PointerTuple> {
        let pointer = self.get()?.pointer();
        Ok((pointer.position, pointer.buttons.iter().map(|b| b.0).collect()))
    }

    /// Width and height of the content, in physical pixels.
    #[getter]
    fn physical_size(&self) -> PyResult<(u32, u32)> {
        let size = self.get()?.physical_size();
        Ok((size.width(), size.height()))
    }

    /// Physical pixels per logical pixel.
    #[getter]
    fn ratio(&self) -> PyResult<f64> {
        Ok(self.get()?.ratio())
    }

    /// Whether the window is on the screen now.
    #[getter]
    fn visible(&self) -> PyResult<bool> {
        Ok(self.get()?.visible())
    }

    /// The monitor that shows most of the window, as in `monitors()`, or None: see `WindowProperties.monitor`. Raises DisplayError.
    fn monitor(&self, py: Python<'_>) -> PyResult<Option<MonitorTuple>> {
        let window = self.get()?;
        let monitor = gil::release(py, || window.monitor()).or_raise()?;
        Ok(monitor.map(desktop::monitor_tuple))
    }

    /// The name of the backend; None while the window is not open.
    #[getter]
    fn backend(&self) -> PyResult<Option<&'static str>> {
        Ok(self.get()?.backend().map(|backend| backend.name()))
    }

    /// The capabilities of the display by name, and its `"platform"`; None while the window is not open.
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

    /// Whether statistics are drawn over the window; default False. Setting raises TypeError for a value that is not a bool.
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

    /// The statistics of the window by name, with the times of stages as dicts of milliseconds: see `Canvas.stats`. Any thread.
    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        stats::to_dict(py, self.get()?)
    }

    /// Makes the calling thread the window's own thread.
    fn start_ui(&self) -> PyResult<UiThread> {
        let window = self.get()?;
        Ok(UiThread::new(window.ui_thread(), window.clone(), self.offset))
    }
}

/// The position of the pointer, in logical pixels, and the buttons that are held.
type PointerTuple = (Option<(f64, f64)>, Vec<u8>);

/// The deadline of a timeout in seconds.
fn deadline(timeout: Option<f64>) -> PyResult<Option<Instant>> {
    match timeout {
        Some(seconds) if seconds.is_nan() || seconds < 0.0 => Err(PyValueError::new_err(format!(
            "timeout must be a number of seconds from 0 on, or None, not {seconds}"
        ))),
        Some(seconds) => Ok(Instant::now().checked_add(seconds_to_duration(seconds))),
        None => Ok(None),
    }
}
