//! Rectangles with rounded corners.

use kurbo::{Affine, Arc, Point};

use super::{Path, Radii};
use crate::error::{Error, Result};
use crate::geometry::kurbo;

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
        // A negative size mirrors the rectangle, with its radii and its direction.
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
