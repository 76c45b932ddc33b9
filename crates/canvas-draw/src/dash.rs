//! Dashes, made only where they are visible.
//!
//! A line of a million pixels with dashes of a tenth would have ten million of them. So the path is flattened, parts
//! outside of an area are skipped with the pattern kept in phase, and the number of dashes is limited. The pattern follows
//! HTML canvas, "trace a path".

use kurbo::{Affine, CubicBez, Line, ParamCurve, PathEl, Point, QuadBez, Rect, Stroke};

use crate::geometry::kurbo;

/// The greatest number of lines that approximate a curve.
const MAX_PIECES: f64 = 1000.0;

/// There are more dashes than are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany;

/// Where lines of a stroke are visible on a surface: the surface in the coordinates of the path, enlarged by the reach
/// of a line.
pub(crate) fn visible_area(surface: Rect, inverse: Affine, stroke: &Stroke) -> Rect {
    let reach = stroke.width * stroke.miter_limit.max(1.5);
    inverse.transform_rect_bbox(surface).inflate(reach, reach)
}

/// Cuts a path into dashes, which are sent to `out`; dashes outside of `area` may be left out. `tolerance` is the greatest
/// distance from curves. Fails if there are more than `limit` dashes.
pub(crate) fn dash(
    elements: &[PathEl],
    stroke: &Stroke,
    area: Rect,
    tolerance: f64,
    limit: usize,
    out: &mut impl FnMut(PathEl),
) -> Result<(), TooMany> {
    let pattern = &stroke.dash_pattern[..];
    let period: f64 = pattern.iter().sum();
    if !period.is_finite() || period <= 0.0 {
        // HTML: a pattern of nothing but zeros is a solid line.
        elements.iter().for_each(|element| out(*element));
        return Ok(());
    }
    let start = Phase::at(pattern, stroke.dash_offset.rem_euclid(period));
    let mut dasher = Dasher {
        pattern,
        period,
        area,
        limit,
        made: 0,
        start,
        phase: start,
        drawing: false,
        out,
    };
    let (mut first, mut last) = (Point::ORIGIN, Point::ORIGIN);
    for element in elements {
        match *element {
            PathEl::MoveTo(p) => {
                dasher.begin();
                first = p;
            }
            PathEl::LineTo(p) => dasher.line(Line::new(last, p))?,
            PathEl::ClosePath => dasher.line(Line::new(last, first))?,
            PathEl::QuadTo(c, p) => {
                let bend = (last.to_vec2() - c.to_vec2() * 2.0 + p.to_vec2()).hypot();
                dasher.curve(QuadBez::new(last, c, p), bend * 2.0, tolerance)?;
            }
            PathEl::CurveTo(c1, c2, p) => {
                let [a, b] = [[last, c1, c2], [c1, c2, p]]
                    .map(|[p0, p1, p2]| (p0.to_vec2() - p1.to_vec2() * 2.0 + p2.to_vec2()).hypot());
                dasher.curve(CubicBez::new(last, c1, c2, p), a.max(b) * 6.0, tolerance)?;
            }
        }
        last = element.end_point().unwrap_or(first);
    }
    Ok(())
}

/// A position in the pattern.
#[derive(Clone, Copy, Debug)]
struct Phase {
    index: usize,
    /// The remaining length of this entry.
    left: f64,
}

impl Phase {
    fn at(pattern: &[f64], mut distance: f64) -> Self {
        for (index, length) in pattern.iter().enumerate() {
            // A dash of length 0 begins and ends here: it is a dot if the ends are round.
            let is_dot = *length == 0.0 && distance == 0.0 && index.is_multiple_of(2);
            if distance < *length || is_dot {
                return Self {
                    index,
                    left: length - distance,
                };
            }
            distance -= length;
        }
        // Only reached by a rounding error.
        Self {
            index: 0,
            left: pattern[0],
        }
    }

    fn is_dash(self) -> bool {
        self.index.is_multiple_of(2)
    }
}

struct Dasher<'a, F> {
    pattern: &'a [f64],
    period: f64,
    area: Rect,
    limit: usize,
    made: usize,
    start: Phase,
    phase: Phase,
    /// Whether the next piece continues the last one.
    drawing: bool,
    out: &'a mut F,
}

