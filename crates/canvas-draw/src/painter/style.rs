//! Styles: paints ([HTML, Fill and stroke
//! styles](https://html.spec.whatwg.org/multipage/canvas.html#fill-and-stroke-styles)), lines ([Line
//! styles](https://html.spec.whatwg.org/multipage/canvas.html#line-styles)), alpha and blend mode
//! ([Compositing](https://html.spec.whatwg.org/multipage/canvas.html#compositing)). Values that HTML ignores are
//! ignored.

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
    /// Creates a gradient along the line from (`x0`, `y0`) to (`x1`, `y1`), logical pixels; HTML's
    /// `createLinearGradient`. See [`Gradient::linear`].
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) for a number that is not finite.
    pub fn create_linear_gradient(&self, x0: f64, y0: f64, x1: f64, y1: f64) -> Result<Gradient> {
        Gradient::linear(x0, y0, x1, y1)
    }

    /// Creates a gradient between the circle around (`x0`, `y0`) with radius `r0` and the one around (`x1`, `y1`) with
    /// radius `r1`, logical pixels; HTML's `createRadialGradient`. See [`Gradient::radial`].
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

    /// Creates a gradient clockwise around (`x`, `y`) from `start_angle`, radians (0 is to the right); HTML's
    /// `createConicGradient`. See [`Gradient::conic`].
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) for a number that is not finite.
    pub fn create_conic_gradient(&self, start_angle: f64, x: f64, y: f64) -> Result<Gradient> {
        Gradient::conic(start_angle, x, y)
    }

    /// Creates a pattern from an image, one pixel of which covers one logical pixel; HTML's `createPattern`. See
    /// [`Pattern::new`].
    pub fn create_pattern(&self, image: &Image, repetition: Repetition) -> Pattern {
        Pattern::new(image, repetition)
    }

    /// The paint of fills; black by default.
    pub fn fill_style(&self) -> &Paint {
        &self.state.fill
    }

    /// Sets the paint of fills: a colour, a gradient or a pattern.
    pub fn set_fill_style(&mut self, paint: impl Into<Paint>) {
        self.state.fill = paint.into();
    }

    /// The paint of strokes; black by default.
    pub fn stroke_style(&self) -> &Paint {
        &self.state.stroke
    }

    /// Sets the paint of strokes: a colour, a gradient or a pattern.
    pub fn set_stroke_style(&mut self, paint: impl Into<Paint>) {
        self.state.stroke = paint.into();
    }

    /// The line width, in units of the current coordinates (logical pixels without a transform); 1 by default.
    pub fn line_width(&self) -> f64 {
        self.state.line.width
    }

    /// Sets the line width. A value that is not positive and finite is ignored.
    pub fn set_line_width(&mut self, width: f64) {
        if width.is_finite() && width > 0.0 {
            self.state.line.width = width;
        }
    }

    /// The shape of the ends of lines; butt by default.
    pub fn line_cap(&self) -> Cap {
        self.state.line.cap
    }

    /// Sets the shape of the ends of lines and dashes.
    pub fn set_line_cap(&mut self, cap: Cap) {
        self.state.line.cap = cap;
    }

    /// The shape of the corners of lines; miter by default.
    pub fn line_join(&self) -> Join {
        self.state.line.join
    }

    /// Sets the shape of the corners of lines.
    pub fn set_line_join(&mut self, join: Join) {
        self.state.line.join = join;
    }

    /// The miter limit: the largest ratio of the miter length to half the line width; sharper corners are beveled. 10
    /// by default.
    pub fn miter_limit(&self) -> f64 {
        self.state.line.miter_limit
    }

    /// Sets the miter limit. A value that is not positive and finite is ignored.
    pub fn set_miter_limit(&mut self, limit: f64) {
        if limit.is_finite() && limit > 0.0 {
            self.state.line.miter_limit = limit;
        }
    }

    /// The lengths of dashes and gaps in turn, logical pixels; empty (a solid line) by default.
    pub fn line_dash(&self) -> &[f64] {
        &self.state.line.dash
    }

    /// Sets the lengths of dashes and gaps, logical pixels; a list of odd length is repeated once. Ignored if a number
    /// is negative or not finite.
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

    /// The distance into the dash pattern at which lines begin, logical pixels; 0 by default.
    pub fn line_dash_offset(&self) -> f64 {
        self.state.line.dash_offset
    }

    /// Sets the distance into the dash pattern at which lines begin, logical pixels. A value that is not finite is
    /// ignored.
    pub fn set_line_dash_offset(&mut self, offset: f64) {
        if offset.is_finite() {
            self.state.line.dash_offset = offset;
        }
    }

    /// The alpha that all drawing is multiplied by, 0 to 1; 1 by default. HTML's `globalAlpha`.
    pub fn alpha(&self) -> f64 {
        self.state.alpha
    }

    /// Sets the alpha that all drawing is multiplied by. A value outside of 0 to 1 is ignored.
    pub fn set_alpha(&mut self, alpha: f64) {
        if (0.0..=1.0).contains(&alpha) {
            self.state.alpha = alpha;
        }
    }

    /// The blend mode: how drawing is composited with the backdrop; source over by default. HTML's
    /// `globalCompositeOperation`.
    pub fn blend_mode(&self) -> BlendMode {
        self.state.blend
    }

    /// Sets the blend mode. Names are read by [`blend_mode_from_name`](super::blend_mode_from_name).
    pub fn set_blend_mode(&mut self, mode: BlendMode) {
        self.state.blend = mode;
    }

    /// Whether scaled images are smoothed; `true` by default
    /// ([HTML, Image smoothing](https://html.spec.whatwg.org/multipage/canvas.html#image-smoothing)).
    pub fn image_smoothing(&self) -> bool {
        self.state.smooth
    }

    /// Sets whether images and patterns are smoothed when scaled; otherwise the nearest pixel is taken.
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

    /// The brush of a gradient or a pattern, for fills (`role` 0) or strokes (1). It is recorded again only after a
    /// change.
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
