//! The display's event loop: its messages, and the windows that it has.

use std::collections::{HashMap, VecDeque};
use std::sync::mpsc::SyncSender;

use crate::backend::{Command, Inbox, WindowId, WindowSetup};

use super::signal::Signal;
use super::window::{UserAction, Window};

/// Why a display refuses messages that was closed by the program.
const ENDED: &str = "the headless display has ended";

/// A message to the loop: from the core, or from a test that acts as the user.
pub(super) enum Message {
    Command(Command),
    Act(WindowId, UserAction),
    /// The colour of a pixel.
    Pixel(WindowId, u32, u32, SyncSender<Option<[u8; 3]>>),
    /// The state of a window.
    State(WindowId, SyncSender<Option<Box<WindowSetup>>>),
    /// The end of the display, and its reason.
    Lose(String),
}

/// The part of a display that its loop shares with other threads.
pub(super) struct Shared {
    pub(super) inbox: Inbox<Message, Signal>,
    /// Set when the loop has ended.
    pub(super) ended: Signal,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            inbox: Inbox::new(Signal::default()),
            ended: Signal::default(),
        }
    }
}

impl Shared {
    /// Ends the loop, without waiting for it.
    pub(super) fn close(&self) {
        drop(self.inbox.close(ENDED));
        self.inbox.waker().set();
    }

    /// The loop; returns when the display is closed or lost.
    pub(super) fn run(&self) {
        let mut windows: HashMap<WindowId, Window> = HashMap::new();
        let mut unread = VecDeque::new();
        while let Some(message) = self.next(&mut unread) {
            match message {
                Message::Command(command) => apply(&mut windows, command),
                Message::Act(id, action) => act(&mut windows, id, action),
                Message::Pixel(id, x, y, answer) => {
                    let seen = windows.get(&id).and_then(|window| window.pixel(x, y));
                    // The caller may no longer wait.
                    let _ = answer.send(seen);
                }
                Message::State(id, answer) => {
                    let state = windows.get(&id).map(|window| Box::new(window.state()));
                    let _ = answer.send(state);
                }
                Message::Lose(reason) => drop(self.inbox.close(&reason)),
            }
        }
        // Callers that wait for an answer are released.
        unread.clear();
        let reason = self.inbox.why_closed().unwrap_or_else(|| ENDED.to_owned());
        for window in windows.values_mut() {
            window.lost(&reason);
        }
        self.ended.set();
    }

    /// Waits for the next message; `None` when the display is closed.
    fn next(&self, unread: &mut VecDeque<Message>) -> Option<Message> {
        while self.inbox.is_open() {
            if unread.is_empty() {
                unread.extend(self.inbox.take());
            }
            match unread.pop_front() {
                Some(message) => return Some(message),
                None => drop(self.inbox.waker().wait(None)),
            }
        }
        None
    }
}

fn apply(windows: &mut HashMap<WindowId, Window>, command: Command) {
    let mut with_window = |id, change: &mut dyn FnMut(&mut Window)| {
        if let Some(window) = windows.get_mut(&id) {
            change(window);
        }
    };
    match command {
        Command::Create(id, setup, port) => drop(windows.insert(id, Window::new(*setup, port))),
        Command::Show(id) => with_window(id, &mut |window| window.set_visible(true)),
        Command::Hide(id) => with_window(id, &mut |window| window.set_visible(false)),
        // Every window is in front of all others: none covers another.
        Command::Raise(_) => {}
        Command::Present(id) => with_window(id, &mut Window::present),
        Command::Set(id, property) => with_window(id, &mut |window| window.set(property.clone())),
        Command::Destroy(id) => destroy(windows, id, true),
    }
}

fn act(windows: &mut HashMap<WindowId, Window>, id: WindowId, action: UserAction) {
    if action == UserAction::Destroy {
        destroy(windows, id, false);
    } else if let Some(window) = windows.get_mut(&id) {
        window.act(action);
    }
}

fn destroy(windows: &mut HashMap<WindowId, Window>, id: WindowId, requested: bool) {
    if let Some(mut window) = windows.remove(&id) {
        window.destroyed(requested);
    }
}
