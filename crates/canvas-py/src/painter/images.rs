//! Drawing images, reading and writing pixels.

use canvas_core::kurbo::Rect;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::Painter;
use crate::arguments::{Whole, number, wrong_type};
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
                let image = pixels::image_argument(image)?;
                self.record(|p| p.draw_image(&image, x, y))
            }
            [x, y, width, height] if place.len() == 4 => {
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
                    place.len()
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
    fn get_image_data(
        &self,
        py: Python<'_>,
        x: Whole,
        y: Whole,
        width: Whole,
        height: Whole,
    ) -> PyResult<Image> {
        let data = self.record(|p| p.image_data(x.0, y.0, width.0, height.0))?;
        let data = data.or_raise()?;
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
        x: Whole,
        y: Whole,
        dirty: &Bound<'_, PyTuple>,
    ) -> PyResult<()> {
        let image = pixels::image_argument(image)?;
        let names = ["dirty_x", "dirty_y", "dirty_width", "dirty_height"];
        let int = |(name, value): (_, Bound<'_, PyAny>)| {
            let number = value.extract::<Whole>();
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
