//! The mouse, its wheel, and fingers.

use std::time::Duration;

use crate::event::{Button, Buttons, Event, PointerEvent, PointerKind, PointerType};

use super::case::Case;
use super::stage::Stage;
use super::user::{Outcome, User};
use super::wait::assert_eventually;

/// After this long a press is no longer the second of a double click.
const DOUBLE_CLICK_PAUSE: Duration = Duration::from_millis(700);

pub(super) const CASES: &[Case] = &[
    Case::new(
        "the_pointer_enters_moves_and_leaves",
        &[],
        the_pointer_enters_moves_and_leaves,
    ),
    Case::new(
        "buttons_are_pressed_and_released",
        &[],
        buttons_are_pressed_and_released,
    ),
    Case::new(
        "two_presses_are_a_double_click",
        &[],
        two_presses_are_a_double_click,
    ),
    Case::new("the_wheel_turns_by_notches", &[], the_wheel_turns_by_notches),
    Case::new(
        "a_press_is_cancelled_when_its_window_hides",
        &["hide"],
        a_press_is_cancelled_when_its_window_hides,
    ),
    Case::new("fingers_are_pointers", &["touch"], fingers_are_pointers),
];

fn pointer(event: &Event, kind: PointerKind) -> Option<&PointerEvent> {
    match event {
        Event::Pointer(event) if event.kind == kind => Some(event),
        _ => None,
    }
}

fn the_pointer_enters_moves_and_leaves(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    stage.point(50.0, 40.0)?;
    user.point(&stage.window, -20.0, -20.0)?;
    stage.expect_name("pointer_leave");
    stage.forget();
    user.point(&stage.window, 40.0, 30.0)?;
    let entered = stage.expect("it enters", |event| pointer(event, PointerKind::Enter).cloned());
    assert_eq!((entered.x, entered.y), (40.0, 30.0));
    assert_eq!(
        (entered.pointer_type, entered.pointer_id),
        (PointerType::Mouse, 0)
    );
    assert_eq!((entered.button, entered.pressure), (None, 0.0));
    user.point(&stage.window, 60.0, 35.0)?;
    let moved = stage.expect("it moves", |event| {
        pointer(event, PointerKind::Move)
            .filter(|event| (event.x, event.y) == (60.0, 35.0))
            .cloned()
    });
    assert!(moved.buttons.is_empty() && !moved.synthetic);
    assert!(moved.timestamp >= entered.timestamp);
    assert_eq!(stage.window.pointer().position, Some((60.0, 35.0)));
    user.point(&stage.window, -20.0, -20.0)?;
    stage.expect_name("pointer_leave");
    let names = stage.names();
    let count = |name| names.iter().filter(|seen| **seen == name).count();
    assert_eq!(
        (count("pointer_enter"), count("pointer_leave")),
        (1, 1),
        "{names:?}"
    );
    stage.close();
    Ok(())
}

fn buttons_are_pressed_and_released(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    stage.point(50.0, 40.0)?;
    let none = Buttons::default();
    let left = none.with(Button::LEFT);
    for (button, down, held) in [
        (Button::LEFT, true, left),
        (Button::RIGHT, true, left.with(Button::RIGHT)),
        (Button::RIGHT, false, left),
        (Button::LEFT, false, none),
    ] {
        user.button(&stage.window, button, down)?;
        let kind = if down { PointerKind::Down } else { PointerKind::Up };
        let event = stage.expect("a button", |event| {
            pointer(event, kind)
                .filter(|event| event.button == Some(button))
                .cloned()
        });
        assert_eq!((event.x, event.y), (50.0, 40.0));
        assert_eq!(event.buttons, held, "after the change of {button:?}");
        assert_eq!(event.pressure, if held.is_empty() { 0.0 } else { 0.5 });
    }
    stage.close();
    Ok(())
}

