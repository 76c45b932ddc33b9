//! The event loop: the one thread that owns the connection.
//!
//! ```text
//! loop:
//!     read the inbox      commands become pending properties and jobs
//!     read events         a bounded number of bytes; each event is handled at once
//!     check replies       in order; a reply continues the operation that requested it
//!     finish the turn     report and send pending changes, unless the connection is congested
//!     flush, sleep        until the server or the inbox has something, or a deadline has come
//! ```
//!
//! Nothing blocks except the sleep; replies are never waited for (see [`server`](crate::server)). So a server that stops
//! answering blocks nothing here.
//!
//! The loop only distributes: commands to [`Windows`], input to the [`Seat`], selections and drags to [`Selections`]. They
//! own their state, talk to the [`Server`], and return the events that the loop passes on to the windows.
//!
//! Any client can send any event to a window of this connection. An event sent with `SendEvent` is marked
//! (`sent_event`), and is accepted only where the protocol demands that other clients send it, with every field checked;
//! input of that kind is passed on as synthetic.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use canvas_core::Error;
use canvas_core::backend::{Command, Reporter, WindowId};
use canvas_core::geometry::PhysicalSize;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use x11rb::connection::{Connection as _, RequestConnection as _};
use x11rb::errors::ConnectionError;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{self, ClientMessageEvent, ConnectionExt as _, ExposeEvent};
use x11rb::x11_utils::TryParse as _;

use crate::area::Area;
use crate::display::explain;
use crate::inbox::{Inbox, Message};
use crate::native_handles::NativeHandles;
use crate::seat::Seat;
use crate::selections::Selections;
use crate::server::{Completed, ReplyKind, Server};
use crate::startup::OpenedDisplay;
use crate::windows::Windows;
use crate::{wm_protocols, xdnd};

/// How many bytes of events are read in one turn: 2,048 events.
const READ_BUDGET: usize = 64 * 1024;

/// How many messages of the inbox are processed in one turn.
const MESSAGE_BUDGET: usize = 1024;

/// Why the loop has ended.
pub(crate) enum End {
    /// The program has asked for it.
    Stopped,
    /// The connection has failed.
    Lost(ConnectionError),
}

impl End {
    /// A text for calls that come later.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Stopped => "the connection to the display was closed by the program".to_owned(),
            Self::Lost(error) => format!("the display is lost: {}", explain(error)),
        }
    }
}

impl From<ConnectionError> for End {
    fn from(error: ConnectionError) -> Self {
        Self::Lost(error)
    }
}

impl From<std::io::Error> for End {
    fn from(error: std::io::Error) -> Self {
        Self::Lost(error.into())
    }
}

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct EventLoop {
    server: Server,
    inbox: Arc<Inbox>,
    /// Messages that were taken out of the inbox and are not processed yet.
    unread: VecDeque<Message>,
    windows: Windows,
    seat: Seat,
    selections: Selections,
}

impl EventLoop {
    /// A loop without windows.
    pub(crate) fn new(opened: OpenedDisplay, inbox: Arc<Inbox>, handles: Arc<NativeHandles>) -> Self {
        Self {
            seat: Seat::new(opened.display.ratio, opened.keymap),
            server: Server::new(opened.display),
            inbox,
            unread: VecDeque::new(),
            windows: Windows::new(handles),
            selections: Selections::default(),
        }
    }

    /// Runs until the loop is stopped or the connection is lost.
    pub(crate) fn run(&mut self) -> End {
        let mut is_readable = true;
        loop {
            match self.turn(is_readable) {
                Ok(next) => is_readable = next,
                Err(end) => return end,
            }
        }
    }

    /// Reports to every window that the connection is lost, including those whose creation is among the `rest` of the
    /// inbox.
    pub(crate) fn lose(&mut self, reason: &str, rest: VecDeque<Message>) {
        // Callers that wait for one of these notice that it is dropped.
        self.server.replies.clear();
        self.selections = Selections::default();
        self.windows.lose_all(reason);
        for message in self.unread.drain(..).chain(rest) {
            if let Message::Command(Command::Create(_, _, port)) = message {
                Reporter::new(port).lost(reason, Error::DisplayLost);
            }
        }
    }

    /// One turn; true if the socket is readable for the next one.
    fn turn(&mut self, is_readable: bool) -> Result<bool, End> {
        self.read_inbox()?;
        if is_readable {
            self.read_events()?;
            self.check_replies()?;
        }
        self.finish_turn()?;
        self.server.display.connection.flush()?;
        self.server.display.connection.stream().pump()?;
        Ok(self.sleep()?)
    }

