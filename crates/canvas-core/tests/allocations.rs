//! Recording allocates nothing once it is warm, and a frame that is recorded again and again does not grow.
#![expect(
    unsafe_code,
    reason = "an allocator that counts can be written in no other way"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use canvas_core::kurbo::{Point, Size};
use canvas_core::painter::{Colors, FrameInfo, Painter};
use canvas_core::peniko::{Color, Fill};

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is left to the system's allocator; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller keeps the promises of `GlobalAlloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: as above.
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const SHAPES: usize = 10_000;

fn record(p: &mut Painter) {
    let at = |i: usize| ((i * 37 % 1280) as f64, (i * 53 % 720) as f64);
    for i in 0..SHAPES / 10 {
        let (x, y) = at(i);
        p.set_fill_style(Color::from_rgba8(i as u8, 80, 90, 200));
        p.set_line_width(1.0 + (i % 3) as f64);
        p.fill_rect(x, y, 20.0, 14.0);
        p.fill_circle(x, y, 9.0);
        p.stroke_circle(x, y, 9.0);
        p.stroke_rect(x, y, 9.0, 9.0);
        p.stroke_line(x, y, x + 40.0, y + 25.0);
        p.begin_path();
        p.move_to(x, y);
        p.bezier_curve_to(x + 20.0, y - 30.0, x + 40.0, y + 30.0, x + 60.0, y);
        p.stroke();
        p.begin_path();
        p.round_rect(x, y, 30.0, 20.0, 4.0);
        p.arc(x, y, 5.0, 0.0, 3.0, false);
        p.fill(Fill::NonZero);
        p.save();
        p.translate(x, y);
        p.rotate(0.1);
        p.fill_polygon([(0.0, 0.0), (9.0, 0.0), (0.0, 9.0)].map(Point::from));
        p.restore();
        p.stroke_polyline([(x, y), (x + 5.0, y)].map(Point::from), false);
        p.fill_circles([[x, y, 2.0]; 2], Colors::Each(&[[1, 2, 3, 4]; 2]));
    }
}

#[test]
fn a_frame_that_is_recorded_again_allocates_nothing_for_its_calls() {
    let info = FrameInfo {
        size: Size::new(1280.0, 720.0),
        ratio: 1.0,
        background: Some(Color::WHITE),
        time: 0.0,
        dt: 0.0,
        frame: 0,
    };
    let mut sizes = Vec::new();
    for frame in 0..5 {
        let before = ALLOCATIONS.get();
        let mut painter = Painter::new(info);
        record(&mut painter);
        let scene = painter.finish();
        let made = ALLOCATIONS.get() - before;
        sizes.push(scene.byte_len());
        // The painter's own lists grow a few times a frame; no call allocates.
        assert!(
            frame == 0 || made < 40,
            "frame {frame}: {made} allocations for {SHAPES} shapes"
        );
    }
    assert!(sizes.windows(2).all(|pair| pair[0] == pair[1]), "{sizes:?}");
}
