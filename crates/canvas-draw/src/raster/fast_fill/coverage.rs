//! The coverage of a pixel by one side of a straight edge.

/// The least slope of an edge against the axes that the formula is computed with: a hundredth of a pixel of blur, which
/// keeps it from dividing by 0.
const LEAST: f32 = 0.01;

/// A direction of edges, prepared for the formula.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    /// Half the extent of a pixel across the edge.
    pub(super) reach: f32,
    /// Within this distance of the middle the coverage grows in proportion.
    linear: f32,
    slope: f32,
    bend: f32,
}

impl Edge {
    /// Edges across this direction, of length 1.
    #[inline(always)]
    pub(super) fn new(nx: f32, ny: f32) -> Self {
        let (a, b) = (greater(nx.abs(), LEAST), greater(ny.abs(), LEAST));
        let bend = 0.5 / (a * b);
        Self {
            reach: (a + b) / 2.0,
            linear: (a - b).abs() / 2.0,
            slope: 2.0 * bend * lesser(a, b),
            bend,
        }
    }

    /// The area of a pixel inside of an edge, where `distance` is how far inside of it the pixel's centre is;
    /// exact, and exactly 0 or 1 from [`reach`](Self::reach) on. Has no branches, so that the compiler vectorises it.
    #[inline(always)]
    pub(super) fn inside(self, distance: f32) -> f32 {
        0.5 + self.beyond_half(distance)
    }

    /// The area of a pixel between two such edges, which are `half` away from a line each; the pixel's centre is
    /// `away` from the line.
    #[inline(always)]
    pub(super) fn between(self, half: f32, away: f32) -> f32 {
        self.beyond_half(half - away) + self.beyond_half(half + away)
    }

    /// The difference between [`inside`](Self::inside) and a half. Across the pixel the area first grows with the square
    /// of the distance, then in proportion to it.
    #[inline(always)]
    fn beyond_half(self, distance: f32) -> f32 {
        let length = lesser(distance.abs(), self.reach);
        let rest = self.reach - length;
        let (straight, bent) = (length * self.slope, 0.5 - self.bend * rest * rest);
        let share = if length < self.linear { straight } else { bent };
        share.copysign(distance)
    }
}

/// The greater one; unlike `f32::max` it is one instruction, and the second if the first is not a number.
#[inline(always)]
pub(super) fn greater(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// The lesser one; see [`greater`].
#[inline(always)]
pub(super) fn lesser(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::Edge;

    #[test]
    fn areas_of_pixels_are_exact() {
        for step in 0..64 {
            let angle = f64::from(step) * 0.1;
            let (nx, ny) = (angle.cos(), angle.sin());
            let edge = Edge::new(nx as f32, ny as f32);
            for part in -10..=10 {
                let distance = f64::from(part) * 0.1;
                const N: i32 = 200;
                let place = |i: i32| (f64::from(i) + 0.5) / f64::from(N) - 0.5;
                let inside = (0..N * N)
                    .filter(|i| place(i / N) * nx + place(i % N) * ny <= distance)
                    .count();
                let counted = inside as f64 / f64::from(N * N);
                let area = f64::from(edge.inside(distance as f32));
                assert!(
                    (area - counted).abs() < 0.01,
                    "{angle} {distance}: {area} {counted}"
                );
            }
        }
    }
}
