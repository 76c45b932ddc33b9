//! Alpha, blend and composite modes, layers.

use canvas_draw::painter::{Painter, blend_mode_from_name};
use canvas_draw::path::Path;
use canvas_draw::peniko::{BlendMode, Fill};

use super::harness::{check, css};

pub(crate) const COMPOSITE: [&str; 11] = [
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
];

const BLEND: [&str; 15] = [
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

/// Draws a circle over a square with each mode, each in a cell of its own.
fn cells(p: &mut Painter, modes: &[&str], isolated: bool) {
    for (i, mode) in modes.iter().enumerate() {
        let (x, y) = ((i % 5) as f64 * 40.0, (i / 5) as f64 * 50.0);
        p.save();
        p.begin_path();
        p.rect(x + 2.0, y + 2.0, 36.0, 46.0);
        p.clip(Fill::NonZero);
        if isolated {
            p.push_layer(1.0, BlendMode::default(), None);
        }
        p.set_fill_style(css("rgb(240 80 20 / 80%)"));
        p.fill_rect(x + 5.0, y + 5.0, 22.0, 28.0);
        p.set_blend_mode(blend_mode_from_name(mode).unwrap());
        p.set_fill_style(css("rgb(30 120 240 / 70%)"));
        p.fill_circle(x + 24.0, y + 30.0, 12.0);
        if isolated {
            p.pop_layer();
        }
        p.restore();
    }
}

#[test]
fn composite_modes() {
    check("composite_modes", |p| cells(p, &COMPOSITE, true));
}

#[test]
fn composite_modes_on_the_background() {
    check("composite_modes_on_the_background", |p| {
        cells(p, &COMPOSITE, false)
    });
}

#[test]
fn blend_modes() {
    check("blend_modes", |p| cells(p, &BLEND, false));
}

#[test]
fn layers() {
    check("layers", |p| {
        p.set_fill_style(css("black"));
        for i in 0..8 {
            p.fill_rect(f64::from(i) * 25.0, 0.0, 12.0, 150.0);
        }
        let two = |p: &mut Painter, x: f64| {
            p.set_fill_style(css("red"));
            p.fill_circle(x, 50.0, 30.0);
            p.set_fill_style(css("lime"));
            p.fill_circle(x + 20.0, 70.0, 30.0);
        };
        p.push_layer(0.5, BlendMode::default(), None);
        two(p, 40.0);
        p.pop_layer();
        let mut clip = Path::new();
        clip.rect(110.0, 30.0, 80.0, 50.0);
        p.push_layer(
            0.9,
            blend_mode_from_name("multiply").unwrap(),
            Some((&clip, Fill::NonZero)),
        );
        two(p, 140.0);
        p.clear_rect(140.0, 40.0, 20.0, 20.0);
        p.pop_layer();
        p.set_alpha(0.5);
        two(p, 90.0);
    });
}

#[test]
fn copy_inside_clips() {
    check("copy_inside_clips", |p| {
        p.set_fill_style(css("gold"));
        p.fill_rect(0.0, 0.0, 200.0, 150.0);
        p.begin_path();
        p.arc(80.0, 75.0, 60.0, 0.0, 7.0, false);
        p.clip(Fill::NonZero);
        p.begin_path();
        p.arc(120.0, 75.0, 60.0, 0.0, 7.0, false);
        p.clip(Fill::NonZero);
        p.set_blend_mode(blend_mode_from_name("copy").unwrap());
        p.set_fill_style(css("rgb(0 0 128 / 60%)"));
        p.fill_rect(70.0, 50.0, 60.0, 50.0);
    });
}
