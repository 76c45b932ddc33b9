//! The statistics over a window, on a display that records its frames: they change without the program, cover only their
//! area, and do not count as frames of the program.

#[path = "overlay/photographer.rs"]
mod photographer;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use canvas_core::app::{App, Builder, Canvas, Window};
use canvas_core::backend::{Backend, BackendFactory};
use canvas_core::clock::{Clock, VirtualClock};
use canvas_core::conformance::assert_eventually;
use canvas_core::geometry::{PhysicalSize, PixelRect};
use canvas_core::headless::UserAction;
use canvas_core::painter::Painter;
use canvas_core::peniko::Color;
use canvas_core::pixels::{Fit, PixelView, Strides};
use canvas_core::window::UpdateMode;
use canvas_core::{Error, runtime};

use photographer::{Given, Photographer};

const SIZE: (u32, u32) = (320, 280);
const LONG: Duration = Duration::from_secs(30);

/// The tests run one after another: they share the windows and the display of the process.
static ALONE: Mutex<()> = Mutex::new(());
static NEXT: LazyLock<Mutex<Option<Arc<dyn Backend>>>> = LazyLock::new(Mutex::default);

/// A display with a stopped clock, so that the frame rate does not change, and its clock.
fn display() -> (MutexGuard<'static, ()>, Arc<Photographer>, Arc<VirtualClock>) {
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    runtime::register(BackendFactory {
        name: "headless",
        connect: || NEXT.lock().unwrap().take().ok_or(Error::Display("none".into())),
        has_display: || true,
    });
    // The display of the previous test.
    runtime::stop(Duration::from_secs(10));
    let clock = Arc::new(VirtualClock::default());
    let display = Photographer::new(Clock::Virtual(Arc::clone(&clock)));
    *NEXT.lock().unwrap() = Some(Arc::clone(&display) as Arc<dyn Backend>);
    (alone, display, clock)
}

fn builder() -> Builder {
    Canvas::builder()
        .size(SIZE.0.into(), SIZE.1.into())
        .update_mode(UpdateMode::Manual)
}

fn close(window: &Window) {
    window.close();
    assert!(window.wait(Some(LONG)).unwrap());
}

/// Blocks the window's thread in a handler until the sender is dropped.
fn stick(window: &Window) -> Sender<()> {
    let (sender, receiver) = channel();
    let wait = move || {
        // Ends when the sender is dropped.
        let _ = receiver.recv();
    };
    window.post(wait).unwrap();
    assert_eventually("the handler runs", || window.core().stuck().is_some());
    sender
}

fn wait_until_idle(window: &Window) {
    assert_eventually("it is idle", || window.core().is_idle());
}

/// Stripes, so that a misplaced pixel is noticed.
fn stripes(painter: &mut Painter) {
    for x in 0..40 {
        painter.set_fill_style(Color::from_rgb8(6 * x, 200, 255 - 6 * x));
        painter.fill_rect(f64::from(x) * 20.0, 0.0, 10.0, 1000.0);
    }
}

/// The bounds of the difference of two frames of one size.
fn difference(a: &Given, b: &Given) -> Option<PixelRect> {
    assert_eq!(a.size, b.size);
    let width = a.size.width();
    let pixels = a.bytes.chunks_exact(4).zip(b.bytes.chunks_exact(4)).zip(0_u32..);
    pixels
        .filter(|((a, b), _)| a != b)
        .filter_map(|(_, at)| {
            let (x, y) = (at % width, at / width);
            PixelRect::new(x, y, x + 1, y + 1)
        })
        .reduce(PixelRect::union)
}

fn is_within(part: PixelRect, whole: PixelRect) -> bool {
    whole.union(part) == whole
}

/// The area that the panel may cover at a ratio of 1.
const PANEL: PixelRect = PixelRect {
    left: 8,
    top: 8,
    right: 8 + 268,
    bottom: SIZE.1 - 8,
};

