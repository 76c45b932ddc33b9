//! What the cases share: a window whose events are recorded, and handlers that are stuck.

use std::sync::{Arc, Condvar, Mutex};

use crate::app::{App, Builder, Canvas, CloseReply, Window};
use crate::event::{CloseEvent, Event};
use crate::painter::Painter;
use crate::peniko::Color;
use crate::wait::{lock, wait_on};
use crate::window::Options;
use crate::window::life::State;

use super::user::{Outcome, User};
use super::wait::{TIMEOUT, assert_eventually, assert_eventually_or};

pub(super) const RED: [u8; 3] = [255, 0, 0];
pub(super) const BLUE: [u8; 3] = [0, 0, 255];
pub(super) const WHITE: [u8; 3] = [255, 255, 255];

/// Red top left, blue far to the right and below, on white.
pub(super) fn two_squares(painter: &mut Painter) {
    painter.set_fill_style(Color::from_rgb8(255, 0, 0));
    painter.fill_rect(10.0, 10.0, 20.0, 20.0);
    painter.set_fill_style(Color::from_rgb8(0, 0, 255));
    painter.fill_rect(150.0, 100.0, 20.0, 20.0);
}

/// A window of 120 × 80 logical pixels, not shown yet.
pub(super) fn build(user: &dyn User) -> Builder {
    Canvas::builder()
        .title("conformance")
        .size(120.0, 80.0)
        .backend(user.backend())
}

/// Closes a window, and waits until it is closed.
#[track_caller]
pub(super) fn close(window: &Window) {
    window.close();
    assert!(
        window.wait(Some(TIMEOUT)).expect("the test's thread may wait"),
        "the window closes"
    );
    assert_eq!(window.state(), State::Closed);
}

/// Waits until a pixel has a colour.
#[track_caller]
pub(super) fn assert_pixel(user: &dyn User, window: &Window, x: u32, y: u32, color: [u8; 3]) {
    let what = format!("pixel ({x}, {y}) should be {color:?}");
    assert_eventually_or(&what, || match user.pixel(window, x, y) {
        Some(seen) if seen == color => Ok(()),
        seen => Err(format!("it is {seen:?}")),
    });
}

#[derive(Default)]
struct Log {
    events: Mutex<Vec<Event>>,
    refused_closes: Mutex<u32>,
}

struct Recorder(Arc<Log>);

impl App for Recorder {
    fn on_draw(&mut self, painter: &mut Painter) {
        two_squares(painter);
    }

    fn on_event(&mut self, event: &Event) -> bool {
        lock(&self.0.events).push(event.clone());
        false
    }

    fn on_close_request(&mut self, _: &CloseEvent) -> CloseReply {
        let mut refused = lock(&self.0.refused_closes);
        if *refused == 0 {
            return CloseReply::Close;
        }
        *refused -= 1;
        CloseReply::Keep
    }
}

/// A window that shows [`two_squares`], and records its events.
pub(super) struct Stage<'a> {
    pub(super) user: &'a dyn User,
    pub(super) window: Window,
    log: Arc<Log>,
}

impl<'a> Stage<'a> {
    /// A window that is on the screen.
    pub(super) fn open(user: &'a dyn User) -> Self {
        Self::open_with(user, |builder| builder)
    }

    /// A window that is on the screen, with other options.
    pub(super) fn open_with(user: &'a dyn User, options: impl FnOnce(Builder) -> Builder) -> Self {
        let log = Arc::new(Log::default());
        let window = options(build(user))
            .show(Recorder(Arc::clone(&log)))
            .expect("show");
        assert_eventually("the window is visible", || window.visible());
        assert_eventually("a frame is shown", || window.stats().frames_shown > 0);
        Self { user, window, log }
    }

    /// The next close requests are refused, so many of them.
    pub(super) fn refuse_closes(&self, count: u32) {
        *lock(&self.log.refused_closes) = count;
    }

    /// Forgets the events so far.
    pub(super) fn forget(&self) {
        lock(&self.log.events).clear();
    }

    /// The names of the events so far.
    pub(super) fn names(&self) -> Vec<&'static str> {
        lock(&self.log.events).iter().map(Event::name).collect()
    }

    /// What `find` returns for the events so far, in order.
    pub(super) fn all<T>(&self, find: impl Fn(&Event) -> Option<T>) -> Vec<T> {
        lock(&self.log.events).iter().filter_map(find).collect()
    }

    /// Waits until `find` returns something for an event, and returns that of the first.
    #[track_caller]
    pub(super) fn expect<T>(&self, what: &str, find: impl Fn(&Event) -> Option<T>) -> T {
        assert_eventually_or(what, || {
            let found = lock(&self.log.events).iter().find_map(&find);
            found.ok_or_else(|| format!("the events were {:?}", self.names()))
        })
    }

    /// Waits for an event of this name.
    #[track_caller]
    pub(super) fn expect_name(&self, name: &str) {
        self.expect(name, |event| (event.name() == name).then_some(()));
    }

    /// Moves the pointer to a place of the window (logical pixels) until it is there: a window manager may still be moving a
    /// new window. Forgets the events on the way.
    pub(super) fn point(&self, x: f64, y: f64) -> Outcome {
        let is_there = |event: &Event| match event {
            Event::Pointer(event) if (event.x, event.y) == (x, y) => Some(()),
            _ => None,
        };
        let mut outcome = Ok(());
        assert_eventually("the pointer is there", || {
            outcome = self.user.point(&self.window, x, y);
            outcome.is_err() || !self.all(is_there).is_empty()
        });
        self.forget();
        outcome
    }

    /// Changes options that the display supports.
    #[track_caller]
    pub(super) fn change(&self, change: impl FnOnce(&mut Options)) {
        self.window.change(change).expect("the display supports it");
    }

    /// Closes the window.
    #[track_caller]
    pub(super) fn close(self) {
        close(&self.window);
    }
}

/// A condition that a handler waits for, however long the test wants. Dropping it lets the handler go on.
#[derive(Clone, Default)]
struct Latch(Arc<(Mutex<bool>, Condvar)>);

impl Latch {
    fn open(&self) {
        *lock(&self.0.0) = true;
        self.0.1.notify_all();
    }

    fn pass(&self) {
        let mut open = lock(&self.0.0);
        while !*open {
            open = wait_on(&self.0.1, open, None);
        }
    }
}

/// A handler that does not return until this is dropped.
pub(super) struct Stuck(Latch);

impl Stuck {
    /// Starts a handler of the window, and returns when it runs.
    pub(super) fn start(window: &Window) -> Self {
        let (latch, inside) = (Latch::default(), Latch::default());
        let (held, entered) = (latch.clone(), inside.clone());
        window
            .post(move || {
                entered.open();
                held.pass();
            })
            .expect("the window is open");
        inside.pass();
        Self(latch)
    }
}

impl Drop for Stuck {
    fn drop(&mut self) {
        self.0.open();
    }
}
