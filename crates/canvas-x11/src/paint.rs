//! What a window has to paint next: a state machine that knows no display.
//!
//! At most one job of a window is under way at a time, and its end is told when the display has answered. Meanwhile
//! newer frames wait in the window's port, where the newest replaces the others, and exposed areas are put together.
//! So a display that is slow, or was stopped and goes on, is given the newest picture and never a queue of old ones.

use canvas_core::frame::Frame;
use canvas_core::geometry::PhysicalSize;

use crate::area::Area;

/// The pictures of one window.
#[derive(Debug, Default)]
pub(crate) struct Paint {
    /// The newest frame that was given to the display: what exposes are answered from.
    kept: Option<Frame>,
    /// Whether a newer one may wait in the port.
    wanted: bool,
    /// What has to be painted again.
    damage: Option<Area>,
    /// Whether it has to because it was uncovered.
    uncovered: bool,
    /// Expose events of a group that is not complete.
    exposing: Option<Area>,
    /// Whether a job is under way.
    busy: bool,
}

/// Pixels that are to be given to the display. Holds every frame that the display reads until it is done.
#[derive(Debug)]
pub(crate) struct Job {
    /// The frame, if there has been any yet; without, the area shows the background.
    pub(crate) frame: Option<Frame>,
    /// The part of the window; none if it looks as it should already.
    pub(crate) area: Option<Area>,
    /// Whether the frame is shown for the first time.
    pub(crate) is_new: bool,
    /// Whether a part of the window had been uncovered.
    pub(crate) exposed: bool,
    /// The frame that the window showed before; held, because the display may still read it.
    _previous: Option<Frame>,
}

impl Paint {
    /// A newer frame waits in the port.
    pub(crate) fn present(&mut self) {
        self.wanted = true;
    }

    /// A part of the window was uncovered; `more` of the same group follow.
    pub(crate) fn expose(&mut self, area: Option<Area>, more: bool) {
        let exposed = [self.exposing.take(), area]
            .into_iter()
            .flatten()
            .reduce(Area::union);
        if more {
            self.exposing = exposed;
        } else {
            self.damage = [self.damage, exposed].into_iter().flatten().reduce(Area::union);
            self.uncovered = true;
        }
    }

    /// Everything has to be painted again: what is beyond the frame has changed.
    pub(crate) fn repaint(&mut self, size: PhysicalSize) {
        self.damage = Some(Area::whole(size));
    }

    /// What to do next in a window of this size; `take` takes a frame out of the port.
    pub(crate) fn next(&mut self, size: PhysicalSize, take: impl FnOnce() -> Option<Frame>) -> Option<Job> {
        if self.busy {
            return None;
        }
        let whole = Area::whole(size);
        let exposed = self.uncovered;
        let job = if let Some(frame) = std::mem::take(&mut self.wanted).then(take).flatten() {
            let area = self.changed_by(&frame, whole);
            let previous = self.kept.replace(frame.clone());
            Job {
                frame: Some(frame),
                area,
                is_new: true,
                exposed,
                _previous: previous,
            }
        } else {
            let area = self.damage.take()?.intersection(whole)?;
            Job {
                frame: self.kept.clone(),
                area: Some(area),
                is_new: false,
                exposed,
                _previous: None,
            }
        };
        (self.busy, self.uncovered) = (true, false);
        Some(job)
    }

