//! When a window is painted, and with which frame: a state machine that does not depend on the display.
//!
//! A window is painted when three things come together: new content, a surface that can be painted without blocking (see
//! [`surface`](crate::surface)), and the display's permission. A Wayland compositor paces its clients by frame callbacks
//! (`wl_surface.frame`): the window requests one, and is painted when it comes. A compositor sends none for a window that
//! is not visible; after [`FRAME_CALLBACK_TIMEOUT`] such a window is painted without. Elsewhere no permission is needed.
//! Meanwhile newer frames wait in the window's port, where each replaces the one before.

use std::time::{Duration, Instant};

use canvas_core::frame::Frame;

/// How long a frame callback is waited for.
pub(crate) const FRAME_CALLBACK_TIMEOUT: Duration = Duration::from_secs(1);

/// The frames of one window.
#[derive(Debug)]
pub(crate) struct PaintState {
    /// Whether the display paces its clients by frame callbacks.
    is_paced: bool,
    /// The newest frame that was painted: exposes are answered with it.
    kept: Option<Frame>,
    /// Whether a newer frame may wait in the port.
    has_newer: bool,
    /// Whether everything has to be painted again.
    is_damaged: bool,
    /// Whether that is because a part of the window was uncovered.
    is_exposed: bool,
    callback: FrameCallback,
    /// Painted, while the display may still read the pixels.
    in_flight: Option<Painted>,
    /// The serial of the kept frame, if it could not be painted.
    unpainted: Option<u64>,
}

/// The frame callback that permits painting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FrameCallback {
    NotRequested,
    RequestedAt(Instant),
    Received,
}

/// A paint, as it is reported to the port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Painted {
    /// The serial of the frame that is shown for the first time.
    pub(crate) serial: Option<u64>,
    /// Whether a part of the window had been uncovered.
    pub(crate) is_expose: bool,
}

/// The next step.
#[derive(Debug)]
pub(crate) enum Action {
    /// Request a frame callback.
    RequestCallback,
    /// Paint this frame, or only the background where there is none yet.
    Paint(Option<Frame>),
}

impl PaintState {
    /// A window without content. `is_paced` if the display paces its clients by frame callbacks.
    pub(crate) fn new(is_paced: bool) -> Self {
        Self {
            is_paced,
            kept: None,
            has_newer: false,
            is_damaged: false,
            is_exposed: false,
            callback: FrameCallback::NotRequested,
            in_flight: None,
            unpainted: None,
        }
    }

    /// A newer frame waits in the port.
    pub(crate) fn present(&mut self) {
        self.has_newer = true;
    }

    /// Everything has to be painted again: the size or the background has changed.
    pub(crate) fn damage(&mut self) {
        self.is_damaged = true;
    }

    /// The display requests a redraw. On a paced display this is the frame callback.
    pub(crate) fn redraw_requested(&mut self) {
        if !self.is_paced {
            self.is_exposed |= self.kept.is_some();
            self.is_damaged = true;
        } else if !matches!(self.callback, FrameCallback::RequestedAt(_)) {
            // winit needs a commit of its own: changed decorations, for example, show only with the next one.
            self.is_damaged = true;
        }
        self.callback = FrameCallback::Received;
    }

    /// The next step, if there is one. `is_ready` if there is a surface that can be painted; `take` takes a frame out of the port.
    pub(crate) fn next(
        &mut self,
        now: Instant,
        is_ready: bool,
        take: impl FnOnce() -> Option<Frame>,
    ) -> Option<Action> {
        if !self.has_newer && !self.is_damaged {
            return None;
        }
        let may_paint = match self.callback {
            FrameCallback::NotRequested => !self.is_paced,
            FrameCallback::RequestedAt(since) => now >= since + FRAME_CALLBACK_TIMEOUT,
            FrameCallback::Received => true,
        };
        if !may_paint {
            let is_new = self.callback == FrameCallback::NotRequested;
            if is_new {
                self.callback = FrameCallback::RequestedAt(now);
            }
            return is_new.then_some(Action::RequestCallback);
        }
        if !is_ready || self.in_flight.is_some() {
            return None;
        }
        let newer = std::mem::take(&mut self.has_newer).then(take).flatten();
        if newer.is_none() && !self.is_damaged {
            return None;
        }
        let serial = newer.as_ref().map(Frame::serial).or(self.unpainted);
        self.kept = newer.or(self.kept.take());
        let is_expose = std::mem::take(&mut self.is_exposed);
        self.in_flight = Some(Painted { serial, is_expose });
        (self.is_damaged, self.unpainted) = (false, None);
        self.callback = FrameCallback::NotRequested;
        Some(Action::Paint(self.kept.clone()))
    }

