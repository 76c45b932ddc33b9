//! The queue between a window and the encoder: a few frames that wait, and the state of the recording.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex};

use crate::clock::Clock;
use crate::error::Result;
use crate::frame::Frame;
use crate::wait::{CondvarParker, Parker, Waiters, lock};

/// How many frames wait at most.
const CAPACITY: usize = 3;

/// How many buffers of its window a recording holds at most: those of the frames that wait, and that of the frame that the
/// encoder reads.
pub(crate) const MAX_HELD: usize = CAPACITY + 1;

/// See the [module](self).
pub(crate) struct CaptureQueue {
    state: Mutex<State>,
    /// Wakes the encoder.
    encoder: Arc<dyn Parker>,
    /// The threads that wait for the end of the file.
    waiters: Waiters,
    /// The least time between two frames, seconds.
    interval: f64,
}

/// A leaf lock: no frame is dropped under it.
#[derive(Debug, Default)]
struct State {
    clock: Clock,
    waiting: VecDeque<Waiting>,
    /// The newest frame that was offered.
    serial: Option<u64>,
    /// When the newest frame in the queue is due; `None` before the first.
    due: Option<f64>,
    /// When the recording ended.
    ended: Option<f64>,
    outcome: Option<Result<()>>,
    frames: u64,
    dropped: u64,
}

/// A frame that waits for the encoder. Times are those of the window's clock.
#[derive(Debug)]
struct Waiting {
    frame: Frame,
    shown: f64,
    /// When the encoder takes it; until then newer frames replace it.
    due: f64,
}

/// The next step of the encoder.
#[derive(Debug)]
pub(super) enum Next {
    /// Take this frame, which is shown from this time on.
    Frame(Frame, f64),
    /// No more frames come; the last one is shown until this time.
    End(f64),
}

impl CaptureQueue {
    pub(crate) fn new(interval: f64) -> Self {
        Self {
            state: Mutex::default(),
            encoder: Arc::new(CondvarParker::default()),
            waiters: Waiters::default(),
            interval,
        }
    }

    /// Offers a frame that the window shows since `shown`. Never blocks; called without a lock, since frames are dropped.
    pub(crate) fn offer(&self, frame: Frame, shown: f64, clock: Clock) {
        let replaced = lock(&self.state).add(frame, shown, clock, self.interval);
        drop(replaced);
        self.encoder.unpark();
    }

    /// Ends the recording now, if it has not ended.
    pub(crate) fn end(&self) {
        {
            let mut state = lock(&self.state);
            let now = state.clock.now();
            state.ended.get_or_insert(now);
        }
        self.encoder.unpark();
    }

    /// Whether no more frames are taken.
    pub(crate) fn is_ended(&self) -> bool {
        lock(&self.state).ended.is_some()
    }

    /// Waits until the encoder has something to do.
    pub(super) fn next(&self) -> Next {
        loop {
            let (clock, due) = {
                let mut state = lock(&self.state);
                match state.next() {
                    Ok(next) => return next,
                    Err(due) => (state.clock.clone(), due),
                }
            };
            clock.park(&self.encoder, due);
        }
    }

    /// One more frame is in the file, or will be.
    pub(super) fn count(&self) {
        lock(&self.state).frames += 1;
    }

    /// The file is complete, or has failed; frames that still wait are dropped.
    pub(super) fn finish(&self, outcome: Result<()>) {
        let waiting = {
            let mut state = lock(&self.state);
            state.outcome = Some(outcome);
            std::mem::take(&mut state.waiting)
        };
        drop(waiting);
        self.waiters.wake();
    }

    /// Whether the file could be written; `None` while it is being written.
    pub(super) fn outcome(&self) -> Option<Result<()>> {
        lock(&self.state).outcome.clone()
    }

    pub(super) fn waiters(&self) -> &Waiters {
        &self.waiters
    }

    pub(super) fn frames(&self) -> u64 {
        lock(&self.state).frames
    }

    pub(crate) fn dropped(&self) -> u64 {
        lock(&self.state).dropped
    }
}

impl fmt::Debug for CaptureQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CaptureQueue").field(&*lock(&self.state)).finish()
    }
}

impl State {
    /// Adds a frame; returns one that is not needed.
    fn add(&mut self, frame: Frame, shown: f64, clock: Clock, interval: f64) -> Option<Frame> {
        if self.ended.is_some() || self.serial.is_some_and(|newest| newest >= frame.serial()) {
            return Some(frame);
        }
        self.serial = Some(frame.serial());
        self.clock = clock;
        let early = self.waiting.back_mut().filter(|last| shown < last.due);
        if let Some(last) = early {
            last.shown = shown;
            return Some(std::mem::replace(&mut last.frame, frame));
        }
        let due = self.due.map_or(shown, |before| shown.max(before + interval));
        self.due = Some(due);
        let full = self.waiting.len() == CAPACITY;
        let replaced = if full { self.waiting.pop_back() } else { None };
        self.dropped += u64::from(full);
        self.waiting.push_back(Waiting { frame, shown, due });
        replaced.map(|waiting| waiting.frame)
    }

