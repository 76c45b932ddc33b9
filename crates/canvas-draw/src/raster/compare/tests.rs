use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::buffer::{Buffer, PixelFormat};
use crate::heap::HeapAllocator;
use crate::image::Image;
use crate::painter::{Colors, FrameInfo, Painter};
use crate::peniko::{BlendMode, Color, Fill, Mix};
use crate::raster::{Cancel, Rasterizer};

const SIZE: (u32, u32) = (400, 300);

fn scene(draw: impl FnOnce(&mut Painter)) -> Scene {
    let mut painter = Painter::new(FrameInfo {
        size: kurbo::Size::new(SIZE.0.into(), SIZE.1.into()),
        ratio: 1.0,
        background: Some(Color::WHITE),
        time: 0.0,
        dt: 0.0,
        frame: 0,
    });
    draw(&mut painter);
    painter.finish()
}

fn difference(old: impl FnOnce(&mut Painter), new: impl FnOnce(&mut Painter)) -> Damage {
    compare(
        &scene(old),
        &scene(new),
        1.0,
        PhysicalSize::new(SIZE.0, SIZE.1).unwrap(),
    )
}

fn parts(damage: &Damage) -> Vec<(u32, u32, u32, u32)> {
    match damage {
        Damage::All => panic!("not everything is damaged"),
        Damage::Parts(list) => list.iter().map(|a| (a.left, a.top, a.right, a.bottom)).collect(),
    }
}

fn busy(p: &mut Painter, x: f64) {
    p.fill_rect(0.0, 0.0, 400.0, 20.0);
    p.save();
    p.translate(100.0, 100.0);
    p.fill_circle(x, 0.0, 5.0);
    p.restore();
    p.fill_text("unchanged", 10.0, 200.0, None);
}

#[test]
fn equal_scenes_have_no_damage() {
    let damage = difference(|p| busy(p, 3.0), |p| busy(p, 3.0));
    assert_eq!(damage, Damage::Parts(Vec::new()));
}

#[test]
fn a_moved_shape_damages_both_places() {
    let damage = difference(|p| busy(p, 0.0), |p| busy(p, 200.0));
    assert_eq!(parts(&damage), [(80, 80, 112, 112), (288, 80, 320, 112)]);
}

#[test]
fn an_inserted_command_damages_its_own_area() {
    let with = |p: &mut Painter, extra: bool| {
        p.fill_rect(0.0, 0.0, 10.0, 10.0);
        if extra {
            p.fill_rect(40.0, 40.0, 10.0, 10.0);
        }
        p.fill_rect(300.0, 200.0, 10.0, 10.0);
    };
    for (before, after) in [(false, true), (true, false)] {
        let damage = difference(|p| with(p, before), |p| with(p, after));
        assert_eq!(parts(&damage), [(32, 32, 64, 64)]);
    }
}

#[test]
fn a_changed_state_damages_later_shapes() {
    let with = |p: &mut Painter, x: f64| {
        p.translate(x, 0.0);
        p.fill_rect(10.0, 10.0, 10.0, 10.0);
    };
    assert_eq!(parts(&difference(|p| with(p, 0.0), |p| with(p, 100.0))).len(), 2);
    let with = |p: &mut Painter, width: f64| {
        p.set_line_width(width);
        p.stroke_line(20.0, 20.0, 30.0, 25.0);
    };
    assert_eq!(parts(&difference(|p| with(p, 1.0), |p| with(p, 2.0))).len(), 1);
}

#[test]
fn unbounded_changes_damage_everything() {
    let clipped = |p: &mut Painter, width: f64| {
        p.begin_path();
        p.rect(0.0, 0.0, width, 50.0);
        p.clip(Fill::NonZero);
        p.fill_rect(0.0, 0.0, 10.0, 10.0);
    };
    assert_eq!(
        difference(|p| clipped(p, 50.0), |p| clipped(p, 60.0)),
        Damage::All
    );
    let copied = |p: &mut Painter, x: f64| {
        p.set_blend_mode(crate::painter::blend_mode_from_name("copy").unwrap());
        p.fill_rect(x, 0.0, 10.0, 10.0);
    };
    assert_eq!(difference(|p| copied(p, 0.0), |p| copied(p, 60.0)), Damage::All);
    assert_eq!(difference(|_| {}, |p| p.clear(Color::BLACK)), Damage::All);
}

#[test]
fn gradients_are_compared_by_value() {
    let with = |p: &mut Painter, end: f64| {
        let gradient = crate::paint::Gradient::linear(0.0, 0.0, end, 0.0).unwrap();
        gradient.add_color_stop(0.0, Color::BLACK).unwrap();
        p.set_fill_style(gradient);
        p.fill_rect(40.0, 40.0, 10.0, 10.0);
    };
    assert_eq!(
        difference(|p| with(p, 50.0), |p| with(p, 50.0)),
        Damage::Parts(Vec::new())
    );
    assert_eq!(
        parts(&difference(|p| with(p, 50.0), |p| with(p, 60.0))),
        [(32, 32, 64, 64)]
    );
}

