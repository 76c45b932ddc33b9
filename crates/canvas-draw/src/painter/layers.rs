//! Layers: groups of commands that are drawn apart and composited as a whole
//! ([Compositing and Blending 1, Isolated groups](https://www.w3.org/TR/compositing-1/#isolatedgroups)).

use peniko::{BlendMode, Fill};

use super::Painter;
use crate::effect::{Filter, Shadow};
use crate::path::Path;
use crate::peniko;
use crate::scene::Command;

impl Painter {
    /// Begins a layer: all drawing until [`pop_layer`](Self::pop_layer) goes to transparent pixels of its own, which
    /// are then composited as a whole with `alpha` (0 to 1), in blend mode `mode` and inside of `clip` (a path under
    /// the current transform, and its fill rule). Saves the state, which `pop_layer` restores; inside of the layer
    /// alpha is 1 and the blend mode is source over, without shadow and filter.
    ///
    /// Returns `false` if no layer was begun: [`error`](Self::error) has the reason, for example more than
    /// [`MAX_OPEN`](super::MAX_OPEN) open layers and clips.
    pub fn push_layer(&mut self, alpha: f64, mode: BlendMode, clip: Option<(&Path, Fill)>) -> bool {
        self.push_filtered_layer(alpha, mode, clip, &Filter::none())
    }

    /// Begins a layer as [`push_layer`](Self::push_layer) does; `filter` is applied to its pixels before they are
    /// clipped and composited.
    pub fn push_filtered_layer(
        &mut self,
        alpha: f64,
        mode: BlendMode,
        clip: Option<(&Path, Fill)>,
        filter: &Filter,
    ) -> bool {
        let steps = filter.steps();
        if !self.may_open(1) || !self.has_room(size_of::<Command>() * (4 + steps.len())) {
            return false;
        }
        self.save();
        if let Some((path, rule)) = clip {
            self.clip_path(path, rule);
        }
        if !self.may_open(1 + steps.len()) {
            self.restore();
            return false;
        }
        self.levels.begin_layer(&self.state, steps.len());
        let alpha = if alpha.is_finite() {
            alpha.clamp(0.0, 1.0)
        } else {
            1.0
        };
        self.scene.commands.push(Command::PushLayer(alpha as f32, mode));
        // The last step is the outermost.
        let filters = steps.iter().rev().map(|step| Command::PushFilter(*step));
        self.scene.commands.extend(filters);
        // A layer begins and ends with the plain mode.
        self.recorded.blend = BlendMode::default();
        self.state.alpha = 1.0;
        self.state.blend = BlendMode::default();
        self.state.shadow = Shadow::NONE;
        self.state.filter = Filter::none();
        true
    }

    /// Calls `draw` inside of a layer that is composited as a whole with `alpha` (0 to 1) in blend mode `mode`; see
    /// [`push_layer`](Self::push_layer). Returns the result of `draw`, or `None` without calling it if the layer
    /// cannot be begun: see [`error`](Self::error).
    ///
    /// ```
    /// use canvas_draw::peniko::{BlendMode, color::palette::css};
    ///
    /// let image = canvas_draw::render((30.0, 20.0), 1.0, Some(css::WHITE), |painter| {
    ///     painter.layer(0.5, BlendMode::default(), |painter| {
    ///         // Where both overlap, as much of the background is visible as elsewhere.
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

    /// Ends the innermost layer and restores the state from before it, whatever was saved inside of it. Does nothing
    /// if no layer is open.
    pub fn pop_layer(&mut self) {
        let Some(layer) = self.levels.innermost_layer() else {
            return;
        };
        while self.levels.depth() > layer {
            self.pop_level();
        }
        self.restore();
    }
}
