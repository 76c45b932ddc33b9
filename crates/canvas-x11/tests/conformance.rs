//! The suite that every backend must pass, on a real server: with shared memory and without, with a window manager and
//! without.

mod support;
#[path = "support/user.rs"]
mod user;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use canvas_core::app::Window;
use canvas_core::backend::BackendFactory;
use canvas_core::conformance::{Report, run_all};
use canvas_core::runtime;
use canvas_x11::{Options, X11Backend};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use raw_window_handle::RawWindowHandle;
use support::Server;
use user::X11User;
use x11rb::protocol::xproto;

/// The options of the next connection.
static OPTIONS: Mutex<Option<Options>> = Mutex::new(None);

/// The server's id of a window.
fn xid(window: &Window) -> Option<xproto::Window> {
    let core = window.core();
    let native = core.backend()?.native(core.id())?;
    match native.window_handle().ok()?.as_raw() {
        RawWindowHandle::Xcb(handle) => Some(handle.window.get()),
        other => panic!("not a window of XCB: {other:?}"),
    }
}

fn run_with(options: Options, server: user::Server) -> Report {
    runtime::register(BackendFactory {
        connect: || {
            let options = OPTIONS.lock().unwrap().clone().unwrap();
            Ok(Arc::new(X11Backend::connect(&options)?))
        },
        ..canvas_x11::FACTORY
    });
    *OPTIONS.lock().unwrap() = Some(options);
    let report = run_all(&X11User::new(canvas_x11::FACTORY.name, server, xid));
    assert!(runtime::stop(Duration::from_secs(10)));
    report
}

fn run_on(server: &Server, label: &str, has_window_manager: bool) -> Vec<&'static str> {
    let pid = Pid::from_raw(server.pid().cast_signed());
    let user = user::Server {
        label: label.to_owned(),
        name: server.display.clone(),
        has_window_manager,
        refused: &[],
        end: Some(Box::new(move || kill(pid, Signal::SIGKILL).unwrap())),
    };
    let report = run_with(server.options(), user);
    report.left_out().into_iter().map(|(case, _)| case).collect()
}

/// The user cannot see the pointer's look, and XTEST has no fingers; the backend serves no input methods.
const EVERYWHERE: [&str; 3] = [
    "the_pointer_has_a_look",
    "fingers_are_pointers",
    "text_is_composed",
];
/// The cases that need a window manager.
const MANAGED: [&str; 7] = [
    "a_raised_window_is_in_front",
    "a_window_covers_its_monitor",
    "a_window_is_maximized",
    "a_window_is_minimized",
    "a_window_opens_fullscreen",
    "a_hidden_window_keeps_its_mode",
    "a_window_stays_above_others",
];

fn assert_same(mut left_out: Vec<&str>, expected: &[&[&'static str]]) {
    let mut expected = expected.concat();
    left_out.sort_unstable();
    expected.sort_unstable();
    assert_eq!(left_out, expected);
}

/// One display after the other: they share the process's windows.
#[test]
fn it_passes_the_conformance_suite() {
    for (label, arguments) in [
        ("Xvfb", &[][..]),
        ("Xvfb without MIT-SHM", &["-extension", "MIT-SHM"]),
    ] {
        let left_out = run_on(&Server::with(arguments), label, false);
        assert_same(left_out, &[&EVERYWHERE, &MANAGED]);
    }
    let server = Server::new();
    let _manager = server.start_manager();
    let left_out = run_on(&server, "Xvfb with openbox", true);
    assert_same(left_out, &[&EVERYWHERE]);
}

/// For the servers of `make matrix`, which are not started here.
#[test]
#[ignore = "needs a server with a window manager: the one that DISPLAY names"]
fn it_passes_on_a_given_server() {
    let display = std::env::var("DISPLAY").expect("DISPLAY is set");
    let options = Options {
        display: Some(display.clone().into()),
        ..Options::default()
    };
    let server = user::Server {
        label: display.clone(),
        name: display,
        has_window_manager: true,
        refused: &[],
        end: None,
    };
    run_with(options, server);
}
