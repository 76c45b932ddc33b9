//! The options of a window that a program requests, and the checks before anything is changed.

use crate::backend::property_table::window_properties;
use crate::backend::{Capabilities, Property, SizeLimits, WindowMode, WindowSetup};
use crate::cursor::Cursor;
use crate::error::{Error, Result};
use crate::geometry::MAX_SIDE;
use crate::geometry::kurbo::{Point, Size};
use crate::image::Image;
use crate::peniko::Color;
use crate::process::{app_id, check_app_id};

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

/// Merges changes of options: each part of a value that differs.
trait Merge: PartialEq + Sized {
    /// Takes over the differences between `before` and `requested`.
    fn merge(&mut self, before: &Self, requested: Self) {
        if requested != *before {
            *self = requested;
        }
    }
}

macro_rules! merge_as_a_whole {
    ($($value:ty),* $(,)?) => { $(impl Merge for $value {})* };
}

merge_as_a_whole!(
    bool,
    f64,
    String,
    Option<String>,
    Size,
    Option<Size>,
    Option<Point>,
    Option<Color>,
    Option<Image>,
    Cursor,
    UpdateMode
);

impl Merge for SizeLimits {
    fn merge(&mut self, before: &Self, Self { min, max, resizable }: Self) {
        self.min.merge(&before.min, min);
        self.max.merge(&before.max, max);
        self.resizable.merge(&before.resizable, resizable);
    }
}

impl Merge for WindowMode {
    fn merge(&mut self, before: &Self, requested: Self) {
        let Self {
            fullscreen,
            maximized,
            minimized,
        } = requested;
        self.fullscreen.merge(&before.fullscreen, fullscreen);
        self.maximized.merge(&before.maximized, maximized);
        self.minimized.merge(&before.minimized, minimized);
    }
}

/// Declares [`Options`]: first those that are listed here, then those of the table of properties.
macro_rules! declare_options {
    (
        { $($(#[$own_doc:meta])* $own:ident: $own_type:ty = $own_default:expr;)* }
        $(
            $doc:literal
            $field:ident: $name:ident($value:ty) $([= $default:expr])? $([from |$options:ident| $get:expr])?
                $([if $capability:ident $action:literal])?;
        )*
    ) => {
        /// The properties of a window that a program sets before it is shown, and may change later.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct Options {
            $($(#[$own_doc])* #[doc = concat!("Default: `", stringify!($own_default), "`.")] pub $own: $own_type,)*
            $($(#[doc = $doc] #[doc = concat!("\n\nDefault: `", stringify!($default), "`.")] pub $field: $value,)?)*
        }

        impl Default for Options {
            fn default() -> Self {
                Self {
                    $($own: $own_default,)*
                    $($($field: $default,)?)*
                }
            }
        }

        impl Options {
            /// These options with the differences between `before` and `requested`.
            pub(super) fn with_changes(mut self, before: &Self, requested: Self) -> Self {
                $(self.$own.merge(&before.$own, requested.$own);)*
                $($(
                    only_with!($default);
                    self.$field.merge(&before.$field, requested.$field);
                )?)*
                self
            }

            /// The state in which a window is created.
            pub(super) fn setup(&self) -> WindowSetup {
                let mut setup = WindowSetup {
                    app_id: self.app_id.clone().unwrap_or_else(app_id),
                    size: self.size,
                    position: self.position,
                    limits: self.limits,
                    background: self.display_background(),
                    mode: self.mode,
                    ..WindowSetup::default()
                };
                $($(
                    only_with!($default);
                    setup.$field = self.$field.clone();
                )?)*
                setup
            }

            /// The properties whose values differ from those of `before`, in the order in which a display is sent them.
            pub(super) fn changed_properties(&self, before: &Self) -> Vec<Property> {
                let mut changed = Vec::new();
                $({
                    let value: fn(&Self) -> Option<$value> = value_of!($field $([= $default])? $([from |$options| $get])?);
                    let new = value(self);
                    if new != value(before) {
                        changed.extend(new.map(Property::$name));
                    }
                })*
                changed
            }
        }

        /// The action that the display does not support, if it lacks the capability that a change of the property needs.
        pub(super) fn missing_capability(can: Capabilities, property: &Property) -> Option<&'static str> {
            match property {
                $(Property::$name(_) => {
                    $(if !can.$capability {
                        return Some($action);
                    })?
                    None
                })*
            }
        }
    };
}

/// Does nothing with the default of a row: it is there to choose the rows that have one.
macro_rules! only_with {
    ($default:expr) => {};
}

/// How the value of a row is found.
macro_rules! value_of {
    ($field:ident [= $default:expr]) => {
        |options| Some(options.$field.clone())
    };
    ($field:ident [from |$options:ident| $get:expr]) => {
        |$options| $get
    };
}

macro_rules! with_own_options {
    ($($table:tt)*) => {
        declare_options! {
            {
                /// The size of the content, logical pixels, 1 to 32,767 a side.
                size: Size = Size::new(640.0, 480.0);
                /// The place of the content's top left corner on the screen, logical pixels; `None` lets the window manager
                /// choose.
                position: Option<Point> = None;
                /// How far a user may resize it.
                limits: SizeLimits = SizeLimits::FREE;
                /// The colour that each frame starts with; `None` is transparent.
                background: Option<Color> = Some(Color::WHITE);
                /// When frames are drawn.
                update_mode: UpdateMode = UpdateMode::OnDemand;
                /// The highest frame rate of `ondemand` and `continuous` mode, in frames per second; above 0, at most 1000.
                max_fps: f64 = 60.0;
                /// Whether held keys are reported again and again.
                key_repeat: bool = false;
                /// Fullscreen, maximised, minimised.
                mode: WindowMode = WindowMode::NORMAL;
                /// The backend's name; `None` chooses by the environment.
                backend: Option<String> = None;
                /// The application id of this window when it is shown next; `None` takes the process's
                /// ([`set_app_id`](crate::process::set_app_id)), which gives the rules for names.
                app_id: Option<String> = None;
            }
            $($table)*
        }
    };
}

window_properties!(with_own_options);

impl Options {
    /// The background as a display takes it: without alpha.
    pub(crate) fn display_background(&self) -> [u8; 3] {
        self.background.map_or([255; 3], |color| {
            let rgba = color.to_rgba8();
            [rgba.r, rgba.g, rgba.b]
        })
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
    if let Some(app_id) = &options.app_id {
        check_app_id(app_id)?;
    }
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
