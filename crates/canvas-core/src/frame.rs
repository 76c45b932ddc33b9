//! Buffers and frames: pixel memory on its way from a raster worker to the display and back.
//!
//! A [`Buffer`] is memory from a backend's [`BufferAllocator`], so that the display can take it without a copy. A raster
//! worker owns a buffer while it renders into it. Then the buffer is sealed into a [`Frame`], which is shared and
//! read-only: the backend shows it and keeps it for exposes, the window keeps it for snapshots. When the last of them
//! releases the frame, the buffer returns to its window by itself (see [`BufferHome`]) and can be rendered into again.

use std::fmt;
use std::sync::{Arc, Weak};

use crate::geometry::PixelRect;
use crate::image::Image;
use crate::overlay::SaveUnder;

pub use canvas_draw::buffer::{Buffer, BufferAllocator, BufferId, PixelFormat, PixelMemory};

/// Where a buffer returns to when its frame is no longer needed. Called on the thread that drops the last handle, which
/// may be the event thread: it must not block, and no lock that it takes may be held while a [`Frame`] is dropped.
pub trait BufferHome: Send + Sync {
    /// Takes the buffer back.
    fn take_back(&self, buffer: Buffer);
}

/// The finished pixels of one frame: shared, read-only, cheap to clone.
#[derive(Clone)]
pub struct Frame(Arc<FrameInner>);

struct FrameInner {
    serial: u64,
    change: Option<Change>,
    save_under: Option<Arc<SaveUnder>>,
    pixels: Arc<Pixels>,
}

/// A buffer that returns to its home when no frame needs it any more.
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
    /// All pixels that differ lie in these areas, in physical pixels; without areas the frames are equal.
    pub areas: Vec<PixelRect>,
}

impl Frame {
    /// Seals a rendered buffer. `serial` is the number of the frame in its window; a newer frame has a greater one.
    pub fn new(serial: u64, buffer: Buffer, home: Weak<dyn BufferHome>) -> Self {
        Self::changed(serial, buffer, home, None)
    }

    /// Seals a rendered buffer that differs from another frame of its size as `change` says; `None` if that is not known.
    pub fn changed(serial: u64, buffer: Buffer, home: Weak<dyn BufferHome>, change: Option<Change>) -> Self {
        Self::with_panel(serial, buffer, home, change, None)
    }

    /// Seals a rendered buffer that has a panel over the frame.
    pub(crate) fn with_panel(
        serial: u64,
        mut buffer: Buffer,
        home: Weak<dyn BufferHome>,
        change: Option<Change>,
        save_under: Option<Arc<SaveUnder>>,
    ) -> Self {
        buffer.set_serial(serial);
        let pixels = Arc::new(Pixels {
            buffer: Some(buffer),
            home,
        });
        Self(Arc::new(FrameInner {
            serial,
            change,
            save_under,
            pixels,
        }))
    }

    /// A newer frame with the same pixels.
    pub(crate) fn with_serial(&self, serial: u64) -> Self {
        Self(Arc::new(FrameInner {
            serial,
            change: Some(Change {
                since: self.serial(),
                areas: Vec::new(),
            }),
            save_under: self.0.save_under.clone(),
            pixels: Arc::clone(&self.0.pixels),
        }))
    }

    /// How it differs from an earlier frame, if that is known: a display that shows that one needs only these areas.
    pub fn change(&self) -> Option<&Change> {
        self.0.change.as_ref()
    }

    /// The pixels under the panel, if it has one.
    pub(crate) fn save_under(&self) -> Option<&Arc<SaveUnder>> {
        self.0.save_under.as_ref()
    }

    /// The frame's number in its window; a greater one is newer.
    pub fn serial(&self) -> u64 {
        self.0.serial
    }

    /// A copy of the pixels, without the overlay. It takes time: call it with the host lock released.
    #[doc(hidden)]
    pub fn to_image(&self) -> Image {
        let buffer = self.buffer();
        let mut bytes = buffer.bytes().to_vec();
        if let Some(save_under) = self.save_under() {
            save_under.restore(&mut bytes, buffer.size());
        }
        Image::from_bytes(buffer.size(), buffer.format(), bytes)
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
