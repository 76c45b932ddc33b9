//! A display that only the main thread may serve, as on macOS: here a display in memory that executes commands when the thread
//! that a test declares the main one runs it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use canvas_core::app::{self, App, Canvas, Window};
use canvas_core::backend::{
    Backend, BackendEvent, BackendFactory, Capabilities, Clipboard, Command, MainLoop, Monitor, NativeWindow,
    WindowId,
};
use canvas_core::clock::Clock;
use canvas_core::frame::BufferAllocator;
use canvas_core::headless::Headless;
use canvas_core::painter::Painter;
use canvas_core::wait::{CondvarParker, Host, Parked, Parker};
use canvas_core::window::WaitError;
use canvas_core::window::life::State;
use canvas_core::{Error, Result, runtime};

const TIMEOUT: Duration = Duration::from_secs(60);

static MAIN_THREAD: Mutex<Option<ThreadId>> = Mutex::new(None);
static TURNS: AtomicUsize = AtomicUsize::new(0);
/// Whether the display refuses windows.
static FAILS: AtomicBool = AtomicBool::new(false);
static WARNINGS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Debug)]
struct OnMain {
    display: Arc<Headless>,
    main_loop: Arc<Loop>,
}

#[derive(Debug)]
struct Loop {
    display: Arc<Headless>,
    inbox: Mutex<(VecDeque<Command>, bool)>,
    change: Condvar,
}

impl MainLoop for Loop {
    fn is_here(&self) -> bool {
        *lock(&MAIN_THREAD) == Some(thread::current().id())
    }

    fn turn(&self, until: Instant) -> bool {
        assert!(self.is_here(), "a turn on another thread");
        TURNS.fetch_add(1, Ordering::Relaxed);
        let left = until.saturating_duration_since(Instant::now());
        let idle = |(commands, woken): &mut (VecDeque<Command>, bool)| commands.is_empty() && !*woken;
        let waited = self.change.wait_timeout_while(lock(&self.inbox), left, idle);
        let commands = {
            let mut inbox = waited.unwrap_or_else(PoisonError::into_inner).0;
            inbox.1 = false;
            std::mem::take(&mut inbox.0)
        };
        commands.into_iter().all(|command| match command {
            Command::Create(_, _, port) if FAILS.load(Ordering::Relaxed) => {
                port.deliver(BackendEvent::Failed(Error::Display("no room".to_owned())));
                true
            }
            command => self.display.send(command).is_ok(),
        })
    }

    fn wake(&self) {
        lock(&self.inbox).1 = true;
        self.change.notify_all();
    }
}

impl Backend for OnMain {
    fn name(&self) -> &'static str {
        FACTORY.name
    }
    fn capabilities(&self) -> Capabilities {
        let mut can = self.display.capabilities();
        can.input = true;
        can
    }
    fn describe(&self) -> Vec<(String, String)> {
        self.display.describe()
    }
    fn is_alive(&self) -> bool {
        self.display.is_alive()
    }
    fn monitors(&self) -> Result<Vec<Monitor>> {
        self.display.monitors()
    }
    fn clipboard(&self) -> Option<Arc<dyn Clipboard>> {
        self.display.clipboard()
    }
    fn allocator(&self) -> Arc<dyn BufferAllocator> {
        self.display.allocator()
    }
    fn native(&self, window: WindowId) -> Option<Arc<dyn NativeWindow>> {
        self.display.native(window)
    }
    fn send(&self, command: Command) -> Result<()> {
        lock(&self.main_loop.inbox).0.push_back(command);
        self.main_loop.change.notify_all();
        Ok(())
    }
    fn stop(&self, timeout: Duration) -> bool {
        self.display.stop(timeout)
    }
    fn main_loop(&self) -> Option<Arc<dyn MainLoop>> {
        Some(Arc::clone(&self.main_loop) as Arc<dyn MainLoop>)
    }
}

