//! What the tests share: a server of their own, a window's port that remembers, and a second client that looks.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]

use std::collections::VecDeque;
use std::io::{BufRead, BufReader};
use std::os::fd::AsRawFd;
use std::path::PathBuf;
use std::process::{Child, Command as Process, Stdio};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, Weak};
use std::time::{Duration, Instant};

use canvas_core::backend::{Backend, BackendEvent, Command, WindowId, WindowPort, WindowSetup};
use canvas_core::frame::{Buffer, BufferHome, Frame, PixelFormat};
use canvas_core::geometry::PhysicalSize;
use canvas_core::geometry::kurbo::Size;
use canvas_x11::{Options, X11Backend};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{self, AtomEnum, ConnectionExt as _, ImageFormat};
use x11rb::rust_connection::RustConnection;

/// Only catches hangs: what is waited for takes milliseconds.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A server of this test's own. Ends with it.
#[derive(Debug)]
pub struct Server {
    child: Child,
    pub display: String,
    pub folder: PathBuf,
}

impl Server {
    /// A server with a screen of 1000 x 800.
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// One with more arguments.
    pub fn with(arguments: &[&str]) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("canvas-x11-test-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (read, write) = std::io::pipe().unwrap();
        // The server inherits the write end under this number.
        rustix::io::fcntl_setfd(&write, rustix::io::FdFlags::empty()).unwrap();
        let screen = ["-screen", "0", "1000x800x24"];
        let screen = if arguments.contains(&"-screen") {
            &[][..]
        } else {
            &screen[..]
        };
        let child = Process::new("Xvfb")
            .args([
                "-displayfd",
                &write.as_raw_fd().to_string(),
                "-nolisten",
                "tcp",
                "-noreset",
            ])
            .args(screen)
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        drop(write);
        let mut line = String::new();
        BufReader::new(read).read_line(&mut line).unwrap();
        assert!(!line.trim().is_empty(), "the server has not started");
        Self {
            child,
            display: format!(":{}", line.trim()),
            folder,
        }
    }

    fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id().cast_signed()), signal).unwrap();
    }

    /// SIGSTOP.
    pub fn stop(&self) {
        self.signal(Signal::SIGSTOP);
    }

    /// SIGCONT.
    pub fn cont(&self) {
        self.signal(Signal::SIGCONT);
    }

    /// SIGKILL, and waits for its end.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// The server's process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Starts another program of this display, which ends with the returned value.
    pub fn start(&self, program: &str, arguments: &[&str]) -> Running {
        let child = Process::new(program)
            .args(arguments)
            .env("DISPLAY", &self.display)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        Running(child)
    }

    /// Runs another program of this display to its end.
    pub fn run(&self, program: &str, arguments: &[&str]) {
        let status = self.start(program, arguments).0.wait().unwrap();
        assert!(status.success(), "{program} {arguments:?}: {status}");
    }

    /// Starts a window manager and waits until it manages.
    pub fn start_manager(&self) -> Running {
        let manager = self.start("openbox", &["--sm-disable"]);
        let client = self.client();
        let connection = &client.connection;
        let check = client.atom("_NET_SUPPORTING_WM_CHECK");
        wait_until("a window manager", || {
            let property = connection.get_property(false, client.root, check, AtomEnum::WINDOW, 0, 1);
            property
                .unwrap()
                .reply()
                .is_ok_and(|property| property.value_len == 1)
        });
        // It says so before it serves: a first window finds out when it does.
        let first = connection.generate_id().unwrap();
        let (class, aux) = (xproto::WindowClass::INPUT_OUTPUT, xproto::CreateWindowAux::new());
        connection
            .create_window(0, first, client.root, 0, 0, 10, 10, 0, class, 0, &aux)
            .unwrap();
        wait_until("a served window", || {
            connection.map_window(first).unwrap();
            let attributes = connection.get_window_attributes(first).unwrap().reply().unwrap();
            attributes.map_state == xproto::MapState::VIEWABLE
        });
        connection.destroy_window(first).unwrap();
        client.sync();
        manager
    }

    pub fn options(&self) -> Options {
        Options {
            display: Some(self.display.clone().into()),
            ..Options::default()
        }
    }

    pub fn connect(&self) -> Arc<X11Backend> {
        Arc::new(X11Backend::connect(&self.options()).unwrap())
    }

    pub fn client(&self) -> Client {
        Client::new(&self.display)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A program that is ended when this is dropped.
#[derive(Debug)]
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until something is true, and fails with `what` if it does not come.
pub fn wait_until(what: &str, mut is_true: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
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
    pub id: WindowId,
    pub port: Arc<Port>,
    pub home: Arc<Home>,
    serial: AtomicU64,
}

pub const BACKGROUND: [u8; 3] = [10, 20, 30];

pub fn setup(width: u32, height: u32) -> WindowSetup {
    let mut setup = WindowSetup::default();
    setup.title = "canvas-test".to_owned();
    setup.app_id = "canvas-test-app".to_owned();
    setup.size = Size::new(width.into(), height.into());
    setup.background = BACKGROUND;
    setup
}

impl TestWindow {
    /// Asks for a window, and does not wait for it.
    pub fn ask(backend: &Arc<X11Backend>, setup: WindowSetup) -> Self {
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
    pub fn open(backend: &Arc<X11Backend>, setup: WindowSetup) -> Self {
        let window = Self::ask(backend, setup);
        window.expect("created", |event| matches!(event, BackendEvent::Created { .. }));
        window.expect("visible", |event| *event == BackendEvent::Visible(true));
        window
    }

    pub fn send(&self, command: Command) {
        self.backend.send(command).unwrap();
    }

    /// Waits for an event, and forgets those before it.
    pub fn expect(&self, what: &str, is_it: impl Fn(&BackendEvent) -> bool) -> BackendEvent {
        let deadline = Instant::now() + PATIENCE;
        let mut events = self.port.events.lock().unwrap();
        loop {
            while let Some(event) = events.pop_front() {
                if is_it(&event) {
                    return event;
                }
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "never came: {what}; all: {:?}", self.all());
            events = self.port.change.wait_timeout(events, left).unwrap().0;
        }
    }

    /// All that has come so far.
    pub fn all(&self) -> Vec<BackendEvent> {
        self.port.all()
    }

    pub fn count(&self, is_it: impl Fn(&BackendEvent) -> bool) -> usize {
        self.all().iter().filter(|event| is_it(event)).count()
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

/// Another client of the server: looks at pixels, and makes trouble.
#[derive(Debug)]
pub struct Client {
    pub connection: RustConnection,
    pub root: xproto::Window,
}

impl Client {
    pub fn new(display: &str) -> Self {
        let (connection, screen) = RustConnection::connect(Some(display)).unwrap();
        let root = connection.setup().roots[screen].root;
        Self { connection, root }
    }

    pub fn atom(&self, name: &str) -> u32 {
        self.connection
            .intern_atom(false, name.as_bytes())
            .unwrap()
            .reply()
            .unwrap()
            .atom
    }

    /// All that has been sent to the server has been done.
    pub fn sync(&self) {
        self.connection.get_input_focus().unwrap().reply().unwrap();
    }

    /// The windows of this process with a title, however deep.
    pub fn find(&self, title: &str) -> Vec<xproto::Window> {
        let name = self.atom("_NET_WM_NAME");
        let mut found = Vec::new();
        let mut rest = vec![self.root];
        while let Some(window) = rest.pop() {
            let Ok(tree) = self.connection.query_tree(window).unwrap().reply() else {
                continue;
            };
            rest.extend(tree.children);
            let property = self
                .connection
                .get_property(false, window, name, AtomEnum::ANY, 0, 4096)
                .unwrap();
            if property
                .reply()
                .is_ok_and(|property| property.value == title.as_bytes())
            {
                found.push(window);
            }
        }
        found
    }

    /// The test's one window.
    pub fn window(&self) -> xproto::Window {
        let found = self.find("canvas-test");
        assert_eq!(found.len(), 1, "one window is expected");
        found[0]
    }

    /// Red, green, blue of a pixel of a drawable; `None` outside of the screen.
    pub fn pixel(&self, window: xproto::Window, x: i16, y: i16) -> Option<[u8; 3]> {
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, window, x, y, 1, 1, !0)
            .unwrap()
            .reply()
            .ok()?;
        Some([image.data[2], image.data[1], image.data[0]])
    }

    /// Waits until a pixel has this colour.
    pub fn expect_pixel(&self, window: xproto::Window, x: i16, y: i16, colour: [u8; 3]) {
        let mut last = None;
        let deadline = Instant::now() + PATIENCE;
        while last != Some(colour) {
            assert!(
                Instant::now() < deadline,
                "pixel {x},{y} is {last:?}, not {colour:?}"
            );
            last = self.pixel(window, x, y);
        }
    }

    /// All pixels of a window: red, green, blue.
    pub fn pixels(&self, window: xproto::Window, width: u16, height: u16) -> Vec<[u8; 3]> {
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, window, 0, 0, width, height, !0);
        let data = image.unwrap().reply().unwrap().data;
        data.chunks_exact(4)
            .map(|pixel| [pixel[2], pixel[1], pixel[0]])
            .collect()
    }

    pub fn resize(&self, window: xproto::Window, width: u32, height: u32) {
        let aux = xproto::ConfigureWindowAux::new().width(width).height(height);
        self.connection.configure_window(window, &aux).unwrap();
        self.sync();
    }

    /// Covers the whole screen with a window of this colour, and takes it away again: everything is exposed.
    pub fn cover_and_uncover(&self) {
        let cover = self.connection.generate_id().unwrap();
        let aux = xproto::CreateWindowAux::new()
            .override_redirect(1)
            .background_pixel(0x00ff_00ff);
        let class = xproto::WindowClass::INPUT_OUTPUT;
        self.connection
            .create_window(0, cover, self.root, 0, 0, 1000, 800, 0, class, 0, &aux)
            .unwrap();
        self.connection.map_window(cover).unwrap();
        self.sync();
        self.connection.destroy_window(cover).unwrap();
        self.sync();
    }

    /// Sends an event to a window as if the server had.
    pub fn forge(&self, window: xproto::Window, event: impl Into<[u8; 32]>) {
        self.connection
            .send_event(false, window, xproto::EventMask::NO_EVENT, event)
            .unwrap();
        self.sync();
    }

    pub fn message(&self, window: xproto::Window, format: u8, kind: u32, data: [u32; 5]) {
        self.forge(
            window,
            xproto::ClientMessageEvent::new(format, window, kind, data),
        );
    }
}
