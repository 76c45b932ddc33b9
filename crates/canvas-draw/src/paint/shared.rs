//! A handle whose clones share a value, with snapshots of it.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A value that clones share; taking a snapshot copies nothing. The lock is a leaf.
pub(super) struct Shared<T>(Arc<Mutex<Arc<T>>>);

impl<T: Clone> Shared<T> {
    pub(super) fn new(value: T) -> Self {
        Self(Arc::new(Mutex::new(Arc::new(value))))
    }

    /// The current value.
    pub(super) fn now(&self) -> Arc<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the value; snapshots stay as they are.
    pub(super) fn change(&self, change: impl FnOnce(&mut T)) {
        change(Arc::make_mut(
            &mut self.0.lock().unwrap_or_else(PoisonError::into_inner),
        ));
    }

    /// An address that is equal for clones, and different for all other values while one of them lives.
    pub(super) fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fmt(f)
    }
}
