//! The next paint of a window: a state machine that does not depend on the connection.
//!
//! At most one job of a window is in flight, and it ends when the server has processed it. Meanwhile newer frames wait in
//! the window's port, where the newest replaces older ones, and exposed areas are coalesced. So a server that is slow, or
//! was stopped and continues, receives the newest frame and never a queue of old ones.

use canvas_core::frame::Frame;
use canvas_core::geometry::PhysicalSize;

use crate::area::Area;

/// The frames and the damage of one window.
#[derive(Debug, Default)]
pub(crate) struct PaintState {
    /// The newest frame that was presented. Exposes are answered from it.
    shown: Option<Frame>,
    /// Whether a newer frame may wait in the port.
    is_frame_pending: bool,
    /// The area to repaint.
    damage: Option<Area>,
    /// Whether a part of the damage was exposed.
    is_exposed: bool,
    /// The area of an incomplete series of expose events.
    exposing: Option<Area>,
    /// Whether a job is in flight.
    is_busy: bool,
}

/// Pixels to present. It holds every frame whose memory the server may read until it is finished.
#[derive(Debug)]
pub(crate) struct PaintJob {
    /// The frame; `None` before the first, when the area shows the background.
    pub(crate) frame: Option<Frame>,
    /// The area of the window; `None` if it already has the right pixels.
    pub(crate) area: Option<Area>,
    /// Whether the frame is presented for the first time.
    pub(crate) is_new: bool,
    /// Whether a part of the area was exposed.
    pub(crate) exposed: bool,
    /// The frame that the window showed before: the server may still read it.
    _previous: Option<Frame>,
}

impl PaintState {
    /// Notes that a newer frame waits in the port.
    pub(crate) fn present(&mut self) {
        self.is_frame_pending = true;
    }

    /// Notes an exposed area; `more` events of the same series follow.
    pub(crate) fn expose(&mut self, area: Option<Area>, more: bool) {
        let exposed = [self.exposing.take(), area]
            .into_iter()
            .flatten()
            .reduce(Area::union);
        if more {
            self.exposing = exposed;
        } else {
            self.damage = [self.damage, exposed].into_iter().flatten().reduce(Area::union);
            self.is_exposed = true;
        }
    }

    /// Damages the whole window: the part that the frame does not cover has changed.
    pub(crate) fn damage_all(&mut self, size: PhysicalSize) {
        self.damage = Some(Area::whole(size));
    }

    /// Starts the next job in a window of this size, if there is one; `take` takes a frame out of the port.
    pub(crate) fn next_job(
        &mut self,
        size: PhysicalSize,
        take: impl FnOnce() -> Option<Frame>,
    ) -> Option<PaintJob> {
        if self.is_busy {
            return None;
        }
        let whole = Area::whole(size);
        let exposed = self.is_exposed;
        let job = if let Some(frame) = std::mem::take(&mut self.is_frame_pending).then(take).flatten() {
            let area = self.changed_by(&frame, whole);
            let previous = self.shown.replace(frame.clone());
            PaintJob {
                frame: Some(frame),
                area,
                is_new: true,
                exposed,
                _previous: previous,
            }
        } else {
            let area = self.damage.take()?.intersection(whole)?;
            PaintJob {
                frame: self.shown.clone(),
                area: Some(area),
                is_new: false,
                exposed,
                _previous: None,
            }
        };
        (self.is_busy, self.is_exposed) = (true, false);
        Some(job)
    }

    /// The area of the window that a newer frame and the damage change.
    fn changed_by(&mut self, frame: &Frame, whole: Area) -> Option<Area> {
        let damage = self.damage.take();
        let shown = self.shown.as_ref().map(Frame::serial);
        let change = frame.change().filter(|change| shown == Some(change.since));
        let Some(change) = change else {
            return Some(whole);
        };
        let areas = change
            .areas
            .iter()
            .filter_map(|a| Area::new(a.left, a.top, a.right, a.bottom));
        areas.chain(damage).reduce(Area::union)?.intersection(whole)
    }

