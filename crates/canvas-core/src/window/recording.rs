//! Begins the recordings of a window; [`recorder`](super::recorder) is its list of them.

use std::path::Path;
use std::sync::Arc;

use crate::error::Result;
use crate::video::{CaptureQueue, Recording, VideoOptions};

use super::deferred::DeferredActions;
use super::handle::{Window, closed};

impl Window {
    /// Begins to record the shown frames, from the one that is shown now or else from the first one; see
    /// [`video`](crate::video). It creates the file: call it with the host lock released. Any thread.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) for an unknown file extension or an option out of range;
    /// [`Error::Write`](crate::Error::Write) if the file or folder cannot be created; [`Error::Closed`](crate::Error::Closed)
    /// if the window is closed.
    pub fn record_video(&self, path: &Path, options: &VideoOptions) -> Result<Recording> {
        let background = {
            let state = self.0.lock();
            if !state.life.takes_work() {
                return Err(closed());
            }
            state.options.display_background()
        };
        let window = Arc::downgrade(&self.0);
        let remove = move |queue: &Arc<CaptureQueue>| {
            if let Some(window) = window.upgrade() {
                window.lock().recorder.remove(queue);
            }
        };
        let recording = Recording::start(path, options, background, remove)?;
        let mut after = DeferredActions::default();
        {
            let mut state = self.0.lock();
            let queue = Arc::clone(recording.queue());
            if state.life.takes_work() {
                state.recorder.add(queue);
            } else {
                // It was closed meanwhile.
                after.end_recordings([queue]);
            }
            if let Some(frame) = state.session.frames.shown() {
                let clock = state.session.connection.clock();
                after.capture(state.recorder.capture(frame, clock.now(), clock));
            }
        }
        after.perform(&self.0);
        Ok(recording)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Canvas;
    use crate::painter::Painter;
    use crate::video::MAX_HELD;
    use std::time::Duration;

    const TIMEOUT: Duration = Duration::from_secs(30);

    /// It holds more buffers than a window has.
    #[test]
    fn a_window_keeps_running_while_its_encoder_is_blocked() {
        let window = Canvas::builder()
            .backend("headless")
            .show(|painter: &mut Painter| {
                let across = painter.info().frame as f64;
                painter.fill_rect(across, 0.0, 5.0, 5.0);
            })
            .unwrap();
        window.snapshot().unwrap();
        let queue = Arc::new(CaptureQueue::new(0.0));
        window.core().0.lock().recorder.add(Arc::clone(&queue));
        for _ in 0..10 {
            window.force_draw(TIMEOUT).unwrap();
        }
        assert_eq!(queue.dropped(), 10 - (MAX_HELD as u64 - 1));
        window.close();
        assert!(window.wait(Some(TIMEOUT)).unwrap());
        assert!(queue.is_ended());
    }
}
