//! The user of a compositor, for the conformance suite. On an X11 server it is that of canvas-x11.
#![allow(unreachable_pub, reason = "each test binary has it as a module of its own")]

use std::cell::RefCell;
use std::process::{Child, Command as Process};

use canvas_core::app::Window;
use canvas_core::conformance::{Cannot, Outcome, Request, User};
use canvas_core::event::Button;
use canvas_core::runtime;
use nix::sys::signal::Signal;

use crate::support::{Kind, Position, Screen, VirtualInput, assert_eventually};

/// The reason on weston's headless backend.
const NO_SEAT: Cannot = Cannot("use a seat: this compositor has none");

/// The user of sway, or of weston, which has no seat.
pub struct WaylandUser<'a> {
    screen: &'a Screen,
    input: RefCell<VirtualInput<'a>>,
    /// Without a keyboard there is no focus: this program has one and presses no key.
    keyboard: Option<Child>,
}

impl<'a> WaylandUser<'a> {
    /// The user of the compositor that the environment names.
    pub fn new(screen: &'a Screen) -> Self {
        let sleep = || Process::new("wtype").args(["-s", "3600000"]).spawn();
        let keyboard = (screen.kind == Kind::Sway).then(|| sleep().expect("wtype is installed"));
        let input = RefCell::new(VirtualInput::new(screen));
        Self {
            screen,
            input,
            keyboard,
        }
    }

    /// A window's entry in the display's list, the oldest first, which must be complete.
    fn find<T: Copy>(window: &Window, all: &[T]) -> Option<T> {
        let mut ids: Vec<_> = runtime::windows().iter().map(|window| window.id()).collect();
        ids.sort();
        let index = ids.iter().position(|id| *id == window.core().id())?;
        (all.len() == ids.len()).then(|| all[index])
    }

    fn wait_for<T: Copy>(window: &Window, all: impl Fn() -> Vec<T>) -> T {
        let mut found = None;
        assert_eventually("the window is on the display", || {
            found = Self::find(window, &all());
            found.is_some()
        });
        found.unwrap()
    }

    /// Runs a command of sway for a window.
    fn sway(&self, window: &Window, command: &str) -> Outcome {
        self.seat()?;
        let id = Self::wait_for(window, || self.screen.sway_ids());
        self.screen.sway(&format!("[con_id={id}] {command}"));
        Ok(())
    }

    /// Whether the compositor has a seat.
    fn seat(&self) -> Outcome {
        match self.screen.kind {
            Kind::Sway => Ok(()),
            Kind::Weston | Kind::Xvfb => Err(NO_SEAT),
        }
    }
}

impl Drop for WaylandUser<'_> {
    fn drop(&mut self) {
        if let Some(keyboard) = &mut self.keyboard {
            // It ends with the compositor.
            let _ = keyboard.kill();
            let _ = keyboard.wait();
        }
    }
}

impl User for WaylandUser<'_> {
    fn backend(&self) -> &'static str {
        canvas_winit::FACTORY.name
    }

    fn display(&self) -> String {
        self.screen.kind.name().to_owned()
    }

    fn pixel(&self, window: &Window, x: u32, y: u32) -> Option<[u8; 3]> {
        let position = Self::find(window, &self.screen.positions())?;
        let [red, green, blue, _] = self.screen.screenshot()?.pixel(position.x + x, position.y + y)?;
        Some([red, green, blue])
    }

    fn grants(&self, request: Request) -> Outcome {
        match (self.screen.kind, request) {
            (_, Request::Fullscreen | Request::RestoreMode) | (Kind::Weston, Request::Maximized) => Ok(()),
            (_, Request::Maximized) => Err(Cannot("maximise windows: sway does not")),
            (_, Request::Minimized) => Err(Cannot("restore windows: the compositor shows no icons")),
            _ => Err(Cannot("change the order of windows")),
        }
    }

    fn resize(&self, window: &Window, width: u32, height: u32) -> Outcome {
        self.sway(window, &format!("resize set {width} px {height} px"))
    }

    fn close_button(&self, window: &Window) -> Outcome {
        self.sway(window, "kill")
    }

    /// The focus goes with the workspace: an empty one has none.
    fn focus(&self, window: &Window, focused: bool) -> Outcome {
        match focused {
            true => self.sway(window, "focus"),
            false => {
                self.seat()?;
                self.screen.sway("workspace 9");
                Ok(())
            }
        }
    }

    fn point(&self, window: &Window, x: f64, y: f64) -> Outcome {
        self.seat()?;
        let Position { x: left, y: top } = Self::wait_for(window, || self.screen.positions());
        let size = window.size();
        let is_inside = (0.0..size.width).contains(&x) && (0.0..size.height).contains(&y);
        let (x, y) = match is_inside {
            true => {
                let [x, y] = [x, y].map(|length| (length * window.ratio()).round() as u32);
                (left + x, top + y)
            }
            // The corner of the output, where no window of the suite is.
            false => (999, 799),
        };
        self.input.borrow_mut().move_to(x, y);
        Ok(())
    }

    fn button(&self, _window: &Window, button: Button, down: bool) -> Outcome {
        self.seat()?;
        self.input.borrow_mut().button(button, down);
        Ok(())
    }

    fn wheel(&self, _window: &Window, right: i32, down: i32) -> Outcome {
        self.seat()?;
        if right != 0 || down < 0 {
            return Err(Cannot("turn the wheel to the right or up"));
        }
        for _ in 0..down {
            self.input.borrow_mut().wheel_down();
        }
        Ok(())
    }

    fn key(&self, _window: &Window, _code: &'static str, _down: bool) -> Outcome {
        self.seat()?;
        Err(Cannot("hold keys: wtype has a keyboard for each word"))
    }

    fn type_text(&self, _window: &Window, text: &str) -> Outcome {
        self.seat()?;
        self.input.borrow().type_text(text);
        Ok(())
    }

    fn copy(&self, text: &str) -> Outcome {
        self.screen.run_daemon("wl-copy", &[text]);
        Ok(())
    }

    fn paste(&self) -> Outcome<String> {
        let pasted = self.screen.run("wl-paste", &["--no-newline"]);
        Ok(String::from_utf8(pasted.stdout).unwrap())
    }

    fn end_display(&self) -> Outcome {
        self.screen.signal(Signal::SIGKILL);
        Ok(())
    }
}