const FACTORY: BackendFactory = BackendFactory {
    name: "on-main",
    connect: || {
        let display = Headless::connect(Clock::Real)?;
        let main_loop = Arc::new(Loop {
            display: Arc::clone(&display),
            inbox: Mutex::default(),
            change: Condvar::new(),
        });
        Ok(Arc::new(OnMain { display, main_loop }))
    },
    has_display: || false,
};

/// The tests share the runtime, and each is the main thread.
fn be_main() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    let one = lock(&ONE);
    *lock(&MAIN_THREAD) = Some(thread::current().id());
    runtime::register(FACTORY);
    one
}

/// Counts its frames; closes its window after the first one if `closes`.
struct Counter {
    window: Window,
    frames: Arc<AtomicUsize>,
    closes: bool,
}

impl App for Counter {
    fn on_draw(&mut self, painter: &mut Painter) {
        painter.fill_rect(0.0, 0.0, 10.0, 10.0);
        self.frames.fetch_add(1, Ordering::Relaxed);
        if self.closes {
            self.window.close();
        }
    }
}

fn show(closes: bool) -> (Result<Window>, Arc<AtomicUsize>) {
    let frames = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&frames);
    let builder = Canvas::builder().backend(FACTORY.name).size(20.0, 20.0);
    let window = builder.show_with(|window| Counter {
        window,
        frames: counter,
        closes,
    });
    (window, frames)
}

fn show_elsewhere(closes: bool) -> (Window, Arc<AtomicUsize>) {
    let (window, frames) = thread::spawn(move || show(closes)).join().unwrap();
    (window.unwrap(), frames)
}

/// The result of run() on another thread.
fn run_elsewhere() -> Result<()> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(app::run()));
    receiver.recv_timeout(TIMEOUT).expect("it does not wait")
}

#[test]
fn a_window_of_another_thread_appears_when_the_main_thread_runs() {
    let _one = be_main();
    let turns = TURNS.load(Ordering::Relaxed);
    let (window, frames) = show_elsewhere(true);
    assert_eq!(window.state(), State::Opening, "show() does not wait for it");
    assert_eq!(TURNS.load(Ordering::Relaxed), turns);
    assert_eq!(frames.load(Ordering::Relaxed), 0);
    app::run().unwrap();
    assert_eq!(window.state(), State::Closed);
    assert!(frames.load(Ordering::Relaxed) > 0);
    assert!(TURNS.load(Ordering::Relaxed) > turns);
}

#[test]
fn run_reports_a_window_that_could_not_be_opened() {
    let _one = be_main();
    FAILS.store(true, Ordering::Relaxed);
    let (window, frames) = show_elsewhere(true);
    let outcome = app::run();
    let refused = show(true).0;
    FAILS.store(false, Ordering::Relaxed);
    assert!(
        matches!(&outcome, Err(Error::DisplayLost(why)) if why.contains("no room")),
        "{outcome:?}"
    );
    assert!(window.wait(Some(TIMEOUT)).unwrap());
    assert_eq!(frames.load(Ordering::Relaxed), 0);
    assert!(
        matches!(refused, Err(Error::Display(_))),
        "on the main thread show() returns the error"
    );
    app::run().expect("the error has been reported");
}

#[test]
fn a_main_thread_that_waits_for_another_display_serves_this_one_too() {
    let _one = be_main();
    let first = Canvas::builder().backend("headless").show(app::with(())).unwrap();
    let closer = first.clone();
    let shows = thread::spawn(move || {
        let (window, frames) = show(true);
        let window = window.unwrap();
        let ended = window.wait(Some(TIMEOUT)).unwrap();
        closer.close();
        (ended, frames.load(Ordering::Relaxed))
    });
    assert!(first.wait(Some(TIMEOUT)).unwrap());
    let (ended, frames) = shows.join().unwrap();
    assert!(ended && frames > 0);
}

