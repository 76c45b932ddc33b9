//! Where a text lies beside its point, and which way it runs.

use crate::error::Result;
use crate::keyword::choose;

macro_rules! words {
    ($(#[$meta:meta])* $name:ident, $argument:literal, $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            const ALL: &[(&'static str, Self)] = &[$(($word, Self::$variant)),+];

            /// The one of that name.
            ///
            /// # Errors
            /// [`Error::Invalid`](crate::Error::Invalid) for an unknown name.
            pub fn from_name(name: &str) -> Result<Self> {
                choose($argument, Self::ALL, name)
            }

            /// The word for it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

words! {
    /// Where a text lies beside its point.
    TextAlign, "text_align",
    /// It begins there, whatever its direction.
    #[default]
    Start = "start",
    /// It ends there, whatever its direction.
    End = "end",
    /// Its left edge is there.
    Left = "left",
    /// Its right edge is there.
    Right = "right",
    /// Its middle is there.
    Center = "center",
}

words! {
    /// Where a text lies above or below its point.
    TextBaseline, "text_baseline",
    /// The top of the em square is there.
    Top = "top",
    /// The hanging baseline is there.
    Hanging = "hanging",
    /// The middle of the em square is there.
    Middle = "middle",
    /// The baseline of Latin letters is there.
    #[default]
    Alphabetic = "alphabetic",
    /// The bottom of ideographs is there.
    Ideographic = "ideographic",
    /// The bottom of the em square is there.
    Bottom = "bottom",
}

words! {
    /// Which way a text runs where its letters do not say.
    Direction, "direction",
    /// Left to right.
    Ltr = "ltr",
    /// Right to left.
    Rtl = "rtl",
    /// As around it: left to right.
    #[default]
    Inherit = "inherit",
}
