//! What this program has copied, and how others get it, for as long as the connection lasts (ICCCM 2).
//!
//! What is large goes in parts, the next when the other program has deleted the one before. Whoever asks may be anybody: what
//! is kept for him is bounded in number and in time, and no window of ours is touched in his name.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant};

use canvas_core::{Error, Result as Told};
use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ChangeWindowAttributesAux, ConnectionExt as _, EventMask, PropMode,
    SELECTION_NOTIFY_EVENT, SelectionClearEvent, SelectionNotifyEvent, SelectionRequestEvent, Timestamp,
    Window,
};
use x11rb::wrapper::ConnectionExt as _;

use crate::atoms::Atoms;
use crate::clipboard::{Deadline, Format};
use crate::drag::Drag;
use crate::event_loop::{Answer, EventLoop};
use crate::fetch::make_unseen_window;

/// Above this many bytes something goes in parts, and this is how large they are.
const PART: usize = 64 * 1024;
/// A request has a header before its data.
const HEADER: usize = 64;
/// More requests than these at a time are not answered.
const MAX_REQUESTS: usize = 64;
/// More than these at a time get nothing in parts.
const MAX_SENDINGS: usize = 16;
/// How long another program may take for one part.
const PATIENCE: Duration = Duration::from_secs(10);

/// Something that is copied, in its forms.
pub(crate) type Content = Vec<(Format, Arc<Vec<u8>>)>;

/// Somebody copies something.
#[derive(Debug)]
pub(crate) struct Claim {
    pub(crate) content: Content,
    pub(crate) deadline: Deadline,
    pub(crate) tell: SyncSender<Told<()>>,
}

impl Claim {
    fn tell(self, answer: Told<()>) {
        // Whoever asked may have given up.
        let _ = self.tell.try_send(answer);
    }
}

/// See the [module](self).
#[derive(Debug, Default)]
pub(crate) struct Owner {
    /// In whose name things are copied; made for the first.
    window: Option<Window>,
    /// Those that wait for the time of the display.
    claims: VecDeque<Claim>,
    content: Content,
    /// Since when it is ours.
    since: Timestamp,
    requests: VecDeque<SelectionRequestEvent>,
    sendings: Vec<Sending>,
}

/// Something that goes to another program in parts.
#[derive(Debug)]
struct Sending {
    requestor: Window,
    property: Atom,
    target: Atom,
    data: Arc<Vec<u8>>,
    sent: usize,
    /// The other program has taken the part before.
    is_wanted: bool,
    deadline: Instant,
}

impl Owner {
    /// Whether there is something to send.
    pub(crate) fn is_busy(&self) -> bool {
        !self.requests.is_empty() || self.sendings.iter().any(|sending| sending.is_wanted)
    }

    /// When the loop has to wake up for it.
    pub(crate) fn next_date(&self) -> Option<Instant> {
        self.sendings.iter().map(|sending| sending.deadline).min()
    }

    /// Whether a window is the one in whose name things are copied.
    pub(crate) fn is(&self, window: Window) -> bool {
        self.window == Some(window)
    }

    /// Whether something goes to this window in parts.
    pub(crate) fn sends_to(&self, window: Window) -> bool {
        self.sendings.iter().any(|sending| sending.requestor == window)
    }

    /// A window that something may be on its way to is gone.
    pub(crate) fn forget(&mut self, window: Window) {
        self.sendings.retain(|sending| sending.requestor != window);
    }

    /// Another program has destroyed our window.
    pub(crate) fn lose_window(&mut self) {
        let claims = std::mem::take(self).claims;
        let lost = "another program has destroyed the clipboard's window";
        claims
            .into_iter()
            .for_each(|claim| claim.tell(Err(Error::DisplayLost(lost.to_owned()))));
    }

    /// Another program has deleted a property: it wants the next part.
    pub(crate) fn taken(&mut self, window: Window, property: Atom) {
        let is_it = |it: &&mut Sending| (it.requestor, it.property) == (window, property);
        if let Some(sending) = self.sendings.iter_mut().find(is_it) {
            sending.is_wanted = true;
        }
    }

