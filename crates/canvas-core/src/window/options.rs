//! What a program requests of a window, and the checks of it.

use crate::backend::{Capabilities, SizeLimits, WindowMode};
use crate::cursor::Cursor;
use crate::error::{Error, Result};
use crate::geometry::MAX_SIDE;
use crate::geometry::kurbo::{Point, Size};
use crate::image::Image;
use crate::peniko::Color;

/// The longest side of an icon, in pixels.
const MAX_ICON_SIDE: u32 = 512;

/// When frames are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UpdateMode {
    /// A frame for each request, resize or show.
    #[default]
    OnDemand,
    /// Frames at `max_fps`.
    Continuous,
    /// Frames as fast as the display takes them.
    Fastest,
    /// Frames for `force_draw` only (and one when the window opens).
    Manual,
}

impl UpdateMode {
    /// All of them, with the names that programs use.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("ondemand", Self::OnDemand),
        ("continuous", Self::Continuous),
        ("fastest", Self::Fastest),
        ("manual", Self::Manual),
    ];

    /// The name that programs use.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, mode)| *mode == self)
            .map_or("", |(name, _)| name)
    }
}

/// What a program asks of a window before it is shown, and may change later.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// The title; any text. Default `"canvas"`.
    pub title: String,
    /// The size of the content, logical pixels. Default 640 × 480.
    pub size: Size,
    /// Where it should be on the screen, logical pixels; `None` lets the window manager choose.
    pub position: Option<Point>,
    /// How far a user may resize it. Default: without limits.
    pub limits: SizeLimits,
    /// What each frame starts from. Default white; `None` is transparent.
    pub background: Option<Color>,
    /// When frames are drawn.
    pub update_mode: UpdateMode,
    /// The most frames a second, in `ondemand` and `continuous` mode. Default 60.
    pub max_fps: f64,
    /// Whether held keys are reported again and again. Default false.
    pub key_repeat: bool,
    /// Whether the window manager draws a frame around it. Default true.
    pub decorated: bool,
    /// Fullscreen, maximised, minimised. Default: none of them.
    pub mode: WindowMode,
    /// Whether it stays above other windows. Default false.
    pub always_on_top: bool,
    /// From 0, not to be seen, to 1, the default.
    pub opacity: f64,
    /// What task bars show for it; `None` lets them choose.
    pub icon: Option<Image>,
    /// How the pointer looks over it.
    pub cursor: Cursor,
    /// The backend's name; `None` chooses by the environment.
    pub backend: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            title: "canvas".to_owned(),
            size: Size::new(640.0, 480.0),
            position: None,
            limits: SizeLimits::FREE,
            background: Some(Color::WHITE),
            update_mode: UpdateMode::OnDemand,
            max_fps: 60.0,
            key_repeat: false,
            decorated: true,
            mode: WindowMode::default(),
            always_on_top: false,
            opacity: 1.0,
            icon: None,
            cursor: Cursor::default(),
            backend: None,
        }
    }
}

impl Options {
    /// The background as a display takes it: without alpha.
    pub(crate) fn display_background(&self) -> [u8; 3] {
        self.background.map_or([255; 3], |color| {
            let rgba = color.to_rgba8();
            [rgba.r, rgba.g, rgba.b]
        })
    }

    /// These options, except that what differs between `before` and `wanted` is as in `wanted`.
    pub(super) fn with_changes(mut self, before: &Self, wanted: Self) -> Self {
        macro_rules! take {
            ($($value:ident: $($field:ident).+,)*) => {
                $(if $value != before.$($field).+ {
                    self.$($field).+ = $value;
                })*
            };
        }
        // Every field by name, so that none is forgotten.
        let Self {
            title,
            size,
            position,
            limits: SizeLimits { min, max, resizable },
            background,
            update_mode,
            max_fps,
            key_repeat,
            decorated,
            mode:
                WindowMode {
                    fullscreen,
                    maximized,
                    minimized,
                },
            always_on_top,
            opacity,
            icon,
            cursor,
            backend,
        } = wanted;
        take! {
            title: title,
            size: size,
            position: position,
            min: limits.min,
            max: limits.max,
            resizable: limits.resizable,
            background: background,
            update_mode: update_mode,
            max_fps: max_fps,
            key_repeat: key_repeat,
            decorated: decorated,
            fullscreen: mode.fullscreen,
            maximized: mode.maximized,
            minimized: mode.minimized,
            always_on_top: always_on_top,
            opacity: opacity,
            icon: icon,
            cursor: cursor,
            backend: backend,
        }
        self
    }
}

