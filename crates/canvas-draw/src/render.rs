//! Off-screen rendering: a draw function in, an image out.

use crate::error::{Error, Result};
use crate::geometry::{PhysicalSize, kurbo};
use crate::image::Image;
use crate::painter::Painter;
use crate::peniko::Color;
use crate::raster::render_scene;
use crate::scene::FrameInfo;

/// Renders off-screen: calls `draw` once, on this thread, and returns the image.
///
/// `size` is in logical pixels; `ratio` is the number of physical pixels per logical pixel; without a `background` the
/// image is transparent at first.
///
/// ```
/// use canvas_draw::color;
/// use canvas_draw::peniko::Fill;
///
/// let tomato = color::parse("tomato")?;
/// let image = canvas_draw::render((40.0, 30.0), 1.0, Some(color::parse("white")?), |p| {
///     p.set_fill_style(tomato);
///     p.translate(20.0, 15.0);
///     p.fill_circle(0.0, 0.0, 10.0);
///     p.begin_path();
///     p.round_rect(-4.0, -4.0, 8.0, 8.0, 2.0);
///     p.set_fill_style(color::parse("#000").unwrap_or(tomato));
///     p.fill(Fill::NonZero);
/// })?;
/// assert_eq!(image.pixel(20, 15), Some([0, 0, 0, 255]));
/// assert_eq!(image.pixel(12, 15), Some([255, 99, 71, 255]));
/// assert_eq!(image.pixel(2, 2), Some([255, 255, 255, 255]));
/// # canvas_draw::Result::Ok(())
/// ```
///
/// # Errors
/// [`Error::Invalid`] for a size or ratio that is not positive and finite, [`Error::Resource`] if the image is too
/// large, and the painter's first [`error`](Painter::error).
pub fn render(
    size: (f64, f64),
    ratio: f64,
    background: Option<Color>,
    draw: impl FnOnce(&mut Painter),
) -> Result<Image> {
    let (info, size) = frame_for(size, ratio, background)?;
    let mut painter = Painter::offscreen(info, size);
    draw(&mut painter);
    match painter.take_error() {
        Some(error) => Err(error),
        None => render_scene(&painter.finish(), size, ratio),
    }
}

/// The facts of the frame and the physical size of an off-screen image, checked.
///
/// # Errors
/// As for [`render`].
pub fn frame_for(
    size: (f64, f64),
    ratio: f64,
    background: Option<Color>,
) -> Result<(FrameInfo, PhysicalSize)> {
    let good = |value: f64| value.is_finite() && value > 0.0;
    if !good(size.0) || !good(size.1) {
        return Err(Error::Invalid(format!(
            "size: expected two positive numbers, got {size:?}"
        )));
    }
    if !good(ratio) {
        return Err(Error::Invalid(format!(
            "ratio: expected a positive number, got {ratio}"
        )));
    }
    let pixels = |length: f64| (length * ratio).round().max(1.0) as u32;
    let physical = PhysicalSize::new(pixels(size.0), pixels(size.1)).ok_or_else(|| {
        Error::Resource(format!(
            "size: an image of {} × {} at ratio {ratio} is too large",
            size.0, size.1
        ))
    })?;
    let info = FrameInfo {
        size: kurbo::Size::new(size.0, size.1),
        ratio,
        background,
        time: 0.0,
        dt: 0.0,
        frame: 0,
    };
    Ok((info, physical))
}
