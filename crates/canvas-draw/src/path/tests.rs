use std::f64::consts::PI;

use super::*;

fn end(path: &Path) -> Point {
    path.current.unwrap()
}

#[test]
fn a_line_without_a_beginning_begins_there() {
    let mut path = Path::new();
    path.line_to(3.0, 4.0);
    path.line_to(5.0, 4.0);
    assert_eq!(path.elements()[0], PathEl::MoveTo(Point::new(3.0, 4.0)));
    assert_eq!(
        path.elements().last(),
        Some(&PathEl::LineTo(Point::new(5.0, 4.0)))
    );
}

#[test]
fn what_follows_a_closed_subpath_starts_where_that_began() {
    let mut path = Path::new();
    path.rect(1.0, 2.0, 10.0, 10.0);
    path.line_to(20.0, 20.0);
    assert!(path.elements().ends_with(&[
        PathEl::ClosePath,
        PathEl::MoveTo(Point::new(1.0, 2.0)),
        PathEl::LineTo(Point::new(20.0, 20.0)),
    ]));
}

#[test]
fn numbers_that_are_not_finite_are_ignored() {
    let mut path = Path::new();
    path.move_to(f64::NAN, 0.0);
    path.line_to(f64::INFINITY, 0.0);
    path.rect(0.0, 0.0, f64::NEG_INFINITY, 1.0);
    path.arc(0.0, 0.0, f64::NAN, 0.0, 1.0, false).unwrap();
    path.arc(0.0, 0.0, 1.0, 0.0, f64::INFINITY, false).unwrap();
    path.round_rect(0.0, 0.0, 1.0, 1.0, f64::NAN.into()).unwrap();
    assert!(path.is_empty());
}

#[test]
fn sweeps_turn_once_at_most_and_the_way_that_was_asked() {
    assert_eq!(sweep(0.0, PI, false), PI);
    assert_eq!(sweep(0.0, PI / 2.0, true), -1.5 * PI);
    assert_eq!(sweep(0.0, 7.0 * PI, false), TAU);
    assert_eq!(sweep(0.0, -7.0 * PI, true), -TAU);
    assert_eq!(sweep(1.0, 1.0, false), 0.0);
}

#[test]
fn arcs_are_round_and_end_where_they_should() {
    let mut path = Path::new();
    path.arc(10.0, 10.0, 5.0, 0.0, PI, false).unwrap();
    assert!((end(&path) - Point::new(5.0, 10.0)).hypot() < 1e-9);
    let bounds = path.bounds();
    assert!((bounds.y1 - 15.0).abs() < 0.02, "{bounds:?}");
    assert!(path.arc(0.0, 0.0, -1.0, 0.0, 1.0, false).is_err());
}

#[test]
fn arc_to_rounds_a_corner() {
    let mut path = Path::new();
    path.move_to(0.0, 0.0);
    path.arc_to(10.0, 0.0, 10.0, 10.0, 4.0).unwrap();
    let PathEl::LineTo(touch) = path.elements()[1] else {
        panic!("no line")
    };
    assert!((touch - Point::new(6.0, 0.0)).hypot() < 1e-9);
    assert!((end(&path) - Point::new(10.0, 4.0)).hypot() < 1e-9);
}

#[test]
fn degenerate_corners_are_lines() {
    for (p1, p2, radius) in [
        ((0.0, 0.0), (5.0, 5.0), 3.0),
        ((4.0, 0.0), (9.0, 0.0), 3.0),
        ((4.0, 0.0), (9.0, 9.0), 0.0),
    ] {
        let mut path = Path::new();
        path.move_to(0.0, 0.0);
        path.arc_to(p1.0, p1.1, p2.0, p2.1, radius).unwrap();
        assert_eq!(path.elements()[1], PathEl::LineTo(p1.into()));
    }
}

#[test]
fn radii_that_do_not_fit_shrink_together() {
    let mut path = Path::new();
    path.round_rect(
        0.0,
        0.0,
        10.0,
        20.0,
        Radii::from_list(&[Vec2::new(10.0, 10.0), Vec2::new(30.0, 10.0)]).unwrap(),
    )
    .unwrap();
    // 10 + 30 must fit in 10, so all are a quarter.
    assert_eq!(path.elements()[0], PathEl::MoveTo(Point::new(2.5, 0.0)));
    assert_eq!(path.bounds().size(), kurbo::Size::new(10.0, 20.0));
    assert!(path.round_rect(0.0, 0.0, 1.0, 1.0, (-1.0).into()).is_err());
}

#[test]
fn points_are_found_by_either_rule_in_open_subpaths_too() {
    let mut path = Path::new();
    for (x, y) in [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)] {
        path.line_to(x, y);
    }
    path.rect(2.0, 2.0, 4.0, 4.0);
    assert!(path.contains(4.0, 4.0, Fill::NonZero));
    assert!(!path.contains(4.0, 4.0, Fill::EvenOdd));
    assert!(path.contains(1.0, 9.0, Fill::EvenOdd));
    assert!(!path.contains(11.0, 4.0, Fill::NonZero));
}

#[test]
fn svg_path_data_is_read_or_refused_by_name() {
    let path = Path::from_svg("M0 0 H10 V10 Z").unwrap();
    assert_eq!(path.bounds(), Rect::new(0.0, 0.0, 10.0, 10.0));
    let error = Path::from_svg("M0 0 X").unwrap_err().to_string();
    assert!(error.starts_with("data: expected SVG path data"), "{error}");
}
