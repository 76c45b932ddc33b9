use super::blend::{blend, fill};
use super::*;
use crate::geometry::kurbo::{BezPath, Cap, Point, Shape, Stroke, StrokeOpts};

const SIZE: usize = 48;

/// The area of a pixel within a shape, by counting points.
fn counted(is_inside: &impl Fn(Point) -> bool, x: usize, y: usize) -> f64 {
    const N: usize = 32;
    let at = |i: usize, base: usize| base as f64 + (i as f64 + 0.5) / N as f64;
    let inside = (0..N * N)
        .filter(|i| is_inside(Point::new(at(i % N, x), at(i / N, y))))
        .count();
    inside as f64 / (N * N) as f64
}

/// Draws in white on transparent black, and compares the alpha of every pixel with the counted area.
fn check(
    what: &str,
    is_inside: impl Fn(Point) -> bool,
    tolerance: f64,
    draw: impl FnOnce(&mut Surface<'_>, SolidSource),
) {
    let mut bytes = vec![0; SIZE * SIZE * 4];
    let mut surface = Surface::new(SIZE, SIZE, &mut bytes);
    draw(&mut surface, SolidSource::new(Color::WHITE));
    for y in 0..SIZE {
        for x in 0..SIZE {
            let drawn = f64::from(bytes[(y * SIZE + x) * 4 + 3]) / 255.0;
            let area = counted(&is_inside, x, y);
            assert!(
                (drawn - area).abs() <= tolerance,
                "{what}: {x}, {y}: {drawn}, not {area}"
            );
        }
    }
}

fn stroked(path: &BezPath, stroke: &Stroke) -> BezPath {
    kurbo::stroke(path.iter(), stroke, &StrokeOpts::default(), 0.001)
}

#[test]
fn circles_cover_their_area() {
    for radius in [0.3, 0.5, 1.0, 1.5, 1.99, 2.0, 2.5, 4.0, 9.3, 20.0, 60.0] {
        for (x, y) in [
            (24.0, 24.0),
            (23.5, 24.3),
            (24.9, 21.1),
            (2.2, 40.7),
            (-1.0, 50.0),
        ] {
            let is_inside = |point: Point| point.distance(Point::new(x, y)) <= radius;
            check(
                &format!("circle {radius} at {x}, {y}"),
                is_inside,
                0.035,
                |s, color| s.fill_circle(Point::new(x, y), radius, color),
            );
        }
    }
}

#[test]
fn rings_cover_their_area() {
    for (radius, width) in [(10.0, 1.0), (10.3, 3.0), (2.0, 1.0), (1.0, 2.0), (17.0, 0.4)] {
        let is_inside = |point: Point| {
            let distance = point.distance(Point::new(24.2, 23.9));
            (radius - width / 2.0..=radius + width / 2.0).contains(&distance)
        };
        check(
            &format!("ring {radius} × {width}"),
            is_inside,
            0.05,
            |s, color| {
                s.fill_ring(
                    Point::new(24.2, 23.9),
                    radius + width / 2.0,
                    radius - width / 2.0,
                    color,
                );
            },
        );
    }
}

#[test]
fn segments_cover_their_area() {
    for width in [0.5, 1.0, 1.7, 6.0] {
        for (to, cap, beyond) in [
            ((40.3, 30.1), Cap::Butt, 0.0),
            ((40.3, 10.1), Cap::Square, width / 2.0),
            ((10.6, 45.0), Cap::Butt, 0.0),
            ((10.5, 9.4), Cap::Butt, 0.0),
            ((10.5, 100.0), Cap::Butt, 0.0),
            ((400.0, 9.0), Cap::Butt, 0.0),
        ] {
            let (from, to) = (Point::new(10.4, 9.2), Point::from(to));
            let mut line = BezPath::new();
            line.move_to(from);
            line.line_to(to);
            let path = stroked(&line, &Stroke::new(width).with_caps(cap));
            // At corners the product of both coverages is not the area of their intersection.
            let is_inside = |point| path.contains(point);
            check(&format!("{width} wide to {to:?}"), is_inside, 0.13, |s, color| {
                s.stroke_segment(from, to, width, beyond, color);
            });
        }
    }
}

#[test]
fn rectangles_and_frames_cover_their_area() {
    let outer = Rect::new(3.25, 4.5, 30.75, 31.125);
    for inner in [
        outer.inset(-2.5),
        outer.inset(-0.3),
        Rect::new(6.0, 5.0, 30.0, 31.0),
    ] {
        let is_inside = |point| outer.contains(point) && !inner.contains(point);
        check("frame", is_inside, 0.07, |s, color| {
            s.fill_frame(outer, inner, color)
        });
    }
    check(
        "rectangle",
        |point| outer.contains(point),
        0.07,
        |s, color| s.fill_rect(outer, color),
    );
    let beyond = Rect::new(-10.0, 40.5, 1e6, 1e9);
    check(
        "large",
        |point| beyond.contains(point),
        0.04,
        |s, color| s.fill_rect(beyond, color),
    );
}

#[test]
fn rounded_rectangles_cover_their_area() {
    for (rect, radius) in [
        (Rect::new(4.0, 5.0, 40.0, 30.0), 8.0),
        (Rect::new(4.3, 5.7, 40.6, 30.2), 8.25),
        (Rect::new(4.3, 5.7, 40.6, 30.2), 2.0),
        (Rect::new(4.5, 5.25, 40.0, 15.25), 5.0),
        (Rect::new(4.5, 5.25, 14.5, 15.25), 5.0),
        (Rect::new(-30.0, -20.0, 43.3, 43.6), 30.0),
    ] {
        let shape = kurbo::RoundedRect::from_rect(rect, radius);
        let is_inside = |point| shape.contains(point);
        check(&format!("{rect} with {radius}"), is_inside, 0.07, |s, color| {
            s.fill_rounded(rect, radius, color);
        });
    }
}

#[test]
fn all_vector_levels_draw_the_same_pixels() {
    let mut renderings = Vec::new();
    for level in [*LEVEL, fearless_simd::Level::baseline()] {
        let mut bytes = vec![90; SIZE * SIZE * 4];
        let mut rows = PixelRows::new(SIZE, SIZE, &mut bytes);
        let color = SolidSource::new(Color::from_rgba8(200, 90, 20, 180));
        dispatch!(level, _simd => {
            rows.draw_rect(Rect::new(1.3, 2.4, 40.2, 30.9), color);
            Ring::new(Point::new(20.3, 21.2), 13.3, 4.4).draw(&mut rows, color);
            Ring::new(Point::new(40.3, 9.2), 1.4, 0.0).draw(&mut rows, color);
            RoundedRect::new(Rect::new(10.5, 12.25, 50.0, 44.1), 7.7).draw(&mut rows, color);
            for end in [(44.0, 3.0), (3.0, 40.0), (2.5, 3.0), (47.0, 2.5)] {
                Segment::new(Point::new(2.5, 2.5), end.into(), 1.7, 0.5).draw(&mut rows, color);
            }
        });
        renderings.push(bytes);
    }
    assert!(renderings[0] == renderings[1]);
}

#[test]
fn compositing_is_exact_to_the_nearest_level() {
    for alpha in [0u8, 1, 77, 128, 200, 254, 255] {
        let color = SolidSource::new(Color::from_rgba8(200, 100, 0, alpha));
        for coverage in [0u8, 1, 100, 128, 255] {
            let mut pixels = [[90, 200, 255, 255]; 7];
            fill(&mut pixels, color, coverage);
            let mut one = [90, 200, 255, 255];
            blend(&mut one, color, coverage);
            assert!(pixels.iter().all(|pixel| *pixel == one));
            let part = f64::from(alpha) / 255.0 * f64::from(coverage) / 255.0;
            for (value, (source, backdrop)) in one.iter().zip([(200.0, 90.0), (100.0, 200.0), (0.0, 255.0)]) {
                let exact = source * part + backdrop * (1.0 - part);
                assert!(
                    (f64::from(*value) - exact).abs() <= 1.5,
                    "{alpha} {coverage}: {value} {exact}"
                );
            }
        }
    }
}
