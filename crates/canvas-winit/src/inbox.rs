//! The loop's inbox: what other threads ask of it, and how it is woken.
//!
//! The lock is a leaf: nothing that waits is called while it is held, and every holder does a constant amount of work.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use canvas_core::backend::{Command, Monitor, WindowId};
use winit::window::Window as WinitWindow;

use crate::surface::Surface;

/// Why a closed session takes no commands.
pub(crate) const CLOSING: &str = "the connection to the display is being closed by the program";

/// One connection of the core to the loop, which serves one after the other for the life of the process.
#[derive(Debug, Default)]
pub(crate) struct Session {
    is_closed: AtomicBool,
    has_ended: AtomicBool,
}

impl Session {
    /// No more commands are taken.
    pub(crate) fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
    }

    /// Whether commands are no longer taken.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::Acquire)
    }

    /// Its last window is gone.
    pub(crate) fn end(&self) {
        self.has_ended.store(true, Ordering::Release);
    }

    /// Whether its last window is gone.
    pub(crate) fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::Acquire)
    }
}

/// Names one native window: a window that is hidden and shown again may have several, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NativeId(pub(crate) u64);

/// What a thread asks of the loop, or tells it.
#[derive(Debug)]
pub(crate) enum Message {
    /// From the core.
    Command(Arc<Session>, Command),
    /// Destroy the windows of a session.
    End(Arc<Session>),
    /// Say which monitors there are.
    Monitors(SyncSender<Vec<Monitor>>),
    /// The display has just answered somebody, and so would answer winit.
    Answered,
    /// Give the display's window to another library, which keeps it alive.
    Native(WindowId, SyncSender<Arc<WinitWindow>>),
    /// A surface that can be painted without waiting, or why there is none.
    Ready(WindowId, NativeId, Result<Surface, String>),
}

/// Messages on their way to the loop, in order.
#[derive(Default)]
pub(crate) struct Inbox(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    messages: VecDeque<Message>,
    /// Why nobody reads them any more.
    closed: Option<String>,
    wake: Option<Box<dyn Fn() + Send>>,
}

impl Inbox {
    /// Sets what wakes the loop; it must not wait.
    pub(crate) fn set_wake(&self, wake: impl Fn() + Send + 'static) {
        self.lock().wake = Some(Box::new(wake));
    }

    /// Puts a message in and wakes the loop; or says why the loop has ended.
    pub(crate) fn push(&self, message: Message) -> Result<(), String> {
        let mut queue = self.lock();
        if let Some(reason) = &queue.closed {
            return Err(reason.clone());
        }
        queue.messages.push_back(message);
        if queue.messages.len() == 1
            && let Some(wake) = &queue.wake
        {
            wake();
        }
        Ok(())
    }

    /// Wakes the loop without a message.
    pub(crate) fn wake(&self) {
        if let Some(wake) = &self.lock().wake {
            wake();
        }
    }

    /// Everything that was put in, in order.
    pub(crate) fn take(&self) -> VecDeque<Message> {
        std::mem::take(&mut self.lock().messages)
    }

    /// Takes no more messages, because of `reason`; returns those that nobody has read.
    pub(crate) fn close(&self, reason: &str) -> VecDeque<Message> {
        let mut queue = self.lock();
        queue.closed.get_or_insert_with(|| reason.to_owned());
        queue.wake = None;
        std::mem::take(&mut queue.messages)
    }

    /// Whether somebody still reads it.
    pub(crate) fn is_open(&self) -> bool {
        self.lock().closed.is_none()
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox")
            .field("open", &self.is_open())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    fn push(inbox: &Inbox) -> Result<(), String> {
        inbox.push(Message::Command(Arc::default(), Command::Show(WindowId(1))))
    }

    #[test]
    fn one_wake_up_for_many_messages() {
        let (inbox, count) = (Inbox::default(), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&count);
        inbox.set_wake(move || {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        for _ in 0..3 {
            push(&inbox).unwrap();
        }
        assert_eq!(count.load(Ordering::Relaxed), 1);
        assert_eq!(inbox.take().len(), 3);
        push(&inbox).unwrap();
        assert_eq!(count.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn a_closed_inbox_says_why_and_gives_back_what_is_left() {
        let inbox = Inbox::default();
        push(&inbox).unwrap();
        assert_eq!(inbox.close("the end").len(), 1);
        assert_eq!(push(&inbox).unwrap_err(), "the end");
        inbox.close("later");
        assert_eq!(push(&inbox).unwrap_err(), "the end");
        assert!(!inbox.is_open());
    }
}
