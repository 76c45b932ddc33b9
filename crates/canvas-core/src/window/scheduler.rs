//! When the next frame is due.

use crate::geometry::kurbo::Rect;

use super::content::union;
use super::options::UpdateMode;

/// Decides when `on_draw` runs: on request, at the frame rate, or at once. Times are those of the window's clock.
#[derive(Debug, Default)]
pub(super) struct FrameScheduler {
    /// A frame was requested and has not begun.
    requested: bool,
    /// The requested frame is due whatever the update mode and the frame rate say.
    forced: bool,
    /// The part of the requested frame that has to be rendered, logical pixels; `None` is everything.
    region: Option<Rect>,
    /// No frame begins before this time.
    not_before: f64,
    /// How many frames have begun.
    begun: u64,
    /// When the first and the last frame began.
    first: Option<f64>,
    last: f64,
    recording: Option<Recording>,
}

/// The frame that `on_draw` records now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Recording {
    /// When it began.
    pub(super) began: f64,
    /// The part that has to be rendered, logical pixels; `None` is everything.
    pub(super) region: Option<Rect>,
}

/// What `on_draw` learns of its frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct FrameTiming {
    /// Seconds since the first frame.
    pub(super) time: f64,
    /// Seconds since the frame before; 0 for the first.
    pub(super) dt: f64,
    /// From 0.
    pub(super) number: u64,
}

impl FrameScheduler {
    /// Requests a whole frame.
    pub(super) fn request_all(&mut self) {
        (self.requested, self.region) = (true, None);
    }

    /// Requests a part of a frame; parts that are requested before it begins are united.
    pub(super) fn request(&mut self, region: Option<Rect>) {
        self.region = if self.requested || self.forced {
            union(self.region, region)
        } else {
            region
        };
        self.requested = true;
    }

    /// Requests a whole frame that is due whatever the update mode and the frame rate say.
    pub(super) fn force_all(&mut self) {
        (self.forced, self.region) = (true, None);
    }

    /// The time from which a frame may begin; `None` if none is due.
    pub(super) fn due(&self, mode: UpdateMode) -> Option<f64> {
        if self.recording.is_some() {
            return None;
        }
        if self.forced {
            return Some(0.0);
        }
        match mode {
            UpdateMode::Manual => None,
            UpdateMode::OnDemand => self.requested.then_some(self.not_before),
            UpdateMode::Continuous => Some(self.not_before),
            UpdateMode::Fastest => Some(0.0),
        }
    }

    /// Begins to record the frame that is due.
    pub(super) fn begin(&mut self, now: f64, interval: f64) -> FrameTiming {
        // Late frames do not accumulate: the interval is counted from now.
        self.not_before = if self.not_before + interval < now {
            now + interval
        } else {
            self.not_before + interval
        };
        // A frame that was not requested (the next one of a continuous window) is rendered whole.
        let requested = self.requested || self.forced;
        self.recording = Some(Recording {
            began: now,
            region: self.region.take().filter(|_| requested),
        });
        (self.requested, self.forced) = (false, false);
        let first = *self.first.get_or_insert(now);
        let timing = FrameTiming {
            time: now - first,
            dt: if self.begun == 0 { 0.0 } else { now - self.last },
            number: self.begun,
        };
        self.last = now;
        self.begun += 1;
        timing
    }

    /// Ends the recording of a frame.
    pub(super) fn end(&mut self) -> Option<Recording> {
        self.recording.take()
    }

    /// Whether a frame is being recorded.
    pub(super) fn is_recording(&self) -> bool {
        self.recording.is_some()
    }

    /// Whether no frame has begun yet.
    pub(super) fn is_before_first(&self) -> bool {
        self.begun == 0
    }

    /// The frame rate has changed: the next frame does not wait for the old interval.
    pub(super) fn restart_interval(&mut self) {
        self.not_before = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERVAL: f64 = 0.25;

    #[test]
    fn a_request_is_due_after_the_interval_and_a_forced_frame_at_once() {
        let mut scheduler = FrameScheduler::default();
        assert_eq!(scheduler.due(UpdateMode::OnDemand), None);
        scheduler.request_all();
        assert_eq!(scheduler.due(UpdateMode::OnDemand), Some(0.0));
        scheduler.begin(1.0, INTERVAL);
        assert_eq!(scheduler.due(UpdateMode::Fastest), None, "it is being recorded");
        assert!(scheduler.end().is_some() && !scheduler.is_recording());
        assert_eq!(scheduler.due(UpdateMode::OnDemand), None);
        assert_eq!(scheduler.due(UpdateMode::Manual), None);
        assert_eq!(scheduler.due(UpdateMode::Continuous), Some(1.25));
        scheduler.request_all();
        assert_eq!(scheduler.due(UpdateMode::OnDemand), Some(1.25));
        scheduler.restart_interval();
        assert_eq!(scheduler.due(UpdateMode::OnDemand), Some(0.0));
        scheduler.force_all();
        assert_eq!(scheduler.due(UpdateMode::Manual), Some(0.0));
    }

    #[test]
    fn late_frames_do_not_accumulate() {
        let mut scheduler = FrameScheduler::default();
        let mut begin = |at| {
            let timing = scheduler.begin(at, INTERVAL);
            scheduler.end();
            (timing.number, timing.dt, scheduler.due(UpdateMode::Continuous))
        };
        assert_eq!(begin(1.0), (0, 0.0, Some(1.25)));
        assert_eq!(begin(1.25), (1, 0.25, Some(1.5)), "on time");
        assert_eq!(
            begin(1.625),
            (2, 0.375, Some(1.75)),
            "a little late: the rate stays"
        );
        assert_eq!(
            begin(9.0),
            (3, 7.375, Some(9.25)),
            "very late: missed frames are skipped"
        );
    }

    #[test]
    fn regions_are_united_until_the_frame_begins() {
        let (a, b) = (Rect::new(0.0, 0.0, 1.0, 1.0), Rect::new(2.0, 2.0, 3.0, 3.0));
        let region = |scheduler: &mut FrameScheduler| {
            scheduler.begin(1.0, INTERVAL);
            scheduler.end().unwrap().region
        };
        let mut scheduler = FrameScheduler::default();
        scheduler.request(Some(a));
        scheduler.request(Some(b));
        assert_eq!(region(&mut scheduler), Some(a.union(b)));
        scheduler.request(Some(a));
        scheduler.request_all();
        scheduler.request(Some(b));
        assert_eq!(region(&mut scheduler), None, "the whole frame was requested");
        assert_eq!(region(&mut scheduler), None, "not requested: whole");
    }
}