    /// The part of the window that a newer frame, and what was to be painted besides, makes different.
    fn changed_by(&mut self, frame: &Frame, whole: Area) -> Option<Area> {
        let damage = self.damage.take();
        let shown = self.kept.as_ref().map(Frame::serial);
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

    /// The display has answered for the last job.
    pub(crate) fn done(&mut self) {
        self.busy = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use canvas_core::error::DrawError;
    use canvas_core::frame::{Buffer, BufferAllocator, BufferHome, Change, PixelFormat, PixelMemory};
    use canvas_core::geometry::PixelRect;
    use std::sync::{Arc, Weak};

    #[derive(Debug)]
    struct Heap(Vec<u8>);

    impl PixelMemory for Heap {
        fn bytes(&self) -> &[u8] {
            &self.0
        }
        fn bytes_mut(&mut self) -> &mut [u8] {
            &mut self.0
        }
        fn as_any(&self) -> &dyn std::any::Any {
            self
        }
    }

    #[derive(Debug)]
    struct Allocator;

    impl BufferAllocator for Allocator {
        fn format(&self) -> PixelFormat {
            PixelFormat::Bgra
        }
        fn allocate(&self, size: PhysicalSize) -> Result<Box<dyn PixelMemory>, DrawError> {
            Ok(Box::new(Heap(vec![0; size.byte_len()])))
        }
    }

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
        Frame::new(serial, Buffer::new(&Allocator, size()).unwrap(), home)
    }

    #[test]
    fn one_job_at_a_time_and_the_newest_frame_next() {
        let home = Arc::new(Home::default());
        let mut paint = Paint::default();
        assert!(paint.next(size(), || panic!("nothing was presented")).is_none());
        paint.present();
        let first = paint.next(size(), || Some(frame(1, &home))).unwrap();
        paint.present();
        paint.present();
        assert!(paint.next(size(), || panic!("busy")).is_none());
        paint.done();
        let second = paint.next(size(), || Some(frame(4, &home))).unwrap();
        assert_eq!(
            (first.frame.unwrap().serial(), second.frame.unwrap().serial()),
            (1, 4)
        );
    }

    #[test]
    fn only_what_has_changed_since_the_kept_frame_is_painted() {
        let home = Arc::new(Home::default());
        let changed = |serial, since, areas: &[(u32, u32, u32, u32)]| {
            let areas = areas
                .iter()
                .filter_map(|&(l, t, r, b)| PixelRect::new(l, t, r, b));
            let areas = areas.collect();
            let buffer = Buffer::new(&Allocator, size()).unwrap();
            let home: Weak<dyn BufferHome> = Arc::downgrade(&home) as _;
            Frame::changed(serial, buffer, home, Some(Change { since, areas }))
        };
        let mut paint = Paint::default();
        let mut area = |frame: Frame| {
            paint.present();
            let job = paint.next(size(), || Some(frame)).unwrap();
            paint.done();
            paint.expose(None, false);
            job.area
        };
        let whole = Some(Area::whole(size()));
        assert_eq!(area(changed(1, 0, &[])), whole, "nothing is kept yet");
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
        let job = paint.next(size(), || Some(changed(7, 6, &two))).unwrap();
        assert_eq!(
            job.area,
            Area::new(0, 0, 60, 20),
            "what was uncovered is painted with it"
        );
    }

    #[test]
    fn the_frame_before_is_held_until_the_display_has_answered() {
        let home = Arc::new(Home::default());
        let returned = || *home.0.lock().unwrap();
        let mut paint = Paint::default();
        paint.present();
        drop(paint.next(size(), || Some(frame(1, &home))));
        paint.done();
        assert_eq!(returned(), 0, "kept for exposes");
        paint.present();
        let second = paint.next(size(), || Some(frame(2, &home)));
        assert_eq!(returned(), 0, "the display may still read it");
        drop(second);
        assert_eq!(returned(), 1);
    }

    #[test]
    fn exposes_are_put_together_and_answered_from_the_kept_frame() {
        let home = Arc::new(Home::default());
        let mut paint = Paint::default();
        paint.present();
        drop(paint.next(size(), || Some(frame(1, &home))));
        paint.done();
        paint.expose(Area::new(0, 0, 10, 10), true);
        assert!(paint.next(size(), || None).is_none(), "the group is not complete");
        paint.expose(Area::new(20, 20, 30, 30), false);
        let job = paint.next(size(), || None).unwrap();
        assert_eq!(
            (job.area, job.is_new, job.exposed),
            (Area::new(0, 0, 30, 30), false, true)
        );
        assert_eq!(job.frame.unwrap().serial(), 1);
    }

    #[test]
    fn a_new_frame_answers_exposes_too() {
        let home = Arc::new(Home::default());
        let mut paint = Paint::default();
        paint.expose(Area::new(0, 0, 10, 10), false);
        paint.present();
        let job = paint.next(size(), || Some(frame(1, &home))).unwrap();
        assert!(job.is_new && job.exposed);
        paint.done();
        assert!(paint.next(size(), || None).is_none());
    }

    #[test]
    fn a_new_background_is_no_expose() {
        let mut paint = Paint::default();
        paint.repaint(size());
        let job = paint.next(size(), || None).unwrap();
        assert_eq!((job.area, job.exposed), (Some(Area::whole(size())), false));
    }

    #[test]
    fn what_lies_outside_of_the_window_needs_no_paint() {
        let mut paint = Paint::default();
        paint.expose(Area::new(200, 0, 300, 10), false);
        assert!(paint.next(size(), || None).is_none());
        paint.expose(Area::new(90, 0, 300, 10), false);
        assert_eq!(
            paint.next(size(), || None).unwrap().area,
            Area::new(90, 0, 100, 10)
        );
    }
}
