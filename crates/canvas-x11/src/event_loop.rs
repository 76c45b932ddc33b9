//! The event loop: the one thread that owns the connection.
//!
//! ```text
//! loop:
//!     take the inbox            commands become wishes and jobs
//!     read events               at most so many bytes; each is handled at once
//!     look for replies          in order; a reply ends the job that waited for it
//!     settle                    what is due is told to ports and sent, unless the connection is congested
//!     flush, sleep              until the display or the inbox has something, or a date has come
//! ```
//!
//! Nothing in it waits but the sleep. Replies are never waited for: their requests are kept in `pending`, in order, and
//! each turn looks whether the first has been answered (errors come before the answers that follow them, because events
//! are read to their end first). So a display that stops answering stops nothing here.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::Instant;

use canvas_core::Error;
use canvas_core::backend::{BackendEvent, Command, WindowId};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use x11rb::connection::{Connection as _, RequestConnection as _};
use x11rb::errors::ConnectionError;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{self, ConnectionExt as _};
use x11rb::x11_utils::{TryParse as _, X11Error};
use x11rb_protocol::SequenceNumber;

use crate::cursors::Cursors;
use crate::fetch::Fetch;
use crate::inbox::{Inbox, Message};
use crate::native::Natives;
use crate::owner::Owner;
use crate::paint::Job;
use crate::put::{Segments, Sent};
use crate::seat::Seat;
use crate::start::{self, Display};
use crate::window::Window;

/// How many bytes of events are read before the rest of a turn has its turn: 2,048 events.
const READ_AT_ONCE: usize = 64 * 1024;

/// How many messages of the inbox are served before the display has its turn.
const MESSAGES_AT_ONCE: usize = 1024;

/// Why a turn of the loop ended the loop.
pub(crate) enum End {
    /// It was asked to.
    Stopped,
    /// The connection failed.
    Lost(ConnectionError),
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

/// A request that has not been answered.
#[derive(Debug)]
struct Pending {
    reply: SequenceNumber,
    answer: Answer,
    /// The display has refused a request before this one that belongs to it.
    error: Option<X11Error>,
}

/// What an answer means.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The window has been created.
    Created(xproto::Window),
    /// The job is done; the display has read the memory of its frames.
    Painted(xproto::Window, Job, Sent),
    /// The place of the window's corner on the screen.
    Place(xproto::Window),
    /// How the window is shown.
    Mode(xproto::Window),
    /// The symbols of all keys.
    Symbols,
    /// The keys of all modifiers.
    ModifierKeys,
    /// A part of what another program has put into this window's property.
    Piece(xproto::Window),
    /// What was copied can be pasted.
    Copied(SyncSender<canvas_core::Result<()>>),
    /// The window from which the drag of this number comes is known, and perhaps the forms in which it is offered.
    DragSource(xproto::Window, u32, xproto::Window),
    /// Where in the window the drag of this number is.
    DragPlace(xproto::Window, u32),
}

/// The state of the loop. Other files of this crate add to it: [`clipboard`](crate::clipboard),
/// [`commands`](crate::commands), [`dragging`](crate::dragging), [`events`](crate::events), [`fetch`](crate::fetch),
/// [`owner`](crate::owner), [`painting`](crate::painting), [`seat`](crate::seat).
#[derive(Debug)]
pub(crate) struct EventLoop {
    pub(crate) display: Display,
    pub(crate) inbox: Arc<Inbox>,
    pub(crate) windows: HashMap<xproto::Window, Window>,
    pub(crate) names: HashMap<WindowId, xproto::Window>,
    pub(crate) natives: Arc<Natives>,
    pub(crate) segments: Segments,
    pub(crate) seat: Seat,
    pub(crate) cursors: Cursors,
    /// What other programs are asked for.
    pub(crate) fetches: HashMap<xproto::Window, Fetch>,
    /// What others can ask us for.
    pub(crate) owner: Owner,
    /// How many drags there were.
    pub(crate) drags: u32,
    /// Windows with something to tell or to send.
    pub(crate) due: BTreeSet<xproto::Window>,
    pending: VecDeque<Pending>,
    /// Messages that were taken out of the inbox and are not served yet.
    unread: VecDeque<Message>,
}

impl EventLoop {
    /// A loop without windows.
    pub(crate) fn new(mut display: Display, inbox: Arc<Inbox>, natives: Arc<Natives>) -> Self {
        let seat = Seat::new(std::mem::take(&mut display.keymap));
        Self {
            display,
            inbox,
            windows: HashMap::new(),
            names: HashMap::new(),
            natives,
            segments: Segments::default(),
            seat,
            cursors: Cursors::default(),
            fetches: HashMap::new(),
            owner: Owner::default(),
            drags: 0,
            due: BTreeSet::new(),
            pending: VecDeque::new(),
            unread: VecDeque::new(),
        }
    }

