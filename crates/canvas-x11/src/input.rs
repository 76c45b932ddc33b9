//! The user's hands: pointer, wheel, keys and focus, from the display's events to those of canvas.
//!
//! [`Input`] is what a window remembers, and knows no display. An event that another client sent is passed on with a
//! mark (`synthetic`) and changes nothing here.

use canvas_core::event::{
    Button, Buttons, Event, FocusEvent, KeyEvent, Modifiers, PointerEvent, PointerKind, TextEvent, WheelEvent,
};
use x11rb::protocol::xproto::{
    ButtonPressEvent, EnterNotifyEvent, FocusInEvent, KeyPressEvent, MotionNotifyEvent, NotifyDetail,
    NotifyMode,
};

use crate::keymap::Keymap;
use crate::keys;
use crate::touch::Fingers;

/// The wheel's way for one notch, in the units of [`WheelEvent`].
const NOTCH: f64 = 100.0;
/// The buttons whose state comes with every event: the first three of the display, from this bit on.
const FIRST_BUTTON_BIT: u16 = 8;

/// What is known of the user's hands in one window.
#[derive(Debug, Default)]
pub(crate) struct Input {
    buttons: Buttons,
    is_inside: bool,
    is_focused: bool,
    last_place: (i16, i16),
    pub(crate) fingers: Fingers,
}

/// What goes with every event: the clock, the ratio, the keymap.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    /// Seconds, monotonic.
    pub(crate) now: f64,
    /// Physical pixels per logical pixel.
    pub(crate) ratio: f64,
    pub(crate) keymap: &'a Keymap,
    /// Whether another client made the event up.
    pub(crate) synthetic: bool,
}

impl Context<'_> {
    pub(crate) fn pointer(
        &self,
        kind: PointerKind,
        place: (i16, i16),
        buttons: Buttons,
        state: u16,
    ) -> PointerEvent {
        let [x, y] = [place.0, place.1].map(|length| f64::from(length) / self.ratio);
        let mut event = PointerEvent::new(kind, x, y);
        (event.timestamp, event.synthetic) = (self.now, self.synthetic);
        event.pressure = if buttons.is_empty() { 0.0 } else { 0.5 };
        (event.button, event.buttons) = (None, buttons);
        event.modifiers = self.keymap.modifiers(state);
        event
    }
}

