//! The figures of a window, drawn over it.
//!
//! A [`View`] is what they say, a [`Picture`] how that looks, and a [`Cover`] the picture in a buffer, with the pixels
//! that lie under it: they come back when the panel changes, moves or goes, and whoever looks at a frame from inside sees
//! them. So a panel is never part of what the program has drawn, and to draw it anew nothing else is drawn again. When
//! that happens is up to [`window`](crate::window).

mod cover;
mod panel;
mod view;

pub(crate) use cover::{Cover, Panel};
pub(crate) use panel::{Picture, Room};
pub(crate) use view::{Busy, View};

/// How far the panel is from the edges of the window, logical pixels.
pub(crate) const MARGIN: f64 = 8.0;
