//! How a window is shown: decorations, fullscreen, maximised, minimised, on top, icon, cursor; and the monitors.
//!
//! All of these are requests. What has become of them is asked of winit after events that may have changed it; a
//! Wayland compositor does not tell whether a window is minimised, so there that stays false.

use std::str::FromStr as _;

use canvas_core::backend::{BackendEvent, Monitor, WindowMode};
use canvas_core::cursor::Cursor;
use canvas_core::geometry::kurbo::{Point, Size};
use canvas_core::image::Image;
use winit::event_loop::ActiveEventLoop;
use winit::monitor::MonitorHandle;
use winit::window::{CursorIcon, Fullscreen, Icon, Window as WinitWindow, WindowAttributes, WindowLevel};

use crate::window::{Window, sane_ratio};

/// What the program has asked for.
#[derive(Debug, Default)]
pub(crate) struct Wishes {
    pub(crate) decorated: bool,
    pub(crate) always_on_top: bool,
    pub(crate) icon: bool,
    pub(crate) cursor: bool,
    pub(crate) fullscreen: bool,
    pub(crate) maximized: bool,
    pub(crate) minimized: bool,
}

impl Wishes {
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        let Self {
            decorated,
            always_on_top,
            icon,
            cursor,
            fullscreen,
            maximized,
            minimized,
        } = self;
        !(*decorated || *always_on_top || *icon || *cursor || *fullscreen || *maximized || *minimized)
    }
}

/// What a new window begins with.
pub(crate) fn begin(attributes: WindowAttributes, window: &Window) -> WindowAttributes {
    let setup = &window.setup;
    let mut attributes = attributes
        .with_decorations(setup.decorated)
        .with_window_level(level(setup.always_on_top))
        .with_window_icon(setup.icon.as_ref().and_then(icon))
        .with_maximized(setup.mode.maximized)
        .with_fullscreen(fullscreen(setup.mode.fullscreen));
    if let Ok(cursor) = CursorIcon::from_str(setup.cursor.name()) {
        attributes = attributes.with_cursor(cursor);
    }
    attributes
}

/// What a new window cannot begin with.
pub(crate) fn begun(window: &Window, native: &WinitWindow) {
    native.set_cursor_visible(window.setup.cursor != Cursor::NONE);
    native.set_ime_allowed(true);
    if window.setup.mode.minimized {
        native.set_minimized(true);
    }
}

/// Sends what the program has asked for.
pub(crate) fn grant(window: &Window, native: &WinitWindow, wishes: &Wishes) {
    let setup = &window.setup;
    if wishes.decorated {
        native.set_decorations(setup.decorated);
    }
    if wishes.always_on_top {
        native.set_window_level(level(setup.always_on_top));
    }
    if wishes.icon {
        native.set_window_icon(setup.icon.as_ref().and_then(icon));
    }
    if wishes.cursor {
        native.set_cursor_visible(setup.cursor != Cursor::NONE);
        if let Ok(cursor) = CursorIcon::from_str(setup.cursor.name()) {
            native.set_cursor(cursor);
        }
    }
    if wishes.maximized {
        native.set_maximized(setup.mode.maximized);
    }
    if wishes.fullscreen {
        native.set_fullscreen(fullscreen(setup.mode.fullscreen));
    }
    if wishes.minimized {
        native.set_minimized(setup.mode.minimized);
    }
}

impl Window {
    /// Tells how the window is shown now, if that has changed.
    pub(crate) fn tell_mode(&mut self) {
        let Some(native) = &self.native else { return };
        let mut mode = WindowMode::NORMAL;
        mode.fullscreen = native.window.fullscreen().is_some();
        mode.maximized = native.window.is_maximized();
        mode.minimized = native.window.is_minimized().unwrap_or(false);
        if self.told_mode == mode {
            return;
        }
        let was_minimized = std::mem::replace(&mut self.told_mode, mode).minimized;
        // What the program has asked for meanwhile is still to be asked of the display.
        let (wishes, setup) = (&self.wishes.modes, &mut self.setup.mode);
        for (is_wished, setup, told) in [
            (wishes.fullscreen, &mut setup.fullscreen, mode.fullscreen),
            (wishes.maximized, &mut setup.maximized, mode.maximized),
            (wishes.minimized, &mut setup.minimized, mode.minimized),
        ] {
            if !is_wished {
                *setup = told;
            }
        }
        self.tell(BackendEvent::Mode(mode));
        if was_minimized != mode.minimized {
            self.tell_visible(!mode.minimized);
        }
    }
}

fn level(always_on_top: bool) -> WindowLevel {
    match always_on_top {
        true => WindowLevel::AlwaysOnTop,
        false => WindowLevel::Normal,
    }
}

/// On the monitor where the window is.
fn fullscreen(on: bool) -> Option<Fullscreen> {
    on.then_some(Fullscreen::Borderless(None))
}

fn icon(image: &Image) -> Option<Icon> {
    let icon = Icon::from_rgba(image.rgba().to_vec(), image.width(), image.height());
    // An image of the core has as many pixels as it says.
    icon.map_err(|error| tracing::warn!("an icon cannot be used: {error}"))
        .ok()
}

/// The monitors, the primary one first.
pub(crate) fn monitors(target: &ActiveEventLoop) -> Vec<Monitor> {
    let primary = target.primary_monitor();
    let mut all: Vec<_> = target.available_monitors().collect();
    all.sort_by_key(|monitor| Some(monitor) != primary.as_ref());
    all.iter().map(describe).collect()
}

fn describe(monitor: &MonitorHandle) -> Monitor {
    let ratio = sane_ratio(monitor.scale_factor());
    let (place, size) = (monitor.position(), monitor.size());
    let place = Point::new(f64::from(place.x) / ratio, f64::from(place.y) / ratio);
    let size = Size::new(f64::from(size.width) / ratio, f64::from(size.height) / ratio);
    let mut told = Monitor::new(monitor.name().unwrap_or_default(), place, size, ratio);
    let rate = monitor.refresh_rate_millihertz().filter(|rate| *rate > 0);
    told.refresh_rate = rate.map(|rate| f64::from(rate) / 1000.0);
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn winit_knows_every_cursor_of_the_core() {
        for cursor in Cursor::all() {
            assert!(CursorIcon::from_str(cursor.name()).is_ok(), "{}", cursor.name());
        }
    }
}
