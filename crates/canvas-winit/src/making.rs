//! How a window of the program gets one of the display's.
//!
//! winit waits where it creates a window: for the display's answer, without a deadline, on the thread of the loop. So the
//! display is asked first, by a thread of its own on a connection of its own, and windows are made when it has just
//! answered. One that stands still makes no windows then, and the loop goes on; who waits for a window gives up by himself.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use canvas_core::backend::WindowId;
use canvas_core::geometry::PhysicalSize;
use canvas_core::threads;
use winit::dpi::LogicalPosition;
use winit::event_loop::ActiveEventLoop;
use winit::window::{Window as WinitWindow, WindowAttributes};

use crate::commands::{clean, logical};
use crate::connect::Display;
use crate::event_loop::App;
use crate::inbox::{Message, NativeId};
use crate::modes;
use crate::surface::Waiter;
use crate::window::{Native, Window, Wishes};

/// The stack of the thread that asks.
const STACK: usize = 256 * 1024;

/// Whether the display would answer if winit waited for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Nobody has asked.
    Unknown,
    /// A thread waits for it.
    Awaited,
    /// It has answered just now.
    Given,
}

impl App {
    /// The display's window for one of the program is made as soon as the display answers.
    pub(crate) fn want_native(&mut self, id: WindowId) {
        if !self.wanted.contains(&id) {
            self.wanted.push(id);
        }
        self.ask();
    }

    /// Makes the windows that were waited for, if the display has just answered.
    pub(crate) fn make_wanted(&mut self, target: &ActiveEventLoop) {
        if self.answer == Answer::Given {
            self.answer = Answer::Unknown;
            for id in std::mem::take(&mut self.wanted) {
                self.make_native(target, id);
            }
        }
    }

    /// Serves what needs no display until it answers: to make winit's loop waits for it as well.
    pub(crate) fn wait_for_the_display(&mut self) {
        let me = thread::current();
        self.the_loop.inbox.set_wake(move || me.unpark());
        self.ask();
        loop {
            self.take_messages();
            if self.answer == Answer::Given {
                return;
            }
            thread::park();
        }
    }

    fn ask(&mut self) {
        if self.answer != Answer::Unknown {
            return;
        }
        let (display, inbox) = (self.the_loop.display.clone(), Arc::clone(&self.the_loop.inbox));
        let body = move || {
            display.wait_until_it_serves();
            // The loop may have ended meanwhile.
            let _ = inbox.push(Message::Answered);
        };
        self.answer = match threads::spawn("canvas-winit-ask", STACK, body) {
            Ok(_) => Answer::Awaited,
            // Without a thread a window will fail, and say so.
            Err(_) => Answer::Given,
        };
    }

    fn make_native(&mut self, target: &ActiveEventLoop, id: WindowId) {
        self.natives += 1;
        let native_id = NativeId(self.natives);
        let Some(window) = self.windows.get_mut(&id) else {
            return;
        };
        let attributes = attributes(window, &self.the_loop.display);
        // winit panics where an X11 server misbehaves.
        let made = catch_unwind(AssertUnwindSafe(|| target.create_window(attributes)));
        let made = match made {
            Ok(Ok(made)) => Arc::new(made),
            Ok(Err(error)) => return self.refused(id, &error.to_string()),
            Err(_) => return self.refused(id, "winit panicked"),
        };
        let inbox = Arc::clone(&self.the_loop.inbox);
        self.names.insert(made.id(), id);
        let size = made.inner_size();
        let size = PhysicalSize::clamped(size.width, size.height);
        let started = match self.the_loop.is_direct() {
            true => Ok(Waiter::direct(id, native_id, Arc::clone(&made), size, inbox)),
            false => Waiter::start(id, native_id, Arc::clone(&made), size, inbox),
        };
        match started {
            Ok(waiter) => {
                modes::begun(window, &made);
                window.native = Some(Native {
                    id: native_id,
                    window: made,
                    is_new: true,
                    surface: None,
                    waiter,
                });
                window.wishes = Wishes::default();
                window.measure();
                window.is_mode_stale = true;
            }
            Err(error) => self.refused(id, &error),
        }
    }
}

fn attributes(window: &Window, display: &Display) -> WindowAttributes {
    let setup = &window.setup;
    let mut attributes = WinitWindow::default_attributes()
        .with_title(clean(&setup.title))
        .with_inner_size(logical(setup.size))
        // It may have been hidden before it is there; where no window can be hidden this means nothing.
        .with_visible(!window.is_hidden)
        .with_resizable(setup.limits.resizable);
    if let Some(min) = setup.limits.min {
        attributes = attributes.with_min_inner_size(logical(min));
    }
    if let Some(max) = setup.limits.max {
        attributes = attributes.with_max_inner_size(logical(max));
    }
    if let Some(place) = setup.position {
        attributes = attributes.with_position(LogicalPosition::new(place.x, place.y));
    }
    display.with_app_id(modes::begin(attributes, window), &setup.app_id)
}
