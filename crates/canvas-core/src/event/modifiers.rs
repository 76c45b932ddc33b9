//! The modifier keys.

/// The modifier keys that were held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Modifiers {
    /// Either Shift key.
    pub shift: bool,
    /// Either Control key.
    pub control: bool,
    /// Either Alt key.
    pub alt: bool,
    /// Either Meta (Super, Windows, Command) key.
    pub meta: bool,
}

impl Modifiers {
    /// The names of the held modifiers, in the order `Shift, Control, Alt, Meta`.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        [
            (self.shift, "Shift"),
            (self.control, "Control"),
            (self.alt, "Alt"),
            (self.meta, "Meta"),
        ]
        .into_iter()
        .filter_map(|(held, name)| held.then_some(name))
    }

    /// The modifiers once the key of this name (W3C `key`) has gone down (true) or up. Displays report those held before it.
    #[must_use]
    pub fn after(mut self, key: &str, down: bool) -> Self {
        match key {
            "Shift" => self.shift = down,
            "Control" => self.control = down,
            "Alt" => self.alt = down,
            "Meta" => self.meta = down,
            _ => {}
        }
        self
    }

    /// Whether keys are commands rather than text: Control, Alt or Meta is held.
    pub fn is_command(self) -> bool {
        self.control || self.alt || self.meta
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_modifier_counts_from_its_own_press_to_its_own_release() {
        let none = Modifiers::default();
        for key in ["Shift", "Control", "Alt", "Meta"] {
            let held = none.after(key, true);
            assert_eq!(held.names().collect::<Vec<_>>(), [key]);
            assert_eq!(held.is_command(), key != "Shift");
            assert_eq!(held.after(key, false), none);
        }
        assert_eq!(none.after("a", true), none);
    }
}
