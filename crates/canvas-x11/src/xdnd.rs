//! The drag-and-drop protocol XDND (version 5): its messages, and the formats of dragged data.

use std::path::PathBuf;

use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, Timestamp, Window,
};

use crate::atoms::Atoms;
use crate::display::Display;
use crate::uri_list;

/// The version of this implementation (XDND, "XdndAware").
const VERSION: u32 = 5;
/// The oldest version that is accepted: since then, positions have a timestamp and drops are answered.
const OLDEST_VERSION: u32 = 3;

/// A message of the client that drags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// The window that the client drags from.
    pub(crate) source: Window,
    pub(crate) kind: MessageKind,
}

/// The kinds of messages to the window under the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageKind {
    /// `XdndEnter`: the first types of the data, and whether the property `XdndTypeList` has more.
    Enter { types: [Atom; 3], has_list: bool },
    /// `XdndPosition`: the position on the screen.
    Position { position: (i16, i16), time: Timestamp },
    /// `XdndLeave`.
    Leave,
    /// `XdndDrop`.
    Drop { time: Timestamp },
}

/// Parses a client message; `None` unless every field is as the protocol demands.
pub(crate) fn parse(event: &ClientMessageEvent, atoms: &Atoms) -> Option<Message> {
    let kinds = [
        atoms.XdndEnter,
        atoms.XdndPosition,
        atoms.XdndLeave,
        atoms.XdndDrop,
    ];
    if event.format != 32 || !kinds.contains(&event.type_) {
        return None;
    }
    let [source, flags, second, third, fourth] = event.data.as_data32();
    let kind = if event.type_ == atoms.XdndEnter {
        if !(OLDEST_VERSION..=VERSION).contains(&(flags >> 24)) {
            return None;
        }
        MessageKind::Enter {
            types: [second, third, fourth],
            has_list: flags & 1 != 0,
        }
    } else if event.type_ == atoms.XdndPosition {
        let [x, y] = [(second >> 16) as u16, second as u16].map(u16::cast_signed);
        MessageKind::Position {
            position: (x, y),
            time: third,
        }
    } else if event.type_ == atoms.XdndLeave {
        MessageKind::Leave
    } else {
        MessageKind::Drop { time: second }
    };
    (source != x11rb::NONE).then_some(Message { source, kind })
}

/// Announces that a window accepts drops (`XdndAware`).
pub(crate) fn set_aware(display: &Display, window: Window) -> Result<(), ConnectionError> {
    display.set_numbers(window, display.atoms.XdndAware, AtomEnum::ATOM, &[VERSION])
}

/// Answers a position (`XdndStatus`): whether the data would be accepted. Further positions are requested for every motion.
pub(crate) fn send_status(
    display: &Display,
    target: Window,
    source: Window,
    accepts: bool,
) -> Result<(), ConnectionError> {
    const WANTS_EVERY_MOTION: u32 = 2;
    let flags = WANTS_EVERY_MOTION | u32::from(accepts);
    let data = [target, flags, 0, 0, action(display, accepts)];
    send(display, source, display.atoms.XdndStatus, data)
}

/// Answers a drop (`XdndFinished`): whether the data has been accepted.
pub(crate) fn send_finished(
    display: &Display,
    target: Window,
    source: Window,
    accepted: bool,
) -> Result<(), ConnectionError> {
    let data = [target, accepted.into(), action(display, accepted), 0, 0];
    send(display, source, display.atoms.XdndFinished, data)
}

/// The action of an answer: whichever the source proposes, dropped data is copied and never moved.
fn action(display: &Display, accepts: bool) -> Atom {
    match accepts {
        true => display.atoms.XdndActionCopy,
        false => x11rb::NONE,
    }
}

fn send(display: &Display, source: Window, kind: Atom, data: [u32; 5]) -> Result<(), ConnectionError> {
    let message = ClientMessageEvent::new(32, source, kind, data);
    display
        .connection
        .send_event(false, source, EventMask::NO_EVENT, message)?;
    Ok(())
}

