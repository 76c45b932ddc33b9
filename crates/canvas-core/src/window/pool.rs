//! The buffers of one window: at most three, so that one can be shown, one be in flight and one be rendered into; and as
//! many more as recordings may hold.
//!
//! A pool belongs to one session of the window on one display; buffers that return after its end are freed.

use std::fmt;
use std::sync::{Arc, Mutex, Weak};

use crate::error::DrawError;
use crate::frame::{Buffer, BufferAllocator, BufferHome, Change, Frame, PixelFormat};
use crate::geometry::PhysicalSize;
use crate::overlay::SaveUnder;
use crate::wait::{assert_no_lock, lock};

/// Shown, in flight, and rendered into.
const MAX_BUFFERS: usize = 3;

/// See the [module](self).
pub(super) struct Pool {
    allocator: Arc<dyn BufferAllocator>,
    /// Called without a lock when a buffer has returned: a frame may be rendered.
    returned: Box<dyn Fn() + Send + Sync>,
    state: Mutex<PoolState>,
}

/// A leaf lock, the innermost: buffers are freed after it is released.
#[derive(Debug, Default)]
struct PoolState {
    free: Vec<Buffer>,
    /// How many buffers there are: free ones, and those in frames, on the display, or being rendered into.
    live: usize,
    /// The size that was requested last; buffers of another size are not kept.
    size: Option<PhysicalSize>,
    /// How many there may be beyond `MAX_BUFFERS`.
    extra: usize,
}

/// The right to render one frame: a free buffer, or the permission to allocate one.
#[derive(Debug)]
pub(super) struct Reservation {
    pool: Arc<Pool>,
    size: PhysicalSize,
    buffer: Option<Buffer>,
    /// The buffer has become a frame.
    is_used: bool,
}

impl Pool {
    pub(super) fn new(
        allocator: Arc<dyn BufferAllocator>,
        returned: impl Fn() + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self {
            allocator,
            returned: Box::new(returned),
            state: Mutex::default(),
        })
    }

    /// The format of its buffers.
    pub(super) fn format(&self) -> PixelFormat {
        self.allocator.format()
    }

    /// A buffer for a frame of this size, or `None` while all buffers are in use: then `returned` is called when one
    /// returns. `extra` is how many buffers recordings may hold beyond the window's own.
    pub(super) fn reserve(self: &Arc<Self>, size: PhysicalSize, extra: usize) -> Option<Reservation> {
        let mut state = lock(&self.state);
        (state.size, state.extra) = (Some(size), extra);
        let (fit, other) = std::mem::take(&mut state.free)
            .into_iter()
            .partition::<Vec<_>, _>(|b| b.size() == size);
        state.free = fit;
        state.live -= other.len();
        let buffer = state.free.pop();
        if buffer.is_none() {
            if state.live >= MAX_BUFFERS + extra {
                return None;
            }
            state.live += 1;
        }
        drop(state);
        drop(other);
        Some(Reservation {
            pool: Arc::clone(self),
            size,
            buffer,
            is_used: false,
        })
    }

    fn release_one(&self) {
        lock(&self.state).live -= 1;
    }

    fn keep(&self, buffer: Buffer) {
        let mut state = lock(&self.state);
        if state.size == Some(buffer.size()) && state.live <= MAX_BUFFERS + state.extra {
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
        (self.returned)();
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pool").field(&*lock(&self.state)).finish()
    }
}

impl Reservation {
    /// The buffer to render into; allocated now if there is none.
    pub(super) fn buffer(&mut self) -> Result<&mut Buffer, DrawError> {
        if self.buffer.is_none() {
            self.buffer = Some(Buffer::new(&*self.pool.allocator, self.size)?);
        }
        Ok(self.buffer.as_mut().expect("it was just allocated"))
    }

    /// The size of the frame.
    pub(super) fn size(&self) -> PhysicalSize {
        self.size
    }

    /// Seals the rendered buffer: how the frame differs from another, if that is known, and the panel over it. `None` if
    /// nothing was rendered.
    pub(super) fn finish(
        mut self,
        serial: u64,
        change: Option<Change>,
        save_under: Option<Arc<SaveUnder>>,
    ) -> Option<Frame> {
        let buffer = self.buffer.take()?;
        self.is_used = true;
        let home: Weak<Pool> = Arc::downgrade(&self.pool);
        Some(Frame::with_panel(serial, buffer, home, change, save_under))
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if self.is_used {
            return;
        }
        match self.buffer.take() {
            Some(buffer) => self.pool.keep(buffer),
            None => self.pool.release_one(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::PixelFormat;
    use crate::heap::HeapAllocator;

    #[test]
    fn there_are_three_buffers_and_those_that_recordings_may_hold() {
        let pool = Pool::new(Arc::new(HeapAllocator(PixelFormat::Rgba)), || ());
        let size = PhysicalSize::new(1, 1).unwrap();
        let frame = |serial, extra| {
            let mut reservation = pool.reserve(size, extra)?;
            reservation.buffer().unwrap();
            reservation.finish(serial, None, None)
        };
        let counts = || {
            let state = lock(&pool.state);
            (state.live, state.free.len())
        };
        let mut frames: Vec<Frame> = (1..=MAX_BUFFERS as u64)
            .filter_map(|serial| frame(serial, 0))
            .collect();
        assert!(frames.len() == MAX_BUFFERS && frame(9, 0).is_none());
        frames.extend((4..=5).filter_map(|serial| frame(serial, 2)));
        assert!(frames.len() == MAX_BUFFERS + 2 && frame(9, 2).is_none());
        // When recordings hold none any more, buffers beyond the three are freed as they return.
        assert!(frame(9, 0).is_none());
        frames.truncate(2);
        assert_eq!(counts(), (3, 1));
        frames.clear();
        assert_eq!(counts(), (3, 3));
    }
}
