//! The user of an X server, for the conformance suite: another client, which operates the server's pointer and keyboard by
//! XTEST. The tests of canvas-winit include this file.
#![allow(unreachable_pub, reason = "each test binary has it as a module of its own")]

#[path = "drag_source.rs"]
mod drag_source;

use std::cell::OnceCell;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command as Process, Stdio};
use std::time::Duration;

use canvas_core::app::Window;
use canvas_core::conformance::{Cannot, Outcome, Request, Shown, User, assert_eventually};
use canvas_core::event::Button;
use canvas_core::kurbo::{Point, Size};
use x11rb::connection::Connection as _;
use x11rb::properties::{WmSizeHints, WmSizeHintsSpecification};
use x11rb::protocol::xproto::{self, AtomEnum, ConnectionExt as _, ImageFormat, InputFocus};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use drag_source::DragSource;

/// How long a window manager has for a request.
const SETTLE: Duration = Duration::from_millis(50);

/// A server under test.
pub struct Server {
    /// Its name in the report.
    pub label: String,
    /// Its name as in `DISPLAY`.
    pub name: String,
    pub has_window_manager: bool,
    /// The requests that the backend's library does not always serve.
    pub refused: &'static [Request],
    /// Kills the server; `None` if the test may not.
    pub end: Option<Box<dyn Fn()>>,
}

/// The user of a server.
pub struct X11User {
    backend: &'static str,
    server: Server,
    /// Finds the X11 id of a window.
    xid: fn(&Window) -> Option<xproto::Window>,
    connection: RustConnection,
    root: xproto::Window,
    /// A window of another program, once there is one.
    other: OnceCell<xproto::Window>,
}

impl X11User {
    /// The user of the windows of a backend.
    pub fn new(backend: &'static str, server: Server, xid: fn(&Window) -> Option<xproto::Window>) -> Self {
        let (connection, screen) = RustConnection::connect(Some(&server.name)).unwrap();
        let root = connection.setup().roots[screen].root;
        Self {
            backend,
            server,
            xid,
            connection,
            root,
            other: OnceCell::new(),
        }
    }

    fn xid(&self, window: &Window) -> xproto::Window {
        (self.xid)(window).expect("the window is on the display")
    }

    fn atom(&self, name: &str) -> u32 {
        let cookie = self.connection.intern_atom(false, name.as_bytes()).unwrap();
        cookie.reply().unwrap().atom
    }

    /// Waits until the server has processed all requests of this client.
    fn sync(&self) -> Outcome {
        self.connection.get_input_focus().unwrap().reply().unwrap();
        Ok(())
    }

    fn fake(&self, kind: u8, detail: u8, x: i16, y: i16) -> Outcome {
        self.connection
            .xtest_fake_input(kind, detail, 0, self.root, x, y, 0)
            .unwrap();
        self.sync()
    }

    /// The position of a window's content on the screen, in physical pixels.
    fn position(&self, xid: xproto::Window) -> (i16, i16) {
        let cookie = self
            .connection
            .translate_coordinates(xid, self.root, 0, 0)
            .unwrap();
        let reply = cookie.reply().unwrap();
        (reply.dst_x, reply.dst_y)
    }

    /// A small window of another program, in a corner of the screen.
    fn other_window(&self) -> xproto::Window {
        *self.other.get_or_init(|| {
            let other = self.connection.generate_id().unwrap();
            let (class, aux) = (xproto::WindowClass::INPUT_OUTPUT, xproto::CreateWindowAux::new());
            self.connection
                .create_window(0, other, self.root, 900, 20, 40, 40, 0, class, 0, &aux)
                .unwrap();
            let mut hints = WmSizeHints::new();
            hints.position = Some((WmSizeHintsSpecification::UserSpecified, 900, 20));
            hints.set_normal_hints(&self.connection, other).unwrap();
            self.connection.map_window(other).unwrap();
            assert_eventually("a window of another program", || {
                let attributes = self.connection.get_window_attributes(other).unwrap();
                attributes.reply().unwrap().map_state == xproto::MapState::VIEWABLE
            });
            other
        })
    }

    fn numbers(&self, xid: xproto::Window, property: &str) -> Vec<u32> {
        let cookie = self
            .connection
            .get_property(false, xid, self.atom(property), AtomEnum::ANY, 0, 100_000);
        let reply = cookie.unwrap().reply().unwrap();
        reply.value32().into_iter().flatten().collect()
    }

    fn title(&self, xid: xproto::Window) -> String {
        let name = self.atom("_NET_WM_NAME");
        let cookie = self
            .connection
            .get_property(false, xid, name, AtomEnum::ANY, 0, 4096);
        String::from_utf8(cookie.unwrap().reply().unwrap().value).unwrap()
    }