#[test]
fn every_method_that_waits_on_the_main_thread_serves_the_display() {
    let _one = be_main();
    let (window, frames) = show(false);
    let window = window.unwrap();
    assert_eq!(window.state(), State::Open, "show() has served it");
    assert_eq!(window.snapshot().unwrap().width(), 20);
    let before = frames.load(Ordering::Relaxed);
    window.force_draw(TIMEOUT).unwrap();
    assert!(frames.load(Ordering::Relaxed) > before);
    window.close();
    assert!(window.wait(Some(TIMEOUT)).unwrap());
}

#[test]
fn run_on_another_thread_names_the_thread_to_call_it_on() {
    let _one = be_main();
    let (window, _frames) = show_elsewhere(true);
    let error = run_elsewhere().unwrap_err();
    assert!(
        matches!(&error, Error::Misuse(why) if why.contains("main thread")),
        "{error}"
    );
    app::run().unwrap();
    assert_eq!(window.state(), State::Closed);
    thread::spawn(app::run)
        .join()
        .unwrap()
        .expect("nothing is open any more");
}

/// A host whose interruption does not wake the loop of the display, as a signal does not.
#[derive(Default)]
struct Interrupted(Arc<Signal>);

#[derive(Default)]
struct Signal {
    parker: CondvarParker,
    has_come: AtomicBool,
}

impl Parker for Signal {
    fn park(&self, deadline: Option<Instant>) -> Parked {
        match self.has_come.load(Ordering::SeqCst) {
            true => Parked::Interrupted,
            false => self.parker.park(deadline),
        }
    }
    fn unpark(&self) {
        self.parker.unpark();
    }
}

impl Host for Interrupted {
    type Interrupt = &'static str;

    fn blocking<R: Send>(&self, wait: impl FnOnce() -> R + Send) -> R {
        wait()
    }
    fn parker(&self) -> Arc<dyn Parker> {
        Arc::clone(&self.0) as Arc<dyn Parker>
    }
    fn interrupted(&self) -> std::result::Result<(), &'static str> {
        Err("Ctrl-C")
    }
}

#[test]
fn an_interrupt_of_the_host_ends_run() {
    let _one = be_main();
    let window = show(false).0.unwrap();
    // From now on no event ends a turn of the loop.
    window.snapshot().unwrap();
    let host = Interrupted::default();
    let (signal, doomed) = (Arc::clone(&host.0), window.clone());
    let (ended, has_ended) = mpsc::channel();
    let turns = TURNS.load(Ordering::Relaxed);
    let sends = thread::spawn(move || {
        let begun = Instant::now();
        while TURNS.load(Ordering::Relaxed) < turns + 8 && begun.elapsed() < TIMEOUT {
            thread::yield_now();
        }
        signal.has_come.store(true, Ordering::SeqCst);
        // If run() does not notice the interrupt, it ends with its window.
        let noticed = has_ended.recv_timeout(TIMEOUT).is_ok();
        doomed.close();
        noticed
    });
    let outcome = runtime::run(&host);
    // The thread may have timed out.
    let _ = ended.send(());
    assert!(sends.join().unwrap());
    assert!(matches!(outcome, Err(WaitError::Interrupt("Ctrl-C"))));
    app::run().unwrap();
    assert_eq!(window.state(), State::Closed);
}

#[test]
fn a_program_that_never_runs_is_warned_once_and_ends() {
    let _one = be_main();
    runtime::set_warn(|message| lock(&WARNINGS).push(message.to_owned()));
    let (first, _) = show_elsewhere(false);
    let (second, _) = show(false);
    let begun = Instant::now();
    while lock(&WARNINGS).is_empty() && begun.elapsed() < TIMEOUT {
        thread::sleep(Duration::from_millis(10));
    }
    assert!(
        lock(&WARNINGS).concat().contains("Call run() there"),
        "{:?}",
        lock(&WARNINGS)
    );
    first.close();
    second.unwrap().close();
    let closed = runtime::wait_closed(&canvas_core::wait::RustHost, Instant::now() + TIMEOUT);
    assert_eq!(closed, Ok(true));
    assert!(runtime::stop(TIMEOUT));
    assert_eq!(lock(&WARNINGS).len(), 1);
}
