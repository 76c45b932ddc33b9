//! How a window is shown: decorations, fullscreen, maximised, minimised, on top, opacity, icon.
//!
//! All of these are requests to the window manager (Extended Window Manager Hints 1.5; ICCCM 4.1.4; the Motif hints for
//! decorations). Before a window is mapped they are properties, after that messages to the root window. What has become
//! of them is read back when the window manager says so.

use canvas_core::backend::{BackendEvent, WindowMode, WindowSetup};
use canvas_core::image::Image;
use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, GetPropertyReply, PropMode, Window,
};
use x11rb::wrapper::ConnectionExt as _;
use x11rb::x11_utils::TryParse as _;

use crate::atoms::Atoms;
use crate::commands::manager_mask;
use crate::event_loop::{Answer, EventLoop};
use crate::start::Display;
use crate::window::{self, Wishes};

/// In `WM_CHANGE_STATE`: make it an icon.
const ICONIC: u32 = 3;
/// In `_NET_WM_STATE`: the request comes from a program, not from a pager.
const FROM_PROGRAM: u32 = 1;
/// How many states are read; there are thirteen.
const MAX_STATES: u32 = 64;

/// Sets everything that a window manager wants to know before the window is mapped.
pub(crate) fn set_all(display: &Display, xid: Window, setup: &WindowSetup) -> Result<(), ConnectionError> {
    if !setup.decorated {
        set_decorated(display, xid, false)?;
    }
    if setup.opacity < 1.0 {
        set_opacity(display, xid, setup.opacity)?;
    }
    if setup.icon.is_some() {
        set_icon(display, xid, setup.icon.as_ref())?;
    }
    set_states(display, xid, setup.mode, setup.always_on_top)
}

/// Sends what the program has asked for.
pub(crate) fn grant(
    display: &Display,
    window: &mut window::Window,
    wishes: &Wishes,
) -> Result<(), ConnectionError> {
    let xid = window.xid;
    if let Some(decorated) = wishes.decorated {
        set_decorated(display, xid, decorated)?;
    }
    if let Some(opacity) = wishes.opacity {
        set_opacity(display, xid, opacity)?;
    }
    if let Some(icon) = &wishes.icon {
        set_icon(display, xid, icon.as_ref())?;
    }
    let mode = &mut window.mode;
    mode.wanted.fullscreen = wishes.fullscreen.unwrap_or(mode.wanted.fullscreen);
    mode.wanted.maximized = wishes.maximized.unwrap_or(mode.wanted.maximized);
    mode.wanted.minimized = wishes.minimized.unwrap_or(mode.wanted.minimized);
    mode.always_on_top = wishes.always_on_top.unwrap_or(mode.always_on_top);
    if mode.is_withdrawn {
        if wishes.mapped == Some(true) {
            set_states(display, xid, mode.wanted, mode.always_on_top)?;
        }
    } else {
        ask_states(display, xid, wishes)?;
    }
    mode.is_withdrawn = !wishes.mapped.unwrap_or(!mode.is_withdrawn);
    Ok(())
}

fn ask_states(display: &Display, xid: Window, wishes: &Wishes) -> Result<(), ConnectionError> {
    let atoms = &display.atoms;
    let ask = |on: Option<bool>, first, second| match on {
        Some(on) => {
            let data = [u32::from(on), first, second, FROM_PROGRAM, 0];
            send(
                display,
                ClientMessageEvent::new(32, xid, atoms._NET_WM_STATE, data),
            )
        }
        None => Ok(()),
    };
    ask(wishes.fullscreen, atoms._NET_WM_STATE_FULLSCREEN, 0)?;
    let (vertical, horizontal) = (
        atoms._NET_WM_STATE_MAXIMIZED_VERT,
        atoms._NET_WM_STATE_MAXIMIZED_HORZ,
    );
    ask(wishes.maximized, vertical, horizontal)?;
    ask(wishes.always_on_top, atoms._NET_WM_STATE_ABOVE, 0)?;
    match wishes.minimized {
        Some(true) => {
            let data = [ICONIC, 0, 0, 0, 0];
            send(
                display,
                ClientMessageEvent::new(32, xid, atoms.WM_CHANGE_STATE, data),
            )
        }
        // Mapping brings an icon back (ICCCM 4.1.4).
        Some(false) => display.connection.map_window(xid).map(drop),
        None => Ok(()),
    }
}

fn send(display: &Display, event: ClientMessageEvent) -> Result<(), ConnectionError> {
    let root = display.screen.root;
    display
        .connection
        .send_event(false, root, manager_mask(), event)?;
    Ok(())
}

/// The states that a window begins with.
fn set_states(
    display: &Display,
    xid: Window,
    mode: WindowMode,
    always_on_top: bool,
) -> Result<(), ConnectionError> {
    let (connection, atoms) = (&display.connection, &display.atoms);
    let states = states(atoms, mode, always_on_top);
    connection.change_property32(
        PropMode::REPLACE,
        xid,
        atoms._NET_WM_STATE,
        AtomEnum::ATOM,
        &states,
    )?;
    if mode.minimized {
        let mut hints = x11rb::properties::WmHints::new();
        hints.input = Some(true);
        hints.initial_state = Some(x11rb::properties::WmHintsState::Iconic);
        hints.set(connection, xid)?;
    }
    Ok(())
}

