//! How much of a pixel lies on one side of a straight edge.

/// The least slope of an edge against the axes that the formula is computed with: a hundredth of a pixel of blur, which
/// keeps it from dividing by 0.
const LEAST: f32 = 0.01;

/// A direction of edges, made ready.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    /// Half the extent of a pixel across the edge.
    pub(super) reach: f32,
    /// Within this distance of the middle the coverage grows in proportion.
    linear: f32,
    factor: f32,
}

impl Edge {
    /// Edges across this direction, of length 1.
    pub(super) fn new(nx: f32, ny: f32) -> Self {
        let (a, b) = (nx.abs().max(LEAST), ny.abs().max(LEAST));
        Self {
            reach: (a + b) / 2.0,
            linear: (a - b).abs() / 2.0,
            factor: 0.5 / (a * b),
        }
    }

    /// The area of a pixel that lies inside of an edge, where `distance` is how far inside of it the pixel's centre is;
    /// exact. Has no branches, so that the compiler makes vectors of it.
    #[inline(always)]
    pub(super) fn inside(&self, distance: f32) -> f32 {
        // Squares of large numbers would not be exact.
        let distance = distance.max(-self.reach).min(self.reach);
        let square = |v: f32| {
            let v = v.max(0.0);
            v * v
        };
        let sum =
            square(distance + self.reach) - square(distance + self.linear) - square(distance - self.linear)
                + square(distance - self.reach);
        (sum * self.factor).clamp(0.0, 1.0)
    }
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
