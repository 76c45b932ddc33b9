//! The threading policy, with a host that counts and checks: one release of the host lock per turn, without exception.

use std::cell::Cell;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use canvas_core::app::{self, App, Canvas, CloseReply};
use canvas_core::event::{CloseEvent, CloseReason, Event, KeyEvent, PointerEvent, PointerKind};
use canvas_core::painter::Painter;
use canvas_core::pixels::{Fit, PixelView, Strides};
use canvas_core::video::VideoOptions;
use canvas_core::wait::{CondvarParker, Host, Parker, RustHost};
use canvas_core::window::life::State;
use canvas_core::window::{Options, UpdateMode, WaitError, Window};
use canvas_core::{Error, runtime};

/// A host whose lock is held except during `blocking`.
#[derive(Default)]
struct CountingHost {
    released: Cell<bool>,
    releases: Cell<u64>,
}

impl Host for CountingHost {
    type Interrupt = Infallible;

    fn blocking<R: Send>(&self, wait: impl FnOnce() -> R + Send) -> R {
        assert!(!self.released.replace(true), "a wait within a wait");
        let value = wait();
        self.released.set(false);
        self.releases.set(self.releases.get() + 1);
        value
    }

    fn parker(&self) -> Arc<dyn Parker> {
        Arc::new(CondvarParker::default())
    }

    fn interrupted(&self) -> Result<(), Infallible> {
        Ok(())
    }
}

fn headless() -> Options {
    let mut options = Options::default();
    options.backend = Some("headless".into());
    options
}

fn options() -> Options {
    let mut options = headless();
    options.update_mode = UpdateMode::Continuous;
    options.max_fps = 1000.0;
    options
}

#[test]
fn the_lock_is_released_once_a_turn() {
    let window = Window::new(options()).unwrap();
    assert!(window.begin_show().unwrap());
    let for_ui = window.clone();
    let ui = std::thread::spawn(move || {
        let host = CountingHost::default();
        let ui = for_ui.ui_thread();
        let mut drawn = 0;
        loop {
            let turn = ui.turn(&host);
            assert_eq!(host.releases.get(), for_ui.stats().turns, "one release a turn");
            if turn.closing.is_some() {
                break;
            }
            if let Some(info) = ui.begin_draw() {
                let mut painter = Painter::new(info);
                for n in 0..1000 {
                    painter.fill_rect(f64::from(n), 0.0, 1.0, 1.0);
                }
                ui.end_draw(painter.finish());
                drawn += 1;
                // These methods do not wait, so they keep the lock.
                for_ui.request_draw().unwrap();
                for_ui.post_task().unwrap();
                let _ = (for_ui.options(), for_ui.keys(), for_ui.stats());
            }
            if drawn == 50 {
                for_ui.close(CloseReason::Program);
            }
        }
        ui.ended();
        host.releases.get()
    });
    let showing = CountingHost::default();
    assert!(window.finish_show(&showing, true).is_ok());
    assert!(matches!(window.wait(&RustHost, None), Ok(true)));
    assert!(ui.join().unwrap() >= 50);
    assert_eq!(window.state(), State::Closed);
}

#[test]
fn no_call_waits_for_its_own_thread() {
    let window = Window::new(options()).unwrap();
    assert!(window.begin_show().unwrap());
    let for_ui = window.clone();
    let ui = std::thread::spawn(move || {
        let ui = for_ui.ui_thread();
        let _ = ui.turn(&RustHost);
        let misuse = |result: Result<(), WaitError<Infallible>>| {
            assert!(
                matches!(result, Err(WaitError::Canvas(Error::Misuse(_)))),
                "{result:?}"
            );
        };
        misuse(for_ui.wait(&RustHost, None).map(drop));
        misuse(for_ui.wait_ticket(&RustHost, 1, None));
        misuse(for_ui.force_draw(&RustHost, std::time::Instant::now()));
        misuse(runtime::run(&RustHost));
        for_ui.close(CloseReason::Program);
        assert!(ui.turn(&RustHost).closing.is_some());
        assert!(!ui.enter("on_draw"), "a closing window runs no handler");
        assert!(ui.enter("on_close"), "except its last one");
        ui.leave();
        ui.ended();
    });
    assert!(window.finish_show(&RustHost, true).is_ok());
    assert!(matches!(window.wait(&RustHost, None), Ok(true)));
    ui.join().unwrap();
}

#[test]
fn waits_for_a_window_that_closes_end() {
    let window = Window::new(headless()).unwrap();
    assert!(matches!(
        window.wait(&RustHost, None),
        Err(WaitError::Canvas(Error::Misuse(_)))
    ));
    assert!(window.begin_show().unwrap());
    let for_ui = window.clone();
    // A UI thread that takes its turns and never draws.
    let ui = std::thread::spawn(move || {
        let ui = for_ui.ui_thread();
        while ui.turn(&RustHost).closing.is_none() {}
        ui.ended();
    });
    assert!(window.finish_show(&RustHost, true).is_ok());
    let waiting: Vec<_> = (0..4)
        .map(|n| {
            let window = window.clone();
            std::thread::spawn(move || match n {
                0 => window.wait_ticket(&RustHost, 77, None),
                1 => window.shown_frame(&RustHost).map(drop),
                2 => window.force_draw(&RustHost, std::time::Instant::now() + Duration::from_secs(60)),
                _ => {
                    let ticket = window.take_ticket()?;
                    window.wait_ticket(&RustHost, ticket, None)
                }
            })
        })
        .collect();
    window.close(CloseReason::Program);
    for waiter in waiting {
        let outcome = waiter.join().unwrap();
        assert!(
            matches!(outcome, Err(WaitError::Canvas(Error::Closed(_)))),
            "{outcome:?}"
        );
    }
    assert!(matches!(window.wait(&RustHost, None), Ok(true)));
    ui.join().unwrap();
}

