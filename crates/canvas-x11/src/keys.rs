//! The names of keys: W3C `key` values (UI Events KeyboardEvent key Values) of keysyms, and W3C `code` values (UI Events
//! KeyboardEvent code Values) and locations of keycodes.

use canvas_core::event::KeyLocation;
use xkeysym::{Keysym, key};

/// The W3C `key` value of a keysym: a character, a name, `"Dead"` or `"Unidentified"`.
pub(crate) fn key_name(symbol: Keysym) -> String {
    if let Some(name) = named(symbol.raw()) {
        return name.to_owned();
    }
    if let Some(character) = character(symbol) {
        return character.to_string();
    }
    match symbol.raw() {
        // F13 to F35; the first twelve are in the table.
        function @ key::F13..=key::F35 => format!("F{}", function - key::F1 + 1),
        key::dead_grave..=key::dead_greek => "Dead".to_owned(),
        _ => "Unidentified".to_owned(),
    }
}

/// The printable character of a keysym.
pub(crate) fn character(symbol: Keysym) -> Option<char> {
    symbol.key_char().filter(|character| !character.is_control())
}

fn named(symbol: u32) -> Option<&'static str> {
    Some(match symbol {
        key::BackSpace => "Backspace",
        key::Tab | key::KP_Tab | key::ISO_Left_Tab => "Tab",
        key::Return | key::KP_Enter | key::ISO_Enter => "Enter",
        key::Escape => "Escape",
        key::Delete | key::KP_Delete => "Delete",
        key::Insert | key::KP_Insert => "Insert",
        key::Home | key::KP_Home => "Home",
        key::End | key::KP_End => "End",
        key::Prior | key::KP_Prior => "PageUp",
        key::Next | key::KP_Next => "PageDown",
        key::Left | key::KP_Left => "ArrowLeft",
        key::Up | key::KP_Up => "ArrowUp",
        key::Right | key::KP_Right => "ArrowRight",
        key::Down | key::KP_Down => "ArrowDown",
        key::Clear | key::KP_Begin | key::Begin => "Clear",
        key::F1 | key::KP_F1 => "F1",
        key::F2 | key::KP_F2 => "F2",
        key::F3 | key::KP_F3 => "F3",
        key::F4 | key::KP_F4 => "F4",
        key::F5 => "F5",
        key::F6 => "F6",
        key::F7 => "F7",
        key::F8 => "F8",
        key::F9 => "F9",
        key::F10 => "F10",
        key::F11 => "F11",
        key::F12 => "F12",
        key::Shift_L | key::Shift_R => "Shift",
        key::Control_L | key::Control_R => "Control",
        key::Alt_L | key::Alt_R | key::Meta_L | key::Meta_R => "Alt",
        key::Super_L | key::Super_R => "Meta",
        key::Hyper_L | key::Hyper_R => "Hyper",
        key::ISO_Level3_Shift | key::ISO_Level5_Shift | key::Mode_switch => "AltGraph",
        key::Caps_Lock | key::Shift_Lock => "CapsLock",
        key::Num_Lock => "NumLock",
        key::Scroll_Lock => "ScrollLock",
        key::Print | key::Sys_Req => "PrintScreen",
        key::Pause | key::Break => "Pause",
        key::Menu => "ContextMenu",
        key::Help => "Help",
        key::Undo => "Undo",
        key::Redo => "Redo",
        key::Find => "Find",
        key::Cancel => "Cancel",
        key::Select => "Select",
        key::Execute => "Execute",
        key::Multi_key => "Compose",
        key::Kanji => "KanjiMode",
        key::Muhenkan => "NonConvert",
        key::Henkan_Mode => "Convert",
        key::Hiragana_Katakana => "HiraganaKatakana",
        key::Zenkaku_Hankaku => "ZenkakuHankaku",
        key::Hangul => "HangulMode",
        key::Hangul_Hanja => "HanjaMode",
        key::XF86_AudioMute => "AudioVolumeMute",
        key::XF86_AudioLowerVolume => "AudioVolumeDown",
        key::XF86_AudioRaiseVolume => "AudioVolumeUp",
        key::XF86_AudioPlay => "MediaPlayPause",
        key::XF86_AudioStop => "MediaStop",
        key::XF86_AudioPrev => "MediaTrackPrevious",
        key::XF86_AudioNext => "MediaTrackNext",
        key::XF86_MonBrightnessUp => "BrightnessUp",
        key::XF86_MonBrightnessDown => "BrightnessDown",
        key::XF86_Back => "BrowserBack",
        key::XF86_Forward => "BrowserForward",
        key::XF86_HomePage => "BrowserHome",
        key::XF86_Copy => "Copy",
        key::XF86_Cut => "Cut",
        key::XF86_Paste => "Paste",
        _ => return None,
    })
}

