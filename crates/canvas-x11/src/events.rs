//! What the display tells of windows: sizes, places, exposes, messages of the window manager.
//!
//! Any client can send any of these events to our windows. What was sent by a client and not by the display has a mark
//! (`sent_event`), and is believed only where nothing else would be possible: messages of the window manager, which
//! are checked in every field.

use canvas_core::Error;
use canvas_core::backend::BackendEvent;
use canvas_core::geometry::PhysicalSize;
use canvas_core::geometry::kurbo::Point;
use x11rb::errors::ConnectionError;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    self, ClientMessageEvent, ConfigureNotifyEvent, ConnectionExt as _, ExposeEvent, Property,
    PropertyNotifyEvent,
};

use crate::area::Area;
use crate::atoms::Atoms;
use crate::commands::manager_mask;
use crate::drag;
use crate::event_loop::{Answer, EventLoop};

/// What a message to a window means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ManagerMessage {
    /// The user wants it closed.
    Delete,
    /// The window manager asks whether we live.
    Ping([u32; 5]),
}

impl EventLoop {
    /// Takes an event.
    pub(crate) fn event(&mut self, event: &Event) -> Result<(), ConnectionError> {
        if !matches!(event, Event::KeyPress(_)) {
            self.finish_release();
        }
        let is_forged = event.sent_event();
        if self.input_event(event, is_forged) {
            return Ok(());
        }
        match event {
            Event::Expose(event) if !is_forged => self.expose(event),
            Event::ConfigureNotify(event) if !is_forged => self.configured(event),
            // Sent by window managers when they move a frame. The place is asked for, not believed.
            Event::ConfigureNotify(event) => self.moved(event.window),
            Event::ReparentNotify(event) if !is_forged => self.moved(event.window),
            Event::MapNotify(event) if !is_forged => self.tell(event.window, BackendEvent::Visible(true)),
            Event::UnmapNotify(event) if !is_forged => {
                self.with_input(event.window, false, |input, context| input.unmapped(context));
                self.tell(event.window, BackendEvent::Visible(false));
            }
            Event::DestroyNotify(event) if !is_forged => {
                self.gone(event.window)?;
                if let Some(window) = self.remove(event.window) {
                    let unborn = || Error::Display("another program destroyed the window".to_owned());
                    let end = match window.is_created {
                        true => BackendEvent::Destroyed(false),
                        false => BackendEvent::Failed(unborn()),
                    };
                    window.tell_end(end);
                }
            }
            Event::PropertyNotify(event) if !is_forged => self.property_changed(event)?,
            Event::ClientMessage(event) => match drag::message(event, &self.display.atoms) {
                Some(message) => self.drag_message(event.window, message)?,
                None => self.message(event),
            },
            // Other programs answer by it, so it is no forgery.
            Event::SelectionNotify(event) => self.selection_notify(event)?,
            Event::SelectionRequest(event) if !is_forged => self.owner.requested(event),
            Event::SelectionClear(event) if !is_forged => self.owner.cleared(event),
            _ => {}
        }
        Ok(())
    }

    fn property_changed(&mut self, event: &PropertyNotifyEvent) -> Result<(), ConnectionError> {
        let (window, property) = (event.window, event.atom);
        if event.state == Property::DELETE {
            self.owner.taken(window, property);
        } else if self.owner.is(window) {
            return self.claim_time(window, event.time);
        } else {
            self.fetch_changed(window, property)?;
        }
        if property == self.display.atoms._NET_WM_STATE {
            self.mode_changed(window);
        }
        Ok(())
    }

    /// A window is gone, of ours or of another program that we deal with.
    fn gone(&mut self, window: xproto::Window) -> Result<(), ConnectionError> {
        self.owner.forget(window);
        if self.owner.is(window) {
            self.owner.lose_window();
        }
        self.drag_source_gone(window)?;
        self.end_drag(window)
    }

    fn tell(&mut self, xid: xproto::Window, event: BackendEvent) {
        if let Some(window) = self.windows.get_mut(&xid) {
            window.tell(event);
        }
    }

    fn expose(&mut self, event: &ExposeEvent) {
        if let Some(window) = self.windows.get_mut(&event.window) {
            window.paint.expose(exposed_area(event), event.count > 0);
            self.due.insert(event.window);
        }
    }

    fn configured(&mut self, event: &ConfigureNotifyEvent) {
        if let Some(window) = self.windows.get_mut(&event.window) {
            // What has grown is exposed, and painted then; what is left is where it was.
            window.size = PhysicalSize::clamped(event.width.into(), event.height.into());
            self.moved(event.window);
        }
    }

