//! Everything that is exchanged with other clients through selections: the clipboard in both directions, and drops.
//!
//! [`Selections`] composes the owner of the clipboard, the reads, and the drop targets, and connects them: a drag starts a
//! read, a finished read continues a drag or answers a caller, and the windows of other clients are watched as long as
//! one of them needs it.

use std::time::Instant;

use canvas_core::Error;
use canvas_core::event::Event;
use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto::{
    EventMask, Property, PropertyNotifyEvent, SelectionClearEvent, SelectionNotifyEvent,
    SelectionRequestEvent, Window,
};
use x11rb::x11_utils::X11Error;

use crate::drop_targets::{DragAction, DropTargets, EndedDrag};
use crate::property_transfer::Failure;
use crate::selection::{ClipboardRequest, PasteRequest, Requester, SelectionRequest};
use crate::selection_owner::SelectionOwner;
use crate::selection_read::{ReadResult, SelectionReads};
use crate::server::Server;
use crate::xdnd;

/// The most bytes that are read from the clipboard.
const MAX_PASTE: usize = 64 * 1024 * 1024;

/// See the [module](self).
#[derive(Debug, Default)]
pub(crate) struct Selections {
    owner: SelectionOwner,
    reads: SelectionReads,
    targets: DropTargets,
}

impl Selections {
    /// Whether there is something to send.
    pub(crate) fn is_busy(&self) -> bool {
        self.owner.is_busy() || self.targets.is_busy()
    }

    /// The earliest deadline of a transfer or read.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        [self.owner.next_deadline(), self.reads.next_deadline()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Takes the drop events that windows have to receive.
    pub(crate) fn take_events(&mut self) -> impl Iterator<Item = (Window, Event)> {
        self.targets.take_events()
    }

    /// A caller copies or pastes.
    pub(crate) fn clipboard_request(
        &mut self,
        server: &mut Server,
        request: ClipboardRequest,
    ) -> Result<(), ConnectionError> {
        match request {
            ClipboardRequest::Paste(request) => self.paste(server, request),
            ClipboardRequest::Copy(request) => self.owner.copy(server, request),
        }
    }

    fn paste(&mut self, server: &mut Server, paste: PasteRequest) -> Result<(), ConnectionError> {
        let Some(format) = paste.formats.first() else {
            paste.answer(Ok(None));
            return Ok(());
        };
        let request = SelectionRequest {
            selection: server.display.atoms.CLIPBOARD,
            target: format.atom(&server.display.atoms),
            time: x11rb::CURRENT_TIME,
            limit: MAX_PASTE,
            deadline: paste.deadline.at,
        };
        let result = self.reads.start(server, Requester::Clipboard(paste), request)?;
        self.read_ended(server, result)
    }

    /// An XDND message for a window of this connection.
    pub(crate) fn drag_message(
        &mut self,
        server: &mut Server,
        target: Window,
        message: xdnd::Message,
    ) -> Result<(), ConnectionError> {
        let ended = self.targets.message(server, target, message)?;
        self.drags_ended(server, ended)
    }

    /// A `SelectionNotify` event. Other clients send it with `SendEvent`, so it is never a forgery by that alone.
    pub(crate) fn notified(
        &mut self,
        server: &mut Server,
        event: &SelectionNotifyEvent,
    ) -> Result<(), ConnectionError> {
        let result = self.reads.notified(server, event)?;
        self.read_ended(server, result)
    }

    /// A `SelectionRequest` event.
    pub(crate) fn requested(&mut self, event: &SelectionRequestEvent) {
        self.owner.requested(event);
    }

    /// A `SelectionClear` event.
    pub(crate) fn cleared(&mut self, event: &SelectionClearEvent) {
        self.owner.cleared(event);
    }

    /// A property of any window has changed or been deleted.
    pub(crate) fn property_changed(
        &mut self,
        server: &mut Server,
        event: &PropertyNotifyEvent,
    ) -> Result<(), ConnectionError> {
        if event.state == Property::DELETE {
            self.owner.property_deleted(event.window, event.atom);
            Ok(())
        } else if self.owner.is_window(event.window) {
            self.owner.timestamp(server, event.time)
        } else {
            let result = self.reads.property_changed(server, event.window, event.atom)?;
            self.read_ended(server, result)
        }
    }

    /// A window of this connection or of another client has been destroyed, or is about to be.
    pub(crate) fn window_destroyed(
        &mut self,
        server: &mut Server,
        window: Window,
    ) -> Result<(), ConnectionError> {
        self.owner.window_destroyed(window);
        let ended = self.targets.window_destroyed(server, window)?;
        self.drags_ended(server, ended)
    }

