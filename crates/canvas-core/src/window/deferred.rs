//! The actions that follow from a change of a window's state, for after its lock is released.

use std::sync::Arc;

use crate::backend::{Backend, Command, WindowId};
use crate::frame::Frame;
use crate::overlay::PanelImage;
use crate::video::CaptureQueue;

use super::content::Content;
use super::damage::RenderedFrame;
use super::recorder::CapturedFrame;

/// Collected under the lock, performed when it is free again: commands to the display, objects whose drop calls back
/// into the window, and everybody who has to be woken.
#[derive(Debug, Default)]
#[must_use]
pub(super) struct DeferredActions {
    /// Sent in order. A command goes to the display that the window had when it was added.
    commands: Vec<(Arc<dyn Backend>, Command)>,
    released: Vec<Released>,
    captured: Vec<CapturedFrame>,
    ended: Vec<Arc<CaptureQueue>>,
    supervise_close: Option<u64>,
    watch_statistics: Option<WindowId>,
    wake_ui: bool,
    wake_waiters: bool,
    advance: bool,
}

/// Something that must not be dropped under the lock.
#[derive(Debug)]
#[expect(dead_code, reason = "the values are only dropped")]
pub(super) enum Released {
    Frame(Frame),
    Content(Content),
    Rendered(RenderedFrame),
    Panel(Arc<PanelImage>),
}

impl From<Frame> for Released {
    fn from(frame: Frame) -> Self {
        Self::Frame(frame)
    }
}

impl From<Content> for Released {
    fn from(content: Content) -> Self {
        Self::Content(content)
    }
}

impl From<RenderedFrame> for Released {
    fn from(rendered: RenderedFrame) -> Self {
        Self::Rendered(rendered)
    }
}

impl From<Arc<PanelImage>> for Released {
    fn from(panel: Arc<PanelImage>) -> Self {
        Self::Panel(panel)
    }
}

/// The deferred actions of a window, run without a lock.
pub(super) trait Perform {
    /// Asks for an answer to this close request in time.
    fn supervise_close(&self, number: u64);
    /// Wakes the UI thread.
    fn wake_ui(&self);
    /// Wakes the threads that wait for something about the window, or about all windows.
    fn wake_waiters(&self);
    /// Checks the statistics of this session from now on.
    fn watch_statistics(&self, id: WindowId);
    /// Starts the render job that waits, if it can start.
    fn advance(&self);
}

impl DeferredActions {
    /// Sends a command to a display.
    pub(super) fn send(&mut self, backend: Arc<dyn Backend>, command: Command) {
        self.commands.push((backend, command));
    }

    /// Drops objects that must not be dropped under the lock.
    pub(super) fn release<T: Into<Released>>(&mut self, items: impl IntoIterator<Item = T>) {
        self.released.extend(items.into_iter().map(Into::into));
    }

    /// Offers frames to recordings.
    pub(super) fn capture(&mut self, frames: impl IntoIterator<Item = CapturedFrame>) {
        self.captured.extend(frames);
    }

    /// Ends recordings, after the frames that they are offered.
    pub(super) fn end_recordings(&mut self, queues: impl IntoIterator<Item = Arc<CaptureQueue>>) {
        self.ended.extend(queues);
    }

    /// A new close request needs an answer in time.
    pub(super) fn supervise_close(&mut self, number: u64) {
        self.supervise_close = Some(number);
    }

    /// The statistics of this session are to be checked from now on.
    pub(super) fn watch_statistics(&mut self, id: WindowId) {
        self.watch_statistics = Some(id);
    }

    /// The UI thread has something to do.
    pub(super) fn wake_ui(&mut self) {
        self.wake_ui = true;
    }

    /// A thread may wait for what changed.
    pub(super) fn wake_waiters(&mut self) {
        self.wake_waiters = true;
    }

    /// A render job may be able to start.
    pub(super) fn advance(&mut self) {
        self.advance = true;
    }

    /// Performs them. No lock is held.
    pub(super) fn perform(self, window: &impl Perform) {
        for (backend, command) in self.commands {
            // A lost display has reported that to its windows.
            let _ = backend.send(command);
        }
        drop(self.released);
        for frame in self.captured {
            frame.offer();
        }
        for queue in self.ended {
            queue.end();
        }
        if let Some(number) = self.supervise_close {
            window.supervise_close(number);
        }
        if self.wake_ui {
            window.wake_ui();
        }
        if self.wake_waiters {
            window.wake_waiters();
        }
        if let Some(id) = self.watch_statistics {
            window.watch_statistics(id);
        }
        if self.advance {
            window.advance();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[derive(Default)]
    struct Log(RefCell<Vec<String>>);

    impl Log {
        fn add(&self, action: impl Into<String>) {
            self.0.borrow_mut().push(action.into());
        }
    }

    impl Perform for Log {
        fn supervise_close(&self, number: u64) {
            self.add(format!("supervise close {number}"));
        }
        fn wake_ui(&self) {
            self.add("wake UI");
        }
        fn wake_waiters(&self) {
            self.add("wake waiters");
        }
        fn watch_statistics(&self, id: WindowId) {
            self.add(format!("watch {}", id.0));
        }
        fn advance(&self) {
            self.add("advance");
        }
    }

    #[test]
    fn each_action_is_performed_once_and_the_ui_thread_is_woken_before_a_job_starts() {
        let mut after = DeferredActions::default();
        after.advance();
        after.wake_ui();
        after.wake_ui();
        after.wake_waiters();
        after.watch_statistics(WindowId(7));
        after.supervise_close(3);
        let log = Log::default();
        after.perform(&log);
        assert_eq!(
            log.0.into_inner(),
            [
                "supervise close 3",
                "wake UI",
                "wake waiters",
                "watch 7",
                "advance"
            ]
        );
        let log = Log::default();
        DeferredActions::default().perform(&log);
        assert!(log.0.into_inner().is_empty());
    }
}
