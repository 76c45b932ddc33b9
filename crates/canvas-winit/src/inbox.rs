//! The loop's inbox: messages of other threads, and how they wake the loop.
//!
//! The lock is a leaf: nothing that blocks is called while it is held, and every holder does a constant amount of work.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use canvas_core::backend::{Command, Monitor, WindowId};
use winit::window::Window as WinitWindow;

use crate::surface::Surface;

/// Why a closed connection accepts no commands.
pub(crate) const CLOSING: &str = "the connection to the display is being closed by the program";

/// A connection of the core to the loop, which serves one after another for the life of the process.
#[derive(Debug, Default)]
pub(crate) struct Connection {
    is_closed: AtomicBool,
    has_ended: AtomicBool,
}

impl Connection {
    /// Accepts no more commands.
    pub(crate) fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
    }

    /// Whether it accepts no more commands.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::Acquire)
    }

    /// Its last window has been destroyed.
    pub(crate) fn end(&self) {
        self.has_ended.store(true, Ordering::Release);
    }

    /// Whether its last window has been destroyed after it was closed.
    pub(crate) fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::Acquire)
    }
}

/// Identifies a native window: a window that is hidden and shown again may have several, one after another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NativeId(pub(crate) u64);

/// A message to the loop.
#[derive(Debug)]
pub(crate) enum Message {
    /// A command of the core.
    Command(Arc<Connection>, Command),
    /// Destroy the windows of a connection, which is closed.
    End(Arc<Connection>),
    /// Reply with the monitors.
    Monitors(SyncSender<Vec<Monitor>>),
    /// The display has just answered a request, and so would answer winit.
    DisplayAnswered,
    /// Reply with winit's window, which other libraries draw into and keep alive.
    Native(WindowId, SyncSender<Arc<WinitWindow>>),
    /// A surface that can be painted without blocking, or why there is none.
    SurfaceReady(WindowId, NativeId, Result<Surface, String>),
}

/// Messages on their way to the loop, in order.
#[derive(Default)]
pub(crate) struct Inbox(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    messages: VecDeque<Message>,
    /// Why they are no longer read.
    closed: Option<String>,
    wake: Option<Box<dyn Fn() + Send>>,
}

impl Inbox {
    /// Sets the function that wakes the loop; it must not block.
    pub(crate) fn set_wake(&self, wake: impl Fn() + Send + 'static) {
        self.lock().wake = Some(Box::new(wake));
    }

    /// Appends a message and wakes the loop.
    ///
    /// # Errors
    /// A text that says why the loop has ended.
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

    /// Takes all messages, in order.
    pub(crate) fn take(&self) -> VecDeque<Message> {
        std::mem::take(&mut self.lock().messages)
    }

    /// Accepts no more messages, for this reason; the first one counts. Returns those that have not been read.
    pub(crate) fn close(&self, reason: &str) -> VecDeque<Message> {
        let mut queue = self.lock();
        queue.closed.get_or_insert_with(|| reason.to_owned());
        queue.wake = None;
        std::mem::take(&mut queue.messages)
    }

    /// Whether messages are still read.
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
    fn a_closed_inbox_gives_the_reason_and_returns_unread_messages() {
        let inbox = Inbox::default();
        push(&inbox).unwrap();
        assert_eq!(inbox.close("the end").len(), 1);
        assert_eq!(push(&inbox).unwrap_err(), "the end");
        inbox.close("later");
        assert_eq!(push(&inbox).unwrap_err(), "the end");
        assert!(!inbox.is_open());
    }
}
