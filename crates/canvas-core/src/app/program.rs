//! A program's side of one window: its event handlers.

use crate::event::{
    CloseEvent, DropEvent, Event, FocusEvent, KeyEvent, MoveEvent, PointerEvent, ResizeEvent, TextEvent,
    VisibilityEvent, WheelEvent,
};
use crate::painter::Painter;

/// The answer of `on_close_request`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CloseReply {
    /// Let it close.
    #[default]
    Close,
    /// Keep it open.
    Keep,
}

/// A program's side of one window. Every handler is optional and runs on the window's own thread.
///
/// A panic in a handler reaches the panic hook; the window stays open and keeps showing its last frame.
pub trait App: Send + 'static {
    /// Draws a frame, which starts from the window's background.
    fn on_draw(&mut self, painter: &mut Painter) {
        let _ = painter;
    }
    /// Any event, before its own handler; `true` stops it.
    fn on_event(&mut self, event: &Event) -> bool {
        let _ = event;
        false
    }
    /// A button went down.
    fn on_pointer_down(&mut self, event: &PointerEvent) {
        let _ = event;
    }
    /// The pointer moved.
    fn on_pointer_move(&mut self, event: &PointerEvent) {
        let _ = event;
    }
    /// A button went up.
    fn on_pointer_up(&mut self, event: &PointerEvent) {
        let _ = event;
    }
    /// The pointer came into the window.
    fn on_pointer_enter(&mut self, event: &PointerEvent) {
        let _ = event;
    }
    /// The pointer left the window.
    fn on_pointer_leave(&mut self, event: &PointerEvent) {
        let _ = event;
    }
    /// The display took the pointer away during a press.
    fn on_pointer_cancel(&mut self, event: &PointerEvent) {
        let _ = event;
    }
    /// A button was pressed twice, near in time and place.
    fn on_double_click(&mut self, event: &PointerEvent) {
        let _ = event;
    }
    /// The wheel turned; 100 a notch.
    fn on_wheel(&mut self, event: &WheelEvent) {
        let _ = event;
    }
    /// A key went down.
    fn on_key_down(&mut self, event: &KeyEvent) {
        let _ = event;
    }
    /// A key went up.
    fn on_key_up(&mut self, event: &KeyEvent) {
        let _ = event;
    }
    /// Text was typed.
    fn on_text_input(&mut self, event: &TextEvent) {
        let _ = event;
    }
    /// An input method is composing text, which replaces the text composed before.
    fn on_text_compose(&mut self, event: &TextEvent) {
        let _ = event;
    }
    /// Files or data were dropped on the window.
    fn on_drop(&mut self, event: &DropEvent) {
        let _ = event;
    }
    /// Files or data are dragged over the window; without paths and data, they have left it.
    fn on_drag_over(&mut self, event: &DropEvent) {
        let _ = event;
    }
    /// The size changed.
    fn on_resize(&mut self, event: &ResizeEvent) {
        let _ = event;
    }
    /// The position changed.
    fn on_move(&mut self, event: &MoveEvent) {
        let _ = event;
    }
    /// The window was shown or hidden.
    fn on_visibility(&mut self, event: &VisibilityEvent) {
        let _ = event;
    }
    /// The window got or lost the keyboard focus.
    fn on_focus(&mut self, event: &FocusEvent) {
        let _ = event;
    }
    /// The close button was pressed. [`CloseReply::Keep`] refuses; a handler that panics does not.
    fn on_close_request(&mut self, event: &CloseEvent) -> CloseReply {
        let _ = event;
        CloseReply::Close
    }
    /// The window is closed; the last handler.
    fn on_close(&mut self, event: &CloseEvent) {
        let _ = event;
    }
}

/// A drawing function is an app that only draws.
impl<F: FnMut(&mut Painter) + Send + 'static> App for F {
    fn on_draw(&mut self, painter: &mut Painter) {
        self(painter);
    }
}
