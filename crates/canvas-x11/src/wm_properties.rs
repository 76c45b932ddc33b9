//! The properties of a window that a window manager reads: title, class, process, type, size hints.

use canvas_core::backend::{SizeLimits, WindowSetup};
use canvas_core::geometry::PhysicalSize;
use x11rb::errors::ConnectionError;
use x11rb::properties::{WmHints, WmHintsState, WmSizeHints, WmSizeHintsSpecification};
use x11rb::protocol::xproto::{AtomEnum, Gravity, Window};

use crate::display::Display;

/// The longest text of a property, in bytes.
const MAX_TEXT: usize = 4096;

/// Sets the properties that have to exist before the window is mapped (ICCCM 4.1.2).
pub(crate) fn set_initial(
    display: &Display,
    window: Window,
    setup: &WindowSetup,
    size: PhysicalSize,
    position: Option<(i16, i16)>,
) -> Result<(), ConnectionError> {
    let atoms = &display.atoms;
    set_title(display, window, &setup.title)?;
    let class = class(&setup.app_id);
    display.set_bytes(window, AtomEnum::WM_CLASS, AtomEnum::STRING, &class)?;
    let (property, kind) = (atoms._NET_WM_WINDOW_TYPE, atoms._NET_WM_WINDOW_TYPE_NORMAL);
    display.set_numbers(window, property, AtomEnum::ATOM, &[kind])?;
    set_process(display, window)?;
    let mut hints = WmHints::new();
    hints.input = Some(true);
    hints.initial_state = Some(WmHintsState::Normal);
    hints.set(&display.connection, window)?;
    set_size_hints(display, window, &setup.limits, size, position)
}

/// Sets the process id and the machine's name (EWMH, `_NET_WM_PID`): only both together identify a process.
fn set_process(display: &Display, window: Window) -> Result<(), ConnectionError> {
    let (property, process) = (display.atoms._NET_WM_PID, [std::process::id()]);
    display.set_numbers(window, property, AtomEnum::CARDINAL, &process)?;
    let uname = rustix::system::uname();
    let machine = uname.nodename().to_bytes();
    display.set_bytes(window, AtomEnum::WM_CLIENT_MACHINE, AtomEnum::STRING, machine)
}

/// Sets the title: in UTF-8 (EWMH, `_NET_WM_NAME`), and for older window managers in Latin-1 where possible (ICCCM
/// 4.1.2.1, `WM_NAME`).
pub(crate) fn set_title(display: &Display, window: Window, title: &str) -> Result<(), ConnectionError> {
    let atoms = &display.atoms;
    let (title, utf8) = (sanitize(title), atoms.UTF8_STRING);
    display.set_bytes(window, atoms._NET_WM_NAME, utf8, title.as_bytes())?;
    match latin1(&title) {
        Some(bytes) => display.set_bytes(window, AtomEnum::WM_NAME, AtomEnum::STRING, &bytes),
        None => display.set_bytes(window, AtomEnum::WM_NAME, utf8, title.as_bytes()),
    }
}

/// Sets how far a user may resize the window, and where the program has placed it (ICCCM 4.1.2.3, `WM_NORMAL_HINTS`).
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
    // The position is that of the content, not of the decorations around it.
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

/// A text without zero bytes, truncated between characters to [`MAX_TEXT`] bytes.
fn sanitize(text: &str) -> String {
    let mut bytes = 0;
    let fits = |c: &char| {
        bytes += c.len_utf8();
        bytes <= MAX_TEXT
    };
    text.chars().filter(|&c| c != '\0').take_while(fits).collect()
}

/// The text in Latin-1; `None` if it has other characters.
fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(c).ok()).collect()
}

/// The value of `WM_CLASS` (ICCCM 4.1.2.5): instance and class, both the application id.
fn class(app_id: &str) -> Vec<u8> {
    let name = sanitize(app_id);
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
    fn texts_are_truncated_between_characters_and_lose_their_zero_bytes() {
        assert_eq!(sanitize("a\0b"), "ab");
        let long = "ü".repeat(5000);
        assert!(sanitize(&long).len() <= MAX_TEXT && sanitize(&long).chars().all(|c| c == 'ü'));
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
    fn limits_are_physical() {
        let limits = SizeLimits::between(Size::new(100.0, 100.0), Size::new(200.0, 1e9));
        let hints = size_hints(&limits, physical(1, 1), Some((-5, 7)), 2.0);
        assert_eq!(hints.min_size, Some((200, 200)));
        assert_eq!(hints.max_size.map(|it| it.0), Some(400));
        assert!(matches!(
            hints.position,
            Some((WmSizeHintsSpecification::UserSpecified, -5, 7))
        ));
    }
}
