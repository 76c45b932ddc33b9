//! Buffers in ordinary memory, for displays that copy frames, and for off-screen rendering.

use crate::buffer::{BufferAllocator, PixelFormat, PixelMemory};
use crate::error::{Error, Result};
use crate::geometry::PhysicalSize;

/// Allocates buffers of a format on the heap.
#[derive(Clone, Copy, Debug)]
pub struct HeapAllocator(pub PixelFormat);

#[derive(Debug)]
struct HeapMemory(Vec<u8>);

impl BufferAllocator for HeapAllocator {
    fn format(&self) -> PixelFormat {
        self.0
    }

    fn allocate(&self, size: PhysicalSize) -> Result<Box<dyn PixelMemory>> {
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(size.byte_len()).map_err(|_| {
            Error::Resource(format!(
                "no memory for a frame of {} × {} pixels",
                size.width(),
                size.height()
            ))
        })?;
        bytes.resize(size.byte_len(), 0);
        Ok(Box::new(HeapMemory(bytes)))
    }
}

impl PixelMemory for HeapMemory {
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
