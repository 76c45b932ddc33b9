//! Waiting on the main thread so that signals interrupt it, as they interrupt CPython's own blocking calls.
//!
//! While the main thread waits, `signal.set_wakeup_fd` is set to a pipe of this module: a signal that arrives at any thread writes
//! a byte there, the wait ends, and `PyErr_CheckSignals` runs the handlers. The previous descriptor receives the bytes too and is
//! restored afterwards, so asyncio and others keep theirs. The pipes are created for the first wait and kept for the next ones.

#![expect(unsafe_code, reason = "the previous descriptor is known by its number only")]

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use canvas_core::wait::{Parked, Parker};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, ioctl_fionbio};

/// Parks in `poll`, on a pipe that `unpark` writes to and one that signals write to.
#[derive(Debug)]
pub(crate) struct SignalParker {
    wake: (OwnedFd, OwnedFd),
    signal: (OwnedFd, OwnedFd),
    /// The previous descriptor of `signal.set_wakeup_fd`; -1 for none. Only the main thread writes it.
    previous: AtomicI32,
}

/// The parker of the last wait, for the next one. A leaf lock that only the main thread acquires.
static SPARE: Mutex<Option<Arc<SignalParker>>> = Mutex::new(None);

/// Both ends of a pipe that never blocks and that child processes do not inherit.
fn pipe() -> std::io::Result<(OwnedFd, OwnedFd)> {
    let (read, write) = std::io::pipe()?;
    ioctl_fionbio(&read, true)?;
    ioctl_fionbio(&write, true)?;
    Ok((read.into(), write.into()))
}

impl SignalParker {
    /// The spare parker, or a new one for the first wait and for a wait within a wait.
    fn take() -> std::io::Result<Arc<Self>> {
        let spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(spare) = spare {
            // A late `unpark` of the last wait may have left a byte.
            Self::drain(&spare.wake.0);
            return Ok(spare);
        }
        Ok(Arc::new(Self {
            wake: pipe()?,
            signal: pipe()?,
            previous: AtomicI32::new(-1),
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

    /// Takes the bytes that signals wrote, and passes them on to the previous descriptor. Returns whether there were any.
    fn take_signals(&self) -> bool {
        let bytes = Self::drain(&self.signal.0);
        if bytes.is_empty() {
            return false;
        }
        let previous = self.previous.load(Ordering::Relaxed);
        if previous >= 0 {
            // SAFETY: CPython writes to this descriptor until another one is set, so its owner keeps it open; if it was
            // closed after all, the write fails with EBADF, which is ignored.
            let previous = unsafe { BorrowedFd::borrow_raw(previous) };
            // A full pipe already wakes its reader.
            let _ = rustix::io::write(previous, &bytes);
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

/// Keeps `signal.set_wakeup_fd` set to a parker's pipe, and restores the previous descriptor.
#[derive(Debug)]
pub(crate) struct WakeupGuard {
    pub(crate) parker: Arc<SignalParker>,
}

impl WakeupGuard {
    /// Sets the descriptor. `None` on threads other than the main one, where Python handles no signals.
    pub(crate) fn install(py: Python<'_>) -> PyResult<Option<Self>> {
        let parker = SignalParker::take()?;
        match set_wakeup_fd(py, parker.signal.1.as_fd().as_raw_fd()) {
            Ok(previous) => {
                parker.previous.store(previous, Ordering::Relaxed);
                Ok(Some(Self { parker }))
            }
            Err(error) if error.is_instance_of::<PyValueError>(py) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Restores the previous descriptor.
    pub(crate) fn remove(self, py: Python<'_>) {
        let ours = self.parker.signal.1.as_raw_fd();
        match set_wakeup_fd(py, self.parker.previous.load(Ordering::Relaxed)) {
            // A signal handler has set another one meanwhile, which stays.
            Ok(current) if current != ours => drop(set_wakeup_fd(py, current)),
            Ok(_) => {}
            Err(error) => {
                // The previous descriptor was closed meanwhile: there is nothing to wake.
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
