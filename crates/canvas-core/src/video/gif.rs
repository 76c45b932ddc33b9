//! GIF files. Each frame has a palette of its own and only the size of its damage; unchanged pixels are transparent.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::path::Path;

use super::encoder::{VideoFrame, Writer};
use super::growing_file::GrowingFile;
use super::palette;

/// The end of a file.
const TRAILER: &[u8] = &[0x3b];
/// The shortest duration of a frame, in hundredths of a second; viewers show 1 as 10.
const MIN_DURATION: u64 = 2;

/// See the [module](self).
pub(super) struct Gif {
    file: GrowingFile,
    /// Writes into memory; created when the size is known.
    encoder: Option<::gif::Encoder<Vec<u8>>>,
    /// When the last frame ends, in hundredths of a second: rounding errors do not accumulate.
    end: u64,
}

impl Gif {
    pub(super) fn new(file: File) -> Self {
        Self {
            file: GrowingFile::new(file, TRAILER),
            encoder: None,
            end: 0,
        }
    }

    fn write_frames(&mut self, frame: &VideoFrame<'_>) -> Result<(), ::gif::EncodingError> {
        let encoder = match &mut self.encoder {
            Some(encoder) => encoder,
            none => {
                // No side is longer than `MAX_SIDE`.
                let (width, height) = (frame.size.width() as u16, frame.size.height() as u16);
                let mut encoder = ::gif::Encoder::new(Vec::new(), width, height, &[])?;
                encoder.set_repeat(::gif::Repeat::Infinite)?;
                none.insert(encoder)
            }
        };
        let end = ((frame.until * 100.0).round() as u64).max(self.end + MIN_DURATION);
        let mut part = encode_damage(frame);
        let mut left = end - self.end;
        loop {
            part.delay = left.min(u16::MAX.into()) as u16;
            encoder.write_frame(&part)?;
            left -= u64::from(part.delay);
            if left == 0 {
                break;
            }
            part = empty_frame();
        }
        self.end = end;
        Ok(())
    }
}

impl Writer for Gif {
    fn keeps_alpha(&self) -> bool {
        false
    }

    fn write(&mut self, frame: &VideoFrame<'_>) -> io::Result<()> {
        self.write_frames(frame).map_err(|error| match error {
            ::gif::EncodingError::Io(error) => error,
            error => io::Error::other(error),
        })?;
        let bytes = self
            .encoder
            .as_mut()
            .map(|encoder| std::mem::take(encoder.get_mut()));
        self.file.append(&bytes.unwrap_or_default())
    }

    fn discard(&mut self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }
}

/// A frame that changes nothing: it continues one that lasts longer than the format allows.
fn empty_frame() -> ::gif::Frame<'static> {
    ::gif::Frame {
        width: 1,
        height: 1,
        transparent: Some(0),
        palette: Some(vec![0; 3]),
        buffer: Cow::Borrowed(&[0]),
        ..::gif::Frame::default()
    }
}

/// The damage of a frame.
fn encode_damage(frame: &VideoFrame<'_>) -> ::gif::Frame<'static> {
    let changed = frame.changed();
    let stride = frame.size.width() as usize;
    let rows = changed.top as usize..changed.bottom as usize;
    let indices = rows.flat_map(|y| y * stride + changed.left as usize..y * stride + changed.right as usize);
    let rgba = frame.rgba.as_chunks::<4>().0;
    let before = frame.before.map(|(before, _)| before.as_chunks::<4>().0);
    let pixels: Vec<_> = indices
        .map(|at| {
            let [r, g, b, _] = rgba[at];
            let is_unchanged = before.is_some_and(|before| before[at] == rgba[at]);
            (!is_unchanged).then_some([r, g, b])
        })
        .collect();
    let indexed = palette::index(&pixels);
    ::gif::Frame {
        left: changed.left as u16,
        top: changed.top as u16,
        width: changed.width() as u16,
        height: changed.height() as u16,
        transparent: before.is_some().then_some(indexed.unchanged),
        palette: Some(indexed.palette),
        buffer: Cow::Owned(indexed.pixels),
        ..::gif::Frame::default()
    }
}
