//! The scene: what a draw function recorded, as plain data.
//!
//! A [`Painter`](crate::painter::Painter) appends commands, a [`Rasterizer`](crate::raster::Rasterizer) replays them.
//! In between a scene can be kept, compared, printed, sent to another thread and drawn again at another size. It holds
//! no handle into the painter, the window or the display.
//!
//! The commands lie in one flat list. What is large or of varying length (path segments, text, dash lists) lies in
//! shared lists beside it and is referred to by ranges, so that recording allocates nothing once the lists are warm.

mod banner;
mod batch;
mod blend;
mod info;
mod spare;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use kurbo::{Affine, PathEl, Point, Rect, Size, Stroke};
use peniko::{BlendMode, Color, Fill};

use crate::effect::{Filter, FilterStep, Shadow};
use crate::geometry::kurbo;
use crate::image::Image;
use crate::paint::{Prepared, Repetition};
use crate::peniko;
use crate::text::{Paragraph, TextBox, TextStyle};

use banner::Banner;
pub(crate) use batch::{BatchInk, BatchKind, BatchRun};
pub(crate) use blend::reaches_outside;
pub use info::FrameInfo;

/// Everything that one frame draws: plain data, cheap to compare, sent between threads.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    size: Size,
    ratio: f64,
    background: Option<Color>,
    /// The band with a message that it has at its top.
    banner: Option<Banner>,
    /// What the picture starts from: the background, or the colour of the last `clear` that covered everything.
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

/// What shapes are filled with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Brush {
    /// One colour, its alpha already multiplied by the painter's.
    Solid(Color),
    /// An entry of [`Scene::paints`].
    Paint(u32),
}

/// A gradient or a pattern, the painter's alpha in it.
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

/// What is done with each shape before it is mixed in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Effects {
    pub(crate) shadow: Option<Shadow>,
    pub(crate) filter: Filter,
}

/// A range of [`Scene::elements`].
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

/// One step of a scene. Transform, blend mode and stroke hold for all that follow, until changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Command {
    /// Logical coordinates are mapped by this entry of [`Scene::transforms`].
    Transform(u32),
    /// How what follows is mixed with what is there.
    Blend(BlendMode),
    /// Lines are drawn as this entry of [`Scene::strokes`] says.
    Stroke(u32),
    /// Shapes get this entry of [`Scene::effects`].
    Effects(Option<u32>),
    FillRect(Rect, Brush),
    /// Puts a colour in the place of what is there, transparent ones too; no blend mode.
    ReplaceRect(Rect, Color),
    /// The same for everything within the clip.
    ReplaceAll(Color),
    FillCircle(Point, f64, Brush),
    FillPath(PathRange, Fill, Brush),
    StrokePath(PathRange, Brush),
    StrokeLine(Point, Point, Brush),
    /// Draws an entry of [`Scene::images`].
    Image(u32),
    /// Puts the pixels of an entry of [`Scene::images`] in the place of what is there, unclipped; physical pixels.
    PutPixels(u32),
    /// Draws an entry of [`Scene::texts`].
    Text(u32),
    /// Draws an entry of [`Scene::batches`].
    Batch(u32),
    PushClip(PathRange, Fill),
    PopClip,
    /// What follows is drawn apart and then mixed in as a whole.
    PushLayer(f32, BlendMode),
    /// What follows is drawn apart, not clipped, and goes through a filter; ended as a layer is.
    PushFilter(FilterStep),
    PopLayer,
}

/// An image, and where it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ImageRun {
    pub(crate) image: Image,
    /// In pixels of the image, within it.
    pub(crate) source: Rect,
    pub(crate) target: Rect,
    pub(crate) alpha: f32,
    pub(crate) smooth: bool,
}

/// A text, to be shaped when it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TextRun {
    /// Bytes of [`Scene::characters`].
    pub(crate) text: Range<usize>,
    pub(crate) style: Arc<TextStyle>,
    pub(crate) origin: Point,
    pub(crate) max_width: Option<f64>,
    pub(crate) stroked: bool,
    pub(crate) brush: Brush,
    pub(crate) boxed: Option<BoxedText>,
}

/// The box of a text that is wrapped, with the lines that it was wrapped into when it was recorded.
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

impl Scene {
    /// An empty scene for a frame.
    pub(crate) fn new(info: &FrameInfo) -> Self {
        let mut scene = Self::spare().unwrap_or_else(Self::empty);
        scene.reset(info);
        scene
    }

    /// A scene of no size that holds no memory.
    fn empty() -> Self {
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

    /// Empties it for another frame and keeps its memory.
    pub(crate) fn reset(&mut self, info: &FrameInfo) {
        self.size = info.size;
        self.ratio = info.ratio;
        self.background = info.background;
        self.base = info.background.unwrap_or(Color::TRANSPARENT);
        self.clear_commands();
    }

    /// Forgets all that was drawn and keeps the memory.
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

    /// The size that it was recorded for, logical pixels.
    pub fn size(&self) -> Size {
        self.size
    }

    /// The ratio that it was recorded for, physical per logical pixels.
    pub fn ratio(&self) -> f64 {
        self.ratio
    }

    /// What the picture starts from and what erasing shows; `None` is transparent.
    pub fn background(&self) -> Option<Color> {
        self.background
    }

    /// Whether nothing is drawn but the background.
    pub fn is_empty(&self) -> bool {
        self.commands.is_empty() && self.base == self.background.unwrap_or(Color::TRANSPARENT)
    }

    /// How much memory it takes, in bytes; images, which it shares, count in full.
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

    /// Whether something in it must see what lies below it, the background included.
    pub(crate) fn mixes(&self) -> bool {
        self.commands.iter().any(|command| match command {
            Command::Blend(mode) | Command::PushLayer(_, mode) => *mode != BlendMode::default(),
            Command::ReplaceRect(..) | Command::ReplaceAll(_) | Command::PutPixels(_) => true,
            _ => false,
        })
    }

    /// More than any text of so many letters takes, without its line if it is stroked: it has not been shaped.
    pub(crate) fn text_bounds(&self, index: u32) -> Rect {
        let run = &self.texts[index as usize];
        let text = &self.characters[run.text.clone()];
        let (size, letters) = (run.style.font.size, text.chars().count() as f64);
        let spacing: f64 = run.style.spacing().iter().map(|pixels| pixels.abs()).sum();
        // Marks pile up.
        let marks = text.chars().filter(|c| !c.is_ascii()).count() as f64;
        let along = (3.0 + marks) * size;
        if let Some(boxed) = &run.boxed {
            let room = Rect::from_origin_size(run.origin, (boxed.place.width, boxed.paragraph.height));
            return room.inflate(2.0 * size + spacing, along);
        }
        let across = letters * (2.0 * size + spacing) + size;
        Rect::from_center_size(run.origin, (2.0 * across, 2.0 * along))
    }

    /// Whether something goes through a shadow or a filter, which carry what is drawn to other places.
    pub(crate) fn carries(&self) -> bool {
        !self.effects.is_empty()
            || self
                .commands
                .iter()
                .any(|command| matches!(command, Command::PushFilter(_)))
    }

    /// About how many simple shapes take as long to draw.
    pub(crate) fn weight(&self) -> usize {
        let items: usize = self.batches.iter().map(|run| run.count as usize).sum();
        self.commands.len() + self.elements.len() / 4 + self.characters.len() + items
    }

    /// The same as [`byte_len`](Self::byte_len) without the images; takes no time.
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
