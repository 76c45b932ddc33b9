//! The loop's inbox: what other threads ask of it, and the descriptor that wakes it.
//!
//! The lock is a leaf: nothing is called while it is held, and every holder does a constant amount of work.

use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use canvas_core::backend::Command;
use rustix::event::{EventfdFlags, eventfd};

use crate::buffers::SegmentKey;
use crate::clipboard::Request;

/// What a thread asks of the loop.
#[derive(Debug)]
pub(crate) enum Message {
    /// From the core.
    Command(Command),
    /// The memory of this name is gone; the display need not keep it mapped.
    Forget(SegmentKey),
    /// Somebody copies or pastes.
    Clipboard(Request),
}

/// Messages on their way to the loop, in order.
#[derive(Debug)]
pub(crate) struct Inbox {
    queue: Mutex<Queue>,
    is_stopping: AtomicBool,
    wake: OwnedFd,
}

#[derive(Debug, Default)]
struct Queue {
    messages: VecDeque<Message>,
    /// Why nobody reads them any more.
    closed: Option<String>,
}

impl Inbox {
    /// An empty, open inbox.
    pub(crate) fn new() -> io::Result<Self> {
        let wake = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        Ok(Self {
            queue: Mutex::default(),
            is_stopping: AtomicBool::new(false),
            wake,
        })
    }

    /// Puts a message in and wakes the loop; or says why the loop has ended.
    pub(crate) fn push(&self, message: Message) -> Result<(), String> {
        let mut queue = self.lock();
        if let Some(reason) = &queue.closed {
            return Err(reason.clone());
        }
        if self.is_stopping() {
            return Err("the connection to the display is being closed by the program".to_owned());
        }
        queue.messages.push_back(message);
        let first = queue.messages.len() == 1;
        drop(queue);
        if first {
            // It fails only when the counter is full, and then the loop is awake anyway.
            let _ = rustix::io::write(&self.wake, &1_u64.to_ne_bytes());
        }
        Ok(())
    }

    /// Asks the loop to destroy all windows and end, before it serves what is left; from now on nothing is taken.
    pub(crate) fn stop(&self) {
        self.is_stopping.store(true, Ordering::Release);
        // It fails only when the counter is full, and then the loop is awake anyway.
        let _ = rustix::io::write(&self.wake, &1_u64.to_ne_bytes());
    }

    /// Whether the loop has been asked to end.
    pub(crate) fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::Acquire)
    }

    /// Everything that was put in, in order.
    pub(crate) fn take(&self) -> VecDeque<Message> {
        // First the wake-up, then the messages: the other way round a wake-up could be lost.
        let _ = rustix::io::read(&self.wake, &mut [0; 8]);
        std::mem::take(&mut self.lock().messages)
    }

    /// Takes no more messages, because of `reason`; returns those that nobody has read.
    pub(crate) fn close(&self, reason: &str) -> VecDeque<Message> {
        let mut queue = self.lock();
        queue.closed.get_or_insert_with(|| reason.to_owned());
        std::mem::take(&mut queue.messages)
    }

    /// Why nobody reads it any more.
    pub(crate) fn why_closed(&self) -> String {
        let reason = self.lock().closed.clone();
        reason.unwrap_or_else(|| "the connection to the display is being closed".to_owned())
    }

    /// Whether somebody still reads it.
    pub(crate) fn is_open(&self) -> bool {
        self.lock().closed.is_none()
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsFd for Inbox {
    /// Readable when there is a message.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.wake.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use canvas_core::backend::WindowId;
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    fn is_awake(inbox: &Inbox) -> bool {
        let mut fds = [PollFd::new(inbox, PollFlags::IN)];
        poll(&mut fds, Some(&Timespec::default())).unwrap() == 1
    }

    fn push(inbox: &Inbox) -> Result<(), String> {
        inbox.push(Message::Command(Command::Show(WindowId(1))))
    }

    #[test]
    fn one_wake_up_for_many_messages() {
        let inbox = Inbox::new().unwrap();
        assert!(!is_awake(&inbox));
        for _ in 0..3 {
            push(&inbox).unwrap();
        }
        assert!(is_awake(&inbox));
        assert_eq!(inbox.take().len(), 3);
        assert!(!is_awake(&inbox));
        push(&inbox).unwrap();
        assert!(is_awake(&inbox));
    }

    #[test]
    fn a_closed_inbox_says_why_and_gives_back_what_is_left() {
        let inbox = Inbox::new().unwrap();
        push(&inbox).unwrap();
        assert_eq!(inbox.close("the end").len(), 1);
        assert_eq!(push(&inbox).unwrap_err(), "the end");
        assert!(!inbox.is_open());
        inbox.close("later");
        assert_eq!(push(&inbox).unwrap_err(), "the end");
    }

    #[test]
    fn to_stop_wakes_and_overtakes() {
        let inbox = Inbox::new().unwrap();
        push(&inbox).unwrap();
        inbox.take();
        inbox.stop();
        assert!(is_awake(&inbox) && inbox.is_stopping());
        assert!(push(&inbox).unwrap_err().contains("closed by the program"));
        assert!(inbox.take().is_empty());
    }
}
