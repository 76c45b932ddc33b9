//! The context for translating input events of the server: the clock, the ratio, the keymap.

use canvas_core::backend::mouse_pressure;
use canvas_core::event::{Buttons, PointerEvent, PointerKind};

use crate::keymap::Keymap;

/// The context of one event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InputContext<'a> {
    /// Seconds of the monotonic clock.
    pub(crate) now: f64,
    /// Physical pixels per logical pixel.
    pub(crate) ratio: f64,
    pub(crate) keymap: &'a Keymap,
    /// Whether another client sent the event with `SendEvent`.
    pub(crate) synthetic: bool,
}

impl InputContext<'_> {
    /// An event of the mouse at a position in physical pixels; `state` is the state of the server's event.
    pub(crate) fn pointer(
        &self,
        kind: PointerKind,
        position: (i16, i16),
        buttons: Buttons,
        state: u16,
    ) -> PointerEvent {
        let [x, y] = [position.0, position.1].map(|length| f64::from(length) / self.ratio);
        let mut event = PointerEvent::new(kind, x, y);
        (event.timestamp, event.synthetic) = (self.now, self.synthetic);
        event.pressure = mouse_pressure(buttons);
        (event.button, event.buttons) = (None, buttons);
        event.modifiers = self.keymap.modifiers(state);
        event
    }
}