/// Checks that the display can do what differs.
pub(super) fn check_capabilities(can: Capabilities, before: &Options, options: &Options) -> Result<()> {
    let asked = [
        (can.position, options.position != before.position, "place windows"),
        (
            can.decorated,
            options.decorated != before.decorated,
            "change a window's decorations",
        ),
        (
            can.fullscreen,
            options.mode.fullscreen != before.mode.fullscreen,
            "make windows fullscreen",
        ),
        (
            can.maximized,
            options.mode.maximized != before.mode.maximized,
            "maximise windows",
        ),
        (
            can.minimized,
            options.mode.minimized != before.mode.minimized,
            "minimise windows",
        ),
        (
            can.always_on_top,
            options.always_on_top != before.always_on_top,
            "keep windows above others",
        ),
        (
            can.opacity,
            options.opacity != before.opacity,
            "make windows translucent",
        ),
        (can.icon, options.icon != before.icon, "change a window's icon"),
        (can.cursor, options.cursor != before.cursor, "change the cursor"),
    ];
    match asked.iter().find(|(can, differs, _)| *differs && !can) {
        Some((_, _, what)) => Err(Error::Unsupported(format!(
            "this display ({}) does not let programs {what}",
            can.platform
        ))),
        None => Ok(()),
    }
}

pub(super) fn check_options(options: &Options) -> Result<()> {
    let side = |value: f64| value.is_finite() && (1.0..=f64::from(MAX_SIDE)).contains(&value);
    let size = |name: &str, size: Size| {
        if side(size.width) && side(size.height) {
            return Ok(());
        }
        let Size { width, height } = size;
        Err(Error::Invalid(format!(
            "{name} must be two numbers from 1 to {MAX_SIDE}, in logical pixels, not ({width}, {height})"
        )))
    };
    size("size", options.size)?;
    if let Some(min) = options.limits.min {
        size("min_size", min)?;
    }
    if let Some(max) = options.limits.max {
        size("max_size", max)?;
    }
    if let (Some(min), Some(max)) = (options.limits.min, options.limits.max)
        && (min.width > max.width || min.height > max.height)
    {
        return Err(Error::Invalid(
            "min_size must not be larger than max_size".to_owned(),
        ));
    }
    if let Some(Point { x, y }) = options.position
        && !(x.abs() <= 32767.0 && y.abs() <= 32767.0)
    {
        return Err(Error::Invalid(format!(
            "position must be two numbers from -32767 to 32767, in logical pixels, not ({x}, {y})"
        )));
    }
    if !(0.0..=1.0).contains(&options.opacity) {
        return Err(Error::Invalid(format!(
            "opacity must be a number from 0 to 1, not {}",
            options.opacity
        )));
    }
    if let Some(icon) = &options.icon
        && icon.width().max(icon.height()) > MAX_ICON_SIDE
    {
        return Err(Error::Invalid(format!(
            "icon must be at most {MAX_ICON_SIDE} × {MAX_ICON_SIDE} pixels, not {} × {}",
            icon.width(),
            icon.height()
        )));
    }
    if !(options.max_fps.is_finite() && options.max_fps > 0.0 && options.max_fps <= 1000.0) {
        return Err(Error::Invalid(format!(
            "max_fps must be a number above 0 and at most 1000, not {}",
            options.max_fps
        )));
    }
    Ok(())
}
