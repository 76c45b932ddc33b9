//! The painter: what a draw function is given to draw with. It has the verbs and the semantics of the HTML Canvas 2D
//! context, and draws nothing: it records a [`Scene`].
//!
//! Lengths are logical pixels, the origin is top left, y points down, angles are radians and turn clockwise. Numbers
//! that are not finite make a call do nothing, as in HTML. A call that cannot be done (a negative radius, a budget
//! that is used up) draws nothing and is remembered: see [`Painter::error`].

mod batches;
mod blend;
mod effects;
mod images;
mod layers;
mod line;
mod path;
mod pixels;
mod recorded;
mod shapes;
mod state;
mod style;
mod svg;
mod text;

use std::collections::HashSet;

use kurbo::Affine;
use peniko::BlendMode;

use crate::error::Error;
use crate::geometry::{PhysicalSize, kurbo};
use crate::path::Path;
use crate::peniko;
use crate::scene::{Command, Scene};
use crate::text::TextStyle;

pub use crate::scene::FrameInfo;
pub use crate::text::{Direction, TextAlign, TextBaseline};
pub use batches::Colors;
pub use blend::{blend_mode_from_name, blend_mode_name};
pub use line::{cap_from_name, cap_name, join_from_name, join_name};
pub use pixels::ImageData;
use recorded::Recorded;
use state::State;

/// How much one scene may take, in bytes, its images included.
pub const MAX_SCENE_BYTES: usize = 256 << 20;
/// How many layers and clips may be open at once.
pub const MAX_OPEN: usize = 256;
/// How many states may be saved at once.
pub const MAX_SAVED: usize = 10_000;
/// How many dashes one path may have where it can be seen.
pub const MAX_DASHES: usize = 100_000;

/// Records what is drawn.
///
/// ```
/// use canvas_draw::peniko::color::palette::css;
///
/// let image = canvas_draw::render((60.0, 40.0), 1.0, Some(css::WHITE), |painter| {
///     painter.set_fill_style(css::TOMATO);
///     painter.fill_rect(0.0, 0.0, 20.0, 40.0);
///     painter.saved(|painter| {
///         painter.translate(40.0, 20.0);
///         painter.set_fill_style(css::TEAL);
///         painter.fill_circle(0.0, 0.0, 10.0);
///     });
///     // The state is as it was.
///     painter.fill_rect(55.0, 0.0, 5.0, 5.0);
/// })?;
/// assert_eq!(image.pixel(10, 10), Some([255, 99, 71, 255]));
/// assert_eq!(image.pixel(40, 20), Some([0, 128, 128, 255]));
/// assert_eq!(image.pixel(57, 2), Some([255, 99, 71, 255]));
/// # canvas_draw::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Painter {
    info: FrameInfo,
    scene: Scene,
    state: State,
    saved: Vec<Saved>,
    /// Clips that were set since the last `save` or layer.
    clips: usize,
    /// Layers and clips that are open.
    open: usize,
    /// The current path, in the coordinates of the surface.
    path: Path,
    /// Scratch for outlines of circles.
    circle: Vec<kurbo::PathEl>,
    recorded: Recorded,
    /// What the images of the scene take, each counted once.
    image_bytes: usize,
    images: HashSet<usize>,
    error: Option<Error>,
    /// Pixels of the tiles and masks that the SVG pictures of this frame have needed, those within others included.
    tile_pixels: u64,
    /// The size of the picture, if it is drawn off-screen.
    surface: Option<PhysicalSize>,
}

/// A level that `restore` or `pop_layer` ends.
#[derive(Debug)]
struct Saved {
    state: State,
    clips: usize,
    is_layer: bool,
    /// Filters that the layer goes through.
    filters: usize,
}

impl Painter {
    /// A painter for a frame. It records into the memory of a scene that is over, if there is one.
    #[doc(hidden)]
    pub fn new(info: FrameInfo) -> Self {
        Self {
            info,
            scene: Scene::new(&info),
            state: State::new(TextStyle::initial()),
            saved: Vec::new(),
            clips: 0,
            open: 0,
            path: Path::new(),
            circle: Vec::new(),
            recorded: Recorded::new(),
            image_bytes: 0,
            images: HashSet::new(),
            error: None,
            tile_pixels: 0,
            surface: None,
        }
    }

    /// What was drawn. Ends what was begun: layers, clips, saved states.
    #[doc(hidden)]
    pub fn finish(mut self) -> Scene {
        while !self.saved.is_empty() {
            self.pop_level();
        }
        self.pop_clips();
        self.scene
    }

    /// The frame that it draws.
    pub fn info(&self) -> &FrameInfo {
        &self.info
    }

    /// The width of the area to draw in.
    pub fn width(&self) -> f64 {
        self.info.size.width
    }

    /// The height of the area to draw in.
    pub fn height(&self) -> f64 {
        self.info.size.height
    }

    /// Physical pixels per logical pixel.
    pub fn ratio(&self) -> f64 {
        self.info.ratio
    }

    /// Seconds since the window's first frame.
    pub fn time(&self) -> f64 {
        self.info.time
    }

    /// Seconds since the window's previous frame; 0 for the first.
    pub fn dt(&self) -> f64 {
        self.info.dt
    }

    /// The frame's number in its window, from 0.
    pub fn frame(&self) -> u64 {
        self.info.frame
    }

    /// The first call that could not be done, and why: [`Error::Invalid`] for a bad argument, [`Error::Resource`] for
    /// a budget that is used up.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// The same, and forgets it.
    pub fn take_error(&mut self) -> Option<Error> {
        self.error.take()
    }

