//! The texts and numbers of the panel.

use std::time::Duration;

use crate::stats::{Stages, Stats, Summary};

/// A handler that has run for this long, or a wait for the host lock of this length, is reported.
const LONG: Duration = Duration::from_millis(500);
/// After this time it is shown in red.
const TOO_LONG: Duration = Duration::from_secs(2);
/// Longer names are cut, characters.
const MAX_NAME: usize = 18;

/// The activity of the UI thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Busy {
    /// It waits for something to do.
    Free,
    /// It is in a handler.
    Handler(String, Duration),
    /// It has something to do, and waits for the host lock.
    Lock(Duration),
}

/// How serious a status is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Severity {
    Good,
    Slow,
    Bad,
}

/// Texts and numbers as they are shown: equal views look the same.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct View {
    pub(super) fps: String,
    pub(super) frame: String,
    pub(super) status: (Severity, String),
    /// The last frames, oldest first.
    pub(super) bars: Vec<Stages>,
    /// Median, 99th percentile and longest of each stage.
    pub(super) rows: Vec<(&'static str, [String; 3])>,
    pub(super) counts: [(&'static str, String); 2],
}

impl View {
    /// `fps` is the number of frames in the last second.
    pub(crate) fn new(stats: &Stats, fps: f64, busy: &Busy) -> Self {
        let frame = stats.frame.summary();
        let stages = [
            ("gil_wait", &stats.lock_wait),
            ("record", &stats.record),
            ("raster", &stats.raster),
            ("present", &stats.present),
            ("handlers", &stats.handlers),
            ("frame", &stats.frame),
            ("input_to_photon", &stats.input_to_photon),
        ];
        // A host without a lock never notes how long it waited for it.
        let python = stats.lock_wait.last().is_some();
        Self {
            fps: format!("{fps:.0} fps"),
            frame: match frame.count {
                0 => String::new(),
                _ => format!("frame {} ms", milliseconds(frame.p50)),
            },
            status: status(busy),
            bars: stats.recent.iter().copied().collect(),
            rows: stages.map(|(name, times)| (name, row(times.summary()))).into(),
            counts: [
                (
                    "frames",
                    format!("{} shown, {} dropped", stats.frames_shown, stats.frames_dropped),
                ),
                (
                    if python {
                        "without Python"
                    } else {
                        "without handlers"
                    },
                    format!(
                        "{}, {}",
                        counted(stats.exposes_from_cache, "expose"),
                        counted(stats.redraws_from_cache, "resize")
                    ),
                ),
            ],
        }
    }
}

fn counted(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn row(times: Summary) -> [String; 3] {
    match times.count {
        0 => ["–", "–", "–"].map(str::to_owned),
        _ => [times.p50, times.p99, times.max].map(milliseconds),
    }
}

/// Three digits that matter, and no more than fit.
fn milliseconds(time: f64) -> String {
    match time {
        ..9.995 => format!("{time:.2}"),
        ..99.95 => format!("{time:.1}"),
        _ => format!("{time:.0}"),
    }
}

fn status(busy: &Busy) -> (Severity, String) {
    let severity = |time: &Duration| {
        if *time < TOO_LONG {
            Severity::Slow
        } else {
            Severity::Bad
        }
    };
    match busy {
        Busy::Handler(name, time) if *time >= LONG => {
            let text = format!("{} has run for {:.1} s", cut(name), time.as_secs_f64());
            (severity(time), text)
        }
        Busy::Lock(time) if *time >= LONG => {
            let text = format!("has waited {:.1} s for the GIL", time.as_secs_f64());
            (severity(time), text)
        }
        Busy::Free | Busy::Handler(..) | Busy::Lock(_) => (Severity::Good, "ready".to_owned()),
    }
}

fn cut(name: &str) -> String {
    match name.char_indices().nth(MAX_NAME) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_long_is_named_and_counted() {
        let says = |busy| View::new(&Stats::default(), 0.0, &busy).status;
        let ready = (Severity::Good, "ready".to_owned());
        let ms = Duration::from_millis;
        assert_eq!(says(Busy::Free), ready);
        assert_eq!(says(Busy::Handler("on_draw".into(), ms(499))), ready);
        assert_eq!(says(Busy::Lock(ms(499))), ready);
        assert_eq!(
            says(Busy::Handler("on_draw".into(), ms(3210))),
            (Severity::Bad, "on_draw has run for 3.2 s".to_owned())
        );
        assert_eq!(
            says(Busy::Handler("a_function_of_a_long_näme".into(), ms(1000))),
            (Severity::Slow, "a_function_of_a_lo… has run for 1.0 s".to_owned())
        );
        assert_eq!(
            says(Busy::Lock(ms(700))),
            (Severity::Slow, "has waited 0.7 s for the GIL".to_owned())
        );
    }

    #[test]
    fn statistics_are_those_of_the_window() {
        let mut stats = Stats {
            frames_shown: 12,
            frames_dropped: 3,
            exposes_from_cache: 1,
            redraws_from_cache: 5,
            ..Stats::default()
        };
        let view = View::new(&stats, 59.9, &Busy::Free);
        assert_eq!((view.fps.as_str(), view.frame.as_str()), ("60 fps", ""));
        assert!(view.rows.iter().all(|(_, row)| row[1] == "–"));
        assert_eq!(
            view.counts,
            [
                ("frames", "12 shown, 3 dropped".to_owned()),
                ("without handlers", "1 expose, 5 resizes".to_owned())
            ]
        );
        for time in [0.001, 0.01234, 1.5] {
            stats.lock_wait.push(time);
            stats.frame.push(time);
        }
        let view = View::new(&stats, 59.9, &Busy::Free);
        assert_eq!(view.frame, "frame 12.3 ms");
        assert_eq!(
            view.rows[0],
            ("gil_wait", ["12.3", "1500", "1500"].map(str::to_owned))
        );
        assert_eq!(view.counts[1].0, "without Python");
    }
}
