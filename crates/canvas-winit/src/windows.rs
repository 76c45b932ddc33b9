//! All windows of the loop, and the commands of the core for them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Instant;

use canvas_core::Error;
use canvas_core::backend::{Command, WindowId};
use winit::event::WindowEvent;
use winit::event_loop::ActiveEventLoop;
use winit::window::{Window as WinitWindow, WindowId as WinitId};

use crate::inbox::{Connection, NativeId};
use crate::loop_handle::EventLoopHandle;
use crate::surface::Surface;
use crate::window::Window;
use crate::window_creation::WindowCreation;

/// All windows of the loop.
#[derive(Debug)]
pub(crate) struct Windows {
    handle: Arc<EventLoopHandle>,
    windows: HashMap<WindowId, Window>,
    /// The windows by the ids that winit gives to native ones.
    ids: HashMap<WinitId, WindowId>,
    /// Windows with something to report or to paint at the end of the turn.
    due: BTreeSet<WindowId>,
    creation: WindowCreation,
}

impl Windows {
    /// No windows.
    pub(crate) fn new(handle: Arc<EventLoopHandle>) -> Self {
        Self {
            creation: WindowCreation::new(Arc::clone(&handle)),
            handle,
            windows: HashMap::new(),
            ids: HashMap::new(),
            due: BTreeSet::new(),
        }
    }

    /// Carries out a command. One for a window that does not exist any more is ignored.
    pub(crate) fn command(&mut self, connection: Arc<Connection>, command: Command) {
        match command {
            Command::Create(id, setup, port) => {
                let is_wayland = self.handle.display().is_wayland();
                let window = Window::new(connection, port, *setup, is_wayland);
                // From now on it gets an event if the display is lost.
                self.windows.insert(id, window);
                self.creation.request(id);
            }
            Command::Show(id) => {
                if self.windows.get_mut(&id).is_some_and(Window::show) {
                    self.creation.request(id);
                }
            }
            Command::Hide(id) => self.hide(id),
            Command::Raise(id) => {
                if let Some(window) = self.windows.get(&id) {
                    window.raise();
                }
            }
            Command::Present(id) => self.change(id, Window::present),
            Command::Set(id, property) => self.change(id, |window| window.set(property)),
            Command::Destroy(id) => self.destroy(id, true),
        }
    }

    /// Destroys the windows of a connection, as `Destroy` does.
    pub(crate) fn destroy_windows_of(&mut self, connection: &Arc<Connection>) {
        let ids = self.windows.iter();
        let ids = ids.filter_map(|(id, window)| window.is_of(connection).then_some(*id));
        for id in ids.collect::<Vec<_>>() {
            self.destroy(id, true);
        }
    }

    /// winit's window of a window, for other libraries.
    pub(crate) fn winit_window(&self, id: WindowId) -> Option<Arc<WinitWindow>> {
        self.windows.get(&id)?.winit_window().cloned()
    }

    /// Starts to check whether the display answers.
    pub(crate) fn check_display(&mut self) {
        self.creation.check_display();
    }

    /// The display has answered.
    pub(crate) fn display_answered(&mut self) {
        self.creation.display_answered();
    }

    /// Whether the display has just answered.
    pub(crate) fn is_display_answering(&self) -> bool {
        self.creation.is_display_answering()
    }

    /// Creates the native windows that were requested, if the display has just answered.
    pub(crate) fn create_requested(&mut self, target: &ActiveEventLoop) {
        for id in self.creation.take_ready() {
            let Some(window) = self.windows.get_mut(&id) else {
                continue;
            };
            match self
                .creation
                .create(target, id, window.setup(), !window.is_hidden())
            {
                Ok(native) => {
                    self.ids.insert(native.window().id(), id);
                    window.set_native(native, self.handle.display().is_x11());
                }
                Err(reason) => self.fail(id, &reason),
            }
        }
    }

    /// A surface can be painted without blocking, or there is none.
    pub(crate) fn surface_ready(&mut self, id: WindowId, native: NativeId, surface: Result<Surface, String>) {
        let window = self.windows.get_mut(&id);
        let Some(window) = window.filter(|window| window.has_native(native)) else {
            return;
        };
        match surface {
            Ok(surface) => window.set_surface(surface),
            // The surface is lost, so the window cannot be painted any more.
            Err(reason) => return self.fail(id, &reason),
        }
        let is_hidden = window.is_hidden();
        self.due.insert(id);
        if is_hidden && self.handle.display().is_wayland() {
            self.hide(id);
        }
    }

    /// An event of winit for one of its windows.
    pub(crate) fn event(&mut self, id: WinitId, event: WindowEvent) {
        let Some(&id) = self.ids.get(&id) else { return };
        if event == WindowEvent::Destroyed {
            return self.destroy(id, false);
        }
        if let Some(window) = self.windows.get_mut(&id)
            && window.event(event)
        {
            self.due.insert(id);
        }
    }

    /// Finishes a turn of the loop: windows report and paint. Returns when the next turn has to be, though nothing happens.
    pub(crate) fn finish_turn(&mut self, now: Instant) -> Option<Instant> {
        let expired = |window: &Window| window.deadline().is_some_and(|deadline| deadline <= now);
        for (id, window) in &self.windows {
            if expired(window) {
                self.due.insert(*id);
            }
        }
        for id in std::mem::take(&mut self.due) {
            if let Some(window) = self.windows.get_mut(&id) {
                window.finish_turn(now);
            }
        }
        let deadlines = self.windows.values().filter_map(Window::deadline);
        // A window whose deadline has passed waits for its surface: a message will come.
        deadlines.filter(|deadline| *deadline > now).min()
    }

    /// Reports to every window that the display is lost; those that have not been created fail with `error`.
    pub(crate) fn lose(&mut self, reason: &str, error: fn(String) -> Error) {
        self.ids.clear();
        for (_, window) in self.windows.drain() {
            window.report_lost(reason, error);
        }
    }

    fn change(&mut self, id: WindowId, change: impl FnOnce(&mut Window)) {
        if let Some(window) = self.windows.get_mut(&id) {
            change(window);
            self.due.insert(id);
        }
    }

    fn hide(&mut self, id: WindowId) {
        if self.windows.get_mut(&id).is_some_and(Window::hide) {
            self.ids.retain(|_, of| *of != id);
            self.creation.cancel(id);
        }
    }

    /// The display does not provide a native window or a surface.
    fn fail(&mut self, id: WindowId, reason: &str) {
        let name = self.handle.display().name();
        if let Some(window) = self.remove(id) {
            window.report_lost(&format!("{name}: {reason}"), Error::Display);
        }
    }

    fn destroy(&mut self, id: WindowId, is_requested: bool) {
        if let Some(window) = self.remove(id) {
            window.report_destroyed(is_requested);
        }
    }

    fn remove(&mut self, id: WindowId) -> Option<Window> {
        self.ids.retain(|_, of| *of != id);
        self.due.remove(&id);
        self.creation.cancel(id);
        self.windows.remove(&id)
    }
}
