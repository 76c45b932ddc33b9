//! The suite that every backend must pass, on an X11 server with and without a window manager and on two compositors. Cases
//! that a platform, or the user of the test, cannot do are listed with the reason.

mod support;
#[path = "support/user.rs"]
mod user;
#[path = "../../canvas-x11/tests/support/user.rs"]
mod x11_user;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, OnceLock};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use canvas_core::app::Window;
use canvas_core::backend::BackendFactory;
use canvas_core::conformance::{Request, run_all};
use canvas_core::runtime;
use canvas_core::wait::{self, RustHost};
use canvas_winit::WinitBackend;
use support::{Display, Kind, Screen, run_on};
use user::WaylandUser;
use winit::raw_window_handle::RawWindowHandle;
use x11_user::X11User;
use x11rb::protocol::xproto;

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

/// The cases that are left out on every display: winit has no opacity, and their users have no fingers and no input method,
/// and cannot see the pointer's look.
const EVERYWHERE: [&str; 4] = [
    "a_window_is_translucent",
    "fingers_are_pointers",
    "text_is_composed",
    "the_pointer_has_a_look",
];
/// An X11 server that dies ends the process.
const X11: [&str; 1] = ["a_display_that_ends_closes_its_windows"];
/// winit notices moves by other clients only if a window manager reports them, and does not restore the mode of a window that
/// is shown before the window manager has processed its hiding.
const REFUSED: [Request; 2] = [Request::ReportMoves, Request::RestoreMode];
/// The cases that need a window manager.
const MANAGED: [&str; 8] = [
    "a_move_is_reported",
    "a_raised_window_is_in_front",
    "a_window_covers_its_monitor",
    "a_window_is_maximized",
    "a_window_is_minimized",
    "a_window_opens_fullscreen",
    "a_hidden_window_keeps_its_mode",
    "a_window_stays_above_others",
];
/// A compositor keeps the pixels and reports no exposes, lets programs destroy, place, raise or describe no windows of
/// others or of their own, and shows no icons.
const WAYLAND: [&str; 11] = [
    "an_expose_needs_no_handler",
    "a_program_can_place_a_window",
    "a_window_opens_at_its_position",
    "a_move_is_reported",
    "a_window_destroyed_from_outside_is_closed",
    "a_raised_window_is_in_front",
    "a_window_is_minimized",
    "a_title_can_be_changed",
    "limits_are_those_of_the_user",
    "decorations_come_and_go",
    "a_window_stays_above_others",
];
const NO_ICONS_AND_DROPS: [&str; 2] = ["a_window_has_an_icon", "files_are_dropped"];
/// Its user has no keyboard whose keys can be held, and it maximises no windows.
const SWAY: [&str; 5] = [
    "a_window_is_maximized",
    "keys_go_down_and_up",
    "modifiers_go_with_their_keys",
    "shortcuts_type_nothing",
    "held_keys_are_released_with_the_focus",
];
/// It has neither a seat nor a clipboard for programs without the focus.
const WESTON: [&str; 18] = [
    "a_resize_is_drawn_while_a_handler_is_stuck",
    "a_resize_is_reported_once_at_its_last_size",
    "a_close_request_can_be_refused",
    "a_stuck_handler_does_not_keep_a_window_on_the_screen",
    "the_pointer_enters_moves_and_leaves",
    "buttons_are_pressed_and_released",
    "two_presses_are_a_double_click",
    "the_wheel_turns_by_notches",
    "a_press_is_cancelled_when_its_window_hides",
    "the_focus_is_reported",
    "keys_go_down_and_up",
    "letters_are_typed",
    "modifiers_go_with_their_keys",
    "shortcuts_type_nothing",
    "held_keys_are_released_with_the_focus",
    "copied_text_is_pasted",
    "a_copied_image_is_pasted",
    "other_programs_paste_and_copy",
];

/// The cases that are expected to be left out on a display.
fn expected(kind: Kind, has_window_manager: bool) -> Vec<&'static str> {
    let lists: &[&[&str]] = match (kind, has_window_manager) {
        (Kind::Xvfb, true) => &[&EVERYWHERE, &X11, &["a_hidden_window_keeps_its_mode"]],
        (Kind::Xvfb, false) => &[&EVERYWHERE, &X11, &MANAGED],
        (Kind::Sway, _) => &[&EVERYWHERE, &WAYLAND, &NO_ICONS_AND_DROPS, &SWAY],
        (Kind::Weston, _) => &[&EVERYWHERE, &WAYLAND, &NO_ICONS_AND_DROPS, &WESTON],
    };
    lists.concat()
}

/// The server's id of a window.
fn xid(window: &Window) -> Option<xproto::Window> {
    let core = window.core();
    let native = core.backend()?.native(core.id())?;
    match native.window_handle().ok()?.as_raw() {
        RawWindowHandle::Xlib(handle) => Some(handle.window as xproto::Window),
        other => panic!("not a window of Xlib: {other:?}"),
    }
}

/// Runs the suite on the display of the environment.
fn run_here(has_window_manager: bool) {
    let screen = Screen::from_env();
    let report = match screen.kind {
        Kind::Xvfb => {
            let label = match has_window_manager {
                true => "Xvfb with openbox",
                false => "Xvfb",
            };
            let server = x11_user::Server {
                label: label.to_owned(),
                name: std::env::var("DISPLAY").unwrap(),
                has_window_manager,
                refused: &REFUSED,
                end: None,
            };
            run_all(&X11User::new(canvas_winit::FACTORY.name, server, xid))
        }
        Kind::Sway | Kind::Weston => run_all(&WaylandUser::new(&screen)),
    };
    let mut left_out: Vec<_> = report.left_out().into_iter().map(|(case, _)| case).collect();
    let mut expected = expected(screen.kind, has_window_manager);
    left_out.sort_unstable();
    expected.sort_unstable();
    assert_eq!(left_out, expected);
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn all_cases() {
    runtime::register(canvas_winit::FACTORY);
    run_here(false);
    assert!(runtime::stop(Duration::from_secs(10)));
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn all_cases_under_a_window_manager() {
    runtime::register(canvas_winit::FACTORY);
    run_here(true);
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
    let suite = thread::spawn(move || {
        let outcome = catch_unwind(AssertUnwindSafe(|| run_here(false)));
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
    run_on(&display, "all_cases_under_a_window_manager");
}

#[test]
fn it_passes_the_conformance_suite_on_weston() {
    run_on(&Display::weston(&[]), "all_cases");
}

#[test]
fn it_passes_the_conformance_suite_on_sway() {
    run_on(&Display::sway(), "all_cases");
}
