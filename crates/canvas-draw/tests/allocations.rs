//! Recording allocates nothing once it is warm, and a frame that is recorded again and again does not grow.
#![expect(
    unsafe_code,
    reason = "an allocator that counts can be written in no other way"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use canvas_draw::effect::Filter;
use canvas_draw::image::Image;
use canvas_draw::kurbo::Point;
use canvas_draw::paint::{Gradient, Pattern, Repetition};
use canvas_draw::painter::{Colors, FrameInfo, Painter};
use canvas_draw::path::Path;
use canvas_draw::peniko::{BlendMode, Color, Compose, Fill, Mix};
use canvas_draw::pixels::{PixelView, Strides};
use canvas_draw::text::{ParsedFont, use_bundled_fonts};

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

/// Allocations of a frame of each kind, recorded again and again: those of the painter's own lists, and none for a call.
fn check(kind: &str, record: impl Fn(&mut Painter)) {
    let info = FrameInfo::new((1280.0, 720.0), 1.0, Some(Color::WHITE));
    let mut sizes = Vec::new();
    for frame in 0..5 {
        let before = ALLOCATIONS.get();
        let mut painter = Painter::new(info);
        record(&mut painter);
        assert_eq!(painter.error(), None, "{kind}");
        let scene = painter.finish();
        let made = ALLOCATIONS.get() - before;
        sizes.push(scene.byte_len());
        // The painter's own lists grow a few times a frame; no call allocates.
        assert!(
            frame < 2 || made < 40,
            "{kind}, frame {frame}: {made} allocations"
        );
    }
    assert!(
        sizes.windows(2).all(|pair| pair[0] == pair[1]),
        "{kind}: {sizes:?}"
    );
}

/// So many calls of a kind a frame.
const CALLS: usize = 1000;

fn each(call: impl Fn(&mut Painter, f64, f64)) -> impl Fn(&mut Painter) {
    move |p| {
        for i in 0..CALLS {
            call(p, (i * 37 % 1280) as f64, (i * 53 % 720) as f64);
        }
    }
}

fn tile() -> Image {
    let strides = Strides {
        row: 8,
        column: 4,
        channel: 1,
    };
    Image::from_view(&PixelView::new(&[200; 16], 0, 2, 2, 4, strides).unwrap())
}

/// One after the other, since the memory of scenes that are over is shared.
#[test]
fn a_frame_that_is_recorded_again_allocates_nothing_for_its_calls() {
    use_bundled_fonts();
    check("shapes", record);
    check(
        "text",
        each(|p, x, y| {
            p.fill_text("some words", x, y, None);
            p.stroke_text("outlined", x, y, Some(40.0));
        }),
    );
    check_paints();
    check_images();
    check_layers();
    check_effects();
    check("dashed lines", |p| {
        p.set_line_dash(&[4.0, 2.0]);
        each(|p, x, y| {
            p.set_line_dash_offset(x % 6.0);
            p.stroke_line(x, y, x + 30.0, y + 20.0);
            p.stroke_rect(x, y, 30.0, 20.0);
        })(p);
    });
}

fn check_paints() {
    let gradients = [0.0, 50.0].map(|x| Gradient::linear(x, 0.0, 500.0, 400.0).unwrap());
    for gradient in &gradients {
        gradient.add_color_stop(0.0, Color::WHITE).unwrap();
        gradient.add_color_stop(1.0, Color::BLACK).unwrap();
    }
    check("gradients", |p| {
        p.set_fill_style(&gradients[0]);
        p.set_stroke_style(&gradients[1]);
        each(|p, x, y| {
            p.fill_rect(x, y, 30.0, 20.0);
            p.stroke_line(x, y, x + 20.0, y);
        })(p);
    });
    let patterns =
        [Repetition::Repeat, Repetition::RepeatX].map(|repetition| Pattern::new(&tile(), repetition));
    check(
        "patterns",
        each(|p, x, y| {
            p.set_fill_style(&patterns[x as usize % 2]);
            p.fill_circle(x, y, 9.0);
        }),
    );
}

fn check_images() {
    let images = [tile(), tile()];
    check(
        "images",
        each(|p, x, y| {
            p.draw_image(&images[x as usize % 2], x, y);
            p.draw_image_scaled(&images[y as usize % 2], x, y, 20.0, 10.0);
        }),
    );
}

fn check_layers() {
    let mut star = Path::new();
    star.arc(50.0, 50.0, 40.0, 0.0, 6.0, false).unwrap();
    check(
        "clips and layers",
        each(|p, x, y| {
            p.save();
            p.begin_path();
            p.rect(x, y, 40.0, 40.0);
            p.clip(Fill::NonZero);
            p.clip_path(&star, Fill::EvenOdd);
            p.push_layer(0.5, BlendMode::default(), Some((&star, Fill::NonZero)));
            p.fill_path(&star, Fill::EvenOdd);
            p.pop_layer();
            p.restore();
        }),
    );
}

fn check_effects() {
    check(
        "shadows and modes",
        each(|p, x, y| {
            p.set_shadow_color(Color::from_rgba8(0, 0, x as u8, 128));
            p.set_shadow_blur(y % 5.0);
            p.set_shadow_offset_x(x % 3.0);
            p.set_blend_mode(BlendMode::new(Mix::Multiply, Compose::SrcOver));
            p.fill_rect(x, y, 20.0, 10.0);
        }),
    );
    let filters = ["blur(2px)", "drop-shadow(1px 1px red)"].map(|text| Filter::parse(text, 10.0).unwrap());
    check(
        "filters",
        each(|p, x, y| {
            p.set_filter(filters[x as usize % 2].clone());
            p.fill_rect(x, y, 20.0, 10.0);
        }),
    );
}

/// A list of dashes is kept; a style of text that a scene has is another one when it changes; a gradient is put into the scene
/// with its stops when it takes the place of another; measuring gives back what it found. These take memory, the same for
/// each call.
#[test]
fn what_keeps_something_takes_as_much_each_time() {
    use_bundled_fonts();
    let one = |call: &dyn Fn(&mut Painter)| {
        let mut painter = Painter::new(FrameInfo::new((100.0, 100.0), 1.0, None));
        (0..50).for_each(|_| call(&mut painter));
        let before = ALLOCATIONS.get();
        (0..50).for_each(|_| call(&mut painter));
        (ALLOCATIONS.get() - before) as f64 / 50.0
    };
    let dashes = one(&|p| p.set_line_dash(&[3.0, 2.0]));
    assert!(dashes <= 1.0, "{dashes} allocations for a list of dashes");
    let fonts = ["12px serif", "bold 14px sans-serif"].map(|font| ParsedFont::parse(font).unwrap());
    let styles = one(&|p| {
        for font in &fonts {
            p.set_parsed_font(font);
            p.set_letter_spacing(2.0);
            p.fill_text("words", 5.0, 5.0, None);
        }
    });
    assert!(styles <= 2.1, "{styles} allocations for two styles of text");
    let gradients = [0.0, 50.0].map(|x| {
        let gradient = Gradient::linear(x, 0.0, 500.0, 400.0).unwrap();
        gradient.add_color_stop(0.0, Color::WHITE).unwrap();
        gradient
    });
    let changed = one(&|p| {
        for gradient in &gradients {
            p.set_fill_style(gradient);
            p.fill_rect(0.0, 0.0, 9.0, 9.0);
        }
    });
    assert!(changed <= 6.1, "{changed} allocations for two gradients");
    let measured = one(&|p| {
        p.measure_text("some words");
    });
    assert!(
        measured <= 8.0,
        "{measured} allocations for a text that was measured before"
    );
}
