//! The red band that a window shows while its draw function fails.

use kurbo::{Affine, Rect};
use peniko::{BlendMode, Color};

use super::{Brush, Command, Scene};
use crate::geometry::kurbo;
use crate::peniko;

/// Height of one line of the message, logical pixels.
const LINE: f64 = 18.0;
/// Lines that are shown at most.
const MAX_LINES: usize = 8;
const PADDING: f64 = 6.0;
const RED: Color = Color::from_rgba8(0xb0, 0x10, 0x10, 0xf0);

impl Scene {
    /// The same picture with a red band at the top that shows a message, clipped to the width; at most eight lines.
    pub fn with_banner(&self, message: &str) -> Self {
        let mut scene = self.clone();
        let lines = message.lines().take(MAX_LINES).count().max(1);
        let band = Rect::new(0.0, 0.0, self.size.width, lines as f64 * LINE + 2.0 * PADDING);
        let identity = u32::try_from(scene.transforms.len()).unwrap_or(u32::MAX);
        scene.transforms.push(Affine::IDENTITY);
        scene.commands.push(Command::Transform(identity));
        scene.commands.push(Command::Blend(BlendMode::default()));
        scene.commands.push(Command::FillRect(band, Brush::Solid(RED)));
        scene
    }
}
