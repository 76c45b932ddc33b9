//! What a window tells the window manager: names, class, process, protocols, size hints.

use canvas_core::backend::{SizeLimits, WindowSetup};
use canvas_core::geometry::PhysicalSize;
use x11rb::errors::ConnectionError;
use x11rb::properties::{WmHints, WmHintsState, WmSizeHints, WmSizeHintsSpecification};
use x11rb::protocol::xproto::{AtomEnum, Gravity, PropMode, Window};
use x11rb::wrapper::ConnectionExt as _;

use crate::start::Display;

/// The longest name that is sent, in bytes.
const MAX_NAME: usize = 4096;

/// Sets everything that a window manager wants to know before the window is mapped.
pub(crate) fn set_all(
    display: &Display,
    window: Window,
    setup: &WindowSetup,
    size: PhysicalSize,
    position: Option<(i16, i16)>,
) -> Result<(), ConnectionError> {
    let (connection, atoms) = (&display.connection, &display.atoms);
    set_title(display, window, &setup.title)?;
    let class = class(&setup.app_id);
    connection.change_property8(
        PropMode::REPLACE,
        window,
        AtomEnum::WM_CLASS,
        AtomEnum::STRING,
        &class,
    )?;
    let protocols = [atoms.WM_DELETE_WINDOW, atoms._NET_WM_PING];
    connection.change_property32(
        PropMode::REPLACE,
        window,
        atoms.WM_PROTOCOLS,
        AtomEnum::ATOM,
        &protocols,
    )?;
    let normal = [atoms._NET_WM_WINDOW_TYPE_NORMAL];
    let kind = atoms._NET_WM_WINDOW_TYPE;
    connection.change_property32(PropMode::REPLACE, window, kind, AtomEnum::ATOM, &normal)?;
    set_process(display, window)?;
    let mut hints = WmHints::new();
    hints.input = Some(true);
    hints.initial_state = Some(WmHintsState::Normal);
    hints.set(connection, window)?;
    set_size_hints(display, window, &setup.limits, size, position)
}

/// The process and its machine, together: a process number alone may be another machine's.
fn set_process(display: &Display, window: Window) -> Result<(), ConnectionError> {
    let (connection, atoms) = (&display.connection, &display.atoms);
    let uname = rustix::system::uname();
    let machine = uname.nodename().to_bytes();
    let process = [std::process::id()];
    connection.change_property32(
        PropMode::REPLACE,
        window,
        atoms._NET_WM_PID,
        AtomEnum::CARDINAL,
        &process,
    )?;
    let kind = AtomEnum::WM_CLIENT_MACHINE;
    connection.change_property8(PropMode::REPLACE, window, kind, AtomEnum::STRING, machine)?;
    Ok(())
}

/// The title, for new and for old window managers.
pub(crate) fn set_title(display: &Display, window: Window, title: &str) -> Result<(), ConnectionError> {
    let (connection, atoms) = (&display.connection, &display.atoms);
    let title = clean(title);
    let utf8 = atoms.UTF8_STRING;
    connection.change_property8(
        PropMode::REPLACE,
        window,
        atoms._NET_WM_NAME,
        utf8,
        title.as_bytes(),
    )?;
    match latin1(&title) {
        Some(bytes) => connection.change_property8(
            PropMode::REPLACE,
            window,
            AtomEnum::WM_NAME,
            AtomEnum::STRING,
            &bytes,
        )?,
        None => connection.change_property8(
            PropMode::REPLACE,
            window,
            AtomEnum::WM_NAME,
            utf8,
            title.as_bytes(),
        )?,
    };
    Ok(())
}

/// How far a user may resize the window, and where the program has put it.
pub(crate) fn set_size_hints(
    display: &Display,
    window: Window,
    limits: &SizeLimits,
    size: PhysicalSize,
    position: Option<(i16, i16)>,
) -> Result<(), ConnectionError> {
    size_hints(limits, size, position, display.ratio).set_normal_hints(&display.connection, window)?;
    Ok(())
}

