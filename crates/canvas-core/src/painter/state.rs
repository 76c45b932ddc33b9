//! What `save` keeps and `restore` brings back.

use std::sync::Arc;

use kurbo::{Affine, Cap, Join, Stroke};
use peniko::{BlendMode, Color};

use crate::effect::{Filter, Shadow};
use crate::error::{Error, Result};
use crate::geometry::kurbo;
use crate::paint::Paint;
use crate::peniko;
use crate::text::TextStyle;

/// The drawing state. The current path is not part of it.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) transform: Affine,
    /// `None` while the transform cannot be inverted, so that nothing can be drawn.
    pub(crate) inverse: Option<Affine>,
    pub(crate) fill: Paint,
    pub(crate) stroke: Paint,
    pub(crate) line: Line,
    pub(crate) alpha: f64,
    pub(crate) blend: BlendMode,
    pub(crate) smooth: bool,
    pub(crate) shadow: Shadow,
    pub(crate) filter: Filter,
    pub(crate) text: Arc<TextStyle>,
}

impl State {
    pub(crate) fn new(text: Arc<TextStyle>) -> Self {
        Self {
            transform: Affine::IDENTITY,
            inverse: Some(Affine::IDENTITY),
            fill: Color::BLACK.into(),
            stroke: Color::BLACK.into(),
            line: Line::default(),
            alpha: 1.0,
            blend: BlendMode::default(),
            smooth: true,
            shadow: Shadow::NONE,
            filter: Filter::none(),
            text,
        }
    }

    pub(crate) fn set_transform(&mut self, transform: Affine) {
        self.transform = transform;
        let inverse = transform.inverse();
        let usable = transform.determinant() != 0.0 && transform.is_finite() && inverse.is_finite();
        self.inverse = usable.then_some(inverse);
    }
}

/// How lines are drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) width: f64,
    pub(crate) cap: Cap,
    pub(crate) join: Join,
    pub(crate) miter_limit: f64,
    /// Shared, so that `save` copies no list.
    pub(crate) dash: Arc<[f64]>,
    pub(crate) dash_offset: f64,
}

impl Default for Line {
    fn default() -> Self {
        Self {
            width: 1.0,
            cap: Cap::Butt,
            join: Join::Miter,
            miter_limit: 10.0,
            dash: Arc::default(),
            dash_offset: 0.0,
        }
    }
}

impl Line {
    pub(crate) fn to_stroke(&self) -> Stroke {
        Stroke::new(self.width)
            .with_caps(self.cap)
            .with_join(self.join)
            .with_miter_limit(self.miter_limit)
            .with_dashes(self.dash_offset, self.dash.iter().copied())
    }

    /// Whether a stroke is one of this line; compares without allocating.
    pub(crate) fn is(&self, stroke: &Stroke) -> bool {
        stroke.width == self.width
            && stroke.start_cap == self.cap
            && stroke.join == self.join
            && stroke.miter_limit == self.miter_limit
            && stroke.dash_offset == self.dash_offset
            && stroke.dash_pattern[..] == self.dash[..]
    }
}

/// The names that a word is chosen from.
fn choose<T: Copy>(argument: &str, known: &[(&str, T)], name: &str) -> Result<T> {
    known
        .iter()
        .find(|(word, _)| *word == name)
        .map(|(_, value)| *value)
        .ok_or_else(|| {
            let words: Vec<_> = known.iter().map(|(word, _)| format!("'{word}'")).collect();
            Error::Invalid(format!("{argument}: expected {}, got {name:?}", words.join(", ")))
        })
}

const CAPS: [(&str, Cap); 3] = [
    ("butt", Cap::Butt),
    ("round", Cap::Round),
    ("square", Cap::Square),
];
const JOINS: [(&str, Join); 3] = [
    ("miter", Join::Miter),
    ("round", Join::Round),
    ("bevel", Join::Bevel),
];

/// The end of a line, of a name such as `"butt"`.
///
/// # Errors
/// [`Error::Invalid`] for an unknown name.
pub fn cap_from_name(name: &str) -> Result<Cap> {
    choose("line_cap", &CAPS, name)
}

/// The name of the end of a line.
pub fn cap_name(cap: Cap) -> &'static str {
    CAPS.iter()
        .find(|(_, known)| *known == cap)
        .map_or("butt", |(name, _)| name)
}

/// The corner of a line, of a name such as `"miter"`.
///
/// # Errors
/// [`Error::Invalid`] for an unknown name.
pub fn join_from_name(name: &str) -> Result<Join> {
    choose("line_join", &JOINS, name)
}

/// The name of the corner of a line.
pub fn join_name(join: Join) -> &'static str {
    JOINS
        .iter()
        .find(|(_, known)| *known == join)
        .map_or("miter", |(name, _)| name)
}

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
            /// [`Error::Invalid`] for an unknown name.
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
