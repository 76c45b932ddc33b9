//! Alignment and direction of text
//! ([HTML, Text styles](https://html.spec.whatwg.org/multipage/canvas.html#text-styles)).

use crate::error::Result;
use crate::keyword::choose;

macro_rules! words {
    ($(#[$meta:meta])* $name:ident, $argument:literal, $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            const ALL: &[(&'static str, Self)] = &[$(($word, Self::$variant)),+];

            /// The value of a keyword of HTML, as [`name`](Self::name) returns it.
            ///
            /// # Errors
            /// [`Error::Invalid`](crate::Error::Invalid) for an unknown name.
            pub fn from_name(name: &str) -> Result<Self> {
                choose($argument, Self::ALL, name)
            }

            /// The keyword of HTML.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

words! {
    /// The horizontal alignment of a text to its point: HTML's `textAlign`.
    TextAlign, "text_align",
    /// The text begins at the point: at its left for left to right, at its right for right to left.
    #[default]
    Start = "start",
    /// The text ends at the point.
    End = "end",
    /// The left edge is at the point.
    Left = "left",
    /// The right edge is at the point.
    Right = "right",
    /// The middle is at the point.
    Center = "center",
}

words! {
    /// The vertical alignment of a text to its point: HTML's `textBaseline`.
    TextBaseline, "text_baseline",
    /// The top of the em square is at the point.
    Top = "top",
    /// The hanging baseline is at the point.
    Hanging = "hanging",
    /// The middle of the em square is at the point.
    Middle = "middle",
    /// The alphabetic baseline, of Latin letters, is at the point.
    #[default]
    Alphabetic = "alphabetic",
    /// The ideographic baseline, the bottom of ideographs, is at the point.
    Ideographic = "ideographic",
    /// The bottom of the em square is at the point.
    Bottom = "bottom",
}

words! {
    /// The base direction of a text, where its letters have no direction of their own: HTML's `direction`.
    Direction, "direction",
    /// Left to right.
    Ltr = "ltr",
    /// Right to left.
    Rtl = "rtl",
    /// The direction of the surroundings, which is left to right here.
    #[default]
    Inherit = "inherit",
}
