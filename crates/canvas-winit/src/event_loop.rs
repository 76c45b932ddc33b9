//! The loop's side of winit: the callbacks of a turn.
//!
//! ```text
//! winit calls:
//!     user_event       the inbox was filled: commands change windows, native windows are created, surfaces come back
//!     window_event     an event of the display: input is reported at once, other changes are collected
//!     device_event     raw events, which distinguish the two events of a wheel button
//!     about_to_wait    collected changes are reported, windows are painted, the next deadline is set
//! ```
//!
//! Nothing here blocks, except winit itself where it creates a window, which it does only for a display that has just
//! answered (see [`window_creation`](crate::window_creation)).

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::Instant;

use canvas_core::Error;
use canvas_core::backend::{BackendEvent, Command, Monitor};
use winit::application::ApplicationHandler;
use winit::event::{DeviceEvent, DeviceId, WindowEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow};
use winit::window::WindowId as WinitId;

use crate::inbox::{CLOSING, Message};
use crate::loop_handle::EventLoopHandle;
use crate::monitors::monitors;
use crate::wheel::WheelFilter;
use crate::windows::Windows;

/// The application that winit's loop runs.
#[derive(Debug)]
pub(crate) struct App {
    handle: Arc<EventLoopHandle>,
    windows: Windows,
    wheel: WheelFilter,
    /// Where the monitors are to be sent.
    monitor_requests: Vec<SyncSender<Vec<Monitor>>>,
}

impl ApplicationHandler<()> for App {
    fn resumed(&mut self, _target: &ActiveEventLoop) {}

    fn user_event(&mut self, target: &ActiveEventLoop, _woken: ()) {
        self.take_messages();
        self.windows.create_requested(target);
        for reply in std::mem::take(&mut self.monitor_requests) {
            // The caller may have timed out.
            let _ = reply.send(monitors(target));
        }
    }

    fn window_event(&mut self, _target: &ActiveEventLoop, id: WinitId, event: WindowEvent) {
        if let WindowEvent::MouseWheel { delta, .. } = event
            && self.wheel.is_release(delta)
        {
            return;
        }
        self.windows.event(id, event);
    }

    fn device_event(&mut self, _target: &ActiveEventLoop, _id: DeviceId, event: DeviceEvent) {
        self.wheel.device_event(&event);
    }

    fn about_to_wait(&mut self, target: &ActiveEventLoop) {
        let deadline = self.windows.finish_turn(Instant::now());
        target.set_control_flow(deadline.map_or(ControlFlow::Wait, ControlFlow::WaitUntil));
    }
}

impl App {
    /// A loop without windows.
    pub(crate) fn new(handle: Arc<EventLoopHandle>) -> Self {
        Self {
            windows: Windows::new(Arc::clone(&handle)),
            handle,
            wheel: WheelFilter::default(),
            monitor_requests: Vec::new(),
        }
    }

    /// Blocks until the display answers, because winit blocks where it creates its loop. Serves messages that need no display
    /// meanwhile.
    pub(crate) fn wait_for_display(&mut self) {
        let thread = thread::current();
        self.handle.inbox().waker().set(move || thread.unpark());
        self.windows.check_display();
        loop {
            self.take_messages();
            if self.windows.is_display_answering() {
                return;
            }
            thread::park();
        }
    }

    /// Reports to every window that the display is lost, including those that only an unread message names. Windows that
    /// have not been created fail with `error`.
    pub(crate) fn lose(&mut self, reason: &str, unread: VecDeque<Message>, error: fn(String) -> Error) {
        self.windows.lose(reason, error);
        for message in unread {
            if let Message::Command(_, Command::Create(_, _, port)) = message {
                port.deliver(BackendEvent::Failed(error(reason.to_owned())));
            }
        }
    }

    fn take_messages(&mut self) {
        for message in self.handle.inbox().take() {
            self.message(message);
        }
    }

    fn message(&mut self, message: Message) {
        match message {
            // Sent while the connection was being closed, perhaps after its windows were destroyed.
            Message::Command(connection, Command::Create(_, _, port)) if connection.is_closed() => {
                port.deliver(BackendEvent::Failed(Error::DisplayLost(CLOSING.to_owned())));
            }
            Message::Command(connection, command) => self.windows.command(connection, command),
            Message::End(connection) => {
                self.windows.destroy_windows_of(&connection);
                connection.end();
                self.handle.wake_waiters();
            }
            Message::Monitors(reply) => self.monitor_requests.push(reply),
            Message::DisplayAnswered => self.windows.display_answered(),
            Message::Native(id, reply) => {
                if let Some(window) = self.windows.winit_window(id) {
                    // The caller may have timed out.
                    let _ = reply.send(window);
                }
            }
            Message::SurfaceReady(id, native, surface) => self.windows.surface_ready(id, native, surface),
        }
    }
}