    /// Runs until it is stopped or the display is lost.
    pub(crate) fn run(&mut self) -> End {
        let mut readable = true;
        loop {
            match self.turn(readable) {
                Ok(next) => readable = next,
                Err(end) => return end,
            }
        }
    }

    /// Tells every window that the display is gone, those among them that only the rest of the inbox knows.
    pub(crate) fn lose(&mut self, reason: &str, rest: VecDeque<Message>) {
        self.pending.clear();
        // Whoever waits for one of these is told by its end.
        self.fetches.clear();
        self.owner = Owner::default();
        self.names.clear();
        self.natives.clear();
        let failed = || BackendEvent::Failed(Error::DisplayLost(reason.to_owned()));
        for (_, window) in self.windows.drain() {
            let end = match window.is_created {
                true => BackendEvent::Lost(reason.to_owned()),
                false => failed(),
            };
            window.tell_end(end);
        }
        for message in self.unread.drain(..).chain(rest) {
            if let Message::Command(Command::Create(_, _, port)) = message {
                port.deliver(failed());
            }
        }
    }

    /// One turn; true if the display has something to read for the next.
    fn turn(&mut self, readable: bool) -> Result<bool, End> {
        self.read_inbox()?;
        if readable {
            self.read_events()?;
            self.look_for_replies()?;
        }
        self.settle()?;
        self.display.connection.flush()?;
        self.display.connection.stream().pump()?;
        Ok(self.sleep()?)
    }

    fn read_inbox(&mut self) -> Result<(), End> {
        self.unread.extend(self.inbox.take());
        for _ in 0..MESSAGES_AT_ONCE {
            if self.inbox.is_stopping() {
                self.close_all()?;
                return Err(End::Stopped);
            }
            match self.unread.pop_front() {
                Some(Message::Command(command)) => self.command(command)?,
                Some(Message::Clipboard(request)) => self.clipboard(request)?,
                Some(Message::Forget(key)) => self.segments.forget(&mut self.display, key)?,
                None => break,
            }
        }
        Ok(())
    }

    fn read_events(&mut self) -> Result<(), ConnectionError> {
        self.display.connection.stream().allow_reading(READ_AT_ONCE);
        while let Some((bytes, sequence)) = self.display.connection.poll_for_raw_event_with_sequence()? {
            match self.display.connection.parse_event(&bytes) {
                Ok(Event::Error(error)) => self.refused(error, sequence),
                Ok(event) => self.event(&event)?,
                // An event of an extension that we did not ask for.
                Err(error) => tracing::debug!("an event makes no sense: {error}"),
            }
        }
        self.display.connection.stream().allow_reading(0);
        Ok(())
    }

    /// Notes a refused request at the answer that follows it. Requests race with windows that die, so most mean nothing.
    fn refused(&mut self, error: X11Error, sequence: SequenceNumber) {
        tracing::debug!("the display has refused a request: {error:?}");
        let Some(pending) = self.pending.iter_mut().find(|pending| pending.reply >= sequence) else {
            return;
        };
        let belongs = match pending.answer {
            Answer::Created(_) => error.major_opcode == xproto::CREATE_WINDOW_REQUEST,
            Answer::Painted(..) => error.extension_name.as_deref() == Some("MIT-SHM"),
            Answer::DragSource(_, _, source) => error.bad_value == source,
            Answer::Place(_) | Answer::Mode(_) | Answer::Symbols | Answer::ModifierKeys => false,
            Answer::Piece(_) | Answer::Copied(_) | Answer::DragPlace(..) => false,
        };
        if belongs && pending.error.is_none() {
            pending.error = Some(error);
        }
    }

    fn look_for_replies(&mut self) -> Result<(), ConnectionError> {
        while let Some(first) = self.pending.front() {
            use x11rb::connection::ReplyOrError;
            let reply = match self.display.connection.wait_for_reply_or_raw_error(first.reply) {
                Ok(ReplyOrError::Reply(reply)) => Some(reply),
                Ok(ReplyOrError::Error(_)) => None,
                Err(ConnectionError::IoError(error)) if error.kind() == std::io::ErrorKind::WouldBlock => {
                    break;
                }
                Err(error) => return Err(error),
            };
            if let Some(Pending { answer, error, .. }) = self.pending.pop_front() {
                self.answered(answer, error, reply)?;
            }
        }
        Ok(())
    }

