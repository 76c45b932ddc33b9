//! Frames: drawn, presented, kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::app::App;
use crate::painter::Painter;
use crate::peniko::Color;
use crate::pixels::{Fit, PixelView, Strides};
use crate::window::UpdateMode;

use super::case::Case;
use super::stage::{BLUE, RED, Stage, Stuck, WHITE, assert_pixel, build, close, two_squares};
use super::user::{Outcome, User};
use super::wait::{TIMEOUT, assert_eventually};

pub(super) const CASES: &[Case] = &[
    Case::new("a_frame_reaches_the_display", &[], a_frame_reaches_the_display),
    Case::new("the_newest_frame_is_shown", &[], the_newest_frame_is_shown),
    Case::new("pixels_are_shown_as_they_are", &[], pixels_are_shown_as_they_are),
    Case::new(
        "pixels_are_presented_while_a_handler_is_stuck",
        &[],
        pixels_are_presented_while_a_handler_is_stuck,
    ),
    Case::new("continuous_windows_go_on", &[], continuous_windows_go_on),
    Case::new(
        "windows_do_not_wait_for_each_other",
        &[],
        windows_do_not_wait_for_each_other,
    ),
];

fn a_frame_reaches_the_display(user: &dyn User) -> Outcome {
    let window = build(user).show(two_squares).expect("show");
    assert_pixel(user, &window, 20, 20, RED);
    assert_pixel(user, &window, 50, 50, WHITE);
    let image = window.snapshot().expect("a frame is shown");
    assert_eq!(image.pixel(20, 20), Some([255, 0, 0, 255]));
    close(&window);
    Ok(())
}

fn the_newest_frame_is_shown(user: &dyn User) -> Outcome {
    let count = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&count);
    let window = build(user)
        .show(move |painter: &mut Painter| {
            let n = counted.fetch_add(1, Ordering::Relaxed);
            painter.clear(Color::from_rgb8(n as u8, 0, 0));
        })
        .expect("show");
    for _ in 0..20 {
        window.force_draw(TIMEOUT).expect("a frame");
    }
    let last = count.load(Ordering::Relaxed) - 1;
    assert_pixel(user, &window, 60, 40, [last as u8, 0, 0]);
    close(&window);
    Ok(())
}

struct Nothing;
impl App for Nothing {}

fn pixels_are_shown_as_they_are(user: &dyn User) -> Outcome {
    let window = build(user).show(Nothing).expect("show");
    assert_eventually("it is visible", || window.visible());
    let size = window.physical_size();
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
    let view = PixelView::new(&bytes, 0, width, height, 3, strides).expect("an image");
    window.present(&view, Fit::Contain, false).expect("it is open");
    assert_pixel(user, &window, 0, height - 1, [10, 20, 30]);
    assert_pixel(user, &window, 1, 0, [200, 100, 50]);
    close(&window);
    Ok(())
}

fn pixels_are_presented_while_a_handler_is_stuck(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    assert_pixel(user, &stage.window, 20, 20, RED);
    let stuck = Stuck::start(&stage.window);
    let strides = Strides {
        row: 3,
        column: 3,
        channel: 1,
    };
    for color in [BLUE, WHITE, RED] {
        let view = PixelView::new(&color, 0, 1, 1, 3, strides).expect("an image");
        stage.window.present(&view, Fit::Fill, false).expect("it is open");
        assert_pixel(user, &stage.window, 60, 40, color);
    }
    drop(stuck);
    stage.close();
    Ok(())
}

fn continuous_windows_go_on(user: &dyn User) -> Outcome {
    let window = build(user)
        .update_mode(UpdateMode::Continuous)
        .max_fps(200.0)
        .show(two_squares)
        .expect("show");
    assert_eventually("frames are shown", || window.stats().frames_shown > 20);
    window
        .change(|options| options.update_mode = UpdateMode::OnDemand)
        .expect("a mode");
    assert_eventually("it comes to rest", || window.core().is_idle());
    close(&window);
    Ok(())
}

fn windows_do_not_wait_for_each_other(user: &dyn User) -> Outcome {
    let held = build(user).show(two_squares).expect("show");
    let free = build(user)
        .update_mode(UpdateMode::Continuous)
        .show(two_squares)
        .expect("show");
    assert_eventually("both are visible", || held.visible() && free.visible());
    let stuck = Stuck::start(&held);
    let before = free.stats().frames_shown;
    assert_eventually("the other goes on", || free.stats().frames_shown > before + 10);
    drop(stuck);
    close(&held);
    close(&free);
    Ok(())
}
