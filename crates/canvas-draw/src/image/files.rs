//! Image files: PNG, JPEG, WebP and GIF are read, PNG and JPEG written.
//!
//! The size in the header is checked before memory is allocated, so that a small file which claims a huge image is an
//! error and costs nothing.

use std::io::Cursor;
use std::path::Path;

use ::image as codec;
use codec::{ImageDecoder, ImageEncoder};

use super::Image;
use crate::error::{Error, Result};
use crate::geometry::{MAX_SIDE, PhysicalSize};

/// The memory limit of a decoder, besides the pixels, bytes.
const DECODER_MEMORY: u64 = 64 << 20;

/// A file format that images are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// PNG: lossless.
    Png,
    /// JPEG: smaller and lossy, with a quality of 1 (smallest) to 100 (best). Transparent pixels are composited over
    /// white.
    Jpeg(u8),
}

impl Format {
    /// The default quality of JPEG files.
    pub const JPEG_QUALITY: u8 = 90;

    /// The format of a name: `"png"`, or `"jpeg"` (`"jpg"`) with that quality, 1 to 100.
    ///
    /// # Errors
    /// [`Error::Invalid`] for another name, or for a quality outside of 1 to 100.
    pub fn from_name(name: &str, quality: u8) -> Result<Self> {
        if !(1..=100).contains(&quality) {
            return Err(Error::Invalid(format!(
                "quality: expected a number from 1 to 100, got {quality}"
            )));
        }
        match &*name.to_ascii_lowercase() {
            "png" => Ok(Self::Png),
            "jpeg" | "jpg" => Ok(Self::Jpeg(quality)),
            _ => Err(Error::Invalid(format!(
                "format: expected 'png' or 'jpeg', got {name:?}"
            ))),
        }
    }

    /// The format of a file extension: `.png`, or `.jpg` or `.jpeg` with the default quality.
    ///
    /// # Errors
    /// [`Error::Invalid`] for another extension; the message lists the supported ones.
    pub fn of_path(path: &Path) -> Result<Self> {
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        Self::from_name(ending, Self::JPEG_QUALITY).map_err(|_| {
            let name = path.display();
            Error::Invalid(format!(
                "path: expected a name that ends in .png, .jpg or .jpeg, got {name}"
            ))
        })
    }
}

impl Image {
    /// Encodes the image as the bytes of a file.
    ///
    /// # Errors
    /// [`Error::Resource`] if there is not enough memory.
    pub fn encode(&self, format: Format) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let (width, height) = (self.width(), self.height());
        let done = match format {
            Format::Png => codec::codecs::png::PngEncoder::new(&mut out).write_image(
                self.rgba(),
                width,
                height,
                codec::ExtendedColorType::Rgba8,
            ),
            Format::Jpeg(quality) => {
                let rgb: Vec<u8> = self.rgba().as_chunks().0.iter().flat_map(on_white).collect();
                codec::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, quality).write_image(
                    &rgb,
                    width,
                    height,
                    codec::ExtendedColorType::Rgb8,
                )
            }
        };
        done.map_err(|e| Error::Resource(format!("the image cannot be encoded: {e}")))?;
        Ok(out)
    }

    /// Decodes the bytes of a PNG, JPEG, WebP or GIF file (its first frame), and applies its EXIF orientation.
    ///
    /// # Errors
    /// [`Error::Decode`] if they have another format or are damaged; [`Error::Resource`] if the image is larger than
    /// [`MAX_AREA`](crate::geometry::MAX_AREA), which is checked before memory is allocated.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let invalid = |e: codec::ImageError| Error::decode("data: expected a PNG, JPEG, WebP or GIF file", e);
        let mut decoder = codec::ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|e| invalid(e.into()))?
            .into_decoder()
            .map_err(|e| too_large(&e).unwrap_or_else(|| invalid(e)))?;
        let (width, height) = decoder.dimensions();
        let size = PhysicalSize::new(width, height)
            .ok_or_else(|| Error::Resource(format!("an image of {width} × {height} pixels is too large")))?;
        let mut limits = codec::Limits::default();
        limits.max_image_width = Some(MAX_SIDE);
        limits.max_image_height = Some(MAX_SIDE);
        // Files have at most eight bytes per pixel.
        limits.max_alloc = Some(size.byte_len() as u64 * 4 + DECODER_MEMORY);
        decoder.set_limits(limits).map_err(invalid)?;
        let orientation = decoder
            .orientation()
            .unwrap_or(codec::metadata::Orientation::NoTransforms);
        let mut decoded = codec::DynamicImage::from_decoder(decoder)
            .map_err(|e| too_large(&e).unwrap_or_else(|| invalid(e)))?;
        decoded.apply_orientation(orientation);
        let size = PhysicalSize::new(decoded.width(), decoded.height()).unwrap_or(size);
        Ok(Self::from_rgba(size, decoded.into_rgba8().into_raw()))
    }

    /// Reads and [decodes](Self::decode) a PNG, JPEG, WebP or GIF file (its first frame).
    ///
    /// # Errors
    /// [`Error::Read`] if the file cannot be read; [`Error::Decode`] and [`Error::Resource`] as for
    /// [`decode`](Self::decode).
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|e| Error::read(path, e))?;
        Self::decode(&bytes).map_err(|e| match e {
            Error::Resource(text) => Error::Resource(format!("{}: {text}", path.display())),
            Error::Decode { source, .. } => Error::Decode {
                expected: format!("{}: expected a PNG, JPEG, WebP or GIF file", path.display()),
                source,
            },
            other => other,
        })
    }

    /// Writes the image to a file, in the format of its extension: `.png`, `.jpg` or `.jpeg`.
    ///
    /// # Errors
    /// [`Error::Invalid`] for another extension, [`Error::Write`] if the file cannot be written, [`Error::Resource`] if
    /// there is not enough memory.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let bytes = self.encode(Format::of_path(path)?)?;
        std::fs::write(path, bytes).map_err(|e| Error::write(path, e))
    }
}

