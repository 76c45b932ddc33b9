//! On which monitor a window is.

use std::sync::Arc;

use crate::backend::Monitor;
use crate::error::{Error, Result};
use crate::geometry::kurbo::{Point, Rect, Size};

use super::handle::Window;
use super::life::State;

impl Window {
    /// The monitor that contains most of the window, or the nearest if none does; `None` while the window is not open, and
    /// if there are several monitors and the display does not report window positions (Wayland). Asks the display for its
    /// monitors, which takes at most 3 s: call it with the host lock released, on any thread but an event loop's.
    ///
    /// # Errors
    /// [`Error::Display`] if the display does not answer.
    pub fn monitor(&self) -> Result<Option<Monitor>> {
        let (backend, area) = {
            let state = self.0.lock();
            let connection = &state.session.connection;
            let Some(backend) = connection.backend().filter(|_| state.life == State::Open) else {
                return Ok(None);
            };
            let display = &state.session.display;
            let size = Size::new(display.size().width().into(), display.size().height().into());
            let corner = display.position().filter(|_| display.is_created());
            let area = corner.map(|corner| Rect::from_origin_size(physical(corner, display.ratio()), size));
            (Arc::clone(backend), area)
        };
        match backend.monitors() {
            Ok(monitors) => Ok(of(monitors, area)),
            Err(Error::Unsupported(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Monitors of different ratios share no space of logical pixels, but one of physical pixels.
fn physical(corner: Point, ratio: f64) -> Point {
    (corner.to_vec2() * ratio).to_point()
}

/// The monitor that contains most of a window, or the nearest; the first of several that contain as much. A single
/// monitor contains every window.
fn of(mut monitors: Vec<Monitor>, window: Option<Rect>) -> Option<Monitor> {
    if monitors.len() == 1 {
        return monitors.pop();
    }
    let window = window?;
    let rank = |monitor: &Monitor| {
        let area = Rect::from_origin_size(
            physical(monitor.position, monitor.ratio),
            monitor.size * monitor.ratio,
        );
        let shared = area.intersect(window).area().max(0.0);
        let away = |low: f64, high: f64| low.max(high).max(0.0);
        let across = away(area.x0 - window.x1, window.x0 - area.x1);
        let down = away(area.y0 - window.y1, window.y0 - area.y1);
        (shared, across.hypot(down))
    };
    monitors.into_iter().reduce(|best, next| {
        let ((best_shared, best_away), (shared, away)) = (rank(&best), rank(&next));
        let is_better = shared > best_shared || (shared == best_shared && away < best_away);
        if is_better { next } else { best }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two beside each other, the right one with twice as many physical pixels, and one below the first.
    fn monitors() -> Vec<Monitor> {
        let monitor = |name: &str, x: f64, y: f64, ratio: f64| {
            let (place, size) = (
                Point::new(x / ratio, y / ratio),
                Size::new(1000.0 / ratio, 800.0 / ratio),
            );
            Monitor::new(name.to_owned(), place, size, ratio)
        };
        vec![
            monitor("left", 0.0, 0.0, 1.0),
            monitor("right", 1000.0, 0.0, 2.0),
            monitor("below", 0.0, 800.0, 1.0),
        ]
    }

    fn name_at(x: f64, y: f64) -> String {
        let place = Rect::from_origin_size((x, y), (100.0, 80.0));
        of(monitors(), Some(place)).unwrap().name
    }

    #[test]
    fn most_of_a_window_or_the_shortest_distance_decides() {
        for (x, y, name) in [
            (10.0, 10.0, "left"),
            (940.0, 10.0, "left"),
            (950.0, 10.0, "left"), // half and half: the first
            (960.0, 10.0, "right"),
            (1900.0, 700.0, "right"),
            (10.0, 770.0, "below"),
            // Outside of all.
            (-500.0, 300.0, "left"),
            (2300.0, 300.0, "right"),
            (1200.0, 900.0, "right"),
            (1050.0, 1000.0, "below"),
            (300.0, 5000.0, "below"),
        ] {
            assert_eq!(name_at(x, y), name, "at {x}, {y}");
        }
    }

    #[test]
    fn a_window_whose_position_is_not_known_is_on_the_only_monitor() {
        assert_eq!(of(monitors(), None), None);
        let only = monitors().split_off(2);
        assert_eq!(of(only.clone(), None), Some(only[0].clone()));
        assert_eq!(of(Vec::new(), None), None);
    }
}