fn two_presses_are_a_double_click(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    stage.point(50.0, 40.0)?;
    // Under load two presses can be too far apart; then the user pauses and tries again.
    for _ in 0..20 {
        for (count, down) in [(1, true), (1, false), (2, true), (2, false)] {
            user.button(&stage.window, Button::LEFT, down)?;
            // A window manager that gives the focus to what is clicked may hold the next event back.
            let kind = if down { PointerKind::Down } else { PointerKind::Up };
            assert_eventually("the button", || {
                stage.all(|event| pointer(event, kind).map(drop)).len() == count
            });
        }
        let names = stage.names();
        let (down, up, double) = ("pointer_down", "pointer_up", "double_click");
        if names.contains(&double) {
            let of_buttons = names.iter().filter(|name| [down, up, double].contains(name));
            let of_buttons: Vec<_> = of_buttons.copied().collect();
            assert_eq!(of_buttons, [down, up, down, double, up]);
            stage.close();
            return Ok(());
        }
        std::thread::sleep(DOUBLE_CLICK_PAUSE);
        stage.forget();
    }
    panic!("no two presses were a double click");
}

fn the_wheel_turns_by_notches(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    // Without the focus, winit on X11 reports the wheel of a server without a real mouse twice.
    user.focus(&stage.window, true)?;
    stage.expect_name("focus_in");
    stage.point(50.0, 40.0)?;
    for notches in [1, 2] {
        stage.forget();
        for _ in 0..notches {
            user.wheel(&stage.window, 0, 1)?;
        }
        // Turns that wait together are added up.
        let way = || -> f64 {
            let ways = stage.all(|event| match event {
                Event::Wheel(event) => Some((event.dx, event.dy)),
                _ => None,
            });
            assert!(ways.iter().all(|(dx, _)| *dx == 0.0), "{ways:?}");
            ways.iter().map(|(_, dy)| dy).sum()
        };
        assert_eventually("the wheel", || way() >= f64::from(notches) * 100.0);
        assert_eq!(way(), f64::from(notches) * 100.0, "a notch is 100");
    }
    stage.close();
    Ok(())
}

fn a_press_is_cancelled_when_its_window_hides(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    stage.point(50.0, 40.0)?;
    user.button(&stage.window, Button::LEFT, true)?;
    stage.expect_name("pointer_down");
    stage.window.hide().expect("it can be hidden");
    let cancelled = stage.expect("the press is cancelled", |event| {
        pointer(event, PointerKind::Cancel).cloned()
    });
    assert!(cancelled.buttons.is_empty());
    user.button(&stage.window, Button::LEFT, false)?;
    stage.close();
    Ok(())
}

fn fingers_are_pointers(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    let window = &stage.window;
    user.touch(window, PointerKind::Down, 0, 20.0, 20.0)?;
    user.touch(window, PointerKind::Down, 1, 40.0, 40.0)?;
    user.touch(window, PointerKind::Move, 1, 45.0, 40.0)?;
    user.touch(window, PointerKind::Up, 1, 45.0, 40.0)?;
    user.touch(window, PointerKind::Up, 0, 20.0, 20.0)?;
    assert_eventually("both fingers are up", || {
        stage.all(|event| pointer(event, PointerKind::Up).map(drop)).len() == 2
    });
    let events = stage.all(|event| match event {
        Event::Pointer(event) if event.pointer_type == PointerType::Touch => Some(event.clone()),
        _ => None,
    });
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    let (down, moved, up) = (PointerKind::Down, PointerKind::Move, PointerKind::Up);
    assert_eq!(kinds, [down, down, moved, up, up]);
    let ids: Vec<_> = events.iter().map(|event| event.pointer_id).collect();
    assert_eq!(ids, [ids[0], ids[1], ids[1], ids[1], ids[0]]);
    assert!(ids[0] != ids[1] && !ids.contains(&0), "the mouse is 0: {ids:?}");
    assert!(
        events
            .iter()
            .all(|event| (event.pressure > 0.0) == (event.kind != up))
    );
    stage.close();
    Ok(())
}
