//! Drawing images, reading and writing pixels.

use canvas_core::kurbo::Rect;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::Painter;
use crate::arguments::wrong_type;
use crate::gil;
use crate::image::Image;
use crate::pixels;
use crate::runtime::OrRaise;

#[pymethods]
impl Painter {
    /// Draws an image: `draw_image(image, x, y)`, `draw_image(image, x, y, width, height)`, or a part of it:
    /// `draw_image(image, sx, sy, swidth, sheight, x, y, width, height)`. A negative size turns it over.
    ///
    /// An array of pixels does as well as an `Image`; it is copied.
    #[pyo3(signature = (image, *place), text_signature = "($self, image, /, *place)")]
    fn draw_image(&self, image: &Bound<'_, PyAny>, place: &Bound<'_, PyTuple>) -> PyResult<()> {
        let numbers: Vec<f64> = place
            .extract()
            .map_err(|_| wrong_type("draw_image", "numbers after the image", place))?;
        match numbers[..] {
            [x, y] => {
                let image = pixels::image_argument(image)?;
                self.record(|p| p.draw_image(&image, x, y))
            }
            [x, y, width, height] => {
                let image = pixels::image_argument(image)?;
                self.record(|p| p.draw_image_scaled(&image, x, y, width, height))
            }
            [sx, sy, sw, sh, x, y, w, h] => {
                let image = pixels::image_argument(image)?;
                let (source, target) = (Rect::new(sx, sy, sx + sw, sy + sh), Rect::new(x, y, x + w, y + h));
                self.record(|p| p.draw_image_part(&image, source, target))
            }
            _ => {
                let text = format!(
                    "draw_image: expected 2, 4 or 8 numbers after the image, got {}",
                    numbers.len()
                );
                Err(PyTypeError::new_err(text))
            }
        }
    }

    /// The pixels as they are now, as an `Image`: in a rectangle in pixels of the picture (whole numbers), whatever
    /// transform and ratio; a negative size reaches to the left or up. Outside of the picture it is transparent. All that
    /// was drawn before is drawn for it, with the GIL released.
    ///
    /// Works in `render`; in a window it raises UnsupportedError. Raises ValueError for an empty rectangle, RuntimeError
    /// inside of a layer, ResourceError for too many pixels.
    fn get_image_data(&self, py: Python<'_>, x: i64, y: i64, width: i64, height: i64) -> PyResult<Image> {
        let [x, y, width, height] = [x, y, width, height].map(nearest);
        let data = self.record(|p| p.image_data(x, y, width, height))?.or_raise()?;
        gil::release(py, || data.render()).map(Image::new).or_raise()
    }

    /// Puts pixels (an `Image` or an array) in the place of what is there, whatever the clip, alpha, mode, shadow and
    /// transform; `x` and `y` are pixels of the picture. With four more numbers, only that part of the image.
    ///
    /// Works in `render`; in a window it raises UnsupportedError. Raises RuntimeError inside of a layer.
    #[pyo3(signature = (image, x, y, *dirty), text_signature = "($self, image, x, y, /, *dirty)")]
    fn put_image_data(
        &self,
        image: &Bound<'_, PyAny>,
        x: i64,
        y: i64,
        dirty: &Bound<'_, PyTuple>,
    ) -> PyResult<()> {
        let image = pixels::image_argument(image)?;
        let dirty: Option<[i64; 4]> = match dirty.len() {
            0 => None,
            _ => Some(
                dirty
                    .extract()
                    .map_err(|_| wrong_type("dirty", "four ints after x and y", dirty))?,
            ),
        };
        let dirty = dirty.map(|numbers| numbers.map(nearest));
        self.record(|p| p.put_image_data(&image, nearest(x), nearest(y), dirty))?
            .or_raise()
    }
}

/// What lies further away is as far out of the picture.
fn nearest(number: i64) -> i32 {
    number.clamp(i32::MIN.into(), i32::MAX.into()) as i32
}
