//! The displays of the tests: an X11 server and two Wayland compositors, all without hardware.

use std::io::{BufRead, BufReader};
use std::os::fd::AsRawFd;
use std::path::PathBuf;
use std::process::{Child, Command as Process, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Client, assert_eventually};

/// The kind of a display.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An X11 server.
    Xvfb,
    /// A compositor without a seat, so without input, and without decorations.
    Weston,
    /// A compositor with a seat that can be controlled.
    Sway,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Xvfb => "xvfb",
            Self::Weston => "weston",
            Self::Sway => "sway",
        }
    }

    pub fn from_name(name: &str) -> Self {
        [Self::Xvfb, Self::Weston, Self::Sway]
            .into_iter()
            .find(|kind| kind.name() == name)
            .unwrap_or_else(|| panic!("there is no display {name:?}"))
    }
}

/// A display, which ends when this is dropped.
#[derive(Debug)]
pub struct Display {
    pub kind: Kind,
    child: Child,
    directory: PathBuf,
    /// The name of its socket, or of the X11 display.
    pub name: String,
}

/// The user of sway where the tests run as root, which sway refuses.
const UNPRIVILEGED: u32 = 65534;

impl Display {
    /// An X11 server with a screen of 1000 x 800.
    pub fn xvfb() -> Self {
        let directory = directory();
        let (read, write) = std::io::pipe().unwrap();
        // The server inherits the write end under this number.
        rustix::io::fcntl_setfd(&write, rustix::io::FdFlags::empty()).unwrap();
        let number = write.as_raw_fd().to_string();
        let child = Process::new("Xvfb")
            .args(["-displayfd", &number, "-nolisten", "tcp", "-noreset"])
            .args(["-screen", "0", "1000x800x24"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        drop(write);
        let mut line = String::new();
        BufReader::new(read).read_line(&mut line).unwrap();
        assert!(!line.trim().is_empty(), "the server has not started");
        Self {
            kind: Kind::Xvfb,
            child,
            directory,
            name: format!(":{}", line.trim()),
        }
    }

    /// weston with an output of 1000 x 800, and more arguments. It renders with GL: the pixman renderer of weston 10 crashes
    /// when a client enlarges a pool with several buffers on the screen, such as those of client-side decorations.
    pub fn weston(arguments: &[&str]) -> Self {
        let directory = directory();
        let configuration = directory.join("weston.ini");
        std::fs::write(&configuration, WESTON).unwrap();
        let child = Process::new("weston")
            .args([
                "--backend=headless-backend.so",
                "--use-gl",
                "--debug",
                "--socket=canvas-test",
            ])
            .args(["--width=1000", "--height=800"])
            .arg(format!("--config={}", configuration.display()))
            .args(arguments)
            .env("XDG_RUNTIME_DIR", &directory)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("weston is installed");
        let socket = directory.join("canvas-test");
        assert_eventually("weston's socket", || socket.exists());
        Self {
            kind: Kind::Weston,
            child,
            directory,
            name: "canvas-test".to_owned(),
        }
    }

    /// sway with an output of 1000 x 800; windows float and have no borders.
    pub fn sway() -> Self {
        let directory = directory();
        let configuration = directory.join("sway.conf");
        std::fs::write(&configuration, SWAY).unwrap();
        let is_root = rustix::process::getuid().is_root();
        let mut process = match is_root {
            true => {
                std::os::unix::fs::chown(&directory, Some(UNPRIVILEGED), Some(UNPRIVILEGED)).unwrap();
                let mut process = Process::new("setpriv");
                let (user, group) = (
                    format!("--reuid={UNPRIVILEGED}"),
                    format!("--regid={UNPRIVILEGED}"),
                );
                process.args([&user, &group, "--clear-groups", "sway"]);
                process
            }
            false => Process::new("sway"),
        };
        let child = process
            .arg("--config")
            .arg(&configuration)
            .env("XDG_RUNTIME_DIR", &directory)
            .env("HOME", &directory)
            .env("SWAYSOCK", directory.join("ipc"))
            .env("WLR_BACKENDS", "headless")
            .env("WLR_LIBINPUT_NO_DEVICES", "1")
            .env("WLR_RENDERER", "pixman")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("sway is installed");
        let display = Self {
            kind: Kind::Sway,
            child,
            directory,
            name: "wayland-1".to_owned(),
        };
        assert_eventually("sway's outputs", || {
            let output = Process::new("swaymsg")
                .args(["-r", "-t", "get_outputs"])
                .envs(display.variables())
                .output()
                .expect("swaymsg is installed");
            let outputs: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
            outputs[0]["current_mode"]["width"] == 1000
        });
        display
    }

    /// The environment variables of its programs.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let directory = self.directory.display().to_string();
        let mut variables = vec![
            ("CANVAS_TEST_KIND", self.kind.name().to_owned()),
            ("CANVAS_TEST_DIRECTORY", directory.clone()),
            ("CANVAS_TEST_PID", self.pid().to_string()),
        ];
        match self.kind {
            Kind::Xvfb => variables.push(("DISPLAY", self.name.clone())),
            Kind::Weston | Kind::Sway => {
                variables.push(("WAYLAND_DISPLAY", self.name.clone()));
                variables.push(("SWAYSOCK", format!("{directory}/ipc")));
                variables.push(("XDG_RUNTIME_DIR", directory));
            }
        }
        variables
    }

    /// The id of its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Starts a program on this display, which ends when the returned value is dropped.
    pub fn start(&self, program: &str, arguments: &[&str]) -> Running {
        let child = Process::new(program)
            .args(arguments)
            .envs(self.variables())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        Running(child)
    }

    /// Starts a window manager and waits until it manages windows.
    pub fn start_manager(&self) -> Running {
        let manager = self.start("openbox", &["--sm-disable"]);
        Client::new(&self.name).wait_for_manager();
        manager
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // It may have been killed already, or stopped.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// A program, which is ended when this is dropped.
#[derive(Debug)]
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn directory() -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("canvas-winit-test-{}-{number}", std::process::id());
    let directory = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::set_permissions(&directory, std::fs::Permissions::from_mode(0o700)).unwrap();
    directory
}

const WESTON: &str = "
[core]
idle-time=0
[shell]
background-color=0xff204060
panel-position=none
animation=none
startup-animation=none
close-animation=none
locking=false
";

const SWAY: &str = "
xwayland disable
output * bg #204060 solid_color
output * resolution 1000x800
default_border none
default_floating_border none
for_window [app_id=\".*\"] floating enable
focus_on_window_activation focus
";