/// The error of a decoder that rejected the size.
fn too_large(error: &codec::ImageError) -> Option<Error> {
    matches!(error, codec::ImageError::Limits(_))
        .then(|| Error::Resource(format!("the image is too large: {error}")))
}

fn on_white(&[r, g, b, a]: &[u8; 4]) -> [u8; 3] {
    let mix = |v: u8| ((u32::from(v) * u32::from(a) + 255 * (255 - u32::from(a)) + 127) / 255) as u8;
    [mix(r), mix(g), mix(b)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image() -> Image {
        let rgba = (0..5 * 3 * 4).map(|i| i * 4).collect();
        Image::from_rgba(PhysicalSize::new(5, 3).unwrap(), rgba)
    }

    #[test]
    fn png_keeps_every_pixel() {
        let image = image();
        assert_eq!(Image::decode(&image.encode(Format::Png).unwrap()).unwrap(), image);
        assert_eq!(image.pixel(1, 0), Some([16, 20, 24, 28]));
        assert_eq!(image.pixel(5, 0), None);
    }

    #[test]
    fn broken_files_are_errors() {
        let png = image().encode(Format::Png).unwrap();
        for bytes in [&b""[..], b"not an image", &png[..png.len() / 2]] {
            assert!(matches!(Image::decode(bytes), Err(Error::Decode { .. })));
        }
    }

    #[test]
    fn a_file_that_claims_a_huge_picture_takes_no_memory() {
        let mut png = image().encode(Format::Png).unwrap();
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
        assert_eq!(Format::of_path(Path::new("a/b.PNG")), Ok(Format::Png));
        assert_eq!(Format::of_path(Path::new("b.Jpg")), Ok(Format::Jpeg(90)));
        for bad in ["png", "a.gif", "a.png/b", ""] {
            let error = image().save(bad).unwrap_err().to_string();
            assert!(error.contains(".png") && error.contains(bad), "{error}");
        }
        let missing = Image::open("/nonexistent/a.png").unwrap_err().to_string();
        assert!(missing.contains("/nonexistent/a.png"), "{missing}");
    }

    #[test]
    fn jpeg_files_are_near_and_opaque() {
        let size = PhysicalSize::new(16, 16).unwrap();
        let pixels = [[200, 40, 90, 255], [0, 0, 0, 0]].map(|p| p.repeat(128)).concat();
        let image = Image::from_rgba(size, pixels);
        let jpeg = image.encode(Format::Jpeg(95)).unwrap();
        let read = Image::decode(&jpeg).unwrap();
        for (at, expected) in [((3, 2), [200, 40, 90]), ((9, 13), [255, 255, 255])] {
            let [r, g, b, a] = read.pixel(at.0, at.1).unwrap();
            let near = [r, g, b].iter().zip(expected).all(|(a, b)| a.abs_diff(b) < 8);
            assert!(near && a == 255, "{:?}", [r, g, b, a]);
        }
        assert!(Format::from_name("jpeg", 0).is_err() && Format::from_name("bmp", 90).is_err());
    }

    /// The first frame of a GIF of 3 × 2 pixels is red, the second blue.
    #[test]
    fn the_first_frame_of_a_gif_is_read() {
        let mut gif = Vec::new();
        {
            let mut encoder = codec::codecs::gif::GifEncoder::new(&mut gif);
            for color in [[255, 0, 0, 255], [0, 0, 255, 255]] {
                encoder
                    .encode_frame(codec::Frame::new(codec::RgbaImage::from_pixel(
                        3,
                        2,
                        codec::Rgba(color),
                    )))
                    .unwrap();
            }
        }
        let image = Image::decode(&gif).unwrap();
        assert_eq!((image.width(), image.height()), (3, 2));
        assert_eq!(image.pixel(1, 1), Some([255, 0, 0, 255]));
        // The size that the file claims.
        gif[6..10].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
        assert!(matches!(Image::decode(&gif), Err(Error::Resource(_))));
    }

    #[test]
    fn webp_is_read() {
        let mut webp = Vec::new();
        let encoder = codec::codecs::webp::WebPEncoder::new_lossless(&mut webp);
        let image = image();
        encoder
            .write_image(image.rgba(), 5, 3, codec::ExtendedColorType::Rgba8)
            .unwrap();
        assert_eq!(Image::decode(&webp).unwrap(), image);
        assert!(Image::decode(&webp[..webp.len() / 2]).is_err());
    }
}
