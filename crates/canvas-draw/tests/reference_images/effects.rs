//! Shadows, filters, and how both meet modes, alpha and clips.

use canvas_draw::effect::Filter;
use canvas_draw::paint::Gradient;
use canvas_draw::painter::{Painter, blend_mode_from_name};
use canvas_draw::path::Path;
use canvas_draw::peniko::{BlendMode, Fill};

use super::harness::{check, css};
use super::images::tile;
use super::mixing::COMPOSITE;
use super::paints::stops;

fn shadow(p: &mut Painter, color: &str, blur: f64, x: f64, y: f64) {
    p.set_shadow_color(css(color));
    p.set_shadow_blur(blur);
    p.set_shadow_offset_x(x);
    p.set_shadow_offset_y(y);
}

fn filter(text: &str) -> Filter {
    Filter::parse(text, 10.0).unwrap()
}

#[test]
fn shadows() {
    check("shadows", |p| {
        p.set_fill_style(css("tomato"));
        shadow(p, "black", 0.0, 4.0, 4.0);
        p.fill_rect(8.0, 8.0, 30.0, 25.0);
        shadow(p, "rgb(0 0 0 / 60%)", 8.0, 4.0, 4.0);
        p.fill_rect(58.0, 8.0, 30.0, 25.0);
        shadow(p, "blue", 12.0, 0.0, 0.0);
        p.fill_circle(125.0, 22.0, 14.0);
        shadow(p, "black", 6.0, 3.0, 5.0);
        p.set_stroke_style(css("teal"));
        p.set_line_width(5.0);
        p.stroke_rect(157.0, 10.0, 30.0, 22.0);
        // Alpha of the painter and of the shape count for both.
        p.set_alpha(0.5);
        p.fill_rect(8.0, 48.0, 30.0, 25.0);
        p.set_alpha(1.0);
        p.set_fill_style(css("rgb(255 99 71 / 40%)"));
        p.fill_rect(58.0, 48.0, 30.0, 25.0);
        let fading = [(0.0, "red"), (1.0, "rgb(255 0 0 / 0%)")];
        p.set_fill_style(stops(Gradient::linear(105.0, 0.0, 145.0, 0.0), &fading));
        p.fill_rect(105.0, 48.0, 40.0, 25.0);
        p.draw_image_scaled(&tile(), 157.0, 48.0, 32.0, 24.0);
        // The transform does not touch the shadow.
        p.save();
        p.set_fill_style(css("gold"));
        p.translate(25.0, 105.0);
        p.rotate(0.8);
        p.scale(2.0, 1.0);
        p.fill_rect(-8.0, -8.0, 16.0, 16.0);
        p.restore();
        p.set_font("bold 24px sans-serif").unwrap();
        p.set_fill_style(css("purple"));
        p.fill_text("Shadow", 55.0, 112.0, None);
        // A shape outside of the image casts its shadow into it.
        shadow(p, "green", 4.0, 1000.0, 0.0);
        p.fill_circle(-825.0, 105.0, 12.0);
        // Neither colour nor distance: none.
        shadow(p, "green", 0.0, 0.0, 0.0);
        p.fill_rect(8.0, 132.0, 20.0, 10.0);
        shadow(p, "transparent", 5.0, 5.0, 5.0);
        p.fill_rect(38.0, 132.0, 20.0, 10.0);
        // Under a clip it is cut as its shape is.
        shadow(p, "black", 8.0, 5.0, 5.0);
        p.begin_path();
        p.arc(120.0, 135.0, 14.0, 0.0, 7.0, false);
        p.clip(Fill::NonZero);
        p.fill_rect(100.0, 125.0, 18.0, 8.0);
    });
}

#[test]
fn shadows_in_modes() {
    check("shadows_in_modes", |p| {
        for (i, mode) in COMPOSITE.iter().enumerate() {
            let (x, y) = ((i % 5) as f64 * 40.0, (i / 5) as f64 * 50.0);
            p.save();
            p.begin_path();
            p.rect(x + 2.0, y + 2.0, 36.0, 46.0);
            p.clip(Fill::NonZero);
            p.push_layer(1.0, BlendMode::default(), None);
            p.set_fill_style(css("rgb(240 80 20 / 80%)"));
            p.fill_rect(x + 5.0, y + 5.0, 22.0, 28.0);
            p.set_blend_mode(blend_mode_from_name(mode).unwrap());
            shadow(p, "rgb(0 0 0 / 80%)", 4.0, -6.0, 6.0);
            p.set_fill_style(css("rgb(30 120 240 / 70%)"));
            p.fill_circle(x + 26.0, y + 26.0, 9.0);
            p.pop_layer();
            p.restore();
        }
    });
}

