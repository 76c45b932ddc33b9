//! How winit's event loop is created, run and ended.
//!
//! It runs on a thread of its own. Where only the main thread may run it, it is created and run there, in turns
//! ([`main_thread`](crate::main_thread)).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use canvas_core::{Error, Result, threads};
use winit::error::EventLoopError;
use winit::event_loop::{ControlFlow, EventLoop};

use crate::event_loop::App;
use crate::loop_handle::EventLoopHandle;

/// The stack of the loop's thread, bytes; winit draws window decorations on it.
const STACK: usize = 2 * 1024 * 1024;

/// Why a loop that panicked has ended.
pub(crate) const PANICKED: &str = "the display is lost: its event loop panicked";

/// Starts the loop, unless that has been done: the first window is about to be created.
///
/// # Errors
/// [`Error::Resource`] if the system has no thread left; [`Error::Display`] if the process has another loop.
pub(crate) fn start(handle: &Arc<EventLoopHandle>) -> Result<()> {
    handle.start_once(|| {
        if handle.needs_main_thread() {
            return Ok(());
        }
        let serving = Arc::clone(handle);
        threads::spawn("canvas-winit", STACK, move || serve(&serving))
            .map(drop)
            .map_err(|error| Error::Resource(format!("no thread for the event loop: {error}")))
    })
}

/// The body of the loop's thread.
fn serve(handle: &Arc<EventLoopHandle>) {
    let mut app = App::new(Arc::clone(handle));
    match create(handle, &mut app) {
        Err(reason) => end(handle, &mut app, &reason, Error::Display),
        Ok(event_loop) => {
            let reason = catch_unwind(AssertUnwindSafe(|| run(event_loop, &mut app)));
            let reason = reason.unwrap_or_else(|_| PANICKED.to_owned());
            end(handle, &mut app, &reason, Error::DisplayLost);
        }
    }
}

/// Creates winit's loop as soon as the display answers.
///
/// # Errors
/// A text that says why winit cannot create it.
pub(crate) fn create(handle: &EventLoopHandle, app: &mut App) -> std::result::Result<EventLoop<()>, String> {
    let created = catch_unwind(AssertUnwindSafe(|| {
        app.wait_for_display();
        handle.display().builder().build()
    }));
    let event_loop = match created {
        Ok(Ok(event_loop)) => event_loop,
        Ok(Err(error)) => return Err(format!("winit cannot start: {error}")),
        // The panic hook has printed why.
        Err(_) => return Err("winit cannot start: it panicked".to_owned()),
    };
    event_loop.set_control_flow(ControlFlow::Wait);
    let proxy = event_loop.create_proxy();
    let wake = move || {
        // A loop that has ended needs no waking.
        let _ = proxy.send_event(());
    };
    // The inbox may hold messages already.
    wake();
    handle.inbox().waker().set(wake);
    handle.set_running();
    Ok(event_loop)
}

/// Runs the loop until it ends, and says why. Nothing in this crate ends it.
fn run(event_loop: EventLoop<()>, app: &mut App) -> String {
    match event_loop.run_app(app) {
        Ok(()) => describe_exit(0),
        Err(EventLoopError::ExitFailure(code)) => describe_exit(code),
        Err(error) => format!("the event loop has failed: {error}"),
    }
}

/// Why winit has ended with this code: the number of a system error where it reports one, else 1.
pub(crate) fn describe_exit(code: i32) -> String {
    /// `EPROTO` of Linux: the compositor has reported a protocol error of ours (`wl_display.error`).
    const PROTOCOL: i32 = 71;
    match code {
        0 => "the event loop has ended".to_owned(),
        PROTOCOL => "the display is lost: it reported a protocol error".to_owned(),
        1 => "the display is lost: it closed the connection".to_owned(),
        code => {
            let error = std::io::Error::from_raw_os_error(code);
            format!("the display is lost: it closed the connection ({error})")
        }
    }
}

/// Ends the loop. Windows that are created are lost; those that are not fail with `error`.
pub(crate) fn end(handle: &EventLoopHandle, app: &mut App, reason: &str, error: fn(String) -> Error) {
    let reason = format!("{}: {reason}", handle.display().name());
    // First no more messages, then the reports: each window gets one last event.
    let unread = handle.inbox().close(&reason);
    handle.inbox().waker().clear();
    app.lose(&reason, unread, error);
    handle.set_ended(reason);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_described() {
        assert!(describe_exit(71).contains("protocol"));
        assert!(describe_exit(32).contains("closed the connection"));
        assert!(describe_exit(1).ends_with("closed the connection"));
    }
}
