//! Asking other programs for what they have copied or drag: the half of [`transfer`](crate::transfer) that has a display.
//!
//! Each question has a window of its own, which nobody sees. What comes late, or was meant for another question, finds no
//! window; what was put into its property goes with it; and whoever was sending notices.

use std::time::Instant;

use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ConnectionExt as _, CreateWindowAux, EventMask, GetPropertyReply, SelectionNotifyEvent,
    Timestamp, Window, WindowClass,
};
use x11rb::x11_utils::TryParse as _;

use crate::clipboard::Question;
use crate::event_loop::{Answer, EventLoop};
use crate::start::Display;
use crate::transfer::{Failure, Kind, PIECE_UNITS, Piece, Step, Transfer};

/// What is asked for, and for whom.
#[derive(Debug)]
pub(crate) struct Fetch {
    asker: Asker,
    wanted: Wanted,
    transfer: Transfer,
}

/// Who wants to know.
#[derive(Debug)]
pub(crate) enum Asker {
    /// Somebody who pastes.
    Clipboard(Question),
    /// The drag of this number, over this window.
    Drag(Window, u32),
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub(crate) selection: Atom,
    pub(crate) target: Atom,
    pub(crate) time: Timestamp,
    /// In bytes.
    pub(crate) limit: usize,
    pub(crate) deadline: Instant,
}

impl EventLoop {
    /// Asks whoever owns a selection.
    pub(crate) fn fetch(&mut self, asker: Asker, wanted: Wanted) -> Result<(), ConnectionError> {
        let Some(window) = self.display.ids.take() else {
            return self.fetched(asker, Err(Failure::Refused));
        };
        make_unseen_window(&self.display, window, EventMask::PROPERTY_CHANGE)?;
        let property = self.display.atoms._CANVAS_SELECTION;
        let Wanted {
            selection,
            target,
            time,
            limit,
            ..
        } = wanted;
        self.display
            .connection
            .convert_selection(window, selection, target, property, time)?;
        let transfer = Transfer::new(limit);
        self.fetches.insert(
            window,
            Fetch {
                asker,
                wanted,
                transfer,
            },
        );
        Ok(())
    }

    /// Somebody has answered, or says so: any client can.
    pub(crate) fn selection_notify(&mut self, event: &SelectionNotifyEvent) -> Result<(), ConnectionError> {
        let Some(fetch) = self.fetches.get_mut(&event.requestor) else {
            return Ok(());
        };
        let is_granted = event.property == self.display.atoms._CANVAS_SELECTION;
        let is_meant = (event.selection, event.target) == (fetch.wanted.selection, fetch.wanted.target);
        if !is_meant || !(is_granted || event.property == x11rb::NONE) {
            return Ok(());
        }
        let step = fetch.transfer.answered(is_granted);
        self.go_on(event.requestor, step)
    }

    /// The property of a question has a new value.
    pub(crate) fn fetch_changed(&mut self, window: Window, property: Atom) -> Result<(), ConnectionError> {
        match self.fetches.get_mut(&window) {
            Some(fetch) if property == self.display.atoms._CANVAS_SELECTION => {
                let step = fetch.transfer.changed();
                self.go_on(window, step)
            }
            _ => Ok(()),
        }
    }

    /// A part of it has been read.
    pub(crate) fn fetch_read(&mut self, window: Window, reply: &[u8]) -> Result<(), ConnectionError> {
        let incr = self.display.atoms.INCR;
        let Some(fetch) = self.fetches.get_mut(&window) else {
            return Ok(());
        };
        let reply = GetPropertyReply::try_parse(reply).ok();
        let step = fetch.transfer.piece(reply.map(|(reply, _)| piece(reply, incr)));
        self.go_on(window, step)
    }

