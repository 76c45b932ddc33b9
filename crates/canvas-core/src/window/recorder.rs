//! The recordings as a part of a window's state.

use std::sync::Arc;

use crate::clock::Clock;
use crate::frame::Frame;
use crate::video::{CaptureQueue, MAX_HELD};

/// The recordings that are offered each frame that the display has completed.
#[derive(Debug, Default)]
pub(super) struct Recorder(Vec<Arc<CaptureQueue>>);

/// A frame that is offered to a recording when the window's lock is free again.
#[derive(Debug)]
pub(super) struct CapturedFrame {
    queue: Arc<CaptureQueue>,
    frame: Frame,
    /// When it was shown, by the window's clock.
    at: f64,
    clock: Clock,
}

impl CapturedFrame {
    /// Offers it. Without a lock: frames may be dropped.
    pub(super) fn offer(self) {
        self.queue.offer(self.frame, self.at, self.clock);
    }
}

impl Recorder {
    /// Adds a recording.
    pub(super) fn add(&mut self, queue: Arc<CaptureQueue>) {
        self.0.push(queue);
    }

    /// Removes a recording that has ended.
    pub(super) fn remove(&mut self, queue: &Arc<CaptureQueue>) {
        self.0.retain(|other| !Arc::ptr_eq(queue, other));
    }

    /// A shown frame for every recording.
    pub(super) fn capture(
        &self,
        frame: &Frame,
        at: f64,
        clock: &Clock,
    ) -> impl Iterator<Item = CapturedFrame> {
        self.0.iter().map(move |queue| CapturedFrame {
            queue: Arc::clone(queue),
            frame: frame.clone(),
            at,
            clock: clock.clone(),
        })
    }

    /// How many buffers recordings may hold beyond those that the window needs.
    pub(super) fn extra_buffers(&self) -> usize {
        self.0.len() * MAX_HELD
    }

    /// Removes all recordings: the window closes.
    pub(super) fn take_all(&mut self) -> Vec<Arc<CaptureQueue>> {
        std::mem::take(&mut self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_recording_may_hold_buffers_until_it_is_removed() {
        let mut recorder = Recorder::default();
        let queues = [0, 1].map(|_| Arc::new(CaptureQueue::new(0.0)));
        queues.iter().for_each(|queue| recorder.add(Arc::clone(queue)));
        assert_eq!(recorder.extra_buffers(), 2 * MAX_HELD);
        recorder.remove(&queues[0]);
        assert_eq!(recorder.extra_buffers(), MAX_HELD);
        let left = recorder.take_all();
        assert!(left.len() == 1 && Arc::ptr_eq(&left[0], &queues[1]));
        assert_eq!(recorder.extra_buffers(), 0);
    }
}
