//! How lines are drawn: width, caps, joins and dashes.

use std::sync::Arc;

use kurbo::{Cap, Join, Stroke};

use crate::error::Result;
use crate::geometry::kurbo;
use crate::keyword::choose;

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
/// [`Error::Invalid`](crate::Error::Invalid) for an unknown name.
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
/// [`Error::Invalid`](crate::Error::Invalid) for an unknown name.
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
