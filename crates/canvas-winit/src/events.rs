//! What the display says, and what follows from it.

use canvas_core::backend::{BackendEvent, WindowId};
use canvas_core::event::Event;
use canvas_core::geometry::PhysicalSize;
use winit::event::WindowEvent;

use crate::event_loop::App;
use crate::input::{Context, Input};
use crate::window::{Window, sane_ratio};

impl App {
    pub(crate) fn event(&mut self, id: WindowId, event: WindowEvent) {
        match event {
            WindowEvent::RedrawRequested => self.with_window(id, |window| window.paint.asked()),
            WindowEvent::Resized(size) => self.with_window(id, |window| {
                window.size = PhysicalSize::clamped(size.width, size.height);
                window.is_mode_stale = true;
                // Where the display does not ask for what has grown.
                window.paint.repaint();
            }),
            WindowEvent::ScaleFactorChanged { scale_factor, .. } => {
                self.with_window(id, |window| {
                    window.ratio = sane_ratio(scale_factor);
                    window.measure();
                });
            }
            WindowEvent::Moved(_) => self.with_window(id, |window| {
                window.is_mode_stale = true;
                window.tell_place();
            }),
            WindowEvent::HoveredFile(path) => self.with_window(id, |window| window.drag.hover(path)),
            WindowEvent::HoveredFileCancelled => self.with_window(id, |window| window.drag.leave()),
            WindowEvent::DroppedFile(path) => self.with_window(id, |window| window.drag.drop(path)),
            WindowEvent::CloseRequested => self.with_window(id, |window| window.close_requested = true),
            WindowEvent::Destroyed => self.destroy(id, false),
            event => self.input(id, event),
        }
    }

    fn with_window(&mut self, id: WindowId, change: impl FnOnce(&mut Window)) {
        if let Some(window) = self.windows.get_mut(&id) {
            change(window);
            self.due.insert(id);
        }
    }

    /// The user's hands; where they lead, windows are shown in another way.
    fn input(&mut self, id: WindowId, event: WindowEvent) {
        if let WindowEvent::MouseWheel { delta, .. } = event
            && self.wheel.is_release(delta)
        {
            return;
        }
        let Some(window) = self.windows.get_mut(&id) else {
            return;
        };
        if matches!(event, WindowEvent::Focused(_) | WindowEvent::Occluded(_)) {
            window.is_mode_stale = true;
            self.due.insert(id);
        }
        let context = window.context();
        for event in hear(&mut window.input, event, context).into_iter().flatten() {
            window.tell(BackendEvent::Input(event));
        }
    }
}

impl Window {
    /// Tells of files together that the display tells of one by one.
    pub(crate) fn tell_drops(&mut self) {
        let context = self.context();
        for news in self.drag.news() {
            let event = self.input.files(news.paths, news.dropped, context);
            self.tell(BackendEvent::Input(event));
        }
    }
}

/// The events of canvas that one of winit makes.
fn hear(input: &mut Input, event: WindowEvent, context: Context) -> [Option<Event>; 2] {
    let one = match event {
        WindowEvent::CursorEntered { .. } => {
            input.entered();
            None
        }
        WindowEvent::CursorMoved { position, .. } => input.moved(position, context),
        WindowEvent::CursorLeft { .. } => input.left(context),
        WindowEvent::MouseInput { state, button, .. } => input.button(button, state, context),
        WindowEvent::MouseWheel { delta, .. } => input.wheel(delta, context),
        WindowEvent::ModifiersChanged(modifiers) => {
            input.set_modifiers(modifiers.state());
            None
        }
        // Keys that were held when the focus came are no presses, and those that go with it are let go by the window.
        WindowEvent::KeyboardInput {
            is_synthetic: true, ..
        } => None,
        WindowEvent::KeyboardInput { event, .. } => {
            let (key, text) = input.key(&event, context);
            return [Some(key), text];
        }
        WindowEvent::Ime(ime) => return input.ime(&ime, context),
        WindowEvent::Touch(touch) => Some(input.touch(&touch, context)),
        WindowEvent::Focused(focused) => input.focus(focused, context),
        _ => None,
    };
    [one, None]
}
