//! The open windows of the process.

use std::sync::{Arc, Mutex, Weak};

use crate::backend::WindowId;
use crate::process;
use crate::wait::lock;

use super::handle::{Inner, Window};

static WINDOWS: Mutex<Vec<(WindowId, Weak<Inner>)>> = Mutex::new(Vec::new());
/// Why displays were lost, since the last [`take_lost`].
static LOST: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Adds a window, with the number of its new session.
pub(super) fn add_window(window: &Arc<Inner>) {
    let id = Window::upgrade(&Arc::downgrade(window)).map(|w| w.id());
    let mut windows = lock(&WINDOWS);
    windows.retain(|(_, w)| w.strong_count() > 0 && !std::ptr::eq(w.as_ptr(), Arc::as_ptr(window)));
    windows.extend(id.map(|id| (id, Arc::downgrade(window))));
}

/// Removes a window that is closed.
pub(super) fn remove_window(window: &Arc<Inner>) {
    lock(&WINDOWS).retain(|(_, w)| !std::ptr::eq(w.as_ptr(), Arc::as_ptr(window)));
}

/// The windows that have been shown and are not closed, oldest first.
pub fn windows() -> Vec<Window> {
    let windows = lock(&WINDOWS);
    windows
        .iter()
        .filter_map(|(_, weak)| Window::upgrade(weak))
        .collect()
}

/// Wakes all threads that wait: how they wait has changed.
pub(super) fn wake_all_waiters() {
    process::wake_waiters();
    for window in windows() {
        window.wake_waiters();
    }
}

/// A display with open windows is lost.
pub(super) fn note_lost(why: &str) {
    let mut lost = lock(&LOST);
    if lost.len() < 16 && !lost.iter().any(|l| l == why) {
        lost.push(why.to_owned());
    }
}

/// Why displays with open windows were lost, since the last call.
pub(crate) fn take_lost() -> Vec<String> {
    std::mem::take(&mut *lock(&LOST))
}
