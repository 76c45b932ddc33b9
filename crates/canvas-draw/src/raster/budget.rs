//! [`Budget`]: the memory that vello_cpu's form of a scene takes, and the limits on it.

use kurbo::Rect;

use crate::error::{Error, Result};
use crate::geometry::kurbo;

/// The pixels are made when more bytes than this are recorded.
const FLUSH_BYTES: usize = 96 << 20;
/// A layer, or a single shape, may take no more than this.
const MAX_BYTES: usize = 1 << 30;

/// An estimate of the bytes that are recorded since the last flush, and the first error within a command.
#[derive(Debug, Default)]
pub(super) struct Budget {
    bytes: usize,
    failure: Option<Error>,
}

impl Budget {
    /// Nothing is recorded any more: the pixels were made.
    pub(super) fn reset(&mut self) {
        self.bytes = 0;
    }

    pub(super) fn add(&mut self, bytes: usize) {
        self.bytes += bytes;
    }

    /// Adds a shape with this number of segments whose visible part is `shown`, in physical pixels.
    pub(super) fn add_shape(&mut self, segments: usize, shown: Rect) {
        let (columns, rows) = (
            (shown.width() / 4.0) as usize + 2,
            (shown.height() / 4.0) as usize + 2,
        );
        // A tile is 16 bytes of coverage and a strip of 8.
        let tiles = segments.saturating_mul(columns + rows).min(columns * rows);
        self.bytes += 64 + tiles * 24 + segments.saturating_mul(64);
    }

    /// Whether the pixels should be made now.
    pub(super) fn is_large(&self) -> bool {
        self.bytes > FLUSH_BYTES
    }

    /// Fails if more is recorded than is allowed.
    pub(super) fn check_limit(&self) -> Result<()> {
        if self.bytes > MAX_BYTES {
            return Err(Error::Resource(
                "a layer of the scene is too complex to be drawn".into(),
            ));
        }
        Ok(())
    }

    /// Remembers an error, if it is the first, where drawing cannot return it.
    pub(super) fn fail(&mut self, error: Error) {
        self.failure.get_or_insert(error);
    }

    pub(super) fn check_failure(&mut self) -> Result<()> {
        self.failure.take().map_or(Ok(()), Err)
    }
}
