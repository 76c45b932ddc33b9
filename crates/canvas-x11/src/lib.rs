//! The X11 backend of canvas, on x11rb.
//!
//! | question | file |
//! |---|---|
//! | how is a display found, and why was it refused? | `connect.rs`, `xauth.rs` |
//! | what is asked of it once, at the start? | `start.rs`, `probe.rs`, `resources.rs`, `atoms.rs` |
//! | why can nothing block or confuse the loop? | `stream.rs`, `packets.rs`, `event_loop.rs` |
//! | how do commands arrive, and what do they do? | `inbox.rs`, `commands.rs`, `hints.rs`, `modes.rs`, `cursors.rs` |
//! | which monitors are there? | `monitors.rs` |
//! | how do programs copy and paste? | `clipboard.rs`, `fetch.rs`, `transfer.rs`, `owner.rs` |
//! | how are files dropped on windows? | `drag.rs`, `dragging.rs`, `uris.rs` |
//! | what happens when the display says something? | `events.rs` |
//! | how do the pointer, fingers and the keyboard become events? | `seat.rs`, `input.rs`, `touch.rs`, `keymap.rs`, `keys.rs` |
//! | which pixels are painted when, and how do they get there? | `paint.rs`, `painting.rs`, `put.rs`, `area.rs` |
//! | where does a frame's memory come from? | `buffers.rs`, `shm.rs` (`unsafe`: it maps memory) |
//! | how do other libraries draw into a window? | `native.rs` (`unsafe`: it vouches for handles) |
//!
//! One native thread owns the connection; nothing else touches it. See `event_loop.rs` for its turn.

mod area;
mod atoms;
mod buffers;
mod clipboard;
mod commands;
mod connect;
mod cursors;
mod drag;
mod dragging;
mod event_loop;
mod events;
mod fetch;
mod hints;
mod ids;
mod inbox;
mod input;
mod keymap;
mod keys;
mod modes;
mod monitors;
mod native;
mod owner;
mod packets;
mod paint;
mod painting;
mod probe;
mod put;
mod resources;
mod seat;
mod shm;
mod start;
mod stream;
mod touch;
mod transfer;
mod uris;
mod window;
mod xauth;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use canvas_core::backend::{
    Backend, BackendFactory, Capabilities, Clipboard, Command, Monitor, NativeWindow, WindowId,
};
use canvas_core::frame::BufferAllocator;
use canvas_core::{Error, Result, threads};

pub use buffers::Transport;
pub use connect::Options;

use buffers::Allocator;
use clipboard::X11Clipboard;
use event_loop::EventLoop;
use inbox::{Inbox, Message};
use native::Natives;

/// The backend for the display that `DISPLAY` names.
pub const FACTORY: BackendFactory = BackendFactory {
    name: "x11",
    connect: || Ok(Arc::new(X11Backend::connect(&Options::from_env())?)),
    is_wanted: || std::env::var_os("DISPLAY").is_some_and(|name| !name.is_empty()),
};

/// The stack of the event thread, in bytes.
const STACK: usize = 2 * 1024 * 1024;
/// How long after the deadline the thread that connects may take to say why it failed.
const GRACE: Duration = Duration::from_millis(250);

/// A connection to an X11 display, with its event loop on a thread of its own.
#[derive(Debug)]
pub struct X11Backend {
    inbox: Arc<Inbox>,
    allocator: Arc<Allocator>,
    natives: Arc<Natives>,
    options: Options,
    ratio: f64,
    has_touch: bool,
    facts: Vec<(String, String)>,
    thread: Mutex<Option<JoinHandle<()>>>,
    ended: Arc<Ended>,
}

/// Whether the loop has ended; can be waited for with a deadline.
#[derive(Debug, Default)]
struct Ended {
    is_true: Mutex<bool>,
    change: Condvar,
}

/// What the event thread tells the one who connects.
struct Started {
    allocator: Allocator,
    ratio: f64,
    has_touch: bool,
    facts: Vec<(String, String)>,
}

