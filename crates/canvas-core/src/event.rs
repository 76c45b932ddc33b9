//! The events of a window, as its handlers see them. Names and units are those of the renderview event specification, with
//! the fields of W3C UI Events and Pointer Events that it lacks.
//!
//! All positions and lengths are logical pixels (float, origin top left, y down); `timestamp` is seconds of a monotonic
//! clock (see [`clock`](crate::clock)). Backends create [`Event`]s; the [window](crate::window) coalesces and completes them
//! (double clicks, held keys), and passes them to its UI thread.

mod modifiers;
mod new;
mod samples;

use std::path::PathBuf;

pub use modifiers::Modifiers;
pub use samples::{MAX_COALESCED, PointerSample, ResizeSample, WheelSample};

/// A mouse button. Numbers as in renderview: 1 left, 2 right, 3 middle (DOM and SDL differ).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Button(pub u8);

impl Button {
    /// The left button.
    pub const LEFT: Self = Self(1);
    /// The right button.
    pub const RIGHT: Self = Self(2);
    /// The middle button.
    pub const MIDDLE: Self = Self(3);
    /// The "back" button.
    pub const BACK: Self = Self(4);
    /// The "forward" button.
    pub const FORWARD: Self = Self(5);
}

/// A set of held mouse buttons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Buttons(u32);

impl Buttons {
    /// This set with `button` added.
    #[must_use]
    pub fn with(self, button: Button) -> Self {
        Self(self.0 | 1 << button.0.min(31))
    }

    /// This set without `button`.
    #[must_use]
    pub fn without(self, button: Button) -> Self {
        Self(self.0 & !(1 << button.0.min(31)))
    }

    /// Whether no button is held.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The buttons, in ascending order.
    pub fn iter(self) -> impl Iterator<Item = Button> {
        (0..32_u8).filter(move |n| self.0 & (1 << n) != 0).map(Button)
    }
}

/// The kind of a pointer event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PointerKind {
    /// A button went down.
    Down,
    /// The pointer moved.
    Move,
    /// A button went up.
    Up,
    /// The pointer entered the window.
    Enter,
    /// The pointer left the window.
    Leave,
    /// The display ended a press without a release (Pointer Events, `pointercancel`).
    Cancel,
    /// The same button was pressed twice in quick succession at nearly one place (W3C `dblclick`). Created by
    /// the window, never by a backend.
    DoubleClick,
}

/// The kind of a pointer device (Pointer Events, `pointerType`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PointerType {
    /// A mouse, a touch pad, or another device that the display reports as one.
    #[default]
    Mouse,
    /// A finger.
    Touch,
    /// A pen.
    Pen,
}

impl PointerType {
    /// All of them, with their W3C names.
    pub const NAMES: [(&'static str, Self); 3] =
        [("mouse", Self::Mouse), ("touch", Self::Touch), ("pen", Self::Pen)];

    /// Its W3C name: `"mouse"`, `"touch"` or `"pen"`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mouse => "mouse",
            Self::Touch => "touch",
            Self::Pen => "pen",
        }
    }
}

/// A pointer event.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PointerEvent {
    /// The kind of the event.
    pub kind: PointerKind,
    /// The pointer: 0 is the mouse; each finger has its own number while it touches.
    pub pointer_id: u64,
    /// The kind of its device.
    pub pointer_type: PointerType,
    /// Pressure, from 0 to 1; 0.5 while a button is held if the display does not report it (Pointer Events, `pressure`).
    pub pressure: f64,
    /// How far a pen leans to the right: degrees from −90 to 90; 0 if the display does not report it.
    pub tilt_x: f64,
    /// How far a pen leans towards the user: degrees from −90 to 90; 0 if the display does not report it.
    pub tilt_y: f64,
    /// How far a pen is turned about itself, clockwise: degrees from 0 to 359; 0 if the display does not report it.
    pub twist: f64,
    /// When it happened: seconds of a monotonic clock.
    pub timestamp: f64,
    /// Logical pixels from the left edge.
    pub x: f64,
    /// Logical pixels from the top edge.
    pub y: f64,
    /// The button that changed, if one did.
    pub button: Option<Button>,
    /// The buttons that are held after the event.
    pub buttons: Buttons,
    /// The modifier keys that are held.
    pub modifiers: Modifiers,
    /// Whether another client forged the event.
    pub synthetic: bool,
    /// The moves that this one replaces, oldest first (at most [`MAX_COALESCED`]).
    pub coalesced: Vec<PointerSample>,
}

