//! Helpers of the tests. winit creates one event loop in a process, so every test that opens windows runs in a process of its
//! own: [`run_on`] runs one of the ignored tests of this program again, on a display, which it finds with
//! [`Screen::from_env`].
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "each test binary uses a part of it"
)]

mod client;
mod displays;
mod virtual_input;

pub use canvas_core::conformance::{TIMEOUT, TestWindow, assert_eventually, is_end, test_setup};
pub use client::Client;
pub use displays::{Display, Kind, Running};
pub use virtual_input::VirtualInput;

use std::path::PathBuf;
use std::process::{Command as Process, Stdio};
use std::sync::Arc;

use canvas_core::image::Image;
use canvas_winit::WinitBackend;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// Runs an ignored test of this binary in a process of its own, on a display. Its output is shown if it fails.
pub fn run_on(display: &Display, test: &str) {
    let output = command_on(display, test).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{test} on {:?}: {}\n{}\n{}",
        display.kind,
        output.status,
        text(&output.stdout),
        text(&output.stderr)
    );
    assert!(
        text(&output.stdout).contains("1 passed"),
        "there is no test {test}"
    );
}

/// Runs a test on the displays with input: an X11 server with a window manager, and sway.
pub fn run_with_input(test: &str) {
    let display = Display::xvfb();
    let _manager = display.start_manager();
    run_on(&display, test);
    run_on(&Display::sway(), test);
}

/// Runs a test on both compositors.
pub fn run_on_wayland(test: &str) {
    run_on(&Display::weston(&[]), test);
    run_on(&Display::sway(), test);
}

/// A connection to the display of the environment.
pub fn connect() -> Arc<WinitBackend> {
    Arc::new(WinitBackend::connect().unwrap())
}

pub const RED: [u8; 3] = [200, 10, 20];

/// A window that shows a red frame.
pub fn open(backend: &Arc<WinitBackend>, width: u32, height: u32) -> TestWindow {
    let window = TestWindow::open(backend, test_setup(width, height));
    window.show(window.frame(width, height, RED));
    window
}

/// The process that [`run_on`] runs.
pub fn command_on(display: &Display, test: &str) -> Process {
    let mut process = Process::new(std::env::current_exe().unwrap());
    process
        .args(["--exact", test, "--ignored", "--nocapture", "--test-threads", "1"])
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .envs(display.variables())
        .stdin(Stdio::null());
    process
}

/// The display of this process, as its user sees it.
#[derive(Debug)]
pub struct Screen {
    pub kind: Kind,
    directory: PathBuf,
    pid: Pid,
}

/// The position of a window's content on the screen, physical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub x: u32,
    pub y: u32,
}

impl Screen {
    /// Reads the variables that [`Display::variables`] sets.
    pub fn from_env() -> Self {
        let named = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
        Self {
            kind: Kind::from_name(&named("CANVAS_TEST_KIND")),
            directory: named("CANVAS_TEST_DIRECTORY").into(),
            pid: Pid::from_raw(named("CANVAS_TEST_PID").parse().unwrap()),
        }
    }

    /// Sends a signal to the display's process.
    pub fn signal(&self, signal: Signal) {
        kill(self.pid, signal).unwrap();
    }

    /// An X11 client.
    pub fn client(&self) -> Client {
        Client::new(&std::env::var("DISPLAY").unwrap())
    }

    /// A screenshot of a compositor's output.
    pub fn screenshot(&self) -> Option<Image> {
        match self.kind {
            Kind::Sway => {
                let output = self.run("grim", &["-t", "png", "-l", "0", "-"]);
                Image::decode(&output.stdout).ok()
            }
            Kind::Weston => {
                let directory = self.directory.join("screenshots");
                std::fs::create_dir_all(&directory).unwrap();
                let status = Process::new("weston-screenshooter")
                    .current_dir(&directory)
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .status()
                    .expect("weston is installed");
                let files = std::fs::read_dir(&directory)
                    .unwrap()
                    .map(|entry| entry.unwrap().path());
                let image = files.last().and_then(|path| Image::open(path).ok());
                std::fs::remove_dir_all(&directory).unwrap();
                image.filter(|_| status.success())
            }
            Kind::Xvfb => None,
        }
    }

