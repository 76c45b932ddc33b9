//! What other programs drag over our windows: the half of [`drag`] that has a display.

use std::time::{Duration, Instant};

use canvas_core::backend::BackendEvent;
use canvas_core::clock;
use canvas_core::event::{DropEvent, Event};
use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, GetPropertyReply, PropMode, Window,
};
use x11rb::wrapper::ConnectionExt as _;
use x11rb::x11_utils::{TryParse as _, X11Error};

use crate::drag::{self, Drag, Held, Message, Step, Verb};
use crate::event_loop::{Answer, EventLoop};
use crate::fetch::{Asker, Wanted};
use crate::start::Display;
use crate::transfer::Failure;

/// No more of another program's forms are looked at.
const MAX_FORMS: u32 = 1024;
/// No more bytes than these are taken: some ten thousand files.
const MAX_BYTES: usize = 1024 * 1024;
/// How long another program may take to give what it drags.
const PATIENCE: Duration = Duration::from_secs(3);

/// Lets other programs know that things can be dropped on a window.
pub(crate) fn set_aware(display: &Display, window: Window) -> Result<(), ConnectionError> {
    let (mode, aware) = (PropMode::REPLACE, display.atoms.XdndAware);
    display
        .connection
        .change_property32(mode, window, aware, AtomEnum::ATOM, &[drag::VERSION])?;
    Ok(())
}

impl EventLoop {
    /// Notes what another program says of a drag; what follows is done once for all of a turn.
    pub(crate) fn drag_message(&mut self, xid: Window, message: Message) -> Result<(), ConnectionError> {
        let Message { source, verb } = message;
        if self.windows.contains_key(&source) {
            return Ok(());
        }
        let Some(window) = self.windows.get_mut(&xid) else {
            return Ok(());
        };
        self.due.insert(xid);
        if let Verb::Enter { types, has_list } = verb {
            self.drags = self.drags.wrapping_add(1);
            let drag = Drag::new(self.drags, source, types, has_list, &self.display.atoms);
            let old = window.drag.replace(drag);
            return old.map_or(Ok(()), |old| self.drag_is_over(xid, &old));
        }
        match (verb, window.drag.as_mut().filter(|drag| drag.source() == source)) {
            (Verb::Position { place, time }, Some(drag)) => drag.moved(place, time),
            (Verb::Drop { time }, Some(drag)) => drag.drop(time),
            (Verb::Leave, Some(drag)) if !drag.is_dropped() => return self.end_drag(xid),
            _ => {}
        }
        Ok(())
    }

    /// Does what is to be done for a drag.
    pub(crate) fn drag(&mut self, xid: Window) -> Result<(), ConnectionError> {
        while let Some(drag) = self.windows.get_mut(&xid).and_then(|it| it.drag.as_mut()) {
            let (serial, source) = (drag.serial(), drag.source());
            match drag.next() {
                Some(Step::Begin { has_list }) => self.begin_drag(xid, serial, source, has_list)?,
                Some(Step::Translate((x, y))) => {
                    let root = self.display.screen.root;
                    let cookie = self.display.connection.translate_coordinates(root, xid, x, y)?;
                    let reply = cookie.sequence_number();
                    std::mem::forget(cookie);
                    self.expect(reply, Answer::DragPlace(xid, serial));
                }
                Some(Step::Status(would_take)) => self.answer_drag(xid, source, would_take)?,
                Some(Step::Fetch(form, time)) => {
                    let wanted = Wanted {
                        selection: self.display.atoms.XdndSelection,
                        target: form.atom(),
                        time,
                        limit: MAX_BYTES,
                        deadline: Instant::now() + PATIENCE,
                    };
                    self.fetch(Asker::Drag(xid, serial), wanted)?;
                }
                Some(Step::Over) => {
                    let held = drag.held();
                    self.tell_drag(xid, false, held);
                }
                Some(Step::End(true)) => {
                    let held = drag.held();
                    self.tell_drag(xid, true, held);
                    self.finish_drag(xid, source, true)?;
                    self.windows.get_mut(&xid).and_then(|it| it.drag.take());
                    self.watch(source)?;
                }
                Some(Step::End(false)) => self.end_drag(xid)?,
                None => break,
            }
        }
        Ok(())
    }

    fn begin_drag(
        &mut self,
        xid: Window,
        serial: u32,
        source: Window,
        has_list: bool,
    ) -> Result<(), ConnectionError> {
        self.watch(source)?;
        let answer = Answer::DragSource(xid, serial, source);
        if !has_list {
            return self.fence(answer);
        }
        let (list, kind) = (self.display.atoms.XdndTypeList, AtomEnum::ATOM);
        let cookie = self
            .display
            .connection
            .get_property(false, source, list, kind, 0, MAX_FORMS)?;
        let reply = cookie.sequence_number();
        std::mem::forget(cookie);
        self.expect(reply, answer);
        Ok(())
    }

