//! Shadows and filters.

use kurbo::Vec2;
use peniko::Color;

use super::Painter;
use crate::effect::Filter;
use crate::geometry::kurbo;
use crate::peniko;
use crate::scene::{Command, Effects};

impl Painter {
    /// The colour of shadows; transparent at first, which draws none.
    pub fn shadow_color(&self) -> Color {
        self.state.shadow.color
    }

    /// Sets the colour of shadows.
    pub fn set_shadow_color(&mut self, color: Color) {
        self.state.shadow.color = color;
    }

    /// How blurred shadows are: twice the standard deviation, logical pixels whatever the transform; 0 at first.
    pub fn shadow_blur(&self) -> f64 {
        self.state.shadow.blur
    }

    /// Sets how blurred shadows are. Ignores what is negative or not finite.
    pub fn set_shadow_blur(&mut self, blur: f64) {
        if blur.is_finite() && blur >= 0.0 {
            self.state.shadow.blur = blur;
        }
    }

    /// How far to the right and down shadows are, logical pixels whatever the transform; 0 at first.
    pub fn shadow_offset(&self) -> Vec2 {
        self.state.shadow.offset
    }

    /// Sets how far to the right shadows are. Ignores what is not finite.
    pub fn set_shadow_offset_x(&mut self, x: f64) {
        if x.is_finite() {
            self.state.shadow.offset.x = x;
        }
    }

    /// Sets how far down shadows are. Ignores what is not finite.
    pub fn set_shadow_offset_y(&mut self, y: f64) {
        if y.is_finite() {
            self.state.shadow.offset.y = y;
        }
    }

    /// What each shape goes through before it is mixed in; nothing at first.
    pub fn filter(&self) -> &Filter {
        &self.state.filter
    }

    /// Sets what each shape goes through before it is mixed in.
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
