//! The suite that every backend must pass: what a window does, seen through the core and read back from the display.
//!
//! A backend's tests make a [`Display`] and call [`run_all`]. A case fails by a panic that says what was expected; a
//! deadline in it only catches hangs.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

mod test_window;
mod wait;

pub use test_window::{BACKGROUND, TestWindow, is_end, test_setup};
pub use wait::{TIMEOUT, assert_eventually};

use wait::assert_eventually_or;

use crate::app::{App, Builder, Canvas, CloseReply, Window};
use crate::event::{CloseEvent, CloseReason, Event, ResizeEvent};
use crate::geometry::kurbo::Size;
use crate::painter::Painter;
use crate::peniko::Color;
use crate::pixels::{Fit, PixelView, Strides};
use crate::wait::{lock, wait_on};
use crate::window::UpdateMode;
use crate::window::life::State;

/// A display under test, with a user who can look at it and touch it.
pub trait Display {
    /// The backend's name, registered with the runtime.
    fn backend(&self) -> &'static str;
    /// Why a case, by its name, cannot be run: what the platform, or the user that this is, cannot do.
    fn lacks(&self, _case: &str) -> Option<&'static str> {
        None
    }
    /// The colour of a pixel of the window's content, as the display shows it now; `None` if it cannot be seen.
    fn pixel(&self, window: &Window, x: u32, y: u32) -> Option<[u8; 3]>;
    /// Resizes the window from outside.
    fn resize(&self, window: &Window, width: u32, height: u32);
    /// Covers and uncovers the window.
    fn expose(&self, window: &Window);
    /// Presses the close button.
    fn close_button(&self, window: &Window);
    /// Destroys the window from outside.
    fn destroy(&self, window: &Window);
}

type Case = (&'static str, fn(&dyn Display));

/// The cases by name.
pub const CASES: &[Case] = &[
    ("a_frame_reaches_the_display", a_frame_reaches_the_display),
    ("the_newest_frame_is_shown", the_newest_frame_is_shown),
    ("an_expose_needs_no_handler", an_expose_needs_no_handler),
    (
        "a_resize_is_drawn_while_a_handler_is_stuck",
        a_resize_is_drawn_while_a_handler_is_stuck,
    ),
    (
        "a_resize_is_reported_once_at_its_last_size",
        a_resize_is_reported_once_at_its_last_size,
    ),
    ("a_close_request_can_be_refused", a_close_request_can_be_refused),
    (
        "a_stuck_handler_does_not_keep_a_window_on_the_screen",
        a_stuck_handler_does_not_keep_a_window_on_the_screen,
    ),
    (
        "a_window_destroyed_from_outside_is_closed",
        a_window_destroyed_from_outside_is_closed,
    ),
    ("a_hidden_window_comes_back", a_hidden_window_comes_back),
    ("a_program_can_resize_a_window", a_program_can_resize_a_window),
    ("pixels_are_shown_as_they_are", pixels_are_shown_as_they_are),
    ("continuous_windows_go_on", continuous_windows_go_on),
    (
        "windows_do_not_wait_for_each_other",
        windows_do_not_wait_for_each_other,
    ),
    ("nothing_runs_after_on_close", nothing_runs_after_on_close),
];

/// Runs every case that the display does not lack something for.
///
/// # Panics
/// If one fails.
pub fn run_all(display: &dyn Display) {
    for (name, case) in CASES {
        if let Some(reason) = display.lacks(name) {
            tracing::info!(name, reason, "conformance: left out");
            continue;
        }
        tracing::info!(name, "conformance");
        case(display);
        assert_eventually(name, || crate::runtime::windows().is_empty());
    }
}

const RED: [u8; 3] = [255, 0, 0];
const BLUE: [u8; 3] = [0, 0, 255];
const WHITE: [u8; 3] = [255, 255, 255];

fn assert_pixel(display: &dyn Display, window: &Window, x: u32, y: u32, color: [u8; 3]) {
    assert_eventually_or(&format!("pixel ({x}, {y}) should be {color:?}"), || match display
        .pixel(window, x, y)
    {
        Some(seen) if seen == color => Ok(()),
        seen => Err(format!("it is {seen:?}")),
    });
}

fn build(display: &dyn Display) -> Builder {
    Canvas::builder()
        .title("conformance")
        .size(120.0, 80.0)
        .backend(display.backend())
}

fn close(window: &Window) {
    window.close();
    assert!(
        window.wait(Some(TIMEOUT)).expect("the test's thread may wait"),
        "the window closes"
    );
    assert_eq!(window.state(), State::Closed);
}

/// Red top left, blue far to the right and below.
fn two_squares(painter: &mut Painter) {
    painter.set_fill_style(Color::from_rgb8(255, 0, 0));
    painter.fill_rect(10.0, 10.0, 20.0, 20.0);
    painter.set_fill_style(Color::from_rgb8(0, 0, 255));
    painter.fill_rect(150.0, 100.0, 20.0, 20.0);
}

fn a_frame_reaches_the_display(display: &dyn Display) {
    let window = build(display).show(two_squares).expect("show");
    assert_pixel(display, &window, 20, 20, RED);
    assert_pixel(display, &window, 50, 50, WHITE);
    let image = window.snapshot().expect("a frame is shown");
    assert_eq!(image.pixel(20, 20), Some([255, 0, 0, 255]));
    close(&window);
}

fn the_newest_frame_is_shown(display: &dyn Display) {
    let count = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&count);
    let window = build(display)
        .show(move |painter: &mut Painter| {
            let n = counted.fetch_add(1, Ordering::Relaxed);
            painter.clear(Color::from_rgb8(n as u8, 0, 0));
        })
        .expect("show");
    for _ in 0..20 {
        window.force_draw(TIMEOUT).expect("a frame");
    }
    let last = count.load(Ordering::Relaxed) - 1;
    assert_pixel(display, &window, 60, 40, [last as u8, 0, 0]);
    close(&window);
}

