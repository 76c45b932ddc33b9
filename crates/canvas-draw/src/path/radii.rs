//! The radii of the corners of a rectangle, as HTML's `roundRect` takes them.

use kurbo::Vec2;

use crate::error::{Error, Result};
use crate::geometry::kurbo;

/// The horizontal and vertical radii of the corners of a rectangle, logical pixels: top left, top right, bottom right,
/// bottom left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Radii(pub [Vec2; 4]);

impl Radii {
    /// One radius for all corners.
    pub fn uniform(radius: f64) -> Self {
        Self([Vec2::new(radius, radius); 4])
    }

    /// One to four radii, assigned to the corners as CSS does
    /// ([CSS Backgrounds 3, `border-radius`](https://www.w3.org/TR/css-backgrounds-3/#border-radius)).
    ///
    /// # Errors
    /// [`Error::Invalid`] for another number of them.
    pub fn from_list(radii: &[Vec2]) -> Result<Self> {
        match *radii {
            [all] => Ok(Self([all; 4])),
            [a, b] => Ok(Self([a, b, a, b])),
            [a, b, c] => Ok(Self([a, b, c, b])),
            [a, b, c, d] => Ok(Self([a, b, c, d])),
            _ => Err(Error::Invalid(format!(
                "radii: expected one to four radii, got {}",
                radii.len()
            ))),
        }
    }

    /// Scales all radii down by one factor so that neighbours fit on their side
    /// ([CSS Backgrounds 3, Corner overlap](https://www.w3.org/TR/css-backgrounds-3/#corner-overlap)).
    pub(super) fn fitted(self, width: f64, height: f64) -> [Vec2; 4] {
        let [tl, tr, br, bl] = self.0;
        let sides = [
            (width, tl.x + tr.x),
            (height, tr.y + br.y),
            (width, br.x + bl.x),
            (height, bl.y + tl.y),
        ];
        let ratio = |(side, sum): (f64, f64)| if sum > 0.0 { side / sum } else { 1.0 };
        let scale = sides.map(ratio).into_iter().fold(1.0, f64::min);
        self.0.map(|r| r * scale)
    }
}

impl From<f64> for Radii {
    fn from(radius: f64) -> Self {
        Self::uniform(radius)
    }
}
