#![doc = include_str!("../README.md")]
//!
//! # The Rust crate
//!
//! | to … | see |
//! |---|---|
//! | open a window | [`builder`], [`Builder`], [`run`] |
//! | draw and answer events | [`App`], or a closure, or [`with`] |
//! | draw | [`Painter`], [`color`], [`path`], [`painter`] |
//! | fill with more than a colour | [`paint`]: gradients and patterns |
//! | blur, throw shadows, draw SVG images | [`effect`], [`svg`] |
//! | reach a window from any thread | [`Window`] |
//! | record the frames of a window | [`Window::record_video`] |
//! | draw without a window | [`render`], [`Image`] |
//! | let another library draw | [`raw_window_handle`], which [`Window`] implements |
//!
//! A window's handlers run on a thread of its own, and [`Window`] is a handle that every thread may hold:
//!
//! ```
//! use canvas::color::css;
//! use canvas::{App, CloseEvent, CloseReply, KeyEvent, Painter, Window};
//!
//! struct Counter {
//!     window: Window,
//!     count: u32,
//! }
//!
//! impl App for Counter {
//!     fn on_draw(&mut self, painter: &mut Painter) {
//!         painter.set_fill_style(css::TEAL);
//!         painter.fill_rect(0.0, 0.0, 10.0 * f64::from(self.count), painter.height());
//!     }
//!     fn on_key_down(&mut self, _event: &KeyEvent) {
//!         self.count += 1;
//!         self.window.request_draw().expect("it is open");
//!     }
//!     fn on_close_request(&mut self, _event: &CloseEvent) -> CloseReply {
//!         if self.count < 2 { CloseReply::Keep } else { CloseReply::Close }
//!     }
//! }
//!
//! let window = canvas::builder()
//!     .title("Counter")
//!     .size(200.0, 50.0)
//!     .backend("headless") // without it, the environment chooses
//!     .show_with(|window| Counter { window, count: 0 })?;
//! window.submit_event(KeyEvent::new(true, "a", "KeyA"))?;
//! window.request_close()?; // refused
//! window.submit_event(KeyEvent::new(true, "b", "KeyB"))?;
//! while window.snapshot()?.pixel(15, 25) != Some([0, 128, 128, 255]) {}
//! window.request_close()?;
//! assert!(window.wait(None)?);
//! # canvas::Result::Ok(())
//! ```
//!
//! A program ends with its `main`, windows or not: [`run`] waits for them. Which displays it can use is chosen by the
//! features (`x11` and `winit`, both by default); without any there are headless windows, which every build has.

pub mod clipboard;

use std::sync::Arc;

use canvas_core::backend::Backend;
use canvas_core::runtime;

pub use canvas_core::app::{App, Builder, CloseReply, Handlers, Later, Window, run, with};
pub use canvas_core::backend::{Capabilities, Monitor, SizeLimits, WindowMode};
pub use canvas_core::cursor::{self, Cursor};
pub use canvas_core::effect::{self, Filter};
pub use canvas_core::error::{Cause, DrawError, DrawResult};
pub use canvas_core::event::{
    self, CloseEvent, CloseReason, DropEvent, Event, FocusEvent, KeyEvent, MoveEvent, PointerEvent,
    ResizeEvent, TextEvent, VisibilityEvent, WheelEvent,
};
pub use canvas_core::geometry::PhysicalSize;
pub use canvas_core::image::{self, Image};
pub use canvas_core::paint::{self, Gradient, Paint, Pattern, Repetition};
pub use canvas_core::painter::{self, Painter};
pub use canvas_core::path::{self, Path};
pub use canvas_core::pixels::{Fit, PixelView, Strides};
pub use canvas_core::process::{app_id, set_app_id};
pub use canvas_core::svg::{self, Svg};
pub use canvas_core::video::{Recording, VideoOptions};
pub use canvas_core::window::life::State;
pub use canvas_core::window::queue::PointerState;
pub use canvas_core::window::{Options, UpdateMode};
pub use canvas_core::{Error, Result, color, kurbo, peniko, stats, text};
pub use raw_window_handle;

/// Where a program begins: [`Canvas::builder`] describes a window, as [`builder`] does.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Canvas;

impl Canvas {
    /// Describes a window that is not shown yet, with every backend of this build to choose from.
    ///
    /// ```
    /// let window = canvas::Canvas::builder()
    ///     .title("Hello")
    ///     .size(400.0, 300.0)
    ///     .backend("headless")
    ///     .show(|painter: &mut canvas::Painter| painter.fill_circle(200.0, 150.0, 80.0))?;
    /// assert_eq!(window.snapshot()?.pixel(200, 150), Some([0, 0, 0, 255]));
    /// window.close();
    /// # canvas::Result::Ok(())
    /// ```
    pub fn builder() -> Builder {
        register_backends();
        canvas_core::app::Canvas::builder()
    }
}

/// Describes a window that is not shown yet, with every backend of this build to choose from.
///
/// ```no_run
/// canvas::builder().title("A dot").show(|painter: &mut canvas::Painter| painter.fill_circle(50.0, 50.0, 20.0))?;
/// canvas::run()
/// # ; canvas::Result::Ok(())
/// ```
pub fn builder() -> Builder {
    Canvas::builder()
}

