//! How a window is shown: decorations, fullscreen, maximised, minimised, always on top, opacity, icon.
//!
//! All of these are requests to the window manager: EWMH 1.5 (`_NET_WM_STATE`, `_NET_WM_ICON`), ICCCM 4.1.4 (iconic and
//! withdrawn state), and the Motif hints for decorations. Before a window is mapped they are properties, after that
//! messages to the root window. The resulting state is read back when the window manager changes the property.

use canvas_core::backend::{PendingProperties, Property, WindowMode, WindowSetup};
use canvas_core::image::Image;
use x11rb::errors::ConnectionError;
use x11rb::properties::{WmHints, WmHintsState};
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, GetPropertyReply, Window,
};
use x11rb::x11_utils::TryParse as _;

use crate::atoms::Atoms;
use crate::display::Display;
use crate::query::QueryState;
use crate::server::{ReplyKind, Server};

/// In `WM_CHANGE_STATE`: iconify (ICCCM 4.1.4).
const ICONIC_STATE: u32 = 3;
/// In EWMH messages: the request comes from an application, not from a pager ("Source indication").
pub(crate) const SOURCE_APPLICATION: u32 = 1;
/// How many atoms of `_NET_WM_STATE` are read; EWMH defines thirteen.
const MAX_STATES: u32 = 64;

/// What becomes of the state with which a hidden window is mapped again. A window manager that has not processed the
/// unmapping yet removes the property with which the window is mapped (ICCCM 4.1.4 asks clients to wait for
/// `WM_STATE`, which only some window managers set): then the state is requested once more.
#[derive(Clone, Copy, Debug, Default)]
enum Restoration {
    /// There is nothing to restore.
    #[default]
    Done,
    /// The window is being mapped.
    Mapping(WindowMode),
    /// The window manager has mapped the window.
    Mapped(WindowMode),
    /// A query of the resulting state is in flight.
    Queried(WindowMode),
}

/// The state of one window.
#[derive(Debug)]
pub(crate) struct WindowState {
    query: QueryState,
    restoration: Restoration,
    /// The state in which the window is mapped again: a window manager forgets a withdrawn window.
    requested: WindowMode,
    always_on_top: bool,
    is_withdrawn: bool,
}

impl WindowState {
    /// The state of a new window.
    pub(crate) fn new(setup: &WindowSetup) -> Self {
        Self {
            query: QueryState::default(),
            restoration: Restoration::Done,
            requested: setup.mode,
            always_on_top: setup.always_on_top,
            is_withdrawn: false,
        }
    }

    /// The window manager may have changed the state.
    pub(crate) fn mark_stale(&mut self) {
        self.query.mark_stale();
    }

    /// A `MapNotify` event.
    pub(crate) fn mapped(&mut self) {
        if let Restoration::Mapping(requested) = self.restoration {
            self.restoration = Restoration::Mapped(requested);
            self.query.mark_stale();
        }
    }

    /// Queries the state if it may have changed.
    pub(crate) fn query(&mut self, server: &mut Server, window: Window) -> Result<(), ConnectionError> {
        if self.query.begin() {
            if let Restoration::Mapped(requested) = self.restoration {
                self.restoration = Restoration::Queried(requested);
            }
            let (display, atom) = (&server.display, AtomEnum::ATOM);
            let property = display.atoms._NET_WM_STATE;
            let connection = &display.connection;
            let cookie = connection.get_property(false, window, property, atom, 0, MAX_STATES)?;
            server.replies.queue_reply(cookie, ReplyKind::State(window));
        }
        Ok(())
    }

    /// The reply to the query: the state, unless the window does not exist any more, and what has to be requested again.
    pub(crate) fn queried(&mut self, atoms: &Atoms, reply: &[u8]) -> Option<(WindowMode, Vec<Property>)> {
        self.query.finish();
        let (reply, _) = GetPropertyReply::try_parse(reply).ok()?;
        let states: Vec<Atom> = reply.value32().into_iter().flatten().collect();
        let mode = mode(atoms, &states);
        if let Restoration::Queried(requested) = self.restoration {
            self.restoration = Restoration::Done;
            if mode != requested {
                return Some((mode, differences(requested, mode, self.always_on_top)));
            }
        }
        let is_settled = matches!(self.restoration, Restoration::Done);
        if !self.is_withdrawn && is_settled {
            self.requested = mode;
        }
        Some((mode, Vec::new()))
    }

