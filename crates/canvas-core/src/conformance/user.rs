//! The user of a display under test.

use std::fmt;
use std::path::PathBuf;

use crate::app::Window;
use crate::event::{Button, PointerKind};
use crate::geometry::kurbo::{Point, Size};

/// An action that a [`User`] cannot do on its display, such as `"touch"`. The cases that need it are listed, not failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cannot(pub &'static str);

impl fmt::Display for Cannot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the user cannot {}", self.0)
    }
}

/// The result of an action: done, or what the user cannot do.
pub type Outcome<T = ()> = Result<T, Cannot>;

/// The properties of a window as the display has them; `None` where the user cannot see one.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Shown {
    /// The title.
    pub title: Option<String>,
    /// The smallest and the largest size that the user can give it, logical pixels; equal where it is not resizable.
    pub limits: Option<(Option<Size>, Option<Size>)>,
    /// Whether it has decorations.
    pub decorated: Option<bool>,
    /// Whether it stays above others.
    pub always_on_top: Option<bool>,
    /// From 0 to 1.
    pub opacity: Option<f64>,
    /// Width and height of its icon in pixels; `Some(None)` if it has none of its own.
    pub icon: Option<Option<(u32, u32)>>,
    /// The CSS name of the pointer's look over it.
    pub cursor: Option<&'static str>,
    /// Whether it is minimised.
    pub minimized: Option<bool>,
}

/// A request of a program that the display grants or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Request {
    /// Cover the monitor.
    Fullscreen,
    /// Be as large as the desktop lets it be.
    Maximized,
    /// Be an icon or an entry of a task bar.
    Minimized,
    /// Stay above other windows.
    AlwaysOnTop,
    /// Come to the front.
    Raise,
    /// Show a hidden window in the mode that it had.
    RestoreMode,
    /// Be informed when the user moves a window.
    ReportMoves,
}

/// The user of a display under test: acts on windows, looks at them, and is the other programs of the display.
///
/// Actions return before the window has reacted. An action that is not implemented is one that the user cannot do; the
/// cases that need it then say so in the report.
pub trait User {
    /// The name of the backend, as registered with the [`runtime`](crate::runtime).
    fn backend(&self) -> &'static str;

    /// The display, for the report: `"Xvfb"`, `"sway"` …
    fn display(&self) -> String;

    /// The colour of a pixel of the window's content (physical pixels), as the display shows it now: red, green, blue;
    /// `None` if it cannot be seen.
    fn pixel(&self, window: &Window, x: u32, y: u32) -> Option<[u8; 3]>;

    /// The properties that the display has.
    fn shown(&self, window: &Window) -> Outcome<Shown> {
        let _ = window;
        Err(Cannot("see properties"))
    }

    /// Whether the display grants a request: its window manager or compositor, and the library that the backend uses.
    fn grants(&self, request: Request) -> Outcome {
        let _ = request;
        Ok(())
    }

    /// Resizes the window, physical pixels.
    fn resize(&self, window: &Window, width: u32, height: u32) -> Outcome {
        let _ = (window, width, height);
        Err(Cannot("resize windows"))
    }

    /// Moves the content's top left corner to a place of the screen, logical pixels.
    fn move_window(&self, window: &Window, position: Point) -> Outcome {
        let _ = (window, position);
        Err(Cannot("move windows"))
    }

    /// Covers and uncovers the window.
    fn expose(&self, window: &Window) -> Outcome {
        let _ = window;
        Err(Cannot("expose windows"))
    }

    /// Presses the close button.
    fn close_button(&self, window: &Window) -> Outcome {
        let _ = window;
        Err(Cannot("press the close button"))
    }

    /// Destroys the window as another program could.
    fn destroy(&self, window: &Window) -> Outcome {
        let _ = window;
        Err(Cannot("destroy windows"))
    }

    /// Gives the window the keyboard's focus (true), or takes it away.
    fn focus(&self, window: &Window, focused: bool) -> Outcome {
        let _ = (window, focused);
        Err(Cannot("change the focus"))
    }

    /// Moves the pointer to a place of the window's content, logical pixels; outside of it, the pointer leaves the window.
    fn point(&self, window: &Window, x: f64, y: f64) -> Outcome {
        let _ = (window, x, y);
        Err(Cannot("move the pointer"))
    }

    /// Presses (true) or releases a button of the mouse, where the pointer is.
    fn button(&self, window: &Window, button: Button, down: bool) -> Outcome {
        let _ = (window, button, down);
        Err(Cannot("press buttons"))
    }

    /// Turns the wheel by notches, plus is right and down.
    fn wheel(&self, window: &Window, right: i32, down: i32) -> Outcome {
        let _ = (window, right, down);
        Err(Cannot("turn the wheel"))
    }

    /// A finger goes down, moves or goes up at a place of the window's content, logical pixels.
    fn touch(&self, window: &Window, kind: PointerKind, finger: u32, x: f64, y: f64) -> Outcome {
        let _ = (window, kind, finger, x, y);
        Err(Cannot("touch"))
    }

    /// Presses (true) or releases a key by its W3C `code`; of the US layout. The suite uses `KeyA`, `Enter`, `ShiftLeft` and
    /// `ControlLeft`.
    fn key(&self, window: &Window, code: &'static str, down: bool) -> Outcome {
        let _ = (window, code, down);
        Err(Cannot("press keys"))
    }

    /// Types lower-case letters.
    fn type_text(&self, window: &Window, text: &str) -> Outcome {
        let _ = (window, text);
        Err(Cannot("type"))
    }

    /// Composes text by an input method, which the next call replaces; empty text ends it.
    fn compose(&self, window: &Window, text: &str) -> Outcome {
        let _ = (window, text);
        Err(Cannot("use an input method"))
    }

    /// Copies text in another program.
    fn copy(&self, text: &str) -> Outcome {
        let _ = text;
        Err(Cannot("copy in other programs"))
    }

    /// Pastes text in another program; empty if there is none.
    fn paste(&self) -> Outcome<String> {
        Err(Cannot("paste in other programs"))
    }

    /// Drags files over the window's content to a place (logical pixels) and drops them there.
    fn drop_files(&self, window: &Window, paths: Vec<PathBuf>, x: f64, y: f64) -> Outcome {
        let _ = (window, paths, x, y);
        Err(Cannot("drop files"))
    }

    /// Ends the display. Nothing else is done on it afterwards.
    fn end_display(&self) -> Outcome {
        Err(Cannot("end the display"))
    }
}
