//! Messages of the window manager to a window (`WM_PROTOCOLS`, ICCCM 4.2.8; `_NET_WM_PING`, EWMH).

use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, Window};

use crate::atoms::Atoms;
use crate::display::Display;

/// A message of the window manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ManagerMessage {
    /// The user wants to close the window (`WM_DELETE_WINDOW`).
    Delete,
    /// The window manager checks that the program responds; the data of the message is the answer.
    Ping([u32; 5]),
}

/// The messages to one window that have not been processed. Those of one kind that arrive in one turn are coalesced.
#[derive(Debug, Default)]
pub(crate) struct ManagerMessages {
    close_requested: bool,
    ping: Option<[u32; 5]>,
}

impl ManagerMessages {
    /// Records a message.
    pub(crate) fn record(&mut self, message: ManagerMessage) {
        match message {
            ManagerMessage::Delete => self.close_requested = true,
            ManagerMessage::Ping(data) => self.ping = Some(data),
        }
    }

    /// Whether the user wants to close the window; takes the request.
    pub(crate) fn take_close_request(&mut self) -> bool {
        std::mem::take(&mut self.close_requested)
    }

    /// Answers a ping, if there is one, by sending it back to the root window (EWMH, `_NET_WM_PING`).
    pub(crate) fn answer_ping(&mut self, display: &Display) -> Result<(), ConnectionError> {
        let Some(data) = self.ping.take() else {
            return Ok(());
        };
        let (root, kind) = (display.screen.root, display.atoms.WM_PROTOCOLS);
        display.send_to_window_manager(ClientMessageEvent::new(32, root, kind, data))
    }
}

/// Announces the protocols that a window takes part in.
pub(crate) fn set_protocols(display: &Display, window: Window) -> Result<(), ConnectionError> {
    let atoms = &display.atoms;
    let protocols = [atoms.WM_DELETE_WINDOW, atoms._NET_WM_PING];
    display.set_numbers(window, atoms.WM_PROTOCOLS, AtomEnum::ATOM, &protocols)
}

/// Parses a client message; `None` unless every field is as the protocol demands.
pub(crate) fn parse(event: &ClientMessageEvent, atoms: &Atoms) -> Option<ManagerMessage> {
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

    fn message(format: u8, kind: u32, data: [u32; 5]) -> Option<ManagerMessage> {
        parse(
            &ClientMessageEvent::new(format, 100, kind, data),
            &Atoms::numbered(),
        )
    }

    #[test]
    fn only_well_formed_close_requests_are_accepted() {
        let atoms = Atoms::numbered();
        let (protocols, delete) = (atoms.WM_PROTOCOLS, [atoms.WM_DELETE_WINDOW, 0, 0, 0, 0]);
        assert_eq!(message(32, protocols, delete), Some(ManagerMessage::Delete));
        assert_eq!(message(16, protocols, delete), None);
        assert_eq!(message(8, protocols, delete), None);
        assert_eq!(message(32, atoms._NET_WM_NAME, delete), None);
        let other = [atoms._NET_ACTIVE_WINDOW, 0, 0, 0, 0];
        assert_eq!(message(32, protocols, other), None);
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
