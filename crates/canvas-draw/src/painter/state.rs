//! The drawing state, which `save` keeps and `restore` restores
//! ([HTML, The canvas state](https://html.spec.whatwg.org/multipage/canvas.html#the-canvas-state)).

use std::sync::Arc;

use kurbo::Affine;
use peniko::{BlendMode, Color};

use super::line::Line;
use crate::effect::{Filter, Shadow};
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