    fn limits(&self, window: &Window, xid: xproto::Window) -> (Option<Size>, Option<Size>) {
        let hints = WmSizeHints::get_normal_hints(&self.connection, xid)
            .unwrap()
            .reply()
            .unwrap();
        let logical = |(width, height): (i32, i32)| Size::new(width.into(), height.into()) / window.ratio();
        let hints = hints.unwrap_or_default();
        (hints.min_size.map(logical), hints.max_size.map(logical))
    }

    fn xclip(&self, arguments: &[&str]) -> Process {
        let mut process = Process::new("xclip");
        process
            .args(["-selection", "clipboard"])
            .args(arguments)
            .env("DISPLAY", &self.server.name);
        process
    }
}

/// The keycode of a key by its W3C `code`.
fn keycode(code: &str) -> u8 {
    match code {
        "ShiftLeft" => 50,
        "ControlLeft" => 37,
        "Enter" => 36,
        letter => {
            let rows = [("QWERTYUIOP", 24), ("ASDFGHJKL", 38), ("ZXCVBNM", 52)];
            let letter = letter.strip_prefix("Key").expect("a letter");
            let found = rows
                .iter()
                .find_map(|(row, first)| Some(row.find(letter)? as u8 + first));
            found.expect("a letter of the US layout")
        }
    }
}

