//! The way of a frame through the loop: from the window's port into softbuffer, and the news that it is shown.

use std::time::Instant;

use canvas_core::backend::{BackendEvent, WindowId};

use crate::buffers;
use crate::event_loop::App;
use crate::inbox::NativeId;
use crate::paint::{Done, Next};
use crate::surface::{self, Surface};
use crate::window::Window;

impl App {
    /// Begins the next picture of a window, or asks the display for leave.
    pub(crate) fn paint(&mut self, id: WindowId, now: Instant) {
        let is_paced = self.the_loop.display.is_wayland();
        if let Some(window) = self.windows.get_mut(&id) {
            if !is_paced {
                window.grant_wishes();
            }
            window.paint_next(now, is_paced);
        }
    }

    /// A surface can be painted without waiting: the display has read what it was given before.
    pub(crate) fn ready(&mut self, id: WindowId, native_id: NativeId, surface: Result<Surface, String>) {
        let Some(window) = self.windows.get_mut(&id) else {
            return;
        };
        let Some(native) = window.native.as_mut().filter(|native| native.id == native_id) else {
            return;
        };
        match surface {
            Ok(surface) => native.surface = Some(surface),
            // The thread keeps nothing: without a surface there are no pixels any more.
            Err(reason) => return self.refused(id, &reason),
        }
        if std::mem::replace(&mut native.is_new, false) {
            if !window.is_created {
                window.tell_created();
            }
            window.tell_visible(!window.is_hidden);
            window.tell_place();
        }
        if let Some(done) = window.paint.done() {
            window.tell_painted(done);
        }
        self.due.insert(id);
    }
}

impl Window {
    fn paint_next(&mut self, now: Instant, is_paced: bool) {
        let Some(native) = &mut self.native else { return };
        let port = &self.port;
        let next = self
            .paint
            .next(now, native.surface.is_some(), || port.take_frame());
        let frame = match next {
            None => return,
            Some(Next::Ask) => return native.window.request_redraw(),
            Some(Next::Paint(frame)) => frame,
        };
        if is_paced {
            self.grant_wishes();
            self.tell_size();
        }
        let background = buffers::pixel(self.setup.background);
        let Some(native) = &mut self.native else { return };
        let Some(mut surface) = native.surface.take() else {
            return;
        };
        match surface::paint(&mut surface, self.size, frame.as_ref(), background) {
            Ok(()) => native.waiter.wait_for(surface, self.size),
            Err(reason) => {
                tracing::warn!("a window could not be painted: {reason}");
                native.surface = Some(surface);
                self.paint.failed(now);
            }
        }
    }

    /// Tells what a picture that the display has read was good for.
    pub(crate) fn tell_painted(&mut self, done: Done) {
        if done.exposed {
            self.tell(BackendEvent::Exposed);
        }
        if let Some(serial) = done.serial {
            self.tell(BackendEvent::FrameShown(serial));
        }
    }
}
