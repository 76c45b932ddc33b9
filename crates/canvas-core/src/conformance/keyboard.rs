//! Keys, typed and composed text, and the focus.

use std::time::Duration;

use crate::event::{Event, KeyEvent, TextEvent};

use super::case::Case;
use super::stage::Stage;
use super::user::{Outcome, User};
use super::wait::assert_eventually;

/// How long the user waits for a word before typing it again.
const PAUSE: Duration = Duration::from_millis(100);

pub(super) const CASES: &[Case] = &[
    Case::new("the_focus_is_reported", &[], the_focus_is_reported),
    Case::new("keys_go_down_and_up", &[], keys_go_down_and_up),
    Case::new("letters_are_typed", &[], letters_are_typed),
    Case::new("modifiers_go_with_their_keys", &[], modifiers_go_with_their_keys),
    Case::new("shortcuts_type_nothing", &[], shortcuts_type_nothing),
    Case::new(
        "held_keys_are_released_with_the_focus",
        &[],
        held_keys_are_released_with_the_focus,
    ),
    Case::new("text_is_composed", &["compose"], text_is_composed),
];

fn key(event: &Event, down: bool) -> Option<&KeyEvent> {
    match event {
        Event::Key(event) if event.down == down => Some(event),
        _ => None,
    }
}

fn typed(event: &Event) -> Option<String> {
    match event {
        Event::Text(TextEvent {
            composing: false,
            text,
            ..
        }) => Some(text.clone()),
        _ => None,
    }
}

/// A window with the focus.
fn focused(user: &dyn User) -> Outcome<Stage<'_>> {
    let stage = Stage::open(user);
    user.focus(&stage.window, true)?;
    stage.expect_name("focus_in");
    stage.forget();
    Ok(stage)
}

fn the_focus_is_reported(user: &dyn User) -> Outcome {
    let stage = focused(user)?;
    for _ in 0..2 {
        user.focus(&stage.window, false)?;
        stage.expect_name("focus_out");
        stage.forget();
        user.focus(&stage.window, true)?;
        stage.expect_name("focus_in");
        stage.forget();
    }
    stage.close();
    Ok(())
}

fn keys_go_down_and_up(user: &dyn User) -> Outcome {
    let stage = focused(user)?;
    for (code, name) in [("KeyA", "a"), ("Enter", "Enter")] {
        for down in [true, false] {
            user.key(&stage.window, code, down)?;
            let event = stage.expect("a key", |event| {
                key(event, down).filter(|event| event.code == code).cloned()
            });
            assert_eq!(event.key, name);
            assert!(!event.repeat && !event.synthetic, "{event:?}");
            assert_eq!(event.modifiers.names().count(), 0);
            assert_eq!(stage.window.keys().len(), usize::from(down));
        }
    }
    stage.close();
    Ok(())
}

fn letters_are_typed(user: &dyn User) -> Outcome {
    let stage = focused(user)?;
    // A virtual keyboard can come with its first letters, which the window may miss. The user tries again.
    let mut outcome = Ok(());
    assert_eventually("the word", || {
        outcome = user.type_text(&stage.window, "canvas");
        std::thread::sleep(PAUSE);
        outcome.is_err() || stage.all(typed).concat().contains("canvas")
    });
    outcome?;
    stage.close();
    Ok(())
}

fn modifiers_go_with_their_keys(user: &dyn User) -> Outcome {
    let stage = focused(user)?;
    let window = &stage.window;
    user.key(window, "ShiftLeft", true)?;
    user.key(window, "KeyA", true)?;
    user.key(window, "KeyA", false)?;
    user.key(window, "ShiftLeft", false)?;
    stage.expect("Shift is up", |event| {
        key(event, false).filter(|event| event.key == "Shift").map(drop)
    });
    let keys = stage.all(|event| match event {
        Event::Key(event) => Some((event.key.clone(), event.down, event.modifiers.shift)),
        _ => None,
    });
    let keys: Vec<_> = keys
        .iter()
        .map(|(key, down, shift)| (key.as_str(), *down, *shift))
        .collect();
    assert_eq!(
        keys,
        [
            ("Shift", true, true),
            ("A", true, true),
            ("A", false, true),
            ("Shift", false, false)
        ]
    );
    assert_eq!(stage.all(typed), ["A"]);
    stage.close();
    Ok(())
}

fn shortcuts_type_nothing(user: &dyn User) -> Outcome {
    let stage = focused(user)?;
    let window = &stage.window;
    for (code, down) in [
        ("ControlLeft", true),
        ("KeyA", true),
        ("KeyA", false),
        ("ControlLeft", false),
        ("Enter", true),
        ("Enter", false),
    ] {
        user.key(window, code, down)?;
    }
    stage.expect("Enter is up", |event| {
        key(event, false).filter(|event| event.key == "Enter").map(drop)
    });
    let pressed = stage.expect("the shortcut", |event| {
        key(event, true).filter(|event| event.code == "KeyA").cloned()
    });
    assert!(pressed.modifiers.control);
    assert_eq!(stage.all(typed), Vec::<String>::new());
    stage.close();
    Ok(())
}

fn held_keys_are_released_with_the_focus(user: &dyn User) -> Outcome {
    let stage = focused(user)?;
    user.key(&stage.window, "KeyA", true)?;
    stage.expect("it is down", |event| key(event, true).map(drop));
    user.focus(&stage.window, false)?;
    let released = stage.expect("it is released", |event| key(event, false).cloned());
    assert_eq!(released.code, "KeyA");
    assert!(stage.window.keys().is_empty());
    user.key(&stage.window, "KeyA", false)?;
    stage.close();
    Ok(())
}

fn text_is_composed(user: &dyn User) -> Outcome {
    let stage = focused(user)?;
    for text in ["に", "日本", ""] {
        user.compose(&stage.window, text)?;
    }
    let composed = |event: &Event| match event {
        Event::Text(event) if event.composing => Some(event.text.clone()),
        _ => None,
    };
    assert_eventually("the end of composing", || stage.all(composed).len() == 3);
    assert_eq!(stage.all(composed), ["に", "日本", ""]);
    stage.close();
    Ok(())
}