    /// When [`next`](Self::next) has to be called though nothing happens.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        match self.callback {
            FrameCallback::RequestedAt(since) if self.in_flight.is_none() => {
                Some(since + FRAME_CALLBACK_TIMEOUT)
            }
            FrameCallback::RequestedAt(_) | FrameCallback::NotRequested | FrameCallback::Received => None,
        }
    }

    /// The display has read the pixels. Returns the paint that is to be reported.
    pub(crate) fn finish(&mut self) -> Option<Painted> {
        self.in_flight.take()
    }

    /// The frame could not be painted. It is tried again after [`FRAME_CALLBACK_TIMEOUT`].
    pub(crate) fn fail(&mut self, now: Instant) {
        let painted = self.in_flight.take().unwrap_or_default();
        self.unpainted = painted.serial;
        self.is_exposed |= painted.is_expose;
        self.is_damaged = true;
        self.callback = FrameCallback::RequestedAt(now);
    }

    /// The native window is destroyed; the next one is painted with the kept frame. Returns the paint that was in flight,
    /// which is to be reported now.
    pub(crate) fn restart(&mut self) -> Option<Painted> {
        (self.callback, self.is_damaged) = (FrameCallback::NotRequested, true);
        self.in_flight.take()
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

    fn serial(next: Option<Action>) -> Option<u64> {
        match next {
            Some(Action::Paint(frame)) => frame.map(|frame| frame.serial()),
            other => panic!("nothing is painted: {other:?}"),
        }
    }

    fn shown(serial: u64) -> Option<Painted> {
        let serial = Some(serial);
        Some(Painted {
            serial,
            is_expose: false,
        })
    }

    #[test]
    fn a_paced_window_requests_one_callback_and_paints_the_newest_frame() {
        let (now, home) = (Instant::now(), Arc::new(Home::default()));
        let mut paint = PaintState::new(true);
        assert!(
            paint
                .next(now, true, || panic!("nothing was presented"))
                .is_none()
        );
        paint.present();
        assert!(matches!(
            paint.next(now, true, || None),
            Some(Action::RequestCallback)
        ));
        paint.present();
        assert!(paint.next(now, true, || panic!("no frame callback")).is_none());
        paint.redraw_requested();
        assert!(paint.next(now, false, || panic!("no surface")).is_none());
        assert_eq!(serial(paint.next(now, true, || Some(frame(2, &home)))), Some(2));
        paint.present();
        assert!(matches!(
            paint.next(now, false, || None),
            Some(Action::RequestCallback)
        ));
        paint.redraw_requested();
        assert!(paint.next(now, true, || panic!("a frame is in flight")).is_none());
        assert_eq!(paint.finish(), shown(2));
        assert_eq!(serial(paint.next(now, true, || Some(frame(5, &home)))), Some(5));
        assert_eq!(home.0.load(Ordering::Relaxed), 1, "the older frame is released");
    }

    #[test]
    fn a_window_without_frame_callbacks_is_painted_after_a_timeout() {
        let (now, home) = (Instant::now(), Arc::new(Home::default()));
        let mut paint = PaintState::new(true);
        assert_eq!(paint.deadline(), None);
        paint.present();
        paint.next(now, true, || None);
        assert_eq!(paint.deadline(), Some(now + FRAME_CALLBACK_TIMEOUT));
        let later = now + FRAME_CALLBACK_TIMEOUT;
        assert_eq!(serial(paint.next(later, true, || Some(frame(1, &home)))), Some(1));
        assert_eq!(paint.finish(), shown(1));
        assert_eq!(paint.deadline(), None, "nothing to paint");
    }

    #[test]
    fn without_pacing_a_frame_is_painted_once_the_last_has_been_read() {
        let (now, home) = (Instant::now(), Arc::new(Home::default()));
        let mut paint = PaintState::new(false);
        paint.present();
        assert_eq!(serial(paint.next(now, true, || Some(frame(1, &home)))), Some(1));
        paint.present();
        assert!(paint.next(now, false, || panic!("no surface")).is_none());
        assert_eq!(paint.finish(), shown(1));
        assert_eq!(serial(paint.next(now, true, || Some(frame(3, &home)))), Some(3));
    }

    #[test]
    fn an_expose_is_answered_with_the_kept_frame() {
        let (now, home) = (Instant::now(), Arc::new(Home::default()));
        let mut paint = PaintState::new(false);
        paint.redraw_requested();
        assert_eq!(serial(paint.next(now, true, || panic!("no frame"))), None);
        assert_eq!(paint.finish(), Some(Painted::default()), "no content was exposed");
        paint.present();
        paint.next(now, true, || Some(frame(1, &home)));
        // While a frame is in flight.
        paint.redraw_requested();
        assert_eq!(paint.finish(), shown(1));
        assert_eq!(
            serial(paint.next(now, true, || panic!("no newer frame"))),
            Some(1)
        );
        let painted = paint.finish().unwrap();
        assert!(painted.is_expose && painted.serial.is_none());
    }

    #[test]
    fn an_unrequested_redraw_is_answered_with_the_kept_frame() {
        let (now, home) = (Instant::now(), Arc::new(Home::default()));
        let mut paint = PaintState::new(true);
        paint.redraw_requested();
        assert_eq!(serial(paint.next(now, true, || None)), None);
        paint.finish();
        paint.present();
        paint.next(now, true, || None);
        paint.redraw_requested();
        paint.next(now, true, || Some(frame(1, &home)));
        assert_eq!(paint.finish(), shown(1));
        paint.redraw_requested();
        assert_eq!(serial(paint.next(now, true, || None)), Some(1));
        assert_eq!(paint.finish(), Some(Painted::default()), "nothing was exposed");
    }

    #[test]
    fn a_frame_that_could_not_be_painted_is_tried_again_later() {
        let (now, home) = (Instant::now(), Arc::new(Home::default()));
        let mut paint = PaintState::new(false);
        paint.present();
        paint.next(now, true, || Some(frame(1, &home)));
        paint.fail(now);
        assert!(paint.next(now, true, || None).is_none());
        let later = paint.deadline().unwrap();
        assert_eq!(serial(paint.next(later, true, || None)), Some(1));
        assert_eq!(paint.finish(), shown(1));
    }

    #[test]
    fn a_recreated_window_shows_the_kept_frame() {
        let (now, home) = (Instant::now(), Arc::new(Home::default()));
        let mut paint = PaintState::new(true);
        paint.redraw_requested();
        paint.present();
        paint.next(now, true, || Some(frame(1, &home)));
        assert_eq!(paint.restart(), shown(1));
        assert!(matches!(
            paint.next(now, true, || None),
            Some(Action::RequestCallback)
        ));
        paint.redraw_requested();
        assert_eq!(serial(paint.next(now, true, || None)), Some(1));
    }
}
