//! The input of one window: pointer, wheel, touches and focus.
//!
//! [`WindowInput`] is the state that translating events requires; it does not depend on the connection. An event that
//! another client sent is passed on as `synthetic` and does not change the state.

use canvas_core::backend::{NOTCH, cancel_buttons};
use canvas_core::event::{Button, Buttons, Event, FocusEvent, PointerKind, WheelEvent};
use x11rb::protocol::xinput::TouchBeginEvent;
use x11rb::protocol::xproto::{
    ButtonPressEvent, EnterNotifyEvent, FocusInEvent, MotionNotifyEvent, NotifyDetail, NotifyMode,
};

use crate::input_context::InputContext;
use crate::touch::Touches;

/// The first bit of the buttons in an event's state. Only the server's first three have an equivalent here.
const FIRST_BUTTON_BIT: u16 = 8;

/// The state of the pointer and the touches in one window.
#[derive(Debug, Default)]
pub(crate) struct WindowInput {
    buttons: Buttons,
    is_inside: bool,
    last_position: (i16, i16),
    touches: Touches,
}

impl WindowInput {
    /// A button of the mouse, or the wheel, went down or up.
    pub(crate) fn button(
        &mut self,
        event: &ButtonPressEvent,
        down: bool,
        context: InputContext<'_>,
    ) -> Option<Event> {
        let position = (event.event_x, event.event_y);
        let state = u16::from(event.state);
        let before = self.reconcile(state, context.synthetic);
        if let Some((dx, dy)) = wheel(event.detail) {
            let pointer = context.pointer(PointerKind::Move, position, before, state);
            let mut wheel = WheelEvent::new(pointer.x, pointer.y, dx, dy);
            (wheel.timestamp, wheel.synthetic) = (context.now, context.synthetic);
            (wheel.buttons, wheel.modifiers) = (pointer.buttons, pointer.modifiers);
            return down.then_some(Event::Wheel(wheel));
        }
        let button = button(event.detail)?;
        let (kind, after) = match down {
            true => (PointerKind::Down, before.with(button)),
            false => (PointerKind::Up, before.without(button)),
        };
        self.remember(position, after, context.synthetic);
        let mut pointer = context.pointer(kind, position, after, state);
        pointer.button = Some(button);
        Some(Event::Pointer(pointer))
    }

    /// The pointer moved.
    pub(crate) fn motion(&mut self, event: &MotionNotifyEvent, context: InputContext<'_>) -> Event {
        let (position, state) = ((event.event_x, event.event_y), u16::from(event.state));
        let buttons = self.reconcile(state, context.synthetic);
        self.remember(position, buttons, context.synthetic);
        Event::Pointer(context.pointer(PointerKind::Move, position, buttons, state))
    }

    /// The pointer entered the window or left it. Events that only reflect grabs of other clients are ignored.
    pub(crate) fn crossing(
        &mut self,
        event: &EnterNotifyEvent,
        enter: bool,
        context: InputContext<'_>,
    ) -> Option<Event> {
        let is_real = event.mode == NotifyMode::NORMAL && event.detail != NotifyDetail::INFERIOR;
        if !is_real || (self.is_inside == enter && !context.synthetic) {
            return None;
        }
        let (position, state) = ((event.event_x, event.event_y), u16::from(event.state));
        let buttons = self.reconcile(state, context.synthetic);
        if !context.synthetic {
            self.is_inside = enter;
        }
        self.remember(position, buttons, context.synthetic);
        let kind = if enter {
            PointerKind::Enter
        } else {
            PointerKind::Leave
        };
        Some(Event::Pointer(context.pointer(kind, position, buttons, state)))
    }

    /// The window has been unmapped: presses and touches get no release any more, and are cancelled.
    pub(crate) fn unmapped(&mut self, context: InputContext<'_>) -> Vec<Event> {
        self.is_inside = false;
        let (x, y) = self.last_position;
        let [x, y] = [x, y].map(|length| f64::from(length) / context.ratio);
        let mouse = cancel_buttons(&mut self.buttons, x, y).map(|mut event| {
            (event.timestamp, event.synthetic) = (context.now, context.synthetic);
            Event::Pointer(event)
        });
        mouse.into_iter().chain(self.touches.cancel(context)).collect()
    }

