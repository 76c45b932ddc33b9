//! Images: pixels that a program owns, to be drawn, saved and looked into.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use ::image as codec;
use vello_cpu::peniko::ImageAlphaType;
use vello_cpu::{PixelMetadata, Pixmap};

use crate::error::{Error, Result};
use crate::frame::{Buffer, Frame, PixelFormat};
use crate::geometry::{MAX_SIDE, PhysicalSize};
use crate::pixels::PixelView;

/// A picture that never changes: red, green, blue and straight alpha, eight bits each. Cheap to clone.
#[derive(Clone)]
pub struct Image(Arc<Inner>);

struct Inner {
    size: PhysicalSize,
    rgba: Vec<u8>,
    /// The same pixels as the rasterizer takes them, each level half as large as the one before; made when first drawn.
    levels: [OnceLock<Arc<Pixmap>>; LEVELS],
}

/// How often a picture can be halved until little is left of it.
const LEVELS: usize = 12;

impl Image {
    /// Copies pixels.
    pub fn from_view(view: &PixelView<'_>) -> Self {
        Self::from_parts(view.size(), view.to_rgba())
    }

    /// The pixels that a window showed.
    pub fn from_frame(frame: &Frame) -> Self {
        Self::from_buffer(frame.buffer())
    }

    /// The pixels of a buffer.
    pub fn from_buffer(buffer: &Buffer) -> Self {
        let mut rgba = buffer.bytes().to_vec();
        if buffer.format() == PixelFormat::Bgra {
            crate::pixels::swap_red_and_blue(&mut rgba);
        }
        crate::pixels::unpremultiply(&mut rgba);
        Self::from_parts(buffer.size(), rgba)
    }

    /// `rgba` has [`PhysicalSize::byte_len`] bytes.
    pub(crate) fn from_parts(size: PhysicalSize, rgba: Vec<u8>) -> Self {
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

    /// The pixels, to be drawn into a buffer.
    pub fn view(&self) -> PixelView<'_> {
        PixelView::of_rows(self.rgba(), self.size())
    }

    /// One pixel, or `None` outside.
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

    /// The memory that the pixels take, in bytes.
    pub fn byte_len(&self) -> usize {
        self.0.rgba.len()
    }

    /// Where the pixels lie: the same for clones, and for no other image while this one lives.
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

    /// The pixels for the rasterizer, halved so many times.
    pub(crate) fn level(&self, level: usize) -> &Arc<Pixmap> {
        match level.min(LEVELS - 1) {
            0 => self.pixmap(),
            level => self.0.levels[level].get_or_init(|| Arc::new(halved(self.level(level - 1)))),
        }
    }

    /// The picture as a PNG file.
    ///
    /// # Errors
    /// [`Error::Resource`] if there is not enough memory.
    pub fn encode_png(&self) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let encoder = codec::codecs::png::PngEncoder::new(&mut out);
        let (width, height) = (self.width(), self.height());
        codec::ImageEncoder::write_image(
            encoder,
            self.rgba(),
            width,
            height,
            codec::ExtendedColorType::Rgba8,
        )
        .map_err(|e| Error::Resource(format!("the image cannot be encoded as PNG: {e}")))?;
        Ok(out)
    }

    /// Reads the bytes of a PNG file.
    ///
    /// # Errors
    /// [`Error::Invalid`] if they are none; [`Error::Resource`] if the picture is larger than
    /// [`MAX_AREA`](crate::geometry::MAX_AREA), which is found out before memory for it is taken.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let invalid = |e: codec::ImageError| Error::Invalid(format!("bytes: expected a PNG file: {e}"));
        let mut decoder =
            codec::codecs::png::PngDecoder::new(std::io::Cursor::new(bytes)).map_err(invalid)?;
        let (width, height) = codec::ImageDecoder::dimensions(&decoder);
        let size = PhysicalSize::new(width, height)
            .ok_or_else(|| Error::Resource(format!("an image of {width} × {height} pixels is too large")))?;
        let mut limits = codec::Limits::default();
        limits.max_image_width = Some(MAX_SIDE);
        limits.max_image_height = Some(MAX_SIDE);
        codec::ImageDecoder::set_limits(&mut decoder, limits).map_err(invalid)?;
        let picture = codec::DynamicImage::from_decoder(decoder).map_err(invalid)?;
        Ok(Self::from_parts(size, picture.into_rgba8().into_raw()))
    }

    /// Reads a PNG file.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the path, if it cannot be read or is no picture; [`Error::Resource`] as for
    /// [`decode`](Self::decode).
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path)
            .map_err(|e| Error::Invalid(format!("path: cannot read {}: {e}", path.display())))?;
        Self::decode(&bytes).map_err(|e| match e {
            Error::Resource(text) => Error::Resource(format!("{}: {text}", path.display())),
            _ => Error::Invalid(format!(
                "path: {} is not a PNG file that can be read",
                path.display()
            )),
        })
    }

    /// Writes the picture to a file whose ending says how: `.png`.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the path, for another ending or if it cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let ending = path
            .extension()
            .and_then(|e| e.to_str())
            .map(str::to_ascii_lowercase);
        if ending.as_deref() != Some("png") {
            let name = path.display();
            return Err(Error::Invalid(format!(
                "path: expected a name that ends in .png, got {name}"
            )));
        }
        std::fs::write(path, self.encode_png()?)
            .map_err(|e| Error::Invalid(format!("path: cannot write {}: {e}", path.display())))
    }
}