/// A turn of the wheel, or of a touch pad (W3C UI Events, `wheel`).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct WheelEvent {
    /// When it happened: seconds of a monotonic clock.
    pub timestamp: f64,
    /// Logical pixels from the left edge.
    pub x: f64,
    /// Logical pixels from the top edge.
    pub y: f64,
    /// The horizontal turn: 100 a notch, positive to the right.
    pub dx: f64,
    /// The vertical turn: 100 a notch, positive down.
    pub dy: f64,
    /// The buttons that are held.
    pub buttons: Buttons,
    /// The modifier keys that are held.
    pub modifiers: Modifiers,
    /// Whether another client forged the event.
    pub synthetic: bool,
    /// The turns that were coalesced into this one, oldest first (at most [`MAX_COALESCED`]); empty if it is one turn.
    pub coalesced: Vec<WheelSample>,
}

/// Where on the keyboard a key is, as in W3C `location`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyLocation {
    /// There is one such key.
    #[default]
    Standard = 0,
    /// The left one of two.
    Left = 1,
    /// The right one of two.
    Right = 2,
    /// On the number pad.
    Numpad = 3,
}

/// A key went down or up.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct KeyEvent {
    /// True if the key went down, false if it went up.
    pub down: bool,
    /// When it happened: seconds of a monotonic clock.
    pub timestamp: f64,
    /// The meaning of the key: a W3C `key` value (`"a"`, `"A"`, `"Enter"`, `"ArrowLeft"`, `"Unidentified"`).
    pub key: String,
    /// The physical key, whatever the layout: a W3C `code` value (`"KeyA"`, `"Enter"`), or `""` if unknown.
    pub code: &'static str,
    /// Distinguishes keys of one name, such as the two Shift keys.
    pub location: KeyLocation,
    /// Whether the key is held and the display repeats it.
    pub repeat: bool,
    /// The modifier keys that are held.
    pub modifiers: Modifiers,
    /// Whether another client forged the event, or the window created it because it lost the focus.
    pub synthetic: bool,
}

/// Text that was typed, or is being composed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TextEvent {
    /// When it happened: seconds of a monotonic clock.
    pub timestamp: f64,
    /// Whether an input method is still composing it: it replaces the text composed before, and is empty when composing ends.
    pub composing: bool,
    /// The text; no control characters. Typed text is never empty.
    pub text: String,
    /// Whether another client forged the event.
    pub synthetic: bool,
}

/// Files or data are dragged over the window, or were dropped on it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DropEvent {
    /// Whether it was dropped; else it is dragged over the window.
    pub dropped: bool,
    /// When it happened: seconds of a monotonic clock.
    pub timestamp: f64,
    /// Logical pixels from the left edge; the last position of the pointer if the display does not report one.
    pub x: f64,
    /// Logical pixels from the top edge.
    pub y: f64,
    /// The files; absolute paths, in the order in which the display reports them. They need not exist.
    pub paths: Vec<PathBuf>,
    /// Other data that was dropped, by MIME type.
    pub data: Vec<(String, Vec<u8>)>,
    /// Whether another client forged the event.
    pub synthetic: bool,
}

/// The window has a new size.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ResizeEvent {
    /// When it happened: seconds of a monotonic clock.
    pub timestamp: f64,
    /// The width of the content, in logical pixels.
    pub width: f64,
    /// The height of the content, in logical pixels.
    pub height: f64,
    /// The width of the content, in physical pixels.
    pub pwidth: u32,
    /// The height of the content, in physical pixels.
    pub pheight: u32,
    /// Physical pixels per logical pixel.
    pub ratio: f64,
    /// The sizes that this one replaces, oldest first (at most [`MAX_COALESCED`]).
    pub coalesced: Vec<ResizeSample>,
}

