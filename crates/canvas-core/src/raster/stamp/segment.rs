//! Straight lines with straight ends.

use kurbo::Point;

use super::circle::clamped;
use super::coverage::Edge;
use super::{Ink, Surface, blend, product};
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
        let (sides, ends) = (Crossing::new(along.y, across), Crossing::new(along.x, ahead));
        for y in clamped(middle.y - reach_y, middle.y + reach_y, self.height) {
            let dy = y as f64 + 0.5 - middle.y;
            let Some((first, last)) = sides
                .at(dy * along.x)
                .and_then(|span| meet(span, ends.at(-dy * along.y)?))
            else {
                continue;
            };
            // The pixels whose centres lie in between; what lies outside is not covered.
            let columns = clamped(middle.x + first + 0.5, middle.x + last - 0.5, self.width);
            let (dx, dy) = ((columns.start as f64 + 0.5 - middle.x) as f32, dy as f32);
            // Where the row begins, and what a step to the right changes.
            let mut sideways = dx * uy - dy * ux;
            let mut forwards = dx * ux + dy * uy;
            let row = self.row(y);
            for start in columns.clone().step_by(LANES) {
                let mut covers = [0.0; LANES];
                for (lane, cover) in covers.iter_mut().enumerate() {
                    let away = (sideways + lane as f32 * uy).abs();
                    *cover = edge.inside(half - away) - edge.inside(-half - away);
                }
                let farthest = forwards.abs().max((forwards + LANES as f32 * ux).abs());
                if farthest > half_length - edge.reach {
                    for (lane, cover) in covers.iter_mut().enumerate() {
                        let away = (forwards + lane as f32 * ux).abs();
                        *cover *= edge.inside(half_length - away) - edge.inside(-half_length - away);
                    }
                }
                let levels = covers.map(nearest_level);
                match row[start..].first_chunk_mut::<LANES>() {
                    // Pixels beyond the last column are not covered, and stay as they are.
                    Some(pixels) => blend_each(pixels, ink, levels),
                    None => {
                        for (pixel, level) in row[start..].iter_mut().zip(levels) {
                            blend(pixel, ink, level);
                        }
                    }
                }
                sideways += LANES as f32 * uy;
                forwards += LANES as f32 * ux;
            }
        }
    }
}

/// A share of a pixel, in levels; without a branch, so that the compiler makes vectors of it.
fn nearest_level(cover: f32) -> u8 {
    /// An `f32` this large has no digits behind the point, and the whole number in its last bits.
    const WHOLE: f32 = (1u32 << 23) as f32;
    (cover.max(0.0) * 255.0 + WHOLE).to_bits() as u8
}

/// Mixes a colour into pixels, each of which it covers to its own level.
fn blend_each(pixels: &mut [[u8; 4]; LANES], ink: Ink, levels: [u8; LANES]) {
    let mut sources = [[0u16; 4]; LANES];
    let mut rests = [[0u16; 4]; LANES];
    for ((source, rest), level) in sources.iter_mut().zip(&mut rests).zip(levels) {
        *source = ink.rgba.map(|value| product(value.into(), level.into()));
        *rest = [255 - source[3]; 4];
    }
    let mixed = sources.as_flattened().iter().zip(rests.as_flattened());
    for (value, (source, rest)) in pixels.as_flattened_mut().iter_mut().zip(mixed) {
        *value = (source + product(u16::from(*value), *rest)) as u8;
    }
}

/// Where a row crosses a band around a line.
#[derive(Clone, Copy, Debug)]
struct Crossing {
    /// One by the slope; `None` if the row runs along.
    step: Option<f64>,
    reach: f64,
}

impl Crossing {
    fn new(slope: f64, reach: f64) -> Self {
        Self {
            step: (slope.abs() >= 1e-6).then(|| slope.recip()),
            reach,
        }
    }

    /// Where `slope * dx` is within `reach` of `middle`; `None` if nowhere.
    fn at(self, middle: f64) -> Option<(f64, f64)> {
        let Some(step) = self.step else {
            return (middle.abs() <= self.reach + 1.0).then_some((f64::NEG_INFINITY, f64::INFINITY));
        };
        let (centre, half) = (middle * step, self.reach * step.abs());
        Some((centre - half, centre + half))
    }
}

fn meet(a: (f64, f64), b: (f64, f64)) -> Option<(f64, f64)> {
    let both = (a.0.max(b.0), a.1.min(b.1));
    (both.0 <= both.1).then_some(both)
}
