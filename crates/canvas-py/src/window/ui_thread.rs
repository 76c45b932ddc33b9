//! The native half of a window's own thread.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use canvas_core::event::{CloseEvent, CloseReason, Event};
use canvas_core::window::{self, Turn};
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::event;
use crate::gil;
use crate::host::PyHost;
use crate::painter::Painter;
use crate::runtime::is_forked;

/// The window's side of the loop in `canvas._loop`. Its methods are for the window's own thread.
#[pyclass(frozen, module = "canvas._canvas")]
#[derive(Debug)]
pub(crate) struct UiThread {
    ui: window::UiThread,
    window: window::Window,
    /// `time.monotonic()` minus the time of the core's clock, in seconds.
    offset: f64,
    /// When the last turn returned, if it has events or tasks. A leaf lock that only this thread acquires.
    handling_since: Mutex<Option<Instant>>,
    /// This thread's count of GIL releases after the last turn.
    releases: AtomicU64,
}

impl UiThread {
    /// For the calling thread, which is the window's own from now on.
    pub(super) fn new(ui: window::UiThread, window: window::Window, offset: f64) -> Self {
        Self {
            ui,
            window,
            offset,
            handling_since: Mutex::new(None),
            releases: AtomicU64::new(gil::gil_releases()),
        }
    }

    fn set_handling_since(&self, since: Option<Instant>) -> Option<Instant> {
        let mut current = self.handling_since.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *current, since)
    }

    /// Records the statistics of a turn.
    fn note_turn(&self, host: &PyHost<'_>) {
        let releases = gil::gil_releases();
        let before = self.releases.swap(releases, Ordering::Relaxed);
        self.window.note_stats(|stats| {
            stats.lock_releases += releases - before;
            stats.lock_wait.push(host.gil_wait());
        });
    }

    /// The event of `on_close`, or False if the window never opened.
    fn closing(&self, py: Python<'_>, reason: Option<CloseReason>) -> PyResult<Py<PyAny>> {
        match reason {
            None => Ok(false.into_pyobject(py)?.to_owned().into_any().unbind()),
            Some(reason) => {
                let close = Event::Close(CloseEvent::new(reason));
                event::to_python(py, &close, self.offset)
            }
        }
    }
}

#[pymethods]
impl UiThread {
    /// Waits, with the GIL released, until something is due, and takes all of it: `(events, tasks, closing)`. `tasks` is the number
    /// of posted tasks that are due, besides the timers, or None. `closing` is None; the event of `on_close`; or False if the
    /// window never opened.
    fn turn<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyList>, Option<usize>, Py<PyAny>)> {
        let host = PyHost::new(py);
        let Turn {
            events,
            tasks,
            closing,
        } = self.ui.turn(&host);
        self.note_turn(&host);
        self.set_handling_since((tasks.is_some() || !events.is_empty()).then(Instant::now));
        let list = PyList::empty(py);
        for event in &events {
            list.append(event::to_python(py, event, self.offset)?)?;
        }
        let closing = match closing {
            None => py.None(),
            Some(reason) => self.closing(py, reason)?,
        };
        Ok((list, tasks, closing))
    }

    /// Marks the start of a handler. False if it must not run: the window has closed.
    fn enter(&self, handler: &str) -> bool {
        self.ui.enter(handler)
    }

    /// Marks the end of a handler.
    fn leave(&self) {
        self.ui.leave();
    }

    /// A painter for the frame that is due now, or None.
    fn begin_draw(&self, py: Python<'_>) -> PyResult<Option<Py<Painter>>> {
        if let Some(since) = self.set_handling_since(None) {
            let seconds = since.elapsed().as_secs_f64();
            self.window.note_stats(|stats| stats.handlers.push(seconds));
        }
        self.ui
            .begin_draw()
            .map(|info| Painter::begin(py, info))
            .transpose()
    }

    /// Submits the frame that was recorded with the painter.
    fn end_draw(&self, painter: &Painter) -> PyResult<()> {
        self.ui.end_draw(painter.finish()?);
        Ok(())
    }

    /// Submits a frame of a program that has no `on_draw`: the presented pixels, or the background.
    fn skip_draw(&self, painter: &Painter) -> PyResult<()> {
        self.ui.skip_draw(painter.finish()?);
        Ok(())
    }

    /// Drops the frame, since `on_draw` raised. The previous frame stays.
    fn fail_draw(&self, painter: &Painter) {
        painter.invalidate();
        self.ui.fail_draw();
    }

    /// Answers a close request.
    fn answer_close(&self, refused: bool) {
        self.ui.answer_close(refused);
    }

    /// Marks the end of the last handler: the window is closed.
    fn ended(&self) {
        if !is_forked() {
            self.ui.ended();
        }
    }
}