/// The counts and times that the overlay must not change.
fn counted(window: &Window) -> impl PartialEq + std::fmt::Debug + use<> {
    let stats = window.stats();
    let times: Vec<_> = stats.summaries().into_values().collect();
    (
        stats.frames_shown,
        stats.frames_dropped,
        stats.exposes_from_cache,
        stats.redraws_from_cache,
        stats.turns,
        stats.lock_releases,
        times,
    )
}

#[test]
fn it_changes_while_a_handler_is_stuck_and_disappears_when_it_is_switched_off() {
    let (_alone, display, _clock) = display();
    let window = builder().show(stripes).unwrap();
    window.force_draw(LONG).unwrap();
    wait_until_idle(&window);
    let (plain, image) = (display.last(&window), window.snapshot().unwrap());
    let stuck = stick(&window);
    let (before, rate) = (counted(&window), window.stats().fps(0.0));
    assert!(!window.overlay());
    window.set_overlay(true);
    assert!(window.overlay());

    let mut seen = vec![plain.clone()];
    assert_eventually("the panel keeps changing", || {
        let last = display.last(&window);
        if difference(seen.last().unwrap(), &last).is_some() {
            seen.push(last);
        }
        seen.len() == 5
    });
    for frame in &seen[1..] {
        let covered = difference(&plain, frame).expect("it is visible");
        assert!(is_within(covered, PANEL), "{covered:?}");
        assert!(covered.area() > 20_000, "{covered:?}");
        let areas = frame.areas.as_ref().expect("a part has changed");
        assert!(areas.iter().all(|area| is_within(*area, PANEL)), "{areas:?}");
    }
    let height = |frame: &Given| frame.areas.as_ref().unwrap()[0].height();
    assert!(height(&seen[3]) < 20, "only the line with the seconds: {seen:?}");
    assert!(
        window.snapshot().unwrap() == image,
        "it is not part of the snapshot"
    );
    assert_eq!(counted(&window), before);
    assert_eq!(window.stats().fps(0.0), rate);

    window.set_overlay(false);
    assert_eventually("it is gone", || {
        difference(&plain, &display.last(&window)).is_none()
    });
    assert_eq!(counted(&window), before);
    close_stuck(&window, stuck);
}

fn close_stuck(window: &Window, stuck: Sender<()>) {
    drop(stuck);
    close(window);
}

#[test]
fn an_idle_window_stays_idle() {
    let (_alone, display, clock) = display();
    let windows: Vec<Window> = [true, false, true]
        .into_iter()
        .map(|on| builder().overlay(on).show(stripes).unwrap())
        .collect();
    let [idle, without, busy] = &windows[..] else {
        unreachable!()
    };
    for window in &windows {
        window.force_draw(LONG).unwrap();
    }
    let frames = |window: &Window| display.album(window).len();
    let stuck = stick(busy);
    // The panel of the stuck window counts in real time; the clock of the frame rate is stopped.
    let ticks = || {
        let end = frames(busy) + 3;
        assert_eventually("the stuck window counts", || frames(busy) >= end);
    };
    ticks();
    let before = (frames(idle), frames(without));
    ticks();
    assert_eq!((frames(idle), frames(without)), before, "no number has changed");
    clock.advance(1.0);
    assert_eventually("the frame rate falls", || frames(idle) == before.0 + 1);
    ticks();
    assert_eq!((frames(idle), frames(without)), (before.0 + 1, before.1));
    close_stuck(busy, stuck);
    close(idle);
    close(without);
}

