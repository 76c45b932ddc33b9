use std::f64::consts::PI;

use peniko::Fill;

use super::*;
use crate::image::Image;
use crate::peniko::Color;
use crate::raster::render_scene;
use crate::scene::Brush;

fn painter() -> Painter {
    Painter::new(FrameInfo::new((100.0, 100.0), 1.0, Some(Color::WHITE)))
}

fn render(painter: Painter) -> Image {
    let size = PhysicalSize::new(100, 100).unwrap();
    render_scene(&painter.finish(), size, 1.0).unwrap()
}

const RED: Color = Color::from_rgba8(255, 0, 0, 255);
const BLUE: Color = Color::from_rgba8(0, 0, 255, 255);

#[test]
fn restore_brings_back_the_state_but_not_the_path() {
    let mut p = painter();
    p.save();
    p.set_fill_style(RED);
    p.translate(10.0, 0.0);
    p.rect(0.0, 0.0, 5.0, 5.0);
    p.restore();
    p.restore();
    assert_eq!(*p.fill_style(), Color::BLACK.into());
    assert_eq!(p.get_transform(), Affine::IDENTITY);
    assert!(
        p.is_point_in_path(12.0, 2.0, Fill::NonZero),
        "the path stays where it was built"
    );
}

#[test]
fn the_path_keeps_the_coordinates_of_the_moment_it_was_built() {
    let mut p = painter();
    p.scale(2.0, 2.0);
    p.rect(10.0, 10.0, 10.0, 10.0);
    p.reset_transform();
    p.rotate(1.0);
    p.set_fill_style(RED);
    p.fill(Fill::NonZero);
    let rendering = render(p);
    assert_eq!(rendering.pixel(21, 21), Some([255, 0, 0, 255]));
    assert_eq!(rendering.pixel(38, 38), Some([255, 0, 0, 255]));
    assert_eq!(rendering.pixel(42, 42), Some([255; 4]));
}

#[test]
fn clips_and_layers_that_stay_open_are_ended() {
    let mut p = painter();
    p.save();
    p.rect(0.0, 0.0, 50.0, 50.0);
    p.clip(Fill::NonZero);
    assert!(p.push_layer(0.5, BlendMode::default(), None));
    p.save();
    p.clip(Fill::EvenOdd);
    p.set_fill_style(RED);
    p.fill_rect(0.0, 0.0, 100.0, 100.0);
    let scene = p.finish();
    let commands = &scene.commands;
    let count = |f: fn(&Command) -> bool| commands.iter().filter(|c| f(c)).count();
    assert_eq!(
        count(|c| matches!(c, Command::PushClip(..))),
        count(|c| matches!(c, Command::PopClip))
    );
    assert_eq!(
        count(|c| matches!(c, Command::PushLayer(..))),
        count(|c| matches!(c, Command::PopLayer))
    );
}

#[test]
fn restore_does_not_leave_a_layer_and_pop_layer_ends_what_is_inside() {
    let mut p = painter();
    p.set_alpha(0.5);
    assert!(p.push_layer(1.0, BlendMode::default(), None));
    assert_eq!(p.alpha(), 1.0);
    p.restore();
    p.save();
    p.pop_layer();
    assert_eq!(p.alpha(), 0.5);
    assert!(p.levels.depth() == 0);
    p.pop_layer();
    assert_eq!(p.levels.open(), 0);
}

#[test]
fn nothing_is_drawn_under_a_transform_without_inverse() {
    let mut p = painter();
    p.rect(0.0, 0.0, 50.0, 50.0);
    p.scale(0.0, 1.0);
    p.fill_rect(0.0, 0.0, 10.0, 10.0);
    p.fill(Fill::NonZero);
    p.stroke();
    p.clip(Fill::NonZero);
    p.fill_text("x", 0.0, 10.0, None);
    p.fill_circle(1.0, 1.0, 5.0);
    assert!(p.finish().is_empty());
}

