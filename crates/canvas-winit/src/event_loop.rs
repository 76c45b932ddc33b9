//! The loop's side of winit: what a turn does, and the one thread that does it.
//!
//! ```text
//! winit calls:
//!     user_event       the inbox was filled: commands become wishes and jobs, surfaces come back
//!     window_event     the display said something; sizes and close requests are noted, the rest is told at once
//!     device_event     what tells two turns of a wheel from one
//!     about_to_wait    what is due is told to ports and painted; the next date is set
//! ```
//!
//! Nothing here waits, but for winit itself where it creates a window: for a display that has just answered (see
//! [`making`](crate::making)).

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::Instant;

use canvas_core::Error;
use canvas_core::backend::{BackendEvent, Command, Monitor, WindowId};
use winit::application::ApplicationHandler;
use winit::event::{DeviceEvent, DeviceId, WindowEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow};
use winit::window::WindowId as WinitId;

use crate::inbox::{CLOSING, Message};
use crate::making::Answer;
use crate::modes;
use crate::start::Loop;
use crate::wheel::Wheel;
use crate::window::Window;

/// The state of the loop. Other files of this crate add to it: [`commands`](crate::commands),
/// [`events`](crate::events), [`painting`](crate::painting).
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) the_loop: Arc<Loop>,
    pub(crate) windows: HashMap<WindowId, Window>,
    pub(crate) names: HashMap<WinitId, WindowId>,
    /// Windows with something to tell or to paint.
    pub(crate) due: BTreeSet<WindowId>,
    /// How many native windows there have been.
    pub(crate) natives: u64,
    /// Windows that wait for one of the display's, in the order in which they are to be made.
    pub(crate) wanted: Vec<WindowId>,
    pub(crate) answer: Answer,
    pub(crate) wheel: Wheel,
    /// Who wants to know the monitors.
    questions: Vec<SyncSender<Vec<Monitor>>>,
}

impl ApplicationHandler<()> for App {
    fn resumed(&mut self, _target: &ActiveEventLoop) {}

    fn user_event(&mut self, target: &ActiveEventLoop, _woken: ()) {
        self.take_messages();
        self.make_wanted(target);
        for answer in std::mem::take(&mut self.questions) {
            // Whoever asked may have given up.
            let _ = answer.send(modes::monitors(target));
        }
    }

    fn window_event(&mut self, _target: &ActiveEventLoop, id: WinitId, event: WindowEvent) {
        if let Some(id) = self.names.get(&id) {
            self.event(*id, event);
        }
    }

    fn device_event(&mut self, _target: &ActiveEventLoop, _id: DeviceId, event: DeviceEvent) {
        self.wheel.heard(&event);
    }

    fn about_to_wait(&mut self, target: &ActiveEventLoop) {
        let now = Instant::now();
        for window in self.windows.values() {
            if window.paint.date().is_some_and(|date| date <= now) {
                self.due.insert(window.id);
            }
        }
        for id in std::mem::take(&mut self.due) {
            self.settle_window(id, now);
        }
        let dates = self.windows.values().filter_map(|window| window.paint.date());
        // A date that has passed stands for something that cannot be painted yet: an event will come.
        let next = dates.filter(|date| *date > now).min();
        target.set_control_flow(next.map_or(ControlFlow::Wait, ControlFlow::WaitUntil));
    }
}

impl App {
    /// A loop without windows.
    pub(crate) fn new(the_loop: Arc<Loop>) -> Self {
        Self {
            the_loop,
            windows: HashMap::new(),
            names: HashMap::new(),
            due: BTreeSet::new(),
            natives: 0,
            wanted: Vec::new(),
            answer: Answer::Unknown,
            wheel: Wheel::default(),
            questions: Vec::new(),
        }
    }

    pub(crate) fn take_messages(&mut self) {
        for message in self.the_loop.inbox.take() {
            self.message(message);
        }
    }

    fn message(&mut self, message: Message) {
        match message {
            // It came while the session was being closed, after the end of its windows perhaps.
            Message::Command(session, Command::Create(_, _, port)) if session.is_closed() => {
                port.deliver(BackendEvent::Failed(Error::DisplayLost(CLOSING.to_owned())));
            }
            Message::Command(session, command) => self.command(session, command),
            Message::End(session) => {
                let of_session = |window: &&Window| Arc::ptr_eq(&window.session, &session);
                let ids: Vec<_> = self.windows.values().filter(of_session).map(|w| w.id).collect();
                for id in ids {
                    self.destroy(id, true);
                }
                session.end();
                self.the_loop.wake_waiters();
            }
            Message::Monitors(answer) => self.questions.push(answer),
            Message::Answered => self.answer = Answer::Given,
            Message::Native(id, answer) => {
                let native = self.windows.get(&id).and_then(|window| window.native.as_ref());
                if let Some(native) = native {
                    let _ = answer.send(Arc::clone(&native.window));
                }
            }
            Message::Ready(id, native, surface) => self.ready(id, native, surface),
        }
    }

    /// Tells and paints what is due.
    fn settle_window(&mut self, id: WindowId, now: Instant) {
        if let Some(window) = self.windows.get_mut(&id) {
            window.tell_size();
            if std::mem::take(&mut window.is_mode_stale) {
                window.tell_mode();
            }
            window.tell_drops();
            if std::mem::take(&mut window.close_requested) {
                window.tell(BackendEvent::CloseRequested);
            }
            self.paint(id, now);
        }
    }

    /// Tells every window that the display is gone, those among them that only the rest of the inbox knows; `error` is for
    /// those that have not been created.
    pub(crate) fn lose(&mut self, reason: &str, rest: VecDeque<Message>, error: fn(String) -> Error) {
        self.names.clear();
        let failed = || BackendEvent::Failed(error(reason.to_owned()));
        for (_, window) in self.windows.drain() {
            let end = match window.is_created {
                true => BackendEvent::Lost(reason.to_owned()),
                false => failed(),
            };
            window.tell_end(end);
        }
        for message in rest {
            if let Message::Command(_, Command::Create(_, _, port)) = message {
                port.deliver(failed());
            }
        }
    }
}
