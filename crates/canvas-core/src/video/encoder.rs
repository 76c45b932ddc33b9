//! The thread of a recording: takes frames, finds their damage, and measures how long each is shown.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::Error;
use crate::frame::{Buffer, Frame, PixelFormat};
use crate::geometry::{PhysicalSize, PixelRect};
use crate::heap::HeapAllocator;
use crate::image::Image;
use crate::pixels::Fit;

use super::capture_queue::{CaptureQueue, Next};

/// Writes frames in one format, one after the other.
pub(super) trait Writer: Send {
    /// Whether frames may be transparent; if not, they are composited on the background first.
    fn keeps_alpha(&self) -> bool;

    /// Writes a frame. It differs from the one before, begins when that one ends, and has its size; afterwards the file is
    /// complete.
    fn write(&mut self, frame: &VideoFrame<'_>) -> io::Result<()>;

    /// There was no frame: removes the file of this name, or the files that were written into the folder.
    fn discard(&mut self, path: &Path) -> io::Result<()>;
}

/// A frame of the video, with its time.
#[derive(Debug)]
pub(super) struct VideoFrame<'a> {
    pub(super) size: PhysicalSize,
    /// Straight alpha.
    pub(super) rgba: &'a [u8],
    /// The frame before it, and where they differ; `None` for the first.
    pub(super) before: Option<(&'a [u8], PixelRect)>,
    /// Seconds since the first frame.
    pub(super) from: f64,
    pub(super) until: f64,
}

impl VideoFrame<'_> {
    /// The part of it that has to be written.
    pub(super) fn changed(&self) -> PixelRect {
        self.before.map_or(
            PixelRect {
                left: 0,
                top: 0,
                right: self.size.width(),
                bottom: self.size.height(),
            },
            |(_, changed)| changed,
        )
    }
}

/// See the [module](self).
pub(super) struct Encoder {
    queue: Arc<CaptureQueue>,
    writer: Box<dyn Writer>,
    path: PathBuf,
    background: [u8; 3],
    /// When the first frame was shown.
    start: f64,
    /// The newest frame, not written yet because its duration is not known.
    newest: Option<Newest>,
}

/// Why a recording is missing or incomplete.
#[derive(Debug)]
pub(super) enum Failure {
    Io(io::Error),
    NoFrame,
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Failure {
    /// The error as programs see it, with the path that they gave.
    pub(super) fn into_error(self, path: &Path) -> Error {
        match self {
            Self::Io(error) => Error::write(path, error),
            Self::NoFrame => Error::Misuse(format!(
                "record_video(): the window has shown nothing meanwhile, so there is no {}",
                path.display()
            )),
        }
    }
}

struct Newest {
    image: Image,
    before: Option<(Image, PixelRect)>,
    from: f64,
}

impl Encoder {
    pub(super) fn new(
        queue: Arc<CaptureQueue>,
        writer: Box<dyn Writer>,
        path: PathBuf,
        background: [u8; 3],
    ) -> Self {
        Self {
            queue,
            writer,
            path,
            background,
            start: 0.0,
            newest: None,
        }
    }

    /// Writes frames until the recording ends.
    pub(super) fn run(&mut self) -> Result<(), Failure> {
        catch_unwind(AssertUnwindSafe(|| self.take_all()))
            .unwrap_or_else(|_panic| Err(io::Error::other("the encoder failed on a frame")))?;
        if self.newest.is_some() {
            return Ok(());
        }
        self.writer.discard(&self.path)?;
        Err(Failure::NoFrame)
    }

    fn take_all(&mut self) -> io::Result<()> {
        loop {
            match self.queue.next() {
                Next::Frame(frame, from) => self.take(frame, from)?,
                Next::End(at) => return self.write_newest(at),
            }
        }
    }