#[test]
fn the_program_s_pixels_are_the_same_as_without_it() {
    let (_alone, display, _clock) = display();
    let count = Arc::new(AtomicU32::new(0));
    let build = |on: bool| {
        let count = Arc::clone(&count);
        let app = move |painter: &mut Painter| {
            let step = f64::from(count.load(Ordering::Relaxed));
            stripes(painter);
            painter.set_fill_style(Color::from_rgb8(90, 10, 10));
            painter.fill_circle(7.0 * step, 5.0 * step, 20.5);
            painter.fill_circle(300.0 - 3.0 * step, 260.5, 9.0);
        };
        builder().overlay(on).show(app).unwrap()
    };
    let (with, without) = (build(true), build(false));
    for window in [&with, &without] {
        assert_eventually("the first frame is shown", || window.stats().frames_shown == 1);
        wait_until_idle(window);
    }
    let mut parts = 0;
    for step in 0..40 {
        count.store(step, Ordering::Relaxed);
        with.force_draw(LONG).unwrap();
        without.force_draw(LONG).unwrap();
        let (covered, plain) = (display.last(&with), display.last(&without));
        assert!(with.snapshot().unwrap() == without.snapshot().unwrap());
        if let Some(part) = difference(&covered, &plain) {
            assert!(is_within(part, PANEL), "{part:?}");
            parts += usize::from(covered.areas.is_some());
        }
    }
    assert!(parts > 10, "parts were drawn under the panel");
    let (a, b) = (with.stats(), without.stats());
    assert_eq!(
        (a.frames_shown, a.frames_dropped),
        (b.frames_shown, b.frames_dropped)
    );
    close(&with);
    close(&without);
}

#[test]
fn every_frame_reports_all_its_changes() {
    let (_alone, display, _clock) = display();
    let mut step = 0.0;
    let window = builder()
        .overlay(true)
        .show(move |painter: &mut Painter| {
            stripes(painter);
            painter.fill_circle(12.0 * step, 100.0 + step, 5.0);
            step += 1.0;
        })
        .unwrap();
    for round in 0..8 {
        window.set_overlay(round % 4 != 3);
        window.force_draw(LONG).unwrap();
        let seen = display.album(&window).len();
        window.set_overlay(true);
        assert_eventually("a frame with the panel alone", || {
            display.album(&window).len() > seen
        });
    }
    let album = display.album(&window);
    let mut reported = 0;
    for pair in album.windows(2) {
        if pair[1].since != Some(pair[0].serial) {
            continue;
        }
        let (Some(areas), Some(changed)) = (&pair[1].areas, difference(&pair[0], &pair[1])) else {
            continue;
        };
        let all = areas.iter().copied().reduce(PixelRect::union).unwrap();
        assert!(is_within(changed, all), "{changed:?} of {areas:?}");
        reported += 1;
    }
    assert!(reported >= 5, "{reported} of {}", album.len());
    close(&window);
}

/// Whether a panel that covers `part` fits into a window of this size, and is not too small for it.
fn is_fitting(part: Option<PixelRect>, width: u32, height: u32, ratio: f64) -> bool {
    let margin = (8.0 * ratio) as u32;
    let whole = PixelRect::new(margin, margin, width - margin, height - margin);
    let most = whole.map_or(0, |whole| whole.area().min((220.0 * ratio * ratio) as u64 * 200));
    match part.zip(whole) {
        Some((part, whole)) => is_within(part, whole) && part.area() * 4 > most,
        None => most == 0 || height < 38,
    }
}