    /// The positions of the windows' contents, the oldest window first.
    pub fn positions(&self) -> Vec<Position> {
        match self.kind {
            Kind::Sway => sway_windows(&self.tree())
                .iter()
                .map(|window| window.position)
                .collect(),
            Kind::Weston => {
                let output = self.run("timeout", &["10", "weston-debug", "scene-graph"]);
                weston_windows(&String::from_utf8_lossy(&output.stdout))
            }
            Kind::Xvfb => Vec::new(),
        }
    }

    /// The ids of sway's windows, the oldest first.
    pub fn sway_ids(&self) -> Vec<u64> {
        sway_windows(&self.tree())
            .iter()
            .map(|window| window.id)
            .collect()
    }

    /// The application ids of sway's windows, the oldest first.
    pub fn app_ids(&self) -> Vec<String> {
        let windows = sway_windows(&self.tree());
        windows.into_iter().map(|window| window.app_id).collect()
    }

    /// The position of the one window, which is waited for.
    pub fn position(&self) -> Position {
        let mut found = None;
        assert_eventually("a position", || {
            found = match self.kind {
                Kind::Xvfb => self.client().position("canvas-test"),
                Kind::Sway | Kind::Weston => self.positions().first().copied(),
            };
            found.is_some()
        });
        found.unwrap()
    }

    /// The tree of sway's outputs and windows.
    pub fn tree(&self) -> serde_json::Value {
        let output = self.run("swaymsg", &["-r", "-t", "get_tree"]);
        serde_json::from_slice(&output.stdout).unwrap_or_default()
    }

    /// Runs a command of sway.
    pub fn sway(&self, command: &str) {
        let output = self.run("swaymsg", &[command]);
        assert!(output.status.success(), "{command}: {output:?}");
    }

    /// Runs a program that leaves another one running.
    pub fn run_daemon(&self, program: &str, arguments: &[&str]) {
        let mut process = Process::new(program);
        process
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        assert!(process.status().is_ok_and(|status| status.success()), "{program}");
    }

    /// Runs a program of this display.
    pub fn run(&self, program: &str, arguments: &[&str]) -> std::process::Output {
        let output = Process::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .output();
        output.unwrap_or_else(|error| panic!("{program}: {error}"))
    }
}

struct SwayWindow {
    id: u64,
    app_id: String,
    position: Position,
}

fn sway_windows(node: &serde_json::Value) -> Vec<SwayWindow> {
    let mut found = Vec::new();
    for list in ["nodes", "floating_nodes"] {
        for child in node[list].as_array().into_iter().flatten() {
            found.extend(sway_windows(child));
        }
    }
    if let Some(app_id) = node["app_id"].as_str() {
        let at = |part: &str, side: &str| node[part][side].as_i64().unwrap_or_default();
        let x = u32::try_from(at("rect", "x") + at("window_rect", "x"));
        let y = u32::try_from(at("rect", "y") + at("window_rect", "y"));
        if let (Ok(x), Ok(y), Some(id)) = (x, y, node["id"].as_u64()) {
            let position = Position { x, y };
            let app_id = app_id.to_owned();
            found.push(SwayWindow { id, app_id, position });
        }
    }
    found.sort_by_key(|window| window.id);
    found
}

/// The toplevel windows that `weston-debug scene-graph` lists, which begins with the topmost and newest.
fn weston_windows(scene: &str) -> Vec<Position> {
    let mut lines = scene.lines();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        if line.contains("role xdg_toplevel") {
            let position = lines
                .next()
                .and_then(|line| line.trim().strip_prefix("position: ("));
            let position = position.and_then(|text| text.split(')').next()).and_then(|text| {
                let (x, y) = text.split_once(", ")?;
                Some(Position {
                    x: x.parse().ok()?,
                    y: y.parse().ok()?,
                })
            });
            found.extend(position);
        }
    }
    found.reverse();
    found
}