#[test]
fn numbers_that_are_not_finite_are_ignored() {
    let mut p = painter();
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        p.fill_rect(bad, 0.0, 1.0, 1.0);
        p.fill_rect(0.0, 0.0, bad, 1.0);
        p.stroke_rect(0.0, bad, 1.0, 1.0);
        p.clear_rect(0.0, 0.0, 1.0, bad);
        p.fill_circle(0.0, 0.0, bad.abs());
        p.stroke_line(0.0, 0.0, bad, 1.0);
        p.translate(bad, 0.0);
        p.rotate(bad);
        p.scale(1.0, bad);
        p.set_line_width(bad);
        p.set_miter_limit(bad);
        p.set_alpha(bad);
        p.set_line_dash(&[1.0, bad]);
        p.set_line_dash_offset(bad);
        p.fill_text("x", bad, 0.0, None);
        p.fill_text("x", 0.0, 0.0, Some(-bad.abs()));
    }
    assert_eq!(p.get_transform(), Affine::IDENTITY);
    assert_eq!(
        (p.line_width(), p.miter_limit(), p.alpha(), p.line_dash_offset()),
        (1.0, 10.0, 1.0, 0.0)
    );
    assert!(p.line_dash().is_empty());
    assert!(p.error().is_none());
    assert!(p.finish().is_empty());
}

#[test]
fn negative_radii_are_remembered_as_errors() {
    let mut p = painter();
    p.arc(0.0, 0.0, -1.0, 0.0, PI, false);
    let error = p.take_error().unwrap();
    assert_eq!(
        error,
        Error::Invalid("radius: expected a number that is not negative, got -1".into())
    );
    p.fill_circle(0.0, 0.0, -2.0);
    assert!(matches!(p.take_error(), Some(Error::Invalid(_))));
    assert!(p.finish().is_empty());
}

#[test]
fn properties_ignore_what_html_ignores() {
    let mut p = painter();
    p.set_line_width(0.0);
    p.set_line_width(-3.0);
    p.set_miter_limit(0.0);
    p.set_alpha(1.5);
    p.set_line_dash(&[1.0, -1.0]);
    assert_eq!((p.line_width(), p.miter_limit(), p.alpha()), (1.0, 10.0, 1.0));
    p.set_line_dash(&[1.0, 2.0, 3.0]);
    assert_eq!(p.line_dash(), [1.0, 2.0, 3.0, 1.0, 2.0, 3.0]);
}

#[test]
fn a_clear_forgets_what_it_hides() {
    let mut p = painter();
    p.fill_rect(0.0, 0.0, 10.0, 10.0);
    p.set_alpha(0.5);
    p.clear(BLUE);
    assert!(p.scene.commands.is_empty());
    assert_eq!(render(p).pixel(5, 5), Some([0, 0, 255, 255]));
}

#[test]
fn a_clear_inside_a_clip_stays_inside() {
    let mut p = painter();
    p.clear(RED);
    p.save();
    p.rect(0.0, 0.0, 50.0, 100.0);
    p.clip(Fill::NonZero);
    p.clear(BLUE);
    p.restore();
    p.clear_rect(0.0, 50.0, 100.0, 50.0);
    let rendering = render(p);
    assert_eq!(rendering.pixel(10, 10), Some([0, 0, 255, 255]));
    assert_eq!(rendering.pixel(90, 10), Some([255, 0, 0, 255]));
    assert_eq!(
        rendering.pixel(90, 90),
        Some([255; 4]),
        "erased to the background"
    );
}

#[test]
fn layers_and_clips_are_limited() {
    let mut p = painter();
    for _ in 0..MAX_OPEN {
        assert!(p.push_layer(0.9, BlendMode::default(), None));
    }
    assert!(p.error().is_none());
    assert!(!p.push_layer(0.9, BlendMode::default(), None));
    assert!(matches!(p.take_error(), Some(Error::Resource(_))));
    p.rect(0.0, 0.0, 10.0, 10.0);
    p.clip(Fill::NonZero);
    assert!(matches!(p.take_error(), Some(Error::Resource(_))));
    p.fill_rect(0.0, 0.0, 10.0, 10.0);
    assert!(p.error().is_none());
    assert!(render(p).pixel(5, 5).unwrap()[0] < 255, "and the rest is drawn");
}

