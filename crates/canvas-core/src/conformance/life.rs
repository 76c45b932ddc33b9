//! The life of a window: close requests, hiding, foreign ends.

use std::sync::{Arc, Mutex};

use crate::app::{App, Builder};
use crate::event::{CloseReason, Event};
use crate::painter::Painter;
use crate::peniko::Color;
use crate::wait::lock;
use crate::window::UpdateMode;
use crate::window::life::State;

use super::case::Case;
use super::stage::{RED, Stage, Stuck, WHITE, assert_pixel, build, close};
use super::user::{Outcome, Request, User};
use super::wait::{TIMEOUT, assert_eventually};

pub(super) const CASES: &[Case] = &[
    Case::new(
        "a_close_request_can_be_refused",
        &[],
        a_close_request_can_be_refused,
    ),
    Case::new(
        "a_stuck_handler_does_not_keep_a_window_on_the_screen",
        &[],
        a_stuck_handler_does_not_keep_a_window_on_the_screen,
    ),
    Case::new(
        "a_window_is_closed_while_a_handler_is_stuck",
        &[],
        a_window_is_closed_while_a_handler_is_stuck,
    ),
    Case::new(
        "a_window_destroyed_from_outside_is_closed",
        &[],
        a_window_destroyed_from_outside_is_closed,
    ),
    Case::new(
        "a_hidden_window_comes_back",
        &["hide"],
        a_hidden_window_comes_back,
    ),
    Case::new(
        "a_raised_window_is_in_front",
        &["position", "raise"],
        a_raised_window_is_in_front,
    ),
    Case::new("nothing_runs_after_on_close", &[], nothing_runs_after_on_close),
];

fn a_close_request_can_be_refused(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    stage.refuse_closes(1);
    user.close_button(&stage.window)?;
    stage.expect_name("close_request");
    // A handler that runs after the refusal.
    stage
        .window
        .call(Some(TIMEOUT), || ())
        .expect("the window is open");
    assert_eq!(stage.window.state(), State::Open);
    assert!(stage.window.visible());
    user.close_button(&stage.window)?;
    assert!(stage.window.wait(Some(TIMEOUT)).expect("may wait"));
    assert_eq!(stage.window.close_reason(), Some(CloseReason::User));
    Ok(())
}

fn a_stuck_handler_does_not_keep_a_window_on_the_screen(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    let stuck = Stuck::start(&stage.window);
    user.close_button(&stage.window)?;
    assert_eventually("it is hidden", || !stage.window.visible());
    drop(stuck);
    assert!(stage.window.wait(Some(TIMEOUT)).expect("may wait"));
    assert_eq!(stage.window.close_reason(), Some(CloseReason::User));
    Ok(())
}

fn a_window_is_closed_while_a_handler_is_stuck(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    let stuck = Stuck::start(&stage.window);
    stage.window.close();
    assert_eventually("it is gone from the screen", || {
        user.pixel(&stage.window, 20, 20).is_none()
    });
    assert_ne!(stage.window.state(), State::Closed, "the handler still runs");
    drop(stuck);
    assert!(stage.window.wait(Some(TIMEOUT)).expect("may wait"));
    assert_eq!(stage.window.close_reason(), Some(CloseReason::Program));
    Ok(())
}

fn a_window_destroyed_from_outside_is_closed(user: &dyn User) -> Outcome {
    let (stage, other) = (Stage::open(user), Stage::open(user));
    user.destroy(&stage.window)?;
    assert!(stage.window.wait(Some(TIMEOUT)).expect("may wait"));
    assert_eq!(stage.window.close_reason(), Some(CloseReason::Destroyed));
    assert!(
        stage.window.request_draw().is_err(),
        "a closed window takes no requests"
    );
    assert_pixel(user, &other.window, 20, 20, RED);
    other.close();
    Ok(())
}

fn a_hidden_window_comes_back(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    let window = &stage.window;
    for _ in 0..2 {
        window.hide().expect("it can be hidden");
        assert_eq!(window.state(), State::Hidden);
        assert_eventually("it is hidden", || !window.visible());
        stage.expect_name("hide");
        assert_eventually("it is not on the screen", || user.pixel(window, 20, 20).is_none());
        stage.forget();
        window.show().expect("it can be shown again");
        assert_eventually("it is visible again", || window.visible());
        stage.expect_name("show");
        assert_pixel(user, window, 20, 20, RED);
    }
    stage.close();
    Ok(())
}

/// Two windows at one place, of which the raised one is seen.
fn a_raised_window_is_in_front(user: &dyn User) -> Outcome {
    user.grants(Request::Raise)?;
    let at_one_place = |builder: Builder| builder.position(200.0, 150.0);
    let red = Stage::open_with(user, at_one_place);
    let white = at_one_place(build(user))
        .show(|painter: &mut Painter| painter.clear(Color::WHITE))
        .expect("show");
    // It opens in front.
    assert_pixel(user, &white, 20, 20, WHITE);
    for _ in 0..2 {
        // Showing an open window raises it.
        red.window.show().expect("it is open");
        assert_pixel(user, &red.window, 20, 20, RED);
        white.show().expect("it is open");
        assert_pixel(user, &white, 20, 20, WHITE);
    }
    close(&white);
    red.close();
    Ok(())
}

#[derive(Clone, Default)]
struct Names(Arc<Mutex<Vec<&'static str>>>);

impl App for Names {
    fn on_draw(&mut self, _: &mut Painter) {
        lock(&self.0).push("draw");
    }

    fn on_event(&mut self, event: &Event) -> bool {
        lock(&self.0).push(event.name());
        false
    }
}

fn nothing_runs_after_on_close(user: &dyn User) -> Outcome {
    for _ in 0..20 {
        let log = Names::default();
        let window = build(user)
            .update_mode(UpdateMode::Fastest)
            .show(log.clone())
            .expect("show");
        // A loop on the main thread opens it later; a window that never opens has no handlers to run.
        assert_eventually("it is open", || window.state() == State::Open);
        for _ in 0..5 {
            // It may close while requests still come.
            let _ = window.request_draw();
        }
        window.close();
        let _ = window.request_draw();
        assert!(window.wait(Some(TIMEOUT)).expect("may wait"));
        let seen = lock(&log.0).clone();
        assert_eq!(seen.last(), Some(&"close"), "{seen:?}");
        assert_eq!(seen.iter().filter(|name| **name == "close").count(), 1);
    }
    Ok(())
}
