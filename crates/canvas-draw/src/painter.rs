//! The painter, which draw functions get. It has the methods and the semantics of the HTML Canvas 2D context
//! ([HTML, The 2D rendering context](https://html.spec.whatwg.org/multipage/canvas.html#2dcontext)). It renders
//! nothing: it records a [`Scene`].
//!
//! Lengths are logical pixels, the origin is top left, y points down, angles are radians and turn clockwise. A call
//! with a number that is not finite does nothing, as in HTML. A call that fails (a negative radius, an exhausted
//! budget) draws nothing; the first such error is kept: see [`Painter::error`].

mod batches;
mod blend;
mod effects;
mod image_budget;
mod images;
mod layers;
mod levels;
mod line;
mod path;
mod pixels;
mod recorded;
mod shapes;
mod state;
mod style;
mod svg;
mod text;

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
use image_budget::ImageBudget;
use levels::Levels;
pub use levels::MAX_OPEN;
pub use line::{cap_from_name, cap_name, join_from_name, join_name};
pub use pixels::ImageData;
use recorded::Recorded;
use state::State;

/// The largest size of one scene, in bytes, its images included.
pub const MAX_SCENE_BYTES: usize = 256 << 20;
/// The largest number of saved states.
pub const MAX_SAVED: usize = 10_000;
/// The largest number of dashes that one path may have within the visible area.
pub const MAX_DASHES: usize = 100_000;

/// Records drawing calls as a [`Scene`]. Used by one thread at a time; nothing in it waits.
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
    levels: Levels,
    /// The current path, in the coordinates of the surface.
    path: Path,
    /// Memory for the outlines of circles, reused.
    circle: Vec<kurbo::PathEl>,
    recorded: Recorded,
    images: ImageBudget,
    error: Option<Error>,
    /// The number of pixels of the tiles and masks of all SVG images of this frame, nested ones included.
    tile_pixels: u64,
    /// The size of the image in pixels; `None` in a window.
    surface: Option<PhysicalSize>,
}

impl Painter {
    /// A painter for a frame. It records into the memory of an earlier scene if one is free.
    #[doc(hidden)]
    pub fn new(info: FrameInfo) -> Self {
        Self {
            info,
            scene: Scene::new(&info),
            state: State::new(TextStyle::initial()),
            levels: Levels::default(),
            path: Path::new(),
            circle: Vec::new(),
            recorded: Recorded::new(),
            images: ImageBudget::default(),
            error: None,
            tile_pixels: 0,
            surface: None,
        }
    }

    /// The recorded scene. Ends all open layers, clips and saved states.
    #[doc(hidden)]
    pub fn finish(mut self) -> Scene {
        self.restore_to(0);
        let clips = self.levels.end_clips();
        self.record_ends(clips, Command::PopClip);
        self.scene
    }

    /// The facts of the frame that is drawn: size, ratio, time, number.
    pub fn info(&self) -> &FrameInfo {
        &self.info
    }

    /// The width of the surface, logical pixels.
    pub fn width(&self) -> f64 {
        self.info.size.width
    }

    /// The height of the surface, logical pixels.
    pub fn height(&self) -> f64 {
        self.info.size.height
    }

    /// Physical pixels per logical pixel.
    pub fn ratio(&self) -> f64 {
        self.info.ratio
    }

    /// The time of the frame: seconds since the window's first frame; 0 off-screen.
    pub fn time(&self) -> f64 {
        self.info.time
    }

    /// Seconds since the window's previous frame; 0 for the first and off-screen.
    pub fn dt(&self) -> f64 {
        self.info.dt
    }

    /// The frame's number in its window, counted from 0.
    pub fn frame(&self) -> u64 {
        self.info.frame
    }

    /// The error of the first call that failed: [`Error::Invalid`] for a bad argument, [`Error::Resource`] for an
    /// exhausted budget, [`Error::Unsupported`] or [`Error::Misuse`] for pixel access at the wrong place.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// Removes and returns the first [`error`](Self::error), so that a later one can be found.
    pub fn take_error(&mut self) -> Option<Error> {
        self.error.take()
    }

    /// Saves the state (transform, clip, styles, text, shadow, filter) until [`restore`](Self::restore). The current
    /// path is not part of the state ([HTML, The canvas
    /// state](https://html.spec.whatwg.org/multipage/canvas.html#the-canvas-state)). More than [`MAX_SAVED`] saved
    /// states are an [`Error::Resource`].
    pub fn save(&mut self) {
        if self.levels.depth() >= MAX_SAVED {
            return self.fail(Error::Resource(format!("more than {MAX_SAVED} saved states")));
        }
        self.levels.save(&self.state);
    }

