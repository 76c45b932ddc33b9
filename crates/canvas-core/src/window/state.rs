//! Everything behind a window's lock, and the effects of its life cycle on it.
//!
//! The lock is a leaf: under it there is only `O(1)` work; no user code runs, nothing waits, and no [`Frame`] is dropped
//! (a frame that is dropped calls back into the window). Commands to the display and objects to drop are collected in
//! [`DeferredActions`] until the lock is free again.
//!
//! Each subject is a struct with private fields; this file only composes them.
//!
//! [`Frame`]: crate::frame::Frame

use std::sync::Arc;

use crate::backend::{Backend, Command, WindowId};
use crate::clock::Clock;
use crate::error::Error;
use crate::event::{CloseEvent, CloseReason, Event};
use crate::overlay::Panel;
use crate::stats::Stats;

use super::activity::{Tickets, UiActivity, UiInbox};
use super::close::CloseProtocol;
use super::content::Content;
use super::deferred::DeferredActions;
use super::life::{Action, Input, State};
use super::options::Options;
use super::overlay_state::OverlayState;
use super::pipeline::FramePipeline;
use super::properties::DisplayState;
use super::recorder::Recorder;
use super::requests::DrawRequests;
use super::scheduler::FrameScheduler;

/// Everything behind the lock.
#[derive(Debug)]
pub(super) struct WindowState {
    pub(super) life: State,
    pub(super) options: Options,
    pub(super) session: Session,
    pub(super) close: CloseProtocol,
    pub(super) stats: Stats,
    pub(super) overlay: OverlayState,
    pub(super) recorder: Recorder,
}

/// Everything that belongs to one opening of the window, and ends with it.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) id: WindowId,
    pub(super) connection: Connection,
    pub(super) display: DisplayState,
    pub(super) scheduler: FrameScheduler,
    pub(super) requests: DrawRequests,
    pub(super) frames: FramePipeline,
    pub(super) inbox: UiInbox,
    pub(super) activity: UiActivity,
    pub(super) tickets: Tickets,
}

/// The display of a session, and how it got there.
#[derive(Debug, Default)]
pub(super) struct Connection {
    backend: Option<Arc<dyn Backend>>,
    clock: Clock,
    /// `show()` did not wait for the display: the main thread, which serves it, was busy.
    pub(super) is_unawaited: bool,
    /// Why there is no window.
    error: Option<Error>,
}

impl Connection {
    /// The display is connected.
    pub(super) fn open(&mut self, backend: Arc<dyn Backend>) {
        self.clock = backend.clock();
        self.backend = Some(backend);
    }

    /// The window is closed.
    pub(super) fn close(&mut self) -> Option<Arc<dyn Backend>> {
        self.backend.take()
    }

    /// There will be no window.
    pub(super) fn fail(&mut self, error: Error) {
        self.error = Some(error);
    }

    /// The display, from its connection to the end of the window.
    pub(super) fn backend(&self) -> Option<&Arc<dyn Backend>> {
        self.backend.as_ref()
    }

    /// Where the timestamps of the window come from.
    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Why there is no window.
    pub(super) fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }
}

impl Session {
    pub(super) fn new(id: WindowId, options: &Options) -> Self {
        Self {
            id,
            connection: Connection::default(),
            display: DisplayState::new(options),
            scheduler: FrameScheduler::default(),
            requests: DrawRequests::default(),
            frames: FramePipeline::default(),
            inbox: UiInbox::new(options.key_repeat),
            activity: UiActivity::default(),
            tickets: Tickets::default(),
        }
    }

    /// The time of the window's clock, seconds.
    pub(super) fn now(&self) -> f64 {
        self.connection.clock.now()
    }

    /// Sends a command to the display, if there is one.
    pub(super) fn send(&self, command: Command, after: &mut DeferredActions) {
        if let Some(backend) = &self.connection.backend {
            after.send(Arc::clone(backend), command);
        }
    }

    /// The height of the red band over the content, in logical pixels: its message has to be readable.
    pub(super) fn banner(&self) -> f64 {
        self.frames.kept().map_or(0.0, Content::banner)
    }
}

impl WindowState {
    pub(super) fn new(id: WindowId, options: Options, overlay: bool) -> Self {
        Self {
            life: State::New,
            session: Session::new(id, &options),
            options,
            close: CloseProtocol::default(),
            stats: Stats::default(),
            overlay: OverlayState::new(overlay),
            recorder: Recorder::default(),
        }
    }

    /// Moves the window through its life cycle. After [`Action::Open`] the caller begins a session
    /// ([`Self::reopen`]) under the same lock.
    pub(super) fn transition(
        &mut self,
        input: Input,
        reason: CloseReason,
        after: &mut DeferredActions,
    ) -> Action {
        let (next, action) = self.life.after(input);
        self.life = next;
        let id = self.session.id;
        match action {
            Action::None | Action::Refuse | Action::Open => {}
            Action::Unhide => {
                self.session.send(Command::Show(id), after);
                self.session.scheduler.request_all();
            }
            Action::Raise => self.session.send(Command::Raise(id), after),
            Action::Hide | Action::HideAgain => self.session.send(Command::Hide(id), after),
            Action::Ask => self.ask(after),
            Action::Destroy => {
                self.session.send(Command::Destroy(id), after);
                self.close.begin(reason);
                self.release_frames(after);
            }
            Action::End => {
                self.close.begin(reason);
                self.release_frames(after);
            }
        }
        if next == State::Closed {
            self.close.finish();
            self.session.connection.close();
            after.end_recordings(self.recorder.take_all());
        }
        after.wake_ui();
        after.wake_waiters();
        action
    }

    /// Begins a new session. Contents and tasks that were submitted before the first one are kept for it.
    pub(super) fn reopen(&mut self, id: WindowId, after: &mut DeferredActions) {
        let new = Session::new(id, &self.options);
        let mut before = std::mem::replace(&mut self.session, new);
        if self.close.reopen() {
            if let Some(content) = before.frames.take_kept() {
                self.session.frames.keep(content, after);
            }
            self.session.inbox.inherit(&before.inbox);
        }
        before.frames.close((&mut self.stats, after));
        self.stats = Stats::default();
        after.release(self.overlay.reopen());
    }

    /// Asks the program whether the window may close.
    fn ask(&mut self, after: &mut DeferredActions) {
        let Some(number) = self.close.request() else {
            return;
        };
        let event = Event::CloseRequest(CloseEvent::new(CloseReason::User));
        self.session.inbox.push(event);
        after.supervise_close(number);
    }

    /// Frames and contents go, and recordings end; nothing is rendered any more.
    fn release_frames(&mut self, after: &mut DeferredActions) {
        self.session.frames.close((&mut self.stats, after));
        self.session.display.set_visible(false);
        after.end_recordings(self.recorder.take_all());
    }

    /// The clock time from which a frame may begin; `None` if none is due.
    pub(super) fn draw_due(&self) -> Option<f64> {
        let session = &self.session;
        let is_blocked = self.life != State::Open
            || !session.display.is_created()
            // The first frame is recorded while the display still maps the window.
            || !(session.display.is_visible() || session.scheduler.is_before_first())
            || session.frames.has_user_request();
        if is_blocked {
            return None;
        }
        session.scheduler.due(self.options.update_mode)
    }

    /// The panel to draw over a frame that has a band of this height at its top (logical pixels).
    pub(super) fn panel(&self, banner: f64) -> Option<Panel> {
        self.overlay.panel(self.session.display.ratio(), banner)
    }
}
