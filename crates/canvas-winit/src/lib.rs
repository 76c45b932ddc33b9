//! The winit backend of canvas, on winit and softbuffer: Wayland, and the door to other systems.
//!
//! | question | file |
//! |---|---|
//! | which display is it, and can it serve us? | `connect.rs` (`connect_native.rs`), `probe.rs` |
//! | how is the one loop of the process made, and what if it ends? | `start.rs` |
//! | how does it run on the main thread, where it may on no other? | `main_thread.rs` |
//! | what does a turn of the loop do? | `event_loop.rs` |
//! | how do commands arrive, and what do they do? | `inbox.rs`, `commands.rs`, `modes.rs` |
//! | when is a window of the display made? | `making.rs` |
//! | what happens when the display says something? | `events.rs` |
//! | how do programs copy and paste? | `clipboard.rs` |
//! | how do the pointer, the keyboard and dragged files become events? | `input.rs`, `wheel.rs`, `keys.rs`, `drag.rs` |
//! | which pixels are painted when, and who waits for the display? | `paint.rs`, `painting.rs`, `surface.rs` |
//! | where does a frame's memory come from? | `buffers.rs` |
//!
//! One native thread runs winit's loop, or, on macOS, whatever waits on the main thread; nothing else touches it. winit
//! makes one loop in the life of a process, so it is never ended, and every connection uses it again; a display that dies
//! takes it along for good.
//!
//! On X11 winit speaks through Xlib, which ends the whole process when the server dies. The x11 backend does not: it is
//! the one to use there.

#![forbid(unsafe_code)]

mod buffers;
mod clipboard;
mod commands;
#[cfg_attr(
    not(all(unix, not(target_vendor = "apple"), not(target_os = "android"))),
    path = "connect_native.rs"
)]
mod connect;
mod drag;
mod event_loop;
mod events;
mod inbox;
mod input;
mod keys;
mod main_thread;
mod making;
mod modes;
mod paint;
mod painting;
#[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
mod probe;
mod start;
mod surface;
mod wheel;
mod window;

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use canvas_core::backend::{
    Backend, BackendFactory, Capabilities, Clipboard, Command, MainLoop, Monitor, NativeWindow, WindowId,
};
use canvas_core::frame::BufferAllocator;
use canvas_core::{Error, Result};

use clipboard::SharedClipboard;
use connect::Display;
use inbox::{CLOSING, Message, Session};
use main_thread::OnMain;
use start::Loop;

/// The backend for the display that `WAYLAND_DISPLAY` names, else `DISPLAY`; on other systems, for their own.
pub const FACTORY: BackendFactory = BackendFactory {
    name: "winit",
    connect: || Ok(Arc::new(WinitBackend::connect()?)),
    is_wanted: || Display::from_env().is_some(),
};

/// A connection to the display that winit serves: windows of its own on the one event loop of the process.
#[derive(Debug)]
pub struct WinitBackend {
    the_loop: Arc<Loop>,
    session: Arc<Session>,
    clipboard: Arc<SharedClipboard>,
}

impl WinitBackend {
    /// Connects to the display that the environment names, Wayland before X11.
    ///
    /// # Errors
    /// [`Error::Display`] if there is none, or it refuses or does not answer in time, or if the one event loop of this
    /// process serves another display or has ended; the text names the variable and the reason. [`Error::Resource`] if
    /// there is no thread left.
    pub fn connect() -> Result<Self> {
        Self::connect_with(Display::IS_MAIN)
    }

    /// The same with the loop on the main thread, as on macOS, which `is_main` tells: for tests of that on systems where
    /// every thread may run it.
    #[doc(hidden)]
    pub fn connect_on_main(is_main: fn() -> bool) -> Result<Self> {
        Self::connect_with(Some(is_main))
    }

    fn connect_with(is_main: Option<fn() -> bool>) -> Result<Self> {
        Ok(Self {
            the_loop: start::the_loop(is_main)?,
            session: Arc::default(),
            clipboard: Arc::default(),
        })
    }

    fn end(&self) {
        self.session.close();
        // A loop that has ended has no windows.
        let _ = self.the_loop.inbox.push(Message::End(Arc::clone(&self.session)));
    }
}