/// The same picture at half the size; each pixel is the mean of the four that it covers.
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

/// Whether [`Image::save`] knows what to write into a file of that name.
///
/// # Errors
/// [`Error::Invalid`] naming the endings that it knows.
pub fn check_ending(path: &Path) -> Result<()> {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    if ending.eq_ignore_ascii_case("png") {
        return Ok(());
    }
    Err(Error::Invalid(format!(
        "path: expected a name that ends in .png, got {}",
        path.display()
    )))
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

    fn image() -> Image {
        let rgba = (0..5 * 3 * 4).map(|i| i * 4).collect();
        Image::from_parts(PhysicalSize::new(5, 3).unwrap(), rgba)
    }

    #[test]
    fn png_keeps_every_pixel() {
        let image = image();
        assert_eq!(Image::decode(&image.encode_png().unwrap()).unwrap(), image);
        assert_eq!(image.pixel(1, 0), Some([16, 20, 24, 28]));
        assert_eq!(image.pixel(5, 0), None);
    }

    #[test]
    fn broken_files_are_errors() {
        let png = image().encode_png().unwrap();
        for bytes in [&b""[..], b"no picture", &png[..png.len() / 2]] {
            assert!(matches!(Image::decode(bytes), Err(Error::Invalid(_))));
        }
    }

    #[test]
    fn a_file_that_claims_a_huge_picture_takes_no_memory() {
        let mut png = image().encode_png().unwrap();
        // Width and height in the header, and the header's checksum.
        png[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
        let mut crc = !0u32;
        for byte in &png[12..29] {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 {
                    (crc >> 1) ^ 0xedb8_8320
                } else {
                    crc >> 1
                };
            }
        }
        png[29..33].copy_from_slice(&(!crc).to_be_bytes());
        assert!(matches!(Image::decode(&png), Err(Error::Resource(_))));
    }

    #[test]
    fn names_with_another_ending_are_refused() {
        assert!(check_ending(Path::new("a/b.PNG")).is_ok());
        for bad in ["png", "a.jpg", "a.png/b", ""] {
            let error = image().save(bad).unwrap_err().to_string();
            assert!(error.contains(".png") && error.contains(bad), "{error}");
        }
        let missing = Image::open("/nonexistent/a.png").unwrap_err().to_string();
        assert!(missing.contains("/nonexistent/a.png"), "{missing}");
    }

    #[test]
    fn half_a_picture_has_the_mean_of_its_pixels() {
        let rgba = vec![0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255];
        let image = Image::from_parts(PhysicalSize::new(3, 1).unwrap(), rgba);
        let half = image.level(1);
        assert_eq!((half.width(), half.height()), (2, 1));
        assert_eq!((half.data()[0].r, half.data()[1].r), (128, 255));
        assert_eq!(image.level(99).width(), 1);
    }
}