impl Input {
    /// A button of the mouse, which may be the wheel, went down or up.
    pub(crate) fn button(
        &mut self,
        event: &ButtonPressEvent,
        down: bool,
        context: Context<'_>,
    ) -> Option<Event> {
        let place = (event.event_x, event.event_y);
        let state = u16::from(event.state);
        let before = self.reconcile(state, context.synthetic);
        if let Some((dx, dy)) = wheel(event.detail) {
            let pointer = context.pointer(PointerKind::Move, place, before, state);
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
        self.remember(place, after, context.synthetic);
        let mut pointer = context.pointer(kind, place, after, state);
        pointer.button = Some(button);
        Some(Event::Pointer(pointer))
    }

    /// The pointer moved.
    pub(crate) fn motion(&mut self, event: &MotionNotifyEvent, context: Context<'_>) -> Event {
        let (place, state) = ((event.event_x, event.event_y), u16::from(event.state));
        let buttons = self.reconcile(state, context.synthetic);
        self.remember(place, buttons, context.synthetic);
        Event::Pointer(context.pointer(PointerKind::Move, place, buttons, state))
    }

    /// The pointer came into the window or left it. Grabs of others, which pass, are no coming and going.
    pub(crate) fn crossing(
        &mut self,
        event: &EnterNotifyEvent,
        enter: bool,
        context: Context<'_>,
    ) -> Option<Event> {
        let is_own = event.mode == NotifyMode::NORMAL && event.detail != NotifyDetail::INFERIOR;
        if !is_own || (self.is_inside == enter && !context.synthetic) {
            return None;
        }
        let (place, state) = ((event.event_x, event.event_y), u16::from(event.state));
        let buttons = self.reconcile(state, context.synthetic);
        if !context.synthetic {
            self.is_inside = enter;
        }
        self.remember(place, buttons, context.synthetic);
        let kind = if enter {
            PointerKind::Enter
        } else {
            PointerKind::Leave
        };
        Some(Event::Pointer(context.pointer(kind, place, buttons, state)))
    }

    /// The window went off the screen: presses have no release any more.
    pub(crate) fn unmapped(&mut self, context: Context<'_>) -> Vec<Event> {
        let held = !std::mem::take(&mut self.buttons).is_empty();
        self.is_inside = false;
        let pointer = context.pointer(PointerKind::Cancel, self.last_place, Buttons::default(), 0);
        let mouse = held.then_some(Event::Pointer(pointer));
        mouse.into_iter().chain(self.fingers.cancel(context)).collect()
    }

    /// The keyboard's focus came or went; not told when a grab borrows it, or when it only follows the pointer.
    pub(crate) fn focus(
        &mut self,
        event: &FocusInEvent,
        focused: bool,
        context: Context<'_>,
    ) -> Option<Event> {
        let passes = matches!(event.mode, NotifyMode::GRAB | NotifyMode::UNGRAB);
        let is_of_others = matches!(
            event.detail,
            NotifyDetail::INFERIOR | NotifyDetail::POINTER | NotifyDetail::POINTER_ROOT
        );
        if passes || is_of_others || self.is_focused == focused || context.synthetic {
            return None;
        }
        self.is_focused = focused;
        let mut event = FocusEvent::new(focused);
        (event.timestamp, event.synthetic) = (context.now, false);
        Some(Event::Focus(event))
    }

    /// The held buttons, brought in line with what the event says of the first three.
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

    fn remember(&mut self, place: (i16, i16), buttons: Buttons, synthetic: bool) {
        if !synthetic {
            (self.last_place, self.buttons) = (place, buttons);
        }
    }
}

/// A key went down or up: its event, and the text that it types.
pub(crate) fn key(
    event: &KeyPressEvent,
    down: bool,
    repeat: bool,
    context: Context<'_>,
) -> (Event, Option<Event>) {
    let state = u16::from(event.state);
    let symbol = context.keymap.symbol(event.detail, state);
    let code = keys::code(event.detail);
    let name = keys::key_name(symbol);
    let modifiers = after(context.keymap.modifiers(state), &name, down);
    let text =
        keys::character(symbol).filter(|_| down && !modifiers.control && !modifiers.alt && !modifiers.meta);
    let text = text.map(|character| {
        let mut text = TextEvent::new(character);
        (text.timestamp, text.synthetic) = (context.now, context.synthetic);
        Event::Text(text)
    });
    let mut key = KeyEvent::new(down, name, code);
    (key.timestamp, key.synthetic) = (context.now, context.synthetic);
    (key.location, key.repeat, key.modifiers) = (keys::location(code), repeat, modifiers);
    (Event::Key(key), text)
}

/// The display says what was held before a key changed; canvas says what is held after.
fn after(mut modifiers: Modifiers, key: &str, down: bool) -> Modifiers {
    match key {
        "Shift" => modifiers.shift = down,
        "Control" => modifiers.control = down,
        "Alt" => modifiers.alt = down,
        "Meta" => modifiers.meta = down,
        _ => {}
    }
    modifiers
}

/// A button of the display, which counts left, middle, right, four ways of the wheel, back, forward.
fn button(detail: u8) -> Option<Button> {
    match detail {
        1 => Some(Button::LEFT),
        2 => Some(Button::MIDDLE),
        3 => Some(Button::RIGHT),
        8.. => Some(Button(detail - 4)),
        _ => None,
    }
}

/// How far the buttons that stand for the wheel turn it: right, down.
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
    use x11rb::protocol::xproto::KeyButMask;
    use xkeysym::key as symbols;

