//! The traits of the contract: a backend, its event loop on the main thread, its windows for other libraries.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use raw_window_handle::{HasDisplayHandle, HasWindowHandle};

use crate::clock::Clock;
#[cfg(doc)]
use crate::error::Error;
use crate::error::Result;
use crate::frame::BufferAllocator;

use super::capabilities::Capabilities;
use super::clipboard::Clipboard;
use super::ids::WindowId;
use super::messages::Command;
use super::monitor::Monitor;

/// A connection to a display, with its event loop. Dropping it ends the loop without waiting.
///
/// All methods may be called from any thread, except where one says otherwise.
pub trait Backend: Send + Sync + fmt::Debug {
    /// The name: `"x11"`, `"headless"` …
    fn name(&self) -> &'static str;

    /// The capabilities of this display.
    fn capabilities(&self) -> Capabilities;

    /// Names and values for a bug report: display, server, extensions, transport.
    fn describe(&self) -> Vec<(String, String)>;

    /// Whether the display still serves its windows; once false, it stays false.
    fn is_alive(&self) -> bool;

    /// The clock by which its windows are paced: the real one, except in tests.
    fn clock(&self) -> Clock {
        Clock::Real
    }

    /// The monitors; the first is the primary one. Waits for the display, at most 3 s. Not for the event loop's thread.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where [`Capabilities::monitors`] is false; [`Error::Display`] if the display does not answer.
    fn monitors(&self) -> Result<Vec<Monitor>>;

    /// The clipboard; `None` where [`Capabilities::clipboard`] is false.
    fn clipboard(&self) -> Option<Arc<dyn Clipboard>>;

    /// Allocates buffers that this display reads.
    fn allocator(&self) -> Arc<dyn BufferAllocator>;

    /// The handles of a window for other libraries; `None` before it is created, after its end, and where the platform has
    /// none. The returned value keeps its pointers valid, even when the window has ended meanwhile.
    fn native(&self, window: WindowId) -> Option<Arc<dyn NativeWindow>>;

    /// Sends a command to the event loop; returns at once.
    ///
    /// # Errors
    /// [`Error::DisplayLost`] if the loop has ended.
    fn send(&self, command: Command) -> Result<()>;

    /// Destroys the remaining windows, ends the loop and waits for that, at most for `timeout`. True if the loop has ended.
    /// For a [`MainLoop`] only the main thread can wait, because it runs the loop.
    fn stop(&self, timeout: Duration) -> bool;

    /// The loop, if only the program's main thread may run it; most loops have a thread of their own. Never waits.
    fn main_loop(&self) -> Option<Arc<dyn MainLoop>> {
        None
    }
}

/// An event loop that only the program's main thread may run, as on macOS. Calls that wait on that thread, `run` above all,
/// run it meanwhile, turn by turn.
pub trait MainLoop: Send + Sync + fmt::Debug {
    /// Whether the calling thread is the main one. Never waits.
    fn is_here(&self) -> bool;

    /// Runs one turn, on the main thread: does the work that is due. If there is none, waits for something until
    /// [`wake`](Self::wake) is called or `until` comes. False, without waiting, if the loop has ended.
    fn turn(&self, until: Instant) -> bool;

    /// Ends the wait of the running turn, or else of the next one. From any thread, without waiting.
    fn wake(&self);
}

/// The handles of a window of the platform, by which other libraries draw into it.
pub trait NativeWindow: HasWindowHandle + HasDisplayHandle + Send + Sync + fmt::Debug {}

impl<T: HasWindowHandle + HasDisplayHandle + Send + Sync + fmt::Debug> NativeWindow for T {}

/// A backend of this build, and how to connect it. See [`runtime`](crate::runtime).
#[derive(Clone, Copy)]
pub struct BackendFactory {
    /// Its name, for `backend=` and `CANVAS_BACKEND`.
    pub name: &'static str,
    /// Connects to the display that the environment names.
    ///
    /// # Errors
    /// [`Error::Display`] if there is none, or it refuses or does not answer within 3 s.
    pub connect: fn() -> Result<Arc<dyn Backend>>,
    /// Whether the environment names a display for it.
    pub has_display: fn() -> bool,
}

impl fmt::Debug for BackendFactory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackendFactory")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
