//! Drawing images.

use canvas_core::kurbo::Rect;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::Painter;
use crate::arguments::wrong_type;
use crate::pixels;

#[pymethods]
impl Painter {
    /// Draws an image: `draw_image(image, x, y)`, `draw_image(image, x, y, width, height)`, or a part of it:
    /// `draw_image(image, sx, sy, swidth, sheight, x, y, width, height)`. A negative size turns it over.
    ///
    /// An array of pixels does as well as an `Image`; it is copied.
    #[pyo3(signature = (image, *place), text_signature = "($self, image, /, *place)")]
    fn draw_image(&self, image: &Bound<'_, PyAny>, place: &Bound<'_, PyTuple>) -> PyResult<()> {
        let pixels = pixels::extract(image).map_err(|error| {
            let wrong = error.is_instance_of::<PyTypeError>(image.py());
            if wrong {
                wrong_type("image", "an Image or an array of pixels", image)
            } else {
                error
            }
        })?;
        let numbers: Vec<f64> = place
            .extract()
            .map_err(|_| wrong_type("draw_image", "numbers after the image", place))?;
        match numbers[..] {
            [x, y] => {
                let image = pixels.into_image();
                self.record(|p| p.draw_image(&image, x, y))
            }
            [x, y, width, height] => {
                let image = pixels.into_image();
                self.record(|p| p.draw_image_scaled(&image, x, y, width, height))
            }
            [sx, sy, sw, sh, x, y, w, h] => {
                let image = pixels.into_image();
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
}
