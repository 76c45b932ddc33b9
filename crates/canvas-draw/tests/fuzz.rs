//! Random scenes with extreme numbers: nothing may panic, and nothing may hang.
//!
//! `PROPTEST_CASES` sets their number; the default is small, `make fuzz` runs many more.

#[path = "fuzz/process.rs"]
mod process;

use std::sync::OnceLock;
use std::time::Duration;

use canvas_draw::buffer::{Buffer, PixelFormat};
use canvas_draw::effect::Filter;
use canvas_draw::error::Error;
use canvas_draw::geometry::PhysicalSize;
use canvas_draw::heap::HeapAllocator;
use canvas_draw::image::Image;
use canvas_draw::kurbo::{Affine, Cap, Join, Point, Rect, Vec2};
use canvas_draw::paint::{Gradient, Pattern, Repetition};
use canvas_draw::painter::{
    Colors, Direction, FrameInfo, Painter, TextAlign, TextBaseline, blend_mode_from_name,
};
use canvas_draw::path::{Path, Radii};
use canvas_draw::peniko::{Color, Fill};
use canvas_draw::pixels::{Fit, PixelView, Strides};
use canvas_draw::raster::{Cancel, RasterError, Rasterizer};
use canvas_draw::svg::Svg;
use canvas_draw::text::{BoxAlign, TextBox, use_bundled_fonts};
use proptest::prelude::*;

/// A scene that keeps the processors busy for longer is taken to hang.
const TIMEOUT: Duration = Duration::from_secs(20);
/// More memory than this is unbounded use: a scene may have 256 MB, and each of its layers a pixel buffer.
#[cfg(target_os = "linux")]
const MOST_MEMORY: usize = 2 << 30;

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").map_or(24, |cases| cases.parse().unwrap())
}

/// Ordinary and extreme numbers.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -50.0..250.0f64,
        2 => prop::sample::select(vec![
            0.0, -0.0, 0.5, 1.0, -1.0, 1e-300, 1e-30, 1e-9, 1e4, -1e4, 65_535.0, 65_536.5, 1e7, -1e7, 1e9, -1e9, 1e12, 1e20,
            -1e20, 3.4e38, 1e100, 1e300, -1e300, f64::MAX, f64::MIN_POSITIVE, f64::NAN, f64::INFINITY, f64::NEG_INFINITY,
        ]),
        1 => any::<f64>(),
    ]
}

/// The number of the last method; those from 57 to 61 take a while.
const LAST: u8 = 70;

/// A call, with numbers to take its arguments from.
#[derive(Clone, Debug)]
struct Call {
    method: u8,
    n: [f64; 8],
    flag: bool,
}

fn call() -> impl Strategy<Value = Call> {
    // Shadows, filters and images take a while each, so there are fewer of them.
    let method = prop_oneof![12 => 0..57u8, 2 => 62..LAST + 1, 1 => 57..62u8];
    (method, prop::array::uniform8(number()), any::<bool>()).prop_map(|(method, n, flag)| Call {
        method,
        n,
        flag,
    })
}

fn color(n: &[f64; 8]) -> Color {
    canvas_draw::color::from_components([n[0] as f32, n[1] as f32, n[2] as f32, n[3].abs() as f32])
}

fn gradient(n: &[f64; 8]) -> Gradient {
    let made = match n[7].abs() as u32 % 3 {
        0 => Gradient::linear(n[0], n[1], n[2], n[3]),
        1 => Gradient::radial(n[0], n[1], n[2], n[3], n[4], n[5]),
        _ => Gradient::conic(n[0], n[1], n[2]),
    };
    // Arguments that are refused give a plain gradient instead.
    let gradient = made.unwrap_or_else(|_| Gradient::linear(0.0, 0.0, 100.0, 50.0).unwrap());
    for offset in [n[4], 0.0, 0.3, n[5], 1.0] {
        let _ = gradient.add_color_stop(offset, color(n));
    }
    gradient
}

