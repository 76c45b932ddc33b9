//! The state of the process as a whole: its name for desktops, its warnings, the threads that wait for any of its
//! windows, and its environment.

use std::env;
use std::io::Write as _;
use std::sync::{LazyLock, Mutex, OnceLock};

use canvas_draw::sync::lock::{assert_no_lock, lock};

use crate::error::{Error, Result};
use crate::park::Waiters;

/// The longest application id, in bytes, so that messages to a window manager stay small.
const MAX_APP_ID: usize = 255;

static APP_ID: Mutex<Option<String>> = Mutex::new(None);
static DEFAULT_APP_ID: OnceLock<String> = OnceLock::new();
static WAITERS: LazyLock<Waiters> = LazyLock::new(Waiters::default);
static WARN: OnceLock<fn(&str)> = OnceLock::new();

/// Sets the application id, by which desktops group this program's windows and window-manager rules find them (`WM_CLASS`
/// of ICCCM 4.1.2.5, `app_id` of Wayland's xdg-shell). It holds for windows that are opened afterwards. Default: the name
/// of the program.
///
/// # Errors
/// [`Error::Invalid`] for an empty name, one of more than 255 bytes, or one with a control character.
pub fn set_app_id(name: &str) -> Result<()> {
    check_app_id(name)?;
    *lock(&APP_ID) = Some(name.to_owned());
    Ok(())
}

/// Sets the application id of a program that has not called [`set_app_id`]; the first call wins. A name that is not valid is
/// ignored.
#[doc(hidden)]
pub fn set_default_app_id(name: &str) {
    if check_app_id(name).is_ok() {
        let _ = DEFAULT_APP_ID.set(name.to_owned());
    }
}

/// The application id of windows that are opened now without one of their own.
pub fn app_id() -> String {
    let set = lock(&APP_ID).clone();
    set.or_else(|| DEFAULT_APP_ID.get().cloned())
        .or_else(program)
        .unwrap_or_else(|| "canvas".to_owned())
}

fn program() -> Option<String> {
    let path = env::current_exe().ok()?;
    let name = path.file_stem()?.to_string_lossy().into_owned();
    check_app_id(&name).is_ok().then_some(name)
}

/// Checks the rules for application ids.
///
/// # Errors
/// [`Error::Invalid`] for a name that is empty, longer than [`MAX_APP_ID`] bytes, or has control characters.
pub(crate) fn check_app_id(name: &str) -> Result<()> {
    if name.is_empty() || name.len() > MAX_APP_ID || name.chars().any(char::is_control) {
        return Err(Error::Invalid(format!(
            "app_id must be a name of 1 to {MAX_APP_ID} bytes without control characters, not {name:?}"
        )));
    }
    Ok(())
}

/// Sets where warnings go that no call can return. The first call wins; without one they go to standard error. It is
/// called on a helper thread, never on an event thread.
pub fn set_warn(warn: fn(&str)) {
    let _ = WARN.set(warn);
}

pub(crate) fn warn(message: &str) {
    assert_no_lock("a warning");
    match WARN.get() {
        Some(warn) => warn(message),
        // If standard error is closed, there is nowhere to report it.
        None => drop(writeln!(std::io::stderr(), "{message}")),
    }
}

/// The threads that wait for something of the whole process: its windows to close, its recordings to be complete.
pub fn waiters() -> &'static Waiters {
    &WAITERS
}

/// Wakes them.
pub(crate) fn wake_waiters() {
    WAITERS.wake();
}

/// Whether the environment asks for the overlay over every window (`CANVAS_OVERLAY=1`).
pub(crate) fn wants_overlay() -> bool {
    env::var_os("CANVAS_OVERLAY").is_some_and(|value| value == "1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_application_id_is_the_one_set_last() {
        assert_eq!(app_id(), program().unwrap());
        set_default_app_id("script");
        assert_eq!(app_id(), "script");
        set_app_id("first").unwrap();
        set_app_id("second").unwrap();
        set_default_app_id("other");
        assert_eq!(app_id(), "second");
        for bad in ["", "a\0b", "two\nlines", &"x".repeat(256)] {
            let error = set_app_id(bad).unwrap_err();
            assert!(
                matches!(&error, Error::Invalid(text) if text.contains("app_id")),
                "{error}"
            );
        }
        assert_eq!(app_id(), "second");
    }
}
