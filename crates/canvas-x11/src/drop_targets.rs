//! The windows of this connection as targets of drags (XDND): the half of [`DragState`] that talks to the server.
//!
//! Everything here is bounded: a window has at most one drag, the data of which has a size limit and a timeout.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use canvas_core::clock;
use canvas_core::event::{DropEvent, Event};
use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto::{Atom, AtomEnum, ConnectionExt as _, GetPropertyReply, Window};
use x11rb::x11_utils::{TryParse as _, X11Error};

use crate::drag_state::{DragState, Step};
use crate::property_transfer::Failure;
use crate::selection::{Requester, SelectionRequest};
use crate::server::{ReplyKind, Server};
use crate::xdnd::{self, DropData, Message, MessageKind};

/// How many types of a source are read.
const MAX_TYPES: u32 = 1024;
/// The most bytes of dragged data that are accepted: some ten thousand files.
const MAX_BYTES: usize = 1024 * 1024;
/// How long a source may take to provide the data.
const READ_TIMEOUT: Duration = Duration::from_secs(3);

/// The drags over the windows of this connection.
#[derive(Debug, Default)]
pub(crate) struct DropTargets {
    /// By the window under the pointer.
    drags: HashMap<Window, DragState>,
    /// The windows whose drags may have a step to take.
    due: BTreeSet<Window>,
    /// How many drags there have been.
    count: u32,
    events: Vec<(Window, Event)>,
}

/// The parts of the loop that a drag needs.
#[derive(Debug)]
pub(crate) enum DragAction {
    /// The source window has to be watched; after that, [`DropTargets::query_source`] is to be called.
    Watch(NewDrag),
    /// The data has to be read.
    Read(Requester, SelectionRequest),
    /// The drag has ended.
    Ended(EndedDrag),
}

/// A drag whose source has not been queried.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewDrag {
    target: Window,
    serial: u32,
    pub(crate) source: Window,
    has_list: bool,
}

/// A drag that has ended: its read has to be cancelled, and its source need not be watched for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EndedDrag {
    pub(crate) serial: u32,
    pub(crate) source: Window,
}

impl DropTargets {
    /// Whether a drag comes from this window and watches it.
    pub(crate) fn watches(&self, source: Window) -> bool {
        self.drags.values().any(|drag| drag.source() == source)
    }

    /// Whether a drag may have a step to take.
    pub(crate) fn is_busy(&self) -> bool {
        !self.due.is_empty()
    }

    /// Takes the events that the windows have to receive.
    pub(crate) fn take_events(&mut self) -> impl Iterator<Item = (Window, Event)> {
        self.events.drain(..)
    }

    /// Applies a message to the drag over a window. Its steps are taken later, once for all messages of a turn.
    pub(crate) fn message(
        &mut self,
        server: &Server,
        target: Window,
        message: Message,
    ) -> Result<Option<EndedDrag>, ConnectionError> {
        let Message { source, kind } = message;
        if server.display.ids.contains(source) {
            return Ok(None);
        }
        if let MessageKind::Enter { types, has_list } = kind {
            let ended = self.end(server, target)?;
            self.count = self.count.wrapping_add(1);
            let drag = DragState::new(self.count, source, types, has_list, &server.display.atoms);
            self.drags.insert(target, drag);
            self.due.insert(target);
            return Ok(ended);
        }
        let Some(drag) = self.drags.get_mut(&target).filter(|drag| drag.source() == source) else {
            return Ok(None);
        };
        self.due.insert(target);
        match kind {
            MessageKind::Position { position, time } => drag.moved(position, time),
            MessageKind::Drop { time } => drag.drop(time),
            MessageKind::Leave if !drag.is_dropped() => return self.end(server, target),
            MessageKind::Leave | MessageKind::Enter { .. } => {}
        }
        Ok(None)
    }

    /// Takes the steps of all drags, until one needs another part of the loop. `None` if all are done.
    pub(crate) fn next_action(&mut self, server: &mut Server) -> Result<Option<DragAction>, ConnectionError> {
        while let Some(&target) = self.due.first() {
            let step = self.drags.get_mut(&target).and_then(DragState::next_step);
            match (step, self.drags.get(&target)) {
                (Some(step), Some(drag)) => {
                    let (serial, source) = (drag.serial(), drag.source());
                    if let Some(action) = self.take_step(server, target, (serial, source), step)? {
                        return Ok(Some(action));
                    }
                }
                _ => drop(self.due.remove(&target)),
            }
        }
        Ok(None)
    }