impl<F: FnMut(PathEl)> Dasher<'_, F> {
    /// Each subpath begins with the start of the pattern.
    fn begin(&mut self) {
        self.phase = self.start;
        self.drawing = false;
    }

    /// Dashes a curve by lines; `bend` is the greatest length of its second derivative.
    fn curve(&mut self, curve: impl ParamCurve, bend: f64, tolerance: f64) -> Result<(), TooMany> {
        let pieces = (bend / (8.0 * tolerance)).sqrt().ceil().clamp(1.0, MAX_PIECES);
        let mut last = curve.start();
        for i in 1..=pieces as usize {
            let next = curve.eval(i as f64 / pieces);
            self.line(Line::new(last, next))?;
            last = next;
        }
        Ok(())
    }

    fn line(&mut self, line: Line) -> Result<(), TooMany> {
        let length = (line.p1 - line.p0).hypot();
        if !length.is_finite() || length == 0.0 {
            return Ok(());
        }
        let Some((from, to)) = clip(line, self.area) else {
            self.skip(length);
            return Ok(());
        };
        // Whole periods are skipped, so that the phase at `from` is exact.
        let (from, to) = (from * length, to * length);
        if from > self.period {
            self.skip(from);
            self.walk(line, length, from, to)?;
        } else {
            self.walk(line, length, 0.0, to)?;
        }
        if to < length {
            self.skip(length - to);
        }
        Ok(())
    }

    /// Makes the dashes between two distances along a line.
    fn walk(&mut self, line: Line, length: f64, mut at: f64, end: f64) -> Result<(), TooMany> {
        while at < end {
            let step = self.phase.left.min(end - at);
            // If even a whole period were lost in rounding, the loop would never end. (A single step may be lost: the
            // remainder of an entry after a skip can be as small as a rounding error.)
            let next = if at + self.period > at { at + step } else { end };
            if self.phase.is_dash() {
                if !self.drawing {
                    self.count()?;
                    (self.out)(PathEl::MoveTo(line.eval(at / length)));
                    self.drawing = true;
                }
                // A dash of length 0 is a dot if the ends are round: it needs a direction.
                let to = if step == 0.0 {
                    next + self.period * 1e-6
                } else {
                    next
                };
                (self.out)(PathEl::LineTo(line.eval((to / length).min(1.0))));
            }
            self.phase.left -= step;
            if self.phase.left <= 0.0 {
                self.next_entry();
            }
            at = next;
        }
        Ok(())
    }

    fn next_entry(&mut self) {
        let index = (self.phase.index + 1) % self.pattern.len();
        self.phase = Phase {
            index,
            left: self.pattern[index],
        };
        self.drawing = false;
    }

    /// Advances the pattern without drawing.
    fn skip(&mut self, distance: f64) {
        self.drawing = false;
        let entry: f64 = self.pattern[..self.phase.index].iter().sum();
        let done = entry + self.pattern[self.phase.index] - self.phase.left;
        self.phase = Phase::at(self.pattern, (done + distance).rem_euclid(self.period));
    }

    fn count(&mut self) -> Result<(), TooMany> {
        self.made += 1;
        if self.made > self.limit {
            Err(TooMany)
        } else {
            Ok(())
        }
    }
}

/// The part of a line within a rectangle, as fractions of its length.
fn clip(line: Line, area: Rect) -> Option<(f64, f64)> {
    let (mut from, mut to) = (0.0f64, 1.0f64);
    let d = line.p1 - line.p0;
    for (start, step, low, high) in [
        (line.p0.x, d.x, area.x0, area.x1),
        (line.p0.y, d.y, area.y0, area.y1),
    ] {
        if step == 0.0 {
            if start < low || start > high {
                return None;
            }
            continue;
        }
        let (a, b) = ((low - start) / step, (high - start) / step);
        from = from.max(a.min(b));
        to = to.min(a.max(b));
    }
    (from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(
        line: [(f64, f64); 2],
        pattern: &[f64],
        offset: f64,
        area: Rect,
    ) -> Result<Vec<(f64, f64)>, TooMany> {
        let stroke = Stroke::new(1.0).with_dashes(offset, pattern.iter().copied());
        let elements = [PathEl::MoveTo(line[0].into()), PathEl::LineTo(line[1].into())];
        let mut out = Vec::new();
        dash(
            &elements,
            &stroke,
            area,
            0.1,
            1000,
            &mut |element| match element {
                PathEl::MoveTo(p) => out.push((p.x, p.x)),
                PathEl::LineTo(p) => out.last_mut().unwrap().1 = p.x,
                _ => unreachable!(),
            },
        )?;
        Ok(out)
    }

    const WIDE: Rect = Rect::new(-1e9, -1e9, 1e9, 1e9);

    #[test]
    fn a_line_is_cut_by_the_pattern() {
        let cut = pieces([(0.0, 0.0), (10.0, 0.0)], &[3.0, 2.0], 0.0, WIDE).unwrap();
        assert_eq!(cut, [(0.0, 3.0), (5.0, 8.0)]);
        let cut = pieces([(0.0, 0.0), (10.0, 0.0)], &[3.0, 2.0], -1.0, WIDE).unwrap();
        assert_eq!(cut, [(1.0, 4.0), (6.0, 9.0)]);
    }

    #[test]
    fn invisible_parts_are_skipped_in_phase() {
        let area = Rect::new(0.0, -1.0, 20.0, 1.0);
        let cut = pieces([(-1e6, 0.0), (1e6, 0.0)], &[3.0, 2.0], 0.0, area).unwrap();
        assert_eq!(cut.len(), 4);
        for (i, (from, to)) in cut.iter().enumerate() {
            assert!(
                (from - 5.0 * i as f64).abs() < 1e-6 && (to - from - 3.0).abs() < 1e-6,
                "{cut:?}"
            );
        }
        assert_eq!(
            pieces([(-5.0, 9.0), (50.0, 9.0)], &[1.0, 1.0], 0.0, area),
            Ok(vec![])
        );
    }

    #[test]
    fn a_remainder_lost_in_rounding_does_not_end_the_line() {
        let area = Rect::new(-20.0, -1.0, 220.0, 1.0);
        let cut = pieces([(-30.0, 0.0), (200.0, 0.0)], &[0.5, 0.6], 0.0, area).unwrap();
        assert!(
            cut.len() >= 199 && cut.last().is_some_and(|last| last.0 > 198.0),
            "{cut:?}"
        );
        for start in 0..2000 {
            let from = -30.0 - f64::from(start) * 0.1;
            let cut = pieces([(from, 0.0), (200.0, 0.0)], &[0.4, 0.4], 0.0, area).unwrap();
            assert!(cut.len() >= 270, "{from}: {} dashes", cut.len());
        }
    }

    #[test]
    fn too_many_dashes_are_refused() {
        let line = [(0.0, 0.0), (1e6, 0.0)];
        assert_eq!(pieces(line, &[0.1, 0.1], 0.0, WIDE), Err(TooMany));
        assert_eq!(pieces(line, &[0.0, 1e-300], 0.0, WIDE), Err(TooMany));
        assert_eq!(pieces(line, &[1e-300, 1e-300], 0.0, WIDE), Err(TooMany));
    }
}
