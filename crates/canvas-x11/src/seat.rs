//! The user's hands in the loop: input events find their window, and the keymap is kept up to date.

use std::time::{Duration, Instant};

use canvas_core::backend::BackendEvent;
use canvas_core::clock;
use canvas_core::event::{Event as CanvasEvent, PointerKind};
use x11rb::connection::Connection as _;
use x11rb::errors::ConnectionError;
use x11rb::protocol::Event;
use x11rb::protocol::xinput::TouchBeginEvent;
use x11rb::protocol::xproto::{
    self, ConnectionExt as _, GetKeyboardMappingReply, GetModifierMappingReply, KeyPressEvent, Mapping,
};
use x11rb::x11_utils::TryParse as _;

use crate::event_loop::{Answer, EventLoop};
use crate::input::{self, Context, Input};
use crate::keymap::Keymap;
use crate::start::Connection;

/// The keymap is read at most this often, however often it is said to have changed.
const KEYMAP_PAUSE: Duration = Duration::from_millis(100);

/// How long the second half of a repetition may take: servers send both halves together, but they may be read apart.
const REPETITION: Duration = Duration::from_millis(5);

/// The keyboard.
#[derive(Debug, Default)]
pub(crate) struct Seat {
    keymap: Keymap,
    /// A release that is the first half of a repetition if the same key goes down at the same moment, and when that
    /// is ruled out.
    released: Option<(KeyPressEvent, Instant)>,
    /// When the keymap is to be read again.
    stale_since: Option<Instant>,
    read_at: Option<Instant>,
    is_asked: bool,
    /// The first half of the answer.
    symbols: Option<GetKeyboardMappingReply>,
}

impl Seat {
    /// With a keymap.
    pub(crate) fn new(keymap: Keymap) -> Self {
        Self {
            keymap,
            read_at: Some(Instant::now()),
            ..Self::default()
        }
    }

    /// When the loop has to wake up for it.
    pub(crate) fn next_date(&self) -> Option<Instant> {
        let release = self.released.as_ref().map(|(_, until)| *until);
        [release, self.keymap_date()].into_iter().flatten().min()
    }

    fn keymap_date(&self) -> Option<Instant> {
        let stale_since = self.stale_since.filter(|_| !self.is_asked)?;
        Some(
            self.read_at
                .map_or(stale_since, |read| stale_since.max(read + KEYMAP_PAUSE)),
        )
    }
}

/// Reads the keymap of a display that is starting; one without keys if the display refuses.
pub(crate) fn read_keymap(connection: &Connection) -> Result<Keymap, ConnectionError> {
    let (first, count) = key_range(connection);
    let symbols = connection.get_keyboard_mapping(first, count)?;
    let modifiers = connection.get_modifier_mapping()?;
    let (Ok(symbols), Ok(modifiers)) = (symbols.reply(), modifiers.reply()) else {
        return Ok(Keymap::default());
    };
    Ok(Keymap::new(
        first,
        symbols.keysyms_per_keycode,
        symbols.keysyms,
        &modifiers.keycodes,
    ))
}

fn key_range(connection: &Connection) -> (u8, u8) {
    let setup = connection.setup();
    (
        setup.min_keycode,
        (setup.max_keycode - setup.min_keycode).saturating_add(1),
    )
}

impl EventLoop {
    /// Takes an event of the pointer or the keyboard; false if it is none.
    pub(crate) fn input_event(&mut self, event: &Event, synthetic: bool) -> bool {
        match event {
            Event::ButtonPress(e) => {
                self.with_input(e.event, synthetic, |input, it| input.button(e, true, it))
            }
            Event::ButtonRelease(e) => {
                self.with_input(e.event, synthetic, |input, it| input.button(e, false, it))
            }
            Event::MotionNotify(e) => {
                self.with_input(e.event, synthetic, |input, it| Some(input.motion(e, it)))
            }
            Event::EnterNotify(e) => {
                self.with_input(e.event, synthetic, |input, it| input.crossing(e, true, it))
            }
            Event::LeaveNotify(e) => {
                self.with_input(e.event, synthetic, |input, it| input.crossing(e, false, it))
            }
            Event::XinputTouchBegin(e) => self.finger(PointerKind::Down, e, synthetic),
            Event::XinputTouchUpdate(e) => self.finger(PointerKind::Move, e, synthetic),
            Event::XinputTouchEnd(e) => self.finger(PointerKind::Up, e, synthetic),
            Event::FocusIn(e) => self.with_input(e.event, synthetic, |input, it| input.focus(e, true, it)),
            Event::FocusOut(e) => self.with_input(e.event, synthetic, |input, it| input.focus(e, false, it)),
            Event::KeyPress(e) => {
                let repeat = !synthetic && self.seat.released.take_if(|it| is_repetition(&it.0, e)).is_some();
                self.finish_release();
                self.key(e, true, repeat, synthetic);
            }
            Event::KeyRelease(e) if synthetic => self.key(e, false, false, synthetic),
            Event::KeyRelease(e) => {
                self.finish_release();
                self.seat.released = Some((*e, Instant::now() + REPETITION));
            }
            Event::MappingNotify(e) if !synthetic && e.request != Mapping::POINTER => {
                self.seat.stale_since.get_or_insert_with(Instant::now);
            }
            _ => return false,
        }
        true
    }

