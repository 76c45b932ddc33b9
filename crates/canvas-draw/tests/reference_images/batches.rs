//! Many shapes in one call.

use std::f64::consts::TAU;

use canvas_draw::kurbo::{Cap, Point};
use canvas_draw::painter::{Colors, Painter};
use canvas_draw::peniko::{Color, Fill};

use super::harness::{check, css};

const COLORS: [[u8; 4]; 4] = [
    [255, 99, 71, 255],
    [0, 128, 128, 255],
    [75, 0, 130, 128],
    [255, 215, 0, 255],
];

/// A lattice of points, `step` apart.
fn lattice(columns: usize, rows: usize, step: f64) -> impl Iterator<Item = [f64; 2]> {
    (0..columns * rows).map(move |i| {
        [
            (i % columns) as f64 * step + 4.25,
            (i / columns) as f64 * step + 4.5,
        ]
    })
}

fn many_colors(count: usize) -> Vec<[u8; 4]> {
    (0..count).map(|i| COLORS[i % COLORS.len()]).collect()
}

#[test]
fn few() {
    check("batches", |p| {
        let rects = [
            [10.0, 10.0, 30.0, 20.0],
            [45.5, 10.0, 30.0, 20.0],
            [110.0, 30.0, -30.0, -20.0],
        ];
        p.fill_rects(rects, Colors::Each(&COLORS[..3]));
        p.set_line_width(3.0);
        p.stroke_rects(
            rects.map(|[x, y, w, h]| [x, y + 35.0, w, h]),
            Colors::Each(&COLORS[..3]),
        );
        p.set_fill_style(css("navy"));
        p.fill_circles([[140.0, 30.0, 20.0], [170.0, 30.0, 15.0]], Colors::Style);
        p.set_stroke_style(css("crimson"));
        p.stroke_circles([[140.0, 30.0, 20.0], [170.0, 60.0, 15.0]], Colors::Style);
        p.set_line_cap(Cap::Round);
        p.stroke_segments(
            [[10.0, 90.0, 60.0, 110.0], [10.0, 110.0, 60.0, 90.0]],
            Colors::One(css("teal")),
        );
        p.draw_points(
            [[80.0, 90.0], [90.0, 100.0], [100.0, 90.0]],
            6.0,
            Colors::Each(&COLORS[..3]),
        );
        let wave = |from: f64| {
            (0..20).map(move |i| Point::new(from + 3.0 * f64::from(i), 130.0 + 8.0 * f64::from(i).sin()))
        };
        p.set_line_width(1.5);
        p.stroke_lines([wave(10.0), wave(75.0)], false, Colors::Each(&COLORS[..2]));
        let gap = [
            Point::new(140.0, 85.0),
            Point::new(150.0, 95.0),
            Point::new(f64::NAN, 0.0),
            Point::new(160.0, 85.0),
            Point::new(170.0, 95.0),
        ];
        p.stroke_lines([gap], true, Colors::Style);
        let triangle = |x: f64| [(x, 140.0), (x + 20.0, 140.0), (x + 10.0, 110.0)].map(Point::from);
        p.fill_polygons([triangle(145.0), triangle(170.0)], Colors::Each(&COLORS[1..3]));
    });
}

/// So many that they go straight into the pixels.
fn stamps(p: &mut Painter) {
    let rects: Vec<_> = lattice(20, 10, 5.3).map(|[x, y]| [x, y, 3.7, 2.5]).collect();
    p.fill_rects(rects.iter().copied(), Colors::Each(&many_colors(200)));
    p.set_line_width(0.75);
    p.set_stroke_style(css("black"));
    p.stroke_rects(
        lattice(16, 8, 5.3).map(|[x, y]| [x + 108.0, y, 3.7, 4.0]),
        Colors::Style,
    );
    p.fill_circles(
        lattice(20, 8, 5.3).map(|[x, y]| [x, y + 55.0, 0.5 + x / 40.0]),
        Colors::Each(&many_colors(160)),
    );
    p.stroke_circles(
        lattice(16, 8, 5.3).map(|[x, y]| [x + 108.0, y + 48.0, 0.5 + y / 20.0]),
        Colors::One(css("teal")),
    );
    p.stroke_segments(
        lattice(20, 8, 5.3).map(|[x, y]| {
            [
                x,
                y + 98.0,
                x + 30.0 * (x / 9.0).cos(),
                y + 98.0 + 30.0 * (x / 9.0).sin(),
            ]
        }),
        Colors::Each(&many_colors(160)),
    );
    p.draw_points(
        lattice(30, 20, 3.0).map(|[x, y]| [x + 108.0, y + 90.0]),
        1.5,
        Colors::One(Color::from_rgba8(20, 60, 200, 160)),
    );
}

#[test]
fn many() {
    check("batches_many", stamps);
}

#[test]
fn many_shapes_are_drawn_as_one_by_one() {
    check("batches_many_calls", |p| {
        for (i, [x, y]) in lattice(40, 28, 5.0).enumerate() {
            let [r, g, b, a] = COLORS[i % 4];
            p.set_fill_style(Color::from_rgba8(r, g, b, a));
            p.set_stroke_style(Color::from_rgba8(b, g, r, a));
            match i % 3 {
                0 => p.fill_rect(x, y, 3.0, 4.5),
                1 => p.fill_circle(x, y, 2.6),
                _ => p.stroke_line(x, y, x + 9.0, y + 7.0),
            }
        }
    });
}

/// Circles and rounded rectangles as paths, as HTML has them.
fn paths(p: &mut Painter) {
    for (i, [x, y]) in lattice(20, 15, 9.7).enumerate() {
        let [r, g, b, a] = COLORS[i % 4];
        let size = 2.5 + (i / 20) as f64;
        p.set_fill_style(Color::from_rgba8(r, g, b, a));
        p.begin_path();
        match i % 3 {
            0 => p.arc(x, y, size / 2.0, 0.0, TAU, false),
            1 => p.round_rect(x, y, size, 1.3 * size, size / 2.0),
            _ => p.round_rect(x, y, 2.0 * size, size, 2.2),
        }
        p.fill(Fill::NonZero);
    }
}

#[test]
fn many_paths() {
    check("batches_many_paths", paths);
}

#[test]
fn paths_look_the_same_however_they_are_drawn() {
    let draw =
        |draw: fn(&mut Painter)| canvas_draw::render((200.0, 150.0), 2.0, Some(Color::WHITE), draw).unwrap();
    let stamped = draw(paths);
    // Clipped batches take another path than others.
    let clipped = draw(|p| {
        p.begin_path();
        p.rect(0.0, 0.0, 200.0, 150.0);
        p.clip(Fill::NonZero);
        paths(p);
    });
    let far = |(a, b): (&u8, &u8)| a.abs_diff(*b);
    let pairs = || stamped.rgba().iter().zip(clipped.rgba());
    let worst = pairs().map(far).max().unwrap();
    let sum: u64 = pairs().map(far).map(u64::from).sum();
    // Curves that become lines may be a tenth of a pixel off, which is 26 levels.
    assert!(worst <= 27, "{worst}");
    assert!(sum <= stamped.rgba().len() as u64 / 2, "{sum}");
}

#[test]
fn transformed() {
    check("batches_transformed", |p| {
        p.translate(100.0, 75.0);
        p.rotate(0.4);
        p.scale(0.8, 0.8);
        p.translate(-100.0, -75.0);
        stamps(p);
    });
}
