//! Reading selections of other clients (ICCCM 2.4): the half of [`PropertyTransfer`] that talks to the server.
//!
//! Each read has a helper window of its own. Data that arrives late, or for another read, finds no window; the data
//! in its property is freed with it; and the owner of the selection notices.

use std::collections::HashMap;
use std::time::Instant;

use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ConnectionExt as _, EventMask, GetPropertyReply, SelectionNotifyEvent, Window,
};
use x11rb::x11_utils::TryParse as _;

use crate::property_transfer::{Failure, Part, PartKind, PropertyTransfer, READ_UNITS, Step};
use crate::selection::{Requester, SelectionRequest};
use crate::server::{ReplyKind, Server};

/// The selections that are being read, by helper window.
#[derive(Debug, Default)]
pub(crate) struct SelectionReads(HashMap<Window, Read>);

#[derive(Debug)]
struct Read {
    requester: Requester,
    request: SelectionRequest,
    transfer: PropertyTransfer,
}

/// The end of a read.
#[derive(Debug)]
pub(crate) struct ReadResult {
    pub(crate) requester: Requester,
    pub(crate) outcome: Result<Vec<u8>, Failure>,
    /// The helper window, which has been destroyed; `None` if there was no id for one.
    pub(crate) window: Option<Window>,
}

/// The result of each step of a read: its outcome, if it was the last step.
type Progress = Result<Option<ReadResult>, ConnectionError>;

impl SelectionReads {
    /// Whether a window is the helper window of a read.
    pub(crate) fn contains(&self, window: Window) -> bool {
        self.0.contains_key(&window)
    }

    /// Asks the owner of a selection for its data.
    pub(crate) fn start(
        &mut self,
        server: &mut Server,
        requester: Requester,
        request: SelectionRequest,
    ) -> Progress {
        let display = &mut server.display;
        let Some(window) = display.ids.allocate() else {
            return Ok(Some(ReadResult {
                requester,
                outcome: Err(Failure::Refused),
                window: None,
            }));
        };
        display.create_helper_window(window, EventMask::PROPERTY_CHANGE)?;
        let SelectionRequest {
            selection,
            target,
            time,
            limit,
            ..
        } = request;
        let property = display.atoms._CANVAS_SELECTION;
        display
            .connection
            .convert_selection(window, selection, target, property, time)?;
        let read = Read {
            requester,
            request,
            transfer: PropertyTransfer::new(limit),
        };
        self.0.insert(window, read);
        Ok(None)
    }

    /// A `SelectionNotify` event: the owner has converted the selection, or refused. Any client can send one.
    pub(crate) fn notified(&mut self, server: &mut Server, event: &SelectionNotifyEvent) -> Progress {
        let Some(read) = self.0.get_mut(&event.requestor) else {
            return Ok(None);
        };
        let is_converted = event.property == server.display.atoms._CANVAS_SELECTION;
        let request = (read.request.selection, read.request.target);
        if (event.selection, event.target) != request || !(is_converted || event.property == x11rb::NONE) {
            return Ok(None);
        }
        let step = read.transfer.notified(is_converted);
        self.follow(server, event.requestor, step)
    }

    /// A property of a window has a new value.
    pub(crate) fn property_changed(
        &mut self,
        server: &mut Server,
        window: Window,
        property: Atom,
    ) -> Progress {
        match self.0.get_mut(&window) {
            Some(read) if property == server.display.atoms._CANVAS_SELECTION => {
                let step = read.transfer.property_changed();
                self.follow(server, window, step)
            }
            _ => Ok(None),
        }
    }

    /// The reply to a request that reads a part of the property.
    pub(crate) fn part_read(&mut self, server: &mut Server, window: Window, reply: &[u8]) -> Progress {
        let incr = server.display.atoms.INCR;
        let Some(read) = self.0.get_mut(&window) else {
            return Ok(None);
        };
        let reply = GetPropertyReply::try_parse(reply).ok();
        let step = read.transfer.part_read(reply.map(|(reply, _)| part(reply, incr)));
        self.follow(server, window, step)
    }

    fn follow(&mut self, server: &mut Server, window: Window, step: Step) -> Progress {
        match step {
            Step::Wait => Ok(None),
            Step::Read(offset) => {
                let (property, kind) = (server.display.atoms._CANVAS_SELECTION, AtomEnum::ANY);
                let connection = &server.display.connection;
                let cookie = connection.get_property(true, window, property, kind, offset, READ_UNITS)?;
                server
                    .replies
                    .queue_reply(cookie, ReplyKind::SelectionPart(window));
                Ok(None)
            }
            Step::Done(data) => self.end(server, window, Ok(data)),
            Step::Failed(failure) => self.end(server, window, Err(failure)),
        }
    }

    fn end(&mut self, server: &mut Server, window: Window, outcome: Result<Vec<u8>, Failure>) -> Progress {
        let Some(read) = self.0.remove(&window) else {
            return Ok(None);
        };
        server.display.connection.destroy_window(window)?;
        server.display.ids.release(window);
        Ok(Some(ReadResult {
            requester: read.requester,
            outcome,
            window: Some(window),
        }))
    }

    /// Stops the read of a drag that has ended, if there is one.
    pub(crate) fn cancel_drag(&mut self, server: &mut Server, serial: u32) -> Progress {
        let is_it = |read: &Read| matches!(read.requester, Requester::Drag(_, of) if of == serial);
        match self.0.iter().find(|(_, read)| is_it(read)) {
            Some((&window, _)) => self.end(server, window, Err(Failure::TimedOut)),
            None => Ok(None),
        }
    }

    /// Ends a read whose deadline has passed, if there is one; to be called until it returns `None`.
    pub(crate) fn expire(&mut self, server: &mut Server) -> Progress {
        if self.0.is_empty() {
            return Ok(None);
        }
        let now = Instant::now();
        match self.0.iter().find(|(_, read)| read.request.deadline <= now) {
            Some((&window, _)) => self.end(server, window, Err(Failure::TimedOut)),
            None => Ok(None),
        }
    }

    /// The earliest deadline of a read.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.0.values().map(|read| read.request.deadline).min()
    }
}

/// The part of a property that a reply contains.
fn part(reply: GetPropertyReply, incr: Atom) -> Part {
    let minimum = || reply.value32().and_then(|mut values| values.next());
    let kind = match (reply.type_, reply.format) {
        (x11rb::NONE, _) => None,
        (kind, _) if kind == incr => Some(PartKind::Incremental(minimum().unwrap_or_default())),
        (_, 8) => Some(PartKind::Bytes),
        // The format of an empty property says nothing.
        _ if reply.value_len == 0 && reply.bytes_after == 0 => Some(PartKind::Bytes),
        _ => Some(PartKind::Other),
    };
    Part {
        kind,
        bytes_after: reply.bytes_after,
        value: reply.value,
    }
}