impl X11Backend {
    /// Connects to a display.
    ///
    /// # Errors
    /// [`Error::Display`] if there is none, or it refuses or does not answer in time; the text names the variable and
    /// the reason. [`Error::Resource`] if there is no descriptor or thread left.
    pub fn connect(options: &Options) -> Result<Self> {
        let exhausted =
            |error: std::io::Error| Error::Resource(format!("no event loop can be started: {error}"));
        let inbox = Arc::new(Inbox::new().map_err(exhausted)?);
        let ended = Arc::new(Ended::default());
        let natives = Arc::new(Natives::default());
        let (tell, hear) = sync_channel(1);
        let thread = threads::spawn("canvas-x11", STACK, {
            let (options, inbox) = (options.clone(), inbox.clone());
            let (natives, ended) = (natives.clone(), ended.clone());
            move || {
                // However the thread ends, it says so.
                let _ended = SetAtEnd(ended);
                serve(&options, &inbox, natives, &tell);
            }
        })
        .map_err(exhausted)?;
        // The thread keeps the deadline itself, but for a name server that does not answer.
        match hear.recv_timeout(options.patience + GRACE) {
            Ok(Ok(started)) => Ok(Self {
                inbox,
                allocator: Arc::new(started.allocator),
                natives,
                options: options.clone(),
                ratio: started.ratio,
                has_touch: started.has_touch,
                facts: started.facts,
                thread: Mutex::new(Some(thread)),
                ended,
            }),
            Ok(Err(reason)) => Err(Error::Display(reason)),
            Err(RecvTimeoutError::Timeout) => {
                // When it comes back, it finds nobody to work for, and ends.
                Err(Error::Display(format!(
                    "{}: the display does not answer",
                    options.display_name()
                )))
            }
            Err(RecvTimeoutError::Disconnected) => Err(Error::Display(format!(
                "{}: connecting has failed",
                options.display_name()
            ))),
        }
    }
}

/// The life of the event thread.
fn serve(
    options: &Options,
    inbox: &Arc<Inbox>,
    natives: Arc<Natives>,
    tell: &SyncSender<std::result::Result<Started, String>>,
) {
    let deadline = Instant::now() + options.patience;
    let display = match start::start(options, deadline) {
        Ok(display) => display,
        Err(reason) => return drop(tell.send(Err(reason))),
    };
    let started = Started {
        allocator: Allocator {
            transport: display.transport,
            format: display.visual.format,
            inbox: Arc::downgrade(inbox),
        },
        ratio: display.ratio,
        has_touch: display.has_touch,
        facts: display.facts.clone(),
    };
    if tell.send(Ok(started)).is_err() {
        return;
    }
    let mut event_loop = EventLoop::new(display, inbox.clone(), natives);
    let reason = match catch_unwind(AssertUnwindSafe(|| event_loop.run())) {
        Ok(end) => event_loop::reason(&end),
        Err(_) => "the display is lost: its event loop has failed".to_owned(),
    };
    let reason = format!("{}: {reason}", options.display_name());
    // First no more commands, then the news: a window is told of its end once.
    let rest = inbox.close(&reason);
    event_loop.lose(&reason, rest);
}

/// Says that the thread that has it has ended.
struct SetAtEnd(Arc<Ended>);

impl Drop for SetAtEnd {
    fn drop(&mut self) {
        *self.0.is_true.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.change.notify_all();
    }
}

impl Ended {
    /// Waits for it, at most so long; whether it is true.
    fn wait(&self, patience: Duration) -> bool {
        let is_true = self.is_true.lock().unwrap_or_else(PoisonError::into_inner);
        let result = self
            .change
            .wait_timeout_while(is_true, patience, |is_true| !*is_true);
        *result.unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Backend for X11Backend {
    fn name(&self) -> &'static str {
        FACTORY.name
    }

    fn capabilities(&self) -> Capabilities {
        let mut capabilities = Capabilities::default();
        capabilities.platform = "X11";
        capabilities.position = true;
        capabilities.hide = true;
        capabilities.raise = true;
        capabilities.decorated = true;
        capabilities.fullscreen = true;
        capabilities.maximized = true;
        capabilities.minimized = true;
        capabilities.always_on_top = true;
        capabilities.opacity = true;
        capabilities.icon = true;
        capabilities.cursor = true;
        capabilities.monitors = true;
        capabilities.clipboard = true;
        capabilities.drop = true;
        capabilities.touch = self.has_touch;
        capabilities.input = true;
        capabilities.shared_memory = self.allocator.transport != Transport::Wire;
        capabilities.survives_display = true;
        capabilities
    }

    fn describe(&self) -> Vec<(String, String)> {
        self.facts.clone()
    }

    fn is_alive(&self) -> bool {
        self.inbox.is_open()
    }

    fn monitors(&self) -> Result<Vec<Monitor>> {
        monitors::ask(&self.options, self.ratio).map_err(Error::Display)
    }

    fn clipboard(&self) -> Option<Arc<dyn Clipboard>> {
        Some(Arc::new(X11Clipboard(self.inbox.clone())))
    }

    fn allocator(&self) -> Arc<dyn BufferAllocator> {
        self.allocator.clone()
    }

    fn native(&self, window: WindowId) -> Option<Arc<dyn NativeWindow>> {
        let native = self.natives.get(window)?;
        Some(Arc::new(native))
    }

    fn send(&self, command: Command) -> Result<()> {
        self.inbox
            .push(Message::Command(command))
            .map_err(Error::DisplayLost)
    }

    fn stop(&self, patience: Duration) -> bool {
        self.inbox.stop();
        let has_ended = self.ended.wait(patience);
        if has_ended && let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // The last that the thread did was to say so.
            let _ = thread.join();
        }
        has_ended
    }
}

impl Drop for X11Backend {
    fn drop(&mut self) {
        self.inbox.stop();
    }
}
