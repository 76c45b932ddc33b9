//! The red band that a window shows while its draw function fails.

use std::sync::{Arc, LazyLock};

use kurbo::{Affine, Point, Rect};
use peniko::{BlendMode, Color};

use super::command::{Brush, Command};
use super::data::Scene;
use super::runs::{Banner, TextRun};
use crate::geometry::kurbo;
use crate::peniko;
use crate::text::{Font, TextStyle};

/// Height of one line of the message, logical pixels.
const LINE: f64 = 18.0;
/// The greatest number of lines.
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
    /// A copy of the scene with a message in a red band at its top, which replaces an earlier one. The message is clipped
    /// to the width of the scene, and to eight lines.
    pub fn with_banner(&self, message: &str) -> Self {
        let mut scene = self.clone();
        if let Some(before) = scene.banner.take() {
            scene.commands.truncate(before.commands);
            scene.transforms.truncate(before.transforms);
            scene.texts.truncate(before.texts);
            scene.characters.truncate(before.characters);
        }
        let lines: Vec<_> = message.lines().take(MAX_LINES).collect();
        let band = Rect::new(
            0.0,
            0.0,
            self.size().width,
            lines.len().max(1) as f64 * LINE + 2.0 * PADDING,
        );
        scene.banner = Some(Banner {
            height: band.height(),
            commands: scene.commands.len(),
            transforms: scene.transforms.len(),
            texts: scene.texts.len(),
            characters: scene.characters.len(),
        });
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

    /// The height of the red band at the top, logical pixels; 0 if there is none.
    #[doc(hidden)]
    pub fn banner(&self) -> f64 {
        self.banner.map_or(0.0, |banner| banner.height)
    }

    fn push_line(&mut self, line: &str, origin: Point) {
        // No more than fits into the widest window.
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

#[cfg(test)]
mod tests {
    use crate::painter::Painter;
    use crate::scene::FrameInfo;

    #[test]
    fn a_message_replaces_the_one_before() {
        let mut painter = Painter::new(FrameInfo::new((40.0, 30.0), 1.0, None));
        painter.translate(5.0, 5.0);
        painter.fill_text("drawn", 0.0, 0.0, None);
        let plain = painter.finish();
        assert_eq!(plain.banner(), 0.0);
        let (short, long) = (plain.with_banner("one"), plain.with_banner("one\nand two"));
        assert_eq!((short.banner(), long.banner()), (30.0, 48.0));
        assert_eq!(long.with_banner("one"), short);
        assert_eq!(short.with_banner("one\nand two"), long);
        assert!(short.commands.len() > plain.commands.len());
    }
}
