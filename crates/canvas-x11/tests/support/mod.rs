//! Helpers that the tests share: an X server of their own, and a second client that inspects windows and sends events.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]

use std::io::{BufRead, BufReader};
use std::os::fd::AsRawFd;
use std::path::PathBuf;
use std::process::{Child, Command as Process, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use canvas_core::conformance::assert_eventually;
use canvas_x11::{Options, X11Backend};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{self, AtomEnum, ConnectionExt as _, ImageFormat};
use x11rb::rust_connection::RustConnection;

/// An X server (Xvfb) for one test, which ends with it.
#[derive(Debug)]
pub struct Server {
    child: Child,
    pub display: String,
    pub folder: PathBuf,
}

impl Server {
    /// Starts a server with a screen of 1000 × 800 pixels.
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// Starts a server with more arguments.
    pub fn with(arguments: &[&str]) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("canvas-x11-test-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (read, write) = std::io::pipe().unwrap();
        // The server inherits the write end as this descriptor.
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

    /// Stops the server (SIGSTOP).
    pub fn stop(&self) {
        self.signal(Signal::SIGSTOP);
    }

    /// Continues the server (SIGCONT).
    pub fn cont(&self) {
        self.signal(Signal::SIGCONT);
    }

    /// Kills the server (SIGKILL) and waits for its end.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// The process id of the server.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Starts a program on this display; it is killed when the returned value is dropped.
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

    /// Runs a program on this display to its end.
    pub fn run(&self, program: &str, arguments: &[&str]) {
        let status = self.start(program, arguments).0.wait().unwrap();
        assert!(status.success(), "{program} {arguments:?}: {status}");
    }

    /// Starts a window manager (openbox) and waits until it manages windows.
    pub fn start_manager(&self) -> Running {
        let manager = self.start("openbox", &["--sm-disable"]);
        let client = self.client();
        let connection = &client.connection;
        let check = client.atom("_NET_SUPPORTING_WM_CHECK");
        assert_eventually("a window manager announces itself", || {
            let property = connection.get_property(false, client.root, check, AtomEnum::WINDOW, 0, 1);
            property
                .unwrap()
                .reply()
                .is_ok_and(|property| property.value_len == 1)
        });
        // It announces itself before it is ready, so wait until it maps a first window.
        let first = connection.generate_id().unwrap();
        let (class, aux) = (xproto::WindowClass::INPUT_OUTPUT, xproto::CreateWindowAux::new());
        connection
            .create_window(0, first, client.root, 0, 0, 10, 10, 0, class, 0, &aux)
            .unwrap();
        assert_eventually("the window manager maps a window", || {
            connection.map_window(first).unwrap();
            let attributes = connection.get_window_attributes(first).unwrap().reply().unwrap();
            attributes.map_state == xproto::MapState::VIEWABLE
        });
        connection.destroy_window(first).unwrap();
        client.sync();
        manager
    }

    /// Options that connect to this server.
    pub fn options(&self) -> Options {
        Options {
            display: Some(self.display.clone().into()),
            ..Options::default()
        }
    }

    /// Connects the backend under test.
    pub fn connect(&self) -> Arc<X11Backend> {
        Arc::new(X11Backend::connect(&self.options()).unwrap())
    }

    /// Connects another client.
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

/// A program that is killed when this is dropped.
#[derive(Debug)]
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Another client of the server, which inspects windows and sends them events.
#[derive(Debug)]
pub struct Client {
    pub connection: RustConnection,
    pub root: xproto::Window,
}

impl Client {
    /// Connects to a display.
    pub fn new(display: &str) -> Self {
        let (connection, screen) = RustConnection::connect(Some(display)).unwrap();
        let root = connection.setup().roots[screen].root;
        Self { connection, root }
    }

    /// The atom with this name.
    pub fn atom(&self, name: &str) -> u32 {
        self.connection
            .intern_atom(false, name.as_bytes())
            .unwrap()
            .reply()
            .unwrap()
            .atom
    }

    /// Waits until the server has processed all requests of this client.
    pub fn sync(&self) {
        self.connection.get_input_focus().unwrap().reply().unwrap();
    }

    /// All windows with a title, at any depth of the tree.
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

    /// The only window with the title `canvas-test`.
    pub fn window(&self) -> xproto::Window {
        let found = self.find("canvas-test");
        assert_eq!(found.len(), 1, "one window is expected");
        found[0]
    }

    /// The colour of a pixel (red, green, blue); `None` outside the screen.
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
    #[track_caller]
    pub fn expect_pixel(&self, window: xproto::Window, x: i16, y: i16, colour: [u8; 3]) {
        assert_eventually(&format!("pixel {x},{y} is {colour:?}"), || {
            self.pixel(window, x, y) == Some(colour)
        });
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

    /// Resizes a window, in physical pixels.
    pub fn resize(&self, window: xproto::Window, width: u32, height: u32) {
        let aux = xproto::ConfigureWindowAux::new().width(width).height(height);
        self.connection.configure_window(window, &aux).unwrap();
        self.sync();
    }

    /// Covers the screen with a window and destroys it: everything is exposed.
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

    /// Sends an event to a window with `SendEvent`.
    pub fn forge(&self, window: xproto::Window, event: impl Into<[u8; 32]>) {
        self.connection
            .send_event(false, window, xproto::EventMask::NO_EVENT, event)
            .unwrap();
        self.sync();
    }

    /// Sends a client message to a window.
    pub fn message(&self, window: xproto::Window, format: u8, kind: u32, data: [u32; 5]) {
        self.forge(
            window,
            xproto::ClientMessageEvent::new(format, window, kind, data),
        );
    }
}