#[test]
fn filters() {
    check("filters", |p| {
        p.set_fill_style(css("crimson"));
        p.set_filter(filter("blur(3px)"));
        p.fill_rect(12.0, 12.0, 30.0, 25.0);
        p.set_filter(filter("drop-shadow(5px 4px 3px rgb(0 0 255 / 80%))"));
        p.fill_circle(75.0, 25.0, 14.0);
        p.set_filter(filter("blur(1px) drop-shadow(6px 6px 0 gray)"));
        p.fill_rect(107.0, 12.0, 30.0, 25.0);
        p.set_filter(filter(
            "drop-shadow(4px 4px 0 gold) drop-shadow(4px 4px 2px navy)",
        ));
        p.fill_rect(155.0, 10.0, 28.0, 22.0);
        // A shadow is that of what the filter makes.
        shadow(p, "rgb(0 0 0 / 70%)", 0.0, 14.0, 0.0);
        p.set_filter(filter("blur(2px)"));
        p.fill_circle(22.0, 70.0, 10.0);
        p.set_shadow_color(css("transparent"));
        // Modes and clips come after it.
        p.set_fill_style(css("black"));
        p.set_filter(Filter::none());
        p.fill_rect(60.0, 50.0, 15.0, 40.0);
        p.set_filter(filter("blur(3px)"));
        p.set_blend_mode(blend_mode_from_name("difference").unwrap());
        p.set_fill_style(css("lime"));
        p.fill_rect(66.0, 60.0, 30.0, 20.0);
        p.set_blend_mode(BlendMode::default());
        p.save();
        p.begin_path();
        p.rect(110.0, 50.0, 30.0, 40.0);
        p.clip(Fill::NonZero);
        p.begin_path();
        p.arc(130.0, 70.0, 18.0, 0.0, 7.0, false);
        p.clip(Fill::NonZero);
        p.fill_rect(100.0, 60.0, 30.0, 40.0);
        p.restore();
        p.set_filter(filter("drop-shadow(2px 2px 1px black)"));
        p.draw_image_scaled(&tile(), 155.0, 55.0, 32.0, 24.0);
        p.set_font("bold 28px sans-serif").unwrap();
        p.fill_text("filter", 8.0, 128.0, None);
        p.set_stroke_style(css("purple"));
        p.stroke_text("none", 105.0, 128.0, None);
    });
}

#[test]
fn layers_through_filters() {
    check("layers_through_filters", |p| {
        p.set_fill_style(css("#eee"));
        for i in 0..5 {
            p.fill_rect(f64::from(i) * 40.0, 0.0, 20.0, 150.0);
        }
        let two = |p: &mut Painter, x: f64, y: f64| {
            p.set_fill_style(css("red"));
            p.fill_circle(x, y, 15.0);
            p.set_fill_style(css("blue"));
            p.fill_circle(x + 14.0, y + 8.0, 15.0);
        };
        p.push_filtered_layer(1.0, BlendMode::default(), None, &filter("blur(2px)"));
        two(p, 25.0, 25.0);
        p.pop_layer();
        let under = filter("drop-shadow(4px 6px 3px rgb(0 0 0 / 70%))");
        p.push_filtered_layer(0.6, BlendMode::default(), None, &under);
        two(p, 90.0, 25.0);
        p.pop_layer();
        let mut clip = Path::new();
        clip.rect(145.0, 10.0, 30.0, 35.0);
        let multiply = blend_mode_from_name("multiply").unwrap();
        p.push_filtered_layer(1.0, multiply, Some((&clip, Fill::NonZero)), &filter("blur(4px)"));
        two(p, 155.0, 25.0);
        p.pop_layer();
        // Layers, clips and shadows inside of a filtered layer.
        p.begin_path();
        p.arc(60.0, 100.0, 42.0, 0.0, 7.0, false);
        p.clip(Fill::NonZero);
        p.push_filtered_layer(
            1.0,
            BlendMode::default(),
            None,
            &filter("blur(1.5px) drop-shadow(8px 0 0 gray)"),
        );
        p.save();
        p.begin_path();
        p.rect(20.0, 60.0, 60.0, 40.0);
        p.clip(Fill::NonZero);
        two(p, 40.0, 90.0);
        p.restore();
        p.push_layer(0.5, BlendMode::default(), None);
        shadow(p, "black", 4.0, 0.0, 8.0);
        two(p, 70.0, 115.0);
        p.pop_layer();
        p.clear_rect(30.0, 80.0, 8.0, 40.0);
        p.pop_layer();
    });
}

#[test]
fn modes_inside_clips() {
    check("modes_inside_clips", |p| {
        let modes = [
            "source-in",
            "source-out",
            "destination-in",
            "destination-atop",
            "copy",
            "xor",
        ];
        for (i, mode) in modes.iter().enumerate() {
            let (x, y) = ((i % 3) as f64 * 66.0, (i / 3) as f64 * 75.0);
            p.save();
            p.translate(x, y);
            p.push_layer(1.0, BlendMode::default(), None);
            p.set_fill_style(css("gold"));
            p.fill_rect(3.0, 3.0, 60.0, 69.0);
            p.begin_path();
            p.arc(26.0, 37.0, 24.0, 0.0, 7.0, false);
            p.clip(Fill::NonZero);
            p.begin_path();
            p.arc(40.0, 37.0, 24.0, 0.0, 7.0, false);
            p.clip(Fill::NonZero);
            p.begin_path();
            p.move_to(33.0, 5.0);
            p.line_to(60.0, 70.0);
            p.line_to(6.0, 70.0);
            p.clip(Fill::NonZero);
            p.set_blend_mode(blend_mode_from_name(mode).unwrap());
            p.set_fill_style(css("rgb(0 0 128 / 60%)"));
            p.fill_rect(25.0, 30.0, 40.0, 20.0);
            p.pop_layer();
            p.restore();
        }
    });
}
