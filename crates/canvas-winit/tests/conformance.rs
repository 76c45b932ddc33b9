//! The suite that every backend must pass, on an X11 server with and without a window manager and on two compositors. Cases
//! that a platform, or the user of the test, cannot do are listed with the reason.

mod support;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, OnceLock};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use canvas_core::app::Window;
use canvas_core::backend::BackendFactory;
use canvas_core::conformance::{self, run_all};
use canvas_core::runtime;
use canvas_core::wait::{self, RustHost};
use canvas_winit::WinitBackend;
use support::{Client, Display, Kind, Screen, assert_eventually, run_on};
use x11rb::protocol::xproto::{self, ConnectionExt as _};

const NO_EXPOSE: &str = "Wayland: a compositor keeps the pixels and reports no exposes";
const NO_FOREIGN_DESTROY: &str = "Wayland: no program can destroy another's window";
const NO_SEAT: &str = "weston headless has no seat, so no user can resize or close its windows";

/// How often the end of the suite is checked.
const POLL: Duration = Duration::from_millis(200);

/// The names of this process's threads.
fn thread_names() -> Vec<String> {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let name = |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("comm")).ok();
    tasks
        .filter_map(|task| Some(name(task.ok()?)?.trim().to_owned()))
        .collect()
}

/// The cases that cannot be run on a display, and why.
fn lacking(kind: Kind) -> Vec<(&'static str, &'static str)> {
    let wayland = [
        ("an_expose_needs_no_handler", NO_EXPOSE),
        ("a_window_destroyed_from_outside_is_closed", NO_FOREIGN_DESTROY),
    ];
    let seatless = [
        "a_resize_is_drawn_while_a_handler_is_stuck",
        "a_resize_is_reported_once_at_its_last_size",
        "a_close_request_can_be_refused",
        "a_stuck_handler_does_not_keep_a_window_on_the_screen",
    ];
    match kind {
        Kind::Xvfb => Vec::new(),
        Kind::Sway => wayland.into(),
        Kind::Weston => wayland
            .into_iter()
            .chain(seatless.map(|case| (case, NO_SEAT)))
            .collect(),
    }
}

/// The user of a display.
struct User {
    screen: Screen,
    client: Option<Client>,
}

impl User {
    /// A window's index among those that are open, the oldest first, and how many there are.
    fn index(window: &Window) -> Option<(usize, usize)> {
        let mut ids: Vec<_> = runtime::windows().iter().map(|window| window.id()).collect();
        ids.sort();
        let index = ids.iter().position(|id| *id == window.core().id())?;
        Some((index, ids.len()))
    }

    /// A window's entry in the display's list, which must be complete.
    fn find<T: Copy>(window: &Window, all: &[T]) -> Option<T> {
        let (index, count) = Self::index(window)?;
        (all.len() == count).then(|| all[index])
    }

    fn named<T: Copy>(&self, window: &Window, all: impl Fn() -> Vec<T>) -> T {
        let mut found = None;
        assert_eventually("a window", || {
            found = Self::find(window, &all());
            found.is_some()
        });
        found.unwrap()
    }

    fn client(&self) -> &Client {
        self.client.as_ref().expect("an X11 display")
    }

    fn xid(&self, window: &Window) -> xproto::Window {
        self.named(window, || self.client().find("conformance"))
    }

    fn sway(&self, window: &Window, command: &str) {
        let id = self.named(window, || self.screen.sway_ids());
        self.screen.sway(&format!("[con_id={id}] {command}"));
    }
}

impl conformance::Display for User {
    fn backend(&self) -> &'static str {
        canvas_winit::FACTORY.name
    }

    fn lacks(&self, case: &str) -> Option<&'static str> {
        let lacking = lacking(self.screen.kind);
        lacking
            .iter()
            .find(|(name, _)| *name == case)
            .map(|(_, why)| *why)
    }

    fn pixel(&self, window: &Window, x: u32, y: u32) -> Option<[u8; 3]> {
        if let Some(client) = &self.client {
            let xid = Self::find(window, &client.find("conformance"))?;
            return client.pixel(xid, x.try_into().unwrap(), y.try_into().unwrap());
        }
        let position = Self::find(window, &self.screen.positions())?;
        let [red, green, blue, _] = self.screen.screenshot()?.pixel(position.x + x, position.y + y)?;
        Some([red, green, blue])
    }

    fn resize(&self, window: &Window, width: u32, height: u32) {
        match self.screen.kind {
            Kind::Xvfb => self.client().resize(self.xid(window), width, height),
            _ => self.sway(window, &format!("resize set {width} px {height} px")),
        }
    }

    fn expose(&self, _window: &Window) {
        self.client().cover_and_uncover();
    }

    fn close_button(&self, window: &Window) {
        match self.screen.kind {
            Kind::Xvfb => self.client().close_button(self.xid(window)),
            _ => self.sway(window, "kill"),
        }
    }

    fn destroy(&self, window: &Window) {
        let client = self.client();
        client.connection.destroy_window(self.xid(window)).unwrap();
        client.sync();
    }
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn all_cases() {
    let screen = Screen::from_env();
    for (name, _) in lacking(screen.kind) {
        assert!(conformance::CASES.iter().any(|(case, _)| *case == name), "{name}");
    }
    runtime::register(canvas_winit::FACTORY);
    let client = (screen.kind == Kind::Xvfb).then(|| screen.client());
    run_all(&User { screen, client });
    assert!(runtime::stop(Duration::from_secs(10)));
}

/// Whether the calling thread is the main one: here the first that calls this.
fn is_main() -> bool {
    static MAIN: OnceLock<ThreadId> = OnceLock::new();
    *MAIN.get_or_init(|| thread::current().id()) == thread::current().id()
}

/// The loop runs on the main thread, as on macOS: in turns, while that waits for the suite on another.
#[test]
#[ignore = "run by other tests in a process of its own"]
fn all_cases_on_the_main_thread() {
    assert!(is_main());
    runtime::register(BackendFactory {
        connect: || Ok(Arc::new(WinitBackend::connect_on_main(is_main)?)),
        ..canvas_winit::FACTORY
    });
    let screen = Screen::from_env();
    let client = Some(screen.client());
    let suite = thread::spawn(move || {
        let outcome = catch_unwind(AssertUnwindSafe(|| run_all(&User { screen, client })));
        runtime::waiters().wake();
        outcome
    });
    let is_over = || suite.is_finished().then_some(());
    // The wake-up comes just before the thread's end, so the check is repeated.
    while wait::wait_until(
        &RustHost,
        runtime::waiters(),
        Some(Instant::now() + POLL),
        is_over,
    ) == Ok(None)
    {}
    if let Err(panic) = suite.join().unwrap() {
        resume_unwind(panic);
    }
    assert!(runtime::stop(Duration::from_secs(10)));
    assert!(thread_names().iter().all(|name| name != "canvas-winit"));
}

#[test]
fn it_passes_the_conformance_suite_with_its_loop_on_the_main_thread() {
    run_on(&Display::xvfb(), "all_cases_on_the_main_thread");
}

#[test]
fn it_passes_the_conformance_suite_on_x11() {
    run_on(&Display::xvfb(), "all_cases");
}

#[test]
fn it_passes_the_conformance_suite_under_a_window_manager() {
    let display = Display::xvfb();
    let _manager = display.start_manager();
    run_on(&display, "all_cases");
}

#[test]
fn it_passes_the_conformance_suite_on_weston() {
    run_on(&Display::weston(&[]), "all_cases");
}

#[test]
fn it_passes_the_conformance_suite_on_sway() {
    run_on(&Display::sway(), "all_cases");
}