    fn read_inbox(&mut self) -> Result<(), End> {
        self.unread.extend(self.inbox.take());
        for _ in 0..MESSAGE_BUDGET {
            if self.inbox.is_stopping() {
                for id in self.windows.ids() {
                    self.destroy(id)?;
                }
                return Err(End::Stopped);
            }
            match self.unread.pop_front() {
                Some(Message::Command(command)) => self.command(command)?,
                Some(Message::Clipboard(request)) => {
                    self.selections.clipboard_request(&mut self.server, request)?;
                }
                Some(Message::Detach(key)) => self.windows.detach(&mut self.server, key)?,
                None => break,
            }
        }
        Ok(())
    }

    fn command(&mut self, command: Command) -> Result<(), ConnectionError> {
        match command {
            Command::Create(id, setup, port) => {
                if let Some(xid) = self.windows.create(&mut self.server, id, &setup, port)? {
                    self.seat.add_window(xid);
                }
            }
            Command::Show(id) => self.windows.change_by_id(id, |window| window.show(true)),
            Command::Hide(id) => self.windows.change_by_id(id, |window| window.show(false)),
            Command::Raise(id) => self.windows.change_by_id(id, |window| window.raise()),
            Command::Present(id) => self.windows.change_by_id(id, |window| window.present()),
            Command::Set(id, property) => self.windows.change_by_id(id, |window| window.set(property)),
            Command::Destroy(id) => self.destroy(id)?,
        }
        Ok(())
    }

    /// Destroys a window on request of the program.
    fn destroy(&mut self, id: WindowId) -> Result<(), ConnectionError> {
        if let Some(xid) = self.windows.xid(id) {
            self.selections.window_destroyed(&mut self.server, xid)?;
            self.server.display.connection.destroy_window(xid)?;
            self.remove_window(xid, true);
        }
        Ok(())
    }

    /// Drops a window that has been destroyed, and reports that.
    fn remove_window(&mut self, xid: xproto::Window, is_requested: bool) {
        self.deliver_events();
        self.seat.remove_window(xid);
        if let Some(window) = self.windows.remove(&mut self.server, xid) {
            window.destroyed(is_requested);
        }
    }

    fn read_events(&mut self) -> Result<(), ConnectionError> {
        let stream = self.server.display.connection.stream();
        stream.set_read_budget(READ_BUDGET);
        loop {
            let connection = &self.server.display.connection;
            let Some((bytes, sequence)) = connection.poll_for_raw_event_with_sequence()? else {
                break;
            };
            match connection.parse_event(&bytes) {
                Ok(Event::Error(error)) => {
                    tracing::debug!("the display refuses a request: {error:?}");
                    self.server.replies.record_error(error, sequence);
                }
                Ok(event) => self.event(&event)?,
                // An event of an extension that this connection does not use.
                Err(error) => tracing::debug!("an event cannot be parsed: {error}"),
            }
        }
        self.server.display.connection.stream().set_read_budget(0);
        Ok(())
    }

    fn event(&mut self, event: &Event) -> Result<(), ConnectionError> {
        let is_sent = event.sent_event();
        let is_input = self.seat.handle(event, is_sent);
        self.deliver_events();
        if is_input {
            return Ok(());
        }
        let (windows, server) = (&mut self.windows, &mut self.server);
        match event {
            Event::Expose(event) if !is_sent => {
                let (area, is_more) = (exposed_area(event), event.count > 0);
                windows.change(event.window, |window| window.exposed(area, is_more));
            }
            Event::ConfigureNotify(event) if !is_sent => {
                let size = PhysicalSize::clamped(event.width.into(), event.height.into());
                windows.change(event.window, |window| window.configured(size));
            }
            // Window managers send it when they move the frame (ICCCM 4.1.5); the position is queried, not believed.
            Event::ConfigureNotify(event) => windows.change(event.window, |window| window.moved()),
            Event::ReparentNotify(event) if !is_sent => {
                windows.change(event.window, |window| window.moved());
            }
            Event::MapNotify(event) if !is_sent => self.mapped(event.window, true),
            Event::UnmapNotify(event) if !is_sent => self.mapped(event.window, false),
            Event::DestroyNotify(event) if !is_sent => {
                self.selections.window_destroyed(server, event.window)?;
                self.remove_window(event.window, false);
            }
            Event::PropertyNotify(event) if !is_sent => {
                self.selections.property_changed(server, event)?;
                if event.atom == server.display.atoms._NET_WM_STATE {
                    windows.change(event.window, |window| window.state_changed());
                }
            }
            Event::ClientMessage(event) => self.client_message(event)?,
            // Owners of selections send it.
            Event::SelectionNotify(event) => self.selections.notified(server, event)?,
            Event::SelectionRequest(event) if !is_sent => self.selections.requested(event),
            Event::SelectionClear(event) if !is_sent => self.selections.cleared(event),
            _ => {}
        }
        Ok(())
    }

    /// A `MapNotify` (true) or `UnmapNotify` event.
    fn mapped(&mut self, xid: xproto::Window, is_mapped: bool) {
        if !is_mapped {
            self.seat.window_unmapped(xid);
            self.deliver_events();
        }
        if let Some(window) = self.windows.get_mut(xid) {
            window.mapped(is_mapped);
        }
    }

