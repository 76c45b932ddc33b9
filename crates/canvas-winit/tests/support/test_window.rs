//! A window of the backend under test, and its port, which remembers.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, Weak};
use std::time::{Duration, Instant};

use canvas_core::backend::{Backend, BackendEvent, Command, WindowId, WindowPort, WindowSetup};
use canvas_core::frame::{Buffer, BufferHome, Frame, PixelFormat};
use canvas_core::geometry::PhysicalSize;
use canvas_core::geometry::kurbo::Size;
use canvas_winit::WinitBackend;

/// Only catches hangs: what is waited for takes milliseconds.
pub const TIMEOUT: Duration = Duration::from_secs(10);

/// Waits until something is true, and fails with `what` if it does not come.
pub fn assert_eventually(what: &str, mut is_true: impl FnMut() -> bool) {
    let deadline = Instant::now() + TIMEOUT;
    while !is_true() {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A window's port: frames to give, and events as they came.
#[derive(Debug, Default)]
pub struct Port {
    frame: Mutex<Option<Frame>>,
    events: Mutex<VecDeque<BackendEvent>>,
    all: Mutex<Vec<BackendEvent>>,
    change: Condvar,
    pub taken: AtomicUsize,
}

impl Port {
    /// All that has come so far.
    pub fn all(&self) -> Vec<BackendEvent> {
        self.all.lock().unwrap().clone()
    }
}

impl WindowPort for Port {
    fn take_frame(&self) -> Option<Frame> {
        let frame = self.frame.lock().unwrap().take();
        self.taken
            .fetch_add(usize::from(frame.is_some()), Ordering::Relaxed);
        frame
    }

    fn deliver(&self, event: BackendEvent) {
        self.all.lock().unwrap().push(event.clone());
        self.events.lock().unwrap().push_back(event);
        self.change.notify_all();
    }
}

/// Where frames return to: counts.
#[derive(Debug, Default)]
pub struct Home(pub AtomicUsize);

impl BufferHome for Home {
    fn take_back(&self, _buffer: Buffer) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// A window of the backend under test.
#[derive(Debug)]
pub struct TestWindow {
    pub backend: Arc<dyn Backend>,
    id: WindowId,
    pub port: Arc<Port>,
    pub home: Arc<Home>,
    serial: AtomicU64,
}

pub const BACKGROUND: [u8; 3] = [10, 20, 30];

pub fn test_setup(width: u32, height: u32) -> WindowSetup {
    let mut setup = WindowSetup::default();
    setup.title = "canvas-test".to_owned();
    setup.app_id = "canvas-test-app".to_owned();
    setup.size = Size::new(width.into(), height.into());
    setup.background = BACKGROUND;
    setup
}

impl TestWindow {
    /// Asks for a window, and does not wait for it.
    pub fn create(backend: &Arc<WinitBackend>, setup: WindowSetup) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let id = WindowId(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = Arc::new(Port::default());
        backend
            .send(Command::Create(id, Box::new(setup), port.clone()))
            .unwrap();
        let (home, serial) = (Arc::default(), AtomicU64::new(0));
        Self {
            backend: backend.clone(),
            id,
            port,
            home,
            serial,
        }
    }

    /// A window that is on the screen.
    pub fn open(backend: &Arc<WinitBackend>, setup: WindowSetup) -> Self {
        let window = Self::create(backend, setup);
        window.expect("created", |event| matches!(event, BackendEvent::Created { .. }));
        window.expect("visible", |event| *event == BackendEvent::Visible(true));
        window
    }

    pub fn id(&self) -> WindowId {
        self.id
    }

    pub fn send(&self, command: Command) {
        self.backend.send(command).unwrap();
    }

    /// Waits for an event, and forgets those before it.
    pub fn expect(&self, what: &str, is_it: impl Fn(&BackendEvent) -> bool) -> BackendEvent {
        let deadline = Instant::now() + TIMEOUT;
        let mut events = self.port.events.lock().unwrap();
        loop {
            while let Some(event) = events.pop_front() {
                if is_it(&event) {
                    return event;
                }
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "never came: {what}; all: {:?}", self.events());
            events = self.port.change.wait_timeout(events, left).unwrap().0;
        }
    }

    /// All that has come so far.
    pub fn events(&self) -> Vec<BackendEvent> {
        self.port.all()
    }

    pub fn count(&self, is_it: impl Fn(&BackendEvent) -> bool) -> usize {
        self.events().iter().filter(|event| is_it(event)).count()
    }

    /// A frame of one colour at a size.
    pub fn frame(&self, width: u32, height: u32, colour: [u8; 3]) -> Frame {
        self.painted(width, height, |_, _| colour)
    }

    /// A frame whose pixels a function gives.
    pub fn painted(&self, width: u32, height: u32, colour: impl Fn(u32, u32) -> [u8; 3]) -> Frame {
        let size = PhysicalSize::new(width, height).unwrap();
        let allocator = self.backend.allocator();
        let mut buffer = Buffer::new(&*allocator, size).unwrap();
        let format = buffer.format();
        for (index, pixel) in buffer.bytes_mut().chunks_exact_mut(4).enumerate() {
            let [red, green, blue] = colour(index as u32 % width, index as u32 / width);
            pixel.copy_from_slice(&match format {
                PixelFormat::Bgra => [blue, green, red, 255],
                PixelFormat::Rgba => [red, green, blue, 255],
            });
        }
        let home: Weak<dyn BufferHome> = Arc::downgrade(&self.home) as _;
        Frame::new(self.serial.fetch_add(1, Ordering::Relaxed) + 1, buffer, home)
    }

    /// Offers a frame; its serial.
    pub fn present(&self, frame: Frame) -> u64 {
        let serial = frame.serial();
        *self.port.frame.lock().unwrap() = Some(frame);
        self.send(Command::Present(self.id));
        serial
    }

    /// Shows a frame and waits until it is shown.
    pub fn show(&self, frame: Frame) {
        let serial = self.present(frame);
        self.expect("frame shown", |event| *event == BackendEvent::FrameShown(serial));
    }

    /// Waits until the window has this size.
    pub fn expect_size(&self, width: u32, height: u32) {
        let wanted = PhysicalSize::new(width, height).unwrap();
        self.expect(
            "resized",
            |event| matches!(event, BackendEvent::Resized { size, .. } if *size == wanted),
        );
    }
}

/// Whether an event is the last of a window.
pub fn is_end(event: &BackendEvent) -> bool {
    matches!(
        event,
        BackendEvent::Lost(_) | BackendEvent::Failed(_) | BackendEvent::Destroyed(_)
    )
}