fn filter(n: &[f64; 8], shadow: bool) -> Filter {
    let length = |v: f64| if v.is_finite() { v.clamp(-1e12, 1e12) } else { 3.0 };
    let text = if shadow {
        let (x, y, blur) = (length(n[0]), length(n[1]), length(n[2]).abs());
        format!("drop-shadow({x:.3}px {y:.3}px {blur:.3}px red) blur(1px)")
    } else {
        format!("blur({:.3}px)", length(n[0]).abs())
    };
    Filter::parse(&text, 10.0).unwrap()
}

fn svg() -> &'static Svg {
    static READ: OnceLock<Svg> = OnceLock::new();
    READ.get_or_init(|| Svg::parse(include_bytes!("../../../tests/data/features.svg")).unwrap())
}

const MODES: [&str; 26] = [
    "source-over",
    "source-in",
    "source-out",
    "source-atop",
    "destination-over",
    "destination-in",
    "destination-out",
    "destination-atop",
    "lighter",
    "copy",
    "xor",
    "multiply",
    "screen",
    "overlay",
    "darken",
    "lighten",
    "color-dodge",
    "color-burn",
    "hard-light",
    "soft-light",
    "difference",
    "exclusion",
    "hue",
    "saturation",
    "color",
    "luminosity",
];

fn fill_rule(call: &Call) -> Fill {
    if call.flag { Fill::EvenOdd } else { Fill::NonZero }
}

fn play(p: &mut Painter, image: &Image, call: &Call) {
    match call.method {
        0..=8 => play_state(p, call),
        9..=20 => play_path(p, call),
        21..=33 => play_shape(p, call),
        34..=46 => play_style(p, image, call),
        48..=59 => play_paint(p, image, call),
        _ => play_other(p, image, call),
    }
}

/// Plays a call of the stack of states and the transform.
fn play_state(p: &mut Painter, call: &Call) {
    let n = &call.n;
    match call.method {
        0 => p.save(),
        1 => p.restore(),
        2 => p.translate(n[0], n[1]),
        3 => p.rotate(n[0]),
        4 => p.scale(n[0], n[1]),
        5 => p.transform(Affine::new([n[0], n[1], n[2], n[3], n[4], n[5]])),
        6 => p.set_transform(Affine::new([n[0], n[1], n[2], n[3], n[4], n[5]])),
        7 | 8 => p.reset_transform(),
        _ => unreachable!("play() chooses by the method"),
    }
}

/// Plays a call of the current path.
fn play_path(p: &mut Painter, call: &Call) {
    let n = &call.n;
    match call.method {
        9 => p.begin_path(),
        10 => p.close_path(),
        11 => p.move_to(n[0], n[1]),
        12 | 13 => p.line_to(n[0], n[1]),
        14 => p.quadratic_curve_to(n[0], n[1], n[2], n[3]),
        15 => p.bezier_curve_to(n[0], n[1], n[2], n[3], n[4], n[5]),
        16 => p.arc(n[0], n[1], n[2], n[3], n[4], call.flag),
        17 => p.arc_to(n[0], n[1], n[2], n[3], n[4]),
        18 => p.ellipse(n[0], n[1], n[2], n[3], n[4], n[5], n[6], call.flag),
        19 => p.rect(n[0], n[1], n[2], n[3]),
        20 => p.round_rect(
            n[0],
            n[1],
            n[2],
            n[3],
            Radii::from_list(&[Vec2::new(n[4], n[5])]).unwrap(),
        ),
        _ => unreachable!("play() chooses by the method"),
    }
}

/// Plays a call of fills, strokes and shapes.
fn play_shape(p: &mut Painter, call: &Call) {
    let n = &call.n;
    let rule = fill_rule(call);
    match call.method {
        21 => p.fill(rule),
        22 | 23 => p.stroke(),
        24 => p.clip(rule),
        25 => p.fill_rect(n[0], n[1], n[2], n[3]),
        26 => p.stroke_rect(n[0], n[1], n[2], n[3]),
        27 => p.clear_rect(n[0], n[1], n[2], n[3]),
        28 => p.clear(color(n)),
        29 => p.fill_circle(n[0], n[1], n[2]),
        30 => p.stroke_circle(n[0], n[1], n[2]),
        31 => p.stroke_line(n[0], n[1], n[2], n[3]),
        32 => p.fill_polygon(n.chunks(2).map(|c| Point::new(c[0], c[1]))),
        33 => p.stroke_polyline(n.chunks(2).map(|c| Point::new(c[0], c[1])), call.flag),
        _ => unreachable!("play() chooses by the method"),
    }
}

