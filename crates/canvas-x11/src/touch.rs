//! Touches (XInput 2.2): each is a pointer of its own. Without that extension, the server emulates a mouse from the first
//! touch, as it does for windows that do not select touch events.

use canvas_core::backend::touch_event;
use canvas_core::event::{Event, PointerKind};
use x11rb::connection::RequestConnection as _;
use x11rb::errors::{ConnectionError, ReplyError};
use x11rb::protocol::xinput::{self, ConnectionExt as _, EventMask, Fp1616, TouchBeginEvent, XIEventMask};
use x11rb::protocol::xproto::Window;

use crate::display::{Connection, Display};
use crate::input_context::InputContext;

/// The first version with touch events.
const VERSION: (u16, u16) = (2, 2);
/// `XIAllMasterDevices`.
const ALL_MASTERS: u16 = 1;
/// How many touches of a window are tracked at a time.
const MAX_TOUCHES: usize = 64;

/// Queries whether the server reports touches. Only for start-up: it waits for replies.
pub(crate) fn is_supported(connection: &Connection) -> Result<bool, ReplyError> {
    if connection
        .extension_information(xinput::X11_EXTENSION_NAME)?
        .is_none()
    {
        return Ok(false);
    }
    let (major, minor) = VERSION;
    match connection.xinput_xi_query_version(major, minor)?.reply() {
        Ok(reply) => Ok((reply.major_version, reply.minor_version) >= VERSION),
        Err(ReplyError::X11Error(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Selects the touch events of a window, if the server reports touches.
pub(crate) fn select_events(display: &Display, window: Window) -> Result<(), ConnectionError> {
    if display.has_touch {
        let mask = XIEventMask::TOUCH_BEGIN | XIEventMask::TOUCH_UPDATE | XIEventMask::TOUCH_END;
        let events = EventMask {
            deviceid: ALL_MASTERS,
            mask: vec![mask],
        };
        display.connection.xinput_xi_select_events(window, &[events])?;
    }
    Ok(())
}

/// The touches of a window, and their last positions in physical pixels.
#[derive(Debug, Default)]
pub(crate) struct Touches(Vec<(u32, [f64; 2])>);

impl Touches {
    /// A touch began, moved or ended. Events of a touch that did not begin here, or was cancelled, are ignored.
    pub(crate) fn event(
        &mut self,
        kind: PointerKind,
        event: &TouchBeginEvent,
        context: InputContext<'_>,
    ) -> Option<Event> {
        let position = [event.event_x, event.event_y].map(pixels);
        let known = self.0.iter().position(|(touch, _)| *touch == event.detail);
        match (kind, known) {
            (PointerKind::Down, None) if self.0.len() < MAX_TOUCHES => self.0.push((event.detail, position)),
            (PointerKind::Move, Some(at)) => self.0[at].1 = position,
            (PointerKind::Up, Some(at)) => drop(self.0.swap_remove(at)),
            _ => return None,
        }
        let state = event.mods.effective as u16;
        Some(pointer(kind, event.detail, position, state, context))
    }

    /// The window has been unmapped: its touches are cancelled.
    pub(crate) fn cancel(&mut self, context: InputContext<'_>) -> impl Iterator<Item = Event> {
        let cancel = move |(touch, position)| pointer(PointerKind::Cancel, touch, position, 0, context);
        self.0.drain(..).map(cancel)
    }
}

/// An event of a touch at a position in physical pixels; `state` is the state of the server's event.
fn pointer(
    kind: PointerKind,
    touch: u32,
    position: [f64; 2],
    state: u16,
    context: InputContext<'_>,
) -> Event {
    let [x, y] = position.map(|length| length / context.ratio);
    let mut event = touch_event(kind, touch.into(), x, y, None);
    (event.timestamp, event.synthetic) = (context.now, context.synthetic);
    event.modifiers = context.keymap.modifiers(state);
    Event::Pointer(event)
}

/// A length in pixels of a fixed-point number with 16 fractional bits.
fn pixels(length: Fp1616) -> f64 {
    f64::from(length) / 65536.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keymap::Keymap;
    use canvas_core::event::{Button, Buttons, PointerEvent, PointerType};

    fn touch(detail: u32, x: Fp1616) -> TouchBeginEvent {
        TouchBeginEvent {
            detail,
            event_x: x,
            event_y: -65536 / 2,
            ..Default::default()
        }
    }

    fn pointer(event: Option<Event>) -> PointerEvent {
        match event {
            Some(Event::Pointer(event)) => event,
            other => panic!("no pointer event: {other:?}"),
        }
    }

    fn context(keymap: &Keymap) -> InputContext<'_> {
        InputContext {
            now: 7.0,
            ratio: 2.0,
            keymap,
            synthetic: false,
        }
    }

    #[test]
    fn each_touch_is_a_pointer_of_its_own() {
        let keymap = Keymap::default();
        let mut touches = Touches::default();
        let mut event = |kind, detail, x| pointer(touches.event(kind, &touch(detail, x), context(&keymap)));
        let down = event(PointerKind::Down, 3, 65536 * 11);
        assert_eq!((down.pointer_id, down.x, down.y), (4, 5.5, -0.25));
        assert_eq!((down.pointer_type, down.pressure), (PointerType::Touch, 0.5));
        assert_eq!(
            (down.button, down.buttons),
            (Some(Button::LEFT), Buttons::default().with(Button::LEFT))
        );
        assert_eq!(event(PointerKind::Down, u32::MAX, 0).pointer_id, 1 << 32);
        let moved = event(PointerKind::Move, 3, 65536);
        assert_eq!(
            (moved.button, moved.buttons.is_empty(), moved.x),
            (None, false, 0.5)
        );
        let up = event(PointerKind::Up, 3, 65536);
        assert_eq!(
            (up.button, up.buttons.is_empty(), up.pressure),
            (Some(Button::LEFT), true, 0.0)
        );
    }

    #[test]
    fn touches_of_an_unmapped_window_are_cancelled_once() {
        let keymap = Keymap::default();
        let mut touches = Touches::default();
        for id in 0..100 {
            touches.event(PointerKind::Down, &touch(id, 0), context(&keymap));
        }
        touches.event(PointerKind::Up, &touch(7, 0), context(&keymap));
        let cancelled = touches.cancel(context(&keymap));
        let cancelled: Vec<_> = cancelled.map(|event| pointer(Some(event))).collect();
        assert_eq!(touches.cancel(context(&keymap)).count(), 0);
        for kind in [PointerKind::Move, PointerKind::Up] {
            assert_eq!(touches.event(kind, &touch(3, 0), context(&keymap)), None);
        }
        assert_eq!(cancelled.len(), MAX_TOUCHES - 1);
        assert!(
            cancelled
                .iter()
                .all(|event| event.kind == PointerKind::Cancel && event.pointer_id != 8)
        );
    }
}
