//! The state that the recorded commands have set so far, so that only changes are recorded.

use std::sync::Arc;

use kurbo::Affine;
use peniko::BlendMode;

use crate::geometry::kurbo;
use crate::paint::{GradientData, PatternData};
use crate::peniko;
use crate::scene::PaintRun;

/// The state that the recorded commands have set so far.
#[derive(Debug)]
pub(super) struct Recorded {
    pub(super) transform: Affine,
    pub(super) blend: BlendMode,
    pub(super) stroke: Option<u32>,
    pub(super) effects: Option<u32>,
    /// The last paint of fills and of strokes.
    pub(super) paints: [Option<RecordedPaint>; 2],
}

impl Recorded {
    pub(super) fn new() -> Self {
        Self {
            transform: Affine::IDENTITY,
            blend: BlendMode::default(),
            stroke: None,
            effects: None,
            paints: [None, None],
        }
    }
}

/// A gradient or a pattern that is in the scene already.
#[derive(Debug)]
pub(super) struct RecordedPaint {
    pub(super) kept: Kept,
    pub(super) alpha: f32,
    pub(super) smooth: bool,
    pub(super) index: u32,
}

/// The state of the paint at that time; held, so that its address is not reused.
#[derive(Debug)]
pub(super) enum Kept {
    Gradient(Arc<GradientData>),
    Pattern(Arc<PatternData>),
}

impl RecordedPaint {
    pub(super) fn is(&self, other: &Self) -> bool {
        let same = match (&self.kept, &other.kept) {
            (Kept::Gradient(a), Kept::Gradient(b)) => Arc::ptr_eq(a, b),
            (Kept::Pattern(a), Kept::Pattern(b)) => Arc::ptr_eq(a, b) && self.smooth == other.smooth,
            _ => false,
        };
        same && self.alpha == other.alpha
    }

    pub(super) fn byte_len(&self) -> usize {
        let stops = match &self.kept {
            Kept::Gradient(gradient) => gradient.byte_len(),
            Kept::Pattern(_) => 0,
        };
        stops + size_of::<PaintRun>()
    }

    pub(super) fn to_run(&self) -> PaintRun {
        match &self.kept {
            Kept::Gradient(gradient) => PaintRun::Gradient(gradient.prepared(self.alpha)),
            Kept::Pattern(pattern) => PaintRun::Pattern {
                image: pattern.image.clone(),
                repetition: pattern.repetition,
                transform: pattern.transform,
                alpha: self.alpha,
                smooth: self.smooth,
            },
        }
    }
}
