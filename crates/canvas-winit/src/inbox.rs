//! The loop's inbox: messages of other threads, and how they wake the loop.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use canvas_core::backend::{self, Command, Monitor, Wake, WindowId};
use winit::window::Window as WinitWindow;

use crate::surface::Surface;

/// Why a closed connection accepts no commands.
pub(crate) const CLOSING: &str = "the connection to the display is being closed by the program";

/// A connection of the core to the loop, which serves one after another for the life of the process.
#[derive(Debug, Default)]
pub(crate) struct Connection {
    is_closed: AtomicBool,
    has_ended: AtomicBool,
}

impl Connection {
    /// Accepts no more commands.
    pub(crate) fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
    }

    /// Whether it accepts no more commands.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::Acquire)
    }

    /// Its last window has been destroyed.
    pub(crate) fn end(&self) {
        self.has_ended.store(true, Ordering::Release);
    }

    /// Whether its last window has been destroyed after it was closed.
    pub(crate) fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::Acquire)
    }
}

/// Identifies a native window: a window that is hidden and shown again may have several, one after another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NativeId(pub(crate) u64);

/// A message to the loop.
#[derive(Debug)]
pub(crate) enum Message {
    /// A command of the core.
    Command(Arc<Connection>, Command),
    /// Destroy the windows of a connection, which is closed.
    End(Arc<Connection>),
    /// Reply with the monitors.
    Monitors(SyncSender<Vec<Monitor>>),
    /// The display has just answered a request, and so would answer winit.
    DisplayAnswered,
    /// Reply with winit's window, which other libraries draw into and keep alive.
    Native(WindowId, SyncSender<Arc<WinitWindow>>),
    /// A surface that can be painted without blocking, or why there is none.
    SurfaceReady(WindowId, NativeId, Result<Surface, String>),
}

/// Messages on their way to the loop, in order.
pub(crate) type Inbox = backend::Inbox<Message, LoopWaker>;

/// Wakes the loop: its thread while that waits for the display, and later winit's event loop.
#[derive(Default)]
pub(crate) struct LoopWaker(Mutex<Option<Box<dyn Fn() + Send>>>);

impl LoopWaker {
    /// Sets the function that wakes the loop; it must not block.
    pub(crate) fn set(&self, wake: impl Fn() + Send + 'static) {
        *self.lock() = Some(Box::new(wake));
    }

    /// The loop has ended, and is not woken any more.
    pub(crate) fn clear(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Box<dyn Fn() + Send>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for LoopWaker {
    fn wake(&self) {
        if let Some(wake) = &*self.lock() {
            wake();
        }
    }
}

impl fmt::Debug for LoopWaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoopWaker").finish_non_exhaustive()
    }
}