    /// The display knows the other program's window, and has perhaps told its forms; or there is no such window.
    pub(crate) fn drag_source(
        &mut self,
        (xid, serial): (Window, u32),
        error: Option<&X11Error>,
        reply: &[u8],
    ) -> Result<(), ConnectionError> {
        if error.is_some() && self.has_drag(xid, serial) {
            return self.end_drag(xid);
        }
        let forms = GetPropertyReply::try_parse(reply).ok();
        let forms: Vec<Atom> = forms
            .and_then(|(reply, _)| Some(reply.value32()?.collect()))
            .unwrap_or_default();
        self.with_drag(xid, serial, |drag, display| drag.offers(&forms, &display.atoms));
        Ok(())
    }

    /// The display has said where in the window it is.
    pub(crate) fn drag_placed(&mut self, xid: Window, serial: u32, place: Option<(i16, i16)>) {
        self.with_drag(xid, serial, |drag, _| drag.placed(place));
    }

    /// The other program has given it, or has not.
    pub(crate) fn drag_fetched(&mut self, xid: Window, serial: u32, outcome: Result<Vec<u8>, Failure>) {
        let uname = rustix::system::uname();
        let host = uname.nodename().to_bytes();
        self.with_drag(xid, serial, |drag, _| drag.fetched(outcome, host));
    }

    fn has_drag(&self, xid: Window, serial: u32) -> bool {
        let drag = self.windows.get(&xid).and_then(|window| window.drag.as_ref());
        drag.is_some_and(|drag| drag.serial() == serial)
    }

    fn with_drag(&mut self, xid: Window, serial: u32, change: impl FnOnce(&mut Drag, &Display)) {
        let drag = self.windows.get_mut(&xid).and_then(|window| window.drag.as_mut());
        if let Some(drag) = drag.filter(|drag| drag.serial() == serial) {
            change(drag, &self.display);
            self.due.insert(xid);
        }
    }

    /// A window of another program is gone, and with it what it has dragged.
    pub(crate) fn drag_source_gone(&mut self, source: Window) -> Result<(), ConnectionError> {
        let is_it = |drag: &Drag| drag.source() == source;
        let with_it = |(&xid, window): (&Window, &crate::window::Window)| {
            window.drag.as_ref().is_some_and(is_it).then_some(xid)
        };
        let windows: Vec<_> = self.windows.iter().filter_map(with_it).collect();
        windows.into_iter().try_for_each(|xid| self.end_drag(xid))
    }

    /// Ends what is dragged over a window without its being taken.
    pub(crate) fn end_drag(&mut self, xid: Window) -> Result<(), ConnectionError> {
        match self.windows.get_mut(&xid).and_then(|window| window.drag.take()) {
            Some(drag) => self.drag_is_over(xid, &drag),
            None => Ok(()),
        }
    }

    fn drag_is_over(&mut self, xid: Window, drag: &Drag) -> Result<(), ConnectionError> {
        if drag.is_told() {
            let place = drag.place();
            self.tell_at(xid, place, false, Held::default());
        }
        if drag.is_dropped() {
            self.finish_drag(xid, drag.source(), false)?;
        }
        if !drag.is_begun() {
            return Ok(());
        }
        self.drop_drag_fetch(drag.serial())?;
        self.watch(drag.source())
    }

    fn tell_drag(&mut self, xid: Window, dropped: bool, held: Held) {
        let drag = self.windows.get(&xid).and_then(|window| window.drag.as_ref());
        if let Some(place) = drag.map(Drag::place) {
            self.tell_at(xid, place, dropped, held);
        }
    }

    fn tell_at(&mut self, xid: Window, (x, y): (i16, i16), dropped: bool, held: Held) {
        let [x, y] = [x, y].map(|length| f64::from(length) / self.display.ratio);
        let mut event = DropEvent::new(dropped, x, y, held.paths);
        (event.timestamp, event.data) = (clock::now(), held.data);
        // It is told by another client in any case.
        event.synthetic = false;
        if let Some(window) = self.windows.get_mut(&xid) {
            window.tell(BackendEvent::Input(Event::Drop(event)));
        }
    }

    /// Says whether we would take it, and that we want to hear of every move.
    fn answer_drag(&self, xid: Window, source: Window, would_take: bool) -> Result<(), ConnectionError> {
        const EVERY_MOVE: u32 = 2;
        let flags = EVERY_MOVE | u32::from(would_take);
        let action = self.drag_action(would_take);
        self.tell_source(source, self.display.atoms.XdndStatus, [xid, flags, 0, 0, action])
    }

    /// Says that the drop is over, and whether we have taken it.
    fn finish_drag(&self, xid: Window, source: Window, taken: bool) -> Result<(), ConnectionError> {
        let action = self.drag_action(taken);
        let data = [xid, taken.into(), action, 0, 0];
        self.tell_source(source, self.display.atoms.XdndFinished, data)
    }

    /// Whatever the other program proposes, what is dropped is read and stays where it is.
    fn drag_action(&self, taken: bool) -> Atom {
        match taken {
            true => self.display.atoms.XdndActionCopy,
            false => x11rb::NONE,
        }
    }

    fn tell_source(&self, source: Window, kind: Atom, data: [u32; 5]) -> Result<(), ConnectionError> {
        let message = ClientMessageEvent::new(32, source, kind, data);
        self.display
            .connection
            .send_event(false, source, EventMask::NO_EVENT, message)?;
        Ok(())
    }
}