    /// Keeps the state (transform, clip, styles) until `restore`. The current path is not part of it.
    pub fn save(&mut self) {
        if self.saved.len() >= MAX_SAVED {
            return self.fail(Error::Resource(format!("more than {MAX_SAVED} saved states")));
        }
        self.push_level(false);
    }

    /// Brings back the state of the last `save`; does nothing if there is none, or none since the layer began.
    pub fn restore(&mut self) {
        if self.saved.last().is_some_and(|level| !level.is_layer) {
            self.pop_level();
        }
    }

    /// Draws with the state saved, and brings it back, whatever `draw` has saved or begun besides.
    pub fn saved<R>(&mut self, draw: impl FnOnce(&mut Self) -> R) -> R {
        let depth = self.depth();
        self.save();
        let result = draw(self);
        self.restore_to(depth);
        result
    }

    /// How many states are saved and layers are open.
    pub fn depth(&self) -> usize {
        self.saved.len()
    }

    /// Ends what was saved or begun since there were so many, layers too.
    pub fn restore_to(&mut self, depth: usize) {
        while self.saved.len() > depth {
            self.pop_level();
        }
    }

    /// Moves the origin.
    pub fn translate(&mut self, x: f64, y: f64) {
        self.transform(Affine::translate((x, y)));
    }

    /// Turns the axes, clockwise.
    pub fn rotate(&mut self, angle: f64) {
        self.transform(Affine::rotate(angle));
    }

    /// Stretches the axes.
    pub fn scale(&mut self, x: f64, y: f64) {
        self.transform(Affine::scale_non_uniform(x, y));
    }

    /// Applies a transform to what follows, before the one that holds already.
    pub fn transform(&mut self, transform: Affine) {
        if transform.is_finite() {
            self.state.set_transform(self.state.transform * transform);
        }
    }

    /// Replaces the transform.
    pub fn set_transform(&mut self, transform: Affine) {
        if transform.is_finite() {
            self.state.set_transform(transform);
        }
    }

    /// Takes the transform back to logical pixels from the top left corner.
    pub fn reset_transform(&mut self) {
        self.state.set_transform(Affine::IDENTITY);
    }

    /// The transform that holds.
    pub fn get_transform(&self) -> Affine {
        self.state.transform
    }

    /// Back to the beginning: default state, no path, nothing drawn.
    pub fn reset(&mut self) {
        self.scene.reset(&self.info);
        self.state = State::new(TextStyle::initial());
        self.saved.clear();
        (self.clips, self.open) = (0, 0);
        self.path.clear();
        self.recorded = Recorded::new();
        self.image_bytes = 0;
        self.images.clear();
    }

    /// Remembers the first thing that went wrong.
    fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    fn push_level(&mut self, is_layer: bool) {
        let clips = std::mem::take(&mut self.clips);
        self.saved.push(Saved {
            state: self.state.clone(),
            clips,
            is_layer,
            filters: 0,
        });
    }

    fn pop_level(&mut self) {
        let Some(level) = self.saved.pop() else { return };
        self.pop_clips();
        if level.is_layer {
            for _ in 0..=level.filters {
                self.scene.commands.push(Command::PopLayer);
                self.open -= 1;
            }
            self.recorded.blend = BlendMode::default();
        }
        self.clips = level.clips;
        self.state = level.state;
    }

    fn pop_clips(&mut self) {
        for _ in 0..std::mem::take(&mut self.clips) {
            self.scene.commands.push(Command::PopClip);
            self.open -= 1;
        }
    }

    /// Whether so many more bytes fit in the scene.
    fn has_room(&mut self, more: usize) -> bool {
        let used = self.scene.command_bytes() + self.image_bytes;
        if used + more <= MAX_SCENE_BYTES {
            return true;
        }
        let limit = MAX_SCENE_BYTES >> 20;
        self.fail(Error::Resource(format!("the scene takes more than {limit} MB")));
        false
    }

    /// Whether one more layer or clip may be opened.
    fn may_open(&mut self) -> bool {
        if self.open < MAX_OPEN {
            return true;
        }
        self.fail(Error::Resource(format!(
            "more than {MAX_OPEN} layers and clips inside each other"
        )));
        false
    }

    /// Records a drawing command under the current transform and blend mode. `false` if there is no room, or if the
    /// transform cannot be inverted, so that nothing is to be seen.
    fn draw(&mut self, command: Command) -> bool {
        let ready = self.state.inverse.is_some() && self.has_room(size_of::<Command>());
        if ready {
            self.record_transform(self.state.transform);
            self.record_blend(self.state.blend);
            self.record_effects();
            self.scene.commands.push(command);
        }
        ready
    }

    fn record_transform(&mut self, transform: Affine) {
        if self.recorded.transform != transform {
            self.recorded.transform = transform;
            let index = self.scene.transforms.len() as u32;
            self.scene.transforms.push(transform);
            self.scene.commands.push(Command::Transform(index));
        }
    }

    fn record_blend(&mut self, blend: BlendMode) {
        if self.recorded.blend != blend {
            self.recorded.blend = blend;
            self.scene.commands.push(Command::Blend(blend));
        }
    }

    fn record_line(&mut self) {
        let line = &self.state.line;
        let recorded = self
            .recorded
            .stroke
            .map(|index| &self.scene.strokes[index as usize]);
        if !recorded.is_some_and(|stroke| line.is(stroke)) {
            let index = self.scene.strokes.len() as u32;
            self.scene.strokes.push(line.to_stroke());
            self.scene.commands.push(Command::Stroke(index));
            self.recorded.stroke = Some(index);
        }
    }
}

#[cfg(test)]
mod tests;
