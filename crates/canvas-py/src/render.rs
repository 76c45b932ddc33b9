//! Rendering off-screen.

use canvas_core::raster::render_scene;
use canvas_core::render::frame_for;
use pyo3::prelude::*;

use crate::arguments::{Number, sequence, wrong_type};
use crate::color;
use crate::errors::OrRaise;
use crate::gil;
use crate::image::Image;
use crate::painter::Painter;

/// Renders an image off-screen: calls `draw(painter)` once, on the calling thread, and returns the `Image`.
///
/// `size` is `(width, height)` in logical pixels, `ratio` the number of physical pixels per logical pixel (default 1); the image has
/// their product, rounded, at least 1 in each direction. `background` is the colour it starts from; None, the default, is transparent. Any thread; the GIL is
/// released during rasterisation, and no display is needed.
///
/// Raises TypeError for a bad argument, ValueError for a size or ratio that is not positive and finite, ResourceError if the image is
/// too large, and the exception that `draw` raises.
#[pyfunction]
#[pyo3(signature = (draw, size, ratio=Number(1.0), background=None))]
#[pyo3(text_signature = "(draw, size, ratio=1.0, background=None)")]
pub(crate) fn render(
    py: Python<'_>,
    draw: &Bound<'_, PyAny>,
    size: &Bound<'_, PyAny>,
    ratio: Number,
    background: Option<&Bound<'_, PyAny>>,
) -> PyResult<Image> {
    if !draw.is_callable() {
        return Err(wrong_type("draw", "a function of a painter", draw));
    }
    let wrong = || wrong_type("size", "two numbers, in logical pixels", size);
    let pair: Vec<f64> = sequence("size", size, wrong)?;
    let [width, height] = pair[..].try_into().map_err(|_| wrong())?;
    let background = background.map(|b| color::extract("background", b)).transpose()?;
    let (info, physical) = frame_for((width, height), ratio.0, background).or_raise()?;
    let painter = Painter::offscreen(py, info, physical)?;
    if let Err(error) = draw.call1((&painter,)) {
        painter.get().invalidate();
        return Err(error);
    }
    let scene = painter.get().finish()?;
    let image = gil::release(py, move || render_scene(&scene, physical, ratio.0)).or_raise()?;
    Ok(Image::new(image))
}
