//! [`Areas`]: the damaged rectangles of a frame, and [`Damage`], the result of a comparison.

use kurbo::Rect;

use crate::geometry::{PhysicalSize, PixelRect, kurbo};

/// The greatest number of areas; more are combined.
pub(super) const MAX_AREAS: usize = 6;
/// If the areas are more than this share of the frame, all of it is damaged: each part has a price of its own.
const MAX_SHARE: f64 = 0.6;
/// Areas begin at multiples of this, as the tiles of the rasterizer do.
const GRID: u32 = 16;

/// The part of a frame that has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// Everything may have changed.
    All,
    /// At most these areas have changed, in physical pixels; they do not overlap. Empty if nothing has.
    Parts(Vec<PixelRect>),
}

impl Damage {
    /// The whole pixels that a rectangle in logical pixels covers of a frame of this size, `ratio` physical pixels per
    /// logical one.
    pub fn of_rect(rect: Rect, ratio: f64, size: PhysicalSize) -> Self {
        let mut areas = Areas::new(size);
        areas.add(rect.scale_from_origin(ratio));
        areas.damage()
    }
}

/// Areas of a frame, few and without overlaps.
pub(super) struct Areas {
    size: PhysicalSize,
    list: Vec<PixelRect>,
}

impl Areas {
    pub(super) fn new(size: PhysicalSize) -> Self {
        Self {
            size,
            list: Vec::new(),
        }
    }

    /// Adds the pixels that these bounds overlap, and one around them for antialiased edges.
    pub(super) fn add(&mut self, bounds: Rect) {
        let pixel = |v: f64| v.max(0.0) as u32;
        let (width, height) = (self.size.width(), self.size.height());
        let bounds = bounds.inflate(2.0, 2.0);
        let Some(mut area) = PixelRect::new(
            pixel(bounds.x0.floor()) / GRID * GRID,
            pixel(bounds.y0.floor()) / GRID * GRID,
            pixel(bounds.x1.ceil())
                .min(width)
                .next_multiple_of(GRID)
                .min(width),
            pixel(bounds.y1.ceil())
                .min(height)
                .next_multiple_of(GRID)
                .min(height),
        ) else {
            return;
        };
        // Overlapping areas are combined, and may overlap others then.
        while let Some(index) = self.list.iter().position(|other| area.overlaps(*other)) {
            let other = self.list.swap_remove(index);
            if other.union(area) == other {
                self.list.push(other);
                return;
            }
            area = area.union(other);
        }
        self.list.push(area);
        if self.list.len() > MAX_AREAS {
            self.join_nearest();
        }
    }

    /// Combines the last area with the one that grows the least by it.
    fn join_nearest(&mut self) {
        let Some(last) = self.list.pop() else { return };
        let growth = |area: &PixelRect| area.union(last).area() - area.area();
        let Some(index) = (0..self.list.len()).min_by_key(|index| growth(&self.list[*index])) else {
            return;
        };
        let joined = self.list.swap_remove(index).union(last);
        self.add(joined.to_rect().inset(-2.0));
    }

    pub(super) fn damage(self) -> Damage {
        let area: u64 = self.list.iter().map(|area| area.area()).sum();
        if area as f64 > MAX_SHARE * self.size.area() as f64 {
            return Damage::All;
        }
        Damage::Parts(self.list)
    }
}
