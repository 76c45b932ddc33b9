//! Waiting on the main thread so that signals interrupt it, as CPython's own blocking calls do.
//!
//! While the main thread waits, `signal.set_wakeup_fd` points to a pipe of ours: a signal that arrives at any thread
//! writes a byte there, the wait ends, and `PyErr_CheckSignals` runs the handlers. What was set before gets its bytes
//! too, and is put back afterwards, so that asyncio and others find what they left.

#![expect(
    unsafe_code,
    reason = "the descriptor that was set before is known by its number alone"
)]

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::sync::Arc;
use std::time::Instant;

use canvas_core::wait::{Parked, Parker};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::pipe::{PipeFlags, pipe_with};

/// Sleeps in `poll`, on a pipe that `unpark` writes to and one that signals write to.
#[derive(Debug)]
pub(crate) struct SignalParker {
    wake: (OwnedFd, OwnedFd),
    signal: (OwnedFd, OwnedFd),
    /// What `signal.set_wakeup_fd` was set to before; -1 is nothing.
    before: i32,
}

impl SignalParker {
    fn drain(fd: &OwnedFd) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut chunk = [0; 256];
        while let Ok(count @ 1..) = rustix::io::read(fd, &mut chunk) {
            bytes.extend_from_slice(&chunk[..count]);
        }
        bytes
    }

    /// The bytes that signals wrote, passed on to whoever waited for them before.
    fn take_signals(&self) -> bool {
        let bytes = Self::drain(&self.signal.0);
        if bytes.is_empty() {
            return false;
        }
        if self.before >= 0 {
            // SAFETY: CPython keeps writing to this number until somebody sets another one, so its owner keeps it open;
            // if it has been closed after all, the write fails with EBADF, which is ignored.
            let before = unsafe { BorrowedFd::borrow_raw(self.before) };
            // A full pipe already wakes its reader.
            let _ = rustix::io::write(before, &bytes);
        }
        true
    }
}

impl Parker for SignalParker {
    fn park(&self, deadline: Option<Instant>) -> Parked {
        loop {
            let left = deadline.map(|d| d.saturating_duration_since(Instant::now()));
            let timeout = left.and_then(|left| Timespec::try_from(left).ok());
            let mut fds = [
                PollFd::new(&self.wake.0, PollFlags::IN),
                PollFd::new(&self.signal.0, PollFlags::IN),
            ];
            let outcome = poll(&mut fds, timeout.as_ref());
            if self.take_signals() || outcome == Err(Errno::INTR) {
                return Parked::Interrupted;
            }
            if !Self::drain(&self.wake.0).is_empty() {
                return Parked::Woken;
            }
            if left.is_some_and(|left| left.is_zero()) {
                return Parked::TimedOut;
            }
        }
    }

    fn unpark(&self) {
        // A full pipe already wakes its reader.
        let _ = rustix::io::write(&self.wake.1, &[1]);
    }
}

/// Keeps `signal.set_wakeup_fd` pointed to a parker, and puts back what was there.
#[derive(Debug)]
pub(crate) struct WakeupGuard {
    pub(crate) parker: Arc<SignalParker>,
}

impl WakeupGuard {
    /// `None` on any thread but the main one, where signals are of no concern.
    pub(crate) fn install(py: Python<'_>) -> PyResult<Option<Self>> {
        let flags = PipeFlags::NONBLOCK | PipeFlags::CLOEXEC;
        let pipe = || pipe_with(flags).map_err(|error| PyErr::from(std::io::Error::from(error)));
        let (wake, signal) = (pipe()?, pipe()?);
        match set_wakeup_fd(py, signal.1.as_fd().as_raw_fd()) {
            Ok(before) => Ok(Some(Self {
                parker: Arc::new(SignalParker { wake, signal, before }),
            })),
            Err(error) if error.is_instance_of::<PyValueError>(py) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Puts back what was there.
    pub(crate) fn remove(self, py: Python<'_>) {
        let ours = self.parker.signal.1.as_raw_fd();
        match set_wakeup_fd(py, self.parker.before) {
            // A handler has set another one meanwhile: it stays.
            Ok(now) if now != ours => drop(set_wakeup_fd(py, now)),
            Ok(_) => {}
            Err(error) => {
                // What was there before has been closed meanwhile: nothing is left to wake.
                error.write_unraisable(py, None);
                drop(set_wakeup_fd(py, -1));
            }
        }
        self.parker.take_signals();
    }
}

fn set_wakeup_fd(py: Python<'_>, fd: i32) -> PyResult<i32> {
    let keywords = pyo3::types::PyDict::new(py);
    keywords.set_item("warn_on_full_buffer", false)?;
    py.import("signal")?
        .call_method("set_wakeup_fd", (fd,), Some(&keywords))?
        .extract()
}
