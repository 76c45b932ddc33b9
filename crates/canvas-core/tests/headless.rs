//! The headless display: it passes the conformance suite, and lets a test act as the user and set the clock.

#[path = "support/headless_user.rs"]
mod headless_user;

use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use canvas_core::app::{Canvas, Window};
use canvas_core::backend::{
    Backend, BackendFactory, Capabilities, Clipboard, Command, Monitor, NativeWindow, WindowId,
};
use canvas_core::clock::{Clock, VirtualClock};
use canvas_core::conformance::{assert_eventually, run_all};
use canvas_core::cursor::Cursor;
use canvas_core::event::CloseReason;
use canvas_core::frame::BufferAllocator;
use canvas_core::headless::Headless;
use canvas_core::kurbo::{Point, Size};
use canvas_core::painter::Painter;
use canvas_core::peniko::Color;
use canvas_core::window::life::State;
use canvas_core::window::{Options, UpdateMode};
use canvas_core::{Error, runtime};
use headless_user::HeadlessUser;

/// The tests run one after another: they share the windows and the display of the process.
static ALONE: Mutex<()> = Mutex::new(());
/// The display of the next connection.
static NEXT: LazyLock<Mutex<Option<Arc<dyn Backend>>>> = LazyLock::new(Mutex::default);

/// Creates a display for the windows of one test.
fn display(clock: Clock) -> Arc<Headless> {
    let display = Headless::connect(clock).unwrap();
    connect_to(Arc::clone(&display) as Arc<dyn Backend>);
    display
}

/// Connects the next window to this display.
fn connect_to(display: Arc<dyn Backend>) {
    runtime::register(BackendFactory {
        name: "headless",
        connect: || NEXT.lock().unwrap().take().ok_or(Error::Display("none".into())),
        has_display: || true,
    });
    // The display of the previous test.
    runtime::stop(Duration::from_secs(10));
    *NEXT.lock().unwrap() = Some(display);
}

fn alone() -> std::sync::MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[test]
fn it_passes_the_conformance_suite() {
    let _alone = alone();
    let report = run_all(&HeadlessUser::new(display(Clock::Real)));
    assert_eq!(report.left_out(), [], "every case runs here");
}

#[test]
fn the_frame_rate_follows_its_clock() {
    let _alone = alone();
    let clock = Arc::new(VirtualClock::default());
    let _display = display(Clock::Virtual(Arc::clone(&clock)));
    let times = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&times);
    let window = Canvas::builder()
        .update_mode(UpdateMode::Continuous)
        .max_fps(8.0)
        .show(move |painter: &mut Painter| seen.lock().unwrap().push(painter.info().time))
        .unwrap();
    assert_eventually("the first frame is shown", || {
        window.core().stats().frames_shown == 1
    });
    for n in 2..=10 {
        clock.advance(0.0625);
        clock.advance(0.0625);
        assert_eventually("one more frame is shown", || {
            window.core().stats().frames_shown == n
        });
    }
    let times = times.lock().unwrap().clone();
    assert_eq!(
        times.len(),
        10,
        "no frame was drawn while the clock was stopped: {times:?}"
    );
    for pair in times.windows(2) {
        assert!((pair[1] - pair[0] - 0.125).abs() < 1e-9, "{times:?}");
    }
    window.close();
    assert!(window.wait(Some(Duration::from_secs(30))).unwrap());
}

#[test]
fn a_display_that_dies_closes_its_windows_and_the_next_one_works() {
    let _alone = alone();
    let first = display(Clock::Real);
    let windows: Vec<Window> = (0..3)
        .map(|_| Canvas::builder().show(|_: &mut Painter| ()).unwrap())
        .collect();
    first.lose("the plug was pulled");
    for window in &windows {
        assert!(window.wait(Some(Duration::from_secs(30))).unwrap());
        let reason = window.core().close_reason();
        assert_eq!(
            reason,
            Some(CloseReason::DisplayLost("the plug was pulled".into()))
        );
        assert!(matches!(window.request_draw(), Err(Error::Closed(_))));
    }
    assert_eq!(
        canvas_core::app::run(),
        Err(Error::DisplayLost("the plug was pulled".into()))
    );
    let second = display(Clock::Real);
    let window = Canvas::builder().show(|_: &mut Painter| ()).unwrap();
    assert_eventually("it is shown", || {
        second.pixel(window.core().id(), 5, 5) == Some([255; 3])
    });
    window.close();
    assert!(window.wait(Some(Duration::from_secs(30))).unwrap());
    assert_eq!(window.state(), State::Closed);
}

