//! The properties: colours, lines, alpha, mode. Values that HTML ignores are ignored.

use std::sync::Arc;

use kurbo::{Cap, Join};
use peniko::{BlendMode, Color};

use super::Painter;
use super::recorded::{Kept, RecordedPaint};
use crate::error::Result;
use crate::geometry::kurbo;
use crate::image::Image;
use crate::paint::{Gradient, Paint, Pattern, Repetition};
use crate::peniko;
use crate::scene::Brush;

impl Painter {
    /// The same as [`Gradient::linear`].
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) for a number that is not finite.
    pub fn create_linear_gradient(&self, x0: f64, y0: f64, x1: f64, y1: f64) -> Result<Gradient> {
        Gradient::linear(x0, y0, x1, y1)
    }

    /// The same as [`Gradient::radial`].
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) for a number that is not finite, or a negative radius.
    pub fn create_radial_gradient(
        &self,
        x0: f64,
        y0: f64,
        r0: f64,
        x1: f64,
        y1: f64,
        r1: f64,
    ) -> Result<Gradient> {
        Gradient::radial(x0, y0, r0, x1, y1, r1)
    }

    /// The same as [`Gradient::conic`].
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) for a number that is not finite.
    pub fn create_conic_gradient(&self, start_angle: f64, x: f64, y: f64) -> Result<Gradient> {
        Gradient::conic(start_angle, x, y)
    }

    /// The same as [`Pattern::new`].
    pub fn create_pattern(&self, image: &Image, repetition: Repetition) -> Pattern {
        Pattern::new(image, repetition)
    }

    /// What shapes are filled with; black at first.
    pub fn fill_style(&self) -> &Paint {
        &self.state.fill
    }

    /// Sets what shapes are filled with: a colour, a gradient or a pattern.
    pub fn set_fill_style(&mut self, paint: impl Into<Paint>) {
        self.state.fill = paint.into();
    }

    /// What lines are drawn with; black at first.
    pub fn stroke_style(&self) -> &Paint {
        &self.state.stroke
    }

    /// Sets what lines are drawn with: a colour, a gradient or a pattern.
    pub fn set_stroke_style(&mut self, paint: impl Into<Paint>) {
        self.state.stroke = paint.into();
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

    pub(super) fn fill_brush(&mut self) -> Brush {
        match &self.state.fill {
            Paint::Color(color) => Brush::Solid(color.multiply_alpha(self.state.alpha as f32)),
            _ => self.paint_brush(0),
        }
    }

    pub(super) fn stroke_brush(&mut self) -> Brush {
        match &self.state.stroke {
            Paint::Color(color) => Brush::Solid(color.multiply_alpha(self.state.alpha as f32)),
            _ => self.paint_brush(1),
        }
    }

    /// The brush of a gradient or a pattern, recorded once as long as nothing of it changes: for filling (0) or lines (1).
    fn paint_brush(&mut self, role: usize) -> Brush {
        let paint = match role {
            0 => &self.state.fill,
            _ => &self.state.stroke,
        };
        let (kept, image) = match paint {
            Paint::Color(color) => return Brush::Solid(*color),
            Paint::Gradient(gradient) => (Kept::Gradient(gradient.now()), None),
            Paint::Pattern(pattern) => {
                let pattern = pattern.now();
                let image = pattern.image.clone();
                (Kept::Pattern(pattern), Some(image))
            }
        };
        let paint = RecordedPaint {
            kept,
            alpha: self.state.alpha as f32,
            smooth: self.state.smooth,
            index: 0,
        };
        if let Some(last) = &self.recorded.paints[role]
            && last.is(&paint)
        {
            return Brush::Paint(last.index);
        }
        let fits = match &image {
            Some(image) => self.has_room_for(image),
            None => self.has_room(paint.byte_len()),
        };
        if !fits {
            return Brush::Solid(Color::TRANSPARENT);
        }
        let index = self.scene.paints.len() as u32;
        self.scene.paints.push(paint.to_run());
        self.recorded.paints[role] = Some(RecordedPaint { index, ..paint });
        Brush::Paint(index)
    }
}
