//! The statistics of one window: counters, and times over the last thousand frames.

use std::collections::{BTreeMap, VecDeque};

/// The number of newest frames that the times are measured over.
pub const WINDOW: usize = 1000;
/// No display shows more frames per second.
const MAX_FRAME_RATE: usize = 4096;
/// The stages of this many frames are kept one by one.
pub(crate) const RECENT: usize = 124;

/// The last [`WINDOW`] times of one stage, in seconds.
#[derive(Clone, Debug, Default)]
pub struct Times {
    ring: Vec<f32>,
    next: usize,
}

/// Median, 99th percentile and maximum of a stage, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Summary {
    /// The median, in milliseconds.
    pub p50: f64,
    /// The 99th percentile, in milliseconds.
    pub p99: f64,
    /// The longest time, in milliseconds.
    pub max: f64,
    /// How many times were measured, at most [`WINDOW`].
    pub count: usize,
}

impl Times {
    /// Adds a time, in seconds.
    pub fn push(&mut self, seconds: f64) {
        let value = seconds as f32;
        if self.ring.len() < WINDOW {
            self.ring.push(value);
        } else {
            self.ring[self.next] = value;
        }
        self.next = (self.next + 1) % WINDOW;
    }

    /// The newest time, seconds, if there is one.
    pub(crate) fn last(&self) -> Option<f64> {
        let at = (self.next + WINDOW - 1) % WINDOW;
        self.ring.get(at).copied().map(f64::from)
    }

    /// Their summary; zeros if there are no times.
    pub fn summary(&self) -> Summary {
        if self.ring.is_empty() {
            return Summary::default();
        }
        let mut sorted = self.ring.clone();
        sorted.sort_by(f32::total_cmp);
        let at = |q: f64| f64::from(sorted[((sorted.len() - 1) as f64 * q).round() as usize]) * 1e3;
        Summary {
            p50: at(0.5),
            p99: at(0.99),
            max: at(1.0),
            count: sorted.len(),
        }
    }
}

/// The times of the stages of one frame, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Stages {
    /// Waiting for the host lock, in the turn in which it was recorded.
    pub(crate) lock_wait: f64,
    pub(crate) record: f64,
    pub(crate) raster: f64,
    pub(crate) present: f64,
    /// Waiting for a free worker or buffer.
    pub(crate) queue: f64,
}

/// The statistics of one window since it was shown.
///
/// They count the frames of the program, and those that are rendered again from its kept scene. A frame that differs only
/// in the overlay does not count, and no time includes that of the overlay.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Stats {
    /// Frames that the display has completed.
    pub frames_shown: u64,
    /// Frames that a newer one replaced before they were shown.
    pub frames_dropped: u64,
    /// Exposes that were answered from the kept frame, without user code.
    pub exposes_from_cache: u64,
    /// Resizes for which the kept scene was rendered again, without user code.
    pub redraws_from_cache: u64,
    /// Turns of the loop on the UI thread.
    pub turns: u64,
    /// How often the window's thread has released the host lock, up to its last turn: once a turn, and once more for
    /// each call of a handler that waits or takes long.
    pub lock_releases: u64,
    /// Waits to acquire the host lock again.
    pub lock_wait: Times,
    /// The handlers of each turn, without `on_draw`.
    pub handlers: Times,
    /// `on_draw`, which records a scene.
    pub record: Times,
    /// Rendering of a scene into pixels.
    pub raster: Times,
    /// Transfer of the pixels to the display.
    pub present: Times,
    /// From the start of `on_draw` to the display.
    pub frame: Times,
    /// From an input event to the frame that was drawn after it.
    pub input_to_photon: Times,
    /// When the frames of the last second were shown: seconds of the window's clock.
    pub(crate) shown_at: VecDeque<f64>,
    /// The last [`RECENT`] frames of the program, oldest first.
    pub(crate) recent: VecDeque<Stages>,
}

impl Stats {
    /// How many frames were shown in the second before `now`, a time of the window's clock.
    pub fn fps(&self, now: f64) -> f64 {
        let recent = self.shown_at.iter().rev().take_while(|at| now - **at < 1.0);
        recent.count() as f64
    }

    /// Summaries of the timed stages, by name.
    pub fn summaries(&self) -> BTreeMap<&'static str, Summary> {
        [
            ("lock_wait", &self.lock_wait),
            ("handlers", &self.handlers),
            ("record", &self.record),
            ("raster", &self.raster),
            ("present", &self.present),
            ("frame", &self.frame),
            ("input_to_photon", &self.input_to_photon),
        ]
        .into_iter()
        .map(|(name, times)| (name, times.summary()))
        .collect()
    }

    pub(crate) fn note_stages(&mut self, stages: Stages) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(stages);
    }

    pub(crate) fn note_shown(&mut self, now: f64) {
        self.frames_shown += 1;
        self.shown_at.push_back(now);
        while self.shown_at.len() > MAX_FRAME_RATE || self.shown_at.front().is_some_and(|at| now - at >= 1.0)
        {
            self.shown_at.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_rate_is_of_the_last_second() {
        let mut stats = Stats::default();
        assert_eq!(stats.fps(0.0), 0.0);
        for n in 0..120 {
            stats.note_shown(f64::from(n) / 60.0);
        }
        assert!((stats.fps(119.0 / 60.0) - 60.0).abs() <= 1.0);
        assert_eq!(stats.fps(10.0), 0.0);
    }

    #[test]
    fn summaries_are_over_the_last_thousand() {
        let mut times = Times::default();
        assert_eq!((times.summary().count, times.last()), (0, None));
        times.push(0.5);
        assert_eq!(times.last(), Some(0.5));
        for n in 0..2000 {
            times.push(f64::from(n) / 1000.0);
        }
        let summary = times.summary();
        assert_eq!(summary.count, WINDOW);
        assert!((summary.p50 - 1500.0).abs() < 2.0, "{summary:?}");
        assert!((summary.max - 1999.0).abs() < 1.0, "{summary:?}");
        assert_eq!(times.last(), Some(f64::from(1.999_f32)));
    }
}
