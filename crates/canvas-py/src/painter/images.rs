//! Drawing images, reading and writing pixels.

use canvas_core::kurbo::Rect;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::Painter;
use crate::arguments::{Int, number, wrong_type};
use crate::errors::OrRaise;
use crate::gil;
use crate::image::{Image, image_argument};

#[pymethods]
impl Painter {
    /// Draws an image (HTML `drawImage`): `draw_image(image, x, y)`, one logical pixel for each of its pixels;
    /// `draw_image(image, x, y, width, height)`, scaled; or `draw_image(image, sx, sy, swidth, sheight, x, y, width, height)`, a part
    /// of it, in pixels of the image, scaled. The destination is in logical pixels; a negative size mirrors the image. Pixels
    /// outside the source rectangle never bleed in.
    ///
    /// `image` is an `Image`, or an array of pixels as for `Image(pixels)`, which is copied.
    ///
    /// Raises TypeError or ValueError for another image or other numbers, ResourceError for too many pixels.
    #[pyo3(signature = (image, *place), text_signature = "($self, image, /, *place)")]
    fn draw_image(&self, image: &Bound<'_, PyAny>, place: &Bound<'_, PyTuple>) -> PyResult<()> {
        let names: &[&str] = match place.len() {
            8 => &["sx", "sy", "swidth", "sheight", "x", "y", "width", "height"],
            _ => &["x", "y", "width", "height"],
        };
        let named = names.iter().zip(place.iter());
        let numbers = named
            .map(|(name, value)| number(name, &value))
            .collect::<PyResult<Vec<f64>>>()?;
        match numbers[..] {
            [x, y] if place.len() == 2 => {
                let image = image_argument(image)?;
                self.record(|p| p.draw_image(&image, x, y))
            }
            [x, y, width, height] if place.len() == 4 => {
                let image = image_argument(image)?;
                self.record(|p| p.draw_image_scaled(&image, x, y, width, height))
            }
            [sx, sy, sw, sh, x, y, w, h] => {
                let image = image_argument(image)?;
                let (source, target) = (Rect::new(sx, sy, sx + sw, sy + sh), Rect::new(x, y, x + w, y + h));
                self.record(|p| p.draw_image_part(&image, source, target))
            }
            _ => {
                let text = format!(
                    "draw_image: expected 2, 4 or 8 numbers after the image, got {}",
                    place.len()
                );
                Err(PyTypeError::new_err(text))
            }
        }
    }

    /// The pixels of a rectangle as they are now, as an `Image` (HTML `getImageData`). The rectangle is in physical pixels of the
    /// off-screen image (ints), independent of transform and ratio; a negative size extends to the left or up. Pixels outside the
    /// image are transparent. Everything recorded so far is rasterised for it, with the GIL released.
    ///
    /// Raises UnsupportedError in a window: it works in `render` only. Raises ValueError for an empty rectangle, RuntimeError inside
    /// a layer, ResourceError for too many pixels.
    fn get_image_data(&self, py: Python<'_>, x: Int, y: Int, width: Int, height: Int) -> PyResult<Image> {
        let data = self.record(|p| p.image_data(x.0, y.0, width.0, height.0))?;
        let data = data.or_raise()?;
        gil::release(py, || data.render()).map(Image::new).or_raise()
    }

    /// Replaces pixels by those of an `Image` or an array, independent of clip, alpha, blend mode, shadow and transform (HTML
    /// `putImageData`). `x` and `y` are physical pixels of the off-screen image (ints). Four more ints, `dirty_x, dirty_y,
    /// dirty_width, dirty_height`, limit it to a part of the image.
    ///
    /// Raises UnsupportedError in a window: it works in `render` only. Raises RuntimeError inside a layer, TypeError or ValueError for
    /// another image or other numbers.
    #[pyo3(signature = (image, x, y, *dirty), text_signature = "($self, image, x, y, /, *dirty)")]
    fn put_image_data(
        &self,
        image: &Bound<'_, PyAny>,
        x: Int,
        y: Int,
        dirty: &Bound<'_, PyTuple>,
    ) -> PyResult<()> {
        let image = image_argument(image)?;
        let names = ["dirty_x", "dirty_y", "dirty_width", "dirty_height"];
        let int = |(name, value): (_, Bound<'_, PyAny>)| {
            let number = value.extract::<Int>();
            number
                .map(|number| number.0)
                .map_err(|_| wrong_type(name, "an int", &value))
        };
        let numbers = names
            .into_iter()
            .zip(dirty.iter())
            .map(int)
            .collect::<PyResult<Vec<_>>>()?;
        let dirty = match (dirty.len(), &numbers[..]) {
            (0, _) => None,
            (4, &[x, y, width, height]) => Some([x, y, width, height]),
            _ => return Err(wrong_type("dirty", "four ints after x and y", dirty)),
        };
        self.record(|p| p.put_image_data(&image, x.0, y.0, dirty))?
            .or_raise()
    }
}