/// The location of a key on the keyboard (W3C UI Events, `location`).
pub(crate) fn location(code: &str) -> KeyLocation {
    match code {
        "ShiftLeft" | "ControlLeft" | "AltLeft" | "MetaLeft" => KeyLocation::Left,
        "ShiftRight" | "ControlRight" | "AltRight" | "MetaRight" => KeyLocation::Right,
        _ if code.starts_with("Numpad") => KeyLocation::Numpad,
        _ => KeyLocation::Standard,
    }
}

/// The W3C `code` of a key; `""` if it is unknown. Keycodes are the key numbers of Linux plus eight.
pub(crate) fn code(keycode: u8) -> &'static str {
    keycode
        .checked_sub(8)
        .and_then(|key| CODES.get(usize::from(key)))
        .copied()
        .unwrap_or("")
}

/// By Linux key number (`input-event-codes.h`).
const CODES: [&str; 194] = [
    // 0
    "",
    "Escape",
    "Digit1",
    "Digit2",
    "Digit3",
    "Digit4",
    "Digit5",
    "Digit6",
    "Digit7",
    "Digit8",
    // 10
    "Digit9",
    "Digit0",
    "Minus",
    "Equal",
    "Backspace",
    "Tab",
    "KeyQ",
    "KeyW",
    "KeyE",
    "KeyR",
    // 20
    "KeyT",
    "KeyY",
    "KeyU",
    "KeyI",
    "KeyO",
    "KeyP",
    "BracketLeft",
    "BracketRight",
    "Enter",
    "ControlLeft",
    // 30
    "KeyA",
    "KeyS",
    "KeyD",
    "KeyF",
    "KeyG",
    "KeyH",
    "KeyJ",
    "KeyK",
    "KeyL",
    "Semicolon",
    // 40
    "Quote",
    "Backquote",
    "ShiftLeft",
    "Backslash",
    "KeyZ",
    "KeyX",
    "KeyC",
    "KeyV",
    "KeyB",
    "KeyN",
    // 50
    "KeyM",
    "Comma",
    "Period",
    "Slash",
    "ShiftRight",
    "NumpadMultiply",
    "AltLeft",
    "Space",
    "CapsLock",
    "F1",
    // 60
    "F2",
    "F3",
    "F4",
    "F5",
    "F6",
    "F7",
    "F8",
    "F9",
    "F10",
    "NumLock",
    // 70
    "ScrollLock",
    "Numpad7",
    "Numpad8",
    "Numpad9",
    "NumpadSubtract",
    "Numpad4",
    "Numpad5",
    "Numpad6",
    "NumpadAdd",
    "Numpad1",
    // 80
    "Numpad2",
    "Numpad3",
    "Numpad0",
    "NumpadDecimal",
    "",
    "Lang5",
    "IntlBackslash",
    "F11",
    "F12",
    "IntlRo",
    // 90
    "Lang3",
    "Lang4",
    "Convert",
    "KanaMode",
    "NonConvert",
    "",
    "NumpadEnter",
    "ControlRight",
    "NumpadDivide",
    "PrintScreen",
    // 100
    "AltRight",
    "",
    "Home",
    "ArrowUp",
    "PageUp",
    "ArrowLeft",
    "ArrowRight",
    "End",
    "ArrowDown",
    "PageDown",
    // 110
    "Insert",
    "Delete",
    "",
    "AudioVolumeMute",
    "AudioVolumeDown",
    "AudioVolumeUp",
    "Power",
    "NumpadEqual",
    "",
    "Pause",
    // 120
    "",
    "NumpadComma",
    "Lang1",
    "Lang2",
    "IntlYen",
    "MetaLeft",
    "MetaRight",
    "ContextMenu",
    "BrowserStop",
    "Again",
    // 130
    "Props",
    "Undo",
    "Select",
    "Copy",
    "Open",
    "Paste",
    "Find",
    "Cut",
    "Help",
    "",
    // 140
    "LaunchApp2",
    "",
    "Sleep",
    "WakeUp",
    "LaunchApp1",
    "",
    "",
    "",
    "",
    "",
    // 150
    "",
    "",
    "",
    "",
    "",
    "LaunchMail",
    "BrowserFavorites",
    "",
    "BrowserBack",
    "BrowserForward",
    // 160
    "",
    "Eject",
    "",
    "MediaTrackNext",
    "MediaPlayPause",
    "MediaTrackPrevious",
    "MediaStop",
    "MediaRecord",
    "MediaRewind",
    "",
    // 170
    "",
    "MediaSelect",
    "BrowserHome",
    "BrowserRefresh",
    "",
    "",
    "",
    "",
    "",
    "NumpadParenLeft",
    // 180
    "NumpadParenRight",
    "",
    "",
    "F13",
    "F14",
    "F15",
    "F16",
    "F17",
    "F18",
    "F19",
    // 190
    "F20",
    "F21",
    "F22",
    "F23",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keysyms_have_names() {
        let name = |symbol| key_name(Keysym::new(symbol));
        assert_eq!(name(key::a), "a");
        assert_eq!(name(key::adiaeresis), "ä");
        assert_eq!(name(key::Cyrillic_zhe), "ж");
        assert_eq!(name(0x0101_f600), "😀");
        assert_eq!(name(key::space), " ");
        assert_eq!(
            (name(key::Return), name(key::KP_Enter)),
            ("Enter".to_owned(), "Enter".to_owned())
        );
        assert_eq!(
            (name(key::KP_7), name(key::KP_Home)),
            ("7".to_owned(), "Home".to_owned())
        );
        assert_eq!(
            (name(key::F12), name(key::F24)),
            ("F12".to_owned(), "F24".to_owned())
        );
        assert_eq!(name(key::dead_acute), "Dead");
        for nonsense in [0, 0xffff_ffff, 0x0100_d800, 0x0100_0007] {
            assert_eq!(name(nonsense), "Unidentified", "{nonsense:x}");
        }
    }

    #[test]
    fn control_characters_are_not_text() {
        for symbol in [key::Return, key::BackSpace, key::Escape, key::Tab, key::Delete] {
            assert_eq!(character(Keysym::new(symbol)), None);
        }
    }

    #[test]
    fn codes_follow_the_location_on_the_keyboard() {
        assert_eq!((code(9), code(38), code(65)), ("Escape", "KeyA", "Space"));
        assert_eq!(
            (code(108), code(113), code(135)),
            ("AltRight", "ArrowLeft", "ContextMenu")
        );
        assert_eq!(
            (code(87), code(104), code(201)),
            ("Numpad1", "NumpadEnter", "F23")
        );
        assert_eq!((code(0), code(7), code(8), code(255)), ("", "", "", ""));
        assert_eq!(location("AltRight"), KeyLocation::Right);
        assert_eq!(location("Numpad1"), KeyLocation::Numpad);
        assert_eq!(location("NumLock"), KeyLocation::Standard);
        assert_eq!(location("ArrowLeft"), KeyLocation::Standard);
    }
}
