//! The layers and clips that are open in vello_cpu's context.

use kurbo::Rect;
use peniko::{BlendMode, Compose, Mix};

use crate::geometry::kurbo;
use crate::peniko;
use crate::scene::Clip;

/// Replaces the backdrop, by a transparent colour too (`copy` of W3C's *Compositing and Blending Level 1*).
pub(super) const REPLACE: BlendMode = BlendMode::new(Mix::Normal, Compose::Copy);
/// The default mode, `source-over`.
pub(super) const OVER: BlendMode = BlendMode::new(Mix::Normal, Compose::SrcOver);

/// An open layer.
#[derive(Debug)]
pub(super) enum OpenLayer {
    Plain,
    Filter(FilterLayer),
}

/// A layer whose pixels go through a filter.
#[derive(Debug)]
pub(super) struct FilterLayer {
    /// The clips that are suspended while it is open. If there are any, a layer around this one is clipped by them.
    pub(super) clips: Vec<Clip>,
    /// How far the filter moves pixels.
    pub(super) reach: f64,
    /// The bounds of the shapes that were drawn into it.
    pub(super) content: Option<Rect>,
    outer_margin: f64,
}

/// The open layers, the clips that are open within the innermost filter, and how far filters reach.
#[derive(Debug, Default)]
pub(super) struct LayerStack {
    layers: Vec<OpenLayer>,
    clips: Vec<Clip>,
    margin: f64,
}

impl LayerStack {
    pub(super) fn is_empty(&self) -> bool {
        self.layers.is_empty()
    }

    /// How far outside of the target pixels can still be seen, because open filters move them.
    pub(super) fn margin(&self) -> f64 {
        self.margin
    }

    pub(super) fn push_plain(&mut self) {
        self.layers.push(OpenLayer::Plain);
    }

    /// Opens a filter that moves pixels by up to `reach`; `clips` are suspended until it is closed.
    pub(super) fn push_filter(&mut self, clips: Vec<Clip>, reach: f64) {
        self.layers.push(OpenLayer::Filter(FilterLayer {
            clips,
            reach,
            content: None,
            outer_margin: self.margin,
        }));
        self.margin += reach;
    }

    /// Closes the innermost layer.
    pub(super) fn pop(&mut self) -> Option<OpenLayer> {
        let layer = self.layers.pop()?;
        if let OpenLayer::Filter(filter) = &layer {
            self.margin = filter.outer_margin;
        }
        Some(layer)
    }

    /// Extends the bounds of the shapes in the innermost filter.
    pub(super) fn note_content(&mut self, shown: Rect) {
        let innermost = self.layers.iter_mut().rev().find_map(|layer| match layer {
            OpenLayer::Filter(filter) => Some(filter),
            OpenLayer::Plain => None,
        });
        if let Some(filter) = innermost {
            filter.content = Some(filter.content.map_or(shown, |content| content.union(shown)));
        }
    }

    pub(super) fn push_clip(&mut self, clip: Clip) {
        self.clips.push(clip);
    }

    pub(super) fn pop_clip(&mut self) -> Option<Clip> {
        self.clips.pop()
    }

    /// Removes all clips, for the caller to open them again later.
    pub(super) fn take_clips(&mut self) -> Vec<Clip> {
        std::mem::take(&mut self.clips)
    }
}