    /// Another program wants what is copied. The display alone tells it.
    pub(crate) fn requested(&mut self, event: &SelectionRequestEvent) {
        if self.requests.len() < MAX_REQUESTS {
            self.requests.push_back(*event);
        }
    }

    /// Another program has copied something.
    pub(crate) fn cleared(&mut self, event: &SelectionClearEvent) {
        // It may be about a time before it became ours again.
        if self.is(event.owner) && event.time.wrapping_sub(self.since).cast_signed() > 0 {
            self.content.clear();
        }
    }

    fn find(&self, target: Atom, atoms: &Atoms) -> Option<Arc<Vec<u8>>> {
        let mut forms = self.content.iter();
        let form = forms.find(|(format, _)| format.atom(atoms) == target)?;
        Some(form.1.clone())
    }
}

impl EventLoop {
    /// Begins to copy: first the display has to say what time it is, by a change of a property that changes nothing.
    pub(crate) fn claim(&mut self, claim: Claim) -> Result<(), ConnectionError> {
        let window = match self.owner.window.or_else(|| self.display.ids.take()) {
            Some(window) => window,
            None => {
                let reason = "the display has no name left for the clipboard's window";
                claim.tell(Err(Error::Resource(reason.to_owned())));
                return Ok(());
            }
        };
        if self.owner.window.replace(window).is_none() {
            let events = EventMask::PROPERTY_CHANGE | EventMask::STRUCTURE_NOTIFY;
            make_unseen_window(&self.display, window, events)?;
        }
        let property = self.display.atoms._CANVAS_SELECTION;
        self.display.connection.change_property8(
            PropMode::APPEND,
            window,
            property,
            AtomEnum::STRING,
            &[],
        )?;
        self.owner.claims.push_back(claim);
        Ok(())
    }

    /// The display has said what time it is.
    pub(crate) fn claim_time(&mut self, window: Window, time: Timestamp) -> Result<(), ConnectionError> {
        let Some(claim) = self.owner.claims.pop_front() else {
            return Ok(());
        };
        if claim.deadline.date <= Instant::now() {
            let late = claim.deadline.error();
            claim.tell(Err(late));
            return Ok(());
        }
        let selection = self.display.atoms.CLIPBOARD;
        self.display
            .connection
            .set_selection_owner(window, selection, time)?;
        (self.owner.content, self.owner.since) = (claim.content, time);
        self.fence(Answer::Copied(claim.tell))
    }

    /// Gives others what they have asked for, as far as the connection takes it.
    pub(crate) fn serve(&mut self) -> Result<(), ConnectionError> {
        self.drop_late_sendings()?;
        while !self.display.connection.stream().is_congested() {
            if let Some(request) = self.owner.requests.pop_front() {
                self.serve_request(&request)?;
            } else if let Some(at) = self.owner.sendings.iter().position(|it| it.is_wanted) {
                self.send_part(at)?;
            } else {
                break;
            }
        }
        Ok(())
    }