#[test]
fn saved_states_are_limited() {
    let mut p = painter();
    for _ in 0..MAX_SAVED {
        p.save();
    }
    assert!(p.error().is_none());
    p.save();
    assert!(matches!(p.take_error(), Some(Error::Resource(_))));
}

#[test]
fn scenes_are_limited() {
    let mut p = painter();
    let points = vec![kurbo::Point::ORIGIN; 1 << 16];
    for _ in 0..80 {
        p.stroke_polyline(points.iter().copied(), false);
    }
    assert!(matches!(p.take_error(), Some(Error::Resource(_))));
    assert!(p.finish().byte_len() <= MAX_SCENE_BYTES + (8 << 20));
}

#[test]
fn an_image_counts_once_however_often_it_is_drawn() {
    let size = PhysicalSize::new(4096, 4096).unwrap();
    let image = Image::from_rgba(size, vec![7; size.byte_len()]);
    let mut p = painter();
    for _ in 0..100 {
        p.draw_image(&image, 0.0, 0.0);
    }
    assert!(p.error().is_none());
    let copies: Vec<_> = (0..4)
        .map(|_| Image::from_rgba(size, image.rgba().to_vec()))
        .collect();
    for copy in &copies {
        p.draw_image(copy, 0.0, 0.0);
    }
    assert!(matches!(p.take_error(), Some(Error::Resource(_))));
}

#[test]
fn dashes_are_limited_where_they_can_be_seen() {
    let mut p = painter();
    p.set_line_dash(&[0.1, 0.1]);
    p.stroke_line(-1e6, 50.0, 1e6, 50.0);
    assert!(p.error().is_none(), "most of it cannot be seen");
    p.set_line_dash(&[0.0001, 0.0001]);
    p.stroke_line(0.0, 50.0, 100.0, 50.0);
    assert!(matches!(p.take_error(), Some(Error::Resource(_))));
    p.set_font("20px sans-serif").unwrap();
    p.stroke_text(&"m".repeat(1000), 0.0, 0.0, None);
    assert!(matches!(p.take_error(), Some(Error::Resource(_))));
}

#[test]
fn unchanged_state_is_recorded_once() {
    let mut p = painter();
    p.translate(1.0, 1.0);
    for _ in 0..10 {
        p.fill_rect(0.0, 0.0, 5.0, 5.0);
        p.stroke_line(0.0, 0.0, 5.0, 5.0);
    }
    let scene = p.finish();
    assert_eq!(
        (scene.transforms.len(), scene.strokes.len(), scene.commands.len()),
        (1, 1, 22)
    );
}

#[test]
fn equal_drawing_makes_equal_scenes() {
    let record = |mut p: Painter| {
        for i in 0..1000 {
            p.fill_rect(f64::from(i), 0.0, 5.0, 5.0);
            p.stroke_polyline((0..20).map(|x| kurbo::Point::new(f64::from(x), 3.0)), false);
        }
        p.fill_circles([[1.0, 2.0, 3.0]], Colors::Each(&[[1, 2, 3, 4]]));
        p.finish()
    };
    let first = record(painter());
    let copy = first.clone();
    drop(first);
    // In the memory of the first one, if no other test took it.
    assert_eq!(record(painter()), copy);
}

#[test]
fn batches_are_whole_or_not_at_all() {
    let colors = [[255, 0, 0, 255]; 2];
    let mut p = painter();
    p.fill_circles([[1.0, 2.0, 3.0], [1.0, 2.0, -3.0]], Colors::Style);
    assert!(matches!(p.take_error(), Some(Error::Invalid(text)) if text.contains("radius")));
    for count in [1, 3] {
        p.fill_rects(
            (0..count).map(|i| [f64::from(i), 0.0, 1.0, 1.0]),
            Colors::Each(&colors),
        );
        assert!(matches!(p.take_error(), Some(Error::Invalid(text)) if text.contains("colors")));
        let lines = (0..count).map(|_| [kurbo::Point::new(0.0, 0.0), kurbo::Point::new(5.0, 5.0)]);
        p.stroke_lines(lines, false, Colors::Each(&colors));
        assert!(matches!(p.take_error(), Some(Error::Invalid(text)) if text.contains("colors")));
    }
    p.draw_points([[1.0, 1.0]], -1.0, Colors::Style);
    assert!(matches!(p.take_error(), Some(Error::Invalid(text)) if text.contains("size")));
    assert!((p.scene.numbers.is_empty()) && p.scene.colors.is_empty() && p.scene.elements.is_empty());
    assert!(p.scene.is_empty() || p.scene.commands.iter().all(|c| matches!(c, Command::Stroke(_))));
}

