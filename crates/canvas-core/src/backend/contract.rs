//! The traits of the contract: a backend, its event loop on the main thread, its windows for other libraries.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use raw_window_handle::{HasDisplayHandle, HasWindowHandle};

use crate::clock::Clock;
use crate::error::Result;
use crate::frame::BufferAllocator;

use super::capabilities::Capabilities;
use super::clipboard::Clipboard;
use super::ids::WindowId;
use super::messages::Command;
use super::monitor::Monitor;

/// A connection to a display, with its event loop. Dropping it ends the loop without waiting.
pub trait Backend: Send + Sync + fmt::Debug {
    /// `"x11"`, `"headless"` …
    fn name(&self) -> &'static str;

    /// What this display can do.
    fn capabilities(&self) -> Capabilities;

    /// What to paste into a bug report: names and values (display, server, extensions, transport).
    fn describe(&self) -> Vec<(String, String)>;

    /// Whether the display still answers for its windows; once false, it stays false.
    fn is_alive(&self) -> bool;

    /// What the pace of its windows is taken from; the real clock, but in tests.
    fn clock(&self) -> Clock {
        Clock::Real
    }

    /// The monitors; the first is the primary one. May wait for the display, 3 s at most; any thread but the event loop.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where [`Capabilities::monitors`] is false; [`Error::Display`] if the display does not answer.
    fn monitors(&self) -> Result<Vec<Monitor>>;

    /// What programs copy to and paste from; `None` where [`Capabilities::clipboard`] is false.
    fn clipboard(&self) -> Option<Arc<dyn Clipboard>>;

    /// Makes the buffers that this display takes.
    fn allocator(&self) -> Arc<dyn BufferAllocator>;

    /// The names of a window for other libraries; `None` before it is created, after its end, and where there are none.
    /// What is returned keeps valid what its pointers lead to, even when the window has ended meanwhile.
    fn native(&self, window: WindowId) -> Option<Arc<dyn NativeWindow>>;

    /// Hands a command to the loop; returns at once.
    ///
    /// # Errors
    /// [`Error::DisplayLost`] if the loop has ended.
    fn send(&self, command: Command) -> Result<()>;

    /// Destroys what windows are left, ends the loop and waits for it, at most so long. True if it has ended. A
    /// [`MainLoop`] is waited for on the main thread alone, by running it.
    fn stop(&self, patience: Duration) -> bool;

    /// The loop, if it may run on the program's main thread alone; most have a thread of their own. Never waits.
    fn main_loop(&self) -> Option<Arc<dyn MainLoop>> {
        None
    }
}

/// A loop that may run on the program's main thread alone, as on macOS. Whatever waits on that thread, `run` above all, runs
/// it meanwhile, turn by turn.
pub trait MainLoop: Send + Sync + fmt::Debug {
    /// Whether the calling thread is the main one. Never waits.
    fn is_here(&self) -> bool;

    /// One turn, on the main thread: does what is due, or waits for something to do until [`wake`](Self::wake) is called or
    /// `until` comes, and does that. False, without waiting, if the loop has ended.
    fn turn(&self, until: Instant) -> bool;

    /// Ends the waiting of the turn that runs, or else of the next one. From any thread, without waiting.
    fn wake(&self);
}

/// A window of the platform, in the words in which libraries tell each other of windows.
pub trait NativeWindow: HasWindowHandle + HasDisplayHandle + Send + Sync + fmt::Debug {}

impl<T: HasWindowHandle + HasDisplayHandle + Send + Sync + fmt::Debug> NativeWindow for T {}
/// A backend that this build has, and how to connect it. See [`runtime`](crate::runtime).
#[derive(Clone, Copy)]
pub struct BackendFactory {
    /// What `backend=` and `CANVAS_BACKEND` call it.
    pub name: &'static str,
    /// Connects to the display that the environment names.
    ///
    /// # Errors
    /// [`Error::Display`] if there is none, or it refuses or does not answer within 3 s.
    pub connect: fn() -> Result<Arc<dyn Backend>>,
    /// Whether the environment names a display for it.
    pub is_wanted: fn() -> bool,
}

impl fmt::Debug for BackendFactory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackendFactory")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
