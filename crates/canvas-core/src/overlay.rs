//! The statistics of a window, drawn over it.
//!
//! A [`View`] is their texts, a [`PanelImage`] how they look, and a [`SaveUnder`] the image in a buffer, with the pixels
//! that lie under it: they are restored when the panel changes, moves or goes, and snapshots and recordings get them. So a
//! panel is never part of the content of the program, and nothing else is drawn again to change it. When it changes is
//! decided by [`window`](crate::window).

mod panel;
mod save_under;
mod view;

pub(crate) use panel::{Layout, PanelImage};
pub(crate) use save_under::{Panel, SaveUnder};
pub(crate) use view::{Busy, View};

/// How far the panel is from the edges of the window, logical pixels.
pub(crate) const MARGIN: f64 = 8.0;
