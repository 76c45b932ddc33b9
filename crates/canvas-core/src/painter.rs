//! The painter: what a draw function is given to draw with. It has the verbs and the semantics of the HTML Canvas 2D
//! context, and draws nothing: it records a [`Scene`].

use kurbo::{Point, Rect, Size};
use peniko::Color;

use crate::geometry::kurbo;
use crate::peniko;
use crate::scene::{Brush, Command, Scene};

/// What a painter is made for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FrameInfo {
    /// The area to draw in, logical pixels.
    pub size: Size,
    /// Physical pixels per logical pixel.
    pub ratio: f64,
    /// What the frame starts from; `None` is transparent.
    pub background: Option<Color>,
    /// Seconds since the window's first frame.
    pub time: f64,
    /// Seconds since the window's previous frame; 0 for the first.
    pub dt: f64,
    /// The frame's number in its window, from 0.
    pub frame: u64,
}

/// Records what is drawn.
#[derive(Debug)]
pub struct Painter {
    info: FrameInfo,
    scene: Scene,
    fill: Color,
}

impl Painter {
    /// A painter for a frame.
    pub fn new(info: FrameInfo) -> Self {
        Self {
            scene: Scene::new(&info),
            info,
            fill: Color::BLACK,
        }
    }

    /// The same, in the memory of a scene that is no longer needed.
    pub fn with_arena(info: FrameInfo, mut arena: Scene) -> Self {
        arena.reset(&info);
        Self {
            scene: arena,
            info,
            fill: Color::BLACK,
        }
    }

    /// What was drawn. Ends what was begun: layers, clips, saved states.
    pub fn finish(self) -> Scene {
        self.scene
    }

    /// The frame that it draws.
    pub fn info(&self) -> &FrameInfo {
        &self.info
    }

    /// Fills everything with a colour and forgets what was drawn before.
    pub fn clear(&mut self, color: Color) {
        self.scene.clear_commands();
        self.scene.base = color;
    }

    /// Sets what shapes are filled with.
    pub fn set_fill_color(&mut self, color: Color) {
        self.fill = color;
    }

    /// Fills a rectangle.
    pub fn fill_rect(&mut self, x: f64, y: f64, width: f64, height: f64) {
        let rect = Rect::new(x, y, x + width, y + height).abs();
        if rect.is_finite() {
            self.scene
                .commands
                .push(Command::FillRect(rect, Brush::Solid(self.fill)));
        }
    }

    /// Fills a circle.
    pub fn fill_circle(&mut self, x: f64, y: f64, radius: f64) {
        self.scene.commands.push(Command::FillCircle(
            Point::new(x, y),
            radius,
            Brush::Solid(self.fill),
        ));
    }
}
