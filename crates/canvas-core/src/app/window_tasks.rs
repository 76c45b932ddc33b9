//! Work for a window's own thread: soon, later, or now while the caller waits for it.

use std::cell::RefCell;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::tasks::{Later, Task};
use super::window::Window;
use crate::error::{Error, Result};
use crate::wait::{RustHost, lock, ui_thread, uninterrupted};
use crate::window;

thread_local! {
    static CURRENT: RefCell<Option<Window>> = const { RefCell::new(None) };
}

impl Window {
    /// The window whose thread this is: inside a handler, the handler's own.
    ///
    /// ```
    /// use canvas_core::app::{Canvas, Window};
    /// use canvas_core::painter::Painter;
    ///
    /// let window = Canvas::builder().backend("headless").show(|_: &mut Painter| {
    ///     let own = Window::current().expect("a handler runs here");
    ///     own.post(move || own_is_busy()).unwrap();
    /// })?;
    /// # fn own_is_busy() {}
    /// assert!(Window::current().is_none());
    /// window.close();
    /// # canvas_core::Result::Ok(())
    /// ```
    pub fn current() -> Option<Self> {
        CURRENT.with_borrow(Clone::clone)
    }

    pub(super) fn set_current(window: Option<Self>) {
        let before = CURRENT.replace(window);
        drop(before);
    }

    /// Runs `task` on the window's own thread, after the events that came before it.
    ///
    /// # Errors
    /// [`Error::Closed`] if it is closed.
    pub fn post(&self, task: impl FnOnce() + Send + 'static) -> Result<()> {
        lock(&self.tasks).post(Box::new(task));
        self.window.post_task().inspect_err(|_| self.forget_tasks())
    }

    /// Runs `task` on the window's own thread and returns its result; on that thread itself, at once. Waits at most for
    /// `timeout`, `None` without limit.
    ///
    /// # Errors
    /// [`Error::Closed`] as soon as the window closes; [`Error::Timeout`]; [`Error::Misuse`] if the wait would be a deadlock, or if
    /// the task panicked.
    ///
    /// ```
    /// use canvas_core::app::Canvas;
    /// use canvas_core::painter::Painter;
    ///
    /// let window = Canvas::builder().title("Mine").backend("headless").show(|_: &mut Painter| ())?;
    /// let name = window.call(None, || std::thread::current().name().map(str::to_owned))?;
    /// assert_eq!(name.as_deref(), Some("canvas:Mine"));
    /// window.close();
    /// # canvas_core::Result::Ok(())
    /// ```
    pub fn call<R: Send + 'static>(
        &self,
        timeout: Option<Duration>,
        task: impl FnOnce() -> R + Send + 'static,
    ) -> Result<R> {
        if ui_thread() == Some(self.window.id()) {
            return Ok(task());
        }
        self.window.check_wait("call")?;
        let ticket = self.window.take_ticket()?;
        let slot = Arc::new(Mutex::new(None));
        let run = {
            let end = TicketEnd(self.window.clone(), ticket);
            let slot = Arc::clone(&slot);
            move || {
                let _end = end;
                *lock(&slot) = Some(task());
            }
        };
        self.post(run)?;
        let deadline = timeout.map(|timeout| std::time::Instant::now() + timeout);
        uninterrupted(self.window.wait_ticket(&RustHost, ticket, deadline))?;
        let result = lock(&slot).take();
        result.ok_or_else(|| Error::Misuse("call(): the task panicked".to_owned()))
    }

    /// Runs `task` on the window's own thread after `delay`. The handle can cancel it.
    ///
    /// # Errors
    /// [`Error::Closed`] if it is closed.
    pub fn call_later(&self, delay: Duration, task: impl FnOnce() + Send + 'static) -> Result<Later> {
        let at = self.window.clock_now() + delay.as_secs_f64();
        let number = lock(&self.tasks).schedule(at, Box::new(task), &self.window);
        if !self.window.state().takes_work() {
            self.forget_tasks();
            return Err(Error::Closed("the window is closed".to_owned()));
        }
        Ok(Later::new(&self.tasks, number))
    }

    /// Takes the tasks that are due; on the window's own thread.
    pub(super) fn due_tasks(&self, posted: usize) -> Vec<Task> {
        lock(&self.tasks).take_due(posted, &self.window)
    }

    /// Drops all tasks: the window is closed.
    pub(super) fn forget_tasks(&self) {
        let tasks = std::mem::take(&mut *lock(&self.tasks));
        drop(tasks);
    }
}

/// Ends a ticket, also if its task panics or is never run.
struct TicketEnd(window::Window, u64);

impl Drop for TicketEnd {
    fn drop(&mut self) {
        self.0.finish_ticket(self.1);
    }
}