    /// Sends the requests of the program.
    pub(crate) fn flush(
        &mut self,
        display: &Display,
        window: Window,
        pending: &PendingProperties,
    ) -> Result<(), ConnectionError> {
        let changes = pending.changes();
        if let Some(decorated) = changes.decorated {
            set_decorated(display, window, decorated)?;
        }
        if let Some(opacity) = changes.opacity {
            set_opacity(display, window, opacity)?;
        }
        if let Some(icon) = &changes.icon {
            set_icon(display, window, icon.as_ref())?;
        }
        let requested = &mut self.requested;
        requested.fullscreen = changes.fullscreen.unwrap_or(requested.fullscreen);
        requested.maximized = changes.maximized.unwrap_or(requested.maximized);
        requested.minimized = changes.minimized.unwrap_or(requested.minimized);
        self.always_on_top = changes.always_on_top.unwrap_or(self.always_on_top);
        if !self.is_withdrawn {
            request_states(display, window, pending)?;
        } else if pending.shown() == Some(true) {
            set_states(display, window, self.requested, self.always_on_top, false)?;
            self.restoration = Restoration::Mapping(self.requested);
        }
        self.is_withdrawn = !pending.shown().unwrap_or(!self.is_withdrawn);
        Ok(())
    }
}

/// The properties that lead from one state to another.
fn differences(requested: WindowMode, mode: WindowMode, always_on_top: bool) -> Vec<Property> {
    [
        (requested.fullscreen != mode.fullscreen).then_some(Property::Fullscreen(requested.fullscreen)),
        (requested.maximized != mode.maximized).then_some(Property::Maximized(requested.maximized)),
        (requested.minimized != mode.minimized).then_some(Property::Minimized(requested.minimized)),
        always_on_top.then_some(Property::AlwaysOnTop(true)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Sets the properties that have to exist before the window is mapped.
pub(crate) fn set_initial(
    display: &Display,
    window: Window,
    setup: &WindowSetup,
) -> Result<(), ConnectionError> {
    if !setup.decorated {
        set_decorated(display, window, false)?;
    }
    if setup.opacity < 1.0 {
        set_opacity(display, window, setup.opacity)?;
    }
    if setup.icon.is_some() {
        set_icon(display, window, setup.icon.as_ref())?;
    }
    set_states(display, window, setup.mode, setup.always_on_top, setup.urgent)
}

/// Requests changes of a mapped window's state (EWMH, `_NET_WM_STATE`; ICCCM 4.1.4, `WM_CHANGE_STATE`).
fn request_states(
    display: &Display,
    window: Window,
    pending: &PendingProperties,
) -> Result<(), ConnectionError> {
    let (atoms, changes) = (&display.atoms, pending.changes());
    let send = |kind, data| display.send_to_window_manager(ClientMessageEvent::new(32, window, kind, data));
    let request = |on: Option<bool>, first, second| match on {
        Some(on) => {
            let data = [u32::from(on), first, second, SOURCE_APPLICATION, 0];
            send(atoms._NET_WM_STATE, data)
        }
        None => Ok(()),
    };
    let maximized = (
        atoms._NET_WM_STATE_MAXIMIZED_VERT,
        atoms._NET_WM_STATE_MAXIMIZED_HORZ,
    );
    request(changes.fullscreen, atoms._NET_WM_STATE_FULLSCREEN, 0)?;
    request(changes.maximized, maximized.0, maximized.1)?;
    request(changes.always_on_top, atoms._NET_WM_STATE_ABOVE, 0)?;
    request(changes.urgent, atoms._NET_WM_STATE_DEMANDS_ATTENTION, 0)?;
    match changes.minimized {
        Some(true) => send(atoms.WM_CHANGE_STATE, [ICONIC_STATE, 0, 0, 0, 0]),
        // Mapping restores an iconified window (ICCCM 4.1.4).
        Some(false) => display.connection.map_window(window).map(drop),
        None => Ok(()),
    }
}

/// Sets the state in which a window is mapped.
fn set_states(
    display: &Display,
    window: Window,
    mode: WindowMode,
    always_on_top: bool,
    urgent: bool,
) -> Result<(), ConnectionError> {
    let property = display.atoms._NET_WM_STATE;
    let states = states(&display.atoms, mode, always_on_top, urgent);
    display.set_numbers(window, property, AtomEnum::ATOM, &states)?;
    if mode.minimized {
        let mut hints = WmHints::new();
        hints.input = Some(true);
        hints.initial_state = Some(WmHintsState::Iconic);
        hints.set(&display.connection, window)?;
    }
    Ok(())
}

/// The atoms of a state.
fn states(atoms: &Atoms, mode: WindowMode, always_on_top: bool, urgent: bool) -> Vec<Atom> {
    [
        (mode.fullscreen, atoms._NET_WM_STATE_FULLSCREEN),
        (mode.maximized, atoms._NET_WM_STATE_MAXIMIZED_VERT),
        (mode.maximized, atoms._NET_WM_STATE_MAXIMIZED_HORZ),
        (always_on_top, atoms._NET_WM_STATE_ABOVE),
        (urgent, atoms._NET_WM_STATE_DEMANDS_ATTENTION),
    ]
    .into_iter()
    .filter_map(|(on, atom)| on.then_some(atom))
    .collect()
}

/// The state that these atoms mean.
fn mode(atoms: &Atoms, states: &[Atom]) -> WindowMode {
    let has = |atom| states.contains(&atom);
    let mut mode = WindowMode::NORMAL;
    mode.fullscreen = has(atoms._NET_WM_STATE_FULLSCREEN);
    mode.maximized = has(atoms._NET_WM_STATE_MAXIMIZED_VERT) && has(atoms._NET_WM_STATE_MAXIMIZED_HORZ);
    mode.minimized = has(atoms._NET_WM_STATE_HIDDEN);
    mode
}

/// Sets the Motif hints, of which only the field of decorations is used.
fn set_decorated(display: &Display, window: Window, decorated: bool) -> Result<(), ConnectionError> {
    const DECORATIONS: u32 = 2;
    let property = display.atoms._MOTIF_WM_HINTS;
    let hints = [DECORATIONS, 0, u32::from(decorated), 0, 0];
    display.set_numbers(window, property, property, &hints)
}

/// Sets the opacity, 0 to 1, as a fraction of `u32::MAX`, which compositing window managers read.
fn set_opacity(display: &Display, window: Window, opacity: f64) -> Result<(), ConnectionError> {
    let fraction = [(opacity * f64::from(u32::MAX)).round() as u32];
    let property = display.atoms._NET_WM_WINDOW_OPACITY;
    display.set_numbers(window, property, AtomEnum::CARDINAL, &fraction)
}

fn set_icon(display: &Display, window: Window, icon: Option<&Image>) -> Result<(), ConnectionError> {
    let property = display.atoms._NET_WM_ICON;
    match icon.map(cardinals) {
        // The server closes the connection after a request that is too long.
        Some(data) if data.len() * 4 + 64 > display.longest_request => {
            tracing::warn!("the icon is too large for this display, and is not set");
            Ok(())
        }
        Some(data) => display.set_numbers(window, property, AtomEnum::CARDINAL, &data),
        None => display.connection.delete_property(window, property).map(drop),
    }
}

/// The value of `_NET_WM_ICON` (EWMH): width, height, and ARGB pixels.
fn cardinals(icon: &Image) -> Vec<u32> {
    let pixels = icon.rgba().chunks_exact(4);
    [icon.width(), icon.height()]
        .into_iter()
        .chain(pixels.map(|p| u32::from_be_bytes([p[3], p[0], p[1], p[2]])))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use canvas_core::pixels::{PixelView, Strides};

    #[test]
    fn icons_consist_of_argb_numbers() {
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
