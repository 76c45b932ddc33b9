//! The names of keys: the `key` and `code` values of the [W3C UI Events key][key] and [code][code] specifications. winit's
//! names are equal, with few exceptions.
//!
//! [key]: https://www.w3.org/TR/uievents-key/
//! [code]: https://www.w3.org/TR/uievents-code/

use canvas_core::event::KeyLocation;
use winit::keyboard::{Key, KeyCode, KeyLocation as Location, NamedKey, PhysicalKey};

/// The W3C `key` value: a character, a name, `"Dead"` or `"Unidentified"`.
pub(crate) fn key_name(key: &Key) -> String {
    match key {
        Key::Character(text) => text.to_string(),
        Key::Named(NamedKey::Space) => " ".to_owned(),
        // The Windows or Command key.
        Key::Named(NamedKey::Super) => "Meta".to_owned(),
        Key::Named(name) => format!("{name:?}"),
        Key::Dead(_) => "Dead".to_owned(),
        Key::Unidentified(_) => "Unidentified".to_owned(),
    }
}

/// The location of a key on the keyboard (`KeyboardEvent.location` of W3C UI Events).
pub(crate) fn location(location: Location) -> KeyLocation {
    match location {
        Location::Standard => KeyLocation::Standard,
        Location::Left => KeyLocation::Left,
        Location::Right => KeyLocation::Right,
        Location::Numpad => KeyLocation::Numpad,
    }
}

/// The W3C `code` value, `""` if it is unknown.
pub(crate) fn code(key: PhysicalKey) -> &'static str {
    match key {
        PhysicalKey::Code(KeyCode::SuperLeft) => "MetaLeft",
        PhysicalKey::Code(KeyCode::SuperRight) => "MetaRight",
        PhysicalKey::Code(code) => same_name(code),
        PhysicalKey::Unidentified(_) => "",
    }
}

macro_rules! same_names {
    ($($name:ident),+ $(,)?) => {
        /// The codes that have the same name in winit and W3C.
        fn same_name(code: KeyCode) -> &'static str {
            match code {
                $(KeyCode::$name => stringify!($name),)+
                _ => "",
            }
        }
    };
}

same_names!(
    Backquote,
    Backslash,
    BracketLeft,
    BracketRight,
    Comma,
    Digit0,
    Digit1,
    Digit2,
    Digit3,
    Digit4,
    Digit5,
    Digit6,
    Digit7,
    Digit8,
    Digit9,
    Equal,
    IntlBackslash,
    IntlRo,
    IntlYen,
    KeyA,
    KeyB,
    KeyC,
    KeyD,
    KeyE,
    KeyF,
    KeyG,
    KeyH,
    KeyI,
    KeyJ,
    KeyK,
    KeyL,
    KeyM,
    KeyN,
    KeyO,
    KeyP,
    KeyQ,
    KeyR,
    KeyS,
    KeyT,
    KeyU,
    KeyV,
    KeyW,
    KeyX,
    KeyY,
    KeyZ,
    Minus,
    Period,
    Quote,
    Semicolon,
    Slash,
    AltLeft,
    AltRight,
    Backspace,
    CapsLock,
    ContextMenu,
    ControlLeft,
    ControlRight,
    Enter,
    ShiftLeft,
    ShiftRight,
    Space,
    Tab,
    Convert,
    KanaMode,
    Lang1,
    Lang2,
    Lang3,
    Lang4,
    Lang5,
    NonConvert,
    Delete,
    End,
    Help,
    Home,
    Insert,
    PageDown,
    PageUp,
    ArrowDown,
    ArrowLeft,
    ArrowRight,
    ArrowUp,
    NumLock,
    Numpad0,
    Numpad1,
    Numpad2,
    Numpad3,
    Numpad4,
    Numpad5,
    Numpad6,
    Numpad7,
    Numpad8,
    Numpad9,
    NumpadAdd,
    NumpadBackspace,
    NumpadClear,
    NumpadClearEntry,
    NumpadComma,
    NumpadDecimal,
    NumpadDivide,
    NumpadEnter,
    NumpadEqual,
    NumpadHash,
    NumpadMemoryAdd,
    NumpadMemoryClear,
    NumpadMemoryRecall,
    NumpadMemoryStore,
    NumpadMemorySubtract,
    NumpadMultiply,
    NumpadParenLeft,
    NumpadParenRight,
    NumpadStar,
    NumpadSubtract,
    Escape,
    Fn,
    FnLock,
    PrintScreen,
    ScrollLock,
    Pause,
    BrowserBack,
    BrowserFavorites,
    BrowserForward,
    BrowserHome,
    BrowserRefresh,
    BrowserSearch,
    BrowserStop,
    Eject,
    LaunchApp1,
    LaunchApp2,
    LaunchMail,
    MediaPlayPause,
    MediaSelect,
    MediaStop,
    MediaTrackNext,
    MediaTrackPrevious,
    Power,
    Sleep,
    AudioVolumeDown,
    AudioVolumeMute,
    AudioVolumeUp,
    WakeUp,
    Abort,
    Resume,
    Suspend,
    Again,
    Copy,
    Cut,
    Find,
    Open,
    Paste,
    Props,
    Select,
    Undo,
    Hiragana,
    Katakana,
    F1,
    F2,
    F3,
    F4,
    F5,
    F6,
    F7,
    F8,
    F9,
    F10,
    F11,
    F12,
    F13,
    F14,
    F15,
    F16,
    F17,
    F18,
    F19,
    F20,
    F21,
    F22,
    F23,
    F24,
    F25,
    F26,
    F27,
    F28,
    F29,
    F30,
    F31,
    F32,
    F33,
    F34,
    F35,
);

#[cfg(test)]
mod tests {
    use super::*;
    use winit::keyboard::NativeKey;

    #[test]
    fn keys_have_their_w3c_names() {
        let named = |name| key_name(&Key::Named(name));
        assert_eq!(key_name(&Key::Character("ß".into())), "ß");
        assert_eq!(named(NamedKey::ArrowLeft), "ArrowLeft");
        assert_eq!(named(NamedKey::Space), " ");
        assert_eq!(named(NamedKey::Super), "Meta");
        assert_eq!(named(NamedKey::F13), "F13");
        assert_eq!(key_name(&Key::Dead(Some('´'))), "Dead");
        assert_eq!(
            key_name(&Key::Unidentified(NativeKey::Unidentified)),
            "Unidentified"
        );
    }

    #[test]
    fn codes_have_their_w3c_names() {
        let named = |key| code(PhysicalKey::Code(key));
        assert_eq!(named(KeyCode::KeyA), "KeyA");
        assert_eq!(named(KeyCode::Digit0), "Digit0");
        assert_eq!(named(KeyCode::SuperLeft), "MetaLeft");
        assert_eq!(named(KeyCode::NumpadEnter), "NumpadEnter");
        assert_eq!(named(KeyCode::Turbo), "");
    }
}