impl User for X11User {
    fn backend(&self) -> &'static str {
        self.backend
    }

    fn display(&self) -> String {
        self.server.label.clone()
    }

    fn pixel(&self, window: &Window, x: u32, y: u32) -> Option<[u8; 3]> {
        let (x, y) = (x.try_into().ok()?, y.try_into().ok()?);
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, (self.xid)(window)?, x, y, 1, 1, !0);
        let data = image.unwrap().reply().ok()?.data;
        Some([data[2], data[1], data[0]])
    }

    fn shown(&self, window: &Window) -> Outcome<Shown> {
        let xid = self.xid(window);
        let states = self.numbers(xid, "_NET_WM_STATE");
        let has = |state| states.contains(&self.atom(state));
        let mut shown = Shown::default();
        shown.title = Some(self.title(xid));
        shown.limits = Some(self.limits(window, xid));
        // The third field of the Motif hints; a window without them is decorated.
        shown.decorated = Some(self.numbers(xid, "_MOTIF_WM_HINTS").get(2) != Some(&0));
        shown.always_on_top = Some(has("_NET_WM_STATE_ABOVE"));
        let opacity = self.numbers(xid, "_NET_WM_WINDOW_OPACITY");
        shown.opacity = Some(
            opacity
                .first()
                .map_or(1.0, |share| f64::from(*share) / f64::from(u32::MAX)),
        );
        let icon = self.numbers(xid, "_NET_WM_ICON");
        shown.icon = Some(icon.get(..2).map(|size| (size[0], size[1])));
        shown.minimized = Some(has("_NET_WM_STATE_HIDDEN"));
        Ok(shown)
    }

    fn grants(&self, request: Request) -> Outcome {
        let is_refused = self.server.refused.contains(&request);
        match (request, self.server.has_window_manager) {
            (Request::ReportMoves, false) if is_refused => {
                Err(Cannot("move windows: the backend notices it by a window manager"))
            }
            (Request::ReportMoves, _) => Ok(()),
            (_, false) => Err(Cannot("manage windows: there is no window manager")),
            (_, true) if is_refused => Err(Cannot("rely on this request: the backend's library may lose it")),
            (_, true) => Ok(()),
        }
    }

    fn resize(&self, window: &Window, width: u32, height: u32) -> Outcome {
        let aux = xproto::ConfigureWindowAux::new().width(width).height(height);
        self.connection.configure_window(self.xid(window), &aux).unwrap();
        self.sync()
    }

    /// A window manager may take the position for that of the frame around the content, so it is corrected.
    fn move_window(&self, window: &Window, position: Point) -> Outcome {
        let xid = self.xid(window);
        let target = [position.x, position.y].map(|length| (length * window.ratio()) as i32);
        let mut request = target;
        assert_eventually("the window has moved", || {
            let aux = xproto::ConfigureWindowAux::new().x(request[0]).y(request[1]);
            self.connection.configure_window(xid, &aux).unwrap();
            self.connection.flush().unwrap();
            std::thread::sleep(SETTLE);
            let (x, y) = self.position(xid);
            let missed = [target[0] - i32::from(x), target[1] - i32::from(y)];
            request = [request[0] + missed[0], request[1] + missed[1]];
            missed == [0, 0]
        });
        Ok(())
    }

    /// Covers the screen with a window and destroys it.
    fn expose(&self, _window: &Window) -> Outcome {
        let cover = self.connection.generate_id().unwrap();
        let aux = xproto::CreateWindowAux::new()
            .override_redirect(1)
            .background_pixel(0x00ff_00ff);
        let class = xproto::WindowClass::INPUT_OUTPUT;
        self.connection
            .create_window(0, cover, self.root, 0, 0, 1000, 800, 0, class, 0, &aux)
            .unwrap();
        self.connection.map_window(cover).unwrap();
        self.sync()?;
        self.connection.destroy_window(cover).unwrap();
        self.sync()
    }

    /// Sends the message that a window manager sends (ICCCM 4.2.8.1).
    fn close_button(&self, window: &Window) -> Outcome {
        let xid = self.xid(window);
        let [protocols, delete] = ["WM_PROTOCOLS", "WM_DELETE_WINDOW"].map(|name| self.atom(name));
        let event = xproto::ClientMessageEvent::new(32, xid, protocols, [delete, 0, 0, 0, 0]);
        self.connection
            .send_event(false, xid, xproto::EventMask::NO_EVENT, event)
            .unwrap();
        self.sync()
    }

    fn destroy(&self, window: &Window) -> Outcome {
        self.connection.destroy_window(self.xid(window)).unwrap();
        self.sync()
    }

    /// Away from a window it goes to one of another program: a window manager never leaves the focus unset.
    fn focus(&self, window: &Window, focused: bool) -> Outcome {
        let xid = match focused {
            true => self.xid(window),
            false => self.other_window(),
        };
        self.connection
            .set_input_focus(InputFocus::POINTER_ROOT, xid, x11rb::CURRENT_TIME)
            .unwrap();
        self.sync()
    }

    fn point(&self, window: &Window, x: f64, y: f64) -> Outcome {
        let (left, top) = self.position(self.xid(window));
        let size = window.size();
        let is_inside = (0.0..size.width).contains(&x) && (0.0..size.height).contains(&y);
        let (x, y) = match is_inside {
            true => {
                let [x, y] = [x, y].map(|length| (length * window.ratio()).round() as i16);
                (left + x, top + y)
            }
            // The corner of the screen, which no window of the suite covers.
            false => (999, 799),
        };
        self.fake(xproto::MOTION_NOTIFY_EVENT, 0, x, y)
    }

    fn button(&self, _window: &Window, button: Button, down: bool) -> Outcome {
        let kind = match down {
            true => xproto::BUTTON_PRESS_EVENT,
            false => xproto::BUTTON_RELEASE_EVENT,
        };
        let detail = match button {
            Button::LEFT => 1,
            Button::MIDDLE => 2,
            Button::RIGHT => 3,
            Button(other) => other + 4,
        };
        self.fake(kind, detail, 0, 0)
    }

    /// The wheel consists of the buttons 4 to 7: up, down, left, right.
    fn wheel(&self, _window: &Window, right: i32, down: i32) -> Outcome {
        for (notches, less, more) in [(down, 4, 5), (right, 6, 7)] {
            for _ in 0..notches.abs() {
                let detail = if notches < 0 { less } else { more };
                self.fake(xproto::BUTTON_PRESS_EVENT, detail, 0, 0)?;
                self.fake(xproto::BUTTON_RELEASE_EVENT, detail, 0, 0)?;
            }
        }
        Ok(())
    }

    fn key(&self, _window: &Window, code: &'static str, down: bool) -> Outcome {
        let kind = match down {
            true => xproto::KEY_PRESS_EVENT,
            false => xproto::KEY_RELEASE_EVENT,
        };
        self.fake(kind, keycode(code), 0, 0)
    }

    fn type_text(&self, _window: &Window, text: &str) -> Outcome {
        for letter in text.to_uppercase().chars() {
            let keycode = keycode(&format!("Key{letter}"));
            self.fake(xproto::KEY_PRESS_EVENT, keycode, 0, 0)?;
            self.fake(xproto::KEY_RELEASE_EVENT, keycode, 0, 0)?;
        }
        Ok(())
    }

    /// xclip leaves a process behind that owns the text until another client copies.
    fn copy(&self, text: &str) -> Outcome {
        let mut process = self.xclip(&["-i"]);
        // xclip stays behind to serve the selection: it must not hold the pipes of the test.
        process
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = process.spawn().expect("xclip is installed");
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(text.as_bytes()).unwrap();
        drop(stdin);
        assert!(child.wait().unwrap().success());
        Ok(())
    }

    fn paste(&self) -> Outcome<String> {
        let output = self.xclip(&["-o"]).output().expect("xclip is installed");
        Ok(String::from_utf8(output.stdout).unwrap())
    }

    fn drop_files(&self, window: &Window, paths: Vec<PathBuf>, x: f64, y: f64) -> Outcome {
        self.point(window, x, y)?;
        let xid = self.xid(window);
        let source = DragSource::new(&self.connection, self.root, xid, &paths);
        let (left, top) = self.position(xid);
        let [x, y] = [x, y].map(|length| (length * window.ratio()).round() as i16);
        source.drop_at(left + x, top + y);
        Ok(())
    }

    fn end_display(&self) -> Outcome {
        match &self.server.end {
            Some(end) => {
                end();
                Ok(())
            }
            None => Err(Cannot("end a server that others use")),
        }
    }
}
