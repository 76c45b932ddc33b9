//! Drawing images ([HTML, Drawing images](https://html.spec.whatwg.org/multipage/canvas.html#drawing-images)).

use kurbo::Rect;

use super::Painter;
use crate::geometry::kurbo;
use crate::image::Image;
use crate::scene::{Command, ImageRun};

impl Painter {
    /// Draws an image with its top left corner at (`x`, `y`); one pixel of it covers one logical pixel.
    pub fn draw_image(&mut self, image: &Image, x: f64, y: f64) {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        self.draw_image_scaled(image, x, y, width, height);
    }

    /// Draws an image scaled to a rectangle, logical pixels; a negative size mirrors it.
    pub fn draw_image_scaled(&mut self, image: &Image, x: f64, y: f64, width: f64, height: f64) {
        let source = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        self.draw_image_part(image, source, Rect::new(x, y, x + width, y + height));
    }

    /// Draws the part `source` of an image (in its pixels) scaled to `target` (logical pixels). Where `source` exceeds
    /// the image, it is cropped, and `target` in proportion. If the scene has no room for the image, that is an
    /// [`Error::Resource`](crate::Error::Resource).
    pub fn draw_image_part(&mut self, image: &Image, source: Rect, target: Rect) {
        if !source.is_finite() || !target.is_finite() {
            return;
        }
        let Some((source, target)) = crop(image, source, target) else {
            return;
        };
        if self.state.inverse.is_none() || !self.has_room_for(image) {
            return;
        }
        let run = ImageRun {
            image: image.clone(),
            source,
            target,
            alpha: self.state.alpha as f32,
            smooth: self.state.smooth,
        };
        let index = self.scene.images.len() as u32;
        self.scene.images.push(run);
        self.draw(Command::Image(index));
    }

    /// Whether an image fits in the scene. It is counted once, however often it is drawn.
    pub(super) fn has_room_for(&mut self, image: &Image) -> bool {
        let bytes = self.images.cost(image);
        let fits = self.has_room(bytes + size_of::<ImageRun>() + size_of::<Command>());
        if fits {
            self.images.add(image);
        }
        fits
    }
}

/// Crops the source to the image, and the target in proportion. The target keeps its direction.
fn crop(image: &Image, source: Rect, target: Rect) -> Option<(Rect, Rect)> {
    // A source of negative size names the same pixels.
    let source = source.abs();
    let whole = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
    let cut = source.intersect(whole);
    if cut.is_zero_area() || target.is_zero_area() {
        return None;
    }
    let (sx, sy) = (target.width() / source.width(), target.height() / source.height());
    let target = Rect::new(
        target.x0 + (cut.x0 - source.x0) * sx,
        target.y0 + (cut.y0 - source.y0) * sy,
        target.x0 + (cut.x1 - source.x0) * sx,
        target.y0 + (cut.y1 - source.y0) * sy,
    );
    target.is_finite().then_some((cut, target))
}
