//! What all windows of the process share: the backends of this build, the displays that are connected, the list of open
//! windows, and waiting for all of them.

use std::env;
use std::fmt;
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, Weak};
use std::time::{Duration, Instant};

use crate::backend::{Backend, BackendFactory, WindowId};
use crate::error::{Error, Result};
use crate::event::CloseReason;
use crate::wait::{
    Host, RustHost, WaitError, WaitResult, Waiters, assert_no_lock, lock, ui_thread, wait_until,
};
use crate::window::life::State;
use crate::window::{Inner, Window};
use crate::{headless, main_thread, timers, video, workers};

/// Each has a lock of its own; none is held while another is taken, but for `connecting`, which no event thread takes.
#[derive(Default)]
struct Runtime {
    factories: Mutex<Vec<BackendFactory>>,
    /// Held while connecting (3 s at the most), so that threads that show windows at once share one connection.
    connecting: Mutex<Vec<Arc<dyn Backend>>>,
    windows: Mutex<Vec<(WindowId, Weak<Inner>)>>,
    /// Who waits for windows to close.
    waiters: Waiters,
    /// How displays died, since somebody asked.
    lost: Mutex<Vec<String>>,
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(Runtime::default);
static NEXT_ID: AtomicU64 = AtomicU64::new(1);
static APP_ID: OnceLock<String> = OnceLock::new();
static WARN: OnceLock<fn(&str)> = OnceLock::new();

/// A unique name for a window.
pub(crate) fn next_window_id() -> WindowId {
    WindowId(NEXT_ID.fetch_add(1, Ordering::Relaxed))
}

/// Sets the application's name, by which desktops group its windows. The first call wins; without one it is the name of
/// the program.
pub fn set_app_id(name: &str) {
    let _ = APP_ID.set(name.to_owned());
}

pub(crate) fn app_id() -> String {
    let program = || {
        let path = env::current_exe().ok()?;
        Some(path.file_stem()?.to_string_lossy().into_owned())
    };
    APP_ID
        .get()
        .cloned()
        .or_else(program)
        .unwrap_or_else(|| "canvas".to_owned())
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
        // Nobody is left to tell if standard error is closed.
        None => drop(writeln!(std::io::stderr(), "{message}")),
    }
}

/// Adds a backend to those that windows can choose. The first of a name wins.
pub fn register(factory: BackendFactory) {
    let mut factories = lock(&RUNTIME.factories);
    if factories.iter().all(|f| f.name != factory.name) {
        factories.push(factory);
    }
}

/// The backends of this build, in the order in which they are chosen; headless is the last.
pub fn factories() -> Vec<BackendFactory> {
    let mut factories = lock(&RUNTIME.factories).clone();
    if factories.iter().all(|f| f.name != headless::FACTORY.name) {
        factories.push(headless::FACTORY);
    }
    factories
}

