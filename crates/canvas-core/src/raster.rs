//! From a scene to pixels: replays a [`Scene`] with vello_cpu, in place in a buffer.

mod effects;
mod images;
mod paints;
mod replay;
mod shapes;
mod text;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use vello_cpu::{RenderContext, Resources};

use crate::error::{Error, Result};
use crate::frame::{Buffer, PixelFormat};
use crate::geometry::{PhysicalSize, kurbo};
use crate::image::Image;
use crate::painter::{FrameInfo, Painter};
use crate::peniko::Color;
use crate::pixels::{swap_red_and_blue, unpremultiply};
use crate::scene::Scene;

/// Tells a rasterizer on another thread to stop. Clones are the same switch.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// A switch that is not yet thrown.
    pub fn new() -> Self {
        Self::default()
    }

    /// Throws it.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it has been thrown.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Why a scene was not drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RasterError {
    /// The [`Cancel`] was thrown. The buffer holds no picture.
    Cancelled,
    /// It cannot be drawn. The buffer holds no picture.
    Failed(Error),
}

impl From<Error> for RasterError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Draws scenes, one after the other. Each worker has one of its own: it keeps scratch memory and caches.
#[derive(Debug)]
pub struct Rasterizer {
    context: RenderContext,
    resources: Resources,
    scratch: Scratch,
}

/// Memory that is kept between pictures.
#[derive(Debug, Default)]
struct Scratch {
    path: kurbo::BezPath,
    shape: kurbo::BezPath,
    dashes: kurbo::BezPath,
    parts: images::Parts,
    edged: paints::Edged,
}

impl Default for Rasterizer {
    fn default() -> Self {
        Self::new()
    }
}

impl Rasterizer {
    /// A rasterizer with empty caches.
    pub fn new() -> Self {
        Self {
            context: RenderContext::new(1, 1),
            resources: Resources::new(),
            scratch: Scratch::default(),
        }
    }

    /// Draws a scene into the whole of a buffer, at the buffer's size: top left, `ratio` physical pixels a logical one.
    ///
    /// # Errors
    /// [`RasterError::Cancelled`] soon after `cancel` was thrown, [`RasterError::Failed`] if the scene would take more
    /// memory than is allowed.
    pub fn draw(
        &mut self,
        scene: &Scene,
        buffer: &mut Buffer,
        ratio: f64,
        cancel: &Cancel,
    ) -> std::result::Result<(), RasterError> {
        let swapped = buffer.format() == PixelFormat::Bgra;
        let size = buffer.size();
        self.draw_rgba(scene, buffer.bytes_mut(), size, ratio, cancel)?;
        if swapped {
            swap_red_and_blue(buffer.bytes_mut());
        }
        Ok(())
    }

    fn draw_rgba(
        &mut self,
        scene: &Scene,
        bytes: &mut [u8],
        size: PhysicalSize,
        ratio: f64,
        cancel: &Cancel,
    ) -> std::result::Result<(), RasterError> {
        let too_large = || Error::Resource("the picture is too large to be drawn".into());
        let width = u16::try_from(size.width()).map_err(|_| too_large())?;
        let height = u16::try_from(size.height()).map_err(|_| too_large())?;
        if !(ratio.is_finite() && ratio > 0.0) {
            return Err(Error::Invalid(format!("ratio: expected a positive number, got {ratio}")).into());
        }
        let target = replay::Target { width, height, bytes };
        let (context, resources, scratch) = (&mut self.context, &mut self.resources, &mut self.scratch);
        let result = replay::Replay::new(scene, ratio, target, context, resources, scratch).run(cancel);
        if result.is_err() {
            // Layers may be open in it still.
            self.context = RenderContext::new(width, height);
        }
        self.scratch.parts.end_picture();
        self.scratch.edged.end_picture();
        result
    }
}

