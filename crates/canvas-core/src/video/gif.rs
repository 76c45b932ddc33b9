//! GIF files. Each picture has colours of its own and is no larger than what has changed; pixels that stay are transparent.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::path::Path;

use super::encoder::{Picture, Writer};
use super::file::Growing;
use super::palette;

/// The end of a file.
const TRAILER: &[u8] = &[0x3b];
/// The least time of a picture, in hundredths of a second; viewers take 1 for 10.
const SHORTEST: u64 = 2;

/// See the [module](self).
pub(super) struct Gif {
    file: Growing,
    /// Writes into memory; made when the size is known.
    encoder: Option<::gif::Encoder<Vec<u8>>>,
    /// When the last picture ends, in hundredths of a second: what is rounded away is made up for by the next.
    end: u64,
}

impl Gif {
    pub(super) fn new(file: File) -> Self {
        Self {
            file: Growing::new(file, TRAILER),
            encoder: None,
            end: 0,
        }
    }

    fn write_frames(&mut self, picture: &Picture<'_>) -> Result<(), ::gif::EncodingError> {
        let encoder = match &mut self.encoder {
            Some(encoder) => encoder,
            none => {
                // No side is longer than `MAX_SIDE`.
                let (width, height) = (picture.size.width() as u16, picture.size.height() as u16);
                let mut encoder = ::gif::Encoder::new(Vec::new(), width, height, &[])?;
                encoder.set_repeat(::gif::Repeat::Infinite)?;
                none.insert(encoder)
            }
        };
        let end = ((picture.until * 100.0).round() as u64).max(self.end + SHORTEST);
        let mut frame = frame_of(picture);
        let mut left = end - self.end;
        loop {
            frame.delay = left.min(u16::MAX.into()) as u16;
            encoder.write_frame(&frame)?;
            left -= u64::from(frame.delay);
            if left == 0 {
                break;
            }
            frame = nothing();
        }
        self.end = end;
        Ok(())
    }
}

impl Writer for Gif {
    fn keeps_alpha(&self) -> bool {
        false
    }

    fn write(&mut self, picture: &Picture<'_>) -> io::Result<()> {
        self.write_frames(picture).map_err(|error| match error {
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

/// A frame that changes nothing: what lasts longer than a frame can goes on in it.
fn nothing() -> ::gif::Frame<'static> {
    ::gif::Frame {
        width: 1,
        height: 1,
        transparent: Some(0),
        palette: Some(vec![0; 3]),
        buffer: Cow::Borrowed(&[0]),
        ..::gif::Frame::default()
    }
}

fn frame_of(picture: &Picture<'_>) -> ::gif::Frame<'static> {
    let changed = picture.changed();
    let stride = picture.size.width() as usize;
    let rows = changed.top as usize..changed.bottom as usize;
    let places = rows.flat_map(|y| y * stride + changed.left as usize..y * stride + changed.right as usize);
    let rgba = picture.rgba.as_chunks::<4>().0;
    let before = picture.before.map(|(before, _)| before.as_chunks::<4>().0);
    let pixels: Vec<_> = places
        .map(|at| {
            let [r, g, b, _] = rgba[at];
            let stays = before.is_some_and(|before| before[at] == rgba[at]);
            (!stays).then_some([r, g, b])
        })
        .collect();
    let indexed = palette::index(&pixels);
    ::gif::Frame {
        left: changed.left as u16,
        top: changed.top as u16,
        width: changed.width() as u16,
        height: changed.height() as u16,
        transparent: before.is_some().then_some(indexed.stays),
        palette: Some(indexed.palette),
        buffer: Cow::Owned(indexed.pixels),
        ..::gif::Frame::default()
    }
}
