//! What a window knows: everything behind its one lock.
//!
//! The lock is a leaf: whoever holds it does `O(1)` work, runs no user code, waits for nothing and drops no [`Frame`]
//! (a frame that is dropped calls back into the window). What has to be sent to the display or dropped is collected in
//! an [`Afterwards`] and done when the lock is free again.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use crate::backend::{Backend, Command, WindowId, WindowMode};
use crate::clock::Clock;
use crate::error::Error;
use crate::event::CloseReason;
use crate::frame::Frame;
use crate::geometry::PhysicalSize;
use crate::geometry::kurbo::{Point, Rect};
use crate::overlay::Picture;
use crate::stats::Stats;
use crate::video::Tap;

use super::frames::{Content, Meta, Running, Work};
use super::life::State;
use super::options::{Options, UpdateMode};
use super::overlay::Overlay;
use super::pool::Pool;
use super::queue::EventQueue;
use super::recording::Shown;
use super::redraw::{Drawn, History};
use super::wishes::Wishes;

/// When the next frame is due.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// A frame was asked for and not begun.
    pub(super) requested: bool,
    /// One that goes whatever the mode and the pace say.
    pub(super) forced: bool,
    /// What of the frame that was asked for is wanted, logical pixels; `None` if all of it is, or none was asked for.
    pub(super) only: Option<Rect>,
    /// The same of the frame that is being recorded.
    pub(super) recording_only: Option<Rect>,
    /// Requests so far, the newest one that a frame was begun for, that a content is the answer to, that a shown frame
    /// answers, and that failed.
    pub(super) wanted: u64,
    pub(super) begun: u64,
    pub(super) answered: u64,
    pub(super) shown: u64,
    pub(super) failed: u64,
    /// No frame begins before this clock time.
    pub(super) not_before: f64,
    /// The frame's number, and the times of the first and the last one.
    pub(super) frame: u64,
    pub(super) first: Option<f64>,
    pub(super) last: f64,
    /// When the frame that is being recorded began.
    pub(super) recording: Option<f64>,
}

impl Pace {
    /// A frame is wanted, and all of it.
    pub(super) fn request_all(&mut self) {
        (self.requested, self.only) = (true, None);
    }

    /// The same, whatever the mode and the pace say.
    pub(super) fn force_all(&mut self) {
        (self.forced, self.only) = (true, None);
    }
}

/// A close request that the program has not answered yet.
#[derive(Debug)]
pub(super) struct Asking {
    pub(super) number: u64,
    /// Whether the window was hidden because nobody answered.
    pub(super) hidden: bool,
}

/// What belongs to one opening of the window, and ends with it.
#[derive(Debug)]
pub(super) struct Opening {
    pub(super) id: WindowId,
    pub(super) backend: Option<Arc<dyn Backend>>,
    pub(super) pool: Option<Arc<Pool>>,
    pub(super) clock: Clock,
    pub(super) created: bool,
    /// `show()` has not waited for that: the main thread, which serves this display, was busy.
    pub(super) unawaited: bool,
    pub(super) error: Option<Error>,
    pub(super) visible: bool,
    pub(super) size: PhysicalSize,
    pub(super) ratio: f64,
    pub(super) position: Option<Point>,
    pub(super) mode: WindowMode,
    pub(super) wishes: Wishes,
    pub(super) asking: Option<Asking>,
    pub(super) reason: Option<CloseReason>,
    pub(super) pace: Pace,
    pub(super) queue: EventQueue,
    /// Posted, and not yet reported by a turn.
    pub(super) tasks: usize,
    pub(super) timer: Option<f64>,
    /// Tickets of calls that wait for the UI thread.
    pub(super) tickets: u64,
    pub(super) finished_tickets: Vec<u64>,
    /// The handler that runs, and since when.
    pub(super) handler: Option<(String, Instant)>,
    /// Since when the UI thread, which has been given something to do, waits for the user's lock.
    pub(super) resuming: Option<Instant>,
    pub(super) ui_waits: bool,
    /// The clock time of the newest input that no frame has been begun for.
    pub(super) input: Option<f64>,
    pub(super) content: Option<Content>,
    pub(super) want: Option<Work>,
    pub(super) running: Option<Running>,
    pub(super) serial: u64,
    pub(super) slot: Option<(Frame, Meta)>,
    pub(super) taken: VecDeque<(Frame, Meta)>,
    pub(super) shown: Option<Frame>,
    /// What the newest drawn frame shows, and what the frames before it changed.
    pub(super) drawn: Option<Drawn>,
    pub(super) history: History,
    pub(super) raster_error: Option<Error>,
    /// What is offered each frame that is shown.
    pub(super) recorders: Vec<Arc<Tap>>,
    /// The figures are looked at again and again, for the panel over the window.
    pub(super) watched: bool,
    /// The panel is another one, or elsewhere, since the last frame was begun.
    pub(super) panel_changed: bool,
}

