//! Straight lines with straight ends.

use kurbo::Point;

use super::circle::clamped;
use super::coverage::Edge;
use super::{Ink, Surface, blend, level};
use crate::geometry::kurbo;

impl Surface<'_> {
    /// Draws a line from point to point, `width` wide and `beyond` longer at both ends. The points are not the same.
    pub(in super::super) fn stroke_segment(
        &mut self,
        from: Point,
        to: Point,
        width: f64,
        beyond: f64,
        ink: Ink,
    ) {
        let length = (to - from).hypot();
        let along = (to - from) / length;
        let (ux, uy) = (along.x as f32, along.y as f32);
        let edge = Edge::new(ux, uy);
        let (half, half_length) = (width / 2.0, length / 2.0 + beyond);
        let middle = from.midpoint(to);
        // How far a pixel that is touched may be from the line, and from the middle along it.
        let (across, ahead) = (half + f64::from(edge.reach), half_length + f64::from(edge.reach));
        let reach_y = across * along.x.abs() + ahead * along.y.abs();
        let (half, half_length) = (half as f32, half_length as f32);
        for y in clamped(middle.y - reach_y, middle.y + reach_y, self.height) {
            let dy = y as f64 + 0.5 - middle.y;
            let Some((first, last)) = crossing(along.y, dy * along.x, across)
                .and_then(|span| meet(span, crossing(along.x, -dy * along.y, ahead)?))
            else {
                continue;
            };
            let columns = clamped(middle.x + first - 0.5, middle.x + last + 0.5, self.width);
            let (offset, dy) = ((0.5 - middle.x), dy as f32);
            let row = self.row(y);
            for x in columns {
                let dx = (x as f64 + offset) as f32;
                let sideways = (dx * uy - dy * ux).abs();
                let forwards = (dx * ux + dy * uy).abs();
                let cover = edge.inside(half - sideways) - edge.inside(-half - sideways);
                let ends = edge.inside(half_length - forwards) - edge.inside(-half_length - forwards);
                blend(&mut row[x], ink, level(cover * ends));
            }
        }
    }
}

/// Where `slope * dx` is within `reach` of `middle`; `None` if nowhere.
fn crossing(slope: f64, middle: f64, reach: f64) -> Option<(f64, f64)> {
    if slope.abs() < 1e-6 {
        return (middle.abs() <= reach + 1.0).then_some((f64::NEG_INFINITY, f64::INFINITY));
    }
    let (a, b) = ((middle - reach) / slope, (middle + reach) / slope);
    Some((a.min(b), a.max(b)))
}

fn meet(a: (f64, f64), b: (f64, f64)) -> Option<(f64, f64)> {
    let both = (a.0.max(b.0), a.1.min(b.1));
    (both.0 <= both.1).then_some(both)
}
