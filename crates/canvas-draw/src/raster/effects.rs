//! Blend modes, shadows and filters on vello_cpu.
//!
//! vello_cpu clips what is drawn into a filter's layer, not what comes out of it. So while such a layer is open the clips
//! are put aside, and a layer around it is clipped instead. Its filters know one step each, so that a chain is layers in
//! layers; and the layers of a picture are kept in memory all together, so that their size counts.

use kurbo::{Affine, Rect, Vec2};
use peniko::{BlendMode, Compose, Fill};
use vello_cpu::filter_effects::{EdgeMode, Filter, FilterPrimitive};

use super::replay::{Clip, OVER, Replay};
use crate::effect::{FilterStep, Shadow};
use crate::error::Error;
use crate::geometry::kurbo;
use crate::peniko;
use crate::scene::reaches_outside;

/// A wider blur than this, in physical pixels, is drawn as this: it takes the room of three times as much around.
const WIDEST_BLUR: f64 = 256.0;
/// With what filters add around it, no picture may be larger than this: vello_cpu adds as much again, and counts with
/// `u16`.
const LARGEST: f64 = 30_000.0;

/// A layer that is open.
#[derive(Debug)]
pub(super) enum Open {
    Plain,
    Filter(Filtered),
}

/// A layer that goes through a filter.
#[derive(Debug)]
pub(super) struct Filtered {
    /// The clips that are put aside, and whether a layer around this one has them.
    clips: Vec<Clip>,
    wrapped: bool,
    /// How far the filter carries what is drawn.
    reach: f64,
    outer_margin: f64,
    /// The bounds of what was drawn into it.
    content: Option<Rect>,
}

impl Replay<'_> {
    /// Draws a shape with the mode, the shadow and the filter that hold: all that has a brush goes through here.
    pub(super) fn in_mode(&mut self, mut draw: impl FnMut(&mut Self)) {
        let scene = self.scene;
        let Some(effects) = self.effects.map(|index| &scene.effects[index as usize]) else {
            return self.mixed(false, &mut draw);
        };
        let steps = effects.filter.steps();
        if let Some(shadow) = effects.shadow
            && self.blend.compose != Compose::Copy
        {
            self.mixed(true, &mut |replay| replay.draw_shadow(&shadow, steps, &mut draw));
        }
        self.mixed(!steps.is_empty(), &mut |replay| {
            replay.draw_filtered(steps, &mut draw);
        });
    }

    /// Draws in the blend mode: in a layer of its own if the mode changes what lies outside of the shape, or if layers
    /// are drawn.
    fn mixed(&mut self, has_layers: bool, draw: &mut dyn FnMut(&mut Self)) {
        let mode = self.blend;
        if !reaches_outside(mode) && (!has_layers || mode == OVER) {
            return draw(self);
        }
        self.push_layer(1.0, mode);
        self.context.set_blend_mode(OVER);
        draw(self);
        self.context.pop_layer();
        self.context.set_blend_mode(mode);
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
        // The offset moves what is drawn, since what lies outside of the picture may throw its shadow into it.
        let shown = self.transform;
        self.push_primitive(primitive, deviation * 3.0);
        self.set_transform(Affine::translate(shadow.offset * self.ratio) * shown);
        self.draw_filtered(steps, draw);
        self.set_transform(shown);
        self.pop_open();
    }

    fn draw_filtered(&mut self, steps: &[FilterStep], draw: &mut dyn FnMut(&mut Self)) {
        for step in steps.iter().rev() {
            self.push_filter(*step);
        }
        draw(self);
        for _ in steps {
            self.pop_open();
        }
    }

    /// Begins a layer that goes through a filter.
    pub(super) fn push_filter(&mut self, step: FilterStep) {
        match step {
            FilterStep::Blur(deviation) => {
                let deviation = self.deviation(deviation);
                if deviation <= 0.0 {
                    self.push_layer(1.0, OVER);
                    return self.open.push(Open::Plain);
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
                // Moved further, the shadow of what can be seen cannot be seen.
                let farthest = self.visible().size() + kurbo::Size::new(deviation * 6.0, deviation * 6.0);
                let offset = offset * self.ratio;
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
            self.failure.get_or_insert_with(|| Error::Resource(error.into()));
            self.push_layer(1.0, OVER);
            return self.open.push(Open::Plain);
        }
        let clips = std::mem::take(&mut self.clips);
        let wrapped = !clips.is_empty();
        if wrapped {
            self.push_clipped_layer(1.0, OVER);
            clips.iter().for_each(|_| self.context.pop_clip());
        }
        self.context.set_transform(Affine::IDENTITY);
        let filter = Filter::from_primitive(primitive);
        self.context.push_layer(None, None, None, None, Some(filter));
        self.context.set_transform(self.transform);
        self.open.push(Open::Filter(Filtered {
            clips,
            wrapped,
            reach,
            outer_margin: self.margin,
            content: None,
        }));
        self.margin += reach;
    }

    /// Ends the layer that was begun last.
    pub(super) fn pop_open(&mut self) {
        let Some(open) = self.open.pop() else { return };
        self.context.pop_layer();
        let Open::Filter(layer) = open else { return };
        if let Some(content) = layer.content {
            let drawn = content
                .inflate(layer.reach, layer.reach)
                .intersect(self.visible());
            // The pixels, and a copy to blur.
            self.cost += (drawn.area() * 8.0) as usize;
            self.margin = layer.outer_margin;
            self.note_content(drawn);
        }
        self.margin = layer.outer_margin;
        if layer.wrapped {
            self.context.pop_layer();
        }
        for clip in layer.clips {
            self.push_clip(clip);
        }
    }

    /// Remembers where something is drawn, for the filter that it goes through.
    pub(super) fn note_content(&mut self, shown: Rect) {
        let innermost = self.open.iter_mut().rev().find_map(|open| match open {
            Open::Filter(layer) => Some(layer),
            Open::Plain => None,
        });
        if let Some(layer) = innermost {
            layer.content = Some(layer.content.map_or(shown, |content| content.union(shown)));
        }
    }

    /// Begins a layer. Its clip makes modes like copy stop where the clips that are open do.
    pub(super) fn push_layer(&mut self, alpha: f32, mode: BlendMode) {
        if reaches_outside(mode) {
            return self.push_clipped_layer(alpha, mode);
        }
        self.context.push_layer(None, Some(mode), Some(alpha), None, None);
    }

    fn push_clipped_layer(&mut self, alpha: f32, mode: BlendMode) {
        let clip = kurbo::Shape::to_path(&self.visible(), 1.0);
        self.context.set_transform(Affine::IDENTITY);
        self.context.set_fill_rule(Fill::NonZero);
        self.context
            .push_layer(Some(&clip), Some(mode), Some(alpha), None, None);
        self.context.set_transform(self.transform);
    }

    fn set_transform(&mut self, transform: Affine) {
        self.transform = transform;
        self.context.set_transform(transform);
    }

    /// A standard deviation in physical pixels.
    fn deviation(&self, logical: f64) -> f64 {
        (logical * self.ratio).min(WIDEST_BLUR)
    }
}
