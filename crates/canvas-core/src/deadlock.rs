//! The wait-for graph of UI threads: a wait that would close a cycle, a deadlock, is refused.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Mutex;

use canvas_draw::sync::lock::lock;

use crate::backend::ids::WindowId;
use crate::error::{Error, Result};

thread_local! {
    static UI_OF: Cell<Option<WindowId>> = const { Cell::new(None) };
}

/// Says that this thread is the UI thread of a window, or (`None`) of none any more.
pub fn set_ui_thread(window: Option<WindowId>) {
    UI_OF.set(window);
}

/// The window whose UI thread this is.
pub fn ui_thread() -> Option<WindowId> {
    UI_OF.get()
}

/// Which window's UI thread each UI thread waits for. A leaf lock: held for a look-up, never while waiting.
static WAITS: Mutex<Option<HashMap<WindowId, WindowId>>> = Mutex::new(None);

/// States, while it lives, that this UI thread waits for another window's.
#[derive(Debug)]
pub struct WaitGuard(Option<WindowId>);

impl WaitGuard {
    /// Publishes that this thread is about to wait for the UI thread of `target`, in the method `what`.
    ///
    /// # Errors
    /// [`Error::Misuse`] if it would wait for itself, directly or in a cycle.
    pub fn new(target: WindowId, what: &str) -> Result<Self> {
        let Some(me) = ui_thread() else {
            return Ok(Self(None));
        };
        if me == target {
            return Err(Error::Misuse(format!(
                "{what}() would wait for the thread it is called on: this is the window's own UI thread"
            )));
        }
        let mut waits = lock(&WAITS);
        let waits = waits.get_or_insert_default();
        let mut next = target;
        while let Some(&after) = waits.get(&next) {
            if after == me {
                return Err(Error::Misuse(format!(
                    "{what}() would wait in a cycle: that window's thread is waiting for this one"
                )));
            }
            next = after;
        }
        waits.insert(me, target);
        Ok(Self(Some(me)))
    }
}

impl Drop for WaitGuard {
    fn drop(&mut self) {
        if let (Some(me), Some(waits)) = (self.0, lock(&WAITS).as_mut()) {
            waits.remove(&me);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_of_waits_are_refused() {
        let (a, b, c) = (WindowId(9001), WindowId(9002), WindowId(9003));
        set_ui_thread(Some(a));
        assert!(matches!(WaitGuard::new(a, "call"), Err(Error::Misuse(_))));
        let waiting = WaitGuard::new(b, "call").unwrap();
        set_ui_thread(Some(b));
        let second = WaitGuard::new(c, "call").unwrap();
        set_ui_thread(Some(c));
        assert!(matches!(WaitGuard::new(a, "wait"), Err(Error::Misuse(_))));
        drop(waiting);
        assert!(WaitGuard::new(a, "wait").is_ok());
        drop(second);
        set_ui_thread(None);
    }
}
