//! Rectangles with rounded corners.

use kurbo::{Affine, Arc, Point, Vec2};

use super::Path;
use crate::error::{Error, Result};
use crate::geometry::kurbo;

/// The radii of the corners of a rectangle, horizontal and vertical: top left, top right, bottom right, bottom left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Radii(pub [Vec2; 4]);

impl Radii {
    /// The same radius everywhere.
    pub fn uniform(radius: f64) -> Self {
        Self([Vec2::new(radius, radius); 4])
    }

    /// One to four radii, spread over the corners as in CSS.
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

    /// Makes all radii smaller in proportion until neighbours fit on their side.
    fn fitted(self, width: f64, height: f64) -> [Vec2; 4] {
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

impl Path {
    pub(crate) fn round_rect_in(
        &mut self,
        t: Affine,
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        radii: Radii,
    ) -> Result<()> {
        if ![x, y, width, height].iter().all(|v| v.is_finite()) || !radii.0.iter().all(|r| r.is_finite()) {
            return Ok(());
        }
        if let Some(bad) = radii.0.iter().flat_map(|r| [r.x, r.y]).find(|r| *r < 0.0) {
            return Err(Error::Invalid(format!(
                "radii: expected numbers that are not negative, got {bad}"
            )));
        }
        // A negative size turns the rectangle round its corner, radii and direction with it.
        let turn = Affine::new([width.signum(), 0.0, 0.0, height.signum(), x, y]);
        let (width, height) = (width.abs(), height.abs());
        let [tl, tr, br, bl] = radii.fitted(width, height);
        let corners = [
            (Point::new(width - tr.x, tr.y), tr, -1.0),
            (Point::new(width - br.x, height - br.y), br, 0.0),
            (Point::new(bl.x, height - bl.y), bl, 1.0),
            (Point::new(tl.x, tl.y), tl, 2.0),
        ];
        let quarter = std::f64::consts::FRAC_PI_2;
        let t = t * turn;
        self.move_to_in(t, Point::new(tl.x, 0.0));
        for (centre, radius, from) in corners {
            self.ellipse_in(t, Arc::new(centre, radius, from * quarter, quarter, 0.0))?;
        }
        self.close_path();
        self.move_to_in(t, Point::ORIGIN);
        Ok(())
    }
}