    fn client_message(&mut self, event: &ClientMessageEvent) -> Result<(), ConnectionError> {
        let (xid, atoms) = (event.window, &self.server.display.atoms);
        if !self.windows.contains(xid) {
            return Ok(());
        }
        if let Some(message) = xdnd::parse(event, atoms) {
            self.selections.drag_message(&mut self.server, xid, message)?;
        } else if let Some(message) = wm_protocols::parse(event, atoms) {
            self.windows.change(xid, |window| window.manager_message(message));
        }
        Ok(())
    }

    fn check_replies(&mut self) -> Result<(), ConnectionError> {
        while let Some(completed) = self
            .server
            .replies
            .next_completed(&self.server.display.connection)?
        {
            self.completed(completed)?;
        }
        Ok(())
    }

    fn completed(&mut self, completed: Completed) -> Result<(), ConnectionError> {
        let Completed { kind, error, reply } = completed;
        let (windows, server) = (&mut self.windows, &mut self.server);
        match kind {
            ReplyKind::Created(xid) => {
                if error.is_some() {
                    self.seat.remove_window(xid);
                }
                windows.created(server, xid, error);
            }
            ReplyKind::Painted(xid, job, upload) => windows.job_processed(xid, job, upload, error.as_ref()),
            ReplyKind::Position(xid) => {
                let ratio = server.display.ratio;
                let position = translated(&reply);
                windows.change(xid, |window| window.position_queried(position, ratio));
            }
            ReplyKind::State(xid) => {
                windows.change(xid, |window| window.state_queried(&server.display, &reply));
            }
            ReplyKind::Keysyms => self.seat.keysyms_queried(&reply),
            ReplyKind::ModifierKeys => self.seat.modifiers_queried(&server.display.connection, &reply),
            ReplyKind::SelectionPart(window) => self.selections.part_read(server, window, &reply)?,
            // The caller may have stopped waiting.
            ReplyKind::Copied(caller) => drop(caller.try_send(Ok(()))),
            ReplyKind::DragSource { target, serial, .. } => {
                let drag = (target, serial);
                self.selections
                    .drag_source_queried(server, drag, error.as_ref(), &reply)?;
            }
            ReplyKind::DragPosition(target, serial) => {
                self.selections
                    .drag_translated(target, serial, translated(&reply));
            }
        }
        Ok(())
    }

    /// Reports and sends pending changes.
    fn finish_turn(&mut self) -> Result<(), ConnectionError> {
        self.windows.finish_turn(&mut self.server)?;
        self.selections.serve(&mut self.server)?;
        self.seat.serve(&mut self.server)?;
        self.deliver_events();
        Ok(())
    }

    /// Passes events of the devices and of drags on to their windows.
    fn deliver_events(&mut self) {
        let events = self.seat.take_events().chain(self.selections.take_events());
        for (xid, event) in events {
            if let Some(window) = self.windows.get_mut(xid) {
                window.input(event);
            }
        }
    }

    /// Sleeps until there is something to do; true if the socket is readable.
    fn sleep(&self) -> std::io::Result<bool> {
        let stream = self.server.display.connection.stream();
        let output = if stream.has_output() {
            PollFlags::OUT
        } else {
            PollFlags::empty()
        };
        let mut fds = [
            PollFd::new(stream, PollFlags::IN | output),
            PollFd::new(self.inbox.waker(), PollFlags::IN),
        ];
        let timeout = self.next_deadline().map(|deadline| {
            Timespec::try_from(deadline.saturating_duration_since(Instant::now())).unwrap_or_default()
        });
        match poll(&mut fds, timeout.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(fds[0]
            .revents()
            .intersects(PollFlags::IN | PollFlags::HUP | PollFlags::ERR))
    }

    /// When the next turn has to begin even if nothing happens.
    fn next_deadline(&self) -> Option<Instant> {
        // Output that was held back may have room since the queue was sent.
        let is_busy = !self.unread.is_empty()
            || self.windows.is_busy(&self.server)
            || (self.selections.is_busy() && !self.server.display.is_congested());
        let deadlines = [
            is_busy.then(Instant::now),
            self.seat.next_deadline(),
            self.selections.next_deadline(),
        ];
        deadlines.into_iter().flatten().min()
    }
}

/// The area of an `Expose` event; `None` if it is empty.
fn exposed_area(event: &ExposeEvent) -> Option<Area> {
    let (left, top) = (u32::from(event.x), u32::from(event.y));
    let (right, bottom) = (left + u32::from(event.width), top + u32::from(event.height));
    Area::new(left, top, right, bottom)
}

/// The position of a `TranslateCoordinates` reply.
fn translated(reply: &[u8]) -> Option<(i16, i16)> {
    let (reply, _) = xproto::TranslateCoordinatesReply::try_parse(reply).ok()?;
    Some((reply.dst_x, reply.dst_y))
}
