//! The thread that waits until a window's surface can be painted, so that the event loop never does.
//!
//! Each window has one. It owns the surface while the display reads it, and sends it to the loop's inbox when it is ready to
//! be painted. Where displays never block, or only the main thread may touch windows, the loop prepares surfaces itself.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use canvas_core::backend::WindowId;
use canvas_core::geometry::PhysicalSize;
use canvas_core::threads;
use winit::window::Window;

use crate::inbox::{Inbox, Message, NativeId};
use crate::surface::{self, Surface};

/// The thread's stack, bytes.
const STACK: usize = 512 * 1024;

/// Prepares a window's surface: on a thread, which ends when this is dropped, or on the loop itself.
#[derive(Debug)]
pub(crate) enum SurfacePreparer {
    Thread(Sender<(Surface, PhysicalSize)>),
    Inline(SurfaceSender),
}

/// Sends a window's surface to the loop.
#[derive(Debug)]
pub(crate) struct SurfaceSender {
    window: WindowId,
    native: NativeId,
    inbox: Arc<Inbox>,
}

impl SurfaceSender {
    pub(crate) fn new(window: WindowId, native: NativeId, inbox: Arc<Inbox>) -> Self {
        Self {
            window,
            native,
            inbox,
        }
    }

    /// Sends a surface, or why there is none; false if the loop has ended.
    fn send(&self, surface: Result<Surface, String>) -> bool {
        let message = Message::SurfaceReady(self.window, self.native, surface);
        self.inbox.push(message).is_ok()
    }
}

impl SurfacePreparer {
    /// Starts a thread, which sends a new surface first.
    ///
    /// # Errors
    /// A text if the system has no thread left.
    pub(crate) fn spawn(
        window: Arc<Window>,
        size: PhysicalSize,
        sender: SurfaceSender,
    ) -> Result<Self, String> {
        let (surfaces, receiver) = channel();
        let body = move || prepare_all(window, size, &receiver, &sender);
        threads::spawn("canvas-winit-surface", STACK, body).map_err(|error| error.to_string())?;
        Ok(Self::Thread(surfaces))
    }

    /// Creates and sends a new surface on the calling thread, the loop's.
    pub(crate) fn inline(window: Arc<Window>, size: PhysicalSize, sender: SurfaceSender) -> Self {
        sender.send(surface::create(window, size));
        Self::Inline(sender)
    }

    /// Sends the surface to the loop again when it can be painted at this size.
    pub(crate) fn prepare(&self, surface: Surface, size: PhysicalSize) {
        match self {
            // The thread ends only when this sender is dropped or the loop has ended.
            Self::Thread(surfaces) => drop(surfaces.send((surface, size))),
            Self::Inline(sender) => drop(sender.send(surface::prepare(surface, size))),
        }
    }
}

fn prepare_all(
    window: Arc<Window>,
    size: PhysicalSize,
    surfaces: &Receiver<(Surface, PhysicalSize)>,
    sender: &SurfaceSender,
) {
    let mut is_loop_alive = sender.send(surface::create(window, size));
    while is_loop_alive && let Ok((surface, size)) = surfaces.recv() {
        is_loop_alive = sender.send(surface::prepare(surface, size));
    }
}