fn an_expose_needs_no_handler(display: &dyn Display) {
    let frames = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&frames);
    let window = build(display)
        .show(move |painter: &mut Painter| {
            counted.fetch_add(1, Ordering::Relaxed);
            two_squares(painter);
        })
        .expect("show");
    assert_pixel(display, &window, 20, 20, RED);
    let settled = || window.core().is_idle() || window.core().stats().frames_shown > 0;
    assert_eventually("the first frames are shown", settled);
    let runs_no_handler = || {
        let before = frames.load(Ordering::Relaxed);
        let exposes = window.core().stats().exposes_without_python;
        display.expose(&window);
        assert_eventually("the expose is counted", || {
            window.core().stats().exposes_without_python > exposes
        });
        assert_pixel(display, &window, 20, 20, RED);
        frames.load(Ordering::Relaxed) == before
    };
    // A window manager may still change a new window, for which frames are drawn.
    assert!((0..5).any(|_| runs_no_handler()), "a handler ran for each expose");
    close(&window);
}

/// A gate that a handler waits at, however long the test wants.
#[derive(Clone, Default)]
struct Gate(Arc<(Mutex<bool>, std::sync::Condvar)>);

impl Gate {
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

fn stick(window: &Window) -> Gate {
    let (gate, inside) = (Gate::default(), Gate::default());
    let (held, entered) = (gate.clone(), inside.clone());
    window
        .post(move || {
            entered.open();
            held.pass();
        })
        .expect("the window is open");
    inside.pass();
    gate
}

fn a_resize_is_drawn_while_a_handler_is_stuck(display: &dyn Display) {
    let window = build(display).show(two_squares).expect("show");
    assert_pixel(display, &window, 20, 20, RED);
    let gate = stick(&window);
    display.resize(&window, 200, 150);
    assert_pixel(display, &window, 160, 110, BLUE);
    assert_pixel(display, &window, 195, 145, WHITE);
    assert_pixel(display, &window, 20, 20, RED);
    display.resize(&window, 60, 50);
    assert_pixel(display, &window, 20, 20, RED);
    assert_pixel(display, &window, 55, 45, WHITE);
    assert!(window.core().stuck().is_some(), "the handler has not ended");
    gate.open();
    close(&window);
}

struct Sizes(Arc<Mutex<Vec<Size>>>);

impl App for Sizes {
    fn on_resize(&mut self, event: &ResizeEvent) {
        lock(&self.0).push(Size::new(event.width, event.height));
    }
}

fn a_resize_is_reported_once_at_its_last_size(display: &dyn Display) {
    let sizes = Arc::new(Mutex::new(Vec::new()));
    let window = build(display).show(Sizes(Arc::clone(&sizes))).expect("show");
    assert_eventually("the first size is reported", || !lock(&sizes).is_empty());
    let gate = stick(&window);
    lock(&sizes).clear();
    for side in 100..110 {
        display.resize(&window, side, side);
    }
    let ratio = window.core().ratio();
    assert_eventually("the last size has arrived", || {
        window.core().physical_size().width() == 109
    });
    gate.open();
    assert_eventually("it is reported", || !lock(&sizes).is_empty());
    assert_eq!(*lock(&sizes), [Size::new(109.0 / ratio, 109.0 / ratio)]);
    close(&window);
}

struct Refuses(Arc<AtomicU64>);

impl App for Refuses {
    fn on_close_request(&mut self, _: &CloseEvent) -> CloseReply {
        match self.0.fetch_add(1, Ordering::Relaxed) {
            0 => CloseReply::Keep,
            _ => CloseReply::Close,
        }
    }
}

fn a_close_request_can_be_refused(display: &dyn Display) {
    let asked = Arc::new(AtomicU64::new(0));
    let window = build(display).show(Refuses(Arc::clone(&asked))).expect("show");
    assert_eventually("it is visible", || window.core().visible());
    display.close_button(&window);
    assert_eventually("it was asked", || asked.load(Ordering::Relaxed) == 1);
    assert_eq!(window.state(), State::Open);
    display.close_button(&window);
    assert!(window.wait(Some(TIMEOUT)).expect("may wait"));
    assert_eq!(window.core().close_reason(), Some(CloseReason::User));
}

fn a_stuck_handler_does_not_keep_a_window_on_the_screen(display: &dyn Display) {
    let window = build(display).show(two_squares).expect("show");
    assert_eventually("it is visible", || window.core().visible());
    let gate = stick(&window);
    display.close_button(&window);
    assert_eventually("it is hidden", || !window.core().visible());
    gate.open();
    assert!(window.wait(Some(TIMEOUT)).expect("may wait"));
    assert_eq!(window.core().close_reason(), Some(CloseReason::User));
}

fn a_window_destroyed_from_outside_is_closed(display: &dyn Display) {
    let window = build(display).show(two_squares).expect("show");
    let other = build(display).show(two_squares).expect("show");
    assert_eventually("it is visible", || window.core().visible());
    display.destroy(&window);
    assert!(window.wait(Some(TIMEOUT)).expect("may wait"));
    assert_eq!(window.core().close_reason(), Some(CloseReason::Destroyed));
    assert!(
        window.request_draw().is_err(),
        "a closed window takes no requests"
    );
    assert_pixel(display, &other, 20, 20, RED);
    close(&other);
}

fn a_hidden_window_comes_back(display: &dyn Display) {
    let window = build(display).show(two_squares).expect("show");
    assert_eventually("it is visible", || window.core().visible());
    window.hide().expect("it can be hidden");
    assert_eq!(window.state(), State::Hidden);
    assert_eventually("it is hidden", || !window.core().visible());
    window.show().expect("it can be shown again");
    assert_eventually("it is visible again", || window.core().visible());
    assert_pixel(display, &window, 20, 20, RED);
    close(&window);
}

fn a_program_can_resize_a_window(display: &dyn Display) {
    let window = build(display).show(two_squares).expect("show");
    assert_eventually("it is visible", || window.core().visible());
    window
        .change(|options| options.size = Size::new(200.0, 150.0))
        .expect("a good size");
    assert_eventually("it has the size", || {
        window.options().size == Size::new(200.0, 150.0)
    });
    assert_pixel(display, &window, 160, 110, BLUE);
    assert!(window.change(|options| options.size.width = -1.0).is_err());
    assert_eq!(
        window.options().size,
        Size::new(200.0, 150.0),
        "nothing is changed by a bad size"
    );
    close(&window);
}

struct Nothing;
impl App for Nothing {}

fn pixels_are_shown_as_they_are(display: &dyn Display) {
    let window = build(display).show(Nothing).expect("show");
    assert_eventually("it is visible", || window.core().visible());
    let size = window.core().physical_size();
    let (width, height) = (size.width(), size.height());
    let mut bytes = vec![0_u8; size.area() * 3];
    for (at, pixel) in bytes.chunks_exact_mut(3).enumerate() {
        pixel.copy_from_slice(if at % width as usize == 0 {
            &[10, 20, 30]
        } else {
            &[200, 100, 50]
        });
    }
    let strides = Strides {
        row: width as isize * 3,
        column: 3,
        channel: 1,
    };
    let view = PixelView::new(&bytes, 0, width, height, 3, strides).expect("a picture");
    window.present(&view, Fit::Contain, false).expect("it is open");
    assert_pixel(display, &window, 0, height - 1, [10, 20, 30]);
    assert_pixel(display, &window, 1, 0, [200, 100, 50]);
    close(&window);
}

fn continuous_windows_go_on(display: &dyn Display) {
    let window = build(display)
        .update_mode(UpdateMode::Continuous)
        .max_fps(200.0)
        .show(two_squares)
        .expect("show");
    assert_eventually("frames are shown", || window.core().stats().frames_shown > 20);
    window
        .change(|options| options.update_mode = UpdateMode::OnDemand)
        .expect("a mode");
    assert_eventually("it comes to rest", || window.core().is_idle());
    close(&window);
}

fn windows_do_not_wait_for_each_other(display: &dyn Display) {
    let stuck = build(display).show(two_squares).expect("show");
    let free = build(display)
        .update_mode(UpdateMode::Continuous)
        .show(two_squares)
        .expect("show");
    assert_eventually("both are visible", || {
        stuck.core().visible() && free.core().visible()
    });
    let gate = stick(&stuck);
    let before = free.core().stats().frames_shown;
    assert_eventually("the other goes on", || {
        free.core().stats().frames_shown > before + 10
    });
    gate.open();
    close(&stuck);
    close(&free);
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<&'static str>>>);

impl App for Log {
    fn on_draw(&mut self, _: &mut Painter) {
        lock(&self.0).push("draw");
    }

    fn on_event(&mut self, event: &Event) -> bool {
        lock(&self.0).push(event.name());
        false
    }
}

fn nothing_runs_after_on_close(display: &dyn Display) {
    for _ in 0..20 {
        let log = Log::default();
        let window = build(display)
            .update_mode(UpdateMode::Fastest)
            .show(log.clone())
            .expect("show");
        for _ in 0..5 {
            // It may close while requests still come.
            let _ = window.request_draw();
        }
        window.close();
        let _ = window.request_draw();
        assert!(window.wait(Some(TIMEOUT)).expect("may wait"));
        let seen = lock(&log.0).clone();
        assert_eq!(seen.last(), Some(&"close"), "{seen:?}");
        assert_eq!(seen.iter().filter(|name| **name == "close").count(), 1);
    }
}
