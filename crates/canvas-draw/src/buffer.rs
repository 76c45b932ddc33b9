//! Buffers: memory for pixels, which workers render into.
//!
//! A [`Buffer`] is allocated by a [`BufferAllocator`]: that of a backend, so that the display uses it without a copy,
//! or the heap's ([`HeapAllocator`](crate::heap::HeapAllocator)).

use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::Result;
use crate::geometry::PhysicalSize;

/// The order of the bytes of a pixel. Colours are premultiplied by alpha; rows have no padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PixelFormat {
    /// Red, green, blue, alpha.
    Rgba,
    /// Blue, green, red, alpha: the format of most displays.
    Bgra,
}

/// Memory for pixels, allocated by a [`BufferAllocator`]. Dropping it releases its resources, on any thread, without
/// waiting for a display.
pub trait PixelMemory: Send + Sync + fmt::Debug {
    /// The pixels.
    fn bytes(&self) -> &[u8];
    /// The pixels, to render into.
    fn bytes_mut(&mut self) -> &mut [u8];
    /// The value itself, which a backend downcasts to its own type to find its descriptors.
    fn as_any(&self) -> &dyn Any;
}

/// Allocates buffers that a display can use. Called by workers and UI threads, also at the same time; sends no request
/// to the display.
pub trait BufferAllocator: Send + Sync + fmt::Debug {
    /// The format of the buffers.
    fn format(&self) -> PixelFormat;
    /// Allocates exactly [`PhysicalSize::byte_len`] bytes, of any content.
    ///
    /// # Errors
    /// [`Error::Resource`](crate::Error::Resource) if no memory or no descriptor is left.
    fn allocate(&self, size: PhysicalSize) -> Result<Box<dyn PixelMemory>>;
}

/// The identity of a buffer, unique in the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BufferId(u64);

/// Pixel memory with its size and format.
#[derive(Debug)]
pub struct Buffer {
    id: BufferId,
    size: PhysicalSize,
    format: PixelFormat,
    memory: Box<dyn PixelMemory>,
    /// The serial number of the frame whose unchanged pixels the buffer holds.
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

    /// The identity of the buffer.
    pub fn id(&self) -> BufferId {
        self.id
    }

    /// The size in physical pixels.
    pub fn size(&self) -> PhysicalSize {
        self.size
    }

    /// The order of the bytes of a pixel.
    pub fn format(&self) -> PixelFormat {
        self.format
    }

    /// The pixels.
    pub fn bytes(&self) -> &[u8] {
        self.memory.bytes()
    }

    /// The pixels, to render into; they are no longer those of a frame.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        self.serial = None;
        self.memory.bytes_mut()
    }

    /// The serial number of the frame whose pixels the buffer still holds, if there is one.
    #[doc(hidden)]
    pub fn serial(&self) -> Option<u64> {
        self.serial
    }

    /// Marks the buffer as holding the pixels of a frame, until it is rendered into again.
    #[doc(hidden)]
    pub fn set_serial(&mut self, serial: u64) {
        self.serial = Some(serial);
    }

    /// The backend's memory.
    pub fn memory(&self) -> &dyn PixelMemory {
        &*self.memory
    }
}