fn size_hints(
    limits: &SizeLimits,
    size: PhysicalSize,
    position: Option<(i16, i16)>,
    ratio: f64,
) -> WmSizeHints {
    let pair = |size: PhysicalSize| (size.width().cast_signed(), size.height().cast_signed());
    let physical = |size| pair(PhysicalSize::from_logical(size, ratio));
    let mut hints = WmSizeHints::new();
    // The position is that of the content, not of the frame around it.
    hints.win_gravity = Some(Gravity::STATIC);
    let (width, height) = pair(size);
    hints.size = Some((WmSizeHintsSpecification::ProgramSpecified, width, height));
    hints.position = position.map(|(x, y)| {
        (
            WmSizeHintsSpecification::UserSpecified,
            i32::from(x),
            i32::from(y),
        )
    });
    if limits.resizable {
        hints.min_size = limits.min.map(physical);
        hints.max_size = limits.max.map(physical);
    } else {
        hints.min_size = Some(pair(size));
        hints.max_size = Some(pair(size));
    }
    hints
}

/// A size brought within the limits of a window, as a window manager would.
pub(crate) fn within_limits(size: PhysicalSize, limits: &SizeLimits, ratio: f64) -> PhysicalSize {
    let bound = |limit: Option<_>| limit.map(|size| PhysicalSize::from_logical(size, ratio));
    let (mut width, mut height) = (size.width(), size.height());
    if let Some(most) = bound(limits.max) {
        (width, height) = (width.min(most.width()), height.min(most.height()));
    }
    if let Some(least) = bound(limits.min) {
        (width, height) = (width.max(least.width()), height.max(least.height()));
    }
    PhysicalSize::clamped(width, height)
}

/// A name as a property can have it: no zero bytes, not too long, cut between characters.
fn clean(name: &str) -> String {
    let mut bytes = 0;
    let fits = |c: &char| {
        bytes += c.len_utf8();
        bytes <= MAX_NAME
    };
    name.chars().filter(|&c| c != '\0').take_while(fits).collect()
}

/// The name in Latin-1, if it can be written so.
fn latin1(name: &str) -> Option<Vec<u8>> {
    name.chars().map(|c| u8::try_from(c).ok()).collect()
}

/// Instance and class, both the application's name.
fn class(app_id: &str) -> Vec<u8> {
    let name = clean(app_id);
    format!("{name}\0{name}\0").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use canvas_core::geometry::kurbo::Size;

    fn physical(width: u32, height: u32) -> PhysicalSize {
        PhysicalSize::new(width, height).unwrap()
    }

    #[test]
    fn names_are_cut_between_characters_and_lose_their_zero_bytes() {
        assert_eq!(clean("a\0b"), "ab");
        let long = "ü".repeat(5000);
        assert!(clean(&long).len() <= MAX_NAME && clean(&long).chars().all(|c| c == 'ü'));
        assert_eq!(class("app"), b"app\0app\0");
        assert_eq!(latin1("Größe").unwrap().len(), 5);
        assert_eq!(latin1("日本"), None);
    }

    #[test]
    fn a_window_that_cannot_be_resized_has_one_size() {
        let hints = size_hints(&SizeLimits::FIXED, physical(30, 40), None, 1.0);
        assert_eq!((hints.min_size, hints.max_size), (Some((30, 40)), Some((30, 40))));
        assert!(hints.position.is_none());
    }

    #[test]
    fn limits_are_physical_and_hold_for_new_windows() {
        let limits = SizeLimits::between(Size::new(100.0, 100.0), Size::new(200.0, 1e9));
        let hints = size_hints(&limits, physical(1, 1), Some((-5, 7)), 2.0);
        assert_eq!(hints.min_size, Some((200, 200)));
        assert_eq!(hints.max_size.map(|it| it.0), Some(400));
        assert!(matches!(
            hints.position,
            Some((WmSizeHintsSpecification::UserSpecified, -5, 7))
        ));
        assert_eq!(
            within_limits(physical(1000, 50), &limits, 2.0),
            physical(400, 200)
        );
        assert_eq!(
            within_limits(physical(300, 250), &SizeLimits::FREE, 2.0),
            physical(300, 250)
        );
    }
}
