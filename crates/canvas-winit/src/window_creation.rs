//! When and how the display's windows are created.
//!
//! winit blocks where it creates a window: until the display answers, without a deadline, on the loop's thread. So a thread
//! checks on a connection of its own whether the display answers, and windows are created when it has just done so. While a
//! display does not answer, no window is created and the loop continues; a caller that waits for a window has a timeout.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use canvas_core::backend::{WindowId, WindowSetup};
use canvas_core::threads;
use winit::event_loop::ActiveEventLoop;

use crate::convert::physical_size;
use crate::inbox::{Message, NativeId};
use crate::loop_handle::EventLoopHandle;
use crate::native_window::NativeWindow;
use crate::surface_thread::{SurfacePreparer, SurfaceSender};
use crate::window_state;

/// The stack of the thread that checks the display, bytes.
const STACK: usize = 256 * 1024;

/// The windows for which a native window is to be created, and whether the display would answer.
#[derive(Debug)]
pub(crate) struct WindowCreation {
    handle: Arc<EventLoopHandle>,
    /// In the order in which they were requested.
    pending: Vec<WindowId>,
    check: DisplayCheck,
    /// How many native windows there have been.
    count: u64,
}

/// Whether the display would answer if winit waited for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DisplayCheck {
    NotRunning,
    /// A thread waits for the display.
    InFlight,
    /// The display has just answered.
    Passed,
}

impl WindowCreation {
    /// No windows.
    pub(crate) fn new(handle: Arc<EventLoopHandle>) -> Self {
        Self {
            handle,
            pending: Vec::new(),
            check: DisplayCheck::NotRunning,
            count: 0,
        }
    }

    /// A native window is to be created for a window, as soon as the display answers.
    pub(crate) fn request(&mut self, id: WindowId) {
        if !self.pending.contains(&id) {
            self.pending.push(id);
        }
        self.check_display();
    }

    /// No native window is needed for a window any more.
    pub(crate) fn cancel(&mut self, id: WindowId) {
        self.pending.retain(|pending| *pending != id);
    }

    /// Starts to check whether the display answers, unless that is being done.
    pub(crate) fn check_display(&mut self) {
        if self.check != DisplayCheck::NotRunning {
            return;
        }
        let handle = Arc::clone(&self.handle);
        let body = move || {
            handle.display().wait_until_it_answers();
            // The loop may have ended meanwhile.
            let _ = handle.inbox().push(Message::DisplayAnswered);
        };
        self.check = match threads::spawn("canvas-winit-check", STACK, body) {
            Ok(_) => DisplayCheck::InFlight,
            // Without threads the window will fail, with an error that says so.
            Err(_) => DisplayCheck::Passed,
        };
    }

    /// The display has answered.
    pub(crate) fn display_answered(&mut self) {
        self.check = DisplayCheck::Passed;
    }

    /// Whether the display has just answered.
    pub(crate) fn is_display_answering(&self) -> bool {
        self.check == DisplayCheck::Passed
    }

    /// The windows to create now: none until the display answers.
    pub(crate) fn take_ready(&mut self) -> Vec<WindowId> {
        if !self.is_display_answering() {
            return Vec::new();
        }
        self.check = DisplayCheck::NotRunning;
        std::mem::take(&mut self.pending)
    }

    /// Creates a native window.
    ///
    /// # Errors
    /// A text that says why the display or the system does not provide one.
    pub(crate) fn create(
        &mut self,
        target: &ActiveEventLoop,
        id: WindowId,
        setup: &WindowSetup,
        is_visible: bool,
    ) -> Result<NativeWindow, String> {
        self.count += 1;
        let native_id = NativeId(self.count);
        let attributes = window_state::attributes(setup, is_visible);
        let attributes = self.handle.display().with_app_id(attributes, &setup.app_id);
        // winit panics on some wrong replies of X11 servers.
        let created = catch_unwind(AssertUnwindSafe(|| target.create_window(attributes)));
        let window = match created {
            Ok(Ok(window)) => Arc::new(window),
            Ok(Err(error)) => return Err(error.to_string()),
            Err(_) => return Err("winit panicked".to_owned()),
        };
        let size = physical_size(window.inner_size());
        let sender = SurfaceSender::new(id, native_id, Arc::clone(self.handle.inbox()));
        let preparer = match self.handle.prepares_surfaces() {
            true => SurfacePreparer::inline(Arc::clone(&window), size, sender),
            false => SurfacePreparer::spawn(Arc::clone(&window), size, sender)?,
        };
        window_state::set_after_creation(&window, setup);
        Ok(NativeWindow::new(native_id, window, preparer))
    }
}
