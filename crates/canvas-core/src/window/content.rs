//! The contents that a window shows, before they are pixels, and the metadata of frames.

use std::sync::Arc;

use crate::frame::Frame;
use crate::geometry::kurbo::Rect;
use crate::image::Image;
use crate::pixels::Fit;
use crate::scene::Scene;
use crate::stats::Stages;

/// A content that a window shows, before it is pixels.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Scene(Arc<Scene>),
    /// Pixels, how they are fitted into the window, and whether they are smoothed when scaled.
    Image(Image, Fit, bool),
    /// Pixels that went straight into a buffer; the frame is their only copy.
    Frame(Frame, Fit, bool),
}

impl Content {
    /// The height of the red band with a message at its top, logical pixels; 0 if it has none.
    pub(super) fn banner(&self) -> f64 {
        match self {
            Self::Scene(scene) => scene.banner(),
            Self::Image(..) | Self::Frame(..) => 0.0,
        }
    }

    /// Whether it is pixels of the program's own.
    pub(super) fn is_pixels(&self) -> bool {
        match self {
            Self::Scene(_) => false,
            Self::Image(..) | Self::Frame(..) => true,
        }
    }
}

/// The metadata of a frame on its way. Times are those of the window's clock, durations are in seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FrameMeta {
    /// The frame's number; a greater one is newer.
    pub(super) serial: u64,
    /// The draw request that it answers.
    pub(super) request: u64,
    /// When its recording began.
    pub(super) began: f64,
    /// When its pixels were complete.
    pub(super) rendered: f64,
    /// The timestamp of the newest input before it.
    pub(super) input: Option<f64>,
    /// Rendered from the kept content, without user code.
    pub(super) without_user: bool,
    /// The frame before with another panel: not a frame of the program, and not counted.
    pub(super) panel_only: bool,
    /// How long the panel took, which no statistic contains.
    pub(super) panel: f64,
    pub(super) stages: Stages,
    /// Only this part needs rendering, logical pixels; `None` is everything.
    pub(super) region: Option<Rect>,
}

/// A content that waits to be rendered.
#[derive(Debug)]
pub(super) struct RenderRequest {
    pub(super) content: Content,
    pub(super) meta: FrameMeta,
}

/// The region that covers two others; `None` is everything.
pub(super) fn union(a: Option<Rect>, b: Option<Rect>) -> Option<Rect> {
    a.zip(b).map(|(a, b)| a.union(b))
}
