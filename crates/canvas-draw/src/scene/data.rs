//! [`Scene`]: the list of commands and the lists that they refer to.

use std::collections::HashMap;

use kurbo::{Affine, PathEl, Size, Stroke};
use peniko::{BlendMode, Color};

use super::batch::{BatchColors, BatchRun};
use super::command::{Command, CommandKind};
use super::info::FrameInfo;
use super::runs::{Banner, Effects, ImageRun, PaintRun, TextRun};
use crate::geometry::kurbo;
use crate::peniko;

/// Everything that one frame draws: plain data, cheap to compare, sent between threads.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    size: Size,
    ratio: f64,
    background: Option<Color>,
    /// The band with a message at its top.
    pub(super) banner: Option<Banner>,
    /// The first colour of all pixels: the background, or the colour of the last `clear` that covered everything.
    pub(crate) base: Color,
    pub(crate) commands: Vec<Command>,
    pub(crate) elements: Vec<PathEl>,
    pub(crate) transforms: Vec<Affine>,
    pub(crate) strokes: Vec<Stroke>,
    pub(crate) paints: Vec<PaintRun>,
    pub(crate) effects: Vec<Effects>,
    pub(crate) images: Vec<ImageRun>,
    pub(crate) texts: Vec<TextRun>,
    pub(crate) characters: String,
    pub(crate) batches: Vec<BatchRun>,
    pub(crate) numbers: Vec<f64>,
    pub(crate) colors: Vec<[u8; 4]>,
}

impl Scene {
    /// A scene of no size that holds no memory.
    pub(super) fn empty() -> Self {
        Self {
            size: Size::ZERO,
            ratio: 1.0,
            background: None,
            banner: None,
            base: Color::TRANSPARENT,
            commands: Vec::new(),
            elements: Vec::new(),
            transforms: Vec::new(),
            strokes: Vec::new(),
            paints: Vec::new(),
            effects: Vec::new(),
            images: Vec::new(),
            texts: Vec::new(),
            characters: String::new(),
            batches: Vec::new(),
            numbers: Vec::new(),
            colors: Vec::new(),
        }
    }

    /// Empties the scene for another frame and keeps its memory.
    pub(crate) fn reset(&mut self, info: &FrameInfo) {
        self.size = info.size;
        self.ratio = info.ratio;
        self.background = info.background;
        self.base = info.background.unwrap_or(Color::TRANSPARENT);
        self.clear_commands();
    }

    /// Removes all commands and keeps their memory.
    pub(crate) fn clear_commands(&mut self) {
        self.banner = None;
        self.commands.clear();
        self.elements.clear();
        self.transforms.clear();
        self.strokes.clear();
        self.paints.clear();
        self.effects.clear();
        self.images.clear();
        self.texts.clear();
        self.characters.clear();
        self.batches.clear();
        self.numbers.clear();
        self.colors.clear();
    }

    /// The size that the scene was recorded for, logical pixels.
    pub fn size(&self) -> Size {
        self.size
    }

    /// The ratio that the scene was recorded for, physical per logical pixels.
    pub fn ratio(&self) -> f64 {
        self.ratio
    }

    /// The colour that the frame starts with, and that erasing shows; `None` is transparent.
    pub fn background(&self) -> Option<Color> {
        self.background
    }

    /// Whether nothing is drawn but the background.
    pub fn is_empty(&self) -> bool {
        self.commands.is_empty() && self.base == self.background.unwrap_or(Color::TRANSPARENT)
    }

    /// The memory that the scene occupies, in bytes. Images, which scenes share, count in full.
    pub fn byte_len(&self) -> usize {
        let drawn = self.images.iter().map(|run| &run.image);
        let painted = self.paints.iter().filter_map(|run| match run {
            PaintRun::Pattern { image, .. } => Some(image),
            PaintRun::Gradient(_) => None,
        });
        let images: HashMap<_, _> = drawn
            .chain(painted)
            .map(|image| (image.address(), image.byte_len()))
            .collect();
        size_of::<Self>() + self.command_bytes() + images.values().sum::<usize>()
    }

    /// Whether some command is composited with the pixels below it, the background included, other than by lying over
    /// them.
    pub(crate) fn needs_backdrop(&self) -> bool {
        self.commands.iter().any(|command| {
            command.kind() == CommandKind::Replace
                || command
                    .blend_mode()
                    .is_some_and(|mode| mode != BlendMode::default())
        })
    }

    /// Whether some command goes through a shadow or a filter, which move what is drawn to other places.
    pub(crate) fn has_effects(&self) -> bool {
        let is_filter = |command: &Command| command.kind() == CommandKind::Filter;
        !self.effects.is_empty() || self.commands.iter().any(is_filter)
    }

    /// The numbers of all items of a batch, one after the other.
    pub(crate) fn batch_numbers(&self, run: &BatchRun) -> &[f64] {
        let start = run.start as usize;
        &self.numbers[start..start + run.count as usize * run.kind.arity()]
    }

    /// The colour of an item of a batch.
    pub(crate) fn batch_color(&self, run: &BatchRun, item: usize) -> Color {
        match run.colors {
            BatchColors::One(color) => color,
            BatchColors::Each(start, alpha) => {
                let [r, g, b, a] = self.colors[start as usize + item];
                Color::from_rgba8(r, g, b, a).multiply_alpha(alpha)
            }
        }
    }

    /// An estimate of how many simple shapes take as long to draw.
    pub(crate) fn weight(&self) -> usize {
        let items: usize = self.batches.iter().map(|run| run.count as usize).sum();
        self.commands.len() + self.elements.len() / 4 + self.characters.len() + items
    }

    /// The memory of the commands in bytes, without the images; takes no time.
    pub(crate) fn command_bytes(&self) -> usize {
        size_of_val(&self.commands[..])
            + size_of_val(&self.elements[..])
            + size_of_val(&self.transforms[..])
            + size_of_val(&self.strokes[..])
            + size_of_val(&self.paints[..])
            + size_of_val(&self.effects[..])
            + size_of_val(&self.images[..])
            + size_of_val(&self.texts[..])
            + self.characters.len()
            + size_of_val(&self.batches[..])
            + size_of_val(&self.numbers[..])
            + size_of_val(&self.colors[..])
    }
}