/// Calls its window from every handler, and refuses close requests.
struct Busy(app::Window);

impl App for Busy {
    fn on_draw(&mut self, painter: &mut Painter) {
        painter.fill_rect(0.0, 0.0, 10.0, 10.0);
        let window = self.0.clone();
        assert_eq!(
            window.call(None, || 7).unwrap(),
            7,
            "runs at once on its own thread"
        );
        // It may be closing by now.
        let _ = self.0.post(move || drop(window.snapshot()));
    }

    fn on_event(&mut self, _: &Event) -> bool {
        let own = app::Window::current().unwrap();
        let _ = own.change(|options| options.title = format!("{} again", self.0.options().title.len()));
        let _ = (
            own.request_draw(),
            own.keys(),
            own.pointer(),
            own.stats(),
            own.core().stuck(),
        );
        false
    }

    fn on_close_request(&mut self, _: &CloseEvent) -> CloseReply {
        CloseReply::Keep
    }
}

fn call_every_method(window: &app::Window, number: usize) -> canvas_core::Result<()> {
    let grey = vec![128; 20 * 30];
    let strides = Strides {
        row: 20,
        column: 1,
        channel: 1,
    };
    let pixels = PixelView::new(&grey, 0, 20, 30, 1, strides)?;
    let video = format!("{}/policy-{number}.png", env!("CARGO_TARGET_TMPDIR"));
    window.snapshot()?;
    let mut recording = window.record_video(&video, VideoOptions::default())?;
    for i in 0..200 {
        if i % 20 == 19 {
            recording.stop()?;
            recording = window.record_video(&video, VideoOptions::default().with_max_fps(1000.0))?;
        }
        window.request_draw()?;
        window.present(&pixels, Fit::Contain, true)?;
        window.change(|options| options.max_fps = 1000.0 - number as f64)?;
        window.set_size(80.0 + f64::from(i % 20), 60.0)?;
        window.submit_event(KeyEvent::new(i % 2 == 0, "a", "KeyA"))?;
        window.submit_event(PointerEvent::new(PointerKind::Move, f64::from(i), 5.0))?;
        assert_eq!(window.call(None, move || i)?, i);
        drop(window.call_later(Duration::from_millis(1), || ())?);
        let _cancelled = window.call_later(Duration::from_secs(60), || ())?.cancel();
        window.request_close()?;
        if i % 5 == 0 {
            window.hide()?;
            window.show()?;
            window.snapshot()?;
        }
        if i % 5 == 1 {
            // Another thread may have hidden it meanwhile.
            let _ = window.force_draw(Duration::from_millis(100));
        }
        assert!(!window.wait(Some(Duration::ZERO))?);
        let _ = (
            window.options(),
            window.state(),
            window.visible(),
            window.physical_size(),
            window.monitor(),
            recording.frames(),
        );
        assert!(
            runtime::windows()
                .iter()
                .any(|other| other.id() == window.core().id())
        );
    }
    recording.stop()?;
    let _ = std::fs::remove_file(video);
    Ok(())
}

/// In a debug build the core asserts that no lock is held where it waits, enters a handler or releases a frame.
#[test]
fn no_wait_and_no_handler_under_a_lock_on_any_thread() {
    let window = Canvas::builder()
        .size(80.0, 60.0)
        .backend("headless")
        .show_with(Busy)
        .unwrap();
    let ended: Vec<_> = std::thread::scope(|scope| {
        let window = &window;
        let threads: Vec<_> = (0..8)
            .map(|n| scope.spawn(move || call_every_method(window, n)))
            .collect();
        threads.into_iter().map(|thread| thread.join()).collect()
    });
    assert!(ended.iter().all(|ended| matches!(ended, Ok(Ok(())))), "{ended:?}");
    window.close();
    assert!(window.wait(None).unwrap());
}

#[test]
fn options_that_another_thread_changes_meanwhile_are_kept() {
    let window = Window::new(headless()).unwrap();
    let before = window.options();
    let mut requested = before.clone();
    requested.max_fps = 30.0;
    requested.mode.fullscreen = true;
    window
        .change(|options| {
            // The program's code runs without a lock.
            assert_eq!(window.options(), before);
            options.title = "of another thread".to_owned();
            options.mode.maximized = true;
        })
        .unwrap();
    window.change_from(&before, requested).unwrap();
    let after = window.options();
    assert_eq!((after.title.as_str(), after.max_fps), ("of another thread", 30.0));
    assert!(after.mode.fullscreen && after.mode.maximized);
}