/// The backend of this name, connected: an open connection is shared, one that has died is made anew. Without a name
/// `CANVAS_BACKEND` chooses, else the first whose display the environment names, else headless, with a warning.
/// Blocks for 3 s at the most; call it with the user's lock given up.
///
/// # Errors
/// [`Error::BackendUnavailable`] if there is no such backend in this build, and the errors of connecting: a display that
/// is named but refuses is never silently replaced by another.
pub fn backend(name: Option<&str>) -> Result<Arc<dyn Backend>> {
    let from_environment = env::var("CANVAS_BACKEND").ok().filter(|value| !value.is_empty());
    let factory = choose(name.or(from_environment.as_deref()))?;
    let mut connected = lock(&RUNTIME.connecting);
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
    if let Some(factory) = factories.iter().find(|f| (f.is_wanted)()) {
        return Ok(*factory);
    }
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        warn(
            "canvas: neither DISPLAY nor WAYLAND_DISPLAY names a display that this build can use: windows are headless, \
              nothing is shown. Set CANVAS_BACKEND=headless to say that this is wanted.",
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

pub(crate) fn add_window(window: &Arc<Inner>) {
    let id = Window::upgrade(&Arc::downgrade(window)).map(|w| w.id());
    let mut windows = lock(&RUNTIME.windows);
    windows.retain(|(_, w)| w.strong_count() > 0 && !std::ptr::eq(w.as_ptr(), Arc::as_ptr(window)));
    windows.extend(id.map(|id| (id, Arc::downgrade(window))));
}

pub(crate) fn remove_window(window: &Arc<Inner>) {
    lock(&RUNTIME.windows).retain(|(_, w)| !std::ptr::eq(w.as_ptr(), Arc::as_ptr(window)));
}

/// The windows that have been shown and are not closed, oldest first.
pub fn windows() -> Vec<Window> {
    let windows = lock(&RUNTIME.windows);
    windows
        .iter()
        .filter_map(|(_, weak)| Window::upgrade(weak))
        .collect()
}

/// Closes every window, without waiting.
pub fn close_all(reason: &CloseReason) {
    for window in windows() {
        window.close(reason.clone());
    }
}

/// Wakes whoever waits for windows.
pub(crate) fn wake_waiters() {
    RUNTIME.waiters.wake();
}

/// Wakes whoever waits for anything: how it waits has changed.
pub(crate) fn wake_all_waiters() {
    wake_waiters();
    for window in windows() {
        window.wake_waiters();
    }
}

pub(crate) fn note_lost(why: &str) {
    let mut lost = lock(&RUNTIME.lost);
    if lost.len() < 16 && !lost.iter().any(|l| l == why) {
        lost.push(why.to_owned());
    }
}

/// Waits until every window is closed; hidden ones count as open; and until the recordings that ended with them are complete.
/// Windows without a user who could close them (headless)
/// hold it up only until they have shown what is due, `CANVAS_HEADLESS_SECONDS` (default 2) at the most.
///
/// Where the system lets the main thread alone serve windows (macOS), this is what serves them.
///
/// # Errors
/// [`Error::DisplayLost`] if a display died under a window; [`Error::Misuse`] on the UI thread of a window, and on any thread
/// but the main one where that has to serve the windows that are open.
pub fn run<H: Host>(host: &H) -> WaitResult<(), H> {
    if ui_thread().is_some() {
        return Err(Error::Misuse(
            "run() would wait for the thread it is called on: this is a window's own UI thread".to_owned(),
        )
        .into());
    }
    main_thread::check_run()?;
    let limit = Instant::now() + headless_patience();
    wait_for(host, Some(limit), || pending(Instant::now() >= limit) == 0)?;
    // Windows that only a user can close have no deadline.
    wait_for(host, None, || pending(true) == 0 && !video::is_writing())?;
    let lost = std::mem::take(&mut *lock(&RUNTIME.lost));
    match lost.is_empty() {
        true => Ok(()),
        false => Err(Error::DisplayLost(lost.join("; ")).into()),
    }
}

fn wait_for<H: Host>(
    host: &H,
    deadline: Option<Instant>,
    mut done: impl FnMut() -> bool + Send,
) -> WaitResult<(), H> {
    wait_until(host, &RUNTIME.waiters, deadline, || done().then_some(()))
        .map(drop)
        .map_err(WaitError::Interrupt)
}

/// How many windows must still be waited for.
fn pending(late: bool) -> usize {
    let unattended = |w: &Window| w.backend().is_some_and(|b| !b.capabilities().input);
    windows()
        .iter()
        .filter(|w| !(unattended(w) && (late || w.is_idle())))
        .count()
}

/// Whether the environment wants the figures over every window.
pub(crate) fn wants_overlay() -> bool {
    env::var_os("CANVAS_OVERLAY").is_some_and(|value| value == "1")
}

fn headless_patience() -> Duration {
    let seconds = env::var("CANVAS_HEADLESS_SECONDS")
        .ok()
        .and_then(|value| value.parse::<f64>().ok());
    seconds
        .and_then(|s| Duration::try_from_secs_f64(s).ok())
        .unwrap_or(Duration::from_secs(2))
}

/// Waits until every window is closed or the deadline passes: true if all are closed.
///
/// # Errors
/// What interrupted the host.
pub fn wait_closed<H: Host>(host: &H, deadline: Instant) -> std::result::Result<bool, H::Interrupt> {
    let closed = || windows().iter().all(|w| w.state() == State::Closed).then_some(());
    wait_until(host, &RUNTIME.waiters, Some(deadline), closed).map(|ended| ended.is_some())
}

/// Ends every native thread: recordings, event loops, raster workers, timers. The last thing at the end of a program. True if all
/// have ended in time.
pub fn stop(patience: Duration) -> bool {
    let end = Instant::now() + patience;
    // Nothing interrupts this host.
    let mut all = video::finish_all(&RustHost, end).unwrap_or_default();
    let backends = std::mem::take(&mut *lock(&RUNTIME.connecting));
    main_thread::forget();
    for backend in backends {
        all &= backend.stop(end.saturating_duration_since(Instant::now()));
    }
    all & workers::stop(end) & timers::stop(end)
}

/// The displays that are connected now.
pub fn connected() -> Vec<Arc<dyn Backend>> {
    lock(&RUNTIME.connecting).clone()
}

/// Who waits for windows, for hosts that wait for more than that.
pub fn waiters() -> &'static Waiters {
    &RUNTIME.waiters
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime").finish_non_exhaustive()
    }
}
