//! Waiting on the main thread so that signals interrupt it, as CPython's own blocking calls do.
//!
//! While the main thread waits, `signal.set_wakeup_fd` points to a pipe of ours: a signal that arrives at any thread
//! writes a byte there, the wait ends, and `PyErr_CheckSignals` runs the handlers. What was set before gets its bytes
//! too, and is put back afterwards, so that asyncio and others find what they left. The pipes are made for the first
//! wait and kept for the next ones.

#![expect(
    unsafe_code,
    reason = "the descriptor that was set before is known by its number alone"
)]

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use canvas_core::wait::{Parked, Parker};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, ioctl_fionbio};

/// Sleeps in `poll`, on a pipe that `unpark` writes to and one that signals write to.
#[derive(Debug)]
pub(crate) struct SignalParker {
    wake: (OwnedFd, OwnedFd),
    signal: (OwnedFd, OwnedFd),
    /// What `signal.set_wakeup_fd` was set to before; -1 is nothing. Only the main thread writes it.
    before: AtomicI32,
}

/// The parker of the wait before, for the next one. A leaf lock that only the main thread takes.
static SPARE: Mutex<Option<Arc<SignalParker>>> = Mutex::new(None);

/// Both ends of a pipe that never blocks; a program that is started does not get them.
fn pipe() -> std::io::Result<(OwnedFd, OwnedFd)> {
    let (read, write) = std::io::pipe()?;
    ioctl_fionbio(&read, true)?;
    ioctl_fionbio(&write, true)?;
    Ok((read.into(), write.into()))
}

impl SignalParker {
    /// The spare one, or, in a wait within a wait and at first, a new one.
    fn take() -> std::io::Result<Arc<Self>> {
        let spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(spare) = spare {
            // Who woke the wait before it was over may have been late.
            Self::drain(&spare.wake.0);
            return Ok(spare);
        }
        Ok(Arc::new(Self {
            wake: pipe()?,
            signal: pipe()?,
            before: AtomicI32::new(-1),
        }))
    }

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
        let before = self.before.load(Ordering::Relaxed);
        if before >= 0 {
            // SAFETY: CPython keeps writing to this number until somebody sets another one, so its owner keeps it open;
            // if it has been closed after all, the write fails with EBADF, which is ignored.
            let before = unsafe { BorrowedFd::borrow_raw(before) };
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
        let parker = SignalParker::take()?;
        match set_wakeup_fd(py, parker.signal.1.as_fd().as_raw_fd()) {
            Ok(before) => {
                parker.before.store(before, Ordering::Relaxed);
                Ok(Some(Self { parker }))
            }
            Err(error) if error.is_instance_of::<PyValueError>(py) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Puts back what was there.
    pub(crate) fn remove(self, py: Python<'_>) {
        let ours = self.parker.signal.1.as_raw_fd();
        match set_wakeup_fd(py, self.parker.before.load(Ordering::Relaxed)) {
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
        *SPARE.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.parker);
    }
}

fn set_wakeup_fd(py: Python<'_>, fd: i32) -> PyResult<i32> {
    let keywords = pyo3::types::PyDict::new(py);
    keywords.set_item("warn_on_full_buffer", false)?;
    py.import("signal")?
        .call_method("set_wakeup_fd", (fd,), Some(&keywords))?
        .extract()
}