/// A format of dragged data, with its target atom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DropFormat {
    /// A list of URIs (`text/uri-list`).
    Uris(Atom),
    /// Text in UTF-8.
    Text(Atom),
}

impl DropFormat {
    /// The preferred one of the offered types; `None` if none is supported.
    pub(crate) fn best(offered: &[Atom], atoms: &Atoms) -> Option<Self> {
        let supported = [
            Self::Uris(atoms.TEXT_URI_LIST),
            Self::Text(atoms.TEXT_PLAIN_UTF8),
            Self::Text(atoms.UTF8_STRING),
            Self::Text(atoms.TEXT_PLAIN),
        ];
        supported
            .into_iter()
            .find(|format| offered.contains(&format.atom()))
    }

    /// The target atom.
    pub(crate) fn atom(self) -> Atom {
        match self {
            Self::Uris(atom) | Self::Text(atom) => atom,
        }
    }
}

/// Dragged data in the form in which events have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DropData {
    pub(crate) paths: Vec<PathBuf>,
    /// MIME types and bytes.
    pub(crate) data: Vec<(String, Vec<u8>)>,
}

impl DropData {
    /// Decodes the bytes that the source has sent; `host` is this machine's name. Invalid data yields nothing.
    pub(crate) fn decode(format: DropFormat, bytes: Vec<u8>, host: &[u8]) -> Self {
        let mut decoded = Self::default();
        match format {
            DropFormat::Uris(_) => {
                let uris = uri_list::parse(&bytes, host);
                decoded.paths = uris.paths;
                if !uris.others.is_empty() {
                    decoded.data.push(("text/uri-list".to_owned(), uris.others));
                }
            }
            DropFormat::Text(_) if !bytes.is_empty() && std::str::from_utf8(&bytes).is_ok() => {
                decoded.data.push(("text/plain".to_owned(), bytes));
            }
            DropFormat::Text(_) => {}
        }
        decoded
    }

    /// Whether there is nothing to drop.
    pub(crate) fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.data.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: Atom, data: [u32; 5]) -> ClientMessageEvent {
        ClientMessageEvent::new(32, 100, kind, data)
    }

    #[test]
    fn only_well_formed_messages_are_accepted() {
        let atoms = Atoms::numbered();
        let kind = |event: &ClientMessageEvent| parse(event, &atoms).map(|message| message.kind);
        let enter = |version: u32, flags: u32| event(atoms.XdndEnter, [77, version << 24 | flags, 1, 2, 3]);
        for version in [0, 2, 6, 9, 255] {
            assert_eq!(kind(&enter(version, 0)), None, "version {version}");
        }
        for has_list in [false, true] {
            let types = [1, 2, 3];
            let expected = Some(MessageKind::Enter { types, has_list });
            assert_eq!(kind(&enter(5, has_list.into())), expected);
        }
        let position = event(atoms.XdndPosition, [77, 0, 0x0010_fffe, 9, 1]);
        let expected = MessageKind::Position {
            position: (16, -2),
            time: 9,
        };
        assert_eq!(kind(&position), Some(expected));
        assert_eq!(kind(&event(atoms.XdndLeave, [77; 5])), Some(MessageKind::Leave));
        let dropped = event(atoms.XdndDrop, [77, 0, 9, 0, 0]);
        assert_eq!(kind(&dropped), Some(MessageKind::Drop { time: 9 }));
        let without_source = event(atoms.XdndDrop, [0, 0, 9, 0, 0]);
        assert_eq!(kind(&without_source), None);
        assert_eq!(kind(&ClientMessageEvent { format: 8, ..dropped }), None);
        assert_eq!(kind(&event(atoms.XdndStatus, [77; 5])), None);
    }

    #[test]
    fn invalid_text_is_dropped_as_nothing() {
        let decoded = DropData::decode(DropFormat::Text(1), vec![0xff], b"");
        assert_eq!(decoded, DropData::default());
    }
}
