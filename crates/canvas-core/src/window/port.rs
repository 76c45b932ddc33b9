//! The window's end of the backend contract: what the display tells, taken in without blocking.

use std::sync::{Arc, Weak};

use crate::backend::{BackendEvent, WindowId, WindowPort};
use crate::event::{CloseReason, Event, MoveEvent, ResizeEvent, VisibilityEvent};
use crate::frame::Frame;
use crate::geometry::PhysicalSize;

use super::life::{Cause, State};
use super::state::{Afterwards, WindowState};
use super::{Inner, registry};

/// One opening's port. Events of an opening that is over are not for the next one.
#[derive(Debug)]
pub(super) struct Port {
    window: Weak<Inner>,
    id: WindowId,
}

impl Port {
    pub(super) fn new(window: Weak<Inner>, id: WindowId) -> Self {
        Self { window, id }
    }
}

impl WindowPort for Port {
    fn take_frame(&self) -> Option<Frame> {
        let inner = self.window.upgrade()?;
        let mut state = inner.lock();
        if state.now.id != self.id {
            return None;
        }
        let (frame, meta) = state.now.slot.take()?;
        state.now.taken.push_back((frame.clone(), meta));
        Some(frame)
    }

    fn deliver(&self, event: BackendEvent) {
        let Some(inner) = self.window.upgrade() else {
            return;
        };
        let mut after = Afterwards::default();
        {
            let mut state = inner.lock();
            if state.now.id != self.id {
                return;
            }
            state.deliver(event, &mut after);
        }
        inner.finish(after);
    }
}

impl Inner {
    pub(super) fn push_event(self: &Arc<Self>, event: Event) {
        let mut after = Afterwards::default();
        self.lock().push_input(event, &mut after);
        self.finish(after);
    }
}

impl WindowState {
    fn deliver(&mut self, event: BackendEvent, after: &mut Afterwards) {
        match event {
            BackendEvent::Created { size, ratio } => {
                self.now.created = true;
                let _ = self.cause(Cause::Created, CloseReason::Program, after);
                self.now.pace.request_all();
                self.now.pace.forced = true;
                self.has_size(size, ratio, after);
                // What was submitted meanwhile has waited for this.
                after.advance = true;
            }
            BackendEvent::Failed(error) => {
                if self.now.unawaited && self.life.is_live() {
                    registry::note_lost(&error.to_string());
                }
                self.now.error = Some(error);
                let _ = self.cause(Cause::Lost, CloseReason::Program, after);
            }
            BackendEvent::Resized { size, ratio } => self.resized(size, ratio, after),
            BackendEvent::Moved(place) => {
                self.now.wishes.placed(place);
                if self.now.position != Some(place) {
                    self.now.position = Some(place);
                    self.push(Event::Move(MoveEvent::new(place.x, place.y)), after);
                }
            }
            BackendEvent::Mode(mode) => {
                self.now.wishes.shown_as(mode);
                self.now.mode = mode;
            }
            BackendEvent::Visible(visible) => self.visible(visible, after),
            BackendEvent::Input(event) => self.push_input(event, after),
            BackendEvent::CloseRequested => {
                let _ = self.cause(Cause::RequestClose, CloseReason::User, after);
            }
            BackendEvent::Exposed => self.stats.exposes_without_python += 1,
            BackendEvent::FrameShown(serial) => self.frame_shown(serial, after),
            BackendEvent::Destroyed(asked) => {
                if !asked {
                    let _ = self.cause(Cause::Lost, CloseReason::Destroyed, after);
                }
            }
            BackendEvent::Lost(why) => {
                if self.life.is_live() {
                    registry::note_lost(&why);
                }
                let _ = self.cause(Cause::Lost, CloseReason::DisplayLost(why), after);
            }
        }
    }

    fn resized(&mut self, size: PhysicalSize, ratio: f64, after: &mut Afterwards) {
        if (self.now.size, self.now.ratio) == (size, ratio) {
            self.now.wishes.sized(size, ratio);
        } else {
            self.has_size(size, ratio, after);
        }
    }

    fn has_size(&mut self, size: PhysicalSize, ratio: f64, after: &mut Afterwards) {
        self.now.wishes.sized(size, ratio);
        (self.now.size, self.now.ratio) = (size, ratio);
        self.push(Event::Resize(ResizeEvent::new(size, ratio)), after);
        self.now.pace.request_all();
        self.redraw_kept(after);
    }

    fn visible(&mut self, visible: bool, after: &mut Afterwards) {
        if self.now.visible == visible || !self.life.is_live() {
            return;
        }
        self.now.visible = visible;
        if visible {
            self.now.pace.request_all();
            self.watch_figures(after);
        }
        self.push(Event::Visibility(VisibilityEvent::new(visible)), after);
        after.wake_waiters = true;
    }

    fn push_input(&mut self, event: Event, after: &mut Afterwards) {
        self.now.input = Some(event.timestamp());
        self.push(event, after);
    }

    fn push(&mut self, event: Event, after: &mut Afterwards) {
        if matches!(self.life, State::Closing | State::Closed) {
            return;
        }
        self.now.queue.push(event);
        after.wake_ui = true;
    }
}
