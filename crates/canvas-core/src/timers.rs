//! One thread for the few things that must happen when a deadline passes: a close request that is not answered, a raster
//! job that takes long, an overlay that may have changed. It starts with the first deadline and sleeps while there is none.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Condvar, LazyLock, Mutex};
use std::time::{Duration, Instant};

use crate::threads;
use crate::wait::{assert_no_lock, lock, wait_on};

type Action = Box<dyn FnOnce() + Send>;

struct Entry {
    due: Instant,
    number: u64,
    action: Action,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}
impl Eq for Entry {}
impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.due, self.number).cmp(&(other.due, other.number))
    }
}

#[derive(Default)]
struct Timers {
    heap: BinaryHeap<Reverse<Entry>>,
    next: u64,
    running: bool,
    /// The program ends, and actions that were due later never run.
    stopping: bool,
}

static TIMERS: LazyLock<Mutex<Timers>> = LazyLock::new(Mutex::default);
static CHANGED: Condvar = Condvar::new();
static ENDED: Condvar = Condvar::new();

/// Runs `action` on the timer thread after `delay`. It may take leaf locks and write a message; it must not block.
pub(crate) fn after(delay: Duration, action: impl FnOnce() + Send + 'static) {
    let mut timers = lock(&TIMERS);
    let (due, number) = (Instant::now() + delay, timers.next);
    timers.next += 1;
    let first = timers.heap.peek().is_none_or(|Reverse(entry)| due < entry.due);
    timers.heap.push(Reverse(Entry {
        due,
        number,
        action: Box::new(action),
    }));
    if !timers.running {
        match threads::spawn("canvas-timers", 256 * 1024, run) {
            Ok(_detached) => timers.running = true,
            Err(error) => tracing::warn!(%error, "no thread for timers: a stuck handler will not be noticed"),
        }
    } else if first {
        CHANGED.notify_one();
    }
}

/// Ends the timer thread, at the end of a program. True if it has ended before the deadline `end`; a later `after` starts a
/// new one.
pub(crate) fn stop(end: Instant) -> bool {
    let mut timers = lock(&TIMERS);
    let heap = std::mem::take(&mut timers.heap);
    timers.stopping = true;
    drop(timers);
    drop(heap);
    CHANGED.notify_all();
    let mut timers = lock(&TIMERS);
    while timers.running {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        timers = wait_on(&ENDED, timers, Some(left));
    }
    timers.stopping = false;
    !timers.running
}

fn run() {
    let mut timers = lock(&TIMERS);
    loop {
        if timers.stopping {
            timers.running = false;
            ENDED.notify_all();
            return;
        }
        let Some(Reverse(entry)) = timers.heap.peek() else {
            timers = wait_on(&CHANGED, timers, None);
            continue;
        };
        let left = entry.due.saturating_duration_since(Instant::now());
        if !left.is_zero() {
            timers = wait_on(&CHANGED, timers, Some(left));
            continue;
        }
        if let Some(Reverse(entry)) = timers.heap.pop() {
            drop(timers);
            assert_no_lock("a timer's action");
            (entry.action)();
            timers = lock(&TIMERS);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn actions_run_in_the_order_of_their_deadlines() {
        let (sender, receiver) = mpsc::channel();
        for delay in [40, 5, 20] {
            let sender = sender.clone();
            after(Duration::from_millis(delay), move || sender.send(delay).unwrap());
        }
        let order: Vec<u64> = (0..3)
            .map(|_| receiver.recv_timeout(Duration::from_secs(10)).unwrap())
            .collect();
        assert_eq!(order, [5, 20, 40]);
    }
}