    /// The reply to a request that reads a part of a selection.
    pub(crate) fn part_read(
        &mut self,
        server: &mut Server,
        window: Window,
        reply: &[u8],
    ) -> Result<(), ConnectionError> {
        let result = self.reads.part_read(server, window, reply)?;
        self.read_ended(server, result)
    }

    /// The reply to the query of a drag's source.
    pub(crate) fn drag_source_queried(
        &mut self,
        server: &mut Server,
        drag: (Window, u32),
        error: Option<&X11Error>,
        reply: &[u8],
    ) -> Result<(), ConnectionError> {
        let ended = self.targets.source_queried(server, drag, error, reply)?;
        self.drags_ended(server, ended)
    }

    /// The position of a drag has been translated; `None` if the server could not.
    pub(crate) fn drag_translated(&mut self, target: Window, serial: u32, position: Option<(i16, i16)>) {
        self.targets.translated(target, serial, position);
    }

    /// Sends due replies and messages, as far as the connection accepts them, and ends transfers that have timed out.
    pub(crate) fn serve(&mut self, server: &mut Server) -> Result<(), ConnectionError> {
        if !server.display.is_congested() {
            self.serve_drags(server)?;
        }
        for requestor in self.owner.serve(server, &self.reads)? {
            self.watch(server, requestor)?;
        }
        while let Some(result) = self.reads.expire(server)? {
            self.read_ended(server, Some(result))?;
        }
        Ok(())
    }

    fn serve_drags(&mut self, server: &mut Server) -> Result<(), ConnectionError> {
        while let Some(action) = self.targets.next_action(server)? {
            match action {
                DragAction::Watch(drag) => {
                    self.watch(server, drag.source)?;
                    self.targets.query_source(server, drag)?;
                }
                DragAction::Read(requester, request) => {
                    let result = self.reads.start(server, requester, request)?;
                    self.read_ended(server, result)?;
                }
                DragAction::Ended(drag) => self.drags_ended(server, [drag])?,
            }
        }
        Ok(())
    }

    fn drags_ended(
        &mut self,
        server: &mut Server,
        drags: impl IntoIterator<Item = EndedDrag>,
    ) -> Result<(), ConnectionError> {
        for drag in drags {
            let result = self.reads.cancel_drag(server, drag.serial)?;
            self.read_ended(server, result)?;
            self.watch(server, drag.source)?;
        }
        Ok(())
    }

    fn read_ended(&mut self, server: &mut Server, result: Option<ReadResult>) -> Result<(), ConnectionError> {
        let Some(result) = result else {
            return Ok(());
        };
        // This connection may have been sending to its own read.
        if let Some(window) = result.window {
            self.owner.window_destroyed(window);
        }
        match result.requester {
            Requester::Clipboard(paste) => self.paste_ended(server, paste, result.outcome),
            Requester::Drag(target, serial) => {
                self.targets.data_read(target, serial, result.outcome);
                Ok(())
            }
        }
    }

    /// The owner of the clipboard has provided one format, or has not.
    fn paste_ended(
        &mut self,
        server: &mut Server,
        mut paste: PasteRequest,
        outcome: Result<Vec<u8>, Failure>,
    ) -> Result<(), ConnectionError> {
        let answer = match (outcome, paste.formats) {
            (Ok(data), [format, ..]) => Ok(Some((*format, data))),
            (Err(Failure::Refused), [_, rest @ ..]) => {
                paste.formats = rest;
                return self.paste(server, paste);
            }
            (Err(Failure::TooLarge), _) => Err(Error::Resource(format!(
                "the clipboard contains more than {MAX_PASTE} bytes"
            ))),
            (Err(Failure::TimedOut), _) => Err(paste.deadline.error()),
            (Ok(_) | Err(Failure::Refused | Failure::Protocol), _) => Ok(None),
        };
        paste.answer(answer);
        Ok(())
    }

    /// Selects the events of another client's window that transfers and drags need.
    fn watch(&self, server: &Server, window: Window) -> Result<(), ConnectionError> {
        let events = if self.owner.sends_to(window) {
            EventMask::PROPERTY_CHANGE | EventMask::STRUCTURE_NOTIFY
        } else if self.targets.watches(window) {
            EventMask::STRUCTURE_NOTIFY
        } else {
            EventMask::NO_EVENT
        };
        server.display.select_foreign_events(window, events)
    }
}