#[test]
fn a_panic_ends_only_its_handler() {
    let _alone = alone();
    let display = display(Clock::Real);
    let (mut frames, neighbour) = (0, Canvas::builder().show(|_: &mut Painter| ()).unwrap());
    let window = Canvas::builder()
        .update_mode(UpdateMode::Manual)
        .show(move |painter: &mut Painter| {
            frames += 1;
            assert_ne!(frames, 2, "the second frame fails");
            painter.clear(match frames {
                1 => Color::from_rgb8(1, 2, 3),
                _ => Color::from_rgb8(4, 5, 6),
            });
        })
        .unwrap();
    let shows = |color| display.pixel(window.core().id(), 5, 5) == Some(color);
    assert_eventually("the first frame is shown", || shows([1, 2, 3]));
    let failed = window.force_draw(Duration::from_secs(30));
    assert!(matches!(failed, Err(Error::Misuse(_))), "{failed:?}");
    assert!(shows([1, 2, 3]), "the previous frame stays");
    window.force_draw(Duration::from_secs(30)).unwrap();
    assert!(shows([4, 5, 6]));
    neighbour.force_draw(Duration::from_secs(30)).unwrap();
    for window in [window, neighbour] {
        window.close();
        assert!(window.wait(Some(Duration::from_secs(30))).unwrap());
    }
}

/// A display that holds back property changes until `resume`, and may have monitors of its own.
#[derive(Debug)]
struct Slow {
    display: Arc<Headless>,
    held_back: Mutex<Vec<Command>>,
    monitors: Vec<Monitor>,
}

impl Slow {
    fn resume(&self) {
        for command in self.held_back.lock().unwrap().drain(..) {
            self.display.send(command).unwrap();
        }
    }
}

impl Backend for Slow {
    fn name(&self) -> &'static str {
        self.display.name()
    }
    fn capabilities(&self) -> Capabilities {
        self.display.capabilities()
    }
    fn describe(&self) -> Vec<(String, String)> {
        self.display.describe()
    }
    fn is_alive(&self) -> bool {
        self.display.is_alive()
    }
    fn clock(&self) -> Clock {
        self.display.clock()
    }
    fn monitors(&self) -> canvas_core::Result<Vec<Monitor>> {
        if self.monitors.is_empty() {
            return self.display.monitors();
        }
        Ok(self.monitors.clone())
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
    fn send(&self, command: Command) -> canvas_core::Result<()> {
        match command {
            Command::Set(..) => self.held_back.lock().unwrap().push(command),
            command => return self.display.send(command),
        }
        Ok(())
    }
    fn stop(&self, timeout: Duration) -> bool {
        self.display.stop(timeout)
    }
}