    /// Restores the state of the last [`save`](Self::save). Does nothing if no state has been saved since the current
    /// layer began.
    pub fn restore(&mut self) {
        if self.levels.can_restore() {
            self.pop_level();
        }
    }

    /// Calls `draw`, then restores the state as it was before, and ends everything that `draw` saved or began. Returns
    /// the result of `draw`.
    pub fn saved<R>(&mut self, draw: impl FnOnce(&mut Self) -> R) -> R {
        let depth = self.depth();
        self.save();
        let result = draw(self);
        self.restore_to(depth);
        result
    }

    /// The number of saved states and open layers together.
    pub fn depth(&self) -> usize {
        self.levels.depth()
    }

    /// Restores saved states and ends layers until [`depth`](Self::depth) is at most `depth`.
    pub fn restore_to(&mut self, depth: usize) {
        while self.levels.depth() > depth {
            self.pop_level();
        }
    }

    /// Moves the origin by (`x`, `y`) logical pixels of the current coordinates
    /// ([HTML, Transformations](https://html.spec.whatwg.org/multipage/canvas.html#transformations)).
    pub fn translate(&mut self, x: f64, y: f64) {
        self.transform(Affine::translate((x, y)));
    }

    /// Turns the axes clockwise by `angle` radians around the origin.
    pub fn rotate(&mut self, angle: f64) {
        self.transform(Affine::rotate(angle));
    }

    /// Multiplies the unit of each axis; negative factors mirror, and while a factor is 0 nothing is drawn.
    pub fn scale(&mut self, x: f64, y: f64) {
        self.transform(Affine::scale_non_uniform(x, y));
    }

    /// Multiplies the current transform from the right: `transform` is applied to coordinates first.
    pub fn transform(&mut self, transform: Affine) {
        if transform.is_finite() {
            self.state.set_transform(self.state.transform * transform);
        }
    }

    /// Replaces the current transform by one from user coordinates to logical pixels of the surface.
    pub fn set_transform(&mut self, transform: Affine) {
        if transform.is_finite() {
            self.state.set_transform(transform);
        }
    }

    /// Resets the transform to the identity: coordinates are logical pixels from the top left corner.
    pub fn reset_transform(&mut self) {
        self.state.set_transform(Affine::IDENTITY);
    }

    /// The current transform, from user coordinates to logical pixels of the surface; the identity by default.
    pub fn get_transform(&self) -> Affine {
        self.state.transform
    }

    /// Resets the painter to its beginning: default state, empty path, empty scene. An [`error`](Self::error) is kept.
    pub fn reset(&mut self) {
        self.scene.reset(&self.info);
        self.state = State::new(TextStyle::initial());
        self.levels = Levels::default();
        self.path.clear();
        self.recorded = Recorded::new();
        self.images.clear();
    }

    /// Keeps the first error.
    fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    fn pop_level(&mut self) {
        let Some(level) = self.levels.pop() else { return };
        self.record_ends(level.clips, Command::PopClip);
        if level.layers > 0 {
            self.record_ends(level.layers, Command::PopLayer);
            self.recorded.blend = BlendMode::default();
        }
        self.state = level.state;
    }

    fn record_ends(&mut self, count: usize, end: Command) {
        self.scene.commands.extend(std::iter::repeat_n(end, count));
    }

    /// Whether `more` bytes fit in the scene; keeps an error if not.
    fn has_room(&mut self, more: usize) -> bool {
        let used = self.scene.command_bytes() + self.images.bytes();
        if used + more <= MAX_SCENE_BYTES {
            return true;
        }
        let limit = MAX_SCENE_BYTES >> 20;
        self.fail(Error::Resource(format!("the scene takes more than {limit} MB")));
        false
    }

    /// Whether `more` layers and clips can be opened; keeps an error if not.
    fn may_open(&mut self, more: usize) -> bool {
        if self.levels.can_open(more) {
            return true;
        }
        self.fail(Error::Resource(format!(
            "more than {MAX_OPEN} layers and clips inside each other"
        )));
        false
    }

    /// Records a drawing command under the current transform and blend mode. Returns `false` if there is no room, or if
    /// the transform cannot be inverted, so that nothing would be visible.
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
