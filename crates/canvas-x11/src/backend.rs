//! The backend: the connection's event loop on a thread of its own, and the calls of other threads.

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

use crate::buffers::Allocator;
use crate::clipboard::X11Clipboard;
use crate::event_loop::EventLoop;
use crate::inbox::{EventFd, Inbox, Message};
use crate::monitors;
use crate::native_handles::NativeHandles;
use crate::options::Options;
use crate::startup::{self, OpenedDisplay};
use crate::transport::Transport;

/// The factory of this backend: it connects to the display that `DISPLAY` names (see [`Options::from_env`]), and is
/// chosen by itself where that variable is set.
pub const FACTORY: BackendFactory = BackendFactory {
    name: "x11",
    connect: || Ok(Arc::new(X11Backend::connect(&Options::from_env())?)),
    has_display: || std::env::var_os("DISPLAY").is_some_and(|name| !name.is_empty()),
};

/// The stack of the event thread, in bytes.
const STACK: usize = 2 * 1024 * 1024;

/// How long after the deadline the event thread may take to report why connecting has failed.
const GRACE: Duration = Duration::from_millis(250);

/// A connection to an X11 display, with its event loop on a native thread. All methods may be called by any thread.
///
/// Dropping it ends the loop without waiting for it.
#[derive(Debug)]
pub struct X11Backend {
    inbox: Arc<Inbox>,
    handles: Arc<NativeHandles>,
    options: Options,
    info: ConnectionInfo,
    thread: Mutex<Option<JoinHandle<()>>>,
    end: Arc<EndFlag>,
}

/// The report of the event thread once it has connected.
#[derive(Debug)]
struct ConnectionInfo {
    allocator: Arc<Allocator>,
    ratio: f64,
    has_touch: bool,
    facts: Vec<(String, String)>,
}

/// The data of the event thread.
struct EventThread {
    options: Options,
    inbox: Arc<Inbox>,
    handles: Arc<NativeHandles>,
    connected: SyncSender<std::result::Result<ConnectionInfo, String>>,
}

impl X11Backend {
    /// Connects to a display. Blocks at most for [`Options::connect_timeout`] (and a quarter of a second).
    ///
    /// # Errors
    /// [`Error::Display`] if there is no such display, or it refuses, or does not answer in time; the text names the
    /// variable and the reason. [`Error::Resource`] if the process has no descriptor or thread left.
    pub fn connect(options: &Options) -> Result<Self> {
        let exhausted =
            |error: std::io::Error| Error::Resource(format!("no event loop can be started: {error}"));
        let inbox = Arc::new(Inbox::new(EventFd::new().map_err(exhausted)?));
        let end = Arc::new(EndFlag::default());
        let handles = Arc::new(NativeHandles::default());
        let (connected, receiver) = sync_channel(1);
        let event_thread = EventThread {
            options: options.clone(),
            inbox: inbox.clone(),
            handles: handles.clone(),
            connected,
        };
        let guard = SetAtEnd(end.clone());
        let thread = threads::spawn("canvas-x11", STACK, move || {
            let _guard = guard;
            event_thread.run();
        })
        .map_err(exhausted)?;
        // The thread keeps the deadline itself, except while it waits for a name server.
        let failed = |reason: &str| Error::Display(format!("{}: {reason}", options.display_name()));
        match receiver.recv_timeout(options.connect_timeout + GRACE) {
            Ok(Ok(info)) => Ok(Self {
                inbox,
                handles,
                options: options.clone(),
                info,
                thread: Mutex::new(Some(thread)),
                end,
            }),
            Ok(Err(reason)) => Err(Error::Display(reason)),
            // When the thread continues, it finds the receiver dropped, and ends.
            Err(RecvTimeoutError::Timeout) => Err(failed("the display does not answer")),
            Err(RecvTimeoutError::Disconnected) => Err(failed("connecting has failed")),
        }
    }
}

impl EventThread {
    /// Connects, and runs the event loop to its end.
    fn run(self) {
        let deadline = Instant::now() + self.options.connect_timeout;
        let opened = match startup::open_display(&self.options, deadline) {
            Ok(opened) => opened,
            Err(reason) => return drop(self.connected.send(Err(reason))),
        };
        if self.connected.send(Ok(self.info(&opened))).is_err() {
            return;
        }
        let mut event_loop = EventLoop::new(opened, self.inbox.clone(), self.handles);
        let reason = match catch_unwind(AssertUnwindSafe(|| event_loop.run())) {
            Ok(end) => end.reason(),
            Err(_) => "the display is lost: its event loop has failed".to_owned(),
        };
        let reason = format!("{}: {reason}", self.options.display_name());
        // Refuse commands before reporting: every window receives exactly one end.
        let rest = self.inbox.close(&reason);
        event_loop.lose(&reason, rest);
    }

    fn info(&self, opened: &OpenedDisplay) -> ConnectionInfo {
        let display = &opened.display;
        ConnectionInfo {
            allocator: Arc::new(Allocator {
                transport: display.transport,
                format: display.visual.format,
                inbox: Arc::downgrade(&self.inbox),
            }),
            ratio: display.ratio,
            has_touch: display.has_touch,
            facts: opened.facts.clone(),
        }
    }
}

/// Whether the event thread has ended; can be waited for.
#[derive(Debug, Default)]
struct EndFlag {
    has_ended: Mutex<bool>,
    change: Condvar,
}

impl EndFlag {
    /// Waits for the end of the thread, at most for `timeout`. True if it has ended.
    fn wait(&self, timeout: Duration) -> bool {
        let has_ended = self.has_ended.lock().unwrap_or_else(PoisonError::into_inner);
        let result = self
            .change
            .wait_timeout_while(has_ended, timeout, |has_ended| !*has_ended);
        *result.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// Sets the flag when it is dropped: however the thread ends.
struct SetAtEnd(Arc<EndFlag>);

impl Drop for SetAtEnd {
    fn drop(&mut self) {
        *self.0.has_ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.change.notify_all();
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
        capabilities.touch = self.info.has_touch;
        capabilities.input = true;
        capabilities.shared_memory = self.info.allocator.transport != Transport::Wire;
        capabilities.survives_display = true;
        capabilities
    }

    fn describe(&self) -> Vec<(String, String)> {
        self.info.facts.clone()
    }

    fn is_alive(&self) -> bool {
        self.inbox.is_open()
    }

    fn monitors(&self) -> Result<Vec<Monitor>> {
        monitors::query(&self.options, self.info.ratio).map_err(Error::Display)
    }

    fn clipboard(&self) -> Option<Arc<dyn Clipboard>> {
        Some(Arc::new(X11Clipboard(self.inbox.clone())))
    }

    fn allocator(&self) -> Arc<dyn BufferAllocator> {
        self.info.allocator.clone()
    }

    fn native(&self, window: WindowId) -> Option<Arc<dyn NativeWindow>> {
        let handle = self.handles.get(window)?;
        Some(Arc::new(handle))
    }

    fn send(&self, command: Command) -> Result<()> {
        self.inbox
            .push(Message::Command(command))
            .map_err(Error::DisplayLost)
    }

    fn stop(&self, timeout: Duration) -> bool {
        self.inbox.stop();
        let has_ended = self.end.wait(timeout);
        if has_ended && let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // Setting the flag was the last thing that the thread did.
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
