//! A view of pixels in any memory, with any strides.

use super::convert;
use crate::error::{Error, Result};
use crate::geometry::PhysicalSize;

/// The distances in a [`PixelView`], bytes; they can be negative or 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strides {
    /// From a pixel to the one below.
    pub row: isize,
    /// From a pixel to the one to the right.
    pub column: isize,
    /// From red to green, and so on.
    pub channel: isize,
}

/// Pixels in the caller's memory: eight bits a channel, straight alpha, any strides. Checked when it is created, so
/// that no access can be out of bounds.
#[derive(Clone, Copy, Debug)]
pub struct PixelView<'a> {
    data: &'a [u8],
    offset: usize,
    size: PhysicalSize,
    channels: Channels,
    strides: Strides,
}

/// The meaning of the channels of a [`PixelView`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Channels {
    Grey,
    Rgb,
    Rgba,
}

impl<'a> PixelView<'a> {
    /// A view of `width` × `height` pixels, whose first one begins at `offset`. `channels` is 1 (grey), 3 (red, green,
    /// blue) or 4 (with straight alpha).
    ///
    /// # Errors
    /// [`Error::Invalid`] for another number of channels, an empty image, or pixels outside of `data`;
    /// [`Error::Resource`] if the image is too large.
    pub fn new(
        data: &'a [u8],
        offset: usize,
        width: u32,
        height: u32,
        channels: u8,
        strides: Strides,
    ) -> Result<Self> {
        let invalid = |text: String| Err(Error::Invalid(text));
        let meaning = match channels {
            1 => Channels::Grey,
            3 => Channels::Rgb,
            4 => Channels::Rgba,
            _ => return invalid(format!("pixels: expected 1, 3 or 4 channels, got {channels}")),
        };
        if width == 0 || height == 0 {
            return invalid(format!(
                "pixels: expected at least one pixel, got {width} × {height}"
            ));
        }
        let Some(size) = PhysicalSize::new(width, height) else {
            return Err(Error::Resource(format!(
                "pixels: {width} × {height} pixels are too many"
            )));
        };
        let steps = [
            i128::from(height - 1) * strides.row as i128,
            i128::from(width - 1) * strides.column as i128,
            i128::from(channels - 1) * strides.channel as i128,
        ];
        let first = offset as i128 + steps.iter().map(|step| step.min(&0)).sum::<i128>();
        let last = offset as i128 + steps.iter().map(|step| step.max(&0)).sum::<i128>();
        if first < 0 || last >= data.len() as i128 {
            return invalid("pixels: the strides lead out of the memory".into());
        }
        Ok(Self {
            data,
            offset,
            size,
            channels: meaning,
            strides,
        })
    }

    /// A view of red, green, blue, straight alpha in rows without padding; `data` has [`PhysicalSize::byte_len`] bytes.
    pub(crate) fn of_rows(data: &'a [u8], size: PhysicalSize) -> Self {
        debug_assert_eq!(data.len(), size.byte_len());
        let strides = Strides {
            row: size.width() as isize * 4,
            column: 4,
            channel: 1,
        };
        Self {
            data,
            offset: 0,
            size,
            channels: Channels::Rgba,
            strides,
        }
    }

    /// Width and height in pixels.
    pub fn size(&self) -> PhysicalSize {
        self.size
    }

    /// The pixels as red, green, blue, straight alpha, in rows without padding.
    pub(crate) fn to_rgba(self) -> Vec<u8> {
        let mut out = vec![0; self.size.byte_len()];
        for (y, row) in out.chunks_exact_mut(self.size.width() as usize * 4).enumerate() {
            self.read_row(y, row);
        }
        out
    }

    /// Whether the pixels have no alpha channel.
    pub(super) fn is_opaque(&self) -> bool {
        self.channels != Channels::Rgba
    }

    /// Copies a row as red, green, blue, straight alpha; `out` holds as many pixels as the row.
    pub(super) fn read_row(&self, y: usize, out: &mut [u8]) {
        let width = self.size.width() as usize;
        let start = self.offset as isize + y as isize * self.strides.row;
        let packed = |channels: usize| {
            let dense = self.strides.channel == 1 && self.strides.column == channels as isize;
            dense.then(|| &self.data[start as usize..start as usize + width * channels])
        };
        match self.channels {
            Channels::Grey => match packed(1) {
                Some(row) => convert::grey_to_rgba(row, out),
                None => self.read_strided(start, out, [0, 0, 0, -1]),
            },
            Channels::Rgb => match packed(3) {
                Some(row) => convert::rgb_to_rgba(row, out),
                None => self.read_strided(start, out, [0, 1, 2, -1]),
            },
            Channels::Rgba => match packed(4) {
                Some(row) => out.copy_from_slice(row),
                None => self.read_strided(start, out, [0, 1, 2, 3]),
            },
        }
    }

    /// The slow path, for any strides. `order` maps channels to those of the output; -1 is opaque.
    fn read_strided(&self, start: isize, out: &mut [u8], order: [isize; 4]) {
        let mut at = start;
        for pixel in out.chunks_exact_mut(4) {
            for (value, channel) in pixel.iter_mut().zip(order) {
                *value = if channel < 0 {
                    255
                } else {
                    self.data[(at + channel * self.strides.channel) as usize]
                };
            }
            at += self.strides.column;
        }
    }
}