    fn context(keymap: &Keymap) -> Context<'_> {
        Context {
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
    fn buttons_are_renumbered_and_counted_after_the_event() {
        let keymap = Keymap::default();
        let mut input = Input::default();
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
    fn a_release_that_was_missed_shows_with_the_next_event() {
        let keymap = Keymap::default();
        let mut input = Input::default();
        input.button(&press(1, 0), true, context(&keymap));
        let motion = MotionNotifyEvent {
            same_screen: true,
            ..Default::default()
        };
        let moved = pointer(Some(input.motion(&motion, context(&keymap))));
        assert!(moved.buttons.is_empty());
    }

    #[test]
    fn a_wheel_turns_once_a_notch() {
        let keymap = Keymap::default();
        let mut input = Input::default();
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
    fn what_others_made_up_is_marked_and_changes_nothing() {
        let keymap = Keymap::default();
        let mut input = Input::default();
        let forged = Context {
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
    fn coming_and_going_alternate_and_grabs_are_neither() {
        let keymap = Keymap::default();
        let mut input = Input::default();
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
    fn a_press_in_a_window_that_vanishes_is_cancelled_once() {
        let keymap = Keymap::default();
        let mut input = Input::default();
        assert_eq!(input.unmapped(context(&keymap)), []);
        input.button(&press(1, 0), true, context(&keymap));
        let cancel = pointer(input.unmapped(context(&keymap)).pop());
        assert_eq!((cancel.kind, cancel.x), (PointerKind::Cancel, 15.0));
        assert_eq!(input.unmapped(context(&keymap)), []);
    }

    #[test]
    fn the_focus_is_told_when_it_really_changes() {
        let keymap = Keymap::default();
        let mut input = Input::default();
        let event = |mode, detail| FocusInEvent {
            mode,
            detail,
            ..Default::default()
        };
        let real = event(NotifyMode::NORMAL, NotifyDetail::NONLINEAR);
        let mut focus =
            |event: FocusInEvent, focused| input.focus(&event, focused, context(&keymap)).is_some();
        assert!(!focus(event(NotifyMode::NORMAL, NotifyDetail::POINTER), true));
        assert!(focus(real, true) && !focus(real, true));
        assert!(!focus(event(NotifyMode::GRAB, NotifyDetail::NONLINEAR), false));
        assert!(focus(real, false));
    }

    fn keymap() -> Keymap {
        let mut rows = vec![0; 2 * 100];
        (rows[2 * 38], rows[2 * 50], rows[2 * 36]) = (symbols::a, symbols::Shift_L, symbols::Return);
        Keymap::new(0, 2, rows, &[0; 8])
    }

    fn typed(detail: u8, state: u16, down: bool) -> (KeyEvent, Option<String>) {
        let event = KeyPressEvent {
            detail,
            state: KeyButMask::from(state),
            ..Default::default()
        };
        let (key, text) = key(&event, down, false, context(&keymap()));
        let text = text.map(|event| match event {
            Event::Text(event) => event.text,
            other => panic!("no text: {other:?}"),
        });
        match key {
            Event::Key(key) => (key, text),
            other => panic!("no key: {other:?}"),
        }
    }

    #[test]
    fn keys_have_a_meaning_a_place_and_text() {
        let (a, text) = typed(38, 0, true);
        assert_eq!(
            (a.key.as_str(), a.code, text.as_deref()),
            ("a", "KeyA", Some("a"))
        );
        let (a, text) = typed(38, 1, true);
        assert_eq!(
            (a.key.as_str(), a.modifiers.shift, text.as_deref()),
            ("A", true, Some("A"))
        );
        assert_eq!(typed(38, 0, false).1, None, "a release types nothing");
        assert_eq!(typed(36, 0, true).1, None, "a control character is no text");
        for held in [1 << 2, 1 << 3, 1 << 6] {
            assert_eq!(typed(38, held, true).1, None, "a shortcut is no text");
        }
    }

    #[test]
    fn a_modifier_counts_from_its_own_press_to_its_own_release() {
        assert!(typed(50, 0, true).0.modifiers.shift);
        assert!(!typed(50, 1, false).0.modifiers.shift);
    }
}
