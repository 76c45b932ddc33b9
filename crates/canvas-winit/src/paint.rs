//! What a window has to paint next, and when: a state machine that knows no display.
//!
//! A window is painted when three things have come together: something to paint, a surface that can be painted without
//! waiting (see [`surface`](crate::surface)), and the display's leave. Where a display paces its clients (Wayland, by frame
//! callbacks) leave is asked for; one that has not come within [`PATIENCE`] is that of a window that nobody sees, which
//! is then painted at that pace. Elsewhere there is always leave. Newer frames wait in the window's port meanwhile,
//! where the newest replaces the others.

use std::time::{Duration, Instant};

use canvas_core::frame::Frame;

/// A window that has not been asked for its picture for so long is not seen by anybody.
pub(crate) const PATIENCE: Duration = Duration::from_secs(1);

/// The pictures of one window.
#[derive(Debug)]
pub(crate) struct Paint {
    /// Whether the display says when to paint.
    is_paced: bool,
    /// The newest frame that was given to the display: what exposes are answered from.
    kept: Option<Frame>,
    /// Whether a newer one may wait in the port.
    wanted: bool,
    /// Whether the whole has to be painted again.
    damaged: bool,
    /// Whether it has to because it was uncovered.
    uncovered: bool,
    leave: Leave,
    /// What is told when the display has read the pixels.
    under_way: Option<Done>,
    /// A frame that was kept and could not be painted.
    untold: Option<u64>,
}

/// The display's leave to paint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leave {
    None,
    AskedAt(Instant),
    Given,
}

/// A painted window, as its port is told of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Done {
    /// The frame that is shown for the first time.
    pub(crate) serial: Option<u64>,
    /// Whether a part of the window had been uncovered.
    pub(crate) exposed: bool,
}

/// What to do next.
#[derive(Debug)]
pub(crate) enum Next {
    /// Ask the display for leave.
    Ask,
    /// Paint this frame, or the background where there has been none.
    Paint(Option<Frame>),
}

impl Paint {
    /// Nothing to paint yet.
    pub(crate) fn new(is_paced: bool) -> Self {
        Self {
            is_paced,
            kept: None,
            wanted: false,
            damaged: false,
            uncovered: false,
            leave: Leave::None,
            under_way: None,
            untold: None,
        }
    }

    /// A newer frame waits in the port.
    pub(crate) fn present(&mut self) {
        self.wanted = true;
    }

    /// Everything has to be painted again: what is beyond the frame has changed.
    pub(crate) fn repaint(&mut self) {
        self.damaged = true;
    }

    /// The display asks for the picture.
    pub(crate) fn asked(&mut self) {
        if !self.is_paced {
            self.uncovered |= self.kept.is_some();
        } else if !matches!(self.leave, Leave::AskedAt(_)) {
            // It asks unasked: the window's decorations, say, show only with the next picture.
            self.damaged = true;
        }
        self.damaged |= !self.is_paced;
        self.leave = Leave::Given;
    }

    /// What to do now; `is_ready` if there is a surface that can be painted, `take` takes a frame out of the port.
    pub(crate) fn next(
        &mut self,
        now: Instant,
        is_ready: bool,
        take: impl FnOnce() -> Option<Frame>,
    ) -> Option<Next> {
        if !self.wanted && !self.damaged {
            return None;
        }
        let has_leave = match self.leave {
            Leave::None => !self.is_paced,
            Leave::AskedAt(since) => now >= since + PATIENCE,
            Leave::Given => true,
        };
        if !has_leave {
            let ask = self.leave == Leave::None;
            if ask {
                self.leave = Leave::AskedAt(now);
            }
            return ask.then_some(Next::Ask);
        }
        if !is_ready || self.under_way.is_some() {
            return None;
        }
        let newer = std::mem::take(&mut self.wanted).then(take).flatten();
        if newer.is_none() && !self.damaged {
            return None;
        }
        let serial = newer.as_ref().map(Frame::serial).or(self.untold);
        self.kept = newer.or(self.kept.take());
        let exposed = std::mem::take(&mut self.uncovered);
        self.under_way = Some(Done { serial, exposed });
        (self.damaged, self.leave, self.untold) = (false, Leave::None, None);
        Some(Next::Paint(self.kept.clone()))
    }

    /// When [`Paint::next`] has something to do though nothing happens.
    pub(crate) fn date(&self) -> Option<Instant> {
        match self.leave {
            Leave::AskedAt(since) if self.under_way.is_none() => Some(since + PATIENCE),
            _ => None,
        }
    }

    /// The display has read the pixels; what the port is to be told.
    pub(crate) fn done(&mut self) -> Option<Done> {
        self.under_way.take()
    }

    /// The picture could not be painted; it is tried again after a while.
    pub(crate) fn failed(&mut self, now: Instant) {
        let done = self.under_way.take().unwrap_or_default();
        self.untold = done.serial;
        self.uncovered |= done.exposed;
        (self.damaged, self.leave) = (true, Leave::AskedAt(now));
    }

    /// The native window is gone, and with it what it showed. The next one is painted from the kept frame.
    pub(crate) fn restart(&mut self) -> Option<Done> {
        (self.leave, self.damaged) = (Leave::None, true);
        self.under_way.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::buffers::ALLOCATOR;
    use canvas_core::frame::{Buffer, BufferHome};
    use canvas_core::geometry::PhysicalSize;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Weak};

    #[derive(Default)]
    struct Home(AtomicUsize);