/// The window has a new position on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct MoveEvent {
    /// When it happened: seconds of a monotonic clock.
    pub timestamp: f64,
    /// Logical pixels from the left edge of the screen to the window's content.
    pub x: f64,
    /// Logical pixels from the top edge of the screen to the window's content.
    pub y: f64,
}

/// The window got or lost the keyboard focus.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct FocusEvent {
    /// When it happened: seconds of a monotonic clock.
    pub timestamp: f64,
    /// Whether the window has the focus now.
    pub focused: bool,
    /// Whether a program created the event.
    pub synthetic: bool,
}

/// The window was shown or hidden.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct VisibilityEvent {
    /// When it happened: seconds of a monotonic clock.
    pub timestamp: f64,
    /// Whether the window is visible now.
    pub visible: bool,
}

/// Why a window closes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CloseReason {
    /// The user pressed the close button (or a program called `request_close`).
    User,
    /// The program called `close`.
    Program,
    /// The program ended, or was interrupted.
    Exit,
    /// Another client destroyed the window.
    Destroyed,
    /// The connection to the display was lost; the text gives the reason.
    DisplayLost(String),
}

impl CloseReason {
    /// The reason as a keyword: `"user"`, `"program"`, `"exit"`, `"destroyed"` or `"display_lost"`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Program => "program",
            Self::Exit => "exit",
            Self::Destroyed => "destroyed",
            Self::DisplayLost(_) => "display_lost",
        }
    }
}

/// The close button was pressed (`CloseRequest`), or the window is closed (`Close`).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CloseEvent {
    /// When it happened: seconds of a monotonic clock.
    pub timestamp: f64,
    /// Why the window closes.
    pub reason: CloseReason,
}

/// An event of a window.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A pointer moved, or a button changed.
    Pointer(PointerEvent),
    /// The wheel turned.
    Wheel(WheelEvent),
    /// A key changed.
    Key(KeyEvent),
    /// Text was typed or is being composed.
    Text(TextEvent),
    /// Something was dropped.
    Drop(DropEvent),
    /// The size changed.
    Resize(ResizeEvent),
    /// The position changed.
    Move(MoveEvent),
    /// The focus changed.
    Focus(FocusEvent),
    /// The window was shown or hidden.
    Visibility(VisibilityEvent),
    /// The close button was pressed.
    CloseRequest(CloseEvent),
    /// The window is closed; the last event.
    Close(CloseEvent),
}

impl Event {
    /// The event's name, as in renderview: the handler is `on_` and this name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Pointer(e) => match e.kind {
                PointerKind::Down => "pointer_down",
                PointerKind::Move => "pointer_move",
                PointerKind::Up => "pointer_up",
                PointerKind::Enter => "pointer_enter",
                PointerKind::Leave => "pointer_leave",
                PointerKind::Cancel => "pointer_cancel",
                PointerKind::DoubleClick => "double_click",
            },
            Self::Wheel(_) => "wheel",
            Self::Key(e) if e.down => "key_down",
            Self::Key(_) => "key_up",
            Self::Text(e) if e.composing => "text_compose",
            Self::Text(_) => "text_input",
            Self::Drop(e) if e.dropped => "drop",
            Self::Drop(_) => "drag_over",
            Self::Resize(_) => "resize",
            Self::Move(_) => "move",
            Self::Focus(e) if e.focused => "focus_in",
            Self::Focus(_) => "focus_out",
            Self::Visibility(e) if e.visible => "show",
            Self::Visibility(_) => "hide",
            Self::CloseRequest(_) => "close_request",
            Self::Close(_) => "close",
        }
    }

    /// The time of the event: seconds, monotonic.
    pub fn timestamp(&self) -> f64 {
        match self {
            Self::Pointer(e) => e.timestamp,
            Self::Wheel(e) => e.timestamp,
            Self::Key(e) => e.timestamp,
            Self::Text(e) => e.timestamp,
            Self::Drop(e) => e.timestamp,
            Self::Resize(e) => e.timestamp,
            Self::Move(e) => e.timestamp,
            Self::Focus(e) => e.timestamp,
            Self::Visibility(e) => e.timestamp,
            Self::CloseRequest(e) | Self::Close(e) => e.timestamp,
        }
    }
}