    fn answered(
        &mut self,
        answer: Answer,
        error: Option<X11Error>,
        reply: Option<Vec<u8>>,
    ) -> Result<(), ConnectionError> {
        let reply = reply.unwrap_or_default();
        match answer {
            Answer::Symbols => self.symbols(&reply),
            Answer::ModifierKeys => self.modifier_keys(&reply),
            Answer::Created(xid) => self.created(xid, error),
            Answer::Painted(xid, job, sent) => self.painted(xid, job, &sent, error),
            Answer::Mode(xid) => self.mode_told(xid, &reply),
            Answer::Piece(window) => self.fetch_read(window, &reply)?,
            // Whoever copied may have given up.
            Answer::Copied(tell) => drop(tell.try_send(Ok(()))),
            Answer::DragSource(xid, serial, _) => self.drag_source((xid, serial), error.as_ref(), &reply)?,
            Answer::DragPlace(xid, serial) => self.drag_placed(xid, serial, translated(&reply)),
            Answer::Place(xid) => self.placed(xid, translated(&reply)),
        }
        Ok(())
    }

    /// Tells and sends what is due.
    fn settle(&mut self) -> Result<(), ConnectionError> {
        for xid in std::mem::take(&mut self.due) {
            self.settle_window(xid)?;
        }
        self.serve()?;
        self.fetch_dates()?;
        self.seat_dates()
    }

    fn settle_window(&mut self, xid: xproto::Window) -> Result<(), ConnectionError> {
        let Some(window) = self.windows.get_mut(&xid) else {
            return Ok(());
        };
        window.tell_size(self.display.ratio);
        if std::mem::take(&mut window.close_requested) {
            window.tell(BackendEvent::CloseRequested);
        }
        if self.display.connection.stream().is_congested() {
            self.due.insert(xid);
            return Ok(());
        }
        self.answer_ping(xid)?;
        self.grant_wishes(xid)?;
        self.ask_place(xid)?;
        self.ask_mode(xid)?;
        self.drag(xid)?;
        self.paint(xid)
    }

    /// Asks for a cheap answer, which says that everything before has been done.
    pub(crate) fn fence(&mut self, answer: Answer) -> Result<(), ConnectionError> {
        let cookie = self.display.connection.get_input_focus()?;
        let reply = cookie.sequence_number();
        std::mem::forget(cookie);
        self.expect(reply, answer);
        Ok(())
    }

    /// Waits, without waiting, for the reply of this number.
    pub(crate) fn expect(&mut self, reply: SequenceNumber, answer: Answer) {
        self.pending.push_back(Pending {
            reply,
            answer,
            error: None,
        });
    }

    /// Sleeps until there is something to do; true if the display has something to read.
    fn sleep(&self) -> std::io::Result<bool> {
        let stream = self.display.connection.stream();
        let output = if stream.has_output() {
            PollFlags::OUT
        } else {
            PollFlags::empty()
        };
        let mut fds = [
            PollFd::new(stream, PollFlags::IN | output),
            PollFd::new(&*self.inbox, PollFlags::IN),
        ];
        let timeout = self.next_date().map(|date| {
            Timespec::try_from(date.saturating_duration_since(Instant::now())).unwrap_or_default()
        });
        match poll(&mut fds, timeout.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(fds[0]
            .revents()
            .intersects(PollFlags::IN | PollFlags::HUP | PollFlags::ERR))
    }

    /// When the loop has to go on, whatever happens.
    fn next_date(&self) -> Option<Instant> {
        // What had to wait for room may have it since the queue was sent.
        let is_congested = self.display.connection.stream().is_congested();
        let held_back = is_congested || self.segments.is_congested();
        let is_busy = !self.unread.is_empty()
            || (!self.due.is_empty() && !held_back)
            || (self.owner.is_busy() && !is_congested);
        let at_once = is_busy.then(Instant::now);
        let dates = [
            at_once,
            self.seat.next_date(),
            self.next_fetch_date(),
            self.owner.next_date(),
        ];
        dates.into_iter().flatten().min()
    }
}

/// A place, as the display has translated it.
fn translated(reply: &[u8]) -> Option<(i16, i16)> {
    let (reply, _) = xproto::TranslateCoordinatesReply::try_parse(reply).ok()?;
    Some((reply.dst_x, reply.dst_y))
}

/// Why the loop has ended, for those who ask later.
pub(crate) fn reason(end: &End) -> String {
    match end {
        End::Stopped => "the connection to the display was closed by the program".to_owned(),
        End::Lost(error) => format!("the display is lost: {}", start::explain(error)),
    }
}
