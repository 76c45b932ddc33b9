//! How other threads wait for the loop: they block, or, on the main thread where the loop runs there, run it meanwhile.

use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Instant;

use crate::loop_handle::{EventLoopHandle, TIMEOUT};
use crate::main_thread;

/// Waits until a condition holds or the loop has ended, at most until the deadline; false if neither is so then.
///
/// A loop of the main thread is waited for only on that thread, by running it: on others this returns at once.
pub(crate) fn wait_for(
    handle: &Arc<EventLoopHandle>,
    deadline: Instant,
    mut condition: impl FnMut() -> bool,
) -> bool {
    if !handle.needs_main_thread() {
        return handle.wait(deadline, condition);
    }
    while !condition()
        && handle.is_on_main_thread()
        && Instant::now() < deadline
        && main_thread::turn(handle, deadline)
    {}
    condition() || !handle.is_serving()
}

/// Waits for the loop's reply to a request; `None` if there is none within 3 s.
pub(crate) fn receive<T>(handle: &Arc<EventLoopHandle>, replies: &Receiver<T>) -> Option<T> {
    if !handle.is_on_main_thread() {
        return replies.recv_timeout(TIMEOUT).ok();
    }
    let mut reply = None;
    wait_for(handle, Instant::now() + TIMEOUT, || {
        reply = reply.take().or_else(|| replies.try_recv().ok());
        reply.is_some()
    });
    reply
}
