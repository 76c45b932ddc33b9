//! The keysym of a key: the rules of the core protocol ("Keyboards"), with the groups and levels of servers with XKB.
//!
//! A server with XKB presents its keymap as lists of keysyms: two of the first group, two of the second, then the third
//! and fourth level of the first group, if any of its keys has them, then those of the second, then further groups. The
//! group is in bits 13 and 14 of the state. The list does not always say to which group the later keysyms belong: the
//! first two groups are always right without the third level, and one of them with it.

use canvas_core::event::Modifiers;
use xkeysym::{Keysym, key};

const SHIFT: u16 = 1;
const LOCK: u16 = 1 << 1;
const CONTROL: u16 = 1 << 2;
const MOD1: u16 = 1 << 3;
const MOD4: u16 = 1 << 6;

/// The keymap of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Keymap {
    first: u8,
    /// Keysyms per key.
    width: usize,
    symbols: Vec<u32>,
    num_lock: u16,
    level3: u16,
    mode_switch: u16,
    alt: u16,
    meta: u16,
}

impl Default for Keymap {
    /// A keymap without keys: each is unidentified.
    fn default() -> Self {
        Self {
            first: 8,
            width: 0,
            symbols: Vec::new(),
            num_lock: 0,
            level3: 0,
            mode_switch: 0,
            alt: MOD1,
            meta: MOD4,
        }
    }
}

impl Keymap {
    /// The keymap of the replies to `GetKeyboardMapping` (from keycode `first` on) and `GetModifierMapping`.
    pub(crate) fn new(first: u8, width: u8, symbols: Vec<u32>, modifier_keys: &[u8]) -> Self {
        let mut map = Self {
            first,
            width: width.into(),
            symbols,
            ..Self::default()
        };
        let keys_each = (modifier_keys.len() / 8).max(1);
        let masks = modifier_keys
            .chunks(keys_each)
            .zip((0..8).map(|bit| 1_u16 << bit));
        let holding = |keysyms: &[u32]| {
            // The first group decides: in another group the key may be another modifier.
            let has = |keys: &[u8]| {
                keys.iter()
                    .filter(|&&key| key != 0)
                    .any(|&key| map.row(key).first().is_some_and(|it| keysyms.contains(it)))
            };
            // The first three modifiers are always Shift, Lock and Control.
            masks
                .clone()
                .skip(3)
                .filter(|(keys, _)| has(keys))
                .fold(0, |mask, (_, bit)| mask | bit)
        };
        let num_lock = holding(&[key::Num_Lock]);
        let level3 = holding(&[key::ISO_Level3_Shift]);
        let mode_switch = holding(&[key::Mode_switch]);
        let alt = holding(&[key::Alt_L, key::Alt_R]);
        let meta = holding(&[key::Super_L, key::Super_R]);
        (map.num_lock, map.level3, map.mode_switch) = (num_lock, level3, mode_switch);
        map.alt = if alt == 0 { MOD1 } else { alt };
        map.meta = if meta == 0 { MOD4 } else { meta } & !map.alt;
        map
    }

    /// The modifiers of an event's state.
    pub(crate) fn modifiers(&self, state: u16) -> Modifiers {
        let mut held = Modifiers::default();
        held.shift = state & SHIFT != 0;
        held.control = state & CONTROL != 0;
        held.alt = state & self.alt != 0;
        held.meta = state & self.meta != 0;
        held
    }

    /// The keysym of a key in a state.
    pub(crate) fn symbol(&self, keycode: u8, state: u16) -> Keysym {
        let (low, high) = self.pair(keycode, state);
        let shift = state & SHIFT != 0;
        let lock = state & LOCK != 0;
        let symbol = if state & self.num_lock != 0 && is_keypad(high) {
            if shift { low } else { high }
        } else if is_cased(low, high) {
            // As in XKB, Shift cancels Caps Lock.
            if shift != lock { high } else { low }
        } else if shift {
            high
        } else {
            low
        };
        Keysym::new(symbol)
    }

    /// The keysyms without and with Shift, in the group and level of a state.
    fn pair(&self, keycode: u8, state: u16) -> (u32, u32) {
        let row = self.row(keycode);
        let at = |index: usize| row.get(index).copied().unwrap_or(0);
        let has = |start: usize| (at(start), at(start + 1)) != (0, 0);
        let is_second = state >> 13 & 3 == 1 || state & self.mode_switch != 0;
        let group = match state >> 13 & 3 {
            _ if is_second => 2,
            // Further groups are at the end.
            2.. if self.width >= 6 && self.width.is_multiple_of(2) => self.width - 2,
            _ => 0,
        };
        let group = if has(group) { group } else { 0 };
        let levels = if is_second && has(6) { 6 } else { 4 };
        let start = if state & self.level3 != 0 && has(levels) {
            levels
        } else {
            group
        };
        complete(at(start), at(start + 1))
    }

    fn row(&self, keycode: u8) -> &[u32] {
        let index = usize::from(keycode.wrapping_sub(self.first)) * self.width;
        if keycode < self.first {
            return &[];
        }
        self.symbols.get(index..index + self.width).unwrap_or(&[])
    }
}

/// Completes a pair whose second keysym is missing: a letter has both cases, any other keysym is used twice.
fn complete(low: u32, high: u32) -> (u32, u32) {
    if high != 0 {
        return (low, high);
    }
    match cases(low) {
        Some(pair) => pair,
        None => (low, low),
    }
}

