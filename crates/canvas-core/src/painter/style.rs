//! The properties: colours, lines, alpha, mode. Values that HTML ignores are ignored.

use std::sync::Arc;

use kurbo::{Cap, Join};
use peniko::{BlendMode, Color};

use super::Painter;
use crate::geometry::kurbo;
use crate::peniko;
use crate::scene::Brush;

impl Painter {
    /// What shapes are filled with; black at first.
    pub fn fill_style(&self) -> Color {
        self.state.fill
    }

    /// Sets what shapes are filled with.
    pub fn set_fill_style(&mut self, color: Color) {
        self.state.fill = color;
    }

    /// What lines are drawn with; black at first.
    pub fn stroke_style(&self) -> Color {
        self.state.stroke
    }

    /// Sets what lines are drawn with.
    pub fn set_stroke_style(&mut self, color: Color) {
        self.state.stroke = color;
    }

    /// How thick lines are; 1 at first.
    pub fn line_width(&self) -> f64 {
        self.state.line.width
    }

    /// Sets how thick lines are. Ignores what is not positive and finite.
    pub fn set_line_width(&mut self, width: f64) {
        if width.is_finite() && width > 0.0 {
            self.state.line.width = width;
        }
    }

    /// How lines end; cut off at first.
    pub fn line_cap(&self) -> Cap {
        self.state.line.cap
    }

    /// Sets how lines end.
    pub fn set_line_cap(&mut self, cap: Cap) {
        self.state.line.cap = cap;
    }

    /// How corners look; mitered at first.
    pub fn line_join(&self) -> Join {
        self.state.line.join
    }

    /// Sets how corners look.
    pub fn set_line_join(&mut self, join: Join) {
        self.state.line.join = join;
    }

    /// How far a mitered corner may reach, as a multiple of half the line width; 10 at first.
    pub fn miter_limit(&self) -> f64 {
        self.state.line.miter_limit
    }

    /// Sets how far a mitered corner may reach. Ignores what is not positive and finite.
    pub fn set_miter_limit(&mut self, limit: f64) {
        if limit.is_finite() && limit > 0.0 {
            self.state.line.miter_limit = limit;
        }
    }

    /// The lengths of dashes and gaps; empty (a solid line) at first.
    pub fn line_dash(&self) -> &[f64] {
        &self.state.line.dash
    }

    /// Sets the lengths of dashes and gaps; a list of odd length is taken twice. Ignored if a number is negative or
    /// not finite.
    pub fn set_line_dash(&mut self, segments: &[f64]) {
        if segments.iter().all(|s| s.is_finite() && *s >= 0.0) {
            let once = segments.iter().copied();
            self.state.line.dash = if segments.len() % 2 == 1 {
                once.clone().chain(once).collect()
            } else {
                Arc::from(segments)
            };
        }
    }

    /// Where in the dashes a line begins; 0 at first.
    pub fn line_dash_offset(&self) -> f64 {
        self.state.line.dash_offset
    }

    /// Sets where in the dashes a line begins.
    pub fn set_line_dash_offset(&mut self, offset: f64) {
        if offset.is_finite() {
            self.state.line.dash_offset = offset;
        }
    }

    /// How opaque everything is drawn, 0 to 1; 1 at first.
    pub fn alpha(&self) -> f64 {
        self.state.alpha
    }

    /// Sets how opaque everything is drawn. Ignores what is not between 0 and 1.
    pub fn set_alpha(&mut self, alpha: f64) {
        if (0.0..=1.0).contains(&alpha) {
            self.state.alpha = alpha;
        }
    }

    /// How drawing is mixed with what is there; source over at first.
    pub fn blend_mode(&self) -> BlendMode {
        self.state.blend
    }

    /// Sets how drawing is mixed with what is there.
    pub fn set_blend_mode(&mut self, mode: BlendMode) {
        self.state.blend = mode;
    }

    /// Whether images are smoothed when scaled; true at first.
    pub fn image_smoothing(&self) -> bool {
        self.state.smooth
    }

    /// Sets whether images are smoothed when scaled.
    pub fn set_image_smoothing(&mut self, smooth: bool) {
        self.state.smooth = smooth;
    }

    pub(super) fn fill_brush(&self) -> Brush {
        Brush::Solid(self.state.fill.multiply_alpha(self.state.alpha as f32))
    }

    pub(super) fn stroke_brush(&self) -> Brush {
        Brush::Solid(self.state.stroke.multiply_alpha(self.state.alpha as f32))
    }
}
