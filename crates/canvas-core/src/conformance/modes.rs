//! Fullscreen, maximised, minimised.

use crate::backend::WindowMode;

use super::case::Case;
use super::stage::{RED, Stage, assert_pixel};
use super::user::{Cannot, Outcome, Request, User};
use super::wait::assert_eventually;

pub(super) const CASES: &[Case] = &[
    Case::new(
        "a_window_covers_its_monitor",
        &["fullscreen"],
        a_window_covers_its_monitor,
    ),
    Case::new("a_window_is_maximized", &["maximized"], a_window_is_maximized),
    Case::new("a_window_is_minimized", &["minimized"], a_window_is_minimized),
    Case::new(
        "a_window_opens_fullscreen",
        &["fullscreen"],
        a_window_opens_fullscreen,
    ),
    Case::new(
        "a_hidden_window_keeps_its_mode",
        &["fullscreen", "hide"],
        a_hidden_window_keeps_its_mode,
    ),
];

#[track_caller]
fn expect_mode(stage: &Stage<'_>, mode: WindowMode) {
    assert_eventually(&format!("{mode:?}"), || stage.window.options().mode == mode);
}

/// Sets a mode and ends it; the window is larger meanwhile, and has its size again afterwards.
fn becomes_large(user: &dyn User, request: Request, mode: WindowMode) -> Outcome {
    user.grants(request)?;
    let stage = Stage::open(user);
    let before = stage.window.options().size;
    stage.change(|options| options.mode = mode);
    expect_mode(&stage, mode);
    assert_eventually("it is larger", || {
        let size = stage.window.options().size;
        size.width > 2.0 * before.width && size.height > 2.0 * before.height
    });
    assert_pixel(user, &stage.window, 20, 20, RED);
    stage.change(|options| options.mode = WindowMode::NORMAL);
    expect_mode(&stage, WindowMode::NORMAL);
    assert_eventually("it has its size again", || stage.window.options().size == before);
    stage.close();
    Ok(())
}

fn a_window_covers_its_monitor(user: &dyn User) -> Outcome {
    becomes_large(user, Request::Fullscreen, WindowMode::FULLSCREEN)
}

fn a_window_is_maximized(user: &dyn User) -> Outcome {
    becomes_large(user, Request::Maximized, WindowMode::MAXIMIZED)
}

fn a_window_is_minimized(user: &dyn User) -> Outcome {
    user.grants(Request::Minimized)?;
    let stage = Stage::open(user);
    let seen = user.shown(&stage.window)?.minimized;
    let Some(false) = seen else {
        return Err(Cannot("see that windows are minimised"));
    };
    stage.change(|options| options.mode.minimized = true);
    expect_mode(&stage, WindowMode::MINIMIZED);
    assert_eventually("it is off the screen", || !stage.window.visible());
    assert_eq!(user.shown(&stage.window)?.minimized, Some(true));
    stage.change(|options| options.mode.minimized = false);
    expect_mode(&stage, WindowMode::NORMAL);
    assert_eventually("it is back", || stage.window.visible());
    assert_pixel(user, &stage.window, 20, 20, RED);
    stage.close();
    Ok(())
}

fn a_window_opens_fullscreen(user: &dyn User) -> Outcome {
    user.grants(Request::Fullscreen)?;
    let stage = Stage::open_with(user, |builder| builder.fullscreen(true));
    expect_mode(&stage, WindowMode::FULLSCREEN);
    assert_eventually("it is large", || stage.window.options().size.width > 300.0);
    stage.close();
    Ok(())
}

fn a_hidden_window_keeps_its_mode(user: &dyn User) -> Outcome {
    user.grants(Request::Fullscreen)?;
    user.grants(Request::RestoreMode)?;
    let stage = Stage::open(user);
    stage.change(|options| options.mode.fullscreen = true);
    expect_mode(&stage, WindowMode::FULLSCREEN);
    stage.window.hide().expect("it can be hidden");
    assert_eventually("it is hidden", || !stage.window.visible());
    stage.window.show().expect("it can be shown");
    assert_eventually("it is visible", || stage.window.visible());
    expect_mode(&stage, WindowMode::FULLSCREEN);
    assert_eventually("it is large", || stage.window.options().size.width > 300.0);
    stage.close();
    Ok(())
}
