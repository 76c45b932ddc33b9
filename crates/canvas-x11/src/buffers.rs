//! The memory of frames: which kind this display takes, and how the loop learns that a piece of it is gone.

use std::any::Any;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, Weak};

use canvas_core::error::DrawError;
use canvas_core::frame::{BufferAllocator, PixelFormat, PixelMemory};
use canvas_core::geometry::PhysicalSize;

use crate::inbox::{Inbox, Message};
use crate::shm::Mapping;

/// How frames reach the display, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Transport {
    /// Sealed memory files, handed over as descriptors (MIT-SHM 1.2).
    MemoryFile,
    /// System V shared memory (MIT-SHM).
    SystemV,
    /// Through the connection, in pieces (`PutImage`).
    Wire,
}

impl Transport {
    /// Its name in reports and in `CANVAS_X11_TRANSPORT`.
    pub fn name(self) -> &'static str {
        match self {
            Self::MemoryFile => "memfd",
            Self::SystemV => "sysv",
            Self::Wire => "wire",
        }
    }

    /// The transport of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::MemoryFile, Self::SystemV, Self::Wire]
            .into_iter()
            .find(|it| it.name() == name)
    }
}

/// Names a piece of shared memory for the life of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SegmentKey(u64);

/// What the display has to be told in order to attach a piece of memory.
#[derive(Debug)]
pub(crate) enum Handle {
    /// A descriptor, given away at the first use.
    File(Mutex<Option<OwnedFd>>),
    /// A System V id.
    SystemV(u32),
}

/// Memory that the display can attach.
#[derive(Debug)]
pub(crate) struct SharedMemory {
    key: SegmentKey,
    mapping: Mapping,
    handle: Handle,
    inbox: Weak<Inbox>,
}

impl SharedMemory {
    /// Makes memory of `length` bytes for a transport that shares memory.
    pub(crate) fn new(transport: Transport, length: usize, inbox: Weak<Inbox>) -> std::io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
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
        let key = SegmentKey(NEXT.fetch_add(1, Ordering::Relaxed));
        Ok(Self {
            key,
            mapping,
            handle,
            inbox,
        })
    }

    /// Its name.
    pub(crate) fn key(&self) -> SegmentKey {
        self.key
    }

    /// How the display attaches it.
    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Handle {
    /// The descriptor, the first time that it is asked for.
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
            // If the loop has ended, the display has let go of the memory with the connection.
            let _ = inbox.push(Message::Forget(self.key));
        }
    }
}

/// Memory that only this process has.
#[derive(Debug)]
struct PrivateMemory(Vec<u8>);

impl PixelMemory for PrivateMemory {
    fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Makes the buffers of one display; asks nothing of the display.
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
        let length = size.byte_len();
        let failed = |reason: &dyn std::fmt::Display| {
            let (width, height) = (size.width(), size.height());
            DrawError::Resource(format!(
                "no memory for a picture of {width} x {height} pixels: {reason}"
            ))
        };
        if self.transport == Transport::Wire {
            let mut bytes = Vec::new();
            bytes.try_reserve_exact(length).map_err(|error| failed(&error))?;
            bytes.resize(length, 0);
            return Ok(Box::new(PrivateMemory(bytes)));
        }
        match SharedMemory::new(self.transport, length, self.inbox.clone()) {
            Ok(memory) => Ok(Box::new(memory)),
            Err(error) => Err(failed(&error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn each_transport_allocates_exactly_what_is_asked_for() {
        let inbox = Arc::new(Inbox::new().unwrap());
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
            "the loop hears of shared memory that is gone"
        );
    }

    #[test]
    fn names_are_found_again() {
        for transport in [Transport::MemoryFile, Transport::SystemV, Transport::Wire] {
            assert_eq!(Transport::from_name(transport.name()), Some(transport));
        }
        assert_eq!(Transport::from_name("pigeon"), None);
    }
}
