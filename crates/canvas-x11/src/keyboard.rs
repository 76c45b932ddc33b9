//! The keyboard: the keymap, which is kept up to date, and the recognition of key repeats.

use std::time::{Duration, Instant};

use x11rb::connection::Connection as _;
use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto::{
    ConnectionExt as _, GetKeyboardMappingReply, GetModifierMappingReply, KeyPressEvent,
};
use x11rb::x11_utils::TryParse as _;

use crate::display::Connection;
use crate::keymap::Keymap;
use crate::server::{ReplyKind, Server};

/// The least time between two queries of the keymap, however often it changes.
const KEYMAP_PAUSE: Duration = Duration::from_millis(100);

/// How long the press of a repeat may follow its release: servers send both together, but they may be read apart.
const REPEAT_TIMEOUT: Duration = Duration::from_millis(5);

/// The state of the keyboard.
#[derive(Debug)]
pub(crate) struct Keyboard {
    keymap: Keymap,
    /// A release that may be the first half of a repeat, and until when.
    held_release: Option<(KeyPressEvent, Instant)>,
    /// Since when the keymap is outdated.
    stale_since: Option<Instant>,
    read_at: Instant,
    is_query_in_flight: bool,
    /// The first half of the reply to the query.
    keysyms: Option<GetKeyboardMappingReply>,
}

impl Keyboard {
    /// A keyboard with a keymap that has just been read.
    pub(crate) fn new(keymap: Keymap) -> Self {
        Self {
            keymap,
            held_release: None,
            stale_since: None,
            read_at: Instant::now(),
            is_query_in_flight: false,
            keysyms: None,
        }
    }

    /// The keymap as it was last read.
    pub(crate) fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    /// Holds a release back until it is known whether it belongs to a repeat.
    pub(crate) fn hold_release(&mut self, event: KeyPressEvent) {
        self.held_release = Some((event, Instant::now() + REPEAT_TIMEOUT));
    }

    /// Takes the held release. It was a real one, unless [`take_repeat`](Self::take_repeat) has taken it.
    pub(crate) fn take_release(&mut self) -> Option<KeyPressEvent> {
        self.held_release.take().map(|(event, _)| event)
    }

    /// Takes the held release if its time has passed.
    pub(crate) fn take_expired_release(&mut self) -> Option<KeyPressEvent> {
        let (event, _) = self.held_release.take_if(|(_, until)| *until <= Instant::now())?;
        Some(event)
    }

    /// Whether a press is the second half of a repeat: the server sends a release and a press of the same key with the
    /// same timestamp. Takes the held release then.
    pub(crate) fn take_repeat(&mut self, pressed: &KeyPressEvent) -> bool {
        let key = |event: &KeyPressEvent| (event.event, event.detail, event.time);
        self.held_release
            .take_if(|(released, _)| key(released) == key(pressed))
            .is_some()
    }

    /// The keymap has changed.
    pub(crate) fn mark_stale(&mut self) {
        self.stale_since.get_or_insert_with(Instant::now);
    }

    /// When the loop has to wake up for the keyboard.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        let release = self.held_release.as_ref().map(|(_, until)| *until);
        [release, self.query_time()].into_iter().flatten().min()
    }

    /// When the keymap has to be queried.
    fn query_time(&self) -> Option<Instant> {
        let stale_since = self.stale_since.filter(|_| !self.is_query_in_flight)?;
        Some(stale_since.max(self.read_at + KEYMAP_PAUSE))
    }

    /// Queries the keymap if it is time to.
    pub(crate) fn query_if_due(&mut self, server: &mut Server) -> Result<(), ConnectionError> {
        if self.query_time().is_some_and(|time| time <= Instant::now()) {
            let connection = &server.display.connection;
            let (first, count) = key_range(connection);
            let keysyms = connection.get_keyboard_mapping(first, count)?;
            server.replies.queue_reply(keysyms, ReplyKind::Keysyms);
            let modifiers = connection.get_modifier_mapping()?;
            server.replies.queue_reply(modifiers, ReplyKind::ModifierKeys);
            (self.is_query_in_flight, self.stale_since) = (true, None);
        }
        Ok(())
    }

    /// The first half of the reply to the query.
    pub(crate) fn keysyms_queried(&mut self, reply: &[u8]) {
        self.keysyms = GetKeyboardMappingReply::try_parse(reply)
            .ok()
            .map(|(reply, _)| reply);
    }

    /// The second half of the reply to the query.
    pub(crate) fn modifiers_queried(&mut self, connection: &Connection, reply: &[u8]) {
        let modifiers = GetModifierMappingReply::try_parse(reply);
        if let (Some(keysyms), Ok((modifiers, _))) = (self.keysyms.take(), modifiers) {
            self.keymap = keymap(connection, keysyms, &modifiers);
        }
        (self.is_query_in_flight, self.read_at) = (false, Instant::now());
    }
}

/// Reads the keymap during start-up; without keys if the server refuses.
pub(crate) fn read_keymap(connection: &Connection) -> Result<Keymap, ConnectionError> {
    let (first, count) = key_range(connection);
    let keysyms = connection.get_keyboard_mapping(first, count)?;
    let modifiers = connection.get_modifier_mapping()?;
    match (keysyms.reply(), modifiers.reply()) {
        (Ok(keysyms), Ok(modifiers)) => Ok(keymap(connection, keysyms, &modifiers)),
        _ => Ok(Keymap::default()),
    }
}

fn keymap(
    connection: &Connection,
    keysyms: GetKeyboardMappingReply,
    modifiers: &GetModifierMappingReply,
) -> Keymap {
    let (first, _) = key_range(connection);
    let width = keysyms.keysyms_per_keycode;
    Keymap::new(first, width, keysyms.keysyms, &modifiers.keycodes)
}

/// The first keycode, and the number of keycodes.
fn key_range(connection: &Connection) -> (u8, u8) {
    let setup = connection.setup();
    let count = (setup.max_keycode - setup.min_keycode).saturating_add(1);
    (setup.min_keycode, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(detail: u8, time: u32) -> KeyPressEvent {
        KeyPressEvent {
            detail,
            time,
            ..Default::default()
        }
    }

    #[test]
    fn a_release_and_a_press_at_the_same_time_are_a_repeat() {
        let mut keyboard = Keyboard::new(Keymap::default());
        keyboard.hold_release(event(38, 5));
        assert!(!keyboard.take_repeat(&event(38, 6)), "pressed again");
        assert!(!keyboard.take_repeat(&event(39, 5)), "another key");
        assert!(keyboard.take_repeat(&event(38, 5)));
        assert!(keyboard.take_release().is_none());
    }

    #[test]
    fn a_release_without_a_press_is_released_in_the_end() {
        let mut keyboard = Keyboard::new(Keymap::default());
        assert_eq!(keyboard.next_deadline(), None);
        keyboard.hold_release(event(38, 5));
        let until = keyboard.next_deadline().unwrap();
        std::thread::sleep(until.saturating_duration_since(Instant::now()));
        assert!(
            keyboard
                .take_expired_release()
                .is_some_and(|event| event.detail == 38)
        );
        assert_eq!(keyboard.next_deadline(), None);
    }
}