    /// A touch began, moved or ended.
    pub(crate) fn touch(
        &mut self,
        kind: PointerKind,
        event: &TouchBeginEvent,
        context: InputContext<'_>,
    ) -> Option<Event> {
        self.touches.event(kind, event, context)
    }

    /// The keyboard focus came or went; `None` while a grab borrows it, or if it only follows the pointer. It may repeat
    /// the focus that the window already has.
    pub(crate) fn focus(
        &self,
        event: &FocusInEvent,
        focused: bool,
        context: InputContext<'_>,
    ) -> Option<Event> {
        let is_grab = matches!(event.mode, NotifyMode::GRAB | NotifyMode::UNGRAB);
        let is_elsewhere = matches!(
            event.detail,
            NotifyDetail::INFERIOR | NotifyDetail::POINTER | NotifyDetail::POINTER_ROOT
        );
        if is_grab || is_elsewhere || context.synthetic {
            return None;
        }
        let mut event = FocusEvent::new(focused);
        (event.timestamp, event.synthetic) = (context.now, false);
        Some(Event::Focus(event))
    }

    /// The held buttons, corrected by the event's state of the first three.
    fn reconcile(&mut self, state: u16, synthetic: bool) -> Buttons {
        let mut buttons = if synthetic {
            Buttons::default()
        } else {
            self.buttons
        };
        for detail in 1..=3 {
            let is_held = state >> (FIRST_BUTTON_BIT + u16::from(detail) - 1) & 1 != 0;
            if let Some(button) = button(detail) {
                buttons = if is_held {
                    buttons.with(button)
                } else {
                    buttons.without(button)
                };
            }
        }
        buttons
    }

    fn remember(&mut self, position: (i16, i16), buttons: Buttons, synthetic: bool) {
        if !synthetic {
            (self.last_position, self.buttons) = (position, buttons);
        }
    }
}

/// A button by its number in X11: left, middle, right, four directions of the wheel, back, forward.
fn button(detail: u8) -> Option<Button> {
    match detail {
        1 => Some(Button::LEFT),
        2 => Some(Button::MIDDLE),
        3 => Some(Button::RIGHT),
        8.. => Some(Button(detail - 4)),
        _ => None,
    }
}

