//! The headless backend: a display in memory. It is the reference implementation of the contract, the backend where
//! there is no display, and the test double for programs.
//!
//! It accepts every frame at once. There is no user: a test acts as one with [`Headless::act`]. With a virtual [`Clock`]
//! windows take their pace from a clock that the test drives.

mod clipboard;
mod display;
mod signal;
mod window;

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use crate::backend::{
    Backend, BackendFactory, Capabilities, Clipboard, Command, Monitor, NativeWindow, WindowId, WindowSetup,
};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::frame::{BufferAllocator, PixelFormat};
use crate::geometry::kurbo::Point;
use crate::heap::HeapAllocator;
use crate::threads;

use clipboard::MemoryClipboard;
use display::{Message, Shared};
use window::DESKTOP;

pub use window::UserAction;

/// How the runtime finds it.
pub const FACTORY: BackendFactory = BackendFactory {
    name: "headless",
    connect: || Headless::connect(Clock::Real).map(|h| h as Arc<dyn Backend>),
    has_display: || false,
};

/// The stack of the display's thread, in bytes.
const STACK: usize = 256 * 1024;

/// A display in memory. See the [module](self).
pub struct Headless {
    shared: Arc<Shared>,
    clock: Clock,
    clipboard: Arc<MemoryClipboard>,
}

impl Headless {
    /// Starts a display in memory whose windows take their pace from `clock`.
    ///
    /// # Errors
    /// [`Error::Resource`] if the system has no thread left.
    pub fn connect(clock: Clock) -> Result<Arc<Self>> {
        let shared = Arc::new(Shared::default());
        let in_loop = Arc::clone(&shared);
        threads::spawn("canvas-headless", STACK, move || in_loop.run())
            .map_err(|error| Error::Resource(format!("no thread for the headless display: {error}")))?;
        Ok(Arc::new(Self {
            shared,
            clock,
            clipboard: Arc::default(),
        }))
    }

    /// Acts as the user, or as the window manager. Returns at once; actions and commands of one thread are taken in order.
    /// An action on a window that has ended is ignored.
    ///
    /// # Errors
    /// [`Error::DisplayLost`] if the display has ended.
    pub fn act(&self, window: WindowId, action: UserAction) -> Result<()> {
        self.send_message(Message::Act(window, action))
    }

    /// The colour that the display shows at a pixel of the window's content (physical pixels from the top left): red,
    /// green, blue; `None` if it cannot be seen. Waits until everything sent before is done.
    pub fn pixel(&self, window: WindowId, x: u32, y: u32) -> Option<[u8; 3]> {
        let (sender, receiver) = sync_channel(1);
        self.send_message(Message::Pixel(window, x, y, sender)).ok()?;
        // The loop drops the sender unanswered if it ends first.
        receiver.recv().ok().flatten()
    }

    /// The state of a window as the display has it: its title, its decorations and so on. `None` if the window has ended.
    /// Waits until everything sent before is done.
    pub fn window_state(&self, window: WindowId) -> Option<WindowSetup> {
        let (sender, receiver) = sync_channel(1);
        self.send_message(Message::State(window, sender)).ok()?;
        receiver.recv().ok().flatten().map(|state| *state)
    }

    /// Ends the display, for this reason.
    pub fn lose(&self, reason: &str) {
        // It may have ended before.
        let _ = self.send_message(Message::Lose(reason.to_owned()));
    }

    fn send_message(&self, message: Message) -> Result<()> {
        self.shared.inbox.push(message).map_err(Error::DisplayLost)
    }
}

impl Backend for Headless {
    fn name(&self) -> &'static str {
        "headless"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            platform: "memory",
            position: true,
            hide: true,
            raise: true,
            decorated: true,
            fullscreen: true,
            maximized: true,
            minimized: true,
            always_on_top: true,
            opacity: true,
            icon: true,
            cursor: true,
            monitors: true,
            clipboard: true,
            drop: true,
            compose: true,
            touch: true,
            input: false,
            shared_memory: true,
            survives_display: true,
        }
    }

    fn describe(&self) -> Vec<(String, String)> {
        vec![("display".to_owned(), "memory".to_owned())]
    }

    fn is_alive(&self) -> bool {
        self.shared.inbox.is_open()
    }

    fn clock(&self) -> Clock {
        self.clock.clone()
    }

    fn monitors(&self) -> Result<Vec<Monitor>> {
        Ok(vec![Monitor::new(
            "memory".to_owned(),
            Point::ORIGIN,
            DESKTOP,
            1.0,
        )])
    }

    fn clipboard(&self) -> Option<Arc<dyn Clipboard>> {
        Some(Arc::clone(&self.clipboard) as Arc<dyn Clipboard>)
    }

    fn allocator(&self) -> Arc<dyn BufferAllocator> {
        Arc::new(HeapAllocator(PixelFormat::Rgba))
    }

    fn native(&self, _window: WindowId) -> Option<Arc<dyn NativeWindow>> {
        None
    }

    fn send(&self, command: Command) -> Result<()> {
        self.send_message(Message::Command(command))
    }

    fn stop(&self, timeout: Duration) -> bool {
        self.shared.close();
        self.shared.ended.wait(Some(timeout))
    }
}

impl Drop for Headless {
    fn drop(&mut self) {
        self.shared.close();
    }
}

impl fmt::Debug for Headless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Headless")
            .field("alive", &self.is_alive())
            .finish_non_exhaustive()
    }
}