#[test]
fn items_that_are_not_finite_are_left_out_with_their_colours() {
    let mut p = painter();
    let colors = [[1, 0, 0, 255], [2, 0, 0, 255], [3, 0, 0, 255], [4, 0, 0, 255]];
    let rects = [
        [f64::NAN, 0.0, 1.0, 1.0],
        [0.0, 0.0, 1.0, 1.0],
        [0.0, 0.0, 0.0, 1.0],
        [5.0, 0.0, 1.0, 1.0],
    ];
    p.fill_rects(rects, Colors::Each(&colors));
    assert_eq!(p.take_error(), None);
    assert_eq!(p.scene.colors, [colors[1], colors[3]]);
    assert_eq!(p.scene.numbers.len(), 8);
}

#[test]
fn alpha_is_part_of_the_brush() {
    let mut p = painter();
    p.set_fill_style(RED);
    p.set_alpha(0.5);
    p.fill_rect(0.0, 0.0, 5.0, 5.0);
    let Some(Command::FillRect(_, Brush::Solid(color))) = p.scene.commands.last() else {
        panic!("no rectangle")
    };
    assert_eq!(color.components, [1.0, 0.0, 0.0, 0.5]);
}

#[test]
fn points_on_strokes_are_found() {
    let mut p = painter();
    p.set_line_width(10.0);
    p.move_to(10.0, 10.0);
    p.line_to(90.0, 10.0);
    assert!(p.is_point_in_stroke(50.0, 14.0));
    assert!(!p.is_point_in_stroke(50.0, 16.0));
    p.set_line_dash(&[10.0, 10.0]);
    assert!(p.is_point_in_stroke(15.0, 10.0));
    assert!(!p.is_point_in_stroke(25.0, 10.0));
    assert!(!p.is_point_in_stroke(f64::NAN, 10.0));
}

#[test]
fn text_is_measured_around_its_point() {
    let mut p = painter();
    p.set_font("20px sans-serif").unwrap();
    let start = p.measure_text("Hxy");
    assert!(start.width > 20.0 && start.width < 60.0, "{start:?}");
    assert!(
        start.actual_bounding_box_ascent > 12.0 && start.actual_bounding_box_descent > 2.0,
        "{start:?}"
    );
    assert_eq!(start.alphabetic_baseline, 0.0);
    p.set_text_align(TextAlign::Right);
    let right = p.measure_text("Hxy");
    assert!((right.actual_bounding_box_left - start.actual_bounding_box_left - start.width).abs() < 1e-6);
    p.set_text_baseline(TextBaseline::Top);
    let top = p.measure_text("Hxy");
    assert!(top.actual_bounding_box_descent > start.actual_bounding_box_descent);
    assert!((top.em_height_ascent).abs() < 1e-6);
    assert_eq!(p.measure_text("").width, 0.0);
    assert!(p.measure_text("").font_bounding_box_ascent > 0.0);
    p.set_letter_spacing(3.0);
    assert!((p.measure_text("Hxy").width - start.width - 9.0).abs() < 1e-3);
}

#[test]
fn a_banner_covers_the_top_and_nothing_else() {
    let mut p = painter();
    p.fill_rect(0.0, 0.0, 100.0, 100.0);
    p.translate(500.0, 500.0);
    p.fill_rect(0.0, 0.0, 1.0, 1.0);
    let scene = p.finish();
    let banner = scene.with_banner("ValueError: one\nand two");
    let size = PhysicalSize::new(100, 100).unwrap();
    let rendering = render_scene(&banner, size, 1.0).unwrap();
    let [r, g, ..] = rendering.pixel(1, 1).unwrap();
    assert!(r > 100 && g < 60);
    assert_eq!(rendering.pixel(50, 90), Some([0, 0, 0, 255]));
    assert_eq!(banner.texts.len(), 2);
}