#[test]
fn the_last_request_wins_before_the_first_is_confirmed() {
    let _alone = alone();
    let clock = Arc::new(VirtualClock::default());
    let slow = Arc::new(Slow {
        display: Headless::connect(Clock::Virtual(Arc::clone(&clock))).unwrap(),
        held_back: Mutex::default(),
        monitors: Vec::new(),
    });
    connect_to(Arc::clone(&slow) as Arc<dyn Backend>);
    let window = Canvas::builder().show(|_: &mut Painter| ()).unwrap();
    assert_eventually("its position is known", || window.options().position.is_some());
    let before = window.options();
    type Change<'a> = dyn Fn(&mut Options) + 'a;
    let ask = |change: &Change<'_>| window.change(change).unwrap();
    let changes: [(&str, &Change<'_>); 3] = [
        ("a size", &|options| options.size.width += 50.0),
        ("a place", &|options| {
            options.position = Some(Point::new(7.0, 8.0))
        }),
        ("a mode", &|options| options.mode.fullscreen = true),
    ];
    for (what, change) in changes {
        ask(change);
        assert_eq!(window.options(), before, "{what}: nothing is confirmed");
        ask(&|options| *options = before.clone());
        assert_eq!(
            slow.held_back.lock().unwrap().len(),
            2,
            "{what}: the change and the change back are sent"
        );
        // Properties that did not change are not sent again.
        ask(&|options| options.max_fps += 1.0);
        ask(&|options| options.max_fps = before.max_fps);
        slow.resume();
        ask(&|options| options.title = format!("after {what}"));
        slow.resume();
        ask(&|options| options.title.clone_from(&before.title));
        slow.resume();
        // Commands are executed in order, so the display has the last request now.
        slow.display.pixel(window.core().id(), 0, 0);
        assert_eq!(window.options(), before, "{what}");
        clock.advance(1.0);
    }
    // A request that is not confirmed within a second has expired: it can be sent again.
    let fullscreen: &Change<'_> = &|options| options.mode.fullscreen = true;
    let sends = |expected| {
        ask(fullscreen);
        assert_eq!(
            std::mem::take(&mut *slow.held_back.lock().unwrap()).len(),
            expected
        );
    };
    sends(1);
    sends(0);
    clock.advance(1.0);
    sends(1);
    window.close();
    assert!(window.wait(Some(Duration::from_secs(30))).unwrap());
}

#[test]
fn property_changes_are_checked_and_confirmed() {
    let _alone = alone();
    let _display = display(Clock::Real);
    let window = Canvas::builder().show(|_: &mut Painter| ()).unwrap();
    let before = window.options();
    window
        .change(|options| {
            options.mode.fullscreen = true;
            options.opacity = 0.25;
            options.cursor = Cursor::from_name("grab").unwrap();
        })
        .unwrap();
    assert_eventually("it covers the screen", || {
        window.options().mode.fullscreen && window.options().size != before.size
    });
    window.change(|options| options.mode.fullscreen = false).unwrap();
    assert_eventually("it has its old size", || window.options().size == before.size);
    assert_eq!(window.options().cursor.name(), "grab");
    let refused = window.change(|options| {
        options.title = "not this".to_owned();
        options.opacity = f64::NAN;
    });
    assert!(matches!(refused, Err(Error::Invalid(text)) if text.contains("opacity")));
    assert_eq!(window.options().title, before.title, "nothing is changed");
    window.close();
    assert!(window.wait(Some(Duration::from_secs(30))).unwrap());
}

#[test]
fn a_window_knows_its_monitor() {
    let _alone = alone();
    let monitor =
        |name: &str, x: f64| Monitor::new(name.to_owned(), Point::new(x, 0.0), Size::new(1000.0, 800.0), 1.0);
    let slow = Arc::new(Slow {
        display: Headless::connect(Clock::Real).unwrap(),
        held_back: Mutex::default(),
        monitors: vec![monitor("left", 0.0), monitor("right", 1000.0)],
    });
    connect_to(Arc::clone(&slow) as Arc<dyn Backend>);
    let new = canvas_core::window::Window::new(Options::default()).unwrap();
    assert_eq!(new.monitor(), Ok(None), "it was never shown");
    let window = Canvas::builder()
        .size(100.0, 80.0)
        .show(|_: &mut Painter| ())
        .unwrap();
    let name = || Some(window.monitor().unwrap()?.name);
    assert_eventually("its position is known", || name().as_deref() == Some("left"));
    window
        .change(|options| options.position = Some(Point::new(970.0, 0.0)))
        .unwrap();
    assert_eq!(name().as_deref(), Some("left"), "the move is not confirmed");
    slow.resume();
    assert_eventually("it is moved", || name().as_deref() == Some("right"));
    window.hide().unwrap();
    assert_eq!(name(), None);
    window.show().unwrap();
    assert_eq!(name().as_deref(), Some("right"));
    window.close();
    assert!(window.wait(Some(Duration::from_secs(30))).unwrap());
    assert_eq!(name(), None);
}
