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
use support::{Display, Screen, TIMEOUT, assert_eventually, run_on};

/// Whether the calling thread is the main one: here the first that calls this.
fn is_main() -> bool {
    static MAIN: OnceLock<ThreadId> = OnceLock::new();
    *MAIN.get_or_init(|| thread::current().id()) == thread::current().id()
}

fn register_on_main() {
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

/// The result of `run()` on another thread.
fn run_elsewhere() -> Result<()> {
    let (sender, results) = mpsc::channel();
    thread::spawn(move || sender.send(app::run()));
    results.recv_timeout(TIMEOUT).expect("it does not block")
}

#[test]
fn windows_appear_when_the_main_thread_runs() {
    run_on(&Display::xvfb(), "shown_before_run");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn shown_before_run() {
    register_on_main();
    let client = Screen::from_env().client();
    let window = show_elsewhere();
    assert_eq!(window.state(), State::Opening);
    assert!(client.find("on main").is_empty());
    let error = run_elsewhere().unwrap_err();
    assert!(matches!(error, Error::Misuse(_)), "{error}");
    let user = thread::spawn(move || {
        assert_eventually("the window", || client.find("on main").len() == 1);
        client.close_button(client.find("on main")[0]);
    });
    app::run().unwrap();
    user.join().unwrap();
    assert_eq!(window.state(), State::Closed);
    // The same loop serves the next window: on the main thread show() runs it until the window exists.
    let second = show();
    assert_eq!(second.state(), State::Open);
    second.force_draw(TIMEOUT).unwrap();
    second.close();
    assert!(second.wait(Some(TIMEOUT)).unwrap());
}

#[test]
fn requests_are_answered_on_the_main_thread_only() {
    run_on(&Display::xvfb(), "requested_without_run");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn requested_without_run() {
    register_on_main();
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
fn a_program_that_never_calls_run_ends() {
    run_on(&Display::xvfb(), "never_run");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn never_run() {
    register_on_main();
    let first = show_elsewhere();
    let backend = runtime::backend(Some("winit")).unwrap();
    // No thread serves the display, and another thread does not wait for that.
    let start = Instant::now();
    let ended = thread::spawn(move || backend.stop(Duration::from_secs(600)));
    assert!(!ended.join().unwrap());
    assert!(start.elapsed() < Duration::from_secs(60));
    first.close();
    assert!(runtime::stop(TIMEOUT), "the main thread ends it by serving it");
    // A window that is left does not keep the process alive.
    drop(show_elsewhere());
}
