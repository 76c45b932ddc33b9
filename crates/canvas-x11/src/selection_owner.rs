//! The selection that this connection owns, and how other clients read it (ICCCM 2.2, 2.6 and 2.7).
//!
//! Large data is sent incrementally (`INCR`, ICCCM 2.7.2): each part when the requestor has deleted the one before. Any
//! client may send requests, so requests are kept in bounded number and for a bounded time, and no window of this connection
//! is changed on their behalf.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use canvas_core::Error;
use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ConnectionExt as _, EventMask, PropMode, SELECTION_NOTIFY_EVENT, SelectionClearEvent,
    SelectionNotifyEvent, SelectionRequestEvent, Timestamp, Window,
};
use x11rb::wrapper::ConnectionExt as _;

use crate::atoms::Atoms;
use crate::display::Display;
use crate::selection::{Content, CopyRequest};
use crate::selection_read::SelectionReads;
use crate::server::{ReplyKind, Server};

/// Data of more bytes is sent incrementally, in parts of this size.
const MAX_PART: usize = 64 * 1024;
/// The bytes of a request before its data, rounded up.
const HEADER: usize = 64;
/// How many requests may be queued; further ones are not answered.
const MAX_REQUESTS: usize = 64;
/// How many incremental transfers may be in flight; further ones are refused.
const MAX_TRANSFERS: usize = 16;
/// How long a requestor may take for one part.
const PART_TIMEOUT: Duration = Duration::from_secs(10);

/// See the [module](self).
#[derive(Debug, Default)]
pub(crate) struct SelectionOwner {
    /// The window that owns the selection; created with the first copy.
    window: Option<Window>,
    /// Copies that wait for a timestamp of the server.
    copies: VecDeque<CopyRequest>,
    content: Content,
    /// When this connection became the owner.
    since: Timestamp,
    requests: VecDeque<SelectionRequestEvent>,
    transfers: Vec<IncrTransfer>,
}

/// Data that is sent to another client incrementally.
#[derive(Debug)]
struct IncrTransfer {
    requestor: Window,
    property: Atom,
    target: Atom,
    data: Arc<Vec<u8>>,
    sent: usize,
    /// Whether the requestor has deleted the previous part.
    is_ready: bool,
    deadline: Instant,
}

impl IncrTransfer {
    fn is_to(&self, requestor: Window, property: Atom) -> bool {
        (self.requestor, self.property) == (requestor, property)
    }
}

impl SelectionOwner {
    /// Whether there is something to send.
    pub(crate) fn is_busy(&self) -> bool {
        !self.requests.is_empty() || self.transfers.iter().any(|transfer| transfer.is_ready)
    }