/// Plays a call of styles of lines and texts, layers, images.
fn play_style(p: &mut Painter, image: &Image, call: &Call) {
    let n = &call.n;
    let rule = fill_rule(call);
    let pick = |count: usize| (n[0].abs().min(1e6) as usize) % count;
    match call.method {
        34 => p.set_fill_style(color(n)),
        35 => p.set_stroke_style(color(n)),
        36 => p.set_line_width(n[0]),
        37 => p.set_line_cap([Cap::Butt, Cap::Round, Cap::Square][pick(3)]),
        38 => p.set_line_join([Join::Miter, Join::Round, Join::Bevel][pick(3)]),
        39 => {
            p.set_miter_limit(n[0]);
            p.set_alpha(n[1]);
        }
        40 => p.set_line_dash(&[n[0].abs(), n[1].abs()]),
        41 => p.set_line_dash_offset(n[0]),
        42 => p.set_blend_mode(blend_mode_from_name(MODES[pick(MODES.len())]).unwrap()),
        43 => {
            let mut clip = Path::new();
            clip.rect(n[0], n[1], n[2], n[3]);
            p.push_layer(
                n[4],
                blend_mode_from_name(MODES[pick(MODES.len())]).unwrap(),
                call.flag.then_some((&clip, rule)),
            );
        }
        44 => p.pop_layer(),
        45 => {
            p.set_image_smoothing(call.flag);
            let (source, target) = (
                Rect::new(n[0], n[1], n[2], n[3]),
                Rect::new(n[4], n[5], n[6], n[7]),
            );
            p.draw_image_part(image, source, target);
        }
        46 => {
            let size = if n[0].is_finite() {
                n[0].abs().min(1e9)
            } else {
                12.0
            };
            p.set_font(&format!("{size:.3}px serif")).unwrap();
            p.set_letter_spacing(n[1]);
            p.set_word_spacing(n[2]);
        }
        _ => unreachable!("play() chooses by the method"),
    }
}

/// Plays a call of batches, paints and effects.
fn play_paint(p: &mut Painter, image: &Image, call: &Call) {
    let n = &call.n;
    let pick = |count: usize| (n[0].abs().min(1e6) as usize) % count;
    match call.method {
        48..=53 => batches(p, call),
        54 => p.set_fill_style(gradient(n)),
        55 => p.set_stroke_style(gradient(n)),
        56 => {
            let all = [
                Repetition::Repeat,
                Repetition::RepeatX,
                Repetition::RepeatY,
                Repetition::NoRepeat,
            ];
            let pattern = Pattern::new(image, all[pick(4)]);
            pattern.set_transform(Affine::new([n[1], n[2], n[3], n[4], n[5], n[6]]));
            p.set_fill_style(pattern);
        }
        57 => {
            p.set_shadow_color(color(n));
            p.set_shadow_blur(n[4]);
            p.set_shadow_offset_x(n[5]);
            p.set_shadow_offset_y(n[6]);
        }
        58 => p.set_filter(filter(n, call.flag)),
        59 => {
            p.push_filtered_layer(n[4], Default::default(), None, &filter(n, call.flag));
        }
        _ => unreachable!("play() chooses by the method"),
    }
}

