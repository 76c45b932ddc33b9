//! The memory of frames, and how the event loop learns that memory has been freed.

use std::any::Any;
use std::os::fd::OwnedFd;
use std::sync::{Mutex, PoisonError, Weak};

use canvas_core::error::DrawError;
use canvas_core::frame::{BufferAllocator, PixelFormat, PixelMemory};
use canvas_core::geometry::PhysicalSize;
use canvas_core::heap::HeapAllocator;

use crate::inbox::{Inbox, Message, SegmentKey};
use crate::shm::Mapping;
use crate::transport::Transport;

/// A piece of shared memory, as the server needs it to attach it.
#[derive(Debug)]
pub(crate) enum Handle {
    /// A descriptor, which is passed on at the first use.
    File(Mutex<Option<OwnedFd>>),
    /// The id of a System V segment.
    SystemV(u32),
}

/// Memory that the server can attach.
#[derive(Debug)]
pub(crate) struct SharedMemory {
    key: SegmentKey,
    mapping: Mapping,
    handle: Handle,
    inbox: Weak<Inbox>,
}

impl SharedMemory {
    /// Allocates `length` bytes for a transport that shares memory.
    ///
    /// # Errors
    /// [`Unsupported`](std::io::ErrorKind::Unsupported) for [`Transport::Wire`]; errors of the system.
    pub(crate) fn new(transport: Transport, length: usize, inbox: Weak<Inbox>) -> std::io::Result<Self> {
        let (mapping, handle) = match transport {
            Transport::MemoryFile => {
                let (mapping, file) = Mapping::file(length)?;
                (mapping, Handle::File(Mutex::new(Some(file))))
            }
            Transport::SystemV => {
                let (mapping, id) = Mapping::system_v(length)?;
                (mapping, Handle::SystemV(id))
            }
            Transport::Wire => return Err(std::io::ErrorKind::Unsupported.into()),
        };
        Ok(Self {
            key: SegmentKey::next(),
            mapping,
            handle,
            inbox,
        })
    }

    /// The key of this memory in the event loop.
    pub(crate) fn key(&self) -> SegmentKey {
        self.key
    }

    /// The data with which the server attaches it.
    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Handle {
    /// The descriptor at the first call, `None` at later ones.
    pub(crate) fn take_file(file: &Mutex<Option<OwnedFd>>) -> Option<OwnedFd> {
        file.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl PixelMemory for SharedMemory {
    fn bytes(&self) -> &[u8] {
        self.mapping.bytes()
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        self.mapping.bytes_mut()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Drop for SharedMemory {
    fn drop(&mut self) {
        if let Some(inbox) = self.inbox.upgrade() {
            // If the loop has ended, the server has detached the memory with the connection.
            let _ = inbox.push(Message::Detach(self.key));
        }
    }
}

/// Allocates the buffers for one display, without a round trip.
#[derive(Debug)]
pub(crate) struct Allocator {
    pub(crate) transport: Transport,
    pub(crate) format: PixelFormat,
    pub(crate) inbox: Weak<Inbox>,
}

impl BufferAllocator for Allocator {
    fn format(&self) -> PixelFormat {
        self.format
    }

    fn allocate(&self, size: PhysicalSize) -> Result<Box<dyn PixelMemory>, DrawError> {
        if self.transport == Transport::Wire {
            return HeapAllocator(self.format).allocate(size);
        }
        match SharedMemory::new(self.transport, size.byte_len(), self.inbox.clone()) {
            Ok(memory) => Ok(Box::new(memory)),
            Err(error) => {
                let (width, height) = (size.width(), size.height());
                Err(DrawError::Resource(format!(
                    "no memory for a frame of {width} × {height} pixels: {error}"
                )))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::EventFd;
    use std::sync::Arc;

    #[test]
    fn each_transport_allocates_exactly_the_requested_size() {
        let inbox = Arc::new(Inbox::new(EventFd::new().unwrap()));
        let size = PhysicalSize::new(13, 7).unwrap();
        for transport in [Transport::MemoryFile, Transport::SystemV, Transport::Wire] {
            let inbox = Arc::downgrade(&inbox);
            let allocator = Allocator {
                transport,
                format: PixelFormat::Bgra,
                inbox,
            };
            let mut memory = allocator.allocate(size).unwrap();
            assert_eq!(memory.bytes_mut().len(), 13 * 7 * 4);
            assert_eq!(memory.as_any().is::<SharedMemory>(), transport != Transport::Wire);
        }
        assert_eq!(
            inbox.take().len(),
            2,
            "the loop is notified of shared memory that is freed"
        );
    }
}
