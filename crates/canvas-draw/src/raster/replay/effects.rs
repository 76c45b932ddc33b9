//! Blend modes, shadows and filters on vello_cpu.
//!
//! vello_cpu clips what is drawn into a filter's layer, not the filter's result. So while such a layer is open the clips
//! are suspended, and a layer around it is clipped instead. Its filters have one step each, so a chain is a layer in
//! a layer. All layers of a frame are in memory together, so their size counts.
//!
//! Shadows follow the drawing model of HTML canvas, filters W3C's *Filter Effects Level 1*.

use kurbo::{Affine, Vec2};
use peniko::{BlendMode, Compose, Fill};
use vello_cpu::filter_effects::{EdgeMode, Filter, FilterPrimitive};

use super::Replay;
use crate::effect::{FilterStep, Shadow};
use crate::error::Error;
use crate::geometry::kurbo;
use crate::peniko;
use crate::raster::layer::{OVER, OpenLayer};
use crate::scene::reaches_outside;

/// The greatest standard deviation of a blur, in physical pixels; wider ones are drawn as this. A blur needs three times as
/// much around the shape.
const WIDEST_BLUR: f64 = 256.0;
/// The largest side of a band with the margins of its filters: vello_cpu adds as much again, and counts with `u16`.
const LARGEST: f64 = 30_000.0;

