//! The inbox of an event loop: messages of other threads, and the waker of the loop.

use std::collections::VecDeque;
use std::mem;
use std::sync::Mutex;

use canvas_draw::sync::lock::lock;

/// Why a stopping loop takes no messages.
const STOPPING: &str = "the connection to the display is being closed by the program";

/// Wakes an event loop. Neither call may block.
pub trait Wake {
    /// Ends the loop's wait for events, or else the next one; from any thread.
    fn wake(&self);

    /// The loop is about to take its messages: earlier wakes need not wake it again.
    fn reset(&self) {}
}

/// Messages on their way to an event loop, in order, and its waker.
///
/// The loop is woken for the first message after a [`take`](Self::take), not for each. Its lock is a leaf: nothing is
/// called while it is held, and every holder does a constant amount of work.
#[derive(Debug)]
pub struct Inbox<T, W> {
    queue: Mutex<Queue<T>>,
    waker: W,
}

#[derive(Debug)]
struct Queue<T> {
    messages: VecDeque<T>,
    is_stopping: bool,
    /// Why the loop reads no more messages.
    closed: Option<String>,
}

impl<T, W: Wake> Inbox<T, W> {
    /// An empty, open inbox.
    pub fn new(waker: W) -> Self {
        let queue = Queue {
            messages: VecDeque::new(),
            is_stopping: false,
            closed: None,
        };
        Self {
            queue: Mutex::new(queue),
            waker,
        }
    }

    /// Wakes the loop.
    pub fn waker(&self) -> &W {
        &self.waker
    }

    /// Puts a message in and wakes the loop.
    ///
    /// # Errors
    /// Why the loop has ended, or is about to.
    pub fn push(&self, message: T) -> Result<(), String> {
        let mut queue = lock(&self.queue);
        if let Some(reason) = &queue.closed {
            return Err(reason.clone());
        }
        if queue.is_stopping {
            return Err(STOPPING.to_owned());
        }
        queue.messages.push_back(message);
        let is_first = queue.messages.len() == 1;
        drop(queue);
        if is_first {
            self.waker.wake();
        }
        Ok(())
    }

    /// All messages, in order.
    pub fn take(&self) -> VecDeque<T> {
        // First the wake-up, then the messages: the other way round a wake-up could be lost.
        self.waker.reset();
        mem::take(&mut lock(&self.queue).messages)
    }

    /// Asks the loop to end without serving the remaining messages, and wakes it. Later messages are refused.
    pub fn stop(&self) {
        lock(&self.queue).is_stopping = true;
        self.waker.wake();
    }

    /// Whether the loop has been asked to end.
    pub fn is_stopping(&self) -> bool {
        lock(&self.queue).is_stopping
    }

    /// Refuses messages from now on, because of `reason`; the first reason counts. Returns the messages that are left. Does
    /// not wake the loop, which usually calls this at its end.
    pub fn close(&self, reason: &str) -> VecDeque<T> {
        let mut queue = lock(&self.queue);
        queue.closed.get_or_insert_with(|| reason.to_owned());
        mem::take(&mut queue.messages)
    }

    /// Why it is closed; `None` while it is open.
    pub fn why_closed(&self) -> Option<String> {
        lock(&self.queue).closed.clone()
    }

    /// Whether the loop still reads it.
    pub fn is_open(&self) -> bool {
        lock(&self.queue).closed.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Counts the wakes of the loop since its last reset.
    #[derive(Debug, Default)]
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(&self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }

        fn reset(&self) {
            self.0.store(0, Ordering::Relaxed);
        }
    }

    impl Count {
        fn get(&self) -> usize {
            self.0.load(Ordering::Relaxed)
        }
    }

    fn inbox() -> Inbox<u32, Count> {
        Inbox::new(Count::default())
    }

    #[test]
    fn many_messages_wake_the_loop_once() {
        let inbox = inbox();
        for n in 0..3 {
            inbox.push(n).unwrap();
        }
        assert_eq!(inbox.waker().get(), 1);
        assert_eq!(inbox.take(), [0, 1, 2]);
        assert_eq!(inbox.waker().get(), 0);
        inbox.push(3).unwrap();
        assert_eq!(inbox.waker().get(), 1);
    }

    #[test]
    fn a_closed_inbox_says_why_and_gives_back_what_is_left() {
        let inbox = inbox();
        inbox.push(1).unwrap();
        assert_eq!((inbox.is_open(), inbox.why_closed()), (true, None));
        assert_eq!(inbox.close("the end"), [1]);
        assert_eq!(inbox.push(2).unwrap_err(), "the end");
        assert_eq!(inbox.close("later"), []);
        assert_eq!(inbox.push(3).unwrap_err(), "the end");
        assert!(!inbox.is_open());
    }

    #[test]
    fn to_stop_wakes_the_loop_and_overtakes() {
        let inbox = inbox();
        inbox.push(1).unwrap();
        inbox.stop();
        assert_eq!(inbox.waker().get(), 2);
        assert!(inbox.is_stopping() && inbox.is_open());
        assert!(inbox.push(2).unwrap_err().contains("closed by the program"));
        assert_eq!(inbox.take(), [1]);
        inbox.close("the end");
        assert_eq!(inbox.push(3).unwrap_err(), "the end");
    }
}
