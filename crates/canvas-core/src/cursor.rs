//! The pointer's look over a window: the cursors of CSS, by their names (CSS Basic User Interface Level 4, `cursor`).

use crate::error::{Error, Result};

/// Every keyword of CSS except `auto` and `none`.
const NAMES: [&str; 34] = [
    "default",
    "context-menu",
    "help",
    "pointer",
    "progress",
    "wait",
    "cell",
    "crosshair",
    "text",
    "vertical-text",
    "alias",
    "copy",
    "move",
    "no-drop",
    "not-allowed",
    "grab",
    "grabbing",
    "e-resize",
    "n-resize",
    "ne-resize",
    "nw-resize",
    "s-resize",
    "se-resize",
    "sw-resize",
    "w-resize",
    "ew-resize",
    "ns-resize",
    "nesw-resize",
    "nwse-resize",
    "col-resize",
    "row-resize",
    "all-scroll",
    "zoom-in",
    "zoom-out",
];

/// A cursor of CSS. The default is `"default"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cursor(Option<&'static str>);

impl Cursor {
    /// No cursor: the pointer is invisible.
    pub const NONE: Self = Self(None);

    /// The cursor with a CSS name, such as `"crosshair"`; `"none"` hides the pointer.
    ///
    /// # Errors
    /// [`Error::Invalid`] if CSS has no such name.
    pub fn from_name(name: &str) -> Result<Self> {
        if name == "none" {
            return Ok(Self::NONE);
        }
        match NAMES.iter().find(|known| **known == name) {
            Some(known) => Ok(Self(Some(known))),
            None => Err(Error::Invalid(format!(
                "cursor must be a CSS cursor such as 'default', 'pointer', 'crosshair', 'text', 'grab' or 'none', not \
                 {name:?}"
            ))),
        }
    }

    /// Its CSS name; `"none"` for [`Cursor::NONE`].
    pub fn name(self) -> &'static str {
        self.0.unwrap_or("none")
    }

    /// All cursors except [`Cursor::NONE`].
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|name| Self(Some(name)))
    }
}

impl Default for Cursor {
    fn default() -> Self {
        Self(Some(NAMES[0]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_cursors_and_back() {
        for cursor in Cursor::all().chain([Cursor::NONE]) {
            assert_eq!(Cursor::from_name(cursor.name()), Ok(cursor));
        }
        assert_eq!(Cursor::default().name(), "default");
        let error = Cursor::from_name("arrow").unwrap_err();
        assert!(error.to_string().contains("\"arrow\""), "{error}");
    }
}
