//! Frames on their way into a video: each that the display has completed is offered to what records the window.

use std::path::Path;
use std::sync::Arc;

use crate::clock::Clock;
use crate::error::Result;
use crate::frame::Frame;
use crate::video::{MOST_HELD, Recording, Tap, VideoOptions};

use super::state::{Afterwards, WindowState};
use super::{Window, closed};

/// A frame that is to be offered when the window's lock is free again.
#[derive(Debug)]
pub(super) struct Shown {
    tap: Arc<Tap>,
    frame: Frame,
    /// When it was shown, by the window's clock.
    at: f64,
    clock: Clock,
}

impl Shown {
    pub(super) fn record(self) {
        self.tap.offer(self.frame, self.at, self.clock);
    }
}

impl WindowState {
    /// Has a frame that is shown recorded by whoever records.
    pub(super) fn record(&self, frame: &Frame, at: f64, after: &mut Afterwards) {
        let shown = |tap| Shown {
            tap: Arc::clone(tap),
            frame: frame.clone(),
            at,
            clock: self.now.clock.clone(),
        };
        after.recorded.extend(self.now.recorders.iter().map(shown));
    }

    /// How many buffers recordings may hold beside those that the window needs.
    pub(super) fn lent(&self) -> usize {
        self.now.recorders.len() * MOST_HELD
    }
}

impl Window {
    /// Begins to record what is shown, from the frame that is shown now or else from the first one on; see
    /// [`video`](crate::video). Makes the file: call it with the user's lock given up. Any thread.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) for an ending that is not known or a bad option;
    /// [`Error::Write`](crate::Error::Write) if the file or folder cannot be made; [`Error::Closed`](crate::Error::Closed) if
    /// the window is closed.
    pub fn record_video(&self, path: &Path, options: &VideoOptions) -> Result<Recording> {
        let background = {
            let state = self.0.lock();
            if !state.life.takes_work() {
                return Err(closed());
            }
            state.options.display_background()
        };
        let window = Arc::downgrade(&self.0);
        let forget = move |tap: &Arc<Tap>| {
            if let Some(window) = window.upgrade() {
                window
                    .lock()
                    .now
                    .recorders
                    .retain(|other| !Arc::ptr_eq(tap, other));
            }
        };
        let recording = Recording::start(path, options, background, forget)?;
        let mut after = Afterwards::default();
        {
            let mut state = self.0.lock();
            let tap = Arc::clone(recording.tap());
            if state.life.takes_work() {
                state.now.recorders.push(tap);
            } else {
                // Closed meanwhile.
                after.ended.push(tap);
            }
            if let Some(frame) = &state.now.shown {
                state.record(frame, state.now.clock.now(), &mut after);
            }
        }
        self.0.finish(after);
        Ok(recording)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Canvas;
    use crate::painter::Painter;
    use std::time::Duration;

    const PATIENCE: Duration = Duration::from_secs(30);

    /// What it holds are more buffers than a window has.
    #[test]
    fn a_window_goes_on_while_its_encoder_stands_still() {
        let window = Canvas::builder()
            .backend("headless")
            .show(|painter: &mut Painter| {
                let across = painter.info().frame as f64;
                painter.fill_rect(across, 0.0, 5.0, 5.0);
            })
            .unwrap();
        window.snapshot().unwrap();
        let tap = Arc::new(Tap::new(0.0));
        window.core().0.lock().now.recorders.push(Arc::clone(&tap));
        for _ in 0..10 {
            window.force_draw(PATIENCE).unwrap();
        }
        assert_eq!(tap.dropped(), 10 - (MOST_HELD as u64 - 1));
        window.close();
        assert!(window.wait(Some(PATIENCE)).unwrap());
        assert!(tap.is_ended());
    }
}