    impl BufferHome for Home {
        fn take_back(&self, _buffer: Buffer) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn frame(serial: u64, home: &Arc<Home>) -> Frame {
        let home: Weak<dyn BufferHome> = Arc::downgrade(home) as _;
        let size = PhysicalSize::new(4, 4).unwrap();
        Frame::new(serial, Buffer::new(&ALLOCATOR, size).unwrap(), home)
    }

    fn serial(next: Option<Next>) -> Option<u64> {
        match next {
            Some(Next::Paint(frame)) => frame.map(|frame| frame.serial()),
            other => panic!("nothing is painted: {other:?}"),
        }
    }

    fn shown(serial: u64) -> Option<Done> {
        let serial = Some(serial);
        Some(Done {
            serial,
            exposed: false,
        })
    }

    #[test]
    fn a_paced_window_asks_once_and_paints_the_newest_when_it_may() {
        let (now, home) = (Instant::now(), Arc::new(Home::default()));
        let mut paint = Paint::new(true);
        assert!(
            paint
                .next(now, true, || panic!("nothing was presented"))
                .is_none()
        );
        paint.present();
        assert!(matches!(paint.next(now, true, || None), Some(Next::Ask)));
        paint.present();
        assert!(paint.next(now, true, || panic!("no leave")).is_none());
        paint.asked();
        assert!(paint.next(now, false, || panic!("no surface")).is_none());
        assert_eq!(serial(paint.next(now, true, || Some(frame(2, &home)))), Some(2));
        paint.present();
        assert!(matches!(paint.next(now, false, || None), Some(Next::Ask)));
        paint.asked();
        assert!(
            paint
                .next(now, true, || panic!("the last is under way"))
                .is_none()
        );
        assert_eq!(paint.done(), shown(2));
        assert_eq!(serial(paint.next(now, true, || Some(frame(5, &home)))), Some(5));
        assert_eq!(home.0.load(Ordering::Relaxed), 1, "the older frame is let go");
    }

    #[test]
    fn a_window_that_nobody_sees_is_painted_at_its_own_pace() {
        let (now, home) = (Instant::now(), Arc::new(Home::default()));
        let mut paint = Paint::new(true);
        assert_eq!(paint.date(), None);
        paint.present();
        paint.next(now, true, || None);
        assert_eq!(paint.date(), Some(now + PATIENCE));
        let later = now + PATIENCE;
        assert_eq!(serial(paint.next(later, true, || Some(frame(1, &home)))), Some(1));
        assert_eq!(paint.done(), shown(1));
        assert_eq!(paint.date(), None, "nothing is wanted: nothing is due");
    }

    #[test]
    fn a_display_that_does_not_pace_is_given_frames_when_it_has_read_the_last() {
        let (now, home) = (Instant::now(), Arc::new(Home::default()));
        let mut paint = Paint::new(false);
        paint.present();
        assert_eq!(serial(paint.next(now, true, || Some(frame(1, &home)))), Some(1));
        paint.present();
        assert!(paint.next(now, false, || panic!("no surface")).is_none());
        assert_eq!(paint.done(), shown(1));
        assert_eq!(serial(paint.next(now, true, || Some(frame(3, &home)))), Some(3));
    }

    #[test]
    fn an_expose_is_answered_from_the_kept_frame() {
        let (now, home) = (Instant::now(), Arc::new(Home::default()));
        let mut paint = Paint::new(false);
        paint.asked();
        assert_eq!(serial(paint.next(now, true, || panic!("no frame"))), None);
        assert_eq!(paint.done(), Some(Done::default()), "there was nothing to lose");
        paint.present();
        paint.next(now, true, || Some(frame(1, &home)));
        // While the last is under way.
        paint.asked();
        assert_eq!(paint.done(), shown(1));
        assert_eq!(
            serial(paint.next(now, true, || panic!("no newer frame"))),
            Some(1)
        );
        let done = paint.done().unwrap();
        assert!(done.exposed && done.serial.is_none());
    }

    #[test]
    fn a_paced_display_that_asks_unasked_gets_the_kept_frame() {
        let (now, home) = (Instant::now(), Arc::new(Home::default()));
        let mut paint = Paint::new(true);
        paint.asked();
        assert_eq!(serial(paint.next(now, true, || None)), None);
        paint.done();
        paint.present();
        paint.next(now, true, || None);
        paint.asked();
        paint.next(now, true, || Some(frame(1, &home)));
        assert_eq!(paint.done(), shown(1));
        paint.asked();
        assert_eq!(serial(paint.next(now, true, || None)), Some(1));
        assert_eq!(paint.done(), Some(Done::default()), "nothing was uncovered");
    }

    #[test]
    fn a_picture_that_could_not_be_painted_is_tried_again_after_a_while() {
        let (now, home) = (Instant::now(), Arc::new(Home::default()));
        let mut paint = Paint::new(false);
        paint.present();
        paint.next(now, true, || Some(frame(1, &home)));
        paint.failed(now);
        assert!(paint.next(now, true, || None).is_none());
        let later = paint.date().unwrap();
        assert_eq!(serial(paint.next(later, true, || None)), Some(1));
        assert_eq!(paint.done(), shown(1));
    }

    #[test]
    fn a_window_that_comes_back_shows_what_it_showed() {
        let (now, home) = (Instant::now(), Arc::new(Home::default()));
        let mut paint = Paint::new(true);
        paint.asked();
        paint.present();
        paint.next(now, true, || Some(frame(1, &home)));
        assert_eq!(paint.restart(), shown(1));
        assert!(matches!(paint.next(now, true, || None), Some(Next::Ask)));
        paint.asked();
        assert_eq!(serial(paint.next(now, true, || None)), Some(1));
    }
}
