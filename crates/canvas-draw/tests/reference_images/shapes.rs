//! Filled shapes, paths, transforms and clips.

use std::f64::consts::{PI, TAU};

use canvas_draw::kurbo::{Affine, Point, Vec2};
use canvas_draw::path::{Path, Radii};
use canvas_draw::peniko::Fill;

use super::harness::{check, check_at, css};

#[test]
fn rects() {
    check("rects", |p| {
        p.clear(css("#eef"));
        p.set_fill_style(css("tomato"));
        p.fill_rect(10.0, 10.0, 50.0, 40.0);
        p.set_fill_style(css("rgb(0 128 0 / 50%)"));
        p.fill_rect(40.5, 30.5, 60.0, 40.0);
        p.set_fill_style(css("navy"));
        p.fill_rect(190.0, 140.0, -60.0, -40.0);
        p.clear_rect(20.0, 20.0, 20.0, 20.0);
        p.set_line_width(3.0);
        p.stroke_rect(120.0, 15.0, 60.0, 30.0);
        p.stroke_rect(120.0, 60.0, 60.0, 0.0);
    });
}

#[test]
fn circles_and_polygons() {
    check("circles_and_polygons", |p| {
        p.set_fill_style(css("gold"));
        p.fill_circle(50.0, 50.0, 40.0);
        p.set_line_width(4.0);
        p.set_stroke_style(css("purple"));
        p.stroke_circle(50.0, 50.0, 40.0);
        let star = (0..5).map(|i| {
            let angle = f64::from(i) * TAU * 2.0 / 5.0 - PI / 2.0;
            Point::new(145.0, 55.0) + Vec2::from_angle(angle) * 45.0
        });
        p.set_fill_style(css("teal"));
        p.fill_polygon(star);
        p.set_line_width(2.0);
        let wave = (0..60).map(|i| {
            Point::new(
                10.0 + 3.0 * f64::from(i),
                125.0 + 12.0 * (f64::from(i) / 4.0).sin(),
            )
        });
        p.stroke_polyline(wave, false);
        p.stroke_line(10.0, 145.0, 190.0, 145.0);
        p.stroke_line(10.0, 100.0, 190.0, 110.0);
    });
}

#[test]
fn fill_rules() {
    check("fill_rules", |p| {
        for (x, rule) in [(0.0, Fill::NonZero), (100.0, Fill::EvenOdd)] {
            p.begin_path();
            p.rect(x + 10.0, 10.0, 80.0, 80.0);
            p.rect(x + 25.0, 25.0, 50.0, 50.0);
            p.move_to(x + 10.0, 140.0);
            p.line_to(x + 90.0, 110.0);
            p.line_to(x + 10.0, 110.0);
            p.line_to(x + 90.0, 140.0);
            p.fill(rule);
        }
    });
}

#[test]
fn curves() {
    check("curves", |p| {
        p.set_line_width(3.0);
        p.begin_path();
        p.move_to(10.0, 40.0);
        p.quadratic_curve_to(40.0, -20.0, 70.0, 40.0);
        p.bezier_curve_to(90.0, 80.0, 110.0, 0.0, 130.0, 40.0);
        p.stroke();
        p.begin_path();
        p.move_to(10.0, 70.0);
        p.arc_to(60.0, 70.0, 60.0, 120.0, 30.0);
        p.line_to(60.0, 140.0);
        p.stroke();
        p.begin_path();
        p.ellipse(120.0, 100.0, 50.0, 20.0, 0.4, 0.0, TAU, false);
        p.fill(Fill::NonZero);
        p.set_fill_style(css("orange"));
        p.fill_path(
            &Path::from_svg("M150 20 h30 a10 10 0 0 1 0 20 q-15 15 -30 0 z")
                .unwrap()
                .to_bez_path(),
            Fill::NonZero,
        );
    });
}