    /// The server has processed the job in flight.
    pub(crate) fn finish_job(&mut self) {
        self.is_busy = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use canvas_core::frame::{Buffer, BufferHome, Change, PixelFormat};
    use canvas_core::geometry::PixelRect;
    use canvas_core::heap::HeapAllocator;
    use std::sync::{Arc, Weak};

    #[derive(Default)]
    struct Home(std::sync::Mutex<usize>);

    impl BufferHome for Home {
        fn take_back(&self, _buffer: Buffer) {
            *self.0.lock().unwrap() += 1;
        }
    }

    fn size() -> PhysicalSize {
        PhysicalSize::new(100, 50).unwrap()
    }

    fn frame(serial: u64, home: &Arc<Home>) -> Frame {
        let home: Weak<dyn BufferHome> = Arc::downgrade(home) as _;
        Frame::new(
            serial,
            Buffer::new(&HeapAllocator(PixelFormat::Bgra), size()).unwrap(),
            home,
        )
    }

    #[test]
    fn one_job_at_a_time_and_the_newest_frame_next() {
        let home = Arc::new(Home::default());
        let mut paint = PaintState::default();
        assert!(
            paint
                .next_job(size(), || panic!("nothing was presented"))
                .is_none()
        );
        paint.present();
        let first = paint.next_job(size(), || Some(frame(1, &home))).unwrap();
        paint.present();
        paint.present();
        assert!(paint.next_job(size(), || panic!("busy")).is_none());
        paint.finish_job();
        let second = paint.next_job(size(), || Some(frame(4, &home))).unwrap();
        assert_eq!(
            (first.frame.unwrap().serial(), second.frame.unwrap().serial()),
            (1, 4)
        );
    }

    #[test]
    fn only_what_has_changed_since_the_shown_frame_is_painted() {
        let home = Arc::new(Home::default());
        let changed = |serial, since, areas: &[(u32, u32, u32, u32)]| {
            let areas = areas
                .iter()
                .filter_map(|&(l, t, r, b)| PixelRect::new(l, t, r, b));
            let areas = areas.collect();
            let buffer = Buffer::new(&HeapAllocator(PixelFormat::Bgra), size()).unwrap();
            let home: Weak<dyn BufferHome> = Arc::downgrade(&home) as _;
            Frame::changed(serial, buffer, home, Some(Change { since, areas }))
        };
        let mut paint = PaintState::default();
        let mut area = |frame: Frame| {
            paint.present();
            let job = paint.next_job(size(), || Some(frame)).unwrap();
            paint.finish_job();
            paint.expose(None, false);
            job.area
        };
        let whole = Some(Area::whole(size()));
        assert_eq!(area(changed(1, 0, &[])), whole, "nothing is shown yet");
        assert_eq!(area(changed(2, 1, &[])), None);
        let two = [(0, 0, 8, 8), (20, 10, 30, 20)];
        assert_eq!(area(changed(3, 2, &two)), Area::new(0, 0, 30, 20));
        assert_eq!(
            area(changed(5, 4, &two)),
            whole,
            "the frame in between was never shown"
        );
        assert_eq!(
            area(changed(6, 5, &[(90, 40, 200, 200)])),
            Area::new(90, 40, 100, 50)
        );
        paint.expose(Area::new(50, 0, 60, 4), false);
        paint.present();
        let job = paint.next_job(size(), || Some(changed(7, 6, &two))).unwrap();
        assert_eq!(
            job.area,
            Area::new(0, 0, 60, 20),
            "what was exposed is painted with it"
        );
    }

    #[test]
    fn the_previous_frame_is_held_until_the_job_is_finished() {
        let home = Arc::new(Home::default());
        let returned = || *home.0.lock().unwrap();
        let mut paint = PaintState::default();
        paint.present();
        drop(paint.next_job(size(), || Some(frame(1, &home))));
        paint.finish_job();
        assert_eq!(returned(), 0, "kept for exposes");
        paint.present();
        let second = paint.next_job(size(), || Some(frame(2, &home)));
        assert_eq!(returned(), 0, "the server may still read it");
        drop(second);
        assert_eq!(returned(), 1);
    }

    #[test]
    fn exposes_are_coalesced_and_answered_from_the_shown_frame() {
        let home = Arc::new(Home::default());
        let mut paint = PaintState::default();
        paint.present();
        drop(paint.next_job(size(), || Some(frame(1, &home))));
        paint.finish_job();
        paint.expose(Area::new(0, 0, 10, 10), true);
        assert!(
            paint.next_job(size(), || None).is_none(),
            "the series is not complete"
        );
        paint.expose(Area::new(20, 20, 30, 30), false);
        let job = paint.next_job(size(), || None).unwrap();
        assert_eq!(
            (job.area, job.is_new, job.exposed),
            (Area::new(0, 0, 30, 30), false, true)
        );
        assert_eq!(job.frame.unwrap().serial(), 1);
    }

    #[test]
    fn a_new_frame_answers_exposes_too() {
        let home = Arc::new(Home::default());
        let mut paint = PaintState::default();
        paint.expose(Area::new(0, 0, 10, 10), false);
        paint.present();
        let job = paint.next_job(size(), || Some(frame(1, &home))).unwrap();
        assert!(job.is_new && job.exposed);
        paint.finish_job();
        assert!(paint.next_job(size(), || None).is_none());
    }

    #[test]
    fn a_new_background_is_not_an_expose() {
        let mut paint = PaintState::default();
        paint.damage_all(size());
        let job = paint.next_job(size(), || None).unwrap();
        assert_eq!((job.area, job.exposed), (Some(Area::whole(size())), false));
    }

    #[test]
    fn damage_outside_the_window_is_ignored() {
        let mut paint = PaintState::default();
        paint.expose(Area::new(200, 0, 300, 10), false);
        assert!(paint.next_job(size(), || None).is_none());
        paint.expose(Area::new(90, 0, 300, 10), false);
        assert_eq!(
            paint.next_job(size(), || None).unwrap().area,
            Area::new(90, 0, 100, 10)
        );
    }
}