    /// The next step of the encoder, or when it has to check again.
    fn next(&mut self) -> std::result::Result<Next, Option<f64>> {
        let until = self.ended.unwrap_or_else(|| self.clock.now());
        match self.waiting.front() {
            Some(first) if first.due <= until || self.ended.is_some() => {
                // No newer frame can replace it any more.
                let from = if first.due <= until {
                    first.due
                } else {
                    first.shown
                };
                let first = self.waiting.pop_front().expect("it was just seen");
                Ok(Next::Frame(first.frame, from))
            }
            Some(first) => Err(Some(first.due)),
            None => self.ended.map(Next::End).ok_or(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::VirtualClock;
    use crate::frame::{Buffer, BufferHome, PixelFormat};
    use crate::geometry::PhysicalSize;
    use crate::heap::HeapAllocator;
    use std::sync::Weak;

    /// Counts the buffers that return.
    #[derive(Default)]
    struct Home(Mutex<usize>);

    impl BufferHome for Home {
        fn take_back(&self, _buffer: Buffer) {
            crate::wait::assert_no_lock("the drop of a frame");
            *lock(&self.0) += 1;
        }
    }

    /// A queue of eight frames a second, and its clock.
    struct Fixture {
        queue: CaptureQueue,
        clock: Arc<VirtualClock>,
        home: Arc<Home>,
    }

    impl Fixture {
        fn new() -> Self {
            Self {
                queue: CaptureQueue::new(0.125),
                clock: Arc::default(),
                home: Arc::default(),
            }
        }

        fn offer(&self, serial: u64) {
            let size = PhysicalSize::new(1, 1).unwrap();
            let buffer = Buffer::new(&HeapAllocator(PixelFormat::Rgba), size).unwrap();
            let home = Arc::downgrade(&self.home) as Weak<dyn BufferHome>;
            let clock = Clock::Virtual(Arc::clone(&self.clock));
            self.queue
                .offer(Frame::new(serial, buffer, home), clock.now(), clock);
        }

        /// The next frame's serial and time, or only the time if it is the end; `None` if the encoder would wait.
        fn next(&self) -> Option<(Option<u64>, f64)> {
            let next = lock(&self.queue.state).next();
            match next {
                Ok(Next::Frame(frame, at)) => Some((Some(frame.serial()), at)),
                Ok(Next::End(at)) => Some((None, at)),
                Err(_) => None,
            }
        }

        fn home(&self) -> usize {
            *lock(&self.home.0)
        }
    }

    #[test]
    fn frames_that_come_too_fast_are_replaced_and_the_last_one_stays() {
        let fixture = Fixture::new();
        fixture.offer(1);
        assert_eq!(fixture.next(), Some((Some(1), 0.0)));
        for serial in 2..=3 {
            fixture.clock.advance(0.03125);
            fixture.offer(serial);
            assert_eq!(fixture.next(), None, "it is not due");
        }
        assert_eq!(
            (fixture.home(), fixture.queue.dropped()),
            (2, 0),
            "1 was taken, 2 was replaced"
        );
        fixture.clock.advance(0.25);
        assert_eq!(fixture.next(), Some((Some(3), 0.125)));
        fixture.offer(4);
        assert_eq!(fixture.next(), Some((Some(4), 0.3125)), "at once");
        fixture.clock.advance(0.0625);
        fixture.offer(5);
        assert_eq!(fixture.next(), None);
        fixture.queue.end();
        fixture.offer(6);
        fixture.clock.advance(1.0);
        fixture.queue.end();
        assert_eq!(fixture.next(), Some((Some(5), 0.375)), "when it was shown");
        assert_eq!(fixture.next(), Some((None, 0.375)), "the first end counts");
        assert_eq!(fixture.home(), 6);
    }

    #[test]
    fn a_full_queue_keeps_the_newest_and_counts_what_it_drops() {
        let fixture = Fixture::new();
        for serial in 1..=CAPACITY as u64 + 4 {
            fixture.offer(serial);
            assert!(lock(&fixture.queue.state).waiting.len() <= CAPACITY);
            fixture.clock.advance(0.125);
        }
        assert_eq!((fixture.queue.dropped(), fixture.home()), (4, 4));
        for serial in 1..CAPACITY as u64 {
            assert_eq!(fixture.next(), Some((Some(serial), (serial - 1) as f64 * 0.125)));
        }
        let last = CAPACITY as u64 + 4;
        assert_eq!(fixture.next(), Some((Some(last), (last - 1) as f64 * 0.125)));
        fixture.offer(last);
        fixture.offer(last - 1);
        assert_eq!(fixture.next(), None, "frames that it had, or that are older");
    }

    #[test]
    fn frames_that_wait_at_the_end_of_a_recording_are_dropped() {
        let fixture = Fixture::new();
        fixture.offer(1);
        fixture.queue.finish(Ok(()));
        assert_eq!((fixture.home(), fixture.queue.outcome()), (1, Some(Ok(()))));
    }
}
