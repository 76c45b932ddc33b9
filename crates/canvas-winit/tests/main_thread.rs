//! The loop on the main thread, as on macOS, which lets it run on no other: here on an X11 server, where it could.

mod support;

use std::sync::mpsc;
use std::sync::{Arc, OnceLock};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use canvas_core::app::{self, Canvas, Window};
use canvas_core::backend::BackendFactory;
use canvas_core::window::life::State;
use canvas_core::{Error, Result, runtime};
use canvas_winit::WinitBackend;
use support::{Display, PATIENCE, Screen, run_on, wait_until};

/// Tells the thread that is the main one here: the first that asks.
fn is_main() -> bool {
    static MAIN: OnceLock<ThreadId> = OnceLock::new();
    *MAIN.get_or_init(|| thread::current().id()) == thread::current().id()
}

fn be_main() {
    assert!(is_main());
    runtime::register(BackendFactory {
        connect: || Ok(Arc::new(WinitBackend::connect_on_main(is_main)?)),
        ..canvas_winit::FACTORY
    });
}

fn show() -> Window {
    let builder = Canvas::builder()
        .backend("winit")
        .title("on main")
        .size(60.0, 40.0);
    builder.show(app::with(())).unwrap()
}

fn show_elsewhere() -> Window {
    thread::spawn(show).join().unwrap()
}

/// What run() says on another thread.
fn run_elsewhere() -> Result<()> {
    let (tell, hear) = mpsc::channel();
    thread::spawn(move || tell.send(app::run()));
    hear.recv_timeout(PATIENCE).expect("it does not wait")
}

#[test]
fn windows_appear_when_the_main_thread_runs() {
    run_on(&Display::xvfb(), "shown_before_run");
}

#[test]
#[ignore = "run by the others in a process of its own"]
fn shown_before_run() {
    be_main();
    let client = Screen::from_env().client();
    let window = show_elsewhere();
    assert_eq!(window.state(), State::Opening);
    assert!(client.find("on main").is_empty());
    let error = run_elsewhere().unwrap_err();
    assert!(matches!(error, Error::Misuse(_)), "{error}");
    let user = thread::spawn(move || {
        wait_until("the window", || client.find("on main").len() == 1);
        client.close_button(client.find("on main")[0]);
    });
    app::run().unwrap();
    user.join().unwrap();
    assert_eq!(window.state(), State::Closed);
    // It is the same loop again, and this is the main thread: show() serves it until the window is there.
    let second = show();
    assert_eq!(second.state(), State::Open);
    second.force_draw(PATIENCE).unwrap();
    second.close();
    assert!(second.wait(Some(PATIENCE)).unwrap());
}

#[test]
fn questions_are_answered_on_the_main_thread_and_nowhere_else() {
    run_on(&Display::xvfb(), "asked_without_run");
}

#[test]
#[ignore = "run by the others in a process of its own"]
fn asked_without_run() {
    be_main();
    let backend = runtime::backend(Some("winit")).unwrap();
    assert!(!backend.monitors().unwrap().is_empty());
    let elsewhere = Arc::clone(&backend);
    let error = thread::spawn(move || elsewhere.monitors())
        .join()
        .unwrap()
        .unwrap_err();
    assert!(
        matches!(&error, Error::Display(why) if why.contains("run()")),
        "{error}"
    );
}

#[test]
fn a_program_that_never_runs_ends() {
    run_on(&Display::xvfb(), "never_run");
}

#[test]
#[ignore = "run by the others in a process of its own"]
fn never_run() {
    be_main();
    let first = show_elsewhere();
    let backend = runtime::backend(Some("winit")).unwrap();
    // Nobody serves the display: another thread is not kept waiting for that.
    let begun = Instant::now();
    let ended = thread::spawn(move || backend.stop(Duration::from_secs(600)));
    assert!(!ended.join().unwrap());
    assert!(begun.elapsed() < Duration::from_secs(60));
    first.close();
    assert!(runtime::stop(PATIENCE), "the main thread ends it by serving it");
    // Nothing keeps the process, whatever is left.
    drop(show_elsewhere());
}