#[test]
fn shadows_and_filters_damage_everything() {
    let with = |p: &mut Painter, x: f64| {
        p.set_shadow_color(Color::BLACK);
        p.set_shadow_offset_x(x);
        p.fill_rect(40.0, 40.0, 10.0, 10.0);
    };
    assert_eq!(difference(|p| with(p, 50.0), |p| with(p, 60.0)), Damage::All);
}

#[test]
fn batches_are_compared_by_their_items() {
    let dots = |p: &mut Painter, x: f64, color: u8| {
        let colors = [[color, 0, 0, 255]; 2];
        p.draw_points([[x, 10.0], [30.0, 20.0]], 4.0, Colors::Each(&colors));
        p.fill_rect(300.0, 200.0, 10.0, 10.0);
    };
    assert_eq!(
        difference(|p| dots(p, 20.0, 1), |p| dots(p, 20.0, 1)),
        Damage::Parts(Vec::new())
    );
    assert_eq!(
        parts(&difference(|p| dots(p, 20.0, 1), |p| dots(p, 21.0, 1))).len(),
        1
    );
    assert_eq!(
        parts(&difference(|p| dots(p, 20.0, 1), |p| dots(p, 20.0, 2))).len(),
        1
    );
}

#[test]
fn many_small_changes_are_combined() {
    let dots = |p: &mut Painter, radius: f64| {
        for i in 0..40 {
            p.fill_circle(f64::from(i % 8) * 50.0 + 5.0, f64::from(i / 8) * 60.0, radius);
        }
    };
    let damage = difference(|p| dots(p, 2.0), |p| dots(p, 3.0));
    if let Damage::Parts(list) = &damage {
        assert!(list.len() <= areas::MAX_AREAS);
        for (i, a) in list.iter().enumerate() {
            assert!(list[..i].iter().all(|b| !a.overlaps(*b)));
        }
    }
}

/// An image that both scenes draw.
static CHECKS: LazyLock<Image> = LazyLock::new(|| {
    let size = PhysicalSize::new(13, 11).unwrap();
    let pixels = (0..13 * 11).flat_map(|i| {
        if i % 2 == 0 {
            [200, 30, 60, 255]
        } else {
            [20, 160, 90, 120]
        }
    });
    Image::from_rgba(size, pixels.collect())
});

/// Something to draw, with numbers to place it.
type Item = (u8, [f64; 4], [u8; 4]);

fn item() -> impl Strategy<Value = Item> {
    (0..25u8, prop::array::uniform4(-40.0..420.0f64), any::<[u8; 4]>())
}

fn draw_item(p: &mut Painter, item: &Item) {
    let (kind, n, [r, g, b, a]) = item;
    let color = Color::from_rgba8(*r, *g, *b, *a);
    p.set_fill_style(color);
    p.set_stroke_style(color);
    let small = n[2].abs() / 8.0;
    match kind {
        0 | 1 => p.fill_rect(n[0], n[1], small, n[3] / 8.0),
        2 | 3 => p.fill_circle(n[0], n[1], small),
        4 => p.stroke_line(n[0], n[1], n[2], n[3]),
        5 => p.stroke_circle(n[0], n[1], small),
        6 => p.set_line_width(1.0 + small / 8.0),
        7 => {
            p.begin_path();
            p.move_to(n[0], n[1]);
            p.bezier_curve_to(n[0], n[1] + 50.0, n[2], n[3] - 50.0, n[2], n[3]);
            p.stroke();
        }
        8 => p.fill_text("text", n[0], n[1], None),
        9 => p.translate(n[0] / 20.0 - 10.0, n[1] / 20.0 - 10.0),
        10 => p.rotate(n[0] / 1000.0),
        11 => p.fill_polygon([(n[0], n[1]), (n[0] + 60.0, n[1] + 5.0), (n[2], n[3])].map(kurbo::Point::from)),
        12 => {
            let dots = (0..150).map(|i| [n[0] + f64::from(i % 15) * 4.0, n[1] + f64::from(i / 15) * 4.0]);
            p.draw_points(dots, 3.0, Colors::Style);
        }
        22 | 23 => {
            p.begin_path();
            if *kind == 22 {
                p.arc(n[0], n[1], small, 0.0, std::f64::consts::TAU, false);
            } else {
                p.round_rect(n[0], n[1], small + 5.0, n[3].abs() / 8.0 + 5.0, 2.4);
            }
            p.fill(Fill::NonZero);
        }
        _ => draw_styled_item(p, item, small),
    }
}

