//! The data that commands refer to: paints, effects, images and texts.

use std::ops::Range;
use std::sync::Arc;

use kurbo::{Affine, Point, Rect};

use super::command::Brush;
use crate::effect::{Filter, Shadow};
use crate::geometry::kurbo;
use crate::image::Image;
use crate::paint::{Prepared, Repetition};
use crate::text::{Paragraph, TextBox, TextStyle};

/// A gradient or a pattern, its alpha already multiplied by the painter's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PaintRun {
    Gradient(Prepared),
    Pattern {
        image: Image,
        repetition: Repetition,
        transform: Affine,
        alpha: f32,
        smooth: bool,
    },
}

/// What is done with each shape before it is composited.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Effects {
    pub(crate) shadow: Option<Shadow>,
    pub(crate) filter: Filter,
}

/// An image, and where it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ImageRun {
    pub(crate) image: Image,
    /// In pixels of the image, within its bounds.
    pub(crate) source: Rect,
    pub(crate) target: Rect,
    pub(crate) alpha: f32,
    pub(crate) smooth: bool,
}

/// A text, to be shaped when it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TextRun {
    /// Bytes of `Scene::characters`.
    pub(crate) text: Range<usize>,
    pub(crate) style: Arc<TextStyle>,
    pub(crate) origin: Point,
    pub(crate) max_width: Option<f64>,
    pub(crate) stroked: bool,
    pub(crate) brush: Brush,
    pub(crate) boxed: Option<BoxedText>,
}

/// The box of a wrapped text, with the lines that it was wrapped into when it was recorded.
#[derive(Clone, Debug)]
pub(crate) struct BoxedText {
    pub(crate) place: TextBox,
    pub(crate) paragraph: Arc<Paragraph>,
}

impl PartialEq for BoxedText {
    fn eq(&self, other: &Self) -> bool {
        // The lines follow from the text, its style and the box.
        self.place == other.place
    }
}

/// The band with a message at the top of a scene: its height, and where it begins in the lists of the scene.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Banner {
    /// Logical pixels.
    pub(super) height: f64,
    pub(super) commands: usize,
    pub(super) transforms: usize,
    pub(super) texts: usize,
    pub(super) characters: usize,
}