    fn go_on(&mut self, window: Window, step: Step) -> Result<(), ConnectionError> {
        match step {
            Step::Wait => Ok(()),
            Step::Read(offset) => {
                let property = self.display.atoms._CANVAS_SELECTION;
                let cookie = self.display.connection.get_property(
                    true,
                    window,
                    property,
                    AtomEnum::ANY,
                    offset,
                    PIECE_UNITS,
                )?;
                let reply = cookie.sequence_number();
                std::mem::forget(cookie);
                self.expect(reply, Answer::Piece(window));
                Ok(())
            }
            Step::Done(data) => self.end_fetch(window, Ok(data)),
            Step::Failed(failure) => self.end_fetch(window, Err(failure)),
        }
    }

    fn end_fetch(
        &mut self,
        window: Window,
        outcome: Result<Vec<u8>, Failure>,
    ) -> Result<(), ConnectionError> {
        let Some(fetch) = self.fetches.remove(&window) else {
            return Ok(());
        };
        self.owner.forget(window);
        self.display.connection.destroy_window(window)?;
        self.display.ids.give_back(window);
        self.fetched(fetch.asker, outcome)
    }

    fn fetched(&mut self, asker: Asker, outcome: Result<Vec<u8>, Failure>) -> Result<(), ConnectionError> {
        match asker {
            Asker::Clipboard(question) => self.pasted(question, outcome),
            Asker::Drag(window, serial) => {
                self.drag_fetched(window, serial, outcome);
                Ok(())
            }
        }
    }

    /// Nobody wants what is dragged any more.
    pub(crate) fn drop_drag_fetch(&mut self, serial: u32) -> Result<(), ConnectionError> {
        let is_it = |fetch: &Fetch| matches!(fetch.asker, Asker::Drag(_, of) if of == serial);
        let found = self.fetches.iter().find(|(_, fetch)| is_it(fetch));
        match found.map(|(&window, _)| window) {
            Some(window) => self.end_fetch(window, Err(Failure::Late)),
            None => Ok(()),
        }
    }

    /// Gives up what has not come in time.
    pub(crate) fn fetch_dates(&mut self) -> Result<(), ConnectionError> {
        if self.fetches.is_empty() {
            return Ok(());
        }
        let now = Instant::now();
        let is_late = |fetch: &Fetch| fetch.wanted.deadline <= now;
        let late: Vec<_> = self.fetches.iter().filter(|(_, fetch)| is_late(fetch)).collect();
        for window in late.into_iter().map(|(&window, _)| window).collect::<Vec<_>>() {
            self.end_fetch(window, Err(Failure::Late))?;
        }
        Ok(())
    }

    /// When the loop has to wake up for it.
    pub(crate) fn next_fetch_date(&self) -> Option<Instant> {
        self.fetches.values().map(|fetch| fetch.wanted.deadline).min()
    }
}

/// Makes a window that is for talking to other programs alone.
pub(crate) fn make_unseen_window(
    display: &Display,
    window: Window,
    events: EventMask,
) -> Result<(), ConnectionError> {
    let aux = CreateWindowAux::new().event_mask(events);
    let class = WindowClass::INPUT_ONLY;
    let (root, visual) = (display.screen.root, x11rb::COPY_FROM_PARENT);
    display
        .connection
        .create_window(0, window, root, -1, -1, 1, 1, 0, class, visual, &aux)?;
    Ok(())
}

/// What the display has told of a property.
fn piece(reply: GetPropertyReply, incr: Atom) -> Piece {
    let least = || reply.value32().and_then(|mut values| values.next());
    let kind = match (reply.type_, reply.format) {
        (x11rb::NONE, _) => None,
        (kind, _) if kind == incr => Some(Kind::Incremental(least().unwrap_or_default())),
        (_, 8) => Some(Kind::Bytes),
        // Of what size are the parts of nothing?
        _ if reply.value_len == 0 && reply.bytes_after == 0 => Some(Kind::Bytes),
        _ => Some(Kind::Other),
    };
    Piece {
        kind,
        left: reply.bytes_after,
        value: reply.value,
    }
}
