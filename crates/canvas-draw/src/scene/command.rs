//! The commands of a scene, and what each of them does.

use std::ops::Range;

use kurbo::{Point, Rect};
use peniko::{BlendMode, Color, Fill};

use crate::effect::FilterStep;
use crate::geometry::kurbo;
use crate::peniko;

/// What shapes are filled with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Brush {
    /// One colour, its alpha already multiplied by the painter's.
    Solid(Color),
    /// An entry of `Scene::paints`.
    Paint(u32),
}

/// A range of `Scene::elements`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PathRange {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl PathRange {
    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One step of a scene. Transform, blend mode, stroke and effects apply to all later commands, until changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Command {
    /// Maps logical coordinates by this entry of `Scene::transforms`.
    Transform(u32),
    /// Sets how later shapes are composited with the backdrop.
    Blend(BlendMode),
    /// Draws later lines as this entry of `Scene::strokes` says.
    Stroke(u32),
    /// Gives later shapes this entry of `Scene::effects`.
    Effects(Option<u32>),
    FillRect(Rect, Brush),
    /// Replaces the pixels of a rectangle by a colour, which may be transparent; ignores the blend mode.
    ReplaceRect(Rect, Color),
    /// Replaces all pixels within the clip by a colour, which may be transparent; ignores the blend mode.
    ReplaceAll(Color),
    FillCircle(Point, f64, Brush),
    FillPath(PathRange, Fill, Brush),
    StrokePath(PathRange, Brush),
    StrokeLine(Point, Point, Brush),
    /// Draws an entry of `Scene::images`.
    Image(u32),
    /// Replaces pixels by those of an entry of `Scene::images`, unclipped; physical pixels.
    PutPixels(u32),
    /// Draws an entry of `Scene::texts`.
    Text(u32),
    /// Draws an entry of `Scene::batches`.
    Batch(u32),
    PushClip(PathRange, Fill),
    PopClip,
    /// Draws what follows apart, to be composited as a whole with this alpha and mode. The blend mode is the default
    /// one within the layer and after it.
    PushLayer(f32, BlendMode),
    /// Draws what follows apart and unclipped, to go through a filter; ended by `PopLayer`.
    PushFilter(FilterStep),
    PopLayer,
}

/// What a command does. A new command gets its kind here; the matches in `scene/cursor.rs`, `raster/replay.rs`,
/// `raster/extent.rs` and `raster/compare.rs` need it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CommandKind {
    /// Changes the state of later commands; draws nothing.
    State,
    /// Opens or closes a clip.
    Clip,
    /// Opens a layer, or closes one.
    Layer,
    /// Opens a layer whose pixels go through a filter.
    Filter,
    /// Draws shapes or an image in the current blend mode.
    Draw,
    /// Draws a text in the current blend mode.
    Text,
    /// Replaces pixels, whatever the blend mode is.
    Replace,
}

impl Command {
    /// What the command does.
    pub(crate) fn kind(self) -> CommandKind {
        match self {
            Self::Transform(_) | Self::Blend(_) | Self::Stroke(_) | Self::Effects(_) => CommandKind::State,
            Self::FillRect(..)
            | Self::FillCircle(..)
            | Self::FillPath(..)
            | Self::StrokePath(..)
            | Self::StrokeLine(..)
            | Self::Image(_)
            | Self::Batch(_) => CommandKind::Draw,
            Self::Text(_) => CommandKind::Text,
            Self::ReplaceRect(..) | Self::ReplaceAll(_) | Self::PutPixels(_) => CommandKind::Replace,
            Self::PushClip(..) | Self::PopClip => CommandKind::Clip,
            Self::PushLayer(..) | Self::PopLayer => CommandKind::Layer,
            Self::PushFilter(_) => CommandKind::Filter,
        }
    }

    /// The blend mode that it sets, for later shapes or for the layer that it opens.
    pub(crate) fn blend_mode(self) -> Option<BlendMode> {
        match self {
            Self::Blend(mode) | Self::PushLayer(_, mode) => Some(mode),
            Self::Transform(_)
            | Self::Stroke(_)
            | Self::Effects(_)
            | Self::FillRect(..)
            | Self::ReplaceRect(..)
            | Self::ReplaceAll(_)
            | Self::FillCircle(..)
            | Self::FillPath(..)
            | Self::StrokePath(..)
            | Self::StrokeLine(..)
            | Self::Image(_)
            | Self::PutPixels(_)
            | Self::Text(_)
            | Self::Batch(_)
            | Self::PushClip(..)
            | Self::PopClip
            | Self::PushFilter(_)
            | Self::PopLayer => None,
        }
    }
}
