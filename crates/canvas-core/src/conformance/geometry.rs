//! Sizes, places and exposes.

use crate::event::Event;
use crate::geometry::kurbo::{Point, Size};

use super::case::Case;
use super::stage::{BLUE, RED, Stage, Stuck, WHITE, assert_pixel};
use super::user::{Outcome, Request, User};
use super::wait::{assert_eventually, assert_eventually_or};

pub(super) const CASES: &[Case] = &[
    Case::new("an_expose_needs_no_handler", &[], an_expose_needs_no_handler),
    Case::new(
        "a_resize_is_drawn_while_a_handler_is_stuck",
        &[],
        a_resize_is_drawn_while_a_handler_is_stuck,
    ),
    Case::new(
        "a_resize_is_reported_once_at_its_last_size",
        &[],
        a_resize_is_reported_once_at_its_last_size,
    ),
    Case::new(
        "a_program_can_resize_a_window",
        &[],
        a_program_can_resize_a_window,
    ),
    Case::new(
        "sizes_stay_within_their_limits",
        &[],
        sizes_stay_within_their_limits,
    ),
    Case::new(
        "a_program_can_place_a_window",
        &["position"],
        a_program_can_place_a_window,
    ),
    Case::new(
        "a_window_opens_at_its_position",
        &["position"],
        a_window_opens_at_its_position,
    ),
    Case::new("a_move_is_reported", &["position"], a_move_is_reported),
];

/// A handler is stuck, so that an expose can only be answered from the kept frame.
fn an_expose_needs_no_handler(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    assert_pixel(user, &stage.window, 20, 20, RED);
    let stuck = Stuck::start(&stage.window);
    for _ in 0..3 {
        let exposes = stage.window.stats().exposes_from_cache;
        user.expose(&stage.window)?;
        assert_eventually("the expose is counted", || {
            stage.window.stats().exposes_from_cache > exposes
        });
        assert_pixel(user, &stage.window, 20, 20, RED);
    }
    drop(stuck);
    stage.close();
    Ok(())
}

fn a_resize_is_drawn_while_a_handler_is_stuck(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    let window = &stage.window;
    assert_pixel(user, window, 20, 20, RED);
    let stuck = Stuck::start(window);
    user.resize(window, 200, 150)?;
    assert_pixel(user, window, 160, 110, BLUE);
    assert_pixel(user, window, 195, 145, WHITE);
    assert_pixel(user, window, 20, 20, RED);
    user.resize(window, 60, 50)?;
    assert_pixel(user, window, 20, 20, RED);
    assert_pixel(user, window, 55, 45, WHITE);
    assert!(window.core().stuck().is_some(), "the handler has not ended");
    drop(stuck);
    stage.close();
    Ok(())
}

fn a_resize_is_reported_once_at_its_last_size(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    let window = &stage.window;
    stage.expect_name("resize");
    let stuck = Stuck::start(window);
    stage.forget();
    for side in 100..110 {
        user.resize(window, side, side)?;
    }
    assert_eventually("the last size has arrived", || {
        window.physical_size().width() == 109
    });
    drop(stuck);
    stage.expect_name("resize");
    let sizes = stage.all(|event| match event {
        Event::Resize(event) => Some(Size::new(event.width, event.height)),
        _ => None,
    });
    let side = 109.0 / window.ratio();
    assert_eq!(sizes, [Size::new(side, side)]);
    stage.close();
    Ok(())
}

fn a_program_can_resize_a_window(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    let window = &stage.window;
    let size = Size::new(200.0, 150.0);
    stage.change(|options| options.size = size);
    assert_eventually("it has the size", || window.options().size == size);
    assert_pixel(user, window, 160, 110, BLUE);
    assert!(window.change(|options| options.size.width = -1.0).is_err());
    assert_eq!(window.options().size, size, "a bad size changes nothing");
    stage.close();
    Ok(())
}

fn sizes_stay_within_their_limits(user: &dyn User) -> Outcome {
    let stage = Stage::open_with(user, |builder| {
        builder.min_size(100.0, 70.0).max_size(200.0, 150.0)
    });
    let has = |width, height| {
        assert_eventually("a size within the limits", || {
            stage.window.options().size == Size::new(width, height)
        });
    };
    for (asked, given) in [((500.0, 90.0), (200.0, 90.0)), ((10.0, 500.0), (100.0, 150.0))] {
        stage.change(|options| options.size = Size::new(asked.0, asked.1));
        has(given.0, given.1);
    }
    stage.close();
    let small = Stage::open_with(user, |builder| builder.max_size(110.0, 60.0));
    assert_eventually("a new window keeps its limits", || {
        small.window.options().size == Size::new(110.0, 60.0)
    });
    small.close();
    Ok(())
}

#[track_caller]
fn expect_position(stage: &Stage<'_>, position: Point) {
    assert_eventually_or(&format!("it is at {position:?}"), || {
        match stage.window.options().position {
            Some(seen) if seen == position => Ok(()),
            seen => Err(format!("it is at {seen:?}")),
        }
    });
}

fn a_program_can_place_a_window(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    for position in [Point::new(150.0, 120.0), Point::new(300.0, 200.0)] {
        stage.change(|options| options.position = Some(position));
        expect_position(&stage, position);
    }
    stage.close();
    Ok(())
}

fn a_window_opens_at_its_position(user: &dyn User) -> Outcome {
    let stage = Stage::open_with(user, |builder| builder.position(70.0, 90.0));
    expect_position(&stage, Point::new(70.0, 90.0));
    stage.close();
    Ok(())
}

fn a_move_is_reported(user: &dyn User) -> Outcome {
    user.grants(Request::ReportMoves)?;
    let stage = Stage::open(user);
    let position = Point::new(210.0, 130.0);
    user.move_window(&stage.window, position)?;
    stage.expect("the move", |event| match event {
        Event::Move(event) if Point::new(event.x, event.y) == position => Some(()),
        _ => None,
    });
    assert_eq!(stage.window.options().position, Some(position));
    stage.close();
    Ok(())
}
