//! Work for a window's own thread: soon, later, or now with somebody waiting for it.

use std::cell::RefCell;
use std::fmt;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use crate::error::{Error, Result};
use crate::wait::{RustHost, lock, ui_thread};
use crate::window;

use super::{Window, canvas_result};

type Task = Box<dyn FnOnce() + Send>;

thread_local! {
    static CURRENT: RefCell<Option<Window>> = const { RefCell::new(None) };
}

/// What waits for the window's thread.
#[derive(Default)]
pub(super) struct Tasks {
    posted: Vec<Task>,
    later: Vec<Timed>,
    count: u64,
}

struct Timed {
    /// Seconds of the window's clock.
    at: f64,
    number: u64,
    task: Task,
}

impl Tasks {
    /// Takes what is due, of the posted ones so many, oldest first, and sets the window's timer for the rest.
    fn take_due(&mut self, posted: usize, window: &window::Window) -> Vec<Task> {
        let now = window.clock_now();
        let mut due: Vec<Task> = self.posted.drain(..posted.min(self.posted.len())).collect();
        let mut timed: Vec<Timed> = self.later.extract_if(.., |timed| timed.at <= now).collect();
        timed.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.number.cmp(&b.number)));
        due.extend(timed.into_iter().map(|timed| timed.task));
        self.set_timer(window);
        due
    }

    fn set_timer(&self, window: &window::Window) {
        window.set_timer(self.later.iter().map(|timed| timed.at).min_by(f64::total_cmp));
    }
}

/// A task that [`Window::call_later`] has planned. Dropping it changes nothing.
#[derive(Clone)]
pub struct Later {
    tasks: Weak<Mutex<Tasks>>,
    number: u64,
}

impl Later {
    /// Takes the task back. False if it has begun or the window is closed.
    pub fn cancel(&self) -> bool {
        let Some(tasks) = self.tasks.upgrade() else {
            return false;
        };
        let found = {
            let mut tasks = lock(&tasks);
            let index = tasks.later.iter().position(|timed| timed.number == self.number);
            index.map(|index| tasks.later.swap_remove(index))
        };
        // What the task holds is dropped when the lock is free again.
        found.is_some()
    }
}

impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Later")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
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

    /// Runs `task` on the window's own thread, soon.
    ///
    /// # Errors
    /// [`Error::Closed`] if it is closed.
    pub fn post(&self, task: impl FnOnce() + Send + 'static) -> Result<()> {
        lock(&self.tasks).posted.push(Box::new(task));
        self.window.post_task().inspect_err(|_| self.forget_tasks())
    }

    /// Runs `task` on the window's own thread and returns what it returns; on that thread itself, at once. Waits for
    /// `timeout` at the most, `None` for ever.
    ///
    /// # Errors
    /// [`Error::Closed`] as soon as the window closes; [`Error::Timeout`]; [`Error::Misuse`] in a circle of waits, or if
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
        canvas_result(self.window.wait_ticket(&RustHost, ticket, deadline))?;
        let result = lock(&slot).take();
        result.ok_or_else(|| Error::Misuse("call(): the task panicked".to_owned()))
    }

    /// Runs `task` on the window's own thread when `delay` has passed. The handle can take it back.
    ///
    /// # Errors
    /// [`Error::Closed`] if it is closed.
    pub fn call_later(&self, delay: Duration, task: impl FnOnce() + Send + 'static) -> Result<Later> {
        let at = self.window.clock_now() + delay.as_secs_f64();
        let number = {
            let mut tasks = lock(&self.tasks);
            tasks.count += 1;
            let number = tasks.count;
            tasks.later.push(Timed {
                at,
                number,
                task: Box::new(task),
            });
            tasks.set_timer(&self.window);
            number
        };
        if !self.window.state().takes_work() {
            self.forget_tasks();
            return Err(Error::Closed("the window is closed".to_owned()));
        }
        Ok(Later {
            tasks: Arc::downgrade(&self.tasks),
            number,
        })
    }

    /// What is due now; on the window's own thread.
    pub(super) fn due_tasks(&self, posted: usize) -> Vec<Task> {
        lock(&self.tasks).take_due(posted, &self.window)
    }

    /// The window is closed: nothing that waits will run.
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