    fn moved(&mut self, xid: xproto::Window) {
        if let Some(window) = self.windows.get_mut(&xid) {
            window.place.is_stale = true;
            self.due.insert(xid);
        }
    }

    /// Asks where a window is, one question at a time.
    pub(crate) fn ask_place(&mut self, xid: xproto::Window) -> Result<(), ConnectionError> {
        let Some(window) = self.windows.get_mut(&xid) else {
            return Ok(());
        };
        if !window.place.is_stale || window.place.is_asked {
            return Ok(());
        }
        (window.place.is_stale, window.place.is_asked) = (false, true);
        let root = self.display.screen.root;
        let cookie = self.display.connection.translate_coordinates(xid, root, 0, 0)?;
        let reply = cookie.sequence_number();
        std::mem::forget(cookie);
        self.expect(reply, Answer::Place(xid));
        Ok(())
    }

    /// The display has said where a window is; it has not if the window is gone.
    pub(crate) fn placed(&mut self, xid: xproto::Window, place: Option<(i16, i16)>) {
        let ratio = self.display.ratio;
        let Some(window) = self.windows.get_mut(&xid) else {
            return;
        };
        window.place.is_asked = false;
        if place.is_some() && window.place.told != place && window.is_created {
            window.place.told = place;
            let (x, y) = place.unwrap_or_default();
            window.tell(BackendEvent::Moved(Point::new(
                f64::from(x) / ratio,
                f64::from(y) / ratio,
            )));
        }
        self.due.insert(xid);
    }

    /// Notes a message of the window manager. However many come in one turn, one of each kind is served.
    fn message(&mut self, event: &ClientMessageEvent) {
        let Some(message) = manager_message(event, &self.display.atoms) else {
            return;
        };
        let Some(window) = self.windows.get_mut(&event.window) else {
            return;
        };
        match message {
            ManagerMessage::Delete => window.close_requested = true,
            ManagerMessage::Ping(data) => window.ping = Some(data),
        }
        self.due.insert(event.window);
    }

    /// Tells the window manager that we live: its own message, sent to the root window.
    pub(crate) fn answer_ping(&mut self, xid: xproto::Window) -> Result<(), ConnectionError> {
        let Some(data) = self.windows.get_mut(&xid).and_then(|window| window.ping.take()) else {
            return Ok(());
        };
        let root = self.display.screen.root;
        let answer = ClientMessageEvent::new(32, root, self.display.atoms.WM_PROTOCOLS, data);
        self.display
            .connection
            .send_event(false, root, manager_mask(), answer)?;
        Ok(())
    }
}

fn exposed_area(event: &ExposeEvent) -> Option<Area> {
    let (left, top) = (u32::from(event.x), u32::from(event.y));
    Area::new(
        left,
        top,
        left + u32::from(event.width),
        top + u32::from(event.height),
    )
}

/// What a message of the `WM_PROTOCOLS` kind says, if it is one in every field.
fn manager_message(event: &ClientMessageEvent, atoms: &Atoms) -> Option<ManagerMessage> {
    if event.type_ != atoms.WM_PROTOCOLS || event.format != 32 {
        return None;
    }
    let data = event.data.as_data32();
    if data[0] == atoms.WM_DELETE_WINDOW {
        Some(ManagerMessage::Delete)
    } else if data[0] == atoms._NET_WM_PING && data[2] == event.window {
        Some(ManagerMessage::Ping(data))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(format: u8, type_: u32, data: [u32; 5]) -> Option<ManagerMessage> {
        manager_message(
            &ClientMessageEvent::new(format, 100, type_, data),
            &Atoms::numbered(),
        )
    }

    #[test]
    fn a_close_button_is_believed_only_in_the_right_form() {
        let atoms = Atoms::numbered();
        let (protocols, delete) = (atoms.WM_PROTOCOLS, [atoms.WM_DELETE_WINDOW, 0, 0, 0, 0]);
        assert_eq!(message(32, protocols, delete), Some(ManagerMessage::Delete));
        assert_eq!(message(16, protocols, delete), None);
        assert_eq!(message(8, protocols, delete), None);
        assert_eq!(message(32, atoms._NET_WM_NAME, delete), None);
        assert_eq!(
            message(32, protocols, [atoms._NET_ACTIVE_WINDOW, 0, 0, 0, 0]),
            None
        );
    }

    #[test]
    fn a_ping_names_the_window() {
        let atoms = Atoms::numbered();
        let ping = |window| [atoms._NET_WM_PING, 9, window, 0, 0];
        assert_eq!(
            message(32, atoms.WM_PROTOCOLS, ping(100)),
            Some(ManagerMessage::Ping(ping(100)))
        );
        assert_eq!(message(32, atoms.WM_PROTOCOLS, ping(101)), None);
    }
}
