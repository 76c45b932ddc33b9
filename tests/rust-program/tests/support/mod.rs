//! Shared by the tests: an X server, a user (another client of it), and a running program.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{self, AtomEnum, ConnectionExt as _, ImageFormat};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// Only catches hangs.
pub const TIMEOUT: Duration = Duration::from_secs(60);

/// Calls `ask` until there is an answer.
pub fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + TIMEOUT;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < end, "{what}: not within {TIMEOUT:?}");
        thread::yield_now();
    }
}

/// An X server for one test.
pub struct Server {
    child: Child,
    pub display: String,
}

impl Server {
    pub fn new() -> Self {
        let mut child = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-nolisten",
                "tcp",
                "-noreset",
                "-screen",
                "0",
                "800x600x24",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        let mut number = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut number).unwrap();
        assert!(!number.trim().is_empty(), "Xvfb has not started");
        let display = format!(":{}", number.trim());
        Self { child, display }
    }

    pub fn user(&self) -> User {
        let (connection, screen) = RustConnection::connect(Some(&self.display)).unwrap();
        let root = connection.setup().roots[screen].root;
        User { connection, root }
    }

    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Looks at windows and touches them.
pub struct User {
    connection: RustConnection,
    root: xproto::Window,
}

impl User {
    fn atom(&self, name: &str) -> xproto::Atom {
        let cookie = self.connection.intern_atom(false, name.as_bytes()).unwrap();
        cookie.reply().unwrap().atom
    }

    /// The window of this title, once it can be seen.
    pub fn find(&self, title: &str) -> xproto::Window {
        let (name, utf8) = (self.atom("_NET_WM_NAME"), self.atom("UTF8_STRING"));
        let is_it = |window: &xproto::Window| {
            let property = self
                .connection
                .get_property(false, *window, name, utf8, 0, 1000)
                .unwrap();
            let attributes = self.connection.get_window_attributes(*window).unwrap();
            property
                .reply()
                .is_ok_and(|property| property.value == title.as_bytes())
                && attributes
                    .reply()
                    .is_ok_and(|a| a.map_state == xproto::MapState::VIEWABLE)
        };
        eventually(title, || {
            let children = self
                .connection
                .query_tree(self.root)
                .unwrap()
                .reply()
                .unwrap()
                .children;
            children.into_iter().find(is_it)
        })
    }

    /// A pixel as the display shows it: red, green, blue.
    pub fn pixel(&self, window: xproto::Window, x: i16, y: i16) -> Option<[u8; 3]> {
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, window, x, y, 1, 1, !0)
            .unwrap();
        let data = image.reply().ok()?.data;
        Some([data[2], data[1], data[0]])
    }

    pub fn wait_for_pixel(&self, window: xproto::Window, x: i16, y: i16, color: [u8; 3]) {
        eventually(&format!("{color:?} at ({x}, {y})"), || {
            (self.pixel(window, x, y) == Some(color)).then_some(())
        });
    }

    /// Clicks at a place of a window.
    pub fn click(&self, window: xproto::Window, x: i16, y: i16) {
        let place = self
            .connection
            .translate_coordinates(window, self.root, x, y)
            .unwrap()
            .reply()
            .unwrap();
        self.fake(xproto::MOTION_NOTIFY_EVENT, 0, place.dst_x, place.dst_y);
        self.fake(xproto::BUTTON_PRESS_EVENT, 1, 0, 0);
        self.fake(xproto::BUTTON_RELEASE_EVENT, 1, 0, 0);
    }

    /// Types the key that has this symbol.
    pub fn type_key(&self, window: xproto::Window, symbol: xproto::Keysym) {
        let focus = xproto::InputFocus::PARENT;
        self.connection
            .set_input_focus(focus, window, x11rb::CURRENT_TIME)
            .unwrap();
        let (first, last) = (
            self.connection.setup().min_keycode,
            self.connection.setup().max_keycode,
        );
        let map = self
            .connection
            .get_keyboard_mapping(first, last - first + 1)
            .unwrap()
            .reply()
            .unwrap();
        let width = usize::from(map.keysyms_per_keycode);
        let index = map
            .keysyms
            .chunks(width)
            .position(|symbols| symbols[0] == symbol)
            .unwrap();
        let keycode = first + u8::try_from(index).unwrap();
        self.fake(xproto::KEY_PRESS_EVENT, keycode, 0, 0);
        self.fake(xproto::KEY_RELEASE_EVENT, keycode, 0, 0);
    }

    fn fake(&self, kind: u8, detail: u8, x: i16, y: i16) {
        self.connection
            .xtest_fake_input(kind, detail, 0, self.root, x, y, 0)
            .unwrap();
        self.connection.sync().unwrap();
    }

    pub fn resize(&self, window: xproto::Window, width: u32, height: u32) {
        let values = xproto::ConfigureWindowAux::new().width(width).height(height);
        self.connection.configure_window(window, &values).unwrap();
        self.connection.sync().unwrap();
    }

    pub fn title(&self, window: xproto::Window) -> Vec<u8> {
        let name = self.atom("_NET_WM_NAME");
        let property = self
            .connection
            .get_property(false, window, name, AtomEnum::ANY, 0, 1000)
            .unwrap();
        property.reply().unwrap().value
    }

    pub fn press_close_button(&self, window: xproto::Window) {
        let [protocols, delete] = ["WM_PROTOCOLS", "WM_DELETE_WINDOW"].map(|name| self.atom(name));
        let message = xproto::ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
        self.connection
            .send_event(false, window, xproto::EventMask::NO_EVENT, message)
            .unwrap();
        self.connection.sync().unwrap();
    }
}

/// A program that runs beside the test; it ends with it.
pub struct Program {
    child: Child,
    lines: Receiver<String>,
}

impl Program {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || {
            output
                .lines()
                .map_while(Result::ok)
                .try_for_each(|line| sender.send(line))
        });
        Self { child, lines }
    }

    /// A program of this package on a display.
    pub fn on(display: &str, path: impl AsRef<Path>) -> Self {
        let mut command = Command::new(path.as_ref());
        Self::start(
            command
                .env("DISPLAY", display)
                .env_remove("CANVAS_BACKEND")
                .env_remove("WAYLAND_DISPLAY"),
        )
    }

    /// The next line that it prints.
    pub fn line(&self) -> String {
        self.lines
            .recv_timeout(TIMEOUT)
            .expect("the program says something")
    }

    /// Writes a line to its standard input.
    pub fn send(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Waits for its end.
    pub fn end(&mut self) -> ExitStatus {
        eventually("the end of the program", || self.child.try_wait().unwrap())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