/// Plays a call of pixels, SVG, texts and nested paths.
fn play_other(p: &mut Painter, image: &Image, call: &Call) {
    let n = &call.n;
    let rule = fill_rule(call);
    let pick = |count: usize| (n[0].abs().min(1e6) as usize) % count;
    match call.method {
        60 => {
            let whole = |v: f64| v as i32;
            let _ = p.put_image_data(
                image,
                whole(n[0]),
                whole(n[1]),
                call.flag.then(|| [n[2], n[3], n[4], n[5]].map(whole)),
            );
            if let Ok(data) = p.image_data(
                whole(n[0]),
                whole(n[1]),
                whole(n[2]).clamp(-500, 500),
                whole(n[3]).clamp(-500, 500),
            ) {
                let _ = data.render();
            }
        }
        61 => p.draw_svg(svg(), n[0], n[1], n[2], n[3]),
        63 => p.reset(),
        64 => fill_text_box(p, call),
        65 => {
            let aligns = ["start", "end", "left", "right", "center"];
            p.set_text_align(TextAlign::from_name(aligns[pick(5)]).unwrap());
            let lines = ["top", "hanging", "middle", "alphabetic", "ideographic", "bottom"];
            p.set_text_baseline(TextBaseline::from_name(lines[pick(6)]).unwrap());
            p.set_direction(Direction::from_name(if call.flag { "rtl" } else { "inherit" }).unwrap());
        }
        66 if call.flag => p.draw_image(image, n[0], n[1]),
        66 => p.draw_image_scaled(image, n[0], n[1], n[2], n[3]),
        67..=69 => paths(p, call, rule),
        70 => nested(p, call, rule),
        _ => play_text(p, call),
    }
}

fn play_text(p: &mut Painter, call: &Call) {
    let n = &call.n;
    let rule = fill_rule(call);
    let text = if call.flag { "Añ שלום 👍" } else { "xy" };
    if n[3] > 1.0 {
        p.stroke_text(text, n[0], n[1], Some(n[2]));
    } else {
        p.fill_text(text, n[0], n[1], (n[2] > 0.0).then_some(n[2]));
    }
    p.is_point_in_path(n[0], n[1], rule);
    p.is_point_in_stroke(n[0], n[1]);
    p.measure_text(text);
}

fn fill_text_box(p: &mut Painter, call: &Call) {
    let n = &call.n;
    let aligns = ["start", "end", "left", "right", "center", "justify"];
    let align = aligns[n[4].abs().min(1e6) as usize % aligns.len()];
    let mut place = TextBox::new(n[2]);
    place.height = call.flag.then_some(n[3]);
    place.align = (n[5] > 0.0).then(|| BoxAlign::from_name(align).unwrap());
    let words = "Lorem ipsum\n\ndolor שלום sit👍amet, ".repeat(1 + n[6].abs().min(20.0) as usize);
    p.fill_text_box(&words, n[0], n[1], &place);
}

/// Plays a call with a `Path`.
fn paths(p: &mut Painter, call: &Call, rule: Fill) {
    let n = &call.n;
    let mut path = Path::new();
    path.rect(n[0], n[1], n[2], n[3]);
    let _ = path.arc(n[4], n[5], n[6].abs(), n[7], n[0], call.flag);
    path.bezier_curve_to(n[1], n[2], n[3], n[4], n[5], n[6]);
    path.add_path(&path.clone(), Affine::rotate(n[7]));
    match call.method {
        67 => p.fill_path(&path, rule),
        68 => p.stroke_path(&path),
        _ => p.clip_path(&path, rule),
    }
    p.is_point_in(&path, n[0], n[1], rule);
    p.is_point_in_stroke_of(&path, n[2], n[3]);
}

/// Plays nested states, clips and layers, beyond the limits too.
fn nested(p: &mut Painter, call: &Call, rule: Fill) {
    let n = &call.n;
    let count = [3, 20, 300][n[0].abs().min(1e6) as usize % 3];
    for i in 0..count {
        p.save();
        p.begin_path();
        p.rect(n[1], n[2], 100.0, 80.0 + f64::from(i));
        p.clip(rule);
        if call.flag && i % 16 == 0 {
            p.push_layer(n[3], Default::default(), None);
            p.rotate(n[4]);
        }
    }
    p.fill_rect(0.0, 0.0, 60.0, 50.0);
}

