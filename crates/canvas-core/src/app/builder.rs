//! The builder of a window.

use super::program::App;
use super::ui_loop::ui_loop;
use super::window::Window;
use crate::backend::property_table::window_properties;
use crate::cursor::Cursor;
use crate::error::{Error, Result};
use crate::geometry::kurbo::{Point, Size};
use crate::image::Image;
use crate::peniko::Color;
use crate::threads;
use crate::wait::{RustHost, uninterrupted};
use crate::window::{self, Options, UpdateMode};

/// Where a Rust program begins: `Canvas::builder().title("Hello").size(400.0, 300.0).show(app)?`.
#[derive(Debug)]
pub struct Canvas;

impl Canvas {
    /// A builder with the default options.
    pub fn builder() -> Builder {
        Builder {
            options: Options::default(),
            overlay: None,
        }
    }
}

/// Declares a method for each option that is a row of the table of properties with a default.
macro_rules! declare_setters {
    ($(
        $doc:literal
        $field:ident: $name:ident($value:ty) $([= $default:expr])? $([from |$options:ident| $get:expr])?
            $([if $capability:ident $action:literal])?;
    )*) => {
        impl Builder {
            $(
                $(#[doc = $doc] #[doc = concat!("\n\nDefault: `", stringify!($default), "`.")]
                    #[must_use]
                    pub fn $field(mut self, $field: impl Into<$value>) -> Self {
                        self.options.$field = $field.into();
                        self
                    }
                )?
            )*
        }
    };
}

window_properties!(declare_setters);

/// Describes a window that is not shown yet.
#[derive(Clone, Debug)]
pub struct Builder {
    options: Options,
    /// `None`: the environment decides.
    overlay: Option<bool>,
}

impl Builder {
    /// The size of the content, logical pixels. Default 640 × 480.
    #[must_use]
    pub fn size(mut self, width: f64, height: f64) -> Self {
        self.options.size = Size::new(width, height);
        self
    }

    /// Its position on the screen, logical pixels. Default: chosen by the window manager.
    #[must_use]
    pub fn position(mut self, x: f64, y: f64) -> Self {
        self.options.position = Some(Point::new(x, y));
        self
    }

    /// The smallest size that a user can give it, logical pixels. Default: no limit.
    #[must_use]
    pub fn min_size(mut self, width: f64, height: f64) -> Self {
        self.options.limits.min = Some(Size::new(width, height));
        self
    }

    /// The largest size that a user can give it, logical pixels. Default: no limit.
    #[must_use]
    pub fn max_size(mut self, width: f64, height: f64) -> Self {
        self.options.limits.max = Some(Size::new(width, height));
        self
    }

    /// Whether a user can resize it. Default true.
    #[must_use]
    pub fn resizable(mut self, resizable: bool) -> Self {
        self.options.limits.resizable = resizable;
        self
    }

    /// The colour that each frame starts with. Default white; `None` is transparent.
    #[must_use]
    pub fn background(mut self, color: impl Into<Option<Color>>) -> Self {
        self.options.background = color.into();
        self
    }

    /// When frames are drawn. Default: on demand.
    #[must_use]
    pub fn update_mode(mut self, mode: UpdateMode) -> Self {
        self.options.update_mode = mode;
        self
    }

    /// The highest frame rate, in frames per second; above 0, at most 1000. Default 60.
    #[must_use]
    pub fn max_fps(mut self, fps: f64) -> Self {
        self.options.max_fps = fps;
        self
    }

    /// Whether held keys are reported again and again. Default false.
    #[must_use]
    pub fn key_repeat(mut self, repeat: bool) -> Self {
        self.options.key_repeat = repeat;
        self
    }

    /// Whether it covers its monitor. Default false.
    #[must_use]
    pub fn fullscreen(mut self, fullscreen: bool) -> Self {
        self.options.mode.fullscreen = fullscreen;
        self
    }

    /// Whether its statistics are drawn over it, as by [`Window::set_overlay`]. Default: only with `CANVAS_OVERLAY=1`.
    #[must_use]
    pub fn overlay(mut self, on: bool) -> Self {
        self.overlay = Some(on);
        self
    }

    /// The application id of this window, by which desktops group windows and window-manager rules find them. Default: the
    /// process's, see [`set_app_id`](crate::process::set_app_id), which gives the rules for names.
    #[must_use]
    pub fn app_id(mut self, name: impl Into<String>) -> Self {
        self.options.app_id = Some(name.into());
        self
    }

    /// The backend's name, such as `"x11"` or `"headless"`. Default: chosen by the environment.
    #[must_use]
    pub fn backend(mut self, name: impl Into<String>) -> Self {
        self.options.backend = Some(name.into());
        self
    }

    /// Shows the window; returns when the display has created it, without waiting for a frame.
    ///
    /// On macOS the window is served while the main thread is in [`run`](super::run) or waits for a window otherwise; if it is
    /// not, a warning says so. On other threads `show` returns there without waiting for the display.
    ///
    /// # Errors
    /// [`Error::Invalid`] if an option is out of range; [`Error::Display`] if the display refuses or does not answer
    /// within 3 s; [`Error::BackendUnavailable`]; [`Error::Resource`] if the system has no thread left.
    pub fn show(self, app: impl App) -> Result<Window> {
        self.show_with(|_| app)
    }

    /// Shows the window of an app that keeps the window's handle: `make` gets it, before the window is shown.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Display`], [`Error::BackendUnavailable`] and [`Error::Resource`], as in [`Builder::show`].
    ///
    /// ```
    /// use canvas_core::app::{App, Canvas, Window};
    /// use canvas_core::event::KeyEvent;
    ///
    /// struct Quit(Window);
    ///
    /// impl App for Quit {
    ///     fn on_key_down(&mut self, event: &KeyEvent) {
    ///         if event.key == "q" {
    ///             self.0.close();
    ///         }
    ///     }
    /// }
    ///
    /// let window = Canvas::builder().backend("headless").show_with(Quit)?;
    /// window.submit_event(KeyEvent::new(true, "q", "KeyQ"))?;
    /// assert!(window.wait(None)?);
    /// # canvas_core::Result::Ok(())
    /// ```
    pub fn show_with<A: App>(self, make: impl FnOnce(Window) -> A) -> Result<Window> {
        let window = window::Window::new(self.options)?;
        if let Some(on) = self.overlay {
            window.set_overlay(on);
        }
        let handle = Window::new(window.clone());
        let app = make(handle.clone());
        let opener = window.begin_show()?;
        let on_thread = handle.clone();
        let name = format!("canvas:{}", window.options().title);
        let started = threads::spawn_for_user(&name.replace('\0', ""), 8 * 1024 * 1024, move || {
            ui_loop(&on_thread, app)
        });
        if let Err(error) = started {
            window.abandon();
            return Err(Error::Resource(format!("no thread for the window: {error}")));
        }
        uninterrupted(window.finish_show(&RustHost, opener))?;
        Ok(handle)
    }
}
