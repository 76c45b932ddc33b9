//! What the core asks for, and how it is carried out.
//!
//! Properties become wishes, of which the newest of a kind counts. On a display that paces its clients wishes go with
//! the next picture: they show with it anyway, and a compositor that has stopped is not asked for any number of titles.

use std::sync::Arc;

use canvas_core::Error;
use canvas_core::backend::{BackendEvent, Command, Property, WindowId};
use canvas_core::clock;
use canvas_core::geometry::kurbo::{Point, Size};
use winit::dpi::{LogicalPosition, LogicalSize, PhysicalPosition};
use winit::window::{UserAttentionType, Window as WinitWindow};

use crate::event_loop::App;
use crate::inbox::Session;
use crate::input::Context;
use crate::modes;
use crate::window::{Window, within_limits};

impl App {
    pub(crate) fn command(&mut self, session: Arc<Session>, command: Command) {
        match command {
            Command::Create(id, setup, port) => {
                let is_paced = self.the_loop.display.is_wayland();
                let window = Window::new(id, session, port, *setup, is_paced);
                // Known from now on, so that it is told if the display fails.
                self.windows.insert(id, window);
                self.want_native(id);
            }
            Command::Show(id) => self.show(id),
            Command::Hide(id) => self.hide(id),
            Command::Raise(id) => self.raise(id),
            Command::Present(id) => {
                if let Some(window) = self.windows.get_mut(&id) {
                    window.paint.present();
                    self.due.insert(id);
                }
            }
            Command::Set(id, property) => self.set(id, property),
            Command::Destroy(id) => self.destroy(id, true),
        }
    }

    /// The display did not make a window, or makes no pixels of it.
    pub(crate) fn refused(&mut self, id: WindowId, reason: &str) {
        let name = self.the_loop.display.name();
        let Some(window) = self.remove(id) else { return };
        let end = match window.is_created {
            true => BackendEvent::Lost(format!("{name}: {reason}")),
            false => BackendEvent::Failed(Error::Display(format!("{name}: {reason}"))),
        };
        window.tell_end(end);
    }

    pub(crate) fn destroy(&mut self, id: WindowId, asked: bool) {
        if let Some(window) = self.remove(id) {
            let end = match window.is_created || asked {
                true => BackendEvent::Destroyed(asked),
                false => {
                    BackendEvent::Failed(Error::Display("another program destroyed the window".to_owned()))
                }
            };
            window.tell_end(end);
        }
    }

    /// Forgets a window.
    fn remove(&mut self, id: WindowId) -> Option<Window> {
        self.names.retain(|_, name| *name != id);
        self.due.remove(&id);
        self.wanted.retain(|wanted| *wanted != id);
        self.windows.remove(&id)
    }

    fn show(&mut self, id: WindowId) {
        let Some(window) = self.windows.get_mut(&id) else {
            return;
        };
        window.is_hidden = false;
        match &window.native {
            Some(native) => {
                native.window.set_visible(true);
                if window.is_created {
                    window.tell_visible(true);
                }
            }
            // It is told as visible when it can be painted.
            None => self.want_native(id),
        }
    }

    pub(crate) fn hide(&mut self, id: WindowId) {
        let is_wayland = self.the_loop.display.is_wayland();
        let Some(window) = self.windows.get_mut(&id) else {
            return;
        };
        window.is_hidden = true;
        if is_wayland && !window.is_created {
            // When it is ready it is told as created, and then hidden.
        } else if is_wayland {
            // Wayland has no hidden windows: the next one is made of what is remembered.
            self.names.retain(|_, name| *name != id);
            self.wanted.retain(|wanted| *wanted != id);
            window.native = None;
            if let Some(done) = window.paint.restart() {
                window.tell_painted(done);
            }
        } else if let Some(native) = &window.native {
            native.window.set_visible(false);
        }
        let context = window.context();
        for event in window.input.unmapped(context) {
            window.tell(BackendEvent::Input(event));
        }
        window.tell_visible(false);
    }

    fn raise(&mut self, id: WindowId) {
        let native = self.windows.get(&id).and_then(|window| window.native.as_ref());
        let Some(native) = native else { return };
        if self.the_loop.display.is_wayland() {
            // No program can take the focus there; it can ask for attention.
            let attention = Some(UserAttentionType::Informational);
            native.window.request_user_attention(attention);
        } else {
            native.window.focus_window();
        }
    }

