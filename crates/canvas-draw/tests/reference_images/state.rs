//! The state: saved and brought back, taken back to the beginning, asked for.

use std::f64::consts::TAU;

use canvas_draw::painter::{Painter, blend_mode_from_name};
use canvas_draw::path::Path;
use canvas_draw::peniko::{BlendMode, Fill};

use super::harness::{check, css};

#[test]
fn saved_states() {
    check("saved_states", |p| {
        p.set_fill_style(css("tomato"));
        p.save();
        p.set_fill_style(css("navy"));
        p.set_alpha(0.5);
        p.set_line_width(6.0);
        p.translate(20.0, 20.0);
        p.save();
        p.begin_path();
        p.rect(0.0, 0.0, 60.0, 60.0);
        p.clip(Fill::NonZero);
        p.rotate(0.3);
        p.set_font("bold 20px sans-serif").unwrap();
        p.set_line_dash(&[8.0, 4.0]);
        p.set_blend_mode(blend_mode_from_name("multiply").unwrap());
        p.fill_rect(10.0, 10.0, 80.0, 80.0);
        p.stroke_rect(10.0, 10.0, 80.0, 80.0);
        p.fill_text("inner", 15.0, 40.0, None);
        p.restore();
        p.fill_rect(80.0, 0.0, 40.0, 40.0);
        p.stroke_rect(80.0, 50.0, 40.0, 40.0);
        p.fill_text("middle", 80.0, 110.0, None);
        p.restore();
        // There is nothing left to bring back.
        p.restore();
        p.fill_rect(150.0, 20.0, 40.0, 40.0);
        p.stroke_rect(150.0, 70.0, 40.0, 40.0);
        p.fill_text("outer", 150.0, 130.0, None);
        // The path is no part of the state.
        p.begin_path();
        p.move_to(10.0, 140.0);
        p.save();
        p.line_to(100.0, 130.0);
        p.restore();
        p.line_to(190.0, 145.0);
        p.stroke();
    });
}

#[test]
fn reset() {
    check("reset", |p| {
        p.set_fill_style(css("red"));
        p.fill_rect(0.0, 0.0, 200.0, 150.0);
        p.save();
        p.translate(50.0, 50.0);
        p.set_font("40px serif").unwrap();
        p.set_alpha(0.3);
        p.set_line_width(20.0);
        p.begin_path();
        p.rect(0.0, 0.0, 20.0, 20.0);
        p.clip(Fill::NonZero);
        p.reset();
        p.fill_rect(20.0, 20.0, 60.0, 40.0);
        p.fill(Fill::NonZero);
        p.stroke_rect(100.0, 20.0, 60.0, 40.0);
        p.fill_text("after", 20.0, 100.0, None);
        p.restore();
        p.fill_circle(150.0, 110.0, 25.0);
    });
}

#[test]
fn layers_with_rules() {
    check("layers_with_rules", |p| {
        let mut clip = Path::new();
        clip.rect(10.0, 10.0, 80.0, 80.0);
        clip.rect(30.0, 30.0, 40.0, 40.0);
        p.set_fill_style(css("silver"));
        p.fill_rect(0.0, 45.0, 200.0, 60.0);
        for (x, rule) in [(0.0, Fill::NonZero), (100.0, Fill::EvenOdd)] {
            p.save();
            p.translate(x, 10.0);
            p.push_layer(0.7, BlendMode::default(), Some((&clip, rule)));
            p.set_fill_style(css("teal"));
            p.fill_rect(0.0, 0.0, 100.0, 100.0);
            p.set_fill_style(css("gold"));
            p.fill_circle(50.0, 50.0, 30.0);
            p.pop_layer();
            p.restore();
        }
    });
}

/// A star whose inside is a matter of the rule.
fn star() -> Path {
    let mut star = Path::new();
    for i in 0..5 {
        let angle = f64::from(i) * TAU * 2.0 / 5.0;
        let (x, y) = (50.0 + 40.0 * angle.sin(), 75.0 - 40.0 * angle.cos());
        if i == 0 {
            star.move_to(x, y);
        } else {
            star.line_to(x, y);
        }
    }
    star.close_path();
    star
}

fn dot(p: &mut Painter, x: f64, y: f64, inside: bool, on_line: bool) {
    p.set_fill_style(match (inside, on_line) {
        (true, _) => css("teal"),
        (false, true) => css("orange"),
        (false, false) => css("lightgray"),
    });
    p.fill_rect(x - 1.0, y - 1.0, 2.0, 2.0);
}

#[test]
fn hit_tests() {
    check("hit_tests", |p| {
        p.set_line_width(8.0);
        let star = star();
        p.begin_path();
        p.ellipse(50.0, 75.0, 40.0, 25.0, 0.5, 0.0, TAU, false);
        for row in 0..29 {
            for column in 0..19 {
                let (x, y) = (5.0 + 5.0 * f64::from(column), 5.0 + 5.0 * f64::from(row));
                let (inside, on_line) = (
                    p.is_point_in_path(x, y, Fill::NonZero),
                    p.is_point_in_stroke(x, y),
                );
                dot(p, x, y, inside, on_line);
                p.translate(100.0, 0.0);
                let (inside, on_line) = (
                    p.is_point_in(&star, x + 100.0, y, Fill::EvenOdd),
                    p.is_point_in_stroke_of(&star, x + 100.0, y),
                );
                p.reset_transform();
                dot(p, x + 100.0, y, inside, on_line);
            }
        }
    });
}

#[test]
fn facts() {
    check("facts", |p| {
        let info = *p.info();
        p.set_line_width(2.0 * info.ratio);
        p.stroke_rect(5.0, 5.0, p.width() - 10.0, p.height() - 10.0);
        p.translate(100.0, 75.0);
        p.rotate(0.5);
        let kept = p.get_transform();
        p.reset_transform();
        p.fill_rect(20.0 + info.time + info.dt, 20.0 + info.frame as f64, 40.0, 30.0);
        p.set_transform(kept);
        p.fill_rect(0.0, 0.0, 40.0, 30.0);
    });
}
