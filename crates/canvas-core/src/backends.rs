//! The backends of this build, which of them a window uses, and the displays that are connected.

use std::env;
use std::sync::{Arc, Mutex, OnceLock};

use crate::backend::{Backend, BackendFactory};
use crate::error::{Error, Result};
use crate::wait::lock;
use crate::{headless, process};

static FACTORIES: Mutex<Vec<BackendFactory>> = Mutex::new(Vec::new());
/// Held while connecting (at most 3 s), so that threads that show windows at once share one connection. No event thread
/// takes it.
static CONNECTED: Mutex<Vec<Arc<dyn Backend>>> = Mutex::new(Vec::new());

/// Adds a backend to those that windows can choose. The first of a name wins.
pub fn register(factory: BackendFactory) {
    let mut factories = lock(&FACTORIES);
    if factories.iter().all(|f| f.name != factory.name) {
        factories.push(factory);
    }
}

/// The backends of this build, in the order in which they are chosen; headless is the last.
pub fn factories() -> Vec<BackendFactory> {
    let mut factories = lock(&FACTORIES).clone();
    if factories.iter().all(|f| f.name != headless::FACTORY.name) {
        factories.push(headless::FACTORY);
    }
    factories
}

/// The backend of this name, connected: an open connection is shared, a dead one is replaced. Without a name
/// `CANVAS_BACKEND` chooses, else the first whose display the environment names, else headless, with a warning.
/// Blocks for at most 3 s; call it with the host lock released.
///
/// # Errors
/// [`Error::BackendUnavailable`] if there is no such backend in this build, and the errors of connecting: a display that
/// is named but refuses is never silently replaced by another.
pub fn backend(name: Option<&str>) -> Result<Arc<dyn Backend>> {
    let from_environment = env::var("CANVAS_BACKEND").ok().filter(|value| !value.is_empty());
    let factory = choose(name.or(from_environment.as_deref()))?;
    let mut connected = lock(&CONNECTED);
    connected.retain(|backend| backend.is_alive());
    if let Some(backend) = connected.iter().find(|backend| backend.name() == factory.name) {
        return Ok(Arc::clone(backend));
    }
    let backend = (factory.connect)()?;
    connected.push(Arc::clone(&backend));
    Ok(backend)
}

fn choose(name: Option<&str>) -> Result<BackendFactory> {
    let factories = factories();
    if let Some(name) = name {
        return factories
            .iter()
            .find(|f| f.name == name)
            .copied()
            .ok_or_else(|| unavailable(name, &factories));
    }
    if let Some(factory) = factories.iter().find(|f| (f.has_display)()) {
        return Ok(*factory);
    }
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        process::warn(
            "canvas: neither DISPLAY nor WAYLAND_DISPLAY names a display that this build can use: windows are headless, \
              nothing is shown. Set CANVAS_BACKEND=headless if this is intended.",
        );
    });
    Ok(headless::FACTORY)
}

fn unavailable(name: &str, factories: &[BackendFactory]) -> Error {
    let names: Vec<&str> = factories.iter().map(|f| f.name).collect();
    let known = ["x11", "winit"].contains(&name);
    let way_out = if known {
        format!("it is not in this build: install canvas with its {name} feature, or use one of")
    } else {
        "there is no backend of that name; use one of".to_owned()
    };
    Error::BackendUnavailable(format!("backend {name:?}: {way_out} {}", names.join(", ")))
}

/// The displays that are connected now.
pub fn connected() -> Vec<Arc<dyn Backend>> {
    lock(&CONNECTED).clone()
}

/// Disconnects: the caller ends the displays that were connected.
pub(crate) fn take_connected() -> Vec<Arc<dyn Backend>> {
    std::mem::take(&mut *lock(&CONNECTED))
}