    fn take_step(
        &mut self,
        server: &mut Server,
        target: Window,
        (serial, source): (u32, Window),
        step: Step,
    ) -> Result<Option<DragAction>, ConnectionError> {
        match step {
            Step::Begin { has_list } => {
                return Ok(Some(DragAction::Watch(NewDrag {
                    target,
                    serial,
                    source,
                    has_list,
                })));
            }
            Step::Translate((x, y)) => {
                let display = &server.display;
                let cookie = display
                    .connection
                    .translate_coordinates(display.screen.root, target, x, y)?;
                let kind = ReplyKind::DragPosition(target, serial);
                server.replies.queue_reply(cookie, kind);
            }
            Step::Status(accepts) => xdnd::send_status(&server.display, target, source, accepts)?,
            Step::Read(format, time) => {
                let request = SelectionRequest {
                    selection: server.display.atoms.XdndSelection,
                    target: format.atom(),
                    time,
                    limit: MAX_BYTES,
                    deadline: Instant::now() + READ_TIMEOUT,
                };
                return Ok(Some(DragAction::Read(Requester::Drag(target, serial), request)));
            }
            Step::ReportOver => self.report(server, target, false),
            Step::End(true) => {
                self.report(server, target, true);
                xdnd::send_finished(&server.display, target, source, true)?;
                self.drags.remove(&target);
                return Ok(Some(DragAction::Ended(EndedDrag { serial, source })));
            }
            Step::End(false) => return Ok(self.end(server, target)?.map(DragAction::Ended)),
        }
        Ok(None)
    }

    /// Queries whether the source window exists, and its list of types, if it has one.
    pub(crate) fn query_source(&self, server: &mut Server, drag: NewDrag) -> Result<(), ConnectionError> {
        let NewDrag {
            target,
            serial,
            source,
            has_list,
        } = drag;
        let kind = ReplyKind::DragSource {
            target,
            serial,
            source,
        };
        if !has_list {
            return server.sync_barrier(kind);
        }
        let (property, atom) = (server.display.atoms.XdndTypeList, AtomEnum::ATOM);
        let connection = &server.display.connection;
        let cookie = connection.get_property(false, source, property, atom, 0, MAX_TYPES)?;
        server.replies.queue_reply(cookie, kind);
        Ok(())
    }

    /// The reply of [`query_source`](Self::query_source). With an error, the source window does not exist.
    pub(crate) fn source_queried(
        &mut self,
        server: &Server,
        (target, serial): (Window, u32),
        error: Option<&X11Error>,
        reply: &[u8],
    ) -> Result<Option<EndedDrag>, ConnectionError> {
        let Some(drag) = self.find(target, serial) else {
            return Ok(None);
        };
        if error.is_some() {
            return self.end(server, target);
        }
        let types: Vec<Atom> = GetPropertyReply::try_parse(reply)
            .ok()
            .and_then(|(reply, _)| Some(reply.value32()?.collect()))
            .unwrap_or_default();
        drag.offers(&types, &server.display.atoms);
        Ok(None)
    }

    /// The position of a drag has been translated; `None` if the server could not.
    pub(crate) fn translated(&mut self, target: Window, serial: u32, position: Option<(i16, i16)>) {
        if let Some(drag) = self.find(target, serial) {
            drag.translated(position);
        }
    }

    /// The data of a drag has been read, or could not be.
    pub(crate) fn data_read(&mut self, target: Window, serial: u32, outcome: Result<Vec<u8>, Failure>) {
        if let Some(drag) = self.find(target, serial) {
            let uname = rustix::system::uname();
            drag.data_read(outcome, uname.nodename().to_bytes());
        }
    }

    /// The drag with this number, which is due then.
    fn find(&mut self, target: Window, serial: u32) -> Option<&mut DragState> {
        let drag = self.drags.get_mut(&target)?;
        (drag.serial() == serial).then(|| {
            self.due.insert(target);
            drag
        })
    }

    /// A window has been destroyed: drags over it, and from it, end.
    pub(crate) fn window_destroyed(
        &mut self,
        server: &Server,
        window: Window,
    ) -> Result<Vec<EndedDrag>, ConnectionError> {
        let involved = |(&target, drag): (&Window, &DragState)| {
            (target == window || drag.source() == window).then_some(target)
        };
        let targets: Vec<_> = self.drags.iter().filter_map(involved).collect();
        let ended: Result<Vec<_>, _> = targets
            .into_iter()
            .map(|target| self.end(server, target))
            .collect();
        Ok(ended?.into_iter().flatten().collect())
    }

    /// Ends the drag over a window, if there is one, without accepting its data.
    fn end(&mut self, server: &Server, target: Window) -> Result<Option<EndedDrag>, ConnectionError> {
        self.due.remove(&target);
        let Some(drag) = self.drags.remove(&target) else {
            return Ok(None);
        };
        let (serial, source) = (drag.serial(), drag.source());
        if drag.is_reported() {
            let event = drop_event(server.display.ratio, drag.position(), false, DropData::default());
            self.events.push((target, event));
        }
        if drag.is_dropped() {
            xdnd::send_finished(&server.display, target, source, false)?;
        }
        Ok(drag.has_begun().then_some(EndedDrag { serial, source }))
    }

    fn report(&mut self, server: &Server, target: Window, is_dropped: bool) {
        if let Some(drag) = self.drags.get(&target) {
            let event = drop_event(server.display.ratio, drag.position(), is_dropped, drag.data());
            self.events.push((target, event));
        }
    }
}

/// An event at a position in physical pixels.
fn drop_event(ratio: f64, (x, y): (i16, i16), is_dropped: bool, data: DropData) -> Event {
    let [x, y] = [x, y].map(|length| f64::from(length) / ratio);
    let mut event = DropEvent::new(is_dropped, x, y, data.paths);
    (event.timestamp, event.data) = (clock::now(), data.data);
    // Another client sends the messages of every drag, so that is no sign of a forgery.
    event.synthetic = false;
    Event::Drop(event)
}