    /// The earliest deadline of a transfer.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.transfers.iter().map(|transfer| transfer.deadline).min()
    }

    /// Whether this is the window that owns the selection.
    pub(crate) fn is_window(&self, window: Window) -> bool {
        self.window == Some(window)
    }

    /// Whether data is being sent to this window incrementally.
    pub(crate) fn sends_to(&self, window: Window) -> bool {
        self.transfers.iter().any(|transfer| transfer.requestor == window)
    }

    /// A window has been destroyed: transfers to it end, and so does the ownership if it was the owner.
    pub(crate) fn window_destroyed(&mut self, window: Window) {
        self.transfers.retain(|transfer| transfer.requestor != window);
        if self.is_window(window) {
            let reason = "another program has destroyed the clipboard's window";
            for copy in std::mem::take(self).copies {
                copy.answer(Err(Error::DisplayLost(reason.to_owned())));
            }
        }
    }

    /// A property has been deleted: if it had a part of a transfer, the requestor is ready for the next one.
    pub(crate) fn property_deleted(&mut self, window: Window, property: Atom) {
        let transfer = self
            .transfers
            .iter_mut()
            .find(|transfer| transfer.is_to(window, property));
        if let Some(transfer) = transfer {
            transfer.is_ready = true;
        }
    }

    /// A `SelectionRequest` event: another client wants the data.
    pub(crate) fn requested(&mut self, event: &SelectionRequestEvent) {
        if self.requests.len() < MAX_REQUESTS {
            self.requests.push_back(*event);
        }
    }

    /// A `SelectionClear` event: another client has become the owner.
    pub(crate) fn cleared(&mut self, event: &SelectionClearEvent) {
        // The event may be older than the latest copy of this connection.
        let is_newer = event.time.wrapping_sub(self.since).cast_signed() > 0;
        if self.is_window(event.owner) && is_newer {
            self.content.clear();
        }
    }

    /// Starts to copy. A new owner needs a timestamp of the server (ICCCM 2.1), which it obtains by appending nothing to
    /// a property.
    pub(crate) fn copy(&mut self, server: &mut Server, copy: CopyRequest) -> Result<(), ConnectionError> {
        let display = &mut server.display;
        let Some(window) = self.window.or_else(|| display.ids.allocate()) else {
            let reason = "the display has no id left for the clipboard's window";
            copy.answer(Err(Error::Resource(reason.to_owned())));
            return Ok(());
        };
        if self.window.replace(window).is_none() {
            let events = EventMask::PROPERTY_CHANGE | EventMask::STRUCTURE_NOTIFY;
            display.create_helper_window(window, events)?;
        }
        let (mode, property) = (PropMode::APPEND, display.atoms._CANVAS_SELECTION);
        let connection = &display.connection;
        connection.change_property8(mode, window, property, AtomEnum::STRING, &[])?;
        self.copies.push_back(copy);
        Ok(())
    }

    /// The property of the owner's window has changed, which gives the timestamp that the oldest copy waits for.
    pub(crate) fn timestamp(&mut self, server: &mut Server, time: Timestamp) -> Result<(), ConnectionError> {
        let (Some(window), Some(copy)) = (self.window, self.copies.pop_front()) else {
            return Ok(());
        };
        if copy.deadline.at <= Instant::now() {
            let error = copy.deadline.error();
            copy.answer(Err(error));
            return Ok(());
        }
        let display = &server.display;
        display
            .connection
            .set_selection_owner(window, display.atoms.CLIPBOARD, time)?;
        (self.content, self.since) = (copy.content, time);
        server.sync_barrier(ReplyKind::Copied(copy.reply))
    }

    /// Answers requests and sends parts, until the connection is congested. Returns the windows whose transfers have
    /// ended.
    pub(crate) fn serve(
        &mut self,
        server: &Server,
        reads: &SelectionReads,
    ) -> Result<Vec<Window>, ConnectionError> {
        let display = &server.display;
        let mut ended = self.expire();
        while !display.is_congested() {
            if let Some(request) = self.requests.pop_front() {
                self.answer(display, reads, &request)?;
            } else if let Some(at) = self.transfers.iter().position(|transfer| transfer.is_ready) {
                ended.extend(self.send_part(display, at)?);
            } else {
                break;
            }
        }
        Ok(ended)
    }

    fn answer(
        &mut self,
        display: &Display,
        reads: &SelectionReads,
        request: &SelectionRequestEvent,
    ) -> Result<(), ConnectionError> {
        // Obsolete clients leave the property to the owner (ICCCM 2.2).
        let property = match request.property {
            x11rb::NONE => request.target,
            property => property,
        };
        let is_converted = self.convert(display, reads, request, property)?;
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property: if is_converted { property } else { x11rb::NONE },
        };
        let events = EventMask::NO_EVENT;
        display
            .connection
            .send_event(false, request.requestor, events, answer)?;
        Ok(())
    }

    /// Writes the requested data into the property; false if the request is refused.
    fn convert(
        &mut self,
        display: &Display,
        reads: &SelectionReads,
        request: &SelectionRequestEvent,
        property: Atom,
    ) -> Result<bool, ConnectionError> {
        let atoms = &display.atoms;
        let (window, target) = (request.requestor, request.target);
        // The only windows of this connection that request something are those of its own reads.
        let is_protected = display.ids.contains(window) && !reads.contains(window);
        if is_protected || request.selection != atoms.CLIPBOARD || self.content.is_empty() {
            return Ok(false);
        }
        if target == atoms.TARGETS {
            let formats = self.content.iter().map(|(format, _)| format.atom(atoms));
            let targets: Vec<_> = [atoms.TARGETS, atoms.TIMESTAMP]
                .into_iter()
                .chain(formats)
                .collect();
            display.set_numbers(window, property, AtomEnum::ATOM, &targets)?;
        } else if target == atoms.TIMESTAMP {
            display.set_numbers(window, property, AtomEnum::INTEGER, &[self.since])?;
        } else if let Some(data) = self.find(target, atoms) {
            if data.len() > part_size(display) {
                return self.start_transfer(display, window, property, target, data);
            }
            display.set_bytes(window, property, target, &data)?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn find(&self, target: Atom, atoms: &Atoms) -> Option<Arc<Vec<u8>>> {
        let mut formats = self.content.iter();
        let (_, data) = formats.find(|(format, _)| format.atom(atoms) == target)?;
        Some(data.clone())
    }

    fn start_transfer(
        &mut self,
        display: &Display,
        requestor: Window,
        property: Atom,
        target: Atom,
        data: Arc<Vec<u8>>,
    ) -> Result<bool, ConnectionError> {
        // A second request with the same property abandons the first.
        self.transfers
            .retain(|transfer| !transfer.is_to(requestor, property));
        if self.transfers.len() == MAX_TRANSFERS {
            return Ok(false);
        }
        let length = [u32::try_from(data.len()).unwrap_or(u32::MAX)];
        self.transfers.push(IncrTransfer {
            requestor,
            property,
            target,
            data,
            sent: 0,
            is_ready: false,
            deadline: Instant::now() + PART_TIMEOUT,
        });
        let events = EventMask::PROPERTY_CHANGE | EventMask::STRUCTURE_NOTIFY;
        display.select_foreign_events(requestor, events)?;
        display.set_numbers(requestor, property, display.atoms.INCR, &length)?;
        Ok(true)
    }

    /// Sends the next part; an empty one ends the transfer, whose requestor is returned then.
    fn send_part(&mut self, display: &Display, at: usize) -> Result<Option<Window>, ConnectionError> {
        let transfer = &mut self.transfers[at];
        let end = transfer.data.len().min(transfer.sent + part_size(display));
        let part = &transfer.data[transfer.sent..end];
        display.set_bytes(transfer.requestor, transfer.property, transfer.target, part)?;
        if part.is_empty() {
            return Ok(Some(self.transfers.swap_remove(at).requestor));
        }
        transfer.sent = end;
        (transfer.is_ready, transfer.deadline) = (false, Instant::now() + PART_TIMEOUT);
        Ok(None)
    }

    /// Ends the transfers whose deadline has passed, and returns their requestors.
    fn expire(&mut self) -> Vec<Window> {
        if self.transfers.is_empty() {
            return Vec::new();
        }
        let now = Instant::now();
        let expired = self.transfers.extract_if(.., |transfer| transfer.deadline <= now);
        expired.map(|transfer| transfer.requestor).collect()
    }
}

/// How many bytes are sent at once.
fn part_size(display: &Display) -> usize {
    MAX_PART.min(display.longest_request - HEADER)
}
