//! A window of a backend under test, without the core: its port records what the backend reports.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

use crate::backend::{Backend, BackendEvent, Command, WindowId, WindowPort, WindowSetup};
use crate::frame::{Buffer, BufferHome, Frame, PixelFormat};
use crate::geometry::PhysicalSize;
use crate::geometry::kurbo::Size;

use super::wait::TIMEOUT;

/// The background of the windows that [`test_setup`] describes: red, green, blue.
pub const BACKGROUND: [u8; 3] = [10, 20, 30];

/// A window of this size (logical pixels) with the title `canvas-test`, the application id `canvas-test-app` and the
/// background [`BACKGROUND`].
pub fn test_setup(width: u32, height: u32) -> WindowSetup {
    WindowSetup {
        title: "canvas-test".to_owned(),
        app_id: "canvas-test-app".to_owned(),
        size: Size::new(width.into(), height.into()),
        background: BACKGROUND,
        ..WindowSetup::default()
    }
}

/// Whether an event is the last of its window.
pub fn is_end(event: &BackendEvent) -> bool {
    match event {
        BackendEvent::Lost(_) | BackendEvent::Failed(_) | BackendEvent::Destroyed(_) => true,
        BackendEvent::Created { .. }
        | BackendEvent::Resized { .. }
        | BackendEvent::Moved(_)
        | BackendEvent::Mode(_)
        | BackendEvent::Visible(_)
        | BackendEvent::Input(_)
        | BackendEvent::CloseRequested
        | BackendEvent::Exposed
        | BackendEvent::FrameShown(_) => false,
    }
}

/// A window's port that offers one frame and records events.
#[derive(Debug, Default)]
struct TestPort {
    state: Mutex<PortState>,
    change: Condvar,
}

#[derive(Debug, Default)]
struct PortState {
    frame: Option<Frame>,
    frames_taken: usize,
    /// Those that no `expect` has passed.
    unseen: VecDeque<BackendEvent>,
    all: Vec<BackendEvent>,
}

impl TestPort {
    fn lock(&self) -> MutexGuard<'_, PortState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WindowPort for TestPort {
    fn take_frame(&self) -> Option<Frame> {
        let mut state = self.lock();
        let frame = state.frame.take();
        state.frames_taken += usize::from(frame.is_some());
        frame
    }

    fn deliver(&self, event: BackendEvent) {
        let mut state = self.lock();
        state.all.push(event.clone());
        state.unseen.push_back(event);
        self.change.notify_all();
    }
}

/// Counts the buffers that come back.
#[derive(Debug, Default)]
struct CountingHome(AtomicUsize);

