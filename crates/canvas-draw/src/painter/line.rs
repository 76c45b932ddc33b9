//! Line styles: width, caps, joins and dashes
//! ([HTML, Line styles](https://html.spec.whatwg.org/multipage/canvas.html#line-styles)).

use std::sync::Arc;

use kurbo::{Cap, Join, Stroke};

use crate::error::Result;
use crate::geometry::kurbo;
use crate::keyword::choose;

/// The line styles of a state.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) width: f64,
    pub(crate) cap: Cap,
    pub(crate) join: Join,
    pub(crate) miter_limit: f64,
    /// Shared, so that `save` does not copy the list.
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

    /// Whether `stroke` has this style; compares without allocating.
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

/// The line cap of a name: `"butt"`, `"round"` or `"square"` (HTML's `lineCap`).
///
/// # Errors
/// [`Error::Invalid`](crate::Error::Invalid) for an unknown name.
pub fn cap_from_name(name: &str) -> Result<Cap> {
    choose("line_cap", &CAPS, name)
}

/// The name of a line cap, as [`cap_from_name`] takes it.
pub fn cap_name(cap: Cap) -> &'static str {
    CAPS.iter()
        .find(|(_, known)| *known == cap)
        .map_or("butt", |(name, _)| name)
}

/// The line join of a name: `"miter"`, `"round"` or `"bevel"` (HTML's `lineJoin`).
///
/// # Errors
/// [`Error::Invalid`](crate::Error::Invalid) for an unknown name.
pub fn join_from_name(name: &str) -> Result<Join> {
    choose("line_join", &JOINS, name)
}

/// The name of a line join, as [`join_from_name`] takes it.
pub fn join_name(join: Join) -> &'static str {
    JOINS
        .iter()
        .find(|(_, known)| *known == join)
        .map_or("miter", |(name, _)| name)
}