impl Backend for WinitBackend {
    fn name(&self) -> &'static str {
        FACTORY.name
    }

    /// On Wayland no program can place windows, learn their place, bring them to the front, keep them there or give them
    /// an icon, and winit takes no drops there. Opacity is beyond winit everywhere.
    fn capabilities(&self) -> Capabilities {
        let display = &self.the_loop.display;
        let elsewhere = !display.is_wayland();
        let mut can = Capabilities::default();
        can.platform = display.system();
        can.position = elsewhere;
        can.hide = true;
        can.raise = elsewhere;
        can.decorated = true;
        can.fullscreen = true;
        can.maximized = true;
        can.minimized = true;
        can.always_on_top = elsewhere;
        can.icon = elsewhere;
        can.cursor = true;
        can.monitors = true;
        can.clipboard = elsewhere || clipboard::is_offered(&self.the_loop.facts);
        can.drop = elsewhere;
        can.compose = true;
        can.touch = true;
        can.input = true;
        can.shared_memory = display.is_wayland();
        // Xlib ends the process.
        can.survives_display = display.system() != "X11";
        can
    }

    fn describe(&self) -> Vec<(String, String)> {
        let display = &self.the_loop.display;
        let mut facts = vec![
            ("display".to_owned(), display.name()),
            ("system".to_owned(), display.system().to_owned()),
        ];
        facts.extend(self.the_loop.facts.iter().cloned());
        if display.system() == "X11" {
            let warning = "ends this process: Xlib does so, where the backend \"x11\" does not";
            facts.push(("a server that dies".to_owned(), warning.to_owned()));
        }
        facts
    }

    fn monitors(&self) -> Result<Vec<Monitor>> {
        self.the_loop.start()?;
        let (answer, hear) = sync_channel(1);
        let inbox = &self.the_loop.inbox;
        inbox
            .push(Message::Monitors(answer))
            .map_err(Error::DisplayLost)?;
        self.the_loop.hear(&hear).ok_or_else(|| {
            let why = match self.the_loop.is_main {
                None => "the display does not answer",
                Some(_) => {
                    "the main thread, which serves the display, does not answer: it has to be in run()"
                }
            };
            Error::Display(format!("{}: {why}", self.the_loop.display.name()))
        })
    }

    fn clipboard(&self) -> Option<Arc<dyn Clipboard>> {
        let clipboard = Arc::clone(&self.clipboard);
        self.capabilities()
            .clipboard
            .then_some(clipboard as Arc<dyn Clipboard>)
    }

    fn is_alive(&self) -> bool {
        !self.session.is_closed() && self.the_loop.inbox.is_open()
    }

    fn allocator(&self) -> Arc<dyn BufferAllocator> {
        Arc::new(buffers::ALLOCATOR)
    }

    fn native(&self, window: WindowId) -> Option<Arc<dyn NativeWindow>> {
        let (answer, hear) = sync_channel(1);
        self.the_loop.inbox.push(Message::Native(window, answer)).ok()?;
        let native = self.the_loop.hear(&hear)?;
        Some(native)
    }

    fn send(&self, command: Command) -> Result<()> {
        if self.session.is_closed() {
            return Err(Error::DisplayLost(CLOSING.to_owned()));
        }
        if matches!(command, Command::Create(..)) {
            self.the_loop.start()?;
        }
        self.the_loop
            .inbox
            .push(Message::Command(Arc::clone(&self.session), command))
            .map_err(Error::DisplayLost)
    }

    /// Destroys what windows are left. The loop itself goes on, asleep: winit could make no other.
    fn stop(&self, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        self.end();
        if !self.the_loop.is_started() {
            return true;
        }
        self.the_loop.wait_for(deadline, || self.session.has_ended())
    }

    fn main_loop(&self) -> Option<Arc<dyn MainLoop>> {
        self.the_loop.is_main?;
        Some(Arc::new(OnMain(Arc::clone(&self.the_loop))))
    }
}

impl Drop for WinitBackend {
    fn drop(&mut self) {
        self.end();
    }
}
