//! Leaks of descriptors, memory and threads, and activity while nothing happens.
//!
//! These tests inspect the whole process, so they run one at a time.

mod support;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use canvas_core::backend::{Backend as _, BackendEvent, Command};
use canvas_core::conformance::{TIMEOUT, TestWindow, assert_eventually, test_setup};
use support::Server;

static TURN: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The numbers of descriptors, mapped frames, and event threads of this process.
fn resources() -> (usize, usize, usize) {
    let fds = std::fs::read_dir("/proc/self/fd").unwrap().count();
    (fds, mapped_frames("self"), event_threads().len())
}

fn mapped_frames(process: &str) -> usize {
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    maps.lines().filter(|line| line.contains("canvas-frame")).count()
}

/// The `status` files of the threads that run event loops.
fn event_threads() -> Vec<String> {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let paths = tasks.map(|task| task.unwrap().path());
    let named = paths.filter(|path| {
        std::fs::read_to_string(path.join("comm")).is_ok_and(|name| name.trim() == "canvas-x11")
    });
    named
        .map(|path| path.join("status").to_str().unwrap().to_owned())
        .collect()
}

fn field(status: &str, name: &str) -> String {
    let status = std::fs::read_to_string(status).unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line[name.len()..].trim_start_matches(':').trim().to_owned()
}

#[test]
fn an_idle_window_never_wakes_the_loop() {
    let _turn = turn();
    let server = Server::new();
    let window = TestWindow::open(&server.connect(), test_setup(200, 100));
    window.show(window.frame(200, 100, [1, 2, 3]));
    let threads = event_threads();
    assert_eq!(threads.len(), 1);
    let switches = || field(&threads[0], "voluntary_ctxt_switches");
    // The events of the new window have to be processed first.
    let mut last = String::new();
    assert_eventually("the loop is quiet", || {
        std::thread::sleep(Duration::from_millis(200));
        std::mem::replace(&mut last, switches()) == switches()
    });
    let before = switches();
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(switches(), before);
}

#[test]
fn the_event_thread_blocks_all_signals() {
    let _turn = turn();
    let server = Server::new();
    let _backend = server.connect();
    let threads = event_threads();
    let blocked = u64::from_str_radix(&field(&threads[0], "SigBlk"), 16).unwrap();
    // SIGKILL, SIGSTOP and the signals of the C library cannot be blocked.
    let never = 1 << 8 | 1 << 18 | 1 << 31 | 1 << 32 | 1 << 33;
    assert_eq!(blocked | never, !0);
}

#[test]
fn windows_leak_nothing() {
    let _turn = turn();
    let server = Server::new();
    let backend = server.connect();
    let client = server.client();
    let before = resources();
    let served = mapped_frames(&server.pid().to_string());
    for _ in 0..3 {
        let windows: Vec<_> = (0..100)
            .map(|_| TestWindow::create(&backend, test_setup(64, 48)))
            .collect();
        for window in &windows {
            window.present(window.frame(64, 48, [1, 2, 3]));
        }
        for window in &windows {
            window.expect("frame shown", |event| *event == BackendEvent::FrameShown(1));
        }
        assert_eq!(client.find("canvas-test").len(), 100);
        assert_eq!(mapped_frames("self"), 100);
        for window in &windows {
            window.send(Command::Destroy(window.id()));
        }
        for window in &windows {
            window.expect("destroyed", |event| *event == BackendEvent::Destroyed(true));
        }
    }
    assert_eventually("all resources are released", || resources() == before);
    let server_maps = || mapped_frames(&server.pid().to_string());
    assert_eventually("the server has released the memory", || server_maps() == served);
    assert_eq!(client.find("canvas-test").len(), 0);
    assert!(backend.stop(TIMEOUT));
}

#[test]
fn connections_leak_nothing() {
    let _turn = turn();
    let server = Server::new();
    let before = resources();
    for round in 0..50 {
        let backend = server.connect();
        let window = TestWindow::open(&backend, test_setup(64, 48));
        window.show(window.frame(64, 48, [1, 2, 3]));
        if round % 2 == 0 {
            assert!(backend.stop(TIMEOUT));
        }
        drop((window, backend));
    }
    assert_eventually("all resources are released", || resources() == before);
}
