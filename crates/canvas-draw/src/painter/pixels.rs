//! Reading and writing pixels off-screen
//! ([HTML, Pixel manipulation](https://html.spec.whatwg.org/multipage/canvas.html#pixel-manipulation)).
//!
//! Coordinates are pixels of the image, independent of transform and ratio.

use kurbo::Rect;

use super::Painter;
use crate::error::{Error, Result};
use crate::geometry::{PhysicalSize, kurbo};
use crate::image::Image;
use crate::raster::render_scene;
use crate::scene::{Command, ImageRun, Scene};

/// The scene that was recorded so far, and the part of it that is requested. Independent of the painter.
#[derive(Debug)]
pub struct ImageData {
    scene: Scene,
    surface: PhysicalSize,
    ratio: f64,
    left: i64,
    top: i64,
    size: PhysicalSize,
}

impl ImageData {
    /// Renders the scene and returns the requested pixels; transparent outside of the surface.
    ///
    /// # Errors
    /// [`Error::Resource`] if there is not enough memory.
    pub fn render(&self) -> Result<Image> {
        let whole = render_scene(&self.scene, self.surface, self.ratio)?;
        let (width, height) = (self.surface.width() as i64, self.surface.height() as i64);
        let (columns, rows) = (self.size.width() as i64, self.size.height() as i64);
        let mut out = vec![0; self.size.byte_len()];
        let (first, last) = (self.left.max(0), (self.left + columns).min(width));
        for row in 0..rows {
            let y = self.top + row;
            if (0..height).contains(&y) && first < last {
                let from = ((y * width + first) * 4) as usize..((y * width + last) * 4) as usize;
                let to = ((row * columns + first - self.left) * 4) as usize;
                out[to..to + from.len()].copy_from_slice(&whole.rgba()[from]);
            }
        }
        Ok(Image::from_rgba(self.size, out))
    }
}

impl Painter {
    /// A painter for an image of `surface` pixels, whose pixels can be read and written.
    pub fn offscreen(info: super::FrameInfo, surface: PhysicalSize) -> Self {
        Self {
            surface: Some(surface),
            ..Self::new(info)
        }
    }

    /// The current pixels of a rectangle; a negative size extends to the left or up. Slow: renders everything that was
    /// recorded before.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an empty rectangle, [`Error::Unsupported`] in a window, [`Error::Misuse`] inside of a
    /// layer, [`Error::Resource`] for too many pixels.
    pub fn get_image_data(&self, x: i32, y: i32, width: i32, height: i32) -> Result<Image> {
        self.image_data(x, y, width, height)?.render()
    }

    /// Requests the pixels of a rectangle as [`get_image_data`](Self::get_image_data) does, to be rendered later or on
    /// another thread.
    ///
    /// # Errors
    /// As for [`get_image_data`](Self::get_image_data).
    pub fn image_data(&self, x: i32, y: i32, width: i32, height: i32) -> Result<ImageData> {
        let surface = self.check_pixels("get_image_data")?;
        if width == 0 || height == 0 {
            return Err(Error::Invalid(format!(
                "get_image_data: expected a width and a height other than 0, got {width} × {height}"
            )));
        }
        let size = PhysicalSize::new(width.unsigned_abs(), height.unsigned_abs()).ok_or_else(|| {
            Error::Resource(format!("get_image_data: {width} × {height} pixels are too many"))
        })?;
        let mut scene = self.scene.clone();
        scene
            .commands
            .extend(std::iter::repeat_n(Command::PopClip, self.levels.open()));
        Ok(ImageData {
            scene,
            surface,
            ratio: self.info.ratio,
            left: i64::from(x) + i64::from(width.min(0)),
            top: i64::from(y) + i64::from(height.min(0)),
            size,
        })
    }

    /// Replaces pixels by those of an image whose top left pixel goes to (`x`, `y`), independent of clip, alpha, blend
    /// mode and shadow. `dirty` limits this to a part of the image: left, top, width and height in its pixels.
    ///
    /// # Errors
    /// [`Error::Unsupported`] in a window, [`Error::Misuse`] inside of a layer.
    pub fn put_image_data(&mut self, image: &Image, x: i32, y: i32, dirty: Option<[i32; 4]>) -> Result<()> {
        self.check_pixels("put_image_data")?;
        let whole = Rect::new(0.0, 0.0, image.width().into(), image.height().into());
        let source = dirty.map_or(whole, |[x, y, width, height]| {
            let corner = (f64::from(x), f64::from(y));
            Rect::from_origin_size(corner, (f64::from(width), f64::from(height)))
                .abs()
                .intersect(whole)
        });
        if source.is_zero_area() || !self.has_room_for(image) {
            return Ok(());
        }
        let index = self.scene.images.len() as u32;
        self.scene.images.push(ImageRun {
            image: image.clone(),
            source,
            target: source + kurbo::Vec2::new(x.into(), y.into()),
            alpha: 1.0,
            smooth: false,
        });
        self.scene.commands.push(Command::PutPixels(index));
        Ok(())
    }

    fn check_pixels(&self, method: &str) -> Result<PhysicalSize> {
        let surface = self.surface.ok_or_else(|| {
            Error::Unsupported(format!(
                "{method} is supported off-screen only (render), not in windows"
            ))
        })?;
        if self.levels.innermost_layer().is_some() {
            return Err(Error::Misuse(format!(
                "{method} cannot be used inside of a layer"
            )));
        }
        Ok(surface)
    }
}