/// The lower-case and upper-case keysyms of a letter.
fn cases(symbol: u32) -> Option<(u32, u32)> {
    let letter = Keysym::new(symbol).key_char()?;
    let only =
        |mut letters: Box<dyn Iterator<Item = char>>| letters.next().filter(|_| letters.next().is_none());
    let lower = only(Box::new(letter.to_lowercase()))?;
    let upper = only(Box::new(letter.to_uppercase()))?;
    (lower != upper).then(|| (Keysym::from_char(lower).raw(), Keysym::from_char(upper).raw()))
}

fn is_cased(low: u32, high: u32) -> bool {
    low != high && cases(low) == Some((low, high))
}

fn is_keypad(symbol: u32) -> bool {
    let symbol = Keysym::new(symbol);
    symbol.is_keypad_key() || symbol.is_private_keypad_key()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seven keysyms per key, from key 10 on, as a server with XKB presents a German and a Russian layout.
    fn map() -> Keymap {
        let rows: [[u32; 7]; 6] = [
            [
                key::q,
                key::Q,
                key::Cyrillic_shorti,
                key::Cyrillic_SHORTI,
                key::at,
                key::Greek_OMEGA,
                key::at,
            ],
            [
                key::_1,
                key::exclam,
                key::_1,
                key::exclam,
                key::onesuperior,
                key::exclamdown,
                0,
            ],
            [key::KP_Home, key::KP_7, key::KP_Home, key::KP_7, 0, 0, 0],
            [key::a, 0, 0, 0, 0, 0, 0],
            [key::Return, 0, 0, 0, 0, 0, 0],
            [key::Num_Lock, 0, 0, 0, 0, 0, 0],
        ];
        let mut modifier_keys = [0; 16];
        modifier_keys[8] = 15;
        Keymap::new(10, 7, rows.concat(), &modifier_keys)
    }

    const NUM_LOCK: u16 = 1 << 4;
    const GROUP2: u16 = 1 << 13;

    fn symbol(keycode: u8, state: u16) -> u32 {
        map().symbol(keycode, state).raw()
    }

    #[test]
    fn caps_lock_affects_letters_only() {
        assert_eq!(
            [0, SHIFT, LOCK, SHIFT | LOCK].map(|state| symbol(10, state)),
            [key::q, key::Q, key::Q, key::q]
        );
        assert_eq!(
            [0, SHIFT, LOCK].map(|state| symbol(11, state)),
            [key::_1, key::exclam, key::_1]
        );
        assert_eq!(
            [0, SHIFT, LOCK].map(|state| symbol(13, state)),
            [key::a, key::A, key::A],
            "one keysym, two cases"
        );
        assert_eq!([0, SHIFT, LOCK].map(|state| symbol(14, state)), [key::Return; 3]);
    }

    #[test]
    fn the_group_is_in_the_state() {
        assert_eq!(symbol(10, GROUP2), key::Cyrillic_shorti);
        assert_eq!(symbol(10, GROUP2 | SHIFT), key::Cyrillic_SHORTI);
        assert_eq!(
            symbol(13, GROUP2),
            key::a,
            "a key without a second group has the first"
        );
        assert_eq!(
            symbol(10, GROUP2 << 1),
            key::q,
            "a group that the map cannot show"
        );
    }

    #[test]
    fn num_lock_turns_the_keypad_into_digits_and_shift_turns_it_back() {
        assert_eq!(symbol(12, 0), key::KP_Home);
        assert_eq!(symbol(12, NUM_LOCK), key::KP_7);
        assert_eq!(symbol(12, NUM_LOCK | SHIFT), key::KP_Home);
        assert_eq!(symbol(10, NUM_LOCK), key::q);
    }

    #[test]
    fn the_third_level_has_a_key_of_its_own() {
        let mut map = map();
        map.level3 = 1 << 7;
        assert_eq!(map.symbol(10, 1 << 7).raw(), key::at);
        assert_eq!(map.symbol(10, 1 << 7 | SHIFT).raw(), key::Greek_OMEGA);
        assert_eq!(
            map.symbol(14, 1 << 7).raw(),
            key::Return,
            "a key without one has the first"
        );
    }

    #[test]
    fn arbitrary_keys_and_keymaps_are_accepted() {
        for keycode in 0..=255 {
            for state in [0, !0, GROUP2 * 3, SHIFT] {
                map().symbol(keycode, state);
                Keymap::default().symbol(keycode, state);
                Keymap::new(8, 1, vec![0xffff_ffff; 20], &[1, 2, 3]).symbol(keycode, state);
                Keymap::new(250, 200, vec![0xffff_ffff; 20], &[]).symbol(keycode, state);
            }
        }
        assert_eq!(symbol(9, 0), 0);
        assert_eq!(symbol(200, 0), 0);
    }

    #[test]
    fn the_first_group_decides_which_modifier_a_key_is() {
        let map = Keymap::new(
            108,
            3,
            vec![key::Alt_R, key::Meta_R, key::ISO_Level3_Shift],
            &[0, 0, 0, 108, 0, 0, 0, 0],
        );
        assert_eq!((map.level3, map.alt), (0, MOD1));
    }

    #[test]
    fn modifiers_are_named_by_their_keys() {
        let mut rows = vec![0; 256];
        (rows[64], rows[133], rows[92]) = (key::Alt_L, key::Super_L, key::ISO_Level3_Shift);
        let mut keys = [0; 8];
        (keys[3], keys[5], keys[7]) = (133, 64, 92);
        let map = Keymap::new(0, 1, rows, &keys);
        let names = |state| map.modifiers(state).names().collect::<Vec<_>>();
        assert_eq!(names(1 << 3), ["Meta"]);
        assert_eq!(names(1 << 5), ["Alt"]);
        assert!(names(1 << 7).is_empty());
        assert_eq!(names(SHIFT | CONTROL | LOCK), ["Shift", "Control"]);
    }
}
