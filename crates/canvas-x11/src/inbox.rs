//! The event loop's inbox: the messages of other threads, and the descriptor that wakes the loop.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicU64, Ordering};

use canvas_core::backend::{self, Command, Wake};
use rustix::event::{EventfdFlags, eventfd};

use crate::selection::ClipboardRequest;

/// Identifies a piece of shared memory for the life of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SegmentKey(u64);

impl SegmentKey {
    /// A key that no other memory has.
    pub(crate) fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// A message of another thread to the event loop.
#[derive(Debug)]
pub(crate) enum Message {
    /// A command of the core.
    Command(Command),
    /// This memory has been freed, so the server should detach it.
    Detach(SegmentKey),
    /// A caller copies or pastes.
    Clipboard(ClipboardRequest),
}

/// The queue of messages to the event loop.
pub(crate) type Inbox = backend::Inbox<Message, EventFd>;

/// A descriptor that is readable when the loop has to wake up (`eventfd(2)`).
#[derive(Debug)]
pub(crate) struct EventFd(OwnedFd);

impl EventFd {
    /// A descriptor that is not readable yet.
    pub(crate) fn new() -> io::Result<Self> {
        let fd = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        Ok(Self(fd))
    }
}

impl Wake for EventFd {
    fn wake(&self) {
        // It fails only if the counter is full, and then the loop is woken anyway.
        let _ = rustix::io::write(&self.0, &1_u64.to_ne_bytes());
    }

    fn reset(&self) {
        // It fails only if the counter is zero already.
        let _ = rustix::io::read(&self.0, &mut [0; 8]);
    }
}

impl AsFd for EventFd {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use canvas_core::backend::WindowId;
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    fn is_awake(inbox: &Inbox) -> bool {
        let mut fds = [PollFd::new(inbox.waker(), PollFlags::IN)];
        poll(&mut fds, Some(&Timespec::default())).unwrap() == 1
    }

    #[test]
    fn the_descriptor_is_readable_until_the_messages_are_taken() {
        let inbox = Inbox::new(EventFd::new().unwrap());
        assert!(!is_awake(&inbox));
        for _ in 0..3 {
            inbox.push(Message::Command(Command::Show(WindowId(1)))).unwrap();
        }
        assert!(is_awake(&inbox));
        assert_eq!(inbox.take().len(), 3);
        assert!(!is_awake(&inbox));
        inbox.stop();
        assert!(is_awake(&inbox));
    }
}
