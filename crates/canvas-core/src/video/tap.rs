//! What lies between a window and the encoder: a few frames that wait, and what both say of the recording.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex};

use crate::clock::Clock;
use crate::error::Result;
use crate::frame::Frame;
use crate::wait::{CondvarParker, Parker, Waiters, lock};

/// How many frames wait at most.
const QUEUE: usize = 3;

/// How many buffers of its window a recording holds at most: those of the frames that wait, and of the one that is taken.
pub(crate) const MOST_HELD: usize = QUEUE + 1;

/// See the [module](self).
pub(crate) struct Tap {
    state: Mutex<State>,
    /// What the encoder sleeps on.
    encoder: Arc<dyn Parker>,
    /// Who waits for the end of the file.
    waiters: Waiters,
    /// The least time between two pictures, seconds.
    interval: f64,
}

/// A leaf lock: no frame is dropped under it.
#[derive(Debug, Default)]
struct State {
    clock: Clock,
    waiting: VecDeque<Waiting>,
    /// The newest frame that was offered.
    serial: Option<u64>,
    /// When the newest frame that was put in line is due; `None` before the first.
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
    /// When it is taken; until then it gives way to newer ones.
    due: f64,
}

/// What the encoder does next.
#[derive(Debug)]
pub(super) enum Next {
    /// Take this frame, which is shown from this time on.
    Frame(Frame, f64),
    /// Nothing more comes; the last picture is shown until this time.
    End(f64),
}

impl Tap {
    pub(crate) fn new(interval: f64) -> Self {
        Self {
            state: Mutex::default(),
            encoder: Arc::new(CondvarParker::default()),
            waiters: Waiters::default(),
            interval,
        }
    }

    /// Offers a frame that the window shows since `shown`. Never waits; called without a lock, since frames are dropped.
    pub(crate) fn offer(&self, frame: Frame, shown: f64, clock: Clock) {
        let let_go = lock(&self.state).put(frame, shown, clock, self.interval);
        drop(let_go);
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

    /// Waits for what the encoder does next.
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

    /// One more picture is in the file, or will be.
    pub(super) fn count(&self) {
        lock(&self.state).frames += 1;
    }

    /// The file is complete, or what it could be; what still waits is let go.
    pub(super) fn finish(&self, outcome: Result<()>) {
        let waiting = {
            let mut state = lock(&self.state);
            state.outcome = Some(outcome);
            std::mem::take(&mut state.waiting)
        };
        drop(waiting);
        self.waiters.wake();
    }

    /// What became of the file; `None` while it is written.
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

impl fmt::Debug for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tap").field(&*lock(&self.state)).finish()
    }
}

impl State {
    /// Puts a frame in line; returns one that is not needed.
    fn put(&mut self, frame: Frame, shown: f64, clock: Clock, interval: f64) -> Option<Frame> {
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
        let full = self.waiting.len() == QUEUE;
        let replaced = if full { self.waiting.pop_back() } else { None };
        self.dropped += u64::from(full);
        self.waiting.push_back(Waiting { frame, shown, due });
        replaced.map(|waiting| waiting.frame)
    }

    /// What the encoder does next, or when it has to look again.
    fn next(&mut self) -> std::result::Result<Next, Option<f64>> {
        let until = self.ended.unwrap_or_else(|| self.clock.now());
        match self.waiting.front() {
            Some(first) if first.due <= until || self.ended.is_some() => {
                // Nothing comes any more that it could give way to.
                let from = if first.due <= until {
                    first.due
                } else {
                    first.shown
                };
                let first = self.waiting.pop_front().expect("just seen");
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

    /// Where buffers go: counted.
    #[derive(Default)]
    struct Home(Mutex<usize>);

    impl BufferHome for Home {
        fn take_back(&self, _buffer: Buffer) {
            crate::wait::assert_no_lock("the drop of a frame");
            *lock(&self.0) += 1;
        }
    }

    /// A tap of eight pictures a second, its clock, and a way to offer it a frame.
    struct Bench {
        tap: Tap,
        clock: Arc<VirtualClock>,
        home: Arc<Home>,
    }

    impl Bench {
        fn new() -> Self {
            Self {
                tap: Tap::new(0.125),
                clock: Arc::default(),
                home: Arc::default(),
            }
        }

        fn offer(&self, serial: u64) {
            let size = PhysicalSize::new(1, 1).unwrap();
            let buffer = Buffer::new(&HeapAllocator(PixelFormat::Rgba), size).unwrap();
            let home = Arc::downgrade(&self.home) as Weak<dyn BufferHome>;
            let clock = Clock::Virtual(Arc::clone(&self.clock));
            self.tap
                .offer(Frame::new(serial, buffer, home), clock.now(), clock);
        }

        /// The next frame's serial and time, or only the time if it is the end; `None` if the encoder would wait.
        fn next(&self) -> Option<(Option<u64>, f64)> {
            let next = lock(&self.tap.state).next();
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
    fn frames_that_come_too_fast_give_way_to_the_next_and_the_last_one_stays() {
        let bench = Bench::new();
        bench.offer(1);
        assert_eq!(bench.next(), Some((Some(1), 0.0)));
        for serial in 2..=3 {
            bench.clock.advance(0.03125);
            bench.offer(serial);
            assert_eq!(bench.next(), None, "its time has not come");
        }
        assert_eq!(
            (bench.home(), bench.tap.dropped()),
            (2, 0),
            "1 was taken, 2 gave way"
        );
        bench.clock.advance(0.25);
        assert_eq!(bench.next(), Some((Some(3), 0.125)));
        bench.offer(4);
        assert_eq!(bench.next(), Some((Some(4), 0.3125)), "at once");
        bench.clock.advance(0.0625);
        bench.offer(5);
        assert_eq!(bench.next(), None);
        bench.tap.end();
        bench.offer(6);
        bench.clock.advance(1.0);
        bench.tap.end();
        assert_eq!(bench.next(), Some((Some(5), 0.375)), "when it was shown");
        assert_eq!(bench.next(), Some((None, 0.375)), "the first end counts");
        assert_eq!(bench.home(), 6);
    }

    #[test]
    fn a_full_queue_keeps_the_newest_and_counts_what_it_drops() {
        let bench = Bench::new();
        for serial in 1..=QUEUE as u64 + 4 {
            bench.offer(serial);
            assert!(lock(&bench.tap.state).waiting.len() <= QUEUE);
            bench.clock.advance(0.125);
        }
        assert_eq!((bench.tap.dropped(), bench.home()), (4, 4));
        for serial in 1..QUEUE as u64 {
            assert_eq!(bench.next(), Some((Some(serial), (serial - 1) as f64 * 0.125)));
        }
        let last = QUEUE as u64 + 4;
        assert_eq!(bench.next(), Some((Some(last), (last - 1) as f64 * 0.125)));
        bench.offer(last);
        bench.offer(last - 1);
        assert_eq!(bench.next(), None, "frames that it had, or that are older");
    }

    #[test]
    fn what_waits_at_the_end_of_a_recording_is_let_go() {
        let bench = Bench::new();
        bench.offer(1);
        bench.tap.finish(Ok(()));
        assert_eq!((bench.home(), bench.tap.outcome()), (1, Some(Ok(()))));
    }
}
