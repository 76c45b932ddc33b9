//! Drawing no more than has changed.
//!
//! A new scene is compared with the one that the newest frame shows. What differs is drawn into a free buffer, after the
//! rest has been brought up to date from the newest frame: a buffer that was shown two frames ago lacks what the frame
//! since has changed. A scene that is equal takes no buffer at all: the newest frame is shown again, as a newer one. The
//! panel with the figures is taken off before, and put over it again.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::frame::{Buffer, Change, Frame};
use crate::geometry::PixelRect;
use crate::geometry::kurbo::Rect;
use crate::raster::{Damage, compare};
use crate::scene::Scene;

/// So many frames back it is known what has changed; there are fewer buffers.
const REMEMBERED: usize = 8;

/// What is known of the newest frame.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub(super) serial: u64,
    pub(super) ratio: f64,
    /// `None` if it shows more than one scene, or none.
    pub(super) scene: Option<Arc<Scene>>,
}

/// What the last frames have changed, oldest first: serial and change.
#[derive(Clone, Debug, Default)]
pub(super) struct History(VecDeque<(u64, Change)>);

impl History {
    pub(super) fn note(&mut self, frame: &Frame) {
        match frame.change() {
            Some(change) => self.0.push_back((frame.serial(), change.clone())),
            None => self.0.clear(),
        }
        if self.0.len() > REMEMBERED {
            self.0.pop_front();
        }
    }

    /// What has changed between two frames; `None` if that is not known.
    fn between(&self, older: u64, newer: u64) -> Option<Vec<PixelRect>> {
        let (mut at, mut areas) = (newer, Vec::new());
        while at != older {
            let (_, change) = self.0.iter().find(|(serial, _)| *serial == at)?;
            areas.extend_from_slice(&change.areas);
            // Serials go down, so this ends.
            at = (change.since < at).then_some(change.since)?;
        }
        Some(areas)
    }
}

/// The newest frame, on top of which the next one can be drawn.
#[derive(Clone, Debug)]
pub(super) struct Base {
    pub(super) frame: Frame,
    /// What it shows, if that is known.
    pub(super) drawn: Option<Drawn>,
    pub(super) history: History,
}

impl Base {
    /// What has to be drawn of a scene, of which only `only` is wanted (logical pixels); `None` if that is everything.
    pub(super) fn damage(&self, scene: &Scene, ratio: f64, only: Option<Rect>) -> Option<Vec<PixelRect>> {
        let size = self.frame.buffer().size();
        let drawn = self.drawn.as_ref().filter(|drawn| drawn.ratio == ratio)?;
        let damage = match (only, &drawn.scene) {
            (Some(rect), _) => Damage::of_rect(rect, ratio, size),
            (None, Some(shown)) => compare(shown, scene, ratio, size),
            (None, None) => Damage::All,
        };
        match damage {
            Damage::All => None,
            Damage::Parts(areas) => Some(areas),
        }
    }
}

/// Adds an area to others; what overlaps is put together.
pub(super) fn add_area(areas: &mut Vec<PixelRect>, mut area: PixelRect) {
    while let Some(index) = areas.iter().position(|other| area.overlaps(*other)) {
        area = area.union(areas.swap_remove(index));
    }
    areas.push(area);
}

/// The rows of an area from the first to the last one that differs between two buffers of one size.
pub(super) fn changed_rows(area: PixelRect, old: &Buffer, new: &Buffer) -> Option<PixelRect> {
    let stride = new.size().width() as usize * 4;
    let columns = area.left as usize * 4..area.right as usize * 4;
    let differs = |row: &u32| {
        let place = *row as usize * stride + columns.start..*row as usize * stride + columns.end;
        old.bytes()[place.clone()] != new.bytes()[place]
    };
    let top = (area.top..area.bottom).find(differs)?;
    let last = (area.top..area.bottom).rev().find(differs)?;
    PixelRect::new(area.left, top, area.right, last + 1)
}

/// Copies to a buffer what it lacks of the newest frame.
pub(super) fn bring_up_to_date(buffer: &mut Buffer, base: &Base) {
    let newest = base.frame.buffer();
    let missing = buffer
        .serial()
        .and_then(|serial| base.history.between(serial, base.frame.serial()));
    let Some(areas) = missing else {
        buffer.bytes_mut().copy_from_slice(newest.bytes());
        return;
    };
    let stride = newest.size().width() as usize * 4;
    for area in areas {
        let columns = area.left as usize * 4..area.right as usize * 4;
        for row in area.top as usize..area.bottom as usize {
            let place = row * stride + columns.start..row * stride + columns.end;
            buffer.bytes_mut()[place.clone()].copy_from_slice(&newest.bytes()[place]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::PixelFormat;
    use crate::geometry::PhysicalSize;
    use crate::heap::HeapAllocator;

    #[test]
    fn changed_rows_are_those_that_differ() {
        let buffer = || {
            let size = PhysicalSize::new(8, 8).unwrap();
            Buffer::new(&HeapAllocator(PixelFormat::Rgba), size).unwrap()
        };
        let (old, mut new) = (buffer(), buffer());
        let area = PixelRect::new(2, 1, 6, 7).unwrap();
        // Beside, above and below it.
        for pixel in [(0, 3), (6, 3), (3, 0), (3, 7)] {
            new.bytes_mut()[(pixel.1 * 8 + pixel.0) * 4] = 1;
        }
        assert_eq!(changed_rows(area, &old, &new), None);
        for pixel in [(2, 3), (5, 4)] {
            new.bytes_mut()[(pixel.1 * 8 + pixel.0) * 4 + 3] = 1;
        }
        assert_eq!(changed_rows(area, &old, &new), PixelRect::new(2, 3, 6, 5));
    }

    #[test]
    fn areas_that_overlap_are_one() {
        let part = |left, right| PixelRect::new(left, 0, right, 5).unwrap();
        let mut areas = vec![part(0, 5), part(10, 15), part(20, 25)];
        add_area(&mut areas, part(5, 10));
        assert_eq!(areas.len(), 4);
        add_area(&mut areas, part(4, 11));
        assert_eq!(areas, [part(20, 25), part(0, 15)]);
    }

    fn area(left: u32) -> PixelRect {
        PixelRect::new(left, 0, left + 1, 1).unwrap()
    }

    #[test]
    fn changes_are_followed_back_to_a_frame() {
        let change = |serial, since, left| {
            let areas = vec![area(left)];
            (serial, Change { since, areas })
        };
        let history = History(VecDeque::from([
            change(4, 2, 10),
            change(5, 4, 20),
            change(7, 5, 30),
        ]));
        assert_eq!(history.between(7, 7), Some(Vec::new()));
        assert_eq!(history.between(4, 7), Some(vec![area(30), area(20)]));
        assert_eq!(history.between(2, 5), Some(vec![area(20), area(10)]));
        assert_eq!(
            history.between(3, 7),
            None,
            "another picture was shown in between"
        );
        assert_eq!(history.between(1, 7), None, "too long ago");
        assert_eq!(history.between(8, 7), None);
    }
}