impl Opening {
    pub(super) fn new(id: WindowId, options: &Options) -> Self {
        let mut queue = EventQueue::default();
        queue.set_key_repeat(options.key_repeat);
        Self {
            id,
            backend: None,
            pool: None,
            clock: Clock::Real,
            created: false,
            unawaited: false,
            error: None,
            visible: false,
            size: PhysicalSize::from_logical(options.size, 1.0),
            ratio: 1.0,
            position: options.position,
            mode: options.mode,
            wishes: Wishes::default(),
            asking: None,
            reason: None,
            pace: Pace::default(),
            queue,
            tasks: 0,
            timer: None,
            tickets: 0,
            finished_tickets: Vec::new(),
            handler: None,
            resuming: None,
            ui_waits: false,
            input: None,
            content: None,
            want: None,
            running: None,
            serial: 0,
            slot: None,
            taken: VecDeque::new(),
            shown: None,
            drawn: None,
            history: History::default(),
            raster_error: None,
            recorders: Vec::new(),
            watched: false,
            panel_changed: false,
        }
    }
}

/// Everything behind the lock.
#[derive(Debug)]
pub(super) struct WindowState {
    pub(super) life: State,
    pub(super) options: Options,
    pub(super) now: Opening,
    pub(super) stats: Stats,
    pub(super) overlay: Overlay,
    /// Why it was closed the last time.
    pub(super) close_reason: Option<CloseReason>,
}

/// What is done after the lock is let go.
#[derive(Debug, Default)]
#[must_use]
pub(super) struct Afterwards {
    /// Sent to the display, in order.
    pub(super) commands: Vec<Command>,
    /// Dropped.
    pub(super) frames: Vec<Frame>,
    pub(super) contents: Vec<Content>,
    pub(super) scenes: Vec<Option<Drawn>>,
    /// Frames that are recorded, then recordings that end.
    pub(super) recorded: Vec<Shown>,
    pub(super) ended: Vec<Arc<Tap>>,
    pub(super) pictures: Vec<Arc<Picture>>,
    /// The UI thread has something to do.
    pub(super) wake_ui: bool,
    /// Somebody may wait for what changed.
    pub(super) wake_waiters: bool,
    /// A raster job may be possible.
    pub(super) advance: bool,
    /// A new close request needs an answer in time.
    pub(super) ask: Option<u64>,
    /// The figures of this opening are to be looked at from now on.
    pub(super) watch: Option<WindowId>,
}

impl WindowState {
    /// Frames and contents go; nothing is drawn any more.
    pub(super) fn let_go(&mut self, after: &mut Afterwards) {
        if let Some(running) = self.now.running.take() {
            running.cancel.cancel();
        }
        after.contents.extend(self.now.content.take());
        after
            .contents
            .extend(self.now.want.take().map(|work| work.content));
        after.frames.extend(self.now.slot.take().map(|(frame, _)| frame));
        after
            .frames
            .extend(self.now.taken.drain(..).map(|(frame, _)| frame));
        after.frames.extend(self.now.shown.take());
        after.scenes.push(self.now.drawn.take());
        after.ended.append(&mut self.now.recorders);
        self.now.pool = None;
        self.now.visible = false;
    }

    /// The clock time from which a frame may begin; `None` if none is due.
    pub(super) fn draw_due(&self) -> Option<f64> {
        let now = &self.now;
        let blocked = self.life != State::Open
            || !now.created
            // The first frame is drawn while the display still puts the window on the screen.
            || !(now.visible || now.pace.frame == 0)
            || now.pace.recording.is_some()
            || now.want.as_ref().is_some_and(|work| !work.meta.without_user);
        if blocked {
            return None;
        }
        if now.pace.forced {
            return Some(0.0);
        }
        match self.options.update_mode {
            UpdateMode::Manual => None,
            UpdateMode::OnDemand => now.pace.requested.then_some(now.pace.not_before),
            UpdateMode::Continuous => Some(now.pace.not_before),
            UpdateMode::Fastest => Some(0.0),
        }
    }
}