fn states(atoms: &Atoms, mode: WindowMode, always_on_top: bool) -> Vec<Atom> {
    [
        (mode.fullscreen, atoms._NET_WM_STATE_FULLSCREEN),
        (mode.maximized, atoms._NET_WM_STATE_MAXIMIZED_VERT),
        (mode.maximized, atoms._NET_WM_STATE_MAXIMIZED_HORZ),
        (always_on_top, atoms._NET_WM_STATE_ABOVE),
    ]
    .into_iter()
    .filter_map(|(on, atom)| on.then_some(atom))
    .collect()
}

/// What the states of a window mean.
fn mode(atoms: &Atoms, states: &[Atom]) -> WindowMode {
    let has = |atom| states.contains(&atom);
    let mut mode = WindowMode::NORMAL;
    mode.fullscreen = has(atoms._NET_WM_STATE_FULLSCREEN);
    mode.maximized = has(atoms._NET_WM_STATE_MAXIMIZED_VERT) && has(atoms._NET_WM_STATE_MAXIMIZED_HORZ);
    mode.minimized = has(atoms._NET_WM_STATE_HIDDEN);
    mode
}

/// The Motif hints: only the field of the decorations counts.
fn set_decorated(display: &Display, xid: Window, decorated: bool) -> Result<(), ConnectionError> {
    const DECORATIONS: u32 = 2;
    let kind = display.atoms._MOTIF_WM_HINTS;
    let hints = [DECORATIONS, 0, u32::from(decorated), 0, 0];
    display
        .connection
        .change_property32(PropMode::REPLACE, xid, kind, kind, &hints)?;
    Ok(())
}

/// From 0 to 1, as a share of all that 32 bits can say. Compositing managers read it.
fn set_opacity(display: &Display, xid: Window, opacity: f64) -> Result<(), ConnectionError> {
    let kind = display.atoms._NET_WM_WINDOW_OPACITY;
    let share = [(opacity * f64::from(u32::MAX)).round() as u32];
    display
        .connection
        .change_property32(PropMode::REPLACE, xid, kind, AtomEnum::CARDINAL, &share)?;
    Ok(())
}

fn set_icon(display: &Display, xid: Window, icon: Option<&Image>) -> Result<(), ConnectionError> {
    let kind = display.atoms._NET_WM_ICON;
    match icon.map(cardinals) {
        // A request that the display would take for too long ends the connection.
        Some(data) if data.len() * 4 + 64 > display.longest_request => {
            tracing::warn!("the icon is too large for this display, and is not shown");
        }
        Some(data) => {
            display
                .connection
                .change_property32(PropMode::REPLACE, xid, kind, AtomEnum::CARDINAL, &data)?;
        }
        None => drop(display.connection.delete_property(xid, kind)?),
    }
    Ok(())
}

/// Width, height, and a number of alpha, red, green, blue for each pixel.
fn cardinals(icon: &Image) -> Vec<u32> {
    let pixels = icon.rgba().chunks_exact(4);
    [icon.width(), icon.height()]
        .into_iter()
        .chain(pixels.map(|p| u32::from_be_bytes([p[3], p[0], p[1], p[2]])))
        .collect()
}

impl EventLoop {
    /// The window manager has changed how a window is shown.
    pub(crate) fn mode_changed(&mut self, xid: Window) {
        if let Some(window) = self.windows.get_mut(&xid) {
            window.mode.is_stale = true;
            self.due.insert(xid);
        }
    }

    /// Asks how a window is shown, one question at a time.
    pub(crate) fn ask_mode(&mut self, xid: Window) -> Result<(), ConnectionError> {
        let Some(window) = self.windows.get_mut(&xid) else {
            return Ok(());
        };
        if !window.mode.is_stale || window.mode.is_asked {
            return Ok(());
        }
        (window.mode.is_stale, window.mode.is_asked) = (false, true);
        let (kind, connection) = (self.display.atoms._NET_WM_STATE, &self.display.connection);
        let cookie = connection.get_property(false, xid, kind, AtomEnum::ATOM, 0, MAX_STATES)?;
        let reply = cookie.sequence_number();
        std::mem::forget(cookie);
        self.expect(reply, Answer::Mode(xid));
        Ok(())
    }

    /// The display has said how a window is shown; it has not if the window is gone.
    pub(crate) fn mode_told(&mut self, xid: Window, reply: &[u8]) {
        let Some(window) = self.windows.get_mut(&xid) else {
            return;
        };
        window.mode.is_asked = false;
        self.due.insert(xid);
        let Ok((reply, _)) = GetPropertyReply::try_parse(reply) else {
            return;
        };
        let states: Vec<Atom> = reply.value32().into_iter().flatten().collect();
        let mode = mode(&self.display.atoms, &states);
        if !window.mode.is_withdrawn {
            window.mode.wanted = mode;
        }
        if window.mode.told != mode {
            window.mode.told = mode;
            window.tell(BackendEvent::Mode(mode));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use canvas_core::pixels::{PixelView, Strides};

    #[test]
    fn icons_are_numbers_of_alpha_red_green_blue() {
        let strides = Strides {
            row: 8,
            column: 4,
            channel: 1,
        };
        let pixels = PixelView::new(&[1, 2, 3, 4, 5, 6, 7, 8], 0, 2, 1, 4, strides).unwrap();
        let icon = Image::from_view(&pixels);
        assert_eq!(cardinals(&icon), [2, 1, 0x0401_0203, 0x0805_0607]);
    }
}
