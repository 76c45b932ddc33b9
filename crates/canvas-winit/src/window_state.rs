//! The state of winit's window: title, size limits, position, decorations, fullscreen, maximised, minimised, level, icon
//! and cursor.
//!
//! All of these are requests, which a display may refuse. The state that results is read from winit after events that may
//! have changed it. On Wayland `xdg_toplevel` has no minimised state, so that a window there is never reported as
//! minimised, and winit ignores position, level and icon (see the documentation of its `Window`).

use std::str::FromStr as _;

use canvas_core::backend::{PropertyChanges, WindowMode, WindowSetup};
use canvas_core::cursor::Cursor;
use canvas_core::geometry::kurbo::Point;
use canvas_core::image::Image;
use winit::dpi::PhysicalPosition;
use winit::window::{CursorIcon, Fullscreen, Icon, UserAttentionType, Window, WindowAttributes, WindowLevel};

use crate::convert::{logical_position, logical_size, without_nul};

/// The attributes that a window is created with. `is_visible` has no effect on Wayland, which cannot hide windows.
pub(crate) fn attributes(setup: &WindowSetup, is_visible: bool) -> WindowAttributes {
    let mut attributes = Window::default_attributes()
        .with_title(without_nul(&setup.title))
        .with_inner_size(logical_size(setup.size))
        .with_visible(is_visible)
        .with_resizable(setup.limits.resizable)
        .with_decorations(setup.decorated)
        .with_window_level(level(setup.always_on_top))
        .with_window_icon(setup.icon.as_ref().and_then(icon))
        .with_maximized(setup.mode.maximized)
        .with_fullscreen(borderless(setup.mode.fullscreen));
    if let Some(min) = setup.limits.min {
        attributes = attributes.with_min_inner_size(logical_size(min));
    }
    if let Some(max) = setup.limits.max {
        attributes = attributes.with_max_inner_size(logical_size(max));
    }
    if let Some(position) = setup.position {
        attributes = attributes.with_position(logical_position(position));
    }
    if let Ok(cursor) = CursorIcon::from_str(setup.cursor.name()) {
        attributes = attributes.with_cursor(cursor);
    }
    attributes
}

/// Sets the state for which winit has no attribute.
pub(crate) fn set_after_creation(window: &Window, setup: &WindowSetup) {
    window.set_cursor_visible(setup.cursor != Cursor::NONE);
    window.set_ime_allowed(true);
    if setup.mode.minimized {
        window.set_minimized(true);
    }
    if setup.urgent {
        request_attention(window, true);
    }
}

/// Sends changed properties; whether the window has a new size already. Otherwise an event reports it.
pub(crate) fn apply(window: &Window, setup: &WindowSetup, changes: &PropertyChanges, ratio: f64) -> bool {
    let PropertyChanges {
        title,
        size,
        position,
        limits,
        // Painted, not sent.
        background: _,
        decorated,
        fullscreen,
        maximized,
        minimized,
        always_on_top,
        urgent,
        // Not supported by winit.
        opacity: _,
        icon: new_icon,
        cursor,
    } = changes;
    if let Some(title) = title {
        window.set_title(&without_nul(title));
    }
    let is_sized = limits.is_some() || size.is_some();
    let is_resized = is_sized && apply_size(window, setup, size.is_some());
    if let Some(position) = position {
        move_content(window, *position, ratio);
    }
    if let Some(decorated) = decorated {
        window.set_decorations(*decorated);
    }
    if let Some(always_on_top) = always_on_top {
        window.set_window_level(level(*always_on_top));
    }
    if let Some(urgent) = urgent {
        request_attention(window, *urgent);
    }
    if let Some(new_icon) = new_icon {
        window.set_window_icon(new_icon.as_ref().and_then(icon));
    }
    if let Some(cursor) = cursor {
        window.set_cursor_visible(*cursor != Cursor::NONE);
        if let Ok(cursor) = CursorIcon::from_str(cursor.name()) {
            window.set_cursor(cursor);
        }
    }
    if let Some(maximized) = maximized {
        window.set_maximized(*maximized);
    }
    if let Some(on) = fullscreen {
        window.set_fullscreen(borderless(*on));
    }
    if let Some(minimized) = minimized {
        window.set_minimized(*minimized);
    }
    is_resized
}

/// Sets the limits, and requests the size if `resize`. A window that is not resizable is held at its size by limits of
/// winit's own, which would hold the program as well: it is resizable meanwhile.
fn apply_size(window: &Window, setup: &WindowSetup, resize: bool) -> bool {
    window.set_resizable(true);
    window.set_min_inner_size(setup.limits.min.map(logical_size));
    window.set_max_inner_size(setup.limits.max.map(logical_size));
    let is_resized = resize && window.request_inner_size(logical_size(setup.size)).is_some();
    window.set_resizable(setup.limits.resizable);
    is_resized
}

/// The position of the content in its frame, physical pixels. winit reads the positions of both one after the other, so
/// they are read again if the window has moved meanwhile.
fn frame_offset(window: &Window) -> Option<(i32, i32)> {
    const ATTEMPTS: usize = 5;
    let mut inner = window.inner_position().ok()?;
    for _ in 0..ATTEMPTS {
        let outer = window.outer_position().ok()?;
        let again = window.inner_position().ok()?;
        if again == inner {
            return Some((inner.x - outer.x, inner.y - outer.y));
        }
        inner = again;
    }
    None
}

/// Moves a window so that its content gets to a position: winit's request is the position of the frame.
pub(crate) fn move_content(window: &Window, position: Point, ratio: f64) {
    let position: PhysicalPosition<f64> = logical_position(position).to_physical(ratio);
    let (frame_x, frame_y) = frame_offset(window).unwrap_or_default();
    window.set_outer_position(PhysicalPosition::new(
        position.x - f64::from(frame_x),
        position.y - f64::from(frame_y),
    ));
}

/// How the window is shown now.
pub(crate) fn mode(window: &Window) -> WindowMode {
    let mut mode = WindowMode::NORMAL;
    mode.fullscreen = window.fullscreen().is_some();
    mode.maximized = window.is_maximized();
    mode.minimized = window.is_minimized().unwrap_or(false);
    mode
}

/// Where the content is, logical pixels; `None` where winit does not report it, as on Wayland.
pub(crate) fn position(window: &Window, ratio: f64) -> Option<Point> {
    let position = window.inner_position().ok()?.to_logical(ratio);
    Some(Point::new(position.x, position.y))
}

fn request_attention(window: &Window, urgent: bool) {
    window.request_user_attention(urgent.then_some(UserAttentionType::Informational));
}

fn level(always_on_top: bool) -> WindowLevel {
    match always_on_top {
        true => WindowLevel::AlwaysOnTop,
        false => WindowLevel::Normal,
    }
}

/// Fullscreen on the monitor that the window is on.
fn borderless(on: bool) -> Option<Fullscreen> {
    on.then_some(Fullscreen::Borderless(None))
}

fn icon(image: &Image) -> Option<Icon> {
    // It cannot fail: an image of the core has as many pixels as its size says.
    Icon::from_rgba(image.rgba().to_vec(), image.width(), image.height())
        .inspect_err(|error| tracing::warn!("an icon cannot be used: {error}"))
        .ok()
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
