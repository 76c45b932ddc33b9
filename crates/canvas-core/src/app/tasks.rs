//! The tasks that wait for a window's own thread.

use std::fmt;
use std::sync::{Arc, Mutex, Weak};

use crate::wait::lock;
use crate::window;

pub(super) type Task = Box<dyn FnOnce() + Send>;

/// The tasks that wait for the window's thread.
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
    /// Adds a task that runs soon.
    pub(super) fn post(&mut self, task: Task) {
        self.posted.push(task);
    }

    /// Adds a task that runs at a time of the window's clock, in seconds; returns its number.
    pub(super) fn schedule(&mut self, at: f64, task: Task, window: &window::Window) -> u64 {
        self.count += 1;
        self.later.push(Timed {
            at,
            number: self.count,
            task,
        });
        self.set_timer(window);
        self.count
    }

    /// Takes the tasks that are due, at most `posted` of the posted ones, oldest first, and sets the window's timer for the rest.
    pub(super) fn take_due(&mut self, posted: usize, window: &window::Window) -> Vec<Task> {
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

/// A task that [`Window::call_later`](super::Window::call_later) has scheduled. Dropping it changes nothing.
#[derive(Clone)]
pub struct Later {
    tasks: Weak<Mutex<Tasks>>,
    number: u64,
}

impl Later {
    pub(super) fn new(tasks: &Arc<Mutex<Tasks>>, number: u64) -> Self {
        Self {
            tasks: Arc::downgrade(tasks),
            number,
        }
    }

    /// Cancels the task. False if it has begun or the window is closed.
    pub fn cancel(&self) -> bool {
        let Some(tasks) = self.tasks.upgrade() else {
            return false;
        };
        let found = {
            let mut tasks = lock(&tasks);
            let index = tasks.later.iter().position(|timed| timed.number == self.number);
            index.map(|index| tasks.later.swap_remove(index))
        };
        // The task is dropped after the lock is released.
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
