//! The backend, which the core calls on any thread.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use canvas_core::backend::{
    Backend, BackendFactory, Capabilities, Clipboard, Command, MainLoop, Monitor, NativeWindow, WindowId,
};
use canvas_core::frame::BufferAllocator;
use canvas_core::{Error, Result};

use crate::buffers;
use crate::clipboard::{self, SharedClipboard};
use crate::connect::Display;
use crate::inbox::{CLOSING, Connection, Message};
use crate::loop_handle::EventLoopHandle;
use crate::main_thread::MainThreadLoop;
use crate::serve;
use crate::wait::{receive, wait_for};

/// Connects to the display that `WAYLAND_DISPLAY` names, else `DISPLAY`; on Windows and macOS, to that of the system.
pub const FACTORY: BackendFactory = BackendFactory {
    name: "winit",
    connect: || Ok(Arc::new(WinitBackend::connect()?)),
    has_display: || Display::from_env().is_some(),
};

/// A connection to a display by winit. All connections share the one event loop of the process, each with windows of its own.
///
/// Dropping it destroys its windows, without waiting for that.
#[derive(Debug)]
pub struct WinitBackend {
    handle: Arc<EventLoopHandle>,
    connection: Arc<Connection>,
    clipboard: Arc<SharedClipboard>,
}

impl WinitBackend {
    /// Connects to the display that the environment names, Wayland before X11. May block for up to 3 s; any thread.
    ///
    /// # Errors
    /// [`Error::Display`] if there is no display, if it refuses or does not answer within 3 s, or if the one event loop of
    /// this process serves another display or has ended; the text names the environment variable and the reason.
    pub fn connect() -> Result<Self> {
        Self::connect_with(Display::IS_MAIN_THREAD)
    }

    /// Connects with the loop on the main thread, as on macOS: for tests on systems where every thread may run it.
    /// `is_main_thread` says whether the calling thread is to be taken for the main one.
    ///
    /// # Errors
    /// Those of [`connect`](Self::connect).
    #[doc(hidden)]
    pub fn connect_on_main(is_main_thread: fn() -> bool) -> Result<Self> {
        Self::connect_with(Some(is_main_thread))
    }

    fn connect_with(is_main_thread: Option<fn() -> bool>) -> Result<Self> {
        Ok(Self {
            handle: EventLoopHandle::connect(is_main_thread)?,
            connection: Arc::default(),
            clipboard: Arc::default(),
        })
    }

    fn end(&self) {
        self.connection.close();
        // A loop that has ended has no windows.
        let _ = self
            .handle
            .inbox()
            .push(Message::End(Arc::clone(&self.connection)));
    }
}

impl Backend for WinitBackend {
    fn name(&self) -> &'static str {
        FACTORY.name
    }

    /// `xdg_toplevel` has no requests for position, stacking order and icon, and winit 0.30 supports no drops on Wayland.
    /// It supports opacity nowhere.
    fn capabilities(&self) -> Capabilities {
        let display = self.handle.display();
        let is_wayland = display.is_wayland();
        let mut can = Capabilities::default();
        can.platform = display.system();
        can.position = !is_wayland;
        can.hide = true;
        can.raise = !is_wayland;
        can.decorated = true;
        can.fullscreen = true;
        can.maximized = true;
        can.minimized = true;
        can.always_on_top = !is_wayland;
        can.icon = !is_wayland;
        can.cursor = true;
        can.monitors = true;
        can.clipboard = !is_wayland || clipboard::is_offered(self.handle.facts());
        can.drop = !is_wayland;
        can.compose = true;
        can.touch = true;
        can.input = true;
        can.shared_memory = is_wayland;
        // Xlib ends the process when the server dies.
        can.survives_display = !display.is_x11();
        can
    }

    fn describe(&self) -> Vec<(String, String)> {
        let display = self.handle.display();
        let mut facts = vec![
            ("display".to_owned(), display.name()),
            ("system".to_owned(), display.system().to_owned()),
        ];
        facts.extend_from_slice(self.handle.facts());
        if display.is_x11() {
            let warning = "Xlib ends this process; the backend \"x11\" does not";
            facts.push(("when the server dies".to_owned(), warning.to_owned()));
        }
        facts
    }

    fn monitors(&self) -> Result<Vec<Monitor>> {
        serve::start(&self.handle)?;
        let (sender, replies) = sync_channel(1);
        let request = Message::Monitors(sender);
        self.handle.inbox().push(request).map_err(Error::DisplayLost)?;
        receive(&self.handle, &replies).ok_or_else(|| {
            let reason = match self.handle.needs_main_thread() {
                false => "the display does not answer",
                true => "the main thread, which serves the display, does not answer: it has to be in run()",
            };
            Error::Display(format!("{}: {reason}", self.handle.display().name()))
        })
    }

    fn clipboard(&self) -> Option<Arc<dyn Clipboard>> {
        let clipboard = Arc::clone(&self.clipboard);
        self.capabilities()
            .clipboard
            .then_some(clipboard as Arc<dyn Clipboard>)
    }

    fn is_alive(&self) -> bool {
        !self.connection.is_closed() && self.handle.inbox().is_open()
    }

    fn allocator(&self) -> Arc<dyn BufferAllocator> {
        Arc::new(buffers::ALLOCATOR)
    }

    fn native(&self, window: WindowId) -> Option<Arc<dyn NativeWindow>> {
        let (sender, replies) = sync_channel(1);
        self.handle.inbox().push(Message::Native(window, sender)).ok()?;
        let native = receive(&self.handle, &replies)?;
        Some(native)
    }

    fn send(&self, command: Command) -> Result<()> {
        if self.connection.is_closed() {
            return Err(Error::DisplayLost(CLOSING.to_owned()));
        }
        if matches!(command, Command::Create(..)) {
            serve::start(&self.handle)?;
        }
        self.handle
            .inbox()
            .push(Message::Command(Arc::clone(&self.connection), command))
            .map_err(Error::DisplayLost)
    }

    /// Destroys the windows that are left and waits for that, at most for `timeout`. The loop itself continues, idle, since
    /// winit can create no other.
    fn stop(&self, timeout: Duration) -> bool {
        let deadline = Instant::now() + timeout;
        self.end();
        if !self.handle.is_started() {
            return true;
        }
        wait_for(&self.handle, deadline, || self.connection.has_ended())
    }

    fn main_loop(&self) -> Option<Arc<dyn MainLoop>> {
        let main_loop = MainThreadLoop::new(Arc::clone(&self.handle));
        self.handle
            .needs_main_thread()
            .then(|| Arc::new(main_loop) as Arc<dyn MainLoop>)
    }
}

impl Drop for WinitBackend {
    fn drop(&mut self) {
        self.end();
    }
}
