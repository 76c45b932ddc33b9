//! Gradients and patterns.

use std::f64::consts::{PI, TAU};

use canvas_draw::kurbo::Affine;
use canvas_draw::paint::{Gradient, Pattern, Repetition};
use canvas_draw::painter::Painter;
use canvas_draw::peniko::Fill;

use super::harness::{check, css};
use super::images::tile;

/// A gradient with these stops.
pub(crate) fn stops(gradient: canvas_draw::Result<Gradient>, stops: &[(f64, &str)]) -> Gradient {
    let gradient = gradient.unwrap();
    for (offset, color) in stops {
        gradient.add_color_stop(*offset, css(color)).unwrap();
    }
    gradient
}

const RAINBOW: [(f64, &str); 5] = [
    (0.0, "red"),
    (0.25, "gold"),
    (0.5, "limegreen"),
    (0.75, "dodgerblue"),
    (1.0, "purple"),
];

#[test]
fn linear_gradients() {
    check("linear_gradients", |p| {
        p.set_fill_style(stops(Gradient::linear(20.0, 0.0, 90.0, 0.0), &RAINBOW));
        p.fill_rect(5.0, 5.0, 100.0, 20.0);
        // Hard edges: of several stops at one offset the first and the last show.
        let edges = [
            (0.3, "navy"),
            (0.3, "lime"),
            (0.3, "orange"),
            (0.7, "orange"),
            (0.7, "crimson"),
        ];
        p.set_fill_style(stops(Gradient::linear(5.0, 0.0, 105.0, 0.0), &edges));
        p.fill_rect(5.0, 30.0, 100.0, 15.0);
        // Colours are mixed with straight alpha.
        let fading = [(0.0, "rgb(255 0 0 / 0%)"), (1.0, "blue")];
        p.set_fill_style(stops(Gradient::linear(5.0, 0.0, 105.0, 0.0), &fading));
        p.fill_rect(5.0, 50.0, 100.0, 15.0);
        // One stop is a colour; no stop and no length are nothing.
        p.set_fill_style(stops(Gradient::linear(5.0, 0.0, 105.0, 0.0), &[(0.4, "teal")]));
        p.fill_rect(5.0, 70.0, 30.0, 15.0);
        p.set_fill_style(Gradient::linear(5.0, 0.0, 105.0, 0.0).unwrap());
        p.fill_rect(40.0, 70.0, 30.0, 15.0);
        p.set_fill_style(stops(Gradient::linear(80.0, 75.0, 80.0, 75.0), &RAINBOW));
        p.fill_rect(75.0, 70.0, 30.0, 15.0);
        // Alpha, lines, circles, text.
        let across = stops(Gradient::linear(110.0, 0.0, 195.0, 85.0), &RAINBOW);
        p.set_fill_style(&across);
        p.set_alpha(0.4);
        p.fill_circle(150.0, 45.0, 38.0);
        p.set_alpha(1.0);
        p.set_stroke_style(&across);
        p.set_line_width(6.0);
        p.stroke_rect(115.0, 10.0, 72.0, 70.0);
        p.stroke_line(110.0, 88.0, 195.0, 88.0);
        p.set_fill_style(stops(Gradient::linear(5.0, 0.0, 110.0, 0.0), &RAINBOW));
        p.set_font("bold 30px sans-serif").unwrap();
        p.fill_text("Gradient", 5.0, 120.0, None);
        // The transform at drawing counts, not that at making.
        p.translate(130.0, 100.0);
        p.rotate(0.3);
        p.scale(0.5, 1.0);
        p.fill_rect(0.0, 0.0, 110.0, 30.0);
    });
}