impl BufferHome for CountingHome {
    fn take_back(&self, _buffer: Buffer) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// A window of a backend under test, without the core. Its methods panic where what they wait for does not come.
#[derive(Debug)]
pub struct TestWindow {
    backend: Arc<dyn Backend>,
    id: WindowId,
    port: Arc<TestPort>,
    home: Arc<CountingHome>,
    last_serial: AtomicU64,
}

impl TestWindow {
    /// Requests a window, and does not wait for it.
    ///
    /// # Panics
    /// If the backend has ended.
    pub fn create<B: Backend + 'static>(backend: &Arc<B>, setup: WindowSetup) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let window = Self {
            backend: Arc::clone(backend) as Arc<dyn Backend>,
            id: WindowId(NEXT.fetch_add(1, Ordering::Relaxed)),
            port: Arc::default(),
            home: Arc::default(),
            last_serial: AtomicU64::new(0),
        };
        let port = Arc::clone(&window.port) as Arc<dyn WindowPort>;
        window.send(Command::Create(window.id, Box::new(setup), port));
        window
    }

    /// A window that is on the screen.
    ///
    /// # Panics
    /// If it does not come.
    pub fn open<B: Backend + 'static>(backend: &Arc<B>, setup: WindowSetup) -> Self {
        let window = Self::create(backend, setup);
        window.expect("created", |event| matches!(event, BackendEvent::Created { .. }));
        window.expect("visible", |event| *event == BackendEvent::Visible(true));
        window
    }

    /// Its name.
    pub fn id(&self) -> WindowId {
        self.id
    }

    /// The backend under test.
    pub fn backend(&self) -> &Arc<dyn Backend> {
        &self.backend
    }

    /// Sends a command to the backend.
    ///
    /// # Panics
    /// If the backend has ended.
    pub fn send(&self, command: Command) {
        self.backend.send(command).expect("the backend takes commands");
    }

    /// Waits for an event, and passes over those before it.
    ///
    /// # Panics
    /// If it does not come, with all that has.
    #[track_caller]
    pub fn expect(&self, what: &str, is_it: impl Fn(&BackendEvent) -> bool) -> BackendEvent {
        let deadline = Instant::now() + TIMEOUT;
        let mut state = self.port.lock();
        loop {
            while let Some(event) = state.unseen.pop_front() {
                if is_it(&event) {
                    return event;
                }
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "{what} did not come; all events: {:?}",
                state.all
            );
            let waited = self.port.change.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits until the window has this size, in physical pixels.
    ///
    /// # Panics
    /// If it does not get it, or the size is not valid.
    #[track_caller]
    pub fn expect_size(&self, width: u32, height: u32) {
        let expected = PhysicalSize::new(width, height).expect("a size");
        self.expect(
            "resized",
            |event| matches!(event, BackendEvent::Resized { size, .. } if *size == expected),
        );
    }

    /// All events so far, those that were passed over too.
    pub fn events(&self) -> Vec<BackendEvent> {
        self.port.lock().all.clone()
    }

    /// How many of all events so far satisfy a condition.
    pub fn count(&self, is_it: impl Fn(&BackendEvent) -> bool) -> usize {
        self.port.lock().all.iter().filter(|event| is_it(event)).count()
    }

    /// How many frames the backend has taken.
    pub fn frames_taken(&self) -> usize {
        self.port.lock().frames_taken
    }

    /// How many frames are no longer used by anybody.
    pub fn frames_returned(&self) -> usize {
        self.home.0.load(Ordering::Relaxed)
    }

    /// A frame of one colour (red, green, blue) with this size in physical pixels.
    ///
    /// # Panics
    /// If the size is not valid, or there is no memory.
    pub fn frame(&self, width: u32, height: u32, color: [u8; 3]) -> Frame {
        self.painted(width, height, |_, _| color)
    }

    /// A frame with this size in physical pixels, whose colours (red, green, blue) `color` gives for each pixel.
    ///
    /// # Panics
    /// If the size is not valid, or there is no memory.
    pub fn painted(&self, width: u32, height: u32, color: impl Fn(u32, u32) -> [u8; 3]) -> Frame {
        let size = PhysicalSize::new(width, height).expect("a size");
        let mut buffer = Buffer::new(&*self.backend.allocator(), size).expect("memory");
        let format = buffer.format();
        for (index, pixel) in buffer.bytes_mut().chunks_exact_mut(4).enumerate() {
            let [red, green, blue] = color(index as u32 % width, index as u32 / width);
            pixel.copy_from_slice(&match format {
                PixelFormat::Bgra => [blue, green, red, 255],
                PixelFormat::Rgba => [red, green, blue, 255],
            });
        }
        let home: Weak<dyn BufferHome> = Arc::downgrade(&self.home) as _;
        Frame::new(self.last_serial.fetch_add(1, Ordering::Relaxed) + 1, buffer, home)
    }

    /// Offers a frame, and does not wait for it; returns its serial.
    ///
    /// # Panics
    /// If the backend has ended.
    pub fn present(&self, frame: Frame) -> u64 {
        let serial = frame.serial();
        self.port.lock().frame = Some(frame);
        self.send(Command::Present(self.id));
        serial
    }

    /// Shows a frame and waits until the display has taken it.
    ///
    /// # Panics
    /// If it does not.
    #[track_caller]
    pub fn show(&self, frame: Frame) {
        let serial = self.present(frame);
        self.expect("frame shown", |event| *event == BackendEvent::FrameShown(serial));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::headless::{Headless, UserAction};

    #[test]
    fn it_records_what_a_backend_reports() {
        let display = Headless::connect(Clock::Real).unwrap();
        let window = TestWindow::open(&display, test_setup(40, 30));
        assert_eq!(display.pixel(window.id(), 0, 0), Some(BACKGROUND));
        window.show(window.frame(40, 30, [1, 2, 3]));
        assert_eq!(display.pixel(window.id(), 39, 29), Some([1, 2, 3]));
        window.show(window.painted(40, 30, |x, y| [x as u8, y as u8, 0]));
        assert_eq!(display.pixel(window.id(), 7, 9), Some([7, 9, 0]));
        assert_eq!((window.frames_taken(), window.frames_returned()), (2, 1));
        display
            .act(
                window.id(),
                UserAction::Resize(PhysicalSize::new(50, 60).unwrap(), 1.0),
            )
            .unwrap();
        window.expect_size(50, 60);
        window.send(Command::Destroy(window.id()));
        assert_eq!(window.expect("the end", is_end), BackendEvent::Destroyed(true));
        assert_eq!(window.count(is_end), 1);
        assert!(matches!(window.events()[0], BackendEvent::Created { .. }));
    }
}