/// Draws without a window, on the calling thread, on a transparent background. `size` is in pixels.
///
/// # Errors
/// [`Error::Invalid`] for a size that is not between 1 and 32,767 a side, and for a call of `draw` that failed;
/// [`Error::Resource`] if it is too large.
///
/// ```
/// let image = canvas::render((100.0, 100.0), |painter| {
///     painter.set_fill_style(canvas::color::css::TOMATO);
///     painter.fill_rect(0.0, 0.0, 50.0, 100.0);
/// })?;
/// assert_eq!(image.pixel(20, 20), Some([255, 99, 71, 255]));
/// assert_eq!(image.pixel(80, 20), Some([0, 0, 0, 0]));
/// # canvas::Result::Ok(())
/// ```
///
/// Gradients, patterns, filters and SVG images work as in a window:
///
/// ```
/// use canvas::color::css;
/// use canvas::peniko::BlendMode;
/// use canvas::{Filter, Repetition, Svg};
///
/// let tile = canvas::render((2.0, 2.0), |painter| painter.clear(css::TEAL))?;
/// let dot = Svg::parse(br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>"#)?;
/// let soft = Filter::parse("blur(2px)", 16.0)?;
/// let image = canvas::render((100.0, 100.0), |painter| {
///     painter.set_fill_style(painter.create_pattern(&tile, Repetition::Repeat));
///     painter.fill_rect(0.0, 0.0, 50.0, 100.0);
///     painter.layer(0.5, BlendMode::default(), |painter| {
///         painter.set_filter(soft.clone());
///         painter.fill_circle(75.0, 25.0, 10.0);
///     });
///     painter.draw_svg(&dot, 60.0, 60.0, 30.0, 30.0);
/// })?;
/// assert_eq!(image.pixel(20, 20), Some([0, 128, 128, 255]));
/// assert_eq!(image.pixel(75, 75), Some([0, 0, 0, 255]));
/// # canvas::Result::Ok(())
/// ```
pub fn render(size: impl Into<kurbo::Size>, draw: impl FnOnce(&mut Painter)) -> Result<Image> {
    render_at(size, 1.0, None, draw)
}

/// Draws without a window, as [`render`] does. `size` is in logical pixels, with `ratio` pixels of the image for each;
/// `background` is the colour that it starts with, `None` is transparent.
///
/// # Errors
/// Those of [`render`], and [`Error::Invalid`] for a ratio that is not above 0.
///
/// ```
/// let image = canvas::render_at((10.0, 10.0), 2.0, Some(canvas::color::css::WHITE), |painter| {
///     painter.fill_rect(0.0, 0.0, 5.0, 5.0);
/// })?;
/// assert_eq!((image.width(), image.pixel(9, 9)), (20, Some([0, 0, 0, 255])));
/// assert_eq!(image.pixel(10, 10), Some([255, 255, 255, 255]));
/// # canvas::Result::Ok(())
/// ```
pub fn render_at(
    size: impl Into<kurbo::Size>,
    ratio: f64,
    background: Option<peniko::Color>,
    draw: impl FnOnce(&mut Painter),
) -> Result<Image> {
    let size = size.into();
    Ok(canvas_core::render(
        (size.width, size.height),
        ratio,
        background,
        draw,
    )?)
}

/// Opens a window that shows an image, one logical pixel per pixel, scaled when the window is resized.
///
/// # Errors
/// Those of [`Builder::show`].
pub fn show_image(title: impl Into<String>, image: &Image) -> Result<Window> {
    let size = (f64::from(image.width()), f64::from(image.height()));
    let shown = image.clone();
    builder()
        .title(title)
        .size(size.0, size.1)
        .show(move |painter: &mut Painter| {
            let (width, height) = (painter.width(), painter.height());
            painter.draw_image_scaled(&shown, 0.0, 0.0, width, height);
        })
}

/// The monitors of the display on which windows are shown by default, the primary one first. May wait for the
/// display, at most 3 s.
///
/// # Errors
/// [`Error::Unsupported`] where the display does not report them, and those of opening the display.
pub fn monitors() -> Result<Vec<Monitor>> {
    default_backend()?.monitors()
}

fn default_backend() -> Result<Arc<dyn Backend>> {
    register_backends();
    runtime::backend(None)
}

/// Closes every window, from any thread, without waiting.
pub fn close_all() {
    runtime::close_all(&CloseReason::Program);
}

/// Closes every window and ends every native thread of this crate, for a program that has to release everything. True if all
/// have ended within `timeout`.
pub fn stop(timeout: std::time::Duration) -> bool {
    close_all();
    runtime::stop(timeout)
}

/// A backend of this build, and whether it works here.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BackendInfo {
    /// Its name, for [`Builder::backend`] and `CANVAS_BACKEND`.
    pub name: &'static str,
    /// Why it does not work here; `None` if it does.
    pub trouble: Option<Error>,
}

/// The backends of this build. Each is tried, so this connects to the displays.
///
/// ```
/// let headless = canvas::backends().into_iter().find(|backend| backend.name == "headless");
/// assert!(headless.is_some_and(|backend| backend.trouble.is_none()));
/// ```
pub fn backends() -> Vec<BackendInfo> {
    register_backends();
    let factories = runtime::factories();
    factories
        .iter()
        .map(|factory| BackendInfo {
            name: factory.name,
            trouble: runtime::backend(Some(factory.name)).err(),
        })
        .collect()
}

/// Registers the backends of this build. Calling it again does nothing.
fn register_backends() {
    #[cfg(all(feature = "x11", target_os = "linux"))]
    runtime::register(canvas_x11::FACTORY);
    #[cfg(feature = "winit")]
    runtime::register(canvas_winit::FACTORY);
}
