//! The red band that a window shows while its draw function fails.

use std::sync::{Arc, LazyLock};

use kurbo::{Affine, Point, Rect};
use peniko::{BlendMode, Color};

use super::{Brush, Command, Scene, TextRun};
use crate::geometry::kurbo;
use crate::peniko;
use crate::text::{Font, TextStyle};

/// Height of one line of the message, logical pixels.
const LINE: f64 = 18.0;
/// Lines that are shown at most.
const MAX_LINES: usize = 8;
const PADDING: f64 = 6.0;
const MAX_CHARS: usize = 500;
const RED: Color = Color::from_rgba8(0xb0, 0x10, 0x10, 0xf0);

static STYLE: LazyLock<Arc<TextStyle>> = LazyLock::new(|| {
    let font = Font::parse("13px monospace").unwrap_or_else(|_| Font::initial());
    Arc::new(TextStyle {
        font: Arc::new(font),
        ..(*TextStyle::initial()).clone()
    })
});

impl Scene {
    /// The same picture with a red band at the top that shows a message, clipped to the width; at most eight lines.
    pub fn with_banner(&self, message: &str) -> Self {
        let mut scene = self.clone();
        let lines: Vec<_> = message.lines().take(MAX_LINES).collect();
        let band = Rect::new(
            0.0,
            0.0,
            self.size.width,
            lines.len().max(1) as f64 * LINE + 2.0 * PADDING,
        );
        scene.banner = scene.banner.max(band.height());
        let identity = u32::try_from(scene.transforms.len()).unwrap_or(u32::MAX);
        scene.transforms.push(Affine::IDENTITY);
        scene.commands.push(Command::Transform(identity));
        scene.commands.push(Command::Blend(BlendMode::default()));
        scene.commands.push(Command::Effects(None));
        scene.commands.push(Command::FillRect(band, Brush::Solid(RED)));
        for (i, line) in lines.into_iter().enumerate() {
            scene.push_line(line, Point::new(PADDING, PADDING + LINE * (i as f64 + 0.75)));
        }
        scene
    }

    /// The height of its red band, logical pixels; 0 if it has none.
    pub(crate) fn banner(&self) -> f64 {
        self.banner
    }

    fn push_line(&mut self, line: &str, origin: Point) {
        // No more than could be seen in the widest window.
        let line: String = line
            .chars()
            .take(MAX_CHARS)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let start = self.characters.len();
        self.characters.push_str(&line);
        let index = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(TextRun {
            text: start..self.characters.len(),
            style: STYLE.clone(),
            origin,
            max_width: None,
            stroked: false,
            brush: Brush::Solid(Color::WHITE),
            boxed: None,
        });
        self.commands.push(Command::Text(index));
    }
}
