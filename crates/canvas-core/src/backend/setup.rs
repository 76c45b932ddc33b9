//! The state in which a window is created.

use crate::cursor::Cursor;
use crate::geometry::kurbo::{Point, Size};
use crate::image::Image;

use super::limits::SizeLimits;
use super::property::Property;

/// The state in which a window is created. Lengths are logical pixels.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct WindowSetup {
    /// The title; any text.
    pub title: String,
    /// The application's name, for grouping and rules (`WM_CLASS`, `app_id`).
    pub app_id: String,
    /// The size of the content.
    pub size: Size,
    /// The place of the content's top left corner on the screen; `None` lets the window manager choose.
    pub position: Option<Point>,
    /// How far a user may resize it.
    pub limits: SizeLimits,
    /// The colour where no frame is: red, green, blue.
    pub background: [u8; 3],
    /// Whether the window manager draws decorations (title bar and borders) around it.
    pub decorated: bool,
    /// How it is shown at first.
    pub mode: WindowMode,
    /// Whether it stays above other windows.
    pub always_on_top: bool,
    /// From 0 (invisible) to 1 (opaque).
    pub opacity: f64,
    /// The icon that task bars show for it; `None` lets them choose.
    pub icon: Option<Image>,
    /// How the pointer looks over it.
    pub cursor: Cursor,
}

impl WindowSetup {
    /// Takes over a changed property, so that a window can be created again in its present state. A new size is brought
    /// within the limits, and new limits resize what they no longer allow.
    pub fn apply(&mut self, property: Property) {
        match property {
            Property::Title(title) => self.title = title,
            Property::Size(size) => self.size = self.limits.clamp(size),
            Property::Position(position) => self.position = Some(position),
            Property::Limits(limits) => {
                self.limits = limits;
                self.size = limits.clamp(self.size);
            }
            Property::Background(background) => self.background = background,
            Property::Decorated(decorated) => self.decorated = decorated,
            Property::Fullscreen(fullscreen) => self.mode.fullscreen = fullscreen,
            Property::Maximized(maximized) => self.mode.maximized = maximized,
            Property::Minimized(minimized) => self.mode.minimized = minimized,
            Property::AlwaysOnTop(always_on_top) => self.always_on_top = always_on_top,
            Property::Opacity(opacity) => self.opacity = opacity,
            Property::Icon(icon) => self.icon = icon,
            Property::Cursor(cursor) => self.cursor = cursor,
        }
    }
}

impl Default for WindowSetup {
    fn default() -> Self {
        Self {
            title: "canvas".to_owned(),
            app_id: "canvas".to_owned(),
            size: Size::new(640.0, 480.0),
            position: None,
            limits: SizeLimits::FREE,
            background: [255; 3],
            decorated: true,
            mode: WindowMode::default(),
            always_on_top: false,
            opacity: 1.0,
            icon: None,
            cursor: Cursor::default(),
        }
    }
}

/// How a window is shown on its screen. Several can be true: a maximised window that is minimised comes back maximised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WindowMode {
    /// It covers its monitor, without decorations.
    pub fullscreen: bool,
    /// It is as large as the desktop lets it be.
    pub maximized: bool,
    /// It is an icon or an entry of a task bar.
    pub minimized: bool,
}

impl WindowMode {
    /// None of them.
    pub const NORMAL: Self = Self {
        fullscreen: false,
        maximized: false,
        minimized: false,
    };
    /// Fullscreen alone.
    pub const FULLSCREEN: Self = Self {
        fullscreen: true,
        ..Self::NORMAL
    };
    /// Maximised alone.
    pub const MAXIMIZED: Self = Self {
        maximized: true,
        ..Self::NORMAL
    };
    /// Minimised alone.
    pub const MINIMIZED: Self = Self {
        minimized: true,
        ..Self::NORMAL
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_stay_within_the_limits() {
        let mut setup = WindowSetup::default();
        setup.apply(Property::Limits(SizeLimits::between(
            None,
            Size::new(300.0, 200.0),
        )));
        assert_eq!(setup.size, Size::new(300.0, 200.0), "limits resize");
        setup.apply(Property::Size(Size::new(100.0, 500.0)));
        assert_eq!(setup.size, Size::new(100.0, 200.0));
    }

    #[test]
    fn a_mode_leaves_the_others_alone() {
        let mut setup = WindowSetup::default();
        setup.apply(Property::Maximized(true));
        setup.apply(Property::Minimized(true));
        setup.apply(Property::Maximized(false));
        assert_eq!(setup.mode, WindowMode::MINIMIZED);
    }
}
