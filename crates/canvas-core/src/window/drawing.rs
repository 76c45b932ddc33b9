//! Requests for frames, and waiting for them.

use std::time::{Duration, Instant};

use crate::backend::WindowId;
use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::geometry::kurbo::Rect;
use crate::wait::{Host, Parker as _, WaitError, WaitGuard, WaitResult, wait_until};

use super::handle::{Window, closed};
use super::life::State;
use super::requests::Progress;
use super::state::WindowState;

/// How long `snapshot` waits for a first frame.
const FIRST_FRAME_TIMEOUT: Duration = Duration::from_secs(5);

impl Window {
    /// Requests a new frame; several requests are coalesced into one frame.
    ///
    /// # Errors
    /// [`Error::Closed`] if the window is closed.
    pub fn request_draw(&self) -> Result<()> {
        self.request(None)
    }

    /// Requests a new frame of which only a part has to be rendered, in logical pixels: the program records everything as
    /// usual, and only that part becomes pixels and is shown.
    ///
    /// # Errors
    /// [`Error::Closed`] if the window is closed, [`Error::Invalid`] for numbers that are not finite.
    pub fn request_draw_in(&self, rect: Rect) -> Result<()> {
        if !rect.is_finite() {
            return Err(Error::Invalid("rect: expected finite numbers".into()));
        }
        self.request(Some(rect.abs()))
    }

    fn request(&self, region: Option<Rect>) -> Result<()> {
        let is_due = {
            let mut state = self.0.lock();
            if !state.life.takes_work() {
                return Err(closed());
            }
            state.session.requests.add();
            state.session.scheduler.request(region);
            state.draw_due().is_some()
        };
        if is_due {
            self.0.ui().unpark();
        }
        Ok(())
    }

    /// Draws a frame whatever the update mode says, and waits until the display shows it.
    ///
    /// # Errors
    /// [`Error::Misuse`] on the window's own thread, if the wait would be a deadlock, while the window is hidden, or if
    /// `on_draw` failed; [`Error::Closed`] if the window is closed; [`Error::Timeout`] if the deadline comes first; or why
    /// the frame could not be rendered.
    pub fn force_draw<H: Host>(&self, host: &H, deadline: Instant) -> WaitResult<(), H> {
        let inner = &self.0;
        let (id, request) = {
            let mut state = inner.lock();
            state.check_force_draw()?;
            (state.session.id, state.session.requests.add())
        };
        let _waiting = WaitGuard::new(id, "force_draw")?;
        inner.lock().session.scheduler.force_all();
        inner.ui().unpark();
        let shown = wait_until(host, inner.waiters(), Some(deadline), || {
            inner.lock().draw_outcome(id, request)
        })
        .map_err(WaitError::Interrupt)?;
        shown.unwrap_or_else(|| {
            Err(Error::Timeout(
                "force_draw(): no frame was shown in time".to_owned(),
            ))
        })?;
        Ok(())
    }

    /// The frame that the display shows now. Waits up to 5 s for a first one, never for a later one. `Frame::to_image`
    /// makes an [`Image`](crate::image::Image) of it; call that with the host lock released.
    ///
    /// # Errors
    /// [`Error::Closed`] if the window is closed, [`Error::Timeout`] if there is no frame in time, or why it could not be
    /// rendered; [`Error::Misuse`] on the window's own thread before its first frame, and before `show()`.
    pub fn shown_frame<H: Host>(&self, host: &H) -> WaitResult<Frame, H> {
        let inner = &self.0;
        let id = {
            let state = inner.lock();
            if let Some(frame) = state.session.frames.shown() {
                return Ok(frame.clone());
            }
            if state.life == State::New {
                return Err(Error::Misuse("snapshot(): call show() first".to_owned()).into());
            }
            state.session.id
        };
        let _waiting = WaitGuard::new(id, "snapshot")?;
        let deadline = Instant::now() + FIRST_FRAME_TIMEOUT;
        let frame = wait_until(host, inner.waiters(), Some(deadline), || {
            let state = inner.lock();
            if state.session.id != id || state.life.is_ending() {
                return Some(Err(closed()));
            }
            state.session.frames.shown().cloned().map(Ok)
        })
        .map_err(WaitError::Interrupt)?;
        let frame = frame.unwrap_or_else(|| {
            let why = inner.lock().session.frames.error().cloned();
            Err(why.unwrap_or_else(|| {
                Error::Timeout("snapshot(): the window has shown no frame within 5 s".to_owned())
            }))
        })?;
        Ok(frame)
    }
}

impl WindowState {
    fn check_force_draw(&self) -> Result<()> {
        match self.life {
            State::Opening | State::Open => Ok(()),
            State::Hidden => Err(Error::Misuse(
                "force_draw(): a hidden window draws nothing".to_owned(),
            )),
            State::New => Err(Error::Misuse("force_draw(): call show() first".to_owned())),
            State::Closing | State::Closed => Err(closed()),
        }
    }

    /// What became of a draw request; `None` while it has to wait.
    fn draw_outcome(&self, id: WindowId, request: u64) -> Option<Result<()>> {
        if self.session.id != id || self.life.is_ending() {
            return Some(Err(closed()));
        }
        match self.session.requests.progress(request) {
            Progress::Pending => None,
            Progress::Shown => Some(Ok(())),
            Progress::Failed => {
                let why = self.session.frames.error().cloned();
                Some(Err(why.unwrap_or_else(|| {
                    Error::Misuse("force_draw(): on_draw failed".to_owned())
                })))
            }
        }
    }
}
