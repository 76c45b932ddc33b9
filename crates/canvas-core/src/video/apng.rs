//! Animated PNG files: every pixel is exact. Each frame has only the size of its damage.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::geometry::PixelRect;
use crate::wait::lock;

use super::encoder::{VideoFrame, Writer};
use super::growing_file::GrowingFile;

/// The chunk that ends a file; its checksum is always this.
const END: &[u8] = b"\0\0\0\0IEND\xae\x42\x60\x82";
/// Where the number of frames is (the chunk acTL): after the signature and the header.
const ANIMATION: u64 = 8 + 25;
/// The unit of durations: ticks per second.
const TICKS: u16 = 1000;

/// See the [module](self).
pub(super) struct Apng {
    file: GrowingFile,
    /// Created when the size is known; writes into `memory`.
    encoder: Option<png::Writer<Memory>>,
    memory: Memory,
    /// When the last frame ends, in ticks: rounding errors do not accumulate.
    end: u64,
    frames: u32,
}

/// Bytes that can be taken while the encoder writes more.
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
            file: GrowingFile::new(file, END),
            encoder: None,
            memory: Memory::default(),
            end: 0,
            frames: 0,
        }
    }

    fn write_frames(&mut self, frame: &VideoFrame<'_>) -> Result<(), png::EncodingError> {
        let encoder = match &mut self.encoder {
            Some(encoder) => encoder,
            none => none.insert(begin(frame, self.memory.clone())?),
        };
        let end = ((frame.until * f64::from(TICKS)).round() as u64).max(self.end + 1);
        let mut left = end - self.end;
        let mut part = frame.changed();
        loop {
            let delay = left.min(u16::MAX.into()) as u16;
            encoder.reset_frame_position()?;
            encoder.set_frame_dimension(part.width(), part.height())?;
            encoder.set_frame_position(part.left, part.top)?;
            encoder.set_frame_delay(delay, TICKS)?;
            encoder.write_image_data(&pixels(frame, part))?;
            self.frames += 1;
            left -= u64::from(delay);
            if left == 0 {
                break;
            }
            // A frame that lasts longer than the format allows continues in one that changes nothing.
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

    fn write(&mut self, frame: &VideoFrame<'_>) -> io::Result<()> {
        self.write_frames(frame)?;
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

/// Writes the header. The number of frames is not known yet: it is overwritten after each.
fn begin(frame: &VideoFrame<'_>, memory: Memory) -> Result<png::Writer<Memory>, png::EncodingError> {
    let mut encoder = png::Encoder::new(memory, frame.size.width(), frame.size.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_animated(u32::MAX, 0)?;
    encoder.write_header()
}

/// The pixels of a part of a frame.
fn pixels(frame: &VideoFrame<'_>, part: PixelRect) -> Vec<u8> {
    let stride = frame.size.width() as usize * 4;
    let columns = part.left as usize * 4..part.right as usize * 4;
    let mut pixels = Vec::with_capacity(part.area() as usize * 4);
    for row in frame
        .rgba
        .chunks_exact(stride)
        .take(part.bottom as usize)
        .skip(part.top as usize)
    {
        pixels.extend_from_slice(&row[columns.clone()]);
    }
    pixels
}