#[test]
fn arcs() {
    check("arcs", |p| {
        p.set_line_width(2.0);
        let sweeps = [
            (0.0, PI),
            (PI, 0.0),
            (0.0, 7.0),
            (0.0, -7.0),
            (PI, 9.0),
            (1.0, 1.0),
        ];
        for (row, ccw) in [(0.0, false), (1.0, true)] {
            for (i, (from, to)) in sweeps.iter().enumerate() {
                let (x, y) = (18.0 + 33.0 * i as f64, 30.0 + row * 40.0);
                p.begin_path();
                p.arc(x, y, 13.0, *from, *to, ccw);
                p.stroke();
                p.begin_path();
                p.move_to(x, y + 80.0);
                p.arc(x, y + 80.0, 13.0, *from, *to, ccw);
                p.set_fill_style(css("steelblue"));
                p.fill(Fill::NonZero);
            }
        }
    });
}

#[test]
fn round_rects() {
    check("round_rects", |p| {
        p.set_fill_style(css("lightgreen"));
        p.begin_path();
        p.round_rect(10.0, 10.0, 80.0, 50.0, 12.0);
        p.round_rect(
            110.0,
            10.0,
            80.0,
            50.0,
            Radii::from_list(&[5.0, 25.0].map(|r| Vec2::new(r, r))).unwrap(),
        );
        let four = [(0.0, 0.0), (40.0, 10.0), (5.0, 25.0), (60.0, 60.0)].map(|(x, y)| Vec2::new(x, y));
        p.round_rect(10.0, 80.0, 80.0, 50.0, Radii::from_list(&four).unwrap());
        p.round_rect(
            190.0,
            130.0,
            -80.0,
            -50.0,
            Radii::from_list(&[Vec2::new(20.0, 5.0)]).unwrap(),
        );
        p.fill(Fill::NonZero);
        p.stroke();
    });
}

#[test]
fn transforms() {
    check("transforms", |p| {
        p.translate(60.0, 75.0);
        for i in 0..8 {
            p.save();
            p.rotate(f64::from(i) * TAU / 8.0);
            p.scale(1.0 + 0.1 * f64::from(i), 0.5);
            p.set_fill_style(css(["red", "green", "blue", "orange"][i as usize % 4]));
            p.set_alpha(0.6);
            p.fill_rect(15.0, -10.0, 30.0, 20.0);
            p.restore();
        }
        p.set_transform(Affine::new([1.0, 0.3, -0.4, 1.0, 140.0, 40.0]));
        p.set_line_width(6.0);
        p.stroke_rect(0.0, 0.0, 40.0, 40.0);
        p.fill_circle(20.0, 20.0, 8.0);
        p.reset_transform();
        p.fill_rect(0.0, 0.0, 5.0, 5.0);
    });
}

#[test]
fn clips() {
    check("clips", |p| {
        p.save();
        p.begin_path();
        p.arc(60.0, 75.0, 55.0, 0.0, TAU, false);
        p.clip(Fill::NonZero);
        p.set_fill_style(css("skyblue"));
        p.fill_rect(0.0, 0.0, 200.0, 150.0);
        p.begin_path();
        p.rect(40.0, 20.0, 100.0, 60.0);
        p.rect(60.0, 40.0, 20.0, 20.0);
        p.clip(Fill::EvenOdd);
        p.set_fill_style(css("crimson"));
        p.fill_rect(0.0, 0.0, 200.0, 150.0);
        p.restore();
        p.save();
        p.translate(150.0, 75.0);
        p.rotate(0.5);
        p.begin_path();
        p.rect(-25.0, -25.0, 50.0, 50.0);
        p.clip(Fill::NonZero);
        p.fill_circle(10.0, 10.0, 30.0);
        p.restore();
        p.fill_rect(195.0, 0.0, 5.0, 150.0);
    });
}

#[test]
fn ratio_two() {
    check_at("ratio_two", 2.0, |p| {
        p.set_fill_style(css("tomato"));
        p.fill_circle(60.0, 60.0, 40.0);
        p.stroke_rect(20.5, 20.5, 100.0, 80.0);
        p.set_font("20px sans-serif").unwrap();
        p.fill_text("ratio 2", 90.0, 130.0, None);
    });
}
