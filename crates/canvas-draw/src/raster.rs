//! From a scene to pixels: replays a [`Scene`] with vello_cpu, in place in a buffer.

mod bands;
mod budget;
mod cancel;
mod compare;
mod extent;
mod fast_fill;
mod finish;
mod flatten;
mod glyph_run;
mod glyphs;
mod image_cache;
mod layer;
mod mask_color;
mod output;
mod pattern_cache;
mod pending_text;
mod plan;
mod recognize;
mod replay;
mod scratch;
mod shape_math;
mod simd;
mod simple_shape;
mod text_layout;

use std::cell::RefCell;

use bands::{Bands, Rendering};
use finish::Finish;
use plan::Plan;

use crate::buffer::Buffer;
use crate::error::{Error, Result};
use crate::geometry::{PhysicalSize, PixelRect, kurbo};
use crate::image::Image;
use crate::scene::Scene;

pub use cancel::{Cancel, RasterError};
#[doc(hidden)]
pub use compare::{Damage, compare};

/// The side of the rasterizer's tiles, in pixels; parts of a frame begin where tiles do.
const TILE: u32 = 4;

/// Renders scenes, one after the other. It keeps scratch memory and caches, so each thread that renders has its own.
#[derive(Debug, Default)]
pub struct Rasterizer {
    bands: Bands,
    /// The pixels of a part, before they are copied to their place.
    part: Vec<u8>,
}

impl Rasterizer {
    /// A rasterizer with empty caches.
    pub fn new() -> Self {
        Self::default()
    }

    /// Renders a scene into a whole buffer. The scene's origin is the top left pixel, `ratio` is physical pixels per
    /// logical pixel (positive and finite); the size that the scene was recorded for does not matter. May be called on
    /// any thread, and uses others for large scenes.
    ///
    /// # Errors
    /// [`RasterError::Cancelled`] soon after `cancel` was triggered. [`RasterError::Failed`] with [`Error::Invalid`] for a
    /// ratio that is not positive and finite, and with [`Error::Resource`] if a layer, a line's dashes or a filter take
    /// more memory than is allowed. The contents of the buffer are unspecified then.
    pub fn draw(
        &mut self,
        scene: &Scene,
        buffer: &mut Buffer,
        ratio: f64,
        cancel: &Cancel,
    ) -> std::result::Result<(), RasterError> {
        let size = buffer.size();
        let finish = Finish::to_format(buffer.format());
        self.draw_rgba(scene, buffer.bytes_mut(), size, ratio, finish, cancel)
    }

    /// Renders parts of a scene into a buffer that already holds the rest of the frame; `ratio` as in
    /// [`draw`](Self::draw), `parts` in physical pixels.
    ///
    /// # Errors
    /// As for [`draw`](Self::draw).
    #[doc(hidden)]
    pub fn draw_parts(
        &mut self,
        scene: &Scene,
        buffer: &mut Buffer,
        ratio: f64,
        parts: &[PixelRect],
        cancel: &Cancel,
    ) -> std::result::Result<(), RasterError> {
        let stride = buffer.size().width() as usize * 4;
        let scale = kurbo::Affine::scale(ratio);
        let plan = Plan::new(scene, scale, buffer.size().area());
        for part in parts {
            // In the first tiles, shapes from beyond the left edge are composited a little differently: they are left out.
            let extra = part.left.min(TILE);
            let (left, top) = (f64::from(part.left - extra), f64::from(part.top));
            let rendering = Rendering {
                scene,
                plan: &plan,
                base: kurbo::Affine::translate((-left, -top)) * scale,
                width: side(part.width() + extra)?,
                height: side(part.height())?,
                finish: Finish::to_format(buffer.format()),
                cancel,
            };
            let row_bytes = (part.width() + extra) as usize * 4;
            self.part.resize(row_bytes * part.height() as usize, 0);
            self.bands.draw(&rendering, &mut self.part)?;
            let rows = buffer
                .bytes_mut()
                .chunks_exact_mut(stride)
                .skip(part.top as usize);
            for (row, drawn) in rows.zip(self.part.chunks_exact(row_bytes)) {
                row[part.left as usize * 4..part.right as usize * 4]
                    .copy_from_slice(&drawn[extra as usize * 4..]);
            }
        }
        Ok(())
    }