#[test]
fn radial_gradients() {
    check("radial_gradients", |p| {
        let circles = [
            [25.0, 25.0, 0.0, 25.0, 25.0, 22.0],
            [25.0, 25.0, 20.0, 25.0, 25.0, 5.0],
            [15.0, 25.0, 5.0, 30.0, 25.0, 18.0],
            [10.0, 25.0, 4.0, 38.0, 25.0, 10.0],
            [40.0, 25.0, 8.0, 10.0, 25.0, 8.0],
            [10.0, 25.0, 0.0, 35.0, 25.0, 10.0],
            [15.0, 25.0, 10.0, 25.0, 25.0, 20.0],
            [38.0, 10.0, 10.0, 12.0, 40.0, 3.0],
            [25.0, 25.0, 15.0, 25.0, 25.0, 15.0],
            [25.0, 25.0, 0.0, 30.0, 25.0, 0.0],
            [25.0, 25.0, 0.0, 25.0, 25.0, 1e-6],
            [25.0, 25.0, 1e6, 25.0, 25.0, 0.0],
        ];
        for (i, [x0, y0, r0, x1, y1, r1]) in circles.into_iter().enumerate() {
            p.save();
            p.translate((i % 4) as f64 * 50.0, (i / 4) as f64 * 50.0);
            p.set_fill_style(stops(
                Gradient::radial(x0, y0, r0, x1, y1, r1),
                &[(0.0, "gold"), (0.6, "crimson"), (1.0, "midnightblue")],
            ));
            p.fill_rect(1.0, 1.0, 48.0, 48.0);
            p.restore();
        }
    });
}

#[test]
fn conic_gradients() {
    check("conic_gradients", |p| {
        p.set_fill_style(stops(Gradient::conic(0.0, 50.0, 50.0), &RAINBOW));
        p.fill_circle(50.0, 50.0, 45.0);
        p.set_fill_style(stops(Gradient::conic(-PI / 2.0, 150.0, 50.0), &RAINBOW));
        p.fill_rect(105.0, 5.0, 90.0, 90.0);
        let pie = [
            (0.0, "teal"),
            (0.4, "teal"),
            (0.4, "orange"),
            (0.7, "orange"),
            (0.7, "navy"),
            (1.0, "navy"),
        ];
        p.set_fill_style(stops(Gradient::conic(9.0 * TAU + 1.0, 30.0, 123.0), &pie));
        p.fill_circle(30.0, 123.0, 24.0);
        p.set_stroke_style(stops(
            Gradient::conic(2.0, 90.0, 123.0),
            &[(0.2, "red"), (0.8, "blue")],
        ));
        p.set_line_width(12.0);
        p.stroke_circle(90.0, 123.0, 16.0);
        p.translate(160.0, 123.0);
        p.scale(1.6, 1.0);
        p.set_fill_style(stops(Gradient::conic(0.5, 0.0, 0.0), &RAINBOW));
        p.begin_path();
        p.arc(0.0, 0.0, 22.0, 0.0, TAU, false);
        p.fill(Fill::NonZero);
    });
}

fn patch(p: &mut Painter, repetition: Repetition, x: f64, y: f64) {
    let pattern = Pattern::new(&tile(), repetition);
    pattern.set_transform(Affine::translate((x + 20.0, y + 15.0)));
    p.set_fill_style(pattern);
    p.fill_rect(x, y, 44.0, 40.0);
}

#[test]
fn patterns() {
    check("patterns", |p| {
        let all = [
            Repetition::Repeat,
            Repetition::RepeatX,
            Repetition::RepeatY,
            Repetition::NoRepeat,
        ];
        for (i, repetition) in all.into_iter().enumerate() {
            patch(p, repetition, 3.0 + 50.0 * i as f64, 3.0);
            p.save();
            p.translate(3.0 + 50.0 * i as f64, 48.0);
            p.set_image_smoothing(i % 2 == 0);
            let pattern = Pattern::new(&tile(), repetition);
            pattern.set_transform(Affine::translate((20.0, 15.0)) * Affine::rotate(0.4) * Affine::scale(2.5));
            p.set_fill_style(&pattern);
            p.fill_rect(0.0, 0.0, 44.0, 40.0);
            p.restore();
        }
        let pattern = Pattern::new(&tile(), Repetition::Repeat);
        p.set_stroke_style(&pattern);
        p.set_line_width(9.0);
        p.stroke_circle(25.0, 120.0, 20.0);
        p.set_fill_style(&pattern);
        p.set_alpha(0.5);
        p.fill_circle(75.0, 120.0, 24.0);
        p.set_alpha(1.0);
        p.set_font("bold 40px sans-serif").unwrap();
        p.fill_text("Pat", 110.0, 125.0, None);
        // A transform without inverse draws nothing.
        pattern.set_transform(Affine::scale(0.0));
        p.fill_rect(110.0, 130.0, 80.0, 15.0);
    });
}
