//! A display that records its frames.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use canvas_core::Result;
use canvas_core::app::Window;
use canvas_core::backend::{
    Backend, BackendEvent, Capabilities, Clipboard, Command, Monitor, NativeWindow, WindowId, WindowPort,
};
use canvas_core::clock::Clock;
use canvas_core::frame::{BufferAllocator, Frame};
use canvas_core::geometry::{PhysicalSize, PixelRect};
use canvas_core::headless::{Headless, UserAction};

/// A frame that the display has received.
#[derive(Clone)]
pub(crate) struct Given {
    pub(crate) serial: u64,
    pub(crate) size: PhysicalSize,
    pub(crate) bytes: Vec<u8>,
    /// The areas that it reports as changed since the previous frame.
    pub(crate) since: Option<u64>,
    pub(crate) areas: Option<Vec<PixelRect>>,
}

type Album = Arc<Mutex<Vec<Given>>>;

/// A display that keeps a copy of each frame of each window, by the order of their creation.
#[derive(Debug)]
pub(crate) struct Photographer {
    display: Arc<Headless>,
    albums: Mutex<Vec<(WindowId, Album)>>,
}

impl std::fmt::Debug for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {:?} {:?}", self.serial, self.size, self.areas)
    }
}

#[derive(Debug)]
struct Watched(Arc<dyn WindowPort>, Album);

impl WindowPort for Watched {
    fn take_frame(&self) -> Option<Frame> {
        let frame = self.0.take_frame()?;
        self.1.lock().unwrap().push(Given {
            serial: frame.serial(),
            size: frame.buffer().size(),
            bytes: frame.buffer().bytes().to_vec(),
            since: frame.change().map(|change| change.since),
            areas: frame.change().map(|change| change.areas.clone()),
        });
        Some(frame)
    }

    fn deliver(&self, event: BackendEvent) {
        self.0.deliver(event);
    }
}

impl Backend for Photographer {
    fn name(&self) -> &'static str {
        self.display.name()
    }
    fn capabilities(&self) -> Capabilities {
        self.display.capabilities()
    }
    fn describe(&self) -> Vec<(String, String)> {
        self.display.describe()
    }
    fn is_alive(&self) -> bool {
        self.display.is_alive()
    }
    fn clock(&self) -> Clock {
        self.display.clock()
    }
    fn monitors(&self) -> Result<Vec<Monitor>> {
        self.display.monitors()
    }
    fn clipboard(&self) -> Option<Arc<dyn Clipboard>> {
        self.display.clipboard()
    }
    fn allocator(&self) -> Arc<dyn BufferAllocator> {
        self.display.allocator()
    }
    fn native(&self, window: WindowId) -> Option<Arc<dyn NativeWindow>> {
        self.display.native(window)
    }
    fn send(&self, command: Command) -> Result<()> {
        self.display.send(match command {
            Command::Create(id, setup, port) => {
                let album = Album::default();
                self.albums.lock().unwrap().push((id, Arc::clone(&album)));
                Command::Create(id, setup, Arc::new(Watched(port, album)))
            }
            command => command,
        })
    }
    fn stop(&self, timeout: Duration) -> bool {
        self.display.stop(timeout)
    }
}

impl Photographer {
    pub(crate) fn new(clock: Clock) -> Arc<Self> {
        Arc::new(Self {
            display: Headless::connect(clock).unwrap(),
            albums: Mutex::default(),
        })
    }

    pub(crate) fn album(&self, window: &Window) -> Vec<Given> {
        let albums = self.albums.lock().unwrap();
        let (_, album) = albums.iter().find(|(id, _)| *id == window.core().id()).unwrap();
        album.lock().unwrap().clone()
    }

    pub(crate) fn last(&self, window: &Window) -> Given {
        self.album(window).pop().expect("a frame was shown")
    }

    pub(crate) fn act(&self, window: &Window, action: UserAction) {
        self.display.act(window.core().id(), action).unwrap();
    }
}