impl Replay<'_> {
    /// Draws a shape with the current blend mode, shadow and filter. Everything that has a brush is drawn by this.
    pub(super) fn draw_composited(&mut self, mut draw: impl FnMut(&mut Self)) {
        let state = self.cursor.state();
        let (mode, Some(effects)) = (state.blend(), state.effects()) else {
            return self.blended(false, &mut draw);
        };
        let steps = effects.filter.steps();
        if let Some(shadow) = effects.shadow
            && mode.compose != Compose::Copy
        {
            self.blended(true, &mut |replay| replay.draw_shadow(&shadow, steps, &mut draw));
        }
        self.blended(!steps.is_empty(), &mut |replay| {
            replay.draw_filtered(steps, &mut draw);
        });
    }

    /// Draws in the blend mode: in a layer of its own if the mode changes pixels outside of the shape, or if `draw` opens
    /// layers.
    fn blended(&mut self, has_layers: bool, draw: &mut dyn FnMut(&mut Self)) {
        let mode = self.cursor.state().blend();
        if !reaches_outside(mode) && (!has_layers || mode == OVER) {
            return draw(self);
        }
        self.push_layer(1.0, mode);
        self.output.context().set_blend_mode(OVER);
        draw(self);
        self.output.context().pop_layer();
        self.output.context().set_blend_mode(mode);
    }

    fn draw_shadow(&mut self, shadow: &Shadow, steps: &[FilterStep], draw: &mut dyn FnMut(&mut Self)) {
        let deviation = self.deviation(shadow.blur / 2.0);
        let primitive = FilterPrimitive::DropShadowOnly {
            dx: 0.0,
            dy: 0.0,
            std_deviation: deviation as f32,
            color: shadow.color,
            edge_mode: EdgeMode::None,
        };
        // The offset moves the shape itself, since a shape outside of the target may cast its shadow into it.
        let shown = self.transform;
        self.push_primitive(primitive, deviation * 3.0);
        self.set_transform(Affine::translate(shadow.offset * self.ratio()) * shown);
        self.draw_filtered(steps, draw);
        self.set_transform(shown);
        self.pop_layer();
    }

    fn draw_filtered(&mut self, steps: &[FilterStep], draw: &mut dyn FnMut(&mut Self)) {
        for step in steps.iter().rev() {
            self.push_filter(*step);
        }
        draw(self);
        for _ in steps {
            self.pop_layer();
        }
    }

    /// Opens a layer that goes through a filter.
    pub(super) fn push_filter(&mut self, step: FilterStep) {
        match step {
            FilterStep::Blur(deviation) => {
                let deviation = self.deviation(deviation);
                if deviation <= 0.0 {
                    self.push_layer(1.0, OVER);
                    return self.layers.push_plain();
                }
                let primitive = FilterPrimitive::GaussianBlur {
                    std_deviation: deviation as f32,
                    edge_mode: EdgeMode::None,
                };
                self.push_primitive(primitive, deviation * 3.0);
            }
            FilterStep::DropShadow {
                offset,
                deviation,
                color,
            } => {
                let deviation = self.deviation(deviation);
                // Moved farther, the shadow of a visible shape is not visible.
                let farthest = self.visible().size() + kurbo::Size::new(deviation * 6.0, deviation * 6.0);
                let offset = offset * self.ratio();
                let offset = Vec2::new(
                    offset.x.clamp(-farthest.width, farthest.width),
                    offset.y.clamp(-farthest.height, farthest.height),
                );
                let primitive = FilterPrimitive::DropShadow {
                    dx: offset.x as f32,
                    dy: offset.y as f32,
                    std_deviation: deviation as f32,
                    color,
                    edge_mode: EdgeMode::None,
                };
                let reach = deviation * 3.0 + offset.x.abs().max(offset.y.abs());
                self.push_primitive(primitive, reach);
            }
        }
    }

    fn push_primitive(&mut self, primitive: FilterPrimitive, reach: f64) {
        let grown = self.visible().inflate(reach, reach).size();
        if grown.max_side() > LARGEST {
            let error = "the filters of the scene reach too far to be drawn";
            self.budget.fail(Error::Resource(error.into()));
            self.push_layer(1.0, OVER);
            return self.layers.push_plain();
        }
        let clips = self.layers.take_clips();
        if !clips.is_empty() {
            self.push_clipped_layer(1.0, OVER);
            clips.iter().for_each(|_| self.output.context().pop_clip());
        }
        self.output.context().set_transform(Affine::IDENTITY);
        let filter = Filter::from_primitive(primitive);
        self.output
            .context()
            .push_layer(None, None, None, None, Some(filter));
        self.output.context().set_transform(self.transform);
        self.layers.push_filter(clips, reach);
    }

    /// Closes the innermost layer, and opens the clips again that were suspended for it.
    pub(super) fn pop_layer(&mut self) {
        let seen = self.visible();
        let Some(layer) = self.layers.pop() else { return };
        self.output.context().pop_layer();
        let OpenLayer::Filter(filter) = layer else {
            return;
        };
        if let Some(content) = filter.content {
            let drawn = content.inflate(filter.reach, filter.reach).intersect(seen);
            // The pixels, and a copy to blur.
            self.budget.add((drawn.area() * 8.0) as usize);
            self.layers.note_content(drawn);
        }
        if !filter.clips.is_empty() {
            self.output.context().pop_layer();
        }
        for clip in filter.clips {
            self.push_clip(clip);
        }
    }

    /// Opens a layer. Its clip makes modes such as `copy` stop where the open clips do.
    pub(super) fn push_layer(&mut self, alpha: f32, mode: BlendMode) {
        if reaches_outside(mode) {
            return self.push_clipped_layer(alpha, mode);
        }
        self.output
            .context()
            .push_layer(None, Some(mode), Some(alpha), None, None);
    }

    fn push_clipped_layer(&mut self, alpha: f32, mode: BlendMode) {
        let clip = kurbo::Shape::to_path(&self.visible(), 1.0);
        self.output.context().set_transform(Affine::IDENTITY);
        self.output.context().set_fill_rule(Fill::NonZero);
        self.output
            .context()
            .push_layer(Some(&clip), Some(mode), Some(alpha), None, None);
        self.output.context().set_transform(self.transform);
    }

    /// A standard deviation in physical pixels.
    fn deviation(&self, logical: f64) -> f64 {
        (logical * self.ratio()).min(WIDEST_BLUR)
    }
}
