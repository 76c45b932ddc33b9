//! Shadows ([HTML, Shadows](https://html.spec.whatwg.org/multipage/canvas.html#shadows)) and filters
//! ([HTML, Filters](https://html.spec.whatwg.org/multipage/canvas.html#filters)).

use kurbo::Vec2;
use peniko::Color;

use super::Painter;
use crate::effect::Filter;
use crate::geometry::kurbo;
use crate::peniko;
use crate::scene::{Command, Effects};

impl Painter {
    /// The colour of shadows; transparent by default, which draws none.
    pub fn shadow_color(&self) -> Color {
        self.state.shadow.color
    }

    /// Sets the colour of shadows. A shadow is drawn if it is not transparent and blur or offset is not 0.
    pub fn set_shadow_color(&mut self, color: Color) {
        self.state.shadow.color = color;
    }

    /// The blur of shadows: twice the standard deviation in logical pixels, independent of the transform; 0 by default.
    pub fn shadow_blur(&self) -> f64 {
        self.state.shadow.blur
    }

    /// Sets the blur of shadows: twice the standard deviation in logical pixels. A negative or not finite value is
    /// ignored.
    pub fn set_shadow_blur(&mut self, blur: f64) {
        if blur.is_finite() && blur >= 0.0 {
            self.state.shadow.blur = blur;
        }
    }

    /// The offset of shadows to the right and down, logical pixels, independent of the transform; 0 by default.
    pub fn shadow_offset(&self) -> Vec2 {
        self.state.shadow.offset
    }

    /// Sets the offset of shadows to the right, logical pixels. A value that is not finite is ignored.
    pub fn set_shadow_offset_x(&mut self, x: f64) {
        if x.is_finite() {
            self.state.shadow.offset.x = x;
        }
    }

    /// Sets the offset of shadows down, logical pixels. A value that is not finite is ignored.
    pub fn set_shadow_offset_y(&mut self, y: f64) {
        if y.is_finite() {
            self.state.shadow.offset.y = y;
        }
    }

    /// The filter that is applied to each shape before it is composited; none by default.
    pub fn filter(&self) -> &Filter {
        &self.state.filter
    }

    /// Sets the filter that is applied to each shape before it is composited. The shadow is that of the filtered shape.
    pub fn set_filter(&mut self, filter: Filter) {
        self.state.filter = filter;
    }

    pub(super) fn record_effects(&mut self) {
        let shadow = Some(self.state.shadow).filter(|shadow| shadow.is_visible());
        let wanted = shadow.is_some() || !self.state.filter.is_none();
        match self.recorded.effects {
            None if !wanted => {}
            Some(_) if !wanted => {
                self.recorded.effects = None;
                self.scene.commands.push(Command::Effects(None));
            }
            last => {
                let filter = &self.state.filter;
                let is = |effects: &Effects| effects.shadow == shadow && effects.filter == *filter;
                if last.is_some_and(|index| is(&self.scene.effects[index as usize])) {
                    return;
                }
                let index = self.scene.effects.len() as u32;
                let filter = filter.clone();
                self.scene.effects.push(Effects { shadow, filter });
                self.scene.commands.push(Command::Effects(Some(index)));
                self.recorded.effects = Some(index);
            }
        }
    }
}
