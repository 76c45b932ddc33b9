//! Which texts are drawn by their outlines, though masks could draw them.
//!
//! Masks go into finished pixels ([`text`](super::super::text)), so what is drawn over a text wants the pixels to be made
//! before it. That has the price of a whole picture; a few letters cost less as outlines among the other shapes.
//!
//! Outlines and masks differ by a level here and there, so it is decided for the scene as a whole: in which parts it is
//! drawn makes no difference. That every text lies where it should is not decided here: areas are estimates.

use std::ops::Range;

use kurbo::{Affine, Rect};

use super::super::extent::covered;
use super::super::replay::OVER;
use super::super::shapes::as_rect;
use super::super::text::{is_upright, laid_out};
use crate::geometry::kurbo;
use crate::peniko::BlendMode;
use crate::scene::{Brush, Command, PathRange, Scene};

/// A letter by its outline takes about as long as so many pixels of a whole picture.
const PIXELS_A_LETTER: usize = 2000;

/// For each text of a scene, whether its outlines are drawn; for a picture of so many pixels, and with the runs of commands
/// that are stamped.
pub(super) fn outlined(scene: &Scene, base: Affine, runs: &[Range<usize>], pixels: usize) -> Vec<bool> {
    let mut walk = Walk {
        scene,
        base,
        pixels,
        transform: base,
        stroke: None,
        effects: false,
        blend: OVER,
        layers: 0,
        clips: Vec::new(),
        waiting: Vec::new(),
        gathered: false,
        outlined: vec![false; scene.texts.len()],
    };
    // Where there are modes, no text waits.
    if scene.texts.is_empty() || scene.mixes() {
        return walk.outlined;
    }
    let mut runs = runs.iter();
    let mut run = runs.next();
    for (index, command) in scene.commands.iter().enumerate() {
        if run.is_some_and(|run| run.end == index) {
            run = runs.next();
        }
        let stamped = run.is_some_and(|run| run.contains(&index));
        if stamped {
            walk.pixels_are_made();
        }
        walk.command(*command, stamped);
    }
    walk.outlined
}

/// A text that waits for the pixels.
struct Waits {
    index: u32,
    placed: Affine,
    /// More than it may cover, and about what it covers: that takes time.
    roughly: Rect,
    nearly: Option<Rect>,
}

/// What holds for the next command, as in [`Replay`](super::super::replay::Replay).
struct Walk<'a> {
    scene: &'a Scene,
    base: Affine,
    pixels: usize,
    transform: Affine,
    stroke: Option<u32>,
    effects: bool,
    blend: BlendMode,
    layers: usize,
    clips: Vec<(PathRange, Affine)>,
    waiting: Vec<Waits>,
    /// Whether something else than text has gathered that is not in the pixels yet.
    gathered: bool,
    outlined: Vec<bool>,
}

impl Walk<'_> {
    fn command(&mut self, command: Command, stamped: bool) {
        match command {
            Command::Transform(index) => self.transform = self.base * self.scene.transforms[index as usize],
            Command::Stroke(index) => self.stroke = Some(index),
            Command::Effects(index) => self.effects = index.is_some(),
            Command::Blend(mode) => self.blend = mode,
            Command::PushClip(range, _) => self.clips.push((range, self.transform)),
            Command::PopClip => drop(self.clips.pop()),
            Command::Text(index) if self.can_wait(index) => {
                let roughly = self.area(command);
                self.waiting.push(Waits {
                    index,
                    placed: self.transform,
                    roughly,
                    nearly: None,
                });
            }
            _ if stamped => {}
            _ => {
                self.draw_over(self.area(command));
                self.gathered = true;
                match command {
                    Command::PushLayer(..) | Command::PushFilter(_) => self.layers += 1,
                    Command::PopLayer => self.layers = self.layers.saturating_sub(1),
                    _ => {}
                }
            }
        }
    }

    fn pixels_are_made(&mut self) {
        self.waiting.clear();
        self.gathered = false;
    }

    /// What a command may cover; everything if that cannot be told.
    fn area(&self, command: Command) -> Rect {
        let everywhere = Rect::new(f64::MIN, f64::MIN, f64::MAX, f64::MAX);
        if self.effects {
            return everywhere;
        }
        let line = self.stroke.map(|index| &self.scene.strokes[index as usize]);
        covered(self.scene, command, self.transform, line).unwrap_or(everywhere)
    }

    fn can_wait(&self, index: u32) -> bool {
        let run = &self.scene.texts[index as usize];
        let plain = self.layers == 0 && !self.effects && self.blend == OVER;
        plain
            && !run.stroked
            && matches!(run.brush, Brush::Solid(_))
            && is_upright(self.transform, run.style.font.size)
            && self.clips.iter().all(|(range, transform)| {
                let elements = &self.scene.elements[range.range()];
                elements.len() <= 5 && {
                    let path: Vec<_> = elements.iter().map(|element| *transform * *element).collect();
                    as_rect(&path).is_some_and(|rect| rect.round() == rect)
                }
            })
    }

    /// Something is drawn over what waits.
    fn draw_over(&mut self, area: Rect) {
        let scene = self.scene;
        if !self.waiting.iter_mut().any(|text| text.meets(scene, area)) {
            return;
        }
        let letters: usize = self
            .waiting
            .iter()
            .map(|text| scene.texts[text.index as usize].text.len())
            .sum();
        let is_little = letters.saturating_mul(PIXELS_A_LETTER) <= self.pixels;
        // Where nothing has gathered but text, it takes nothing to put it into the pixels.
        if self.gathered && is_little {
            for text in self.waiting.drain(..) {
                self.outlined[text.index as usize] = true;
            }
        } else {
            self.pixels_are_made();
        }
    }
}

impl Waits {
    fn meets(&mut self, scene: &Scene, area: Rect) -> bool {
        if !self.roughly.overlaps(area) {
            return false;
        }
        let nearly = *self.nearly.get_or_insert_with(|| {
            let (shaped, place) = laid_out(scene, &scene.texts[self.index as usize]);
            let lines = Rect::new(0.0, -shaped.ascent, shaped.width, shaped.descent).abs();
            (self.placed * place).transform_rect_bbox(lines)
        });
        nearly.overlaps(area)
    }
}