    fn set(&mut self, id: WindowId, property: Property) {
        let Some(window) = self.windows.get_mut(&id) else {
            return;
        };
        match property {
            Property::Title(title) => {
                window.setup.title = title;
                window.wishes.title = true;
            }
            Property::Background(colour) => window.setup.background = colour,
            Property::Size(size) => {
                window.setup.size = within_limits(size, window.setup.limits);
                window.wishes.size = true;
            }
            Property::Position(place) => {
                window.setup.position = Some(place);
                window.wishes.position = true;
            }
            Property::Decorated(decorated) => {
                window.setup.decorated = decorated;
                window.wishes.modes.decorated = true;
            }
            Property::Fullscreen(fullscreen) => {
                window.setup.mode.fullscreen = fullscreen;
                window.wishes.modes.fullscreen = true;
            }
            Property::Maximized(maximized) => {
                window.setup.mode.maximized = maximized;
                window.wishes.modes.maximized = true;
            }
            Property::Minimized(minimized) => {
                window.setup.mode.minimized = minimized;
                window.wishes.modes.minimized = true;
            }
            Property::AlwaysOnTop(on_top) => {
                window.setup.always_on_top = on_top;
                window.wishes.modes.always_on_top = true;
            }
            // winit cannot.
            Property::Opacity(opacity) => window.setup.opacity = opacity,
            Property::Icon(icon) => {
                window.setup.icon = icon;
                window.wishes.modes.icon = true;
            }
            Property::Cursor(cursor) => {
                window.setup.cursor = cursor;
                window.wishes.modes.cursor = true;
            }
            Property::Limits(limits) => {
                window.setup.limits = limits;
                window.wishes.limits = true;
                let size = within_limits(window.setup.size, limits);
                if size != window.setup.size {
                    window.setup.size = size;
                    window.wishes.size = true;
                }
            }
        }
        window.paint.repaint();
        self.due.insert(id);
    }
}

impl Window {
    /// What goes with every event of this window.
    pub(crate) fn context(&self) -> Context {
        Context {
            now: clock::now(),
            ratio: self.ratio,
        }
    }

    /// Sends what the program has asked for.
    pub(crate) fn grant_wishes(&mut self) {
        let Some(native) = self.native.as_ref().filter(|_| !self.wishes.is_empty()) else {
            return;
        };
        let wishes = std::mem::take(&mut self.wishes);
        let (window, setup) = (&native.window, &self.setup);
        if wishes.title {
            window.set_title(&clean(&setup.title));
        }
        if wishes.limits || wishes.size {
            // A window that nobody may resize is held at its size by limits, which would hold the program too.
            window.set_resizable(true);
            window.set_min_inner_size(setup.limits.min.map(logical));
            window.set_max_inner_size(setup.limits.max.map(logical));
        }
        if wishes.size && window.request_inner_size(logical(setup.size)).is_some() {
            // It has the size at once; elsewhere an event tells.
            self.measure();
        }
        let (Some(native), setup) = (&self.native, &self.setup) else {
            return;
        };
        if wishes.limits || wishes.size {
            native.window.set_resizable(setup.limits.resizable);
        }
        if let Some(place) = setup.position.filter(|_| wishes.position) {
            move_content(&native.window, place, self.ratio);
        }
        modes::grant(self, &native.window, &wishes.modes);
        self.is_mode_stale = true;
    }
}

/// Moves a window so that its content comes to a place; window managers are told where the frame is to be.
fn move_content(window: &WinitWindow, place: Point, ratio: f64) {
    let place: PhysicalPosition<f64> = LogicalPosition::new(place.x, place.y).to_physical(ratio);
    let (frame_x, frame_y) = match (window.inner_position(), window.outer_position()) {
        (Ok(inner), Ok(outer)) => (inner.x - outer.x, inner.y - outer.y),
        _ => (0, 0),
    };
    window.set_outer_position(PhysicalPosition::new(
        place.x - f64::from(frame_x),
        place.y - f64::from(frame_y),
    ));
}

pub(crate) fn logical(size: Size) -> LogicalSize<f64> {
    LogicalSize::new(size.width, size.height)
}

/// A title that every display takes: without NUL.
pub(crate) fn clean(title: &str) -> String {
    title.replace('\0', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use canvas_core::backend::SizeLimits;

    #[test]
    fn sizes_are_kept_within_their_limits() {
        let size = Size::new(50.0, 500.0);
        assert_eq!(within_limits(size, SizeLimits::FREE), size);
        let limits = SizeLimits::between(Size::new(100.0, 100.0), Size::new(300.0, 300.0));
        assert_eq!(within_limits(size, limits), Size::new(100.0, 300.0));
    }

    #[test]
    fn titles_are_text_without_nul() {
        assert_eq!(clean("a\0b"), "ab");
    }
}
