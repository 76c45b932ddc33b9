//! Buffers in ordinary memory, for tests of what is drawn.

use crate::error::Result;
use crate::frame::{BufferAllocator, PixelFormat, PixelMemory};
use crate::geometry::PhysicalSize;

/// Makes buffers of a format.
#[derive(Debug)]
pub(crate) struct Heap(pub(crate) PixelFormat);

#[derive(Debug)]
struct Bytes(Vec<u8>);

impl PixelMemory for Bytes {
    fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

impl BufferAllocator for Heap {
    fn format(&self) -> PixelFormat {
        self.0
    }

    fn allocate(&self, size: PhysicalSize) -> Result<Box<dyn PixelMemory>> {
        Ok(Box::new(Bytes(vec![99; size.byte_len()])))
    }
}
