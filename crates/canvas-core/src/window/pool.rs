//! The buffers of one window: three at the most, so that one can be shown, one be on its way and one be drawn into; and as
//! many more as recordings may hold.
//!
//! A pool belongs to one opening of the window on one display; buffers that come back to a pool that is gone are freed.

use std::sync::{Arc, Mutex, Weak};

use crate::error::DrawError;
use crate::frame::{Buffer, BufferAllocator, BufferHome, Change, Frame, PixelFormat};
use crate::geometry::PhysicalSize;
use crate::overlay::Cover;
use crate::wait::{assert_no_lock, lock};

use super::Inner;

/// Shown, on its way, and drawn into.
const MOST: usize = 3;

#[derive(Debug)]
pub(super) struct Pool {
    allocator: Arc<dyn BufferAllocator>,
    window: Weak<Inner>,
    state: Mutex<PoolState>,
}

/// A leaf lock, the innermost: buffers are freed after it is let go.
#[derive(Debug, Default)]
struct PoolState {
    free: Vec<Buffer>,
    /// How many buffers there are: free ones, and those in frames, on the display, or being drawn into.
    live: usize,
    /// The size that was asked for last; buffers of another size are not kept.
    size: Option<PhysicalSize>,
    /// How many there may be beside the three.
    lent: usize,
}

/// The right to draw one frame: a free buffer, or leave to allocate one.
#[derive(Debug)]
pub(super) struct Slot {
    pool: Arc<Pool>,
    size: PhysicalSize,
    buffer: Option<Buffer>,
    settled: bool,
}

impl Pool {
    pub(super) fn new(allocator: Arc<dyn BufferAllocator>, window: Weak<Inner>) -> Arc<Self> {
        Arc::new(Self {
            allocator,
            window,
            state: Mutex::default(),
        })
    }

    /// The format of its buffers.
    pub(super) fn format(&self) -> PixelFormat {
        self.allocator.format()
    }

    /// A slot for a frame of this size, or `None` while all buffers are in use: then [`Inner::advance`] is called when
    /// one comes back. `lent` are as many more than those of the window itself as others may hold.
    pub(super) fn reserve(self: &Arc<Self>, size: PhysicalSize, lent: usize) -> Option<Slot> {
        let mut state = lock(&self.state);
        (state.size, state.lent) = (Some(size), lent);
        let (fit, other) = std::mem::take(&mut state.free)
            .into_iter()
            .partition::<Vec<_>, _>(|b| b.size() == size);
        state.free = fit;
        state.live -= other.len();
        let buffer = state.free.pop();
        if buffer.is_none() {
            if state.live >= MOST + lent {
                return None;
            }
            state.live += 1;
        }
        drop(state);
        drop(other);
        Some(Slot {
            pool: Arc::clone(self),
            size,
            buffer,
            settled: false,
        })
    }

    fn forget_one(&self) {
        lock(&self.state).live -= 1;
    }

    fn keep(&self, buffer: Buffer) {
        let mut state = lock(&self.state);
        if state.size == Some(buffer.size()) && state.live <= MOST + state.lent {
            state.free.push(buffer);
        } else {
            state.live -= 1;
            drop(state);
            drop(buffer);
        }
    }
}

impl BufferHome for Pool {
    fn take_back(&self, buffer: Buffer) {
        assert_no_lock("the drop of a frame");
        self.keep(buffer);
        if let Some(window) = self.window.upgrade() {
            window.advance();
        }
    }
}

impl Slot {
    /// The buffer to draw into; allocated now if there is none.
    pub(super) fn buffer(&mut self) -> Result<&mut Buffer, DrawError> {
        if self.buffer.is_none() {
            self.buffer = Some(Buffer::new(&*self.pool.allocator, self.size)?);
        }
        Ok(self.buffer.as_mut().expect("just put there"))
    }

    /// The size of the frame.
    pub(super) fn size(&self) -> PhysicalSize {
        self.size
    }

    /// Seals the drawn buffer: how the frame differs from another, if that is known, and the panel over it.
    pub(super) fn finish(
        mut self,
        serial: u64,
        change: Option<Change>,
        cover: Option<Arc<Cover>>,
    ) -> Option<Frame> {
        let buffer = self.buffer.take()?;
        self.settled = true;
        let home: Weak<Pool> = Arc::downgrade(&self.pool);
        Some(Frame::covered(serial, buffer, home, change, cover))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if self.settled {
            return;
        }
        match self.buffer.take() {
            Some(buffer) => self.pool.keep(buffer),
            None => self.pool.forget_one(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::PixelFormat;
    use crate::heap::HeapAllocator;

    #[test]
    fn there_are_three_buffers_and_those_that_are_lent() {
        let pool = Pool::new(Arc::new(HeapAllocator(PixelFormat::Rgba)), Weak::new());
        let size = PhysicalSize::new(1, 1).unwrap();
        let frame = |serial, lent| {
            let mut slot = pool.reserve(size, lent)?;
            slot.buffer().unwrap();
            slot.finish(serial, None, None)
        };
        let counts = || {
            let state = lock(&pool.state);
            (state.live, state.free.len())
        };
        let mut frames: Vec<Frame> = (1..=MOST as u64).filter_map(|serial| frame(serial, 0)).collect();
        assert!(frames.len() == MOST && frame(9, 0).is_none());
        frames.extend((4..=5).filter_map(|serial| frame(serial, 2)));
        assert!(frames.len() == MOST + 2 && frame(9, 2).is_none());
        // When nothing is lent any more, buffers beyond the three are freed as they come back.
        assert!(frame(9, 0).is_none());
        frames.truncate(2);
        assert_eq!(counts(), (3, 1));
        frames.clear();
        assert_eq!(counts(), (3, 3));
    }
}
