//! From a scene to pixels: replays a [`Scene`] with vello_cpu, in place in a buffer.

mod bands;
mod batches;
mod compare;
mod effects;
mod extent;
mod glyphs;
mod images;
mod known;
mod lines;
mod paints;
mod plan;
mod replay;
mod shapes;
mod stamp;
mod text;

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use crate::buffer::{Buffer, PixelFormat};
use crate::error::{Error, Result};
use crate::geometry::{PhysicalSize, PixelRect, kurbo};
use crate::image::Image;
use crate::pixels::{make_opaque, swap_red_and_blue, unpremultiply};
use crate::scene::Scene;

#[doc(hidden)]
pub use compare::{Damage, compare};
use plan::Plan;

/// The vectors that this processor has. All give the same pixels.
static VECTORS: LazyLock<fearless_simd::Level> = LazyLock::new(fearless_simd::Level::new);

/// The rasterizer works in tiles of so many pixels a side; parts of a picture begin where tiles do.
const TILE: u32 = 4;

/// Tells a rasterizer on another thread to stop. Clones are the same switch.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// A switch that is not yet thrown.
    pub fn new() -> Self {
        Self::default()
    }

    /// Throws it.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it has been thrown.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Why a scene was not drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RasterError {
    /// The [`Cancel`] was thrown. The buffer holds no picture.
    Cancelled,
    /// It cannot be drawn. The buffer holds no picture.
    Failed(Error),
}

impl From<Error> for RasterError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Draws scenes, one after the other. Each worker has one of its own: it keeps scratch memory and caches.
#[derive(Debug, Default)]
pub struct Rasterizer {
    bands: bands::Bands,
    /// A part of a picture, before it is copied to its place.
    part: Vec<u8>,
}

impl Rasterizer {
    /// A rasterizer with empty caches.
    pub fn new() -> Self {
        Self::default()
    }

    /// Draws a scene into the whole of a buffer, at the buffer's size: top left, `ratio` physical pixels a logical one.
    ///
    /// # Errors
    /// [`RasterError::Cancelled`] soon after `cancel` was thrown, [`RasterError::Failed`] if the scene would take more
    /// memory than is allowed.
    pub fn draw(
        &mut self,
        scene: &Scene,
        buffer: &mut Buffer,
        ratio: f64,
        cancel: &Cancel,
    ) -> std::result::Result<(), RasterError> {
        let size = buffer.size();
        let finish = Finish::of(buffer.format());
        self.draw_rgba(scene, buffer.bytes_mut(), size, ratio, finish, cancel)
    }

    /// Draws parts of a scene into a buffer that holds the rest of the picture already.
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
            // What comes from beyond the left edge is mixed a little differently in the first tiles: they are left out.
            let extra = part.left.min(TILE);
            let (left, top) = (f64::from(part.left - extra), f64::from(part.top));
            let picture = bands::Picture {
                scene,
                plan: &plan,
                base: kurbo::Affine::translate((-left, -top)) * scale,
                width: side(part.width() + extra)?,
                height: side(part.height())?,
                finish: Finish::of(buffer.format()),
                cancel,
            };
            let row_bytes = (part.width() + extra) as usize * 4;
            self.part.resize(row_bytes * part.height() as usize, 0);
            self.bands.draw(&picture, &mut self.part)?;
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
        let picture = bands::Picture {
            scene,
            plan: &Plan::new(scene, base, size.area()),
            base,
            width: side(size.width())?,
            height: side(size.height())?,
            finish,
            cancel,
        };
        self.bands.draw(&picture, bytes)
    }
}

fn side(pixels: u32) -> Result<u16> {
    u16::try_from(pixels).map_err(|_| Error::Resource("the picture is too large to be drawn".into()))
}

/// What is done with finished pixels, while they are in the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finish {
    Nothing,
    SwapRedAndBlue,
    Unpremultiply,
}

impl Finish {
    fn of(format: PixelFormat) -> Self {
        match format {
            PixelFormat::Bgra => Self::SwapRedAndBlue,
            PixelFormat::Rgba => Self::Nothing,
        }
    }

    /// `opaque`: nothing shines through, and what rounding left of it is taken away.
    fn apply(self, bytes: &mut [u8], opaque: bool) {
        /// What is done after each other is done to so many bytes, which stay near.
        const NEAR: usize = 16 << 10;
        for bytes in bytes.chunks_mut(NEAR) {
            if opaque {
                make_opaque(bytes);
            }
            match self {
                Self::Nothing => {}
                Self::SwapRedAndBlue => swap_red_and_blue(bytes),
                Self::Unpremultiply => unpremultiply(bytes),
            }
        }
    }
}

thread_local! {
    /// Programs draw many pictures off-screen, one like the other.
    static OFF_SCREEN: RefCell<Rasterizer> = RefCell::default();
}

/// Draws a scene off-screen.
///
/// # Errors
/// [`Error::Resource`] if there is not enough memory.
pub fn render_scene(scene: &Scene, size: PhysicalSize, ratio: f64) -> Result<Image> {
    let mut pixels = vec![0; size.byte_len()];
    // It is taken, not borrowed: a picture may be drawn while another is.
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
        Err(RasterError::Cancelled) => return Err(Error::Resource("the picture was given up".into())),
    }
    Ok(Image::from_rgba(size, pixels))
}

#[cfg(test)]
mod tests {
    use super::*;
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
            assert_eq!(pixel(39, 11), red, "what was drawn beyond the recorded size");
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
