//! Buffers: pixel memory that a raster worker draws into.
//!
//! A [`Buffer`] is memory that a [`BufferAllocator`] made: a window backend's, so that the display takes it without a
//! copy, or the heap's ([`HeapAllocator`](crate::heap::HeapAllocator)).

use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::Result;
use crate::geometry::PhysicalSize;

/// How the bytes of a pixel lie in memory. Colours are premultiplied by alpha; rows have no padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PixelFormat {
    /// Red, green, blue, alpha.
    Rgba,
    /// Blue, green, red, alpha: what most displays take.
    Bgra,
}

/// Memory for pixels, made by a [`BufferAllocator`]. Dropping it gives back what it holds, on any thread, without
/// waiting for a display.
pub trait PixelMemory: Send + Sync + fmt::Debug {
    /// The pixels.
    fn bytes(&self) -> &[u8];
    /// The pixels, to draw into.
    fn bytes_mut(&mut self) -> &mut [u8];
    /// The backend's own type, so that it finds its descriptors again.
    fn as_any(&self) -> &dyn Any;
}

/// Makes buffers that a display can take. Used from raster workers and user threads at once; makes no display request.
pub trait BufferAllocator: Send + Sync + fmt::Debug {
    /// The format of the buffers.
    fn format(&self) -> PixelFormat;
    /// Memory of exactly [`PhysicalSize::byte_len`] bytes, of any content.
    ///
    /// # Errors
    /// [`Error::Resource`](crate::Error::Resource) when there is no memory or no descriptor left.
    fn allocate(&self, size: PhysicalSize) -> Result<Box<dyn PixelMemory>>;
}

/// Names a buffer for the life of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BufferId(u64);

/// Pixel memory with its size and format.
#[derive(Debug)]
pub struct Buffer {
    id: BufferId,
    size: PhysicalSize,
    format: PixelFormat,
    memory: Box<dyn PixelMemory>,
    /// The frame whose pixels it holds, if it holds any as they were shown.
    serial: Option<u64>,
}

impl Buffer {
    /// Allocates a buffer.
    ///
    /// # Errors
    /// Those of the allocator.
    pub fn new(allocator: &dyn BufferAllocator, size: PhysicalSize) -> Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let memory = allocator.allocate(size)?;
        debug_assert_eq!(memory.bytes().len(), size.byte_len());
        let id = BufferId(NEXT.fetch_add(1, Ordering::Relaxed));
        Ok(Self {
            id,
            size,
            format: allocator.format(),
            memory,
            serial: None,
        })
    }

    /// Its name.
    pub fn id(&self) -> BufferId {
        self.id
    }

    /// Its size in physical pixels.
    pub fn size(&self) -> PhysicalSize {
        self.size
    }

    /// The order of its bytes.
    pub fn format(&self) -> PixelFormat {
        self.format
    }

    /// The pixels.
    pub fn bytes(&self) -> &[u8] {
        self.memory.bytes()
    }

    /// The pixels, to draw into; from now on they are of no frame.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        self.serial = None;
        self.memory.bytes_mut()
    }

    /// The serial of the frame whose pixels it still holds, if it holds those of one.
    #[doc(hidden)]
    pub fn serial(&self) -> Option<u64> {
        self.serial
    }

    /// Says that it holds the pixels of this frame, until it is drawn into again.
    #[doc(hidden)]
    pub fn set_serial(&mut self, serial: u64) {
        self.serial = Some(serial);
    }

    /// The backend's memory.
    pub fn memory(&self) -> &dyn PixelMemory {
        &*self.memory
    }
}
