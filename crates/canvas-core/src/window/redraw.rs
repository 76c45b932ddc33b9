//! Drawing no more than has changed.
//!
//! A new scene is compared with the one that the newest frame shows. What differs is drawn into a free buffer, after the
//! rest has been brought up to date from the newest frame: a buffer that was shown two frames ago lacks what the frame
//! since has changed. A scene that is equal takes no buffer at all: the newest frame is shown again, as a newer one.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::frame::{Buffer, Change, Frame};
use crate::geometry::PixelRect;
use crate::geometry::kurbo::Rect;
use crate::raster::{Cancel, Damage, RasterError, Rasterizer, compare};
use crate::scene::Scene;

use super::pool::Slot;

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

/// What a scene can be drawn on top of.
#[derive(Clone, Debug)]
pub(super) struct Base {
    pub(super) frame: Frame,
    pub(super) drawn: Drawn,
    pub(super) history: History,
}

/// A scene that is to become a frame.
pub(super) struct Redraw<'a> {
    pub(super) scene: &'a Scene,
    pub(super) ratio: f64,
    pub(super) serial: u64,
    /// Only what lies here is wanted, logical pixels.
    pub(super) only: Option<Rect>,
    pub(super) base: Option<&'a Base>,
    pub(super) cancel: &'a Cancel,
}

impl Redraw<'_> {
    /// Draws what is needed. `None` if there was no buffer.
    pub(super) fn run(
        &self,
        mut slot: Slot,
        rasterizer: &mut Rasterizer,
    ) -> Result<Option<Frame>, RasterError> {
        let size = slot.size();
        let base = self
            .base
            .filter(|base| base.frame.buffer().size() == size && base.drawn.ratio == self.ratio);
        let Some((base, areas)) = base.and_then(|base| Some((base, self.damage(base)?))) else {
            rasterizer.draw(self.scene, slot.buffer()?, self.ratio, self.cancel)?;
            return Ok(slot.finish(self.serial));
        };
        if areas.is_empty() {
            return Ok(Some(base.frame.again(self.serial)));
        }
        let buffer = slot.buffer()?;
        bring_up_to_date(buffer, base);
        rasterizer.draw_parts(self.scene, buffer, self.ratio, &areas, self.cancel)?;
        let change = Change {
            since: base.frame.serial(),
            areas,
        };
        Ok(slot.finish_changed(self.serial, Some(change)))
    }

    /// What has to be drawn; `None` if that is everything.
    fn damage(&self, base: &Base) -> Option<Vec<PixelRect>> {
        let size = base.frame.buffer().size();
        let damage = match (self.only, &base.drawn.scene) {
            (Some(rect), _) => Damage::of_rect(rect, self.ratio, size),
            (None, Some(scene)) => compare(scene, self.scene, self.ratio, size),
            (None, None) => Damage::All,
        };
        match damage {
            Damage::All => None,
            Damage::Parts(areas) => Some(areas),
        }
    }
}

/// Copies to a buffer what it lacks of the newest frame.
fn bring_up_to_date(buffer: &mut Buffer, base: &Base) {
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
