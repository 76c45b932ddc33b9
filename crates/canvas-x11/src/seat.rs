//! The input devices: keyboard, pointer and touches, from events of the server to events of windows.

use std::collections::HashMap;

use canvas_core::clock;
use canvas_core::event::{Event as CanvasEvent, PointerKind};
use x11rb::errors::ConnectionError;
use x11rb::protocol::Event;
use x11rb::protocol::xinput::TouchBeginEvent;
use x11rb::protocol::xproto::{KeyPressEvent, Mapping, Window};

use crate::display::Connection;
use crate::input_context::InputContext;
use crate::key_events::key_events;
use crate::keyboard::Keyboard;
use crate::keymap::Keymap;
use crate::server::Server;
use crate::window_input::WindowInput;

/// The input devices of one connection.
#[derive(Debug)]
pub(crate) struct Seat {
    /// Physical pixels per logical pixel.
    ratio: f64,
    keyboard: Keyboard,
    /// The state of pointer and touches in each window.
    inputs: HashMap<Window, WindowInput>,
    /// Events for the windows.
    events: Vec<(Window, CanvasEvent)>,
}

impl Seat {
    /// Devices of a display with this ratio and keymap.
    pub(crate) fn new(ratio: f64, keymap: Keymap) -> Self {
        Self {
            ratio,
            keyboard: Keyboard::new(keymap),
            inputs: HashMap::new(),
            events: Vec::new(),
        }
    }

    /// Adds a window that receives input.
    pub(crate) fn add_window(&mut self, window: Window) {
        self.inputs.insert(window, WindowInput::default());
    }

    /// Removes a window that has been destroyed.
    pub(crate) fn remove_window(&mut self, window: Window) {
        self.inputs.remove(&window);
    }

    /// Takes the events that windows have to receive, in order.
    pub(crate) fn take_events(&mut self) -> impl Iterator<Item = (Window, CanvasEvent)> {
        self.events.drain(..)
    }

    /// Handles an event of the server; false if it is not an input event. Every event except the press of a repeat ends
    /// the wait for one, so that events stay in order.
    pub(crate) fn handle(&mut self, event: &Event, synthetic: bool) -> bool {
        if !matches!(event, Event::KeyPress(_)) {
            self.finish_release();
        }
        match event {
            Event::ButtonPress(e) => {
                self.with_input(e.event, synthetic, |input, it| input.button(e, true, it))
            }
            Event::ButtonRelease(e) => {
                self.with_input(e.event, synthetic, |input, it| input.button(e, false, it));
            }
            Event::MotionNotify(e) => {
                self.with_input(e.event, synthetic, |input, it| Some(input.motion(e, it)));
            }
            Event::EnterNotify(e) => {
                self.with_input(e.event, synthetic, |input, it| input.crossing(e, true, it));
            }
            Event::LeaveNotify(e) => {
                self.with_input(e.event, synthetic, |input, it| input.crossing(e, false, it));
            }
            Event::FocusIn(e) => self.with_input(e.event, synthetic, |input, it| input.focus(e, true, it)),
            Event::FocusOut(e) => self.with_input(e.event, synthetic, |input, it| input.focus(e, false, it)),
            Event::XinputTouchBegin(e) => self.touch(PointerKind::Down, e, synthetic),
            Event::XinputTouchUpdate(e) => self.touch(PointerKind::Move, e, synthetic),
            Event::XinputTouchEnd(e) => self.touch(PointerKind::Up, e, synthetic),
            Event::KeyPress(e) => self.key_press(e, synthetic),
            Event::KeyRelease(e) if synthetic => self.key(e, false, false, true),
            Event::KeyRelease(e) => self.keyboard.hold_release(*e),
            Event::MappingNotify(e) if !synthetic && e.request != Mapping::POINTER => {
                self.keyboard.mark_stale();
            }
            _ => return false,
        }
        true
    }

    /// A window has been unmapped: its buttons and touches are cancelled.
    pub(crate) fn window_unmapped(&mut self, window: Window) {
        self.with_input(window, false, |input, context| input.unmapped(context));
    }

    fn key_press(&mut self, event: &KeyPressEvent, synthetic: bool) {
        let is_repeat = !synthetic && self.keyboard.take_repeat(event);
        self.finish_release();
        self.key(event, true, is_repeat, synthetic);
    }

    /// Reports the held release: it was not the first half of a repeat.
    fn finish_release(&mut self) {
        if let Some(event) = self.keyboard.take_release() {
            self.key(&event, false, false, false);
        }
    }

    fn key(&mut self, event: &KeyPressEvent, down: bool, repeat: bool, synthetic: bool) {
        let window = event.event;
        if self.inputs.contains_key(&window) {
            let context = context(self.ratio, &self.keyboard, synthetic);
            let (key, text) = key_events(event, down, repeat, context);
            self.events.push((window, key));
            self.events.extend(text.map(|text| (window, text)));
        }
    }

    fn touch(&mut self, kind: PointerKind, event: &TouchBeginEvent, synthetic: bool) {
        // `SendEvent` cannot send generic events, so such a mark is a mistake.
        if !synthetic {
            self.with_input(event.event, false, |input, it| input.touch(kind, event, it));
        }
    }

    /// Lets the input state of a window translate an event.
    fn with_input<Events: IntoIterator<Item = CanvasEvent>>(
        &mut self,
        window: Window,
        synthetic: bool,
        translate: impl FnOnce(&mut WindowInput, InputContext<'_>) -> Events,
    ) {
        if let Some(input) = self.inputs.get_mut(&window) {
            let context = context(self.ratio, &self.keyboard, synthetic);
            let events = translate(input, context);
            self.events
                .extend(events.into_iter().map(|event| (window, event)));
        }
    }

    /// When the loop has to wake up for the devices.
    pub(crate) fn next_deadline(&self) -> Option<std::time::Instant> {
        self.keyboard.next_deadline()
    }

    /// Does the work that is due at this time.
    pub(crate) fn serve(&mut self, server: &mut Server) -> Result<(), ConnectionError> {
        if let Some(event) = self.keyboard.take_expired_release() {
            self.key(&event, false, false, false);
        }
        self.keyboard.query_if_due(server)
    }

    /// The first half of the keymap has been queried.
    pub(crate) fn keysyms_queried(&mut self, reply: &[u8]) {
        self.keyboard.keysyms_queried(reply);
    }

    /// The second half of the keymap has been queried.
    pub(crate) fn modifiers_queried(&mut self, connection: &Connection, reply: &[u8]) {
        self.keyboard.modifiers_queried(connection, reply);
    }
}

fn context(ratio: f64, keyboard: &Keyboard, synthetic: bool) -> InputContext<'_> {
    InputContext {
        now: clock::now(),
        ratio,
        keymap: keyboard.keymap(),
        synthetic,
    }
}
