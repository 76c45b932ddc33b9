//! Layers: a group of shapes that is drawn apart and mixed in as a whole.

use peniko::{BlendMode, Fill};

use super::{MAX_OPEN, Painter};
use crate::effect::{Filter, Shadow};
use crate::path::Path;
use crate::peniko;
use crate::scene::Command;

impl Painter {
    /// Begins a layer: what follows is drawn apart, on transparent ground, and mixed in as a whole by
    /// [`pop_layer`](Self::pop_layer), which also brings back the state. Inside of it alpha is 1 and the mode is
    /// source over, without shadow and filter.
    ///
    /// Returns whether it was begun; if not, see [`error`](Self::error).
    pub fn push_layer(&mut self, alpha: f64, mode: BlendMode, clip: Option<(&Path, Fill)>) -> bool {
        self.push_filtered_layer(alpha, mode, clip, &Filter::none())
    }

    /// The same, and the layer goes through a filter before it is clipped and mixed in.
    pub fn push_filtered_layer(
        &mut self,
        alpha: f64,
        mode: BlendMode,
        clip: Option<(&Path, Fill)>,
        filter: &Filter,
    ) -> bool {
        let steps = filter.steps();
        if !self.may_open() || !self.has_room(size_of::<Command>() * (4 + steps.len())) {
            return false;
        }
        self.save();
        if let Some((path, rule)) = clip {
            self.clip_path(path, rule);
        }
        if self.open + steps.len() >= MAX_OPEN {
            self.open += steps.len();
            self.may_open();
            self.open -= steps.len();
            self.restore();
            return false;
        }
        self.push_level(true);
        let alpha = if alpha.is_finite() {
            alpha.clamp(0.0, 1.0)
        } else {
            1.0
        };
        self.scene.commands.push(Command::PushLayer(alpha as f32, mode));
        // The last step is the outermost.
        let filters = steps.iter().rev().map(|step| Command::PushFilter(*step));
        self.scene.commands.extend(filters);
        self.open += 1 + steps.len();
        if let Some(level) = self.saved.last_mut() {
            level.filters = steps.len();
        }
        // A layer begins and ends with the plain mode.
        self.recorded.blend = BlendMode::default();
        self.state.alpha = 1.0;
        self.state.blend = BlendMode::default();
        self.state.shadow = Shadow::NONE;
        self.state.filter = Filter::none();
        true
    }

    /// Draws in a layer of its own, which is mixed in as a whole; see [`push_layer`](Self::push_layer). `None`, and
    /// nothing is drawn, if it cannot be begun: see [`error`](Self::error).
    ///
    /// ```
    /// use canvas_draw::peniko::{BlendMode, color::palette::css};
    ///
    /// let image = canvas_draw::render((30.0, 20.0), 1.0, Some(css::WHITE), |painter| {
    ///     painter.layer(0.5, BlendMode::default(), |painter| {
    ///         // Where both are, the ground shines through as elsewhere.
    ///         painter.fill_rect(0.0, 0.0, 20.0, 20.0);
    ///         painter.fill_rect(10.0, 0.0, 20.0, 20.0);
    ///     });
    /// })?;
    /// assert_eq!(image.pixel(5, 10), image.pixel(15, 10));
    /// assert_ne!(image.pixel(5, 10), Some([0, 0, 0, 255]));
    /// # canvas_draw::Result::Ok(())
    /// ```
    pub fn layer<R>(&mut self, alpha: f64, mode: BlendMode, draw: impl FnOnce(&mut Self) -> R) -> Option<R> {
        let depth = self.depth();
        if !self.push_layer(alpha, mode, None) {
            return None;
        }
        let result = draw(self);
        self.restore_to(depth);
        Some(result)
    }

    /// Ends the layer that was begun last, and what was saved inside of it. Does nothing if there is none.
    pub fn pop_layer(&mut self) {
        let Some(layer) = self.saved.iter().rposition(|level| level.is_layer) else {
            return;
        };
        while self.saved.len() > layer {
            self.pop_level();
        }
        self.restore();
    }
}