/// Plays a batch of few items, or of enough for the fast path.
fn batches(p: &mut Painter, call: &Call) {
    let n = &call.n;
    let count = if call.flag { 3 } else { 150 };
    if count > 3 {
        // Each item is blurred by itself: slow, but not a hang.
        p.set_filter(Filter::none());
        p.set_shadow_color(Color::TRANSPARENT);
    }
    let colors = vec![[200, 100, 50, 128]; count];
    let colors = if n[7] > 0.0 {
        Colors::Each(&colors)
    } else {
        Colors::Style
    };
    let four = (0..count).map(|i| [n[0] + i as f64, n[1], n[2], n[3] - i as f64]);
    let three = (0..count).map(|i| [n[0] + i as f64, n[1], n[2].abs()]);
    match call.method {
        48 => p.fill_rects(four, colors),
        49 => p.stroke_rects(four, colors),
        50 => p.fill_circles(three, colors),
        51 => p.stroke_circles(three, colors),
        52 => p.stroke_segments(four, colors),
        _ => {
            p.draw_points((0..count).map(|i| [n[0], n[1] + i as f64]), n[2].abs(), colors);
            let line = || n.chunks(2).map(|c| Point::new(c[0], c[1]));
            p.stroke_lines([line()], call.flag, Colors::Style);
            p.fill_polygons([line()], Colors::Style);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 200, max_shrink_time: 60_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_scenes_are_drawn(
        calls in prop::collection::vec(call(), 1..60),
        (width, height) in (1..300u32, 1..300u32),
        ratio in prop::sample::select(vec![1.0, 1.25, 2.0, 0.3]),
        background in prop::option::of(Just(Color::WHITE)),
    ) {
        use_bundled_fonts();
        let started = process::processor_time();
        let mut pixels = vec![128; 16 * 16 * 4];
        pixels[3] = 0;
        let strides = Strides { row: 64, column: 4, channel: 1 };
        let image = Image::from_view(&PixelView::new(&pixels, 0, 16, 16, 4, strides).unwrap());
        let info = FrameInfo::new((200.0, 150.0), ratio, background);
        let mut painter = Painter::offscreen(info, PhysicalSize::new(width, height).unwrap());
        for call in &calls {
            play(&mut painter, &image, call);
        }
        let scene = painter.finish();
        let mut buffer = Buffer::new(&HeapAllocator(PixelFormat::Bgra), PhysicalSize::new(width, height).unwrap()).unwrap();
        match Rasterizer::new().draw(&scene, &mut buffer, ratio, &Cancel::new()) {
            Ok(()) => {}
            Err(RasterError::Failed(Error::Resource(_))) => {}
            Err(other) => prop_assert!(false, "{other:?}"),
        }
        prop_assert!(process::processor_time() - started < TIMEOUT, "took {:?}", process::processor_time() - started);
        #[cfg(target_os = "linux")]
        prop_assert!(process::peak_memory() < MOST_MEMORY, "{} MB in memory", process::peak_memory() >> 20);
    }

    #[test]
    fn random_views_are_refused_or_drawn(
        len in 0..5000usize,
        offset in 0..5000usize,
        (width, height) in (0..70u32, 0..70u32),
        channels in 0..6u8,
        (row, column, channel) in (-300..300isize, -8..8isize, -3..3isize),
        smooth in any::<bool>(),
        fit in prop::sample::select(vec![Fit::Contain, Fit::Cover, Fit::Fill, Fit::None]),
    ) {
        let data = vec![77; len];
        if let Ok(view) = PixelView::new(&data, offset, width, height, channels, Strides { row, column, channel }) {
            let mut buffer = Buffer::new(&HeapAllocator(PixelFormat::Bgra), PhysicalSize::new(40, 30).unwrap()).unwrap();
            view.draw_into(&mut buffer, fit, smooth, [1, 2, 3]);
            prop_assert!(buffer.bytes().chunks_exact(4).all(|pixel| pixel[3] == 255));
            prop_assert_eq!(Image::from_view(&view).byte_len(), (width * height * 4) as usize);
        }
    }
}
