//! Python as the core's [`Host`]: waits release the GIL, and on the main thread signals interrupt them.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Instant;

use canvas_core::wait::{CondvarParker, Host, Parker};
use pyo3::prelude::*;

use crate::gil;
use crate::polling_parker::PollingParker;
use crate::signals::WakeupGuard;

/// The host of one call.
pub(crate) struct PyHost<'py> {
    py: Python<'py>,
    guard: RefCell<Option<WakeupGuard>>,
    gil_wait: Cell<f64>,
}

impl<'py> PyHost<'py> {
    pub(crate) fn new(py: Python<'py>) -> Self {
        Self {
            py,
            guard: RefCell::new(None),
            gil_wait: Cell::new(0.0),
        }
    }

    /// The time that the call has waited to acquire the GIL again, in seconds.
    pub(crate) fn gil_wait(&self) -> f64 {
        self.gil_wait.get()
    }
}

impl Host for PyHost<'_> {
    type Interrupt = PyErr;

    fn blocking<R: Send>(&self, wait: impl FnOnce() -> R + Send) -> R {
        let (value, woken) = gil::release(self.py, || {
            let value = wait();
            (value, Instant::now())
        });
        self.gil_wait
            .set(self.gil_wait.get() + woken.elapsed().as_secs_f64());
        value
    }

    fn parker(&self) -> Arc<dyn Parker> {
        if let Some(guard) = &*self.guard.borrow() {
            // A call that waits twice.
            return Arc::clone(&guard.parker) as Arc<dyn Parker>;
        }
        match WakeupGuard::install(self.py) {
            Ok(Some(guard)) => {
                let parker = Arc::clone(&guard.parker);
                *self.guard.borrow_mut() = Some(guard);
                parker
            }
            Ok(None) => Arc::new(CondvarParker::default()),
            // Out of descriptors.
            Err(_) => Arc::new(PollingParker::default()),
        }
    }

    fn interrupted(&self) -> PyResult<()> {
        self.py.check_signals()
    }
}

impl Drop for PyHost<'_> {
    fn drop(&mut self) {
        if let Some(guard) = self.guard.get_mut().take() {
            guard.remove(self.py);
        }
    }
}
