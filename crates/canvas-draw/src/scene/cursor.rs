//! [`SceneCursor`]: walks through the commands of a scene and keeps the state that each of them is drawn with.

use kurbo::{Affine, Stroke};
use peniko::{BlendMode, Fill};

use super::command::{Command, PathRange};
use super::data::Scene;
use super::runs::Effects;
use crate::geometry::kurbo;
use crate::peniko;

/// A clip: path, fill rule, and the transform from the path to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Clip {
    pub(crate) path: PathRange,
    pub(crate) rule: Fill,
    pub(crate) transform: Affine,
}

/// The state that a command is drawn with.
#[derive(Clone, Debug)]
pub(crate) struct GraphicsState<'a> {
    transform: Affine,
    blend: BlendMode,
    stroke: Option<&'a Stroke>,
    effects: Option<&'a Effects>,
    clips: Vec<Clip>,
    layers: Vec<BlendMode>,
}

impl<'a> GraphicsState<'a> {
    /// From the coordinates of shapes to pixels.
    pub(crate) fn transform(&self) -> Affine {
        self.transform
    }

    /// How shapes are composited with the backdrop.
    pub(crate) fn blend(&self) -> BlendMode {
        self.blend
    }

    /// How lines are drawn; `None` before the first stroke is set.
    pub(crate) fn stroke(&self) -> Option<&'a Stroke> {
        self.stroke
    }

    /// The shadow and the filter of shapes.
    pub(crate) fn effects(&self) -> Option<&'a Effects> {
        self.effects
    }

    /// The open clips, outermost first; those around open layers too.
    pub(crate) fn clips(&self) -> &[Clip] {
        &self.clips
    }

    /// The blend modes of the open layers, outermost first; that of a filter is the default one.
    pub(crate) fn layers(&self) -> &[BlendMode] {
        &self.layers
    }
}

/// A place between two commands of a scene, and the state there.
#[derive(Clone, Debug)]
pub(crate) struct SceneCursor<'a> {
    scene: &'a Scene,
    base: Affine,
    position: usize,
    state: GraphicsState<'a>,
}

impl<'a> SceneCursor<'a> {
    /// A cursor before the first command. `base` leads from logical pixels to the pixels that are drawn.
    pub(crate) fn new(scene: &'a Scene, base: Affine) -> Self {
        Self {
            scene,
            base,
            position: 0,
            state: GraphicsState {
                transform: base,
                blend: BlendMode::default(),
                stroke: None,
                effects: None,
                clips: Vec::new(),
                layers: Vec::new(),
            },
        }
    }

    /// The scene that it walks through.
    pub(crate) fn scene(&self) -> &'a Scene {
        self.scene
    }

    /// The index of the next command.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// The state that the next command is drawn with.
    pub(crate) fn state(&self) -> &GraphicsState<'a> {
        &self.state
    }

    /// The next command, without stepping over it.
    #[inline]
    pub(crate) fn peek(&self) -> Option<Command> {
        self.scene.commands.get(self.position).copied()
    }

    /// Steps over the next command and returns it. The state includes what the command sets from then on; commands
    /// that draw set nothing, so theirs is the same before and after.
    #[inline]
    pub(crate) fn advance(&mut self) -> Option<Command> {
        let command = self.peek()?;
        self.position += 1;
        let state = &mut self.state;
        match command {
            Command::Transform(index) => {
                state.transform = self.base * self.scene.transforms[index as usize];
            }
            Command::Blend(mode) => state.blend = mode,
            Command::Stroke(index) => state.stroke = Some(&self.scene.strokes[index as usize]),
            Command::Effects(index) => {
                state.effects = index.map(|index| &self.scene.effects[index as usize]);
            }
            Command::PushClip(path, rule) => state.clips.push(Clip {
                path,
                rule,
                transform: state.transform,
            }),
            Command::PopClip => drop(state.clips.pop()),
            Command::PushLayer(_, mode) => state.push_layer(mode),
            Command::PushFilter(_) => state.push_layer(BlendMode::default()),
            Command::PopLayer => {
                state.layers.pop();
                state.blend = BlendMode::default();
            }
            Command::FillRect(..)
            | Command::ReplaceRect(..)
            | Command::ReplaceAll(_)
            | Command::FillCircle(..)
            | Command::FillPath(..)
            | Command::StrokePath(..)
            | Command::StrokeLine(..)
            | Command::Image(_)
            | Command::PutPixels(_)
            | Command::Text(_)
            | Command::Batch(_) => {}
        }
        Some(command)
    }
}

impl GraphicsState<'_> {
    fn push_layer(&mut self, mode: BlendMode) {
        self.layers.push(mode);
        self.blend = BlendMode::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::painter::Painter;
    use crate::peniko::{Color, Mix};
    use crate::scene::{CommandKind, FrameInfo};

    #[test]
    fn the_state_of_each_command_is_that_of_the_painter() {
        let mut painter = Painter::new(FrameInfo::new((40.0, 30.0), 1.0, None));
        painter.save();
        painter.translate(3.0, 4.0);
        painter.begin_path();
        painter.rect(0.0, 0.0, 10.0, 10.0);
        painter.clip(Fill::NonZero);
        painter.push_layer(0.5, BlendMode::from(Mix::Multiply), None);
        painter.set_line_width(7.0);
        painter.stroke_line(0.0, 0.0, 5.0, 5.0);
        painter.pop_layer();
        painter.restore();
        painter.set_shadow_color(Color::BLACK);
        painter.set_shadow_blur(2.0);
        painter.fill_rect(0.0, 0.0, 2.0, 2.0);
        let scene = painter.finish();
        let mut cursor = SceneCursor::new(&scene, Affine::scale(2.0));
        let mut drawn = Vec::new();
        while let Some(command) = cursor.advance() {
            let state = cursor.state();
            if command.kind() == CommandKind::Draw {
                drawn.push((
                    state.transform().translation().to_point(),
                    state.stroke().map(|stroke| stroke.width),
                    state.clips().len(),
                    state.layers().to_vec(),
                    state.effects().is_some(),
                ));
            }
        }
        assert_eq!(cursor.position(), scene.commands.len());
        let multiply = BlendMode::from(Mix::Multiply);
        assert_eq!(drawn[0], ((6.0, 8.0).into(), Some(7.0), 1, vec![multiply], false));
        let (_, _, clips, layers, effects) = &drawn[1];
        assert_eq!((*clips, layers.len(), *effects), (0, 0, true));
    }
}
