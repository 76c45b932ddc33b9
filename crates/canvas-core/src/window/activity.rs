//! The activity of a window's UI thread, and the work that waits for it.

use std::time::{Duration, Instant};

use crate::event::Event;
use crate::overlay::Busy;

use super::queue::EventQueue;

/// The work that waits for the UI thread: events, tasks and a timer. Times are those of the window's clock.
#[derive(Debug, Default)]
pub(super) struct UiInbox {
    events: EventQueue,
    /// How many tasks were posted and not yet reported by a turn.
    tasks: usize,
    timer: Option<f64>,
    /// The timestamp of the newest input that no frame has begun for.
    input: Option<f64>,
}

impl UiInbox {
    /// For a window with these options.
    pub(super) fn new(key_repeat: bool) -> Self {
        let mut inbox = Self::default();
        inbox.set_key_repeat(key_repeat);
        inbox
    }

    /// Whether held keys are reported again and again.
    pub(super) fn set_key_repeat(&mut self, on: bool) {
        self.events.set_key_repeat(on);
    }

    /// Adds an event.
    pub(super) fn push(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Takes all events, oldest first.
    pub(super) fn take_events(&mut self) -> Vec<Event> {
        self.events.take()
    }

    /// The events, and the keys and buttons that are held after them.
    pub(super) fn events(&self) -> &EventQueue {
        &self.events
    }

    /// A task was posted.
    pub(super) fn post_task(&mut self) {
        self.tasks += 1;
    }

    /// A turn is due at this time at the latest; `None` if no timer runs.
    pub(super) fn set_timer(&mut self, at: Option<f64>) {
        self.timer = at;
    }

    /// When a timer is due.
    pub(super) fn timer(&self) -> Option<f64> {
        self.timer
    }

    /// The number of tasks to run now; `None` if there is none and no timer is due.
    pub(super) fn take_tasks(&mut self, now: f64) -> Option<usize> {
        let tasks = std::mem::take(&mut self.tasks);
        let is_timer_due = self.timer.take_if(|at| *at <= now).is_some();
        (tasks > 0 || is_timer_due).then_some(tasks)
    }

    /// Adds an input event, whose time counts for the next frame.
    pub(super) fn push_input(&mut self, event: Event) {
        self.input = Some(event.timestamp());
        self.events.push(event);
    }

    /// The timestamp of the newest input, for the frame that answers it.
    pub(super) fn take_input_time(&mut self) -> Option<f64> {
        self.input.take()
    }

    /// Whether nothing waits.
    pub(super) fn is_idle(&self) -> bool {
        self.events.is_empty() && self.tasks == 0 && self.timer.is_none()
    }

    /// Takes over the tasks that were posted before the window was shown.
    pub(super) fn inherit(&mut self, before: &Self) {
        (self.tasks, self.timer) = (before.tasks, before.timer);
    }
}

/// The activity of the UI thread.
#[derive(Debug, Default)]
pub(super) struct UiActivity {
    /// The handler that runs, and since when.
    handler: Option<(String, Instant)>,
    /// Since when the UI thread, which has something to do, waits for the host lock.
    resuming: Option<Instant>,
    is_waiting: bool,
}

impl UiActivity {
    /// It begins to wait for something to do.
    pub(super) fn wait(&mut self) {
        self.is_waiting = true;
    }

    /// It has something to do, and needs the host lock first.
    pub(super) fn resume(&mut self) {
        self.is_waiting = false;
        self.resuming = Some(Instant::now());
    }

    /// It has the host lock.
    pub(super) fn resumed(&mut self) {
        self.resuming = None;
    }

    /// A handler begins.
    pub(super) fn enter(&mut self, handler: &str) {
        self.handler = Some((handler.to_owned(), Instant::now()));
    }

    /// The handler has ended.
    pub(super) fn leave(&mut self) {
        self.handler = None;
    }

    /// The handler that runs, and for how long.
    pub(super) fn handler(&self) -> Option<(&str, Duration)> {
        self.handler
            .as_ref()
            .map(|(name, since)| (name.as_str(), since.elapsed()))
    }

    /// Whether it waits for something to do.
    pub(super) fn is_waiting(&self) -> bool {
        self.is_waiting
    }

    /// The activity as the overlay shows it.
    pub(super) fn busy(&self) -> Busy {
        match (self.handler(), self.resuming) {
            (Some((name, time)), _) => Busy::Handler(name.to_owned(), time),
            (None, Some(since)) => Busy::Lock(since.elapsed()),
            (None, None) => Busy::Free,
        }
    }
}

/// Calls that wait for something on the UI thread to end.
#[derive(Debug, Default)]
pub(super) struct Tickets {
    last: u64,
    finished: Vec<u64>,
}

impl Tickets {
    /// A new ticket.
    pub(super) fn take(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// Ends the work for which the ticket was taken.
    pub(super) fn finish(&mut self, ticket: u64) {
        self.finished.push(ticket);
    }

    /// Whether it has ended; true once.
    pub(super) fn collect(&mut self, ticket: u64) -> bool {
        let at = self.finished.iter().position(|other| *other == ticket);
        at.map(|at| self.finished.swap_remove(at)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_due_at_once_and_timers_in_time() {
        let mut inbox = UiInbox::default();
        assert!(inbox.is_idle() && inbox.take_tasks(0.0).is_none());
        inbox.set_timer(Some(2.0));
        assert!(!inbox.is_idle() && inbox.take_tasks(1.0).is_none());
        inbox.post_task();
        inbox.post_task();
        assert_eq!(inbox.take_tasks(1.0), Some(2));
        assert_eq!(inbox.take_tasks(2.0), Some(0), "the timer alone");
        assert!(inbox.is_idle());
    }

    #[test]
    fn a_thread_is_busy_in_a_handler_or_while_it_waits_for_the_lock() {
        let mut activity = UiActivity::default();
        activity.wait();
        assert!(activity.is_waiting() && activity.busy() == Busy::Free);
        activity.resume();
        assert!(!activity.is_waiting() && matches!(activity.busy(), Busy::Lock(_)));
        activity.resumed();
        activity.enter("on_draw");
        assert!(matches!(activity.busy(), Busy::Handler(name, _) if name == "on_draw"));
        activity.leave();
        assert_eq!(activity.busy(), Busy::Free);
    }

    #[test]
    fn a_ticket_is_collected_once() {
        let mut tickets = Tickets::default();
        let (a, b) = (tickets.take(), tickets.take());
        tickets.finish(b);
        assert!(!tickets.collect(a) && tickets.collect(b) && !tickets.collect(b));
    }
}
