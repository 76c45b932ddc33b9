//! The window's end of the backend contract: receives the display's events, without blocking.

use std::sync::{Arc, Weak};

use crate::backend::{BackendEvent, WindowId, WindowPort};
use crate::event::{CloseReason, Event, MoveEvent, ResizeEvent, VisibilityEvent};
use crate::frame::Frame;
use crate::geometry::PhysicalSize;

use super::deferred::DeferredActions;
use super::handle::Inner;
use super::life::Input;
use super::registry;
use super::state::WindowState;

/// The port of one session. Events of a session that has ended are not for the next one.
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
        if state.session.id != self.id {
            return None;
        }
        state.session.frames.take()
    }

    fn deliver(&self, event: BackendEvent) {
        let Some(inner) = self.window.upgrade() else {
            return;
        };
        let mut after = DeferredActions::default();
        {
            let mut state = inner.lock();
            if state.session.id != self.id {
                return;
            }
            state.deliver(event, &mut after);
        }
        after.perform(&inner);
    }
}

impl Inner {
    /// Adds an input event, as if the display had reported it.
    pub(super) fn push_event(self: &Arc<Self>, event: Event) {
        let mut after = DeferredActions::default();
        self.lock().push_input(event, &mut after);
        after.perform(self);
    }
}

impl WindowState {
    fn deliver(&mut self, event: BackendEvent, after: &mut DeferredActions) {
        match event {
            BackendEvent::Created { size, ratio } => self.created(size, ratio, after),
            BackendEvent::Failed(error) => {
                if self.session.connection.is_unawaited && self.life.is_live() {
                    registry::note_lost(&error.to_string());
                }
                self.session.connection.fail(error);
                self.transition(Input::Lost, CloseReason::Program, after);
            }
            BackendEvent::Resized { size, ratio } => {
                if self.session.display.confirm_size(size, ratio) {
                    self.resized(size, ratio, after);
                }
            }
            BackendEvent::Moved(place) => {
                if self.session.display.confirm_position(place) {
                    self.push(Event::Move(MoveEvent::new(place.x, place.y)), after);
                }
            }
            BackendEvent::Mode(mode) => self.session.display.confirm_mode(mode),
            BackendEvent::Visible(visible) => self.set_visible(visible, after),
            BackendEvent::Input(event) => self.push_input(event, after),
            BackendEvent::CloseRequested => {
                self.transition(Input::RequestClose, CloseReason::User, after);
            }
            BackendEvent::Exposed => self.stats.exposes_from_cache += 1,
            BackendEvent::FrameShown(serial) => self.frame_shown(serial, after),
            BackendEvent::Destroyed(is_requested) => {
                if !is_requested {
                    self.transition(Input::Lost, CloseReason::Destroyed, after);
                }
            }
            BackendEvent::Lost(why) => {
                if self.life.is_live() {
                    registry::note_lost(&why);
                }
                self.transition(Input::Lost, CloseReason::DisplayLost(why), after);
            }
        }
    }

    fn created(&mut self, size: PhysicalSize, ratio: f64, after: &mut DeferredActions) {
        self.session.display.confirm_created();
        self.transition(Input::Created, CloseReason::Program, after);
        self.session.scheduler.force_all();
        // The first size is reported even if it is the requested one.
        self.session.display.confirm_size(size, ratio);
        self.resized(size, ratio, after);
        // A content that was submitted before can be rendered now.
        after.advance();
    }

    fn resized(&mut self, size: PhysicalSize, ratio: f64, after: &mut DeferredActions) {
        self.push(Event::Resize(ResizeEvent::new(size, ratio)), after);
        self.session.scheduler.request_all();
        self.redraw_kept(after);
    }

    fn set_visible(&mut self, visible: bool, after: &mut DeferredActions) {
        if !self.life.is_live() || !self.session.display.set_visible(visible) {
            return;
        }
        if visible {
            self.session.scheduler.request_all();
            self.begin_watch(after);
        }
        self.push(Event::Visibility(VisibilityEvent::new(visible)), after);
        after.wake_waiters();
    }

    fn push_input(&mut self, event: Event, after: &mut DeferredActions) {
        if self.life.is_ending() {
            return;
        }
        if matches!(&event, Event::Focus(event) if event.focused) {
            // The window manager takes the request back when it gives the window the focus.
            self.options.urgent = false;
        }
        self.session.inbox.push_input(event);
        after.wake_ui();
    }

    fn push(&mut self, event: Event, after: &mut DeferredActions) {
        if self.life.is_ending() {
            return;
        }
        self.session.inbox.push(event);
        after.wake_ui();
    }
}