    fn take(&mut self, frame: Frame, from: f64) -> io::Result<()> {
        let image = self.image_of(&frame)?;
        // Its buffer returns to the window.
        drop(frame);
        let Some(newest) = &self.newest else {
            self.start = from;
            self.show(image, None, from);
            return Ok(());
        };
        let Some(changed) = difference(&newest.image, &image) else {
            return Ok(());
        };
        let from = from.max(newest.from);
        self.write_newest(from)?;
        let before = self.newest.take().map(|newest| (newest.image, changed));
        self.show(image, before, from);
        Ok(())
    }

    fn show(&mut self, image: Image, before: Option<(Image, PixelRect)>, from: f64) {
        self.queue.count();
        self.newest = Some(Newest { image, before, from });
    }

    fn write_newest(&mut self, until: f64) -> io::Result<()> {
        let Some(newest) = &self.newest else {
            return Ok(());
        };
        self.writer.write(&VideoFrame {
            size: newest.image.size(),
            rgba: newest.image.rgba(),
            before: newest
                .before
                .as_ref()
                .map(|(before, changed)| (before.rgba(), *changed)),
            from: newest.from - self.start,
            until: until.max(newest.from) - self.start,
        })
    }

    /// The frame's pixels, in the size of the first frame, and without alpha where that cannot be written.
    fn image_of(&self, frame: &Frame) -> io::Result<Image> {
        let image = frame.to_image();
        let size = self
            .newest
            .as_ref()
            .map_or(image.size(), |newest| newest.image.size());
        if size == image.size() && self.writer.keeps_alpha() {
            return Ok(image);
        }
        let mut buffer = Buffer::new(&HeapAllocator(PixelFormat::Rgba), size)
            .map_err(|error| io::Error::new(io::ErrorKind::OutOfMemory, error))?;
        image
            .view()
            .draw_into(&mut buffer, Fit::Contain, true, self.background);
        Ok(Image::from_buffer(&buffer))
    }
}

/// The smallest rectangle that contains all pixels in which two images of one size differ; `None` if they are equal.
fn difference(before: &Image, after: &Image) -> Option<PixelRect> {
    let stride = before.width() as usize * 4;
    let rows = || {
        let pairs = before
            .rgba()
            .chunks_exact(stride)
            .zip(after.rgba().chunks_exact(stride));
        pairs.map(|(before, after)| (before.as_chunks::<4>().0, after.as_chunks::<4>().0))
    };
    let differs = |(before, after): (&[[u8; 4]], &[[u8; 4]])| before != after;
    let top = rows().position(differs)?;
    let bottom = rows().rposition(differs)? + 1;
    let (mut left, mut right) = (stride / 4, 0);
    for (before, after) in rows().take(bottom).skip(top) {
        let differs = |(before, after): (&[u8; 4], &[u8; 4])| before != after;
        // Only pixels that would make it wider are compared.
        left = before[..left]
            .iter()
            .zip(&after[..left])
            .position(differs)
            .unwrap_or(left);
        right += before[right..]
            .iter()
            .zip(&after[right..])
            .rposition(differs)
            .map_or(0, |last| last + 1);
    }
    PixelRect::new(left as u32, top as u32, right as u32, bottom as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_bounded_exactly() {
        let size = PhysicalSize::new(7, 5).unwrap();
        let before = Image::from_rgba(size, vec![9; size.byte_len()]);
        assert_eq!(difference(&before, &before.clone()), None);
        let changed = |pixels: &[(usize, usize)]| {
            let mut rgba = before.rgba().to_vec();
            for (x, y) in pixels {
                rgba[(y * 7 + x) * 4 + 3] = 1;
            }
            difference(&before, &Image::from_rgba(size, rgba))
        };
        assert_eq!(changed(&[(3, 2)]), PixelRect::new(3, 2, 4, 3));
        assert_eq!(changed(&[(0, 0), (6, 4)]), PixelRect::new(0, 0, 7, 5));
        assert_eq!(changed(&[(5, 1), (2, 3), (4, 3)]), PixelRect::new(2, 1, 6, 4));
    }
}