    fn draw_rgba(
        &mut self,
        scene: &Scene,
        bytes: &mut [u8],
        size: PhysicalSize,
        ratio: f64,
        finish: Finish,
        cancel: &Cancel,
    ) -> std::result::Result<(), RasterError> {
        if !(ratio.is_finite() && ratio > 0.0) {
            return Err(Error::Invalid(format!("ratio: expected a positive number, got {ratio}")).into());
        }
        let base = kurbo::Affine::scale(ratio);
        let rendering = Rendering {
            scene,
            plan: &Plan::new(scene, base, size.area()),
            base,
            width: side(size.width())?,
            height: side(size.height())?,
            finish,
            cancel,
        };
        self.bands.draw(&rendering, bytes)
    }
}

fn side(pixels: u32) -> Result<u16> {
    u16::try_from(pixels).map_err(|_| Error::Resource("the frame is too large to be drawn".into()))
}

thread_local! {
    /// Programs render many similar images off-screen.
    static OFF_SCREEN: RefCell<Rasterizer> = RefCell::default();
}

/// Renders a scene off-screen, into an image of `size` physical pixels; `ratio` is physical pixels per logical pixel.
///
/// # Errors
/// [`Error::Invalid`] for a ratio that is not positive and finite, [`Error::Resource`] if a layer, a line's dashes or a
/// filter take more memory than is allowed.
pub fn render_scene(scene: &Scene, size: PhysicalSize, ratio: f64) -> Result<Image> {
    let mut pixels = vec![0; size.byte_len()];
    // Taken, not borrowed: rendering may be nested.
    let mut rasterizer = OFF_SCREEN.take();
    let drawn = rasterizer.draw_rgba(
        scene,
        &mut pixels,
        size,
        ratio,
        Finish::Unpremultiply,
        &Cancel::new(),
    );
    OFF_SCREEN.set(rasterizer);
    match drawn {
        Ok(()) => {}
        Err(RasterError::Failed(error)) => return Err(error),
        Err(RasterError::Cancelled) => return Err(Error::Resource("rendering was cancelled".into())),
    }
    Ok(Image::from_rgba(size, pixels))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::buffer::PixelFormat;
    use crate::heap::HeapAllocator;
    use crate::painter::Painter;
    use crate::peniko::Color;
    use crate::scene::FrameInfo;

    fn red_square() -> Scene {
        let info = FrameInfo {
            size: kurbo::Size::new(8.0, 8.0),
            ratio: 1.0,
            background: Some(Color::WHITE),
            time: 0.0,
            dt: 0.0,
            frame: 0,
        };
        let mut painter = Painter::new(info);
        painter.set_fill_style(Color::from_rgba8(255, 0, 0, 255));
        painter.fill_rect(2.0, 2.0, 100.0, 4.0);
        painter.finish()
    }

    #[test]
    fn a_scene_is_drawn_in_the_buffer_s_format_and_size() {
        let mut rasterizer = Rasterizer::new();
        for (format, red) in [
            (PixelFormat::Rgba, [255, 0, 0, 255]),
            (PixelFormat::Bgra, [0, 0, 255, 255]),
        ] {
            let mut buffer = Buffer::new(&HeapAllocator(format), PhysicalSize::new(40, 20).unwrap()).unwrap();
            rasterizer
                .draw(&red_square(), &mut buffer, 2.0, &Cancel::new())
                .unwrap();
            let pixel = |x: usize, y: usize| &buffer.bytes()[(y * 40 + x) * 4..][..4];
            assert_eq!(pixel(4, 4), red);
            assert_eq!(pixel(39, 11), red, "a shape beyond the recorded size");
            assert_eq!(pixel(3, 4), [255; 4]);
            assert_eq!(pixel(4, 12), [255; 4]);
        }
    }

    #[test]
    fn a_cancelled_scene_is_not_drawn() {
        let mut buffer = Buffer::new(
            &HeapAllocator(PixelFormat::Rgba),
            PhysicalSize::new(8, 8).unwrap(),
        )
        .unwrap();
        let cancel = Cancel::new();
        cancel.clone().cancel();
        let result = Rasterizer::new().draw(&red_square(), &mut buffer, 1.0, &cancel);
        assert_eq!(result, Err(RasterError::Cancelled));
    }
}
