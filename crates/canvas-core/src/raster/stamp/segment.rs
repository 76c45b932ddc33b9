//! Straight lines with straight ends.

use kurbo::Point;

use super::circle::clamped;
use super::coverage::Edge;
use super::{Ink, Surface, blend, level};
use crate::geometry::kurbo;

/// So many pixels at once: the compiler makes vectors of them.
const LANES: usize = 4;

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
            let (dx, dy) = ((columns.start as f64 + 0.5 - middle.x) as f32, dy as f32);
            // Where the row begins, and what a step to the right changes.
            let mut sideways = dx * uy - dy * ux;
            let mut forwards = dx * ux + dy * uy;
            for pixels in self.row(y)[columns].chunks_mut(LANES) {
                let mut levels = [0.0; LANES];
                for (lane, level) in levels.iter_mut().enumerate() {
                    let away = (sideways + lane as f32 * uy).abs();
                    *level = edge.inside(half - away) - edge.inside(-half - away);
                }
                let farthest = forwards.abs().max((forwards + LANES as f32 * ux).abs());
                if farthest > half_length - edge.reach {
                    for (lane, level) in levels.iter_mut().enumerate() {
                        let away = (forwards + lane as f32 * ux).abs();
                        *level *= edge.inside(half_length - away) - edge.inside(-half_length - away);
                    }
                }
                for (pixel, cover) in pixels.iter_mut().zip(levels) {
                    blend(pixel, ink, level(cover));
                }
                sideways += LANES as f32 * uy;
                forwards += LANES as f32 * ux;
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
