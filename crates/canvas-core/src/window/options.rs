//! What a program asks of a window: checked before anything is changed, and told to the display where it differs.

use std::sync::Arc;

use crate::backend::{Backend, Capabilities, Command, Property, SizeLimits, WindowMode};
use crate::cursor::Cursor;
use crate::error::{Error, Result};
use crate::geometry::kurbo::{Point, Size};
use crate::geometry::{MAX_SIDE, PhysicalSize};
use crate::image::Image;
use crate::peniko::Color;
use crate::process::check_app_id;

use super::life::State;
use super::state::{Afterwards, WindowState};
use super::{Window, closed};

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
    /// The application id of this window when it is shown next; `None` takes the process's
    /// ([`set_app_id`](crate::process::set_app_id)), which says what may stand there.
    pub app_id: Option<String>,
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
            app_id: None,
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

    /// These options, but for what differs between `before` and `wanted`: that is as it is wanted.
    fn with_changes(mut self, before: &Self, wanted: Self) -> Self {
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
            app_id,
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
            app_id: app_id,
        }
        self
    }
}

impl Window {
    /// The options, with the sizes and places that the display has confirmed.
    pub fn options(&self) -> Options {
        self.0.lock().confirmed_options()
    }

    /// Size in physical pixels, as the display has confirmed it.
    pub fn physical_size(&self) -> PhysicalSize {
        self.0.lock().now.size
    }

    /// Physical pixels per logical pixel.
    pub fn ratio(&self) -> f64 {
        self.0.lock().now.ratio
    }

    /// Whether it can be seen on the screen now.
    pub fn visible(&self) -> bool {
        let state = self.0.lock();
        state.life == State::Open && state.now.visible
    }

    /// Its backend, while it is open.
    pub fn backend(&self) -> Option<Arc<dyn Backend>> {
        self.0.lock().now.backend.clone()
    }

    /// Changes options. All are checked first; nothing is changed if one is out of range.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Closed`]; [`Error::Unsupported`] if the window is open and its display cannot do it.
    pub fn change(&self, change: impl FnOnce(&mut Options)) -> Result<()> {
        let before = self.wished();
        let mut wanted = before.clone();
        change(&mut wanted);
        self.change_from(&before, wanted)
    }

    /// The options as they were last asked for, where the display has not answered yet.
    pub fn wished(&self) -> Options {
        self.0.lock().wished_options()
    }

    /// Changes what differs between `before`, which [`wished`](Self::wished) said some time ago, and `wanted`. What other
    /// threads have changed since then stays.
    ///
    /// # Errors
    /// Those of [`change`](Self::change).
    pub fn change_from(&self, before: &Options, wanted: Options) -> Result<()> {
        let mut after = Afterwards::default();
        {
            let mut state = self.0.lock();
            if state.life.is_ending() {
                return Err(closed());
            }
            let now = state.wished_options();
            let options = now.clone().with_changes(before, wanted);
            check_options(&options)?;
            if let Some(backend) = &state.now.backend {
                check_capabilities(backend.capabilities(), &now, &options)?;
            }
            state.apply(&now, options, &mut after);
        }
        self.0.finish(after);
        Ok(())
    }
}

/// Whether the display can do what differs.
fn check_capabilities(can: Capabilities, before: &Options, options: &Options) -> Result<()> {
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

impl WindowState {
    /// The options, with what the display has confirmed where it confirms.
    fn confirmed_options(&self) -> Options {
        let mut options = self.options.clone();
        if self.now.created {
            options.size = self.now.size.to_logical(self.now.ratio);
            options.position = self.now.position;
            options.mode = self.now.mode;
        }
        options
    }

    fn wished_options(&self) -> Options {
        let mut options = self.confirmed_options();
        self.now.wishes.apply(&mut options, self.now.clock.now());
        options
    }

    /// Takes over checked options, and tells the display what differs.
    fn apply(&mut self, before: &Options, options: Options, after: &mut Afterwards) {
        let id = self.now.id;
        let mut set = |property| after.commands.push(Command::Set(id, property));
        if options.title != before.title {
            set(Property::Title(options.title.clone()));
        }
        if options.limits != before.limits {
            set(Property::Limits(options.limits));
        }
        if options.size != before.size {
            set(Property::Size(options.size));
        }
        if let Some(position) = options.position.filter(|_| options.position != before.position) {
            set(Property::Position(position));
        }
        if options.background != before.background {
            set(Property::Background(options.display_background()));
            self.now.pace.request_all();
        }
        for (differs, property) in [
            (
                options.decorated != before.decorated,
                Property::Decorated(options.decorated),
            ),
            (
                options.mode.fullscreen != before.mode.fullscreen,
                Property::Fullscreen(options.mode.fullscreen),
            ),
            (
                options.mode.maximized != before.mode.maximized,
                Property::Maximized(options.mode.maximized),
            ),
            (
                options.mode.minimized != before.mode.minimized,
                Property::Minimized(options.mode.minimized),
            ),
            (
                options.always_on_top != before.always_on_top,
                Property::AlwaysOnTop(options.always_on_top),
            ),
            (
                options.opacity != before.opacity,
                Property::Opacity(options.opacity),
            ),
            (options.icon != before.icon, Property::Icon(options.icon.clone())),
            (options.cursor != before.cursor, Property::Cursor(options.cursor)),
        ] {
            if differs {
                after.commands.push(Command::Set(id, property));
            }
        }
        self.now.queue.set_key_repeat(options.key_repeat);
        let clock = self.now.clock.now();
        self.now.wishes.note(before, &options, clock);
        if !self.now.created {
            self.now.size = PhysicalSize::from_logical(options.size, self.now.ratio);
        }
        if options.max_fps != before.max_fps {
            self.now.pace.not_before = 0.0;
        }
        self.options = options;
        after.wake_ui = true;
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
