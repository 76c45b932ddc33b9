//! Buffers and frames: pixel memory on its way from a raster worker to the display and back.
//!
//! A [`Buffer`] is memory that a backend's [`BufferAllocator`] made, so that the display can take it without a copy.
//! A raster worker owns a buffer while it draws. Then the buffer is sealed into a [`Frame`], which is shared and
//! read-only: the backend shows it and keeps it for exposes, the window keeps it for snapshots. When the last of them
//! lets go, the buffer returns to its window by itself (see [`BufferHome`]) and can be drawn into again.

use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

use crate::error::Result;
use crate::geometry::{PhysicalSize, PixelRect};
use crate::overlay::Cover;

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

    /// The serial of the frame whose pixels it still holds.
    pub(crate) fn serial(&self) -> Option<u64> {
        self.serial
    }

    /// The backend's memory.
    pub fn memory(&self) -> &dyn PixelMemory {
        &*self.memory
    }
}

/// Where a buffer goes when its frame is no longer shown. Called on whichever thread let go last, the event thread
/// among them: it must not wait, and no lock that it takes may be held while a [`Frame`] is dropped.
pub trait BufferHome: Send + Sync {
    /// Takes the buffer back.
    fn take_back(&self, buffer: Buffer);
}

/// A finished picture: shared, read-only, cheap to clone.
#[derive(Clone)]
pub struct Frame(Arc<FrameInner>);

struct FrameInner {
    serial: u64,
    change: Option<Change>,
    cover: Option<Arc<Cover>>,
    pixels: Arc<Pixels>,
}

/// A buffer that goes home when no frame has it any more.
struct Pixels {
    /// `None` only while it is dropped.
    buffer: Option<Buffer>,
    home: Weak<dyn BufferHome>,
}

/// How a frame differs from the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The serial of the frame that it is compared with.
    pub since: u64,
    /// All pixels that differ lie in these areas; none: the frames are equal.
    pub areas: Vec<PixelRect>,
}

impl Frame {
    /// Seals a drawn buffer. `serial` counts the frames of its window upwards.
    pub fn new(serial: u64, buffer: Buffer, home: Weak<dyn BufferHome>) -> Self {
        Self::changed(serial, buffer, home, None)
    }

    /// The same, for a frame that differs in parts from another one of its size.
    pub fn changed(serial: u64, buffer: Buffer, home: Weak<dyn BufferHome>, change: Option<Change>) -> Self {
        Self::covered(serial, buffer, home, change, None)
    }

    /// The same, for one whose buffer has a panel over the picture.
    pub(crate) fn covered(
        serial: u64,
        mut buffer: Buffer,
        home: Weak<dyn BufferHome>,
        change: Option<Change>,
        cover: Option<Arc<Cover>>,
    ) -> Self {
        buffer.serial = Some(serial);
        let pixels = Arc::new(Pixels {
            buffer: Some(buffer),
            home,
        });
        Self(Arc::new(FrameInner {
            serial,
            change,
            cover,
            pixels,
        }))
    }

    /// The same pixels as a newer frame.
    pub(crate) fn again(&self, serial: u64) -> Self {
        Self(Arc::new(FrameInner {
            serial,
            change: Some(Change {
                since: self.serial(),
                areas: Vec::new(),
            }),
            cover: self.0.cover.clone(),
            pixels: Arc::clone(&self.0.pixels),
        }))
    }

    /// How it differs from a frame before, if that is known: a display that shows that one needs these areas only.
    pub fn change(&self) -> Option<&Change> {
        self.0.change.as_ref()
    }

    /// The panel over the picture, and what lies under it.
    pub(crate) fn cover(&self) -> Option<&Arc<Cover>> {
        self.0.cover.as_ref()
    }

    /// The frame's number in its window; a greater one is newer.
    pub fn serial(&self) -> u64 {
        self.0.serial
    }

    /// The pixels.
    pub fn buffer(&self) -> &Buffer {
        self.0
            .pixels
            .buffer
            .as_ref()
            .expect("a frame has its buffer until it is dropped")
    }
}

impl Drop for Pixels {
    fn drop(&mut self) {
        if let (Some(buffer), Some(home)) = (self.buffer.take(), self.home.upgrade()) {
            home.take_back(buffer);
        }
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame")
            .field("serial", &self.serial())
            .field("buffer", self.buffer())
            .finish()
    }
}
