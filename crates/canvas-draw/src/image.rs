//! Images: pixels that a program owns, to be drawn, saved and read.

mod files;

use std::fmt;
use std::sync::{Arc, OnceLock};

use vello_cpu::peniko::ImageAlphaType;
use vello_cpu::{PixelMetadata, Pixmap};

use crate::buffer::{Buffer, PixelFormat};
use crate::geometry::PhysicalSize;
use crate::pixels::{PixelView, swap_red_and_blue, unpremultiply};

pub use files::Format;

/// An immutable image: red, green, blue and straight alpha, eight bits each. Cheap to clone; clones share the pixels.
/// Can be used on all threads.
///
/// ```
/// use canvas_draw::image::Image;
/// use canvas_draw::pixels::{PixelView, Strides};
///
/// let gray = [0, 255, 255, 0];
/// let strides = Strides { row: 2, column: 1, channel: 1 };
/// let image = Image::from_view(&PixelView::new(&gray, 0, 2, 2, 1, strides)?);
/// assert_eq!(image.pixel(1, 0), Some([255, 255, 255, 255]));
/// assert_eq!(image.pixel(2, 0), None);
/// # canvas_draw::Result::Ok(())
/// ```
#[derive(Clone)]
pub struct Image(Arc<Inner>);

struct Inner {
    size: PhysicalSize,
    rgba: Vec<u8>,
    /// The pixels in the rasterizer's format, each level half as large as the one before; built when first drawn.
    levels: [OnceLock<Arc<Pixmap>>; LEVELS],
}

/// The number of levels of an image: how often it is halved at most.
const LEVELS: usize = 12;

impl Image {
    /// An image with a copy of the pixels of a view.
    pub fn from_view(view: &PixelView<'_>) -> Self {
        Self::from_rgba(view.size(), view.to_rgba())
    }

    /// An image with a copy of the pixels of a buffer.
    #[doc(hidden)]
    pub fn from_buffer(buffer: &Buffer) -> Self {
        Self::from_bytes(buffer.size(), buffer.format(), buffer.bytes().to_vec())
    }

    /// An image of premultiplied pixels in a buffer's format; `bytes` has [`PhysicalSize::byte_len`] bytes.
    #[doc(hidden)]
    pub fn from_bytes(size: PhysicalSize, format: PixelFormat, mut bytes: Vec<u8>) -> Self {
        if format == PixelFormat::Bgra {
            swap_red_and_blue(&mut bytes);
        }
        unpremultiply(&mut bytes);
        Self::from_rgba(size, bytes)
    }

    /// An image of pixels in rows from the top: red, green, blue, straight alpha; `rgba` has
    /// [`PhysicalSize::byte_len`] bytes.
    #[doc(hidden)]
    pub fn from_rgba(size: PhysicalSize, rgba: Vec<u8>) -> Self {
        debug_assert_eq!(rgba.len(), size.byte_len());
        Self(Arc::new(Inner {
            size,
            rgba,
            levels: Default::default(),
        }))
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.0.size.width()
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.0.size.height()
    }

    /// The size in pixels.
    pub fn size(&self) -> PhysicalSize {
        self.0.size
    }

    /// The pixels in rows from the top: red, green, blue, straight alpha.
    pub fn rgba(&self) -> &[u8] {
        &self.0.rgba
    }

    /// A view of the pixels, to be drawn into a buffer.
    pub fn view(&self) -> PixelView<'_> {
        PixelView::of_rows(self.rgba(), self.size())
    }

    /// The pixel in column `x` and row `y`: red, green, blue, straight alpha. `None` outside of the image.
    pub fn pixel(&self, x: u32, y: u32) -> Option<[u8; 4]> {
        let inside = x < self.width() && y < self.height();
        let at = (y as usize * self.width() as usize + x as usize) * 4;
        inside.then(|| {
            [
                self.0.rgba[at],
                self.0.rgba[at + 1],
                self.0.rgba[at + 2],
                self.0.rgba[at + 3],
            ]
        })
    }

    /// The size of the pixels, in bytes.
    pub fn byte_len(&self) -> usize {
        self.0.rgba.len()
    }

    /// The address of the pixels: equal for clones, and different for all other images while this one lives.
    pub(crate) fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    /// The pixels for the rasterizer.
    pub(crate) fn pixmap(&self) -> &Arc<Pixmap> {
        self.0.levels[0].get_or_init(|| {
            // No image is wider than `u16` counts: see `PhysicalSize`.
            let side = |side: u32| u16::try_from(side).unwrap_or(u16::MAX);
            let straight = PixelMetadata::new(ImageAlphaType::Alpha, true);
            Arc::new(Pixmap::from_parts(
                self.0.rgba.clone(),
                side(self.width()),
                side(self.height()),
                straight,
            ))
        })
    }

    /// The pixels for the rasterizer, halved `level` times.
    pub(crate) fn level(&self, level: usize) -> &Arc<Pixmap> {
        match level.min(LEVELS - 1) {
            0 => self.pixmap(),
            level => self.0.levels[level].get_or_init(|| Arc::new(halved(self.level(level - 1)))),
        }
    }
}

/// An image at half the size; each pixel is the mean of the four that it covers.
fn halved(from: &Pixmap) -> Pixmap {
    let (width, height) = (usize::from(from.width()), usize::from(from.height()));
    let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
    let pixels = from.data();
    let mut out = Vec::with_capacity(half_width * half_height * 4);
    for y in 0..half_height {
        let rows = [y * 2, (y * 2 + 1).min(height - 1)];
        for x in 0..half_width {
            let columns = [x * 2, (x * 2 + 1).min(width - 1)];
            let mut sum = [0u32; 4];
            for (row, column) in rows
                .into_iter()
                .flat_map(|row| columns.map(|column| (row, column)))
            {
                let p = pixels[row * width + column];
                for (total, value) in sum.iter_mut().zip([p.r, p.g, p.b, p.a]) {
                    *total += u32::from(value);
                }
            }
            out.extend(sum.map(|total| ((total + 2) / 4) as u8));
        }
    }
    let premultiplied = PixelMetadata::new(ImageAlphaType::AlphaPremultiplied, from.may_have_transparency());
    Pixmap::from_parts(out, half_width as u16, half_height as u16, premultiplied)
}

impl PartialEq for Image {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || (self.0.size == other.0.size && self.0.rgba == other.0.rgba)
    }
}

impl Eq for Image {}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Image")
            .field("width", &self.width())
            .field("height", &self.height())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_picture_has_the_mean_of_its_pixels() {
        let rgba = vec![0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255];
        let image = Image::from_rgba(PhysicalSize::new(3, 1).unwrap(), rgba);
        let half = image.level(1);
        assert_eq!((half.width(), half.height()), (2, 1));
        assert_eq!((half.data()[0].r, half.data()[1].r), (128, 255));
        assert_eq!(image.level(99).width(), 1);
    }
}
