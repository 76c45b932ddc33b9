//! Buffers and frames: pixel memory on its way from a raster worker to the display and back.
//!
//! A [`Buffer`] is memory that a backend's [`BufferAllocator`] made, so that the display can take it without a copy.
//! A raster worker owns a buffer while it draws. Then the buffer is sealed into a [`Frame`], which is shared and
//! read-only: the backend shows it and keeps it for exposes, the window keeps it for snapshots. When the last of them
//! lets go, the buffer returns to its window by itself (see [`BufferHome`]) and can be drawn into again.

use std::fmt;
use std::sync::{Arc, Weak};

use crate::geometry::PixelRect;
use crate::image::Image;
use crate::overlay::Cover;

pub use canvas_draw::buffer::{Buffer, BufferAllocator, BufferId, PixelFormat, PixelMemory};

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
        buffer.set_serial(serial);
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

    /// A copy of the pixels, without the overlay that may lie over them.
    #[doc(hidden)]
    pub fn to_image(&self) -> Image {
        let buffer = self.buffer();
        let mut bytes = buffer.bytes().to_vec();
        if let Some(cover) = self.cover() {
            cover.lift(&mut bytes, buffer.size());
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