/// The distance by which a button that stands for the wheel turns it: to the right, and down.
fn wheel(detail: u8) -> Option<(f64, f64)> {
    match detail {
        4 => Some((0.0, -NOTCH)),
        5 => Some((0.0, NOTCH)),
        6 => Some((-NOTCH, 0.0)),
        7 => Some((NOTCH, 0.0)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keymap::Keymap;
    use canvas_core::event::PointerEvent;
    use x11rb::protocol::xproto::KeyButMask;

    fn context(keymap: &Keymap) -> InputContext<'_> {
        InputContext {
            now: 7.0,
            ratio: 2.0,
            keymap,
            synthetic: false,
        }
    }

    fn press(detail: u8, state: u16) -> ButtonPressEvent {
        let state = KeyButMask::from(state);
        ButtonPressEvent {
            detail,
            state,
            event_x: 30,
            event_y: -11,
            same_screen: true,
            ..Default::default()
        }
    }

    fn pointer(event: Option<Event>) -> PointerEvent {
        match event {
            Some(Event::Pointer(event)) => event,
            other => panic!("no pointer event: {other:?}"),
        }
    }

    fn held(buttons: Buttons) -> Vec<u8> {
        buttons.iter().map(|button| button.0).collect()
    }

    #[test]
    fn buttons_are_renumbered_and_include_the_event() {
        let keymap = Keymap::default();
        let mut input = WindowInput::default();
        let down = pointer(input.button(&press(3, 0), true, context(&keymap)));
        assert_eq!(
            (down.kind, down.button, held(down.buttons)),
            (PointerKind::Down, Some(Button::RIGHT), vec![2])
        );
        assert_eq!((down.x, down.y, down.timestamp), (15.0, -5.5, 7.0));
        let second = pointer(input.button(&press(8, 1 << 10), true, context(&keymap)));
        assert_eq!(
            (second.button, held(second.buttons)),
            (Some(Button::BACK), vec![2, 4])
        );
        let up = pointer(input.button(&press(3, 1 << 10), false, context(&keymap)));
        assert_eq!((up.kind, held(up.buttons)), (PointerKind::Up, vec![4]));
    }

    #[test]
    fn the_next_event_corrects_a_missed_release() {
        let keymap = Keymap::default();
        let mut input = WindowInput::default();
        input.button(&press(1, 0), true, context(&keymap));
        let motion = MotionNotifyEvent {
            same_screen: true,
            ..Default::default()
        };
        let moved = pointer(Some(input.motion(&motion, context(&keymap))));
        assert!(moved.buttons.is_empty());
    }

    #[test]
    fn a_notch_of_the_wheel_is_one_event() {
        let keymap = Keymap::default();
        let mut input = WindowInput::default();
        let ways = [4, 5, 6, 7].map(
            |detail| match input.button(&press(detail, 1), true, context(&keymap)) {
                Some(Event::Wheel(event)) => (event.dx, event.dy, event.modifiers.shift),
                other => panic!("no wheel event: {other:?}"),
            },
        );
        assert_eq!(
            ways,
            [
                (0.0, -100.0, true),
                (0.0, 100.0, true),
                (-100.0, 0.0, true),
                (100.0, 0.0, true)
            ]
        );
        assert_eq!(input.button(&press(4, 0), false, context(&keymap)), None);
    }

    #[test]
    fn synthetic_events_are_marked_and_change_nothing() {
        let keymap = Keymap::default();
        let mut input = WindowInput::default();
        let forged = InputContext {
            synthetic: true,
            ..context(&keymap)
        };
        let down = pointer(input.button(&press(1, 0), true, forged));
        assert!(down.synthetic);
        assert_eq!(held(down.buttons), [1]);
        let moved = pointer(Some(
            input.motion(&MotionNotifyEvent::default(), context(&keymap)),
        ));
        assert!(moved.buttons.is_empty() && !moved.synthetic);
        let focus = FocusInEvent {
            detail: NotifyDetail::NONLINEAR,
            ..Default::default()
        };
        assert_eq!(input.focus(&focus, true, forged), None);
    }

    #[test]
    fn enter_and_leave_alternate_and_grabs_are_ignored() {
        let keymap = Keymap::default();
        let mut input = WindowInput::default();
        let crossing = EnterNotifyEvent {
            detail: NotifyDetail::NONLINEAR,
            ..Default::default()
        };
        let grab = EnterNotifyEvent {
            mode: NotifyMode::GRAB,
            ..crossing
        };
        let mut cross =
            |event: &EnterNotifyEvent, enter| input.crossing(event, enter, context(&keymap)).is_some();
        assert!(!cross(&grab, true) && cross(&crossing, true) && !cross(&crossing, true));
        assert!(!cross(&grab, false) && cross(&crossing, false) && !cross(&crossing, false));
    }

    #[test]
    fn a_press_in_an_unmapped_window_is_cancelled_once() {
        let keymap = Keymap::default();
        let mut input = WindowInput::default();
        assert_eq!(input.unmapped(context(&keymap)), []);
        input.button(&press(1, 0), true, context(&keymap));
        let cancel = pointer(input.unmapped(context(&keymap)).pop());
        assert_eq!((cancel.kind, cancel.x), (PointerKind::Cancel, 15.0));
        assert_eq!(input.unmapped(context(&keymap)), []);
    }

    #[test]
    fn the_focus_ignores_grabs_and_the_pointer() {
        let keymap = Keymap::default();
        let input = WindowInput::default();
        let event = |mode, detail| FocusInEvent {
            mode,
            detail,
            ..Default::default()
        };
        let real = event(NotifyMode::NORMAL, NotifyDetail::NONLINEAR);
        let focus = |event: FocusInEvent, focused| input.focus(&event, focused, context(&keymap)).is_some();
        assert!(!focus(event(NotifyMode::NORMAL, NotifyDetail::POINTER), true));
        assert!(focus(real, true));
        assert!(!focus(event(NotifyMode::GRAB, NotifyDetail::NONLINEAR), false));
        assert!(focus(real, false));
    }
}
