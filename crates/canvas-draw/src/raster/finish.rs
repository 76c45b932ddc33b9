//! [`Finish`]: the last conversion of rendered pixels, from premultiplied RGBA to what the caller needs.

use crate::buffer::PixelFormat;
use crate::pixels::{make_opaque, swap_red_and_blue, unpremultiply};

/// A conversion of rendered pixels, done while they are in the processor's cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finish {
    Nothing,
    SwapRedAndBlue,
    Unpremultiply,
}

impl Finish {
    /// The conversion to a buffer's format.
    pub(super) fn to_format(format: PixelFormat) -> Self {
        match format {
            PixelFormat::Bgra => Self::SwapRedAndBlue,
            PixelFormat::Rgba => Self::Nothing,
        }
    }

    /// Converts pixels. `opaque`: the background is opaque, so that every pixel must be; rounding may have left less.
    pub(super) fn apply(self, bytes: &mut [u8], opaque: bool) {
        /// All conversions of so many bytes are done before those of the next, so that they stay in the cache.
        const CHUNK: usize = 16 << 10;
        for bytes in bytes.chunks_mut(CHUNK) {
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