#[test]
fn it_survives_resizes_other_ratios_and_hiding() {
    let (_alone, display, _clock) = display();
    let window = builder().overlay(true).show(stripes).unwrap();
    let twin = builder().show(stripes).unwrap();
    window.force_draw(LONG).unwrap();
    let stuck = [stick(&window), stick(&twin)];
    let resize = |width, height, ratio| {
        let size = PhysicalSize::new(width, height).unwrap();
        for window in [&window, &twin] {
            display.act(window, UserAction::Resize(size, ratio));
            assert_eventually("the new size is drawn", || display.last(window).size == size);
        }
        size
    };
    for (width, height, ratio) in [
        (640, 500, 1.0),
        (640, 560, 2.0),
        (300, 300, 1.5),
        (100, 60, 1.0),
        (70, 40, 1.0),
        (400, 31, 1.0),
        (SIZE.0, SIZE.1, 1.0),
    ] {
        resize(width, height, ratio);
        assert_eventually("a panel that fits is there", || {
            let part = difference(&display.last(&window), &display.last(&twin));
            is_fitting(part, width, height, ratio)
        });
    }
    // Too small for a panel.
    resize(20, 300, 1.0);
    assert_eventually("there is no panel", || {
        difference(&display.last(&window), &display.last(&twin)).is_none()
    });
    resize(SIZE.0, SIZE.1, 1.0);
    let changes = |window: &Window| {
        let end = display.album(window).len() + 2;
        assert_eventually("the panel changes", || display.album(window).len() >= end);
    };
    changes(&window);
    window.hide().unwrap();
    assert_eventually("it is hidden", || !window.visible());
    let hidden = display.album(&window).len();
    twin.set_overlay(true);
    changes(&twin);
    assert!(
        display.album(&window).len() <= hidden + 1,
        "a hidden window draws no panel"
    );
    window.show().unwrap();
    assert_eventually("it is shown", || window.visible());
    changes(&window);
    drop(stuck);
    close(&window);
    close(&twin);
}

struct Nothing;
impl App for Nothing {}

#[test]
fn presented_pixels_are_not_changed_by_it() {
    let (_alone, display, _clock) = display();
    let window = builder().overlay(true).show(Nothing).unwrap();
    let twin = builder().show(Nothing).unwrap();
    window.force_draw(LONG).unwrap();
    twin.force_draw(LONG).unwrap();
    let bytes: Vec<u8> = (0..SIZE.0 * SIZE.1 * 3).map(|at| (at * 31 % 253) as u8).collect();
    let strides = Strides {
        row: SIZE.0 as isize * 3,
        column: 3,
        channel: 1,
    };
    let view = PixelView::new(&bytes, 0, SIZE.0, SIZE.1, 3, strides).unwrap();
    let has_panel = || {
        difference(&display.last(&window), &display.last(&twin)).is_some_and(|part| is_within(part, PANEL))
    };
    for _ in 0..10 {
        for window in [&window, &twin] {
            let shown = window.stats().frames_shown;
            window.present(&view, Fit::Fill, false).unwrap();
            assert_eventually("they are shown", || window.stats().frames_shown == shown + 1);
        }
        assert_eventually("under a panel", has_panel);
    }
    assert!(window.snapshot().unwrap() == twin.snapshot().unwrap());
    // Their only copy is the frame with the panel.
    let size = PhysicalSize::new(SIZE.0 * 2, SIZE.1).unwrap();
    for window in [&window, &twin] {
        display.act(window, UserAction::Resize(size, 1.0));
        assert_eventually("they are scaled", || display.last(window).size == size);
    }
    assert_eventually("the panel is not scaled", has_panel);
    assert!(window.snapshot().unwrap() == twin.snapshot().unwrap());
    window.set_overlay(false);
    assert_eventually("the panel is gone", || {
        difference(&display.last(&window), &display.last(&twin)).is_none()
    });
    close(&window);
    close(&twin);
}

#[test]
fn it_does_not_cover_a_message() {
    let (_alone, display, _clock) = display();
    let window = builder().overlay(true).show(stripes).unwrap();
    let twin = builder().show(stripes).unwrap();
    for window in [&window, &twin] {
        window.force_draw(LONG).unwrap();
        window.core().show_banner("one line\nand another one");
    }
    let band = 2 * 18 + 2 * 6;
    assert_eventually("it is below the band", || {
        difference(&display.last(&window), &display.last(&twin))
            .is_some_and(|part| part.top == band + 8 && part.area() > 20_000)
    });
    for window in [&window, &twin] {
        window.force_draw(LONG).unwrap();
    }
    assert_eventually("and back at its position", || {
        difference(&display.last(&window), &display.last(&twin)).is_some_and(|part| part.top == 8)
    });
    close(&window);
    close(&twin);
}