    fn serve_request(&mut self, request: &SelectionRequestEvent) -> Result<(), ConnectionError> {
        // Old programs leave the name to us.
        let property = match request.property {
            x11rb::NONE => request.target,
            property => property,
        };
        let is_given = self.give(request, property)?;
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property: if is_given { property } else { x11rb::NONE },
        };
        let events = EventMask::NO_EVENT;
        self.display
            .connection
            .send_event(false, request.requestor, events, answer)?;
        Ok(())
    }

    /// Puts what was asked for into the property; false if there is no such thing.
    fn give(&mut self, request: &SelectionRequestEvent, property: Atom) -> Result<bool, ConnectionError> {
        let (connection, atoms) = (&self.display.connection, &self.display.atoms);
        let (to, target) = (request.requestor, request.target);
        let is_ours = self.windows.contains_key(&to) || self.owner.is(to);
        if is_ours || request.selection != atoms.CLIPBOARD || self.owner.content.is_empty() {
            return Ok(false);
        }
        let mode = PropMode::REPLACE;
        if target == atoms.TARGETS {
            let formats = self.owner.content.iter().map(|(format, _)| format.atom(atoms));
            let targets: Vec<_> = [atoms.TARGETS, atoms.TIMESTAMP]
                .into_iter()
                .chain(formats)
                .collect();
            connection.change_property32(mode, to, property, AtomEnum::ATOM, &targets)?;
        } else if target == atoms.TIMESTAMP {
            connection.change_property32(mode, to, property, AtomEnum::INTEGER, &[self.owner.since])?;
        } else if let Some(data) = self.owner.find(target, atoms) {
            if data.len() > self.part() {
                return self.begin_sending(to, property, target, data);
            }
            connection.change_property8(mode, to, property, target, &data)?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// How many bytes go at once.
    fn part(&self) -> usize {
        PART.min(self.display.longest_request - HEADER)
    }

    fn begin_sending(
        &mut self,
        requestor: Window,
        property: Atom,
        target: Atom,
        data: Arc<Vec<u8>>,
    ) -> Result<bool, ConnectionError> {
        let is_it = |it: &Sending| (it.requestor, it.property) == (requestor, property);
        // Whoever asks again has given up what he was getting.
        self.owner.sendings.retain(|it| !is_it(it));
        if self.owner.sendings.len() == MAX_SENDINGS {
            return Ok(false);
        }
        let length = [u32::try_from(data.len()).unwrap_or(u32::MAX)];
        self.owner.sendings.push(Sending {
            requestor,
            property,
            target,
            data,
            sent: 0,
            is_wanted: false,
            deadline: Instant::now() + PATIENCE,
        });
        self.watch(requestor)?;
        let (mode, incr) = (PropMode::REPLACE, self.display.atoms.INCR);
        self.display
            .connection
            .change_property32(mode, requestor, property, incr, &length)?;
        Ok(true)
    }

    /// Sends the next part; after the last an empty one, which is the end.
    fn send_part(&mut self, at: usize) -> Result<(), ConnectionError> {
        let part = self.part();
        let sending = &mut self.owner.sendings[at];
        let end = sending.data.len().min(sending.sent + part);
        self.display.connection.change_property8(
            PropMode::REPLACE,
            sending.requestor,
            sending.property,
            sending.target,
            &sending.data[sending.sent..end],
        )?;
        (sending.is_wanted, sending.deadline) = (false, Instant::now() + PATIENCE);
        if sending.sent == end {
            let requestor = self.owner.sendings.swap_remove(at).requestor;
            return self.watch(requestor);
        }
        sending.sent = end;
        Ok(())
    }

    fn drop_late_sendings(&mut self) -> Result<(), ConnectionError> {
        if self.owner.sendings.is_empty() {
            return Ok(());
        }
        let now = Instant::now();
        let late = self.owner.sendings.extract_if(.., |it| it.deadline <= now);
        for requestor in late.map(|it| it.requestor).collect::<Vec<_>>() {
            self.watch(requestor)?;
        }
        Ok(())
    }

    /// Listens to a window of another program as far as there is a reason to.
    pub(crate) fn watch(&self, window: Window) -> Result<(), ConnectionError> {
        if self.windows.contains_key(&window) || self.fetches.contains_key(&window) || self.owner.is(window) {
            return Ok(());
        }
        let is_source = |drag: &Drag| drag.source() == window;
        let mut drags = self.windows.values().filter_map(|it| it.drag.as_ref());
        let events = if self.owner.sends_to(window) {
            EventMask::PROPERTY_CHANGE | EventMask::STRUCTURE_NOTIFY
        } else if drags.any(is_source) {
            EventMask::STRUCTURE_NOTIFY
        } else {
            EventMask::NO_EVENT
        };
        let aux = ChangeWindowAttributesAux::new().event_mask(events);
        self.display.connection.change_window_attributes(window, &aux)?;
        Ok(())
    }
}