/// Draws a scene off-screen.
///
/// # Errors
/// [`Error::Resource`] if there is not enough memory.
pub fn render_scene(scene: &Scene, size: PhysicalSize, ratio: f64) -> Result<Image> {
    let mut pixels = vec![0; size.byte_len()];
    match Rasterizer::new().draw_rgba(scene, &mut pixels, size, ratio, &Cancel::new()) {
        Ok(()) => {}
        Err(RasterError::Failed(error)) => return Err(error),
        Err(RasterError::Cancelled) => return Err(Error::Resource("the picture was given up".into())),
    }
    unpremultiply(&mut pixels);
    Ok(Image::from_parts(size, pixels))
}

/// Draws off-screen: calls `draw` once and gives the picture.
///
/// `size` is in logical pixels, `ratio` is physical per logical pixels, `background` `None` is transparent.
///
/// ```
/// use canvas_core::color;
/// use canvas_core::peniko::Fill;
///
/// let tomato = color::parse("tomato")?;
/// let picture = canvas_core::render((40.0, 30.0), 1.0, Some(color::parse("white")?), |p| {
///     p.set_fill_style(tomato);
///     p.translate(20.0, 15.0);
///     p.fill_circle(0.0, 0.0, 10.0);
///     p.begin_path();
///     p.round_rect(-4.0, -4.0, 8.0, 8.0, 2.0);
///     p.set_fill_style(color::parse("#000").unwrap_or(tomato));
///     p.fill(Fill::NonZero);
/// })?;
/// assert_eq!(picture.pixel(20, 15), Some([0, 0, 0, 255]));
/// assert_eq!(picture.pixel(12, 15), Some([255, 99, 71, 255]));
/// assert_eq!(picture.pixel(2, 2), Some([255, 255, 255, 255]));
/// # canvas_core::Result::Ok(())
/// ```
///
/// # Errors
/// [`Error::Invalid`] for a size or ratio that is not positive and finite, [`Error::Resource`] if the picture is too
/// large, and what the painter remembers as [`error`](Painter::error).
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

/// The frame and the physical size of an off-screen picture, checked.
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
            "size: a picture of {} × {} at ratio {ratio} is too large",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heap::Heap;

    fn red_square() -> Scene {
        let info = FrameInfo {
            size: kurbo::Size::new(8.0, 8.0),
            ratio: 1.0,
            background: Some(Color::WHITE),
            time: 0.0,
            dt: 0.0,
            frame: 0,
        };
        let mut painter = Painter::new(info);
        painter.set_fill_style(Color::from_rgba8(255, 0, 0, 255));
        painter.fill_rect(2.0, 2.0, 100.0, 4.0);
        painter.finish()
    }

    #[test]
    fn a_scene_is_drawn_in_the_buffer_s_format_and_size() {
        let mut rasterizer = Rasterizer::new();
        for (format, red) in [
            (PixelFormat::Rgba, [255, 0, 0, 255]),
            (PixelFormat::Bgra, [0, 0, 255, 255]),
        ] {
            let mut buffer = Buffer::new(&Heap(format), PhysicalSize::new(40, 20).unwrap()).unwrap();
            rasterizer
                .draw(&red_square(), &mut buffer, 2.0, &Cancel::new())
                .unwrap();
            let pixel = |x: usize, y: usize| &buffer.bytes()[(y * 40 + x) * 4..][..4];
            assert_eq!(pixel(4, 4), red);
            assert_eq!(pixel(39, 11), red, "what was drawn beyond the recorded size");
            assert_eq!(pixel(3, 4), [255; 4]);
            assert_eq!(pixel(4, 12), [255; 4]);
        }
    }

    #[test]
    fn a_cancelled_scene_is_not_drawn() {
        let mut buffer = Buffer::new(&Heap(PixelFormat::Rgba), PhysicalSize::new(8, 8).unwrap()).unwrap();
        let cancel = Cancel::new();
        cancel.clone().cancel();
        let result = Rasterizer::new().draw(&red_square(), &mut buffer, 1.0, &cancel);
        assert_eq!(result, Err(RasterError::Cancelled));
    }
}