    /// A release that nothing followed was one.
    pub(crate) fn finish_release(&mut self) {
        if let Some((event, _)) = self.seat.released.take() {
            self.key(&event, false, false, false);
        }
    }

    /// Does what has to be done at its time.
    pub(crate) fn seat_dates(&mut self) -> Result<(), ConnectionError> {
        let now = Instant::now();
        if self
            .seat
            .released
            .as_ref()
            .is_some_and(|(_, until)| *until <= now)
        {
            self.finish_release();
        }
        match self.seat.keymap_date() {
            Some(date) if date <= now => self.ask_keymap(),
            _ => Ok(()),
        }
    }

    fn key(&mut self, event: &KeyPressEvent, down: bool, repeat: bool, synthetic: bool) {
        let (ratio, keymap) = (self.display.ratio, &self.seat.keymap);
        let (key, text) = input::key(
            event,
            down,
            repeat,
            Context {
                now: clock::now(),
                ratio,
                keymap,
                synthetic,
            },
        );
        if let Some(window) = self.windows.get_mut(&event.event) {
            window.tell(BackendEvent::Input(key));
            if let Some(text) = text {
                window.tell(BackendEvent::Input(text));
            }
        }
    }

    fn finger(&mut self, kind: PointerKind, event: &TouchBeginEvent, synthetic: bool) {
        // No client can make one up, so a mark is a mistake.
        if !synthetic {
            self.with_input(event.event, false, |input, it| {
                input.fingers.event(kind, event, it)
            });
        }
    }

    /// Lets a window's input make events of one of the display's, and tells them.
    pub(crate) fn with_input<Events: IntoIterator<Item = CanvasEvent>>(
        &mut self,
        xid: xproto::Window,
        synthetic: bool,
        make: impl FnOnce(&mut Input, Context<'_>) -> Events,
    ) {
        let (ratio, keymap) = (self.display.ratio, &self.seat.keymap);
        if let Some(window) = self.windows.get_mut(&xid) {
            let context = Context {
                now: clock::now(),
                ratio,
                keymap,
                synthetic,
            };
            for event in make(&mut window.input, context) {
                window.tell(BackendEvent::Input(event));
            }
        }
    }

    /// Asks for the keymap.
    fn ask_keymap(&mut self) -> Result<(), ConnectionError> {
        let (first, count) = key_range(&self.display.connection);
        let symbols = self.display.connection.get_keyboard_mapping(first, count)?;
        let modifiers = self.display.connection.get_modifier_mapping()?;
        let (first, second) = (symbols.sequence_number(), modifiers.sequence_number());
        std::mem::forget((symbols, modifiers));
        self.expect(first, Answer::Symbols);
        self.expect(second, Answer::ModifierKeys);
        (self.seat.is_asked, self.seat.stale_since) = (true, None);
        Ok(())
    }

    /// The first half of the keymap.
    pub(crate) fn symbols(&mut self, reply: &[u8]) {
        self.seat.symbols = GetKeyboardMappingReply::try_parse(reply)
            .ok()
            .map(|(reply, _)| reply);
    }

    /// The second half of the keymap.
    pub(crate) fn modifier_keys(&mut self, reply: &[u8]) {
        let modifiers = GetModifierMappingReply::try_parse(reply);
        if let (Some(symbols), Ok((modifiers, _))) = (self.seat.symbols.take(), modifiers) {
            let first = key_range(&self.display.connection).0;
            let width = symbols.keysyms_per_keycode;
            self.seat.keymap = Keymap::new(first, width, symbols.keysyms, &modifiers.keycodes);
        }
        (self.seat.is_asked, self.seat.read_at) = (false, Some(Instant::now()));
    }
}

/// Whether a release and a press are one key that is held.
fn is_repetition(released: &KeyPressEvent, pressed: &KeyPressEvent) -> bool {
    (released.event, released.detail, released.time) == (pressed.event, pressed.detail, pressed.time)
}
