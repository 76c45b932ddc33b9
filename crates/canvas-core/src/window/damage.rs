//! Rendering no more than has changed.
//!
//! A new scene is compared with the one that the newest frame shows. The differences are rendered into a free buffer, after
//! the rest has been brought up to date from the newest frame: a buffer that was shown two frames ago lacks what the
//! frame since has changed. A scene that is equal needs no buffer at all: the newest frame is shown again, as a newer
//! one. The panel with the statistics is removed before, and drawn over the frame again.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::frame::{Buffer, Change, Frame};
use crate::geometry::PixelRect;
use crate::geometry::kurbo::Rect;
use crate::raster::{Damage, compare};
use crate::scene::Scene;

/// For how many frames their damage is remembered; there are fewer buffers.
const REMEMBERED: usize = 8;

/// The content of the newest rendered frame.
#[derive(Clone, Debug)]
pub(super) struct RenderedFrame {
    serial: u64,
    ratio: f64,
    /// `None` if it shows several scenes, or pixels of the program's own.
    scene: Option<Arc<Scene>>,
}

impl RenderedFrame {
    pub(super) fn new(serial: u64, ratio: f64, scene: Option<Arc<Scene>>) -> Self {
        Self { serial, ratio, scene }
    }

    /// The same content in a newer frame.
    pub(super) fn with_serial(self, serial: u64) -> Self {
        Self { serial, ..self }
    }
}

/// The damage of the last frames, oldest first: serial and change.
#[derive(Clone, Debug, Default)]
pub(super) struct DamageHistory(VecDeque<(u64, Change)>);

impl DamageHistory {
    /// Adds the damage of a new frame. A frame without any makes all before it useless.
    pub(super) fn add(&mut self, frame: &Frame) {
        match frame.change() {
            Some(change) => self.0.push_back((frame.serial(), change.clone())),
            None => self.0.clear(),
        }
        if self.0.len() > REMEMBERED {
            self.0.pop_front();
        }
    }

    /// The damage between two frames; `None` if it is not known.
    fn between(&self, older: u64, newer: u64) -> Option<Vec<PixelRect>> {
        let (mut at, mut areas) = (newer, Vec::new());
        while at != older {
            let (_, change) = self.0.iter().find(|(serial, _)| *serial == at)?;
            areas.extend_from_slice(&change.areas);
            // Serials decrease, so this ends.
            at = (change.since < at).then_some(change.since)?;
        }
        Some(areas)
    }
}

/// The newest frame, on top of which the next one can be rendered.
#[derive(Clone, Debug)]
pub(super) struct BaseFrame {
    frame: Frame,
    /// Its content, if that is known.
    rendered: Option<RenderedFrame>,
    history: DamageHistory,
}

impl BaseFrame {
    /// `rendered` is ignored if it describes another frame.
    pub(super) fn new(frame: Frame, rendered: Option<&RenderedFrame>, history: &DamageHistory) -> Self {
        Self {
            rendered: rendered
                .filter(|rendered| rendered.serial == frame.serial())
                .cloned(),
            frame,
            history: history.clone(),
        }
    }

    pub(super) fn frame(&self) -> &Frame {
        &self.frame
    }

    pub(super) fn rendered(&self) -> Option<&RenderedFrame> {
        self.rendered.as_ref()
    }

    /// The areas of a scene that have to be rendered, if only `region` may differ (logical pixels); `None` is everything.
    pub(super) fn damage(&self, scene: &Scene, ratio: f64, region: Option<Rect>) -> Option<Vec<PixelRect>> {
        let size = self.frame.buffer().size();
        let rendered = self
            .rendered
            .as_ref()
            .filter(|rendered| rendered.ratio == ratio)?;
        let damage = match (region, &rendered.scene) {
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

/// Adds an area to others; areas that overlap are united.
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
        let range = *row as usize * stride + columns.start..*row as usize * stride + columns.end;
        old.bytes()[range.clone()] != new.bytes()[range]
    };
    let top = (area.top..area.bottom).find(differs)?;
    let last = (area.top..area.bottom).rev().find(differs)?;
    PixelRect::new(area.left, top, area.right, last + 1)
}

/// Copies to a buffer the parts of the newest frame that it lacks.
pub(super) fn bring_up_to_date(buffer: &mut Buffer, base: &BaseFrame) {
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
            let range = row * stride + columns.start..row * stride + columns.end;
            buffer.bytes_mut()[range.clone()].copy_from_slice(&newest.bytes()[range]);
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
    fn areas_that_overlap_are_united() {
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
    fn damage_is_followed_back_to_a_frame() {
        let change = |serial, since, left| {
            let areas = vec![area(left)];
            (serial, Change { since, areas })
        };
        let history = DamageHistory(VecDeque::from([
            change(4, 2, 10),
            change(5, 4, 20),
            change(7, 5, 30),
        ]));
        assert_eq!(history.between(7, 7), Some(Vec::new()));
        assert_eq!(history.between(4, 7), Some(vec![area(30), area(20)]));
        assert_eq!(history.between(2, 5), Some(vec![area(20), area(10)]));
        assert_eq!(history.between(3, 7), None, "another frame was shown in between");
        assert_eq!(history.between(1, 7), None, "too long ago");
        assert_eq!(history.between(8, 7), None);
    }
}
