//! Fingers, by XInput 2.2: each is a pointer of its own. Where the display has no such extension, it makes a mouse of the first
//! finger, and so it does for windows that do not ask for fingers.

use canvas_core::event::{Button, Buttons, Event, PointerKind, PointerType};
use x11rb::connection::RequestConnection as _;
use x11rb::errors::{ConnectionError, ReplyError};
use x11rb::protocol::xinput::{self, ConnectionExt as _, EventMask, Fp1616, TouchBeginEvent, XIEventMask};
use x11rb::protocol::xproto::Window;

use crate::input::Context;
use crate::start::{Connection, Display};

/// The version that has fingers.
const VERSION: (u16, u16) = (2, 2);
/// All devices that the user sees as one.
const ALL_MASTERS: u16 = 1;
/// Of a finger that touches, where the display does not say.
const USUAL_PRESSURE: f64 = 0.5;
/// No user has more.
const MAX_FINGERS: usize = 64;

/// Whether a display tells of fingers.
pub(crate) fn is_offered(connection: &Connection) -> Result<bool, ReplyError> {
    if connection
        .extension_information(xinput::X11_EXTENSION_NAME)?
        .is_none()
    {
        return Ok(false);
    }
    let (major, minor) = VERSION;
    match connection.xinput_xi_query_version(major, minor)?.reply() {
        Ok(told) => Ok((told.major_version, told.minor_version) >= VERSION),
        Err(ReplyError::X11Error(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Asks for a window's fingers, if the display tells of them.
pub(crate) fn select(display: &Display, window: Window) -> Result<(), ConnectionError> {
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

/// The fingers that touch a window, and where they were last: physical pixels.
#[derive(Debug, Default)]
pub(crate) struct Fingers(Vec<(u32, [f64; 2])>);

impl Fingers {
    /// A finger came, moved or went. One that did not come, or was cancelled, does neither of the others.
    pub(crate) fn event(
        &mut self,
        kind: PointerKind,
        event: &TouchBeginEvent,
        context: Context<'_>,
    ) -> Option<Event> {
        let place = [event.event_x, event.event_y].map(pixels);
        let known = self.0.iter().position(|(finger, _)| *finger == event.detail);
        match (kind, known) {
            (PointerKind::Down, None) if self.0.len() < MAX_FINGERS => self.0.push((event.detail, place)),
            (PointerKind::Move, Some(at)) => self.0[at].1 = place,
            (PointerKind::Up, Some(at)) => drop(self.0.swap_remove(at)),
            _ => return None,
        }
        let state = event.mods.effective as u16;
        Some(pointer(kind, event.detail, place, state, context))
    }

    /// The window went off the screen: what touches it goes with it.
    pub(crate) fn cancel(&mut self, context: Context<'_>) -> impl Iterator<Item = Event> {
        let cancel = move |(finger, place)| pointer(PointerKind::Cancel, finger, place, 0, context);
        self.0.drain(..).map(cancel)
    }
}

/// An event as for a mouse with one button, the left one.
fn pointer(kind: PointerKind, finger: u32, place: [f64; 2], state: u16, context: Context<'_>) -> Event {
    let is_down = matches!(kind, PointerKind::Down | PointerKind::Move);
    let buttons = match is_down {
        true => Buttons::default().with(Button::LEFT),
        false => Buttons::default(),
    };
    let mut event = context.pointer(kind, (0, 0), buttons, state);
    [event.x, event.y] = place.map(|length| length / context.ratio);
    // The mouse has the number 0.
    event.pointer_id = u64::from(finger) + 1;
    event.pointer_type = PointerType::Touch;
    event.pressure = if is_down { USUAL_PRESSURE } else { 0.0 };
    event.button = matches!(kind, PointerKind::Down | PointerKind::Up).then_some(Button::LEFT);
    Event::Pointer(event)
}

/// A length in 65536ths of a pixel.
fn pixels(length: Fp1616) -> f64 {
    f64::from(length) / 65536.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keymap::Keymap;
    use canvas_core::event::PointerEvent;

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

    fn context(keymap: &Keymap) -> Context<'_> {
        Context {
            now: 7.0,
            ratio: 2.0,
            keymap,
            synthetic: false,
        }
    }

    #[test]
    fn each_finger_is_a_pointer_of_its_own() {
        let keymap = Keymap::default();
        let mut fingers = Fingers::default();
        let mut told = |kind, detail, x| pointer(fingers.event(kind, &touch(detail, x), context(&keymap)));
        let down = told(PointerKind::Down, 3, 65536 * 11);
        assert_eq!((down.pointer_id, down.x, down.y), (4, 5.5, -0.25));
        assert_eq!((down.pointer_type, down.pressure), (PointerType::Touch, 0.5));
        assert_eq!(
            (down.button, down.buttons),
            (Some(Button::LEFT), Buttons::default().with(Button::LEFT))
        );
        assert_eq!(told(PointerKind::Down, u32::MAX, 0).pointer_id, 1 << 32);
        let moved = told(PointerKind::Move, 3, 65536);
        assert_eq!(
            (moved.button, moved.buttons.is_empty(), moved.x),
            (None, false, 0.5)
        );
        let up = told(PointerKind::Up, 3, 65536);
        assert_eq!(
            (up.button, up.buttons.is_empty(), up.pressure),
            (Some(Button::LEFT), true, 0.0)
        );
    }

    #[test]
    fn fingers_on_a_window_that_vanishes_are_cancelled_once() {
        let keymap = Keymap::default();
        let mut fingers = Fingers::default();
        for finger in 0..100 {
            fingers.event(PointerKind::Down, &touch(finger, 0), context(&keymap));
        }
        fingers.event(PointerKind::Up, &touch(7, 0), context(&keymap));
        let cancelled = fingers.cancel(context(&keymap));
        let cancelled: Vec<_> = cancelled.map(|event| pointer(Some(event))).collect();
        assert_eq!(fingers.cancel(context(&keymap)).count(), 0);
        for kind in [PointerKind::Move, PointerKind::Up] {
            assert_eq!(fingers.event(kind, &touch(3, 0), context(&keymap)), None);
        }
        assert_eq!(cancelled.len(), MAX_FINGERS - 1);
        assert!(
            cancelled
                .iter()
                .all(|event| event.kind == PointerKind::Cancel && event.pointer_id != 8)
        );
    }
}
