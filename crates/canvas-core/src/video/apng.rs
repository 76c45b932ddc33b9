//! Animated PNG files: every pixel is kept. Each picture is no larger than what has changed.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::geometry::PixelRect;
use crate::wait::lock;

use super::encoder::{Picture, Writer};
use super::file::Growing;

/// The chunk that ends a file; its checksum is always this.
const END: &[u8] = b"\0\0\0\0IEND\xae\x42\x60\x82";
/// Where it says how many frames there are: behind the signature and the header.
const ANIMATION: u64 = 8 + 25;
/// Times are in so many parts of a second.
const PARTS: u16 = 1000;

/// See the [module](self).
pub(super) struct Apng {
    file: Growing,
    /// Made when the size is known; writes into `memory`.
    encoder: Option<png::Writer<Memory>>,
    memory: Memory,
    /// When the last picture ends, in parts of a second: what is rounded away is made up for by the next.
    end: u64,
    frames: u32,
}

/// Bytes that can be taken away while somebody writes more.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        lock(&self.0).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Apng {
    pub(super) fn new(file: File) -> Self {
        Self {
            file: Growing::new(file, END),
            encoder: None,
            memory: Memory::default(),
            end: 0,
            frames: 0,
        }
    }

    fn write_frames(&mut self, picture: &Picture<'_>) -> Result<(), png::EncodingError> {
        let encoder = match &mut self.encoder {
            Some(encoder) => encoder,
            none => none.insert(begin(picture, self.memory.clone())?),
        };
        let end = ((picture.until * f64::from(PARTS)).round() as u64).max(self.end + 1);
        let mut left = end - self.end;
        let mut part = picture.changed();
        loop {
            let delay = left.min(u16::MAX.into()) as u16;
            encoder.reset_frame_position()?;
            encoder.set_frame_dimension(part.width(), part.height())?;
            encoder.set_frame_position(part.left, part.top)?;
            encoder.set_frame_delay(delay, PARTS)?;
            encoder.write_image_data(&pixels(picture, part))?;
            self.frames += 1;
            left -= u64::from(delay);
            if left == 0 {
                break;
            }
            // What lasts longer than a frame can goes on in one that changes nothing.
            part = PixelRect {
                right: part.left + 1,
                bottom: part.top + 1,
                ..part
            };
        }
        self.end = end;
        Ok(())
    }
}

impl Writer for Apng {
    fn keeps_alpha(&self) -> bool {
        true
    }

    fn write(&mut self, picture: &Picture<'_>) -> io::Result<()> {
        self.write_frames(picture)?;
        let bytes = std::mem::take(&mut *lock(&self.memory.0));
        self.file.append(&bytes)?;
        let mut animation = Vec::new();
        let count = png::AnimationControl {
            num_frames: self.frames,
            num_plays: 0,
        };
        count.encode(&mut animation)?;
        self.file.write(ANIMATION, &animation)
    }

    fn discard(&mut self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }
}

/// Writes the header. How many frames there will be is not known: it is written over after each.
fn begin(picture: &Picture<'_>, memory: Memory) -> Result<png::Writer<Memory>, png::EncodingError> {
    let mut encoder = png::Encoder::new(memory, picture.size.width(), picture.size.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_animated(u32::MAX, 0)?;
    encoder.write_header()
}

/// A part of a picture.
fn pixels(picture: &Picture<'_>, part: PixelRect) -> Vec<u8> {
    let stride = picture.size.width() as usize * 4;
    let columns = part.left as usize * 4..part.right as usize * 4;
    let mut pixels = Vec::with_capacity(part.area() as usize * 4);
    for row in picture
        .rgba
        .chunks_exact(stride)
        .take(part.bottom as usize)
        .skip(part.top as usize)
    {
        pixels.extend_from_slice(&row[columns.clone()]);
    }
    pixels
}
