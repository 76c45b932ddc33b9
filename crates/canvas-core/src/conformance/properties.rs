//! Titles, limits, decorations and what else a display shows of a window.

use crate::cursor::Cursor;
use crate::error::Error;
use crate::geometry::kurbo::{Point, Size};
use crate::image::Image;
use crate::pixels::{PixelView, Strides};
use crate::window::Options;

use super::case::Case;
use super::stage::{Stage, build, close};
use super::user::{Cannot, Outcome, Request, Shown, User};
use super::wait::{TIMEOUT, assert_eventually};

pub(super) const CASES: &[Case] = &[
    Case::new("a_title_can_be_changed", &[], a_title_can_be_changed),
    Case::new("limits_are_those_of_the_user", &[], limits_are_those_of_the_user),
    Case::new("decorations_come_and_go", &["decorated"], decorations_come_and_go),
    Case::new(
        "a_window_stays_above_others",
        &["always_on_top"],
        a_window_stays_above_others,
    ),
    Case::new("a_window_is_translucent", &["opacity"], a_window_is_translucent),
    Case::new("a_window_has_an_icon", &["icon"], a_window_has_an_icon),
    Case::new("the_pointer_has_a_look", &["cursor"], the_pointer_has_a_look),
    Case::new(
        "every_cursor_can_be_chosen",
        &["cursor"],
        every_cursor_can_be_chosen,
    ),
    Case::new(
        "what_a_display_cannot_do_is_refused",
        &[],
        what_a_display_cannot_do_is_refused,
    ),
];

/// Changes a property, and waits until the display has the value that `get` reads.
fn shows<T: PartialEq + std::fmt::Debug>(
    stage: &Stage<'_>,
    change: impl FnOnce(&mut Options),
    get: impl Fn(Shown) -> Option<T>,
    expected: &T,
) -> Outcome {
    let (user, window) = (stage.user, &stage.window);
    if get(user.shown(window)?).is_none() {
        return Err(Cannot("see this property"));
    }
    stage.change(change);
    assert_eventually(&format!("the display has {expected:?}"), || {
        user.shown(window)
            .is_ok_and(|shown| get(shown).as_ref() == Some(expected))
    });
    Ok(())
}

fn a_title_can_be_changed(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    for title in ["Größe 日本", "", "conformance"] {
        let set = |options: &mut Options| options.title = title.to_owned();
        shows(&stage, set, |shown| shown.title, &title.to_owned())?;
    }
    stage.close();
    Ok(())
}

fn limits_are_those_of_the_user(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    let (min, max) = (Some(Size::new(50.0, 40.0)), Some(Size::new(500.0, 400.0)));
    let set = |options: &mut Options| (options.limits.min, options.limits.max) = (min, max);
    shows(&stage, set, |shown| shown.limits, &(min, max))?;
    let now = Some(stage.window.options().size);
    let set = |options: &mut Options| options.limits.resizable = false;
    shows(&stage, set, |shown| shown.limits, &(now, now))?;
    stage.close();
    Ok(())
}

fn decorations_come_and_go(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    for decorated in [false, true] {
        let set = |options: &mut Options| options.decorated = decorated;
        shows(&stage, set, |shown| shown.decorated, &decorated)?;
    }
    stage.close();
    Ok(())
}

fn a_window_stays_above_others(user: &dyn User) -> Outcome {
    user.grants(Request::AlwaysOnTop)?;
    let stage = Stage::open(user);
    for above in [true, false] {
        let set = |options: &mut Options| options.always_on_top = above;
        shows(&stage, set, |shown| shown.always_on_top, &above)?;
    }
    stage.close();
    Ok(())
}

fn a_window_is_translucent(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    for opacity in [0.5, 0.0, 1.0] {
        let set = |options: &mut Options| options.opacity = opacity;
        // Displays count in steps.
        let get = |shown: Shown| shown.opacity.map(|shown| (shown * 1000.0).round());
        shows(&stage, set, get, &(opacity * 1000.0).round())?;
    }
    stage.close();
    Ok(())
}

fn icon(width: u32, height: u32) -> Image {
    let pixels = [255, 0, 0, 128].repeat((width * height) as usize);
    let strides = Strides {
        row: 4 * width as isize,
        column: 4,
        channel: 1,
    };
    Image::from_view(&PixelView::new(&pixels, 0, width, height, 4, strides).expect("an image"))
}

fn a_window_has_an_icon(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    for size in [(16, 12), (4, 4)] {
        let set = |options: &mut Options| options.icon = Some(icon(size.0, size.1));
        shows(&stage, set, |shown| shown.icon, &Some(size))?;
    }
    stage.close();
    Ok(())
}

fn the_pointer_has_a_look(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    for name in ["crosshair", "none", "default"] {
        let set = |options: &mut Options| options.cursor = Cursor::from_name(name).expect("a cursor");
        shows(&stage, set, |shown| shown.cursor, &name)?;
    }
    stage.close();
    Ok(())
}

/// None of them harms the display or its connection.
fn every_cursor_can_be_chosen(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    for cursor in Cursor::all().chain([Cursor::NONE]) {
        stage.change(|options| options.cursor = cursor);
    }
    stage.window.force_draw(TIMEOUT).expect("the window still draws");
    assert_eq!(stage.window.options().cursor, Cursor::NONE);
    stage.close();
    Ok(())
}

/// A change of options.
type Change = fn(&mut Options);

/// Each change that needs a capability works or is refused by name, and then changes nothing.
fn what_a_display_cannot_do_is_refused(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    let window = &stage.window;
    let can = window.core().backend().expect("it is open").capabilities();
    let changes: [(bool, Change); 8] = [
        (can.position, |options| {
            options.position = Some(Point::new(40.0, 40.0))
        }),
        (can.decorated, |options| options.decorated = !options.decorated),
        (can.fullscreen, |options| options.mode.fullscreen ^= true),
        (can.maximized, |options| options.mode.maximized ^= true),
        (can.always_on_top, |options| options.always_on_top ^= true),
        (can.opacity, |options| options.opacity = 0.75),
        (can.icon, |options| options.icon = Some(icon(2, 2))),
        (can.cursor, |options| options.cursor = Cursor::NONE),
    ];
    for (index, (is_supported, change)) in changes.into_iter().enumerate() {
        if is_supported {
            continue;
        }
        let before = window.options();
        let refused = window.change(|options| {
            options.title = "not this".to_owned();
            change(options);
        });
        assert!(
            matches!(refused, Err(Error::Unsupported(_))),
            "change {index}: {refused:?}"
        );
        assert_eq!(window.options().title, before.title, "nothing is half changed");
    }
    if !can.hide {
        assert!(matches!(window.hide(), Err(Error::Unsupported(_))));
    }
    // Before a window opens the same is a request that is not granted.
    let other = build(user)
        .always_on_top(true)
        .show(|_: &mut _| ())
        .expect("show");
    close(&other);
    stage.close();
    Ok(())
}