/// The items with a paint, an effect, a clip or a layer.
fn draw_styled_item(p: &mut Painter, (kind, n, [r, g, b, a]): &Item, small: f64) {
    let color = Color::from_rgba8(*r, *g, *b, *a);
    match kind {
        13 => {
            let gradient = crate::paint::Gradient::linear(n[0], n[1], n[2], n[3]).unwrap();
            gradient.add_color_stop(0.2, color).unwrap();
            gradient.add_color_stop(0.9, Color::WHITE).unwrap();
            p.set_fill_style(gradient);
            p.fill_rect(n[0], n[1], small, n[3] / 8.0);
        }
        14 => {
            p.set_shadow_color(color);
            p.set_shadow_blur(small / 4.0);
            p.fill_rect(n[0], n[1], small, 9.0);
            p.set_shadow_color(Color::TRANSPARENT);
        }
        17 | 18 => {
            p.set_image_smoothing(*kind == 17);
            p.draw_image_scaled(&CHECKS, n[0], n[1], small, n[3].abs() / 8.0);
        }
        19 => {
            let repeat = crate::paint::Repetition::Repeat;
            p.set_fill_style(crate::paint::Pattern::new(&CHECKS, repeat));
            p.fill_rect(n[0], n[1], small, n[3] / 8.0);
        }
        20 => {
            p.save();
            p.begin_path();
            p.arc(n[0], n[1], small, 0.0, 6.0, false);
            p.clip(Fill::EvenOdd);
            p.fill_rect(n[0], n[1], 60.0, 60.0);
            p.fill_text("clipped", n[0], n[1], None);
            p.restore();
        }
        21 => {
            p.set_blend_mode(BlendMode::from(Mix::Multiply));
            p.fill_circle(n[0], n[1], small);
            p.set_blend_mode(BlendMode::default());
        }
        _ => {
            let mut clip = crate::path::Path::new();
            clip.rect(n[0], n[1], 80.0, 60.0);
            p.push_layer(0.5, BlendMode::default(), Some((&clip, Fill::NonZero)));
            p.fill_circle(n[0] + 20.0, n[1] + 20.0, small);
            p.pop_layer();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Rendering only the damage into the previous frame is the same as rendering everything.
    #[test]
    fn parts_fit_into_the_previous_frame(
        items in prop::collection::vec(item(), 1..40),
        other in item(),
        repeats in prop::sample::select(vec![0u32, 126, 127, 128, 300]),
        change in 0..4u8,
        place in any::<prop::sample::Index>(),
        ratio in prop::sample::select(vec![1.0, 1.25, 2.0]),
    ) {
        crate::text::use_bundled_fonts();
        let at = place.index(items.len());
        let mut changed = items.clone();
        match change {
            0 => changed[at] = other,
            1 => changed.insert(at, other),
            2 => drop(changed.remove(at)),
            _ => changed[at].1[0] += 3.5,
        }
        let drawn = |items: &[Item]| scene(|p| {
            for i in 0..repeats {
                let (x, y) = (f64::from(i % 40) * 10.0, f64::from(i / 40) * 10.0);
                match i % 4 {
                    0 => p.fill_circle(x, y, 4.3),
                    1 => p.stroke_line(x, y, x + 17.3, y + 11.2),
                    2 => p.fill_rect(x, y, 4.3, 5.1),
                    _ => {
                        p.begin_path();
                        p.round_rect(x, y, 7.3, 8.2, 2.7);
                        p.fill(Fill::NonZero);
                    }
                }
            }
            items.iter().for_each(|item| draw_item(p, item));
        });
        let (old, new) = (drawn(&items), drawn(&changed));
        let size = PhysicalSize::from_logical(kurbo::Size::new(SIZE.0.into(), SIZE.1.into()), ratio);
        let mut rasterizer = Rasterizer::new();
        let mut whole = |scene: &Scene| {
            let mut buffer = Buffer::new(&HeapAllocator(PixelFormat::Bgra), size).unwrap();
            rasterizer.draw(scene, &mut buffer, ratio, &Cancel::new()).unwrap();
            buffer
        };
        let (mut buffer, expected) = (whole(&old), whole(&new));
        if let Damage::Parts(areas) = compare(&old, &new, ratio, size) {
            rasterizer.draw_parts(&new, &mut buffer, ratio, &areas, &Cancel::new()).unwrap();
            let pairs = buffer.bytes().iter().zip(expected.bytes());
            for (index, (a, b)) in pairs.enumerate() {
                let (x, y) = (index / 4 % size.width() as usize, index / 4 / size.width() as usize);
                prop_assert!(a.abs_diff(*b) <= 1, "{x}, {y}: {a} and {b}; {areas:?}");
            }
        }
    }
}
