//! Key events of the server as events of canvas.

use canvas_core::event::{Event, KeyEvent, TextEvent};
use x11rb::protocol::xproto::KeyPressEvent;

use crate::input_context::InputContext;
use crate::keys;

/// The event of a key that went down or up, and the text that it types.
pub(crate) fn key_events(
    event: &KeyPressEvent,
    down: bool,
    repeat: bool,
    context: InputContext<'_>,
) -> (Event, Option<Event>) {
    let state = u16::from(event.state);
    let symbol = context.keymap.symbol(event.detail, state);
    let code = keys::code(event.detail);
    let name = keys::key_name(symbol);
    // The state is that before the event; events of canvas have the modifiers after it.
    let modifiers = context.keymap.modifiers(state).after(&name, down);
    let text = keys::character(symbol).filter(|_| down && !modifiers.is_command());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keymap::Keymap;
    use x11rb::protocol::xproto::KeyButMask;
    use xkeysym::key as symbols;

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
        let context = InputContext {
            now: 7.0,
            ratio: 2.0,
            keymap: &keymap(),
            synthetic: false,
        };
        let (key, text) = key_events(&event, down, false, context);
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
    fn keys_have_a_name_a_code_and_text() {
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
        assert_eq!(typed(36, 0, true).1, None, "a control character is not text");
        for held in [1 << 2, 1 << 3, 1 << 6] {
            assert_eq!(typed(38, held, true).1, None, "a shortcut is not text");
        }
    }

    #[test]
    fn a_modifier_counts_from_its_own_press_to_its_own_release() {
        assert!(typed(50, 0, true).0.modifiers.shift);
        assert!(!typed(50, 1, false).0.modifiers.shift);
    }
}
