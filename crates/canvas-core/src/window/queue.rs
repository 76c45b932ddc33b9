//! The event queue of one window: bounded and coalescing.
//!
//! Moves, wheels, resizes and window moves are coalesced, so that a fast mouse costs a slow handler nothing; presses,
//! releases and text never are. The event thread fills the queue, the UI thread takes all events in one batch. The queue
//! adds what only the window can know: double clicks, the keys and buttons that are held, releases when the focus is lost.

use std::collections::{BTreeMap, VecDeque};

use crate::event::{
    Button, Buttons, Event, KeyEvent, MAX_COALESCED, Modifiers, PointerEvent, PointerKind, PointerSample,
    ResizeEvent, ResizeSample, WheelEvent, WheelSample,
};

/// How many events wait at most. Beyond that, moves and wheels are dropped first, then new presses and text; releases stay.
pub const CAPACITY: usize = 4096;

/// Two presses are a double click within this time, in seconds …
const DOUBLE_CLICK_SECONDS: f64 = 0.5;
/// … and this distance, in logical pixels along each axis.
const DOUBLE_CLICK_PIXELS: f64 = 5.0;

/// The position of the pointer, and its buttons.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct PointerState {
    /// Logical pixels from the left and top edge; `None` until the pointer was in the window.
    pub position: Option<(f64, f64)>,
    /// The buttons that are held.
    pub buttons: Buttons,
}

/// The events that wait for a window's thread; see the [module](self).
#[derive(Debug, Default)]
pub struct EventQueue {
    events: VecDeque<Event>,
    /// Held keys by `code` (or `key` where there is no code), with the event that pressed them.
    keys: BTreeMap<String, KeyEvent>,
    pointer: PointerState,
    last_press: Option<(Button, f64, f64, f64)>,
    key_repeat: bool,
    dropped: u64,
}

impl EventQueue {
    /// Adds an event; `O(1)` except when the queue is full, which is rare.
    pub fn push(&mut self, event: Event) {
        match event {
            Event::Pointer(e) => self.push_pointer(e),
            Event::Wheel(e) => self.push_wheel(e),
            Event::Key(e) => self.push_key(e),
            Event::Resize(e) => self.push_resize(e),
            Event::Move(_) => {
                self.take_last(|e| matches!(e, Event::Move(_)));
                self.append(event);
            }
            Event::Focus(e) => {
                if !e.focused {
                    self.release_keys(e.timestamp);
                }
                self.append(event);
            }
            Event::Drop(ref e) if !e.dropped => {
                self.take_last(|e| matches!(e, Event::Drop(over) if !over.dropped));
                self.append(event);
            }
            Event::Text(_)
            | Event::Drop(_)
            | Event::Visibility(_)
            | Event::CloseRequest(_)
            | Event::Close(_) => {
                self.append(event);
            }
        }
    }

    /// Takes all events, oldest first.
    pub fn take(&mut self) -> Vec<Event> {
        self.events.drain(..).collect()
    }

    /// Whether no event waits.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Sets whether held keys are reported again and again. Default: false.
    pub fn set_key_repeat(&mut self, on: bool) {
        self.key_repeat = on;
    }

    /// Whether held keys are reported again and again.
    pub fn key_repeat(&self) -> bool {
        self.key_repeat
    }

    /// The W3C `key` values of the held keys.
    pub fn keys(&self) -> Vec<String> {
        self.keys.values().map(|e| e.key.clone()).collect()
    }

    /// The position of the pointer, and the held buttons.
    pub fn pointer(&self) -> PointerState {
        self.pointer
    }

    /// How many events were lost because the queue was full.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    fn push_pointer(&mut self, event: PointerEvent) {
        self.pointer = PointerState {
            position: Some((event.x, event.y)),
            buttons: event.buttons,
        };
        if event.kind == PointerKind::Move
            && let Some(Event::Pointer(last)) = self.events.back_mut()
            && last.kind == PointerKind::Move
            && (last.pointer_id, last.buttons, last.modifiers, last.synthetic)
                == (event.pointer_id, event.buttons, event.modifiers, event.synthetic)
        {
            let sample = PointerSample {
                timestamp: last.timestamp,
                x: last.x,
                y: last.y,
            };
            *last = PointerEvent {
                coalesced: history(std::mem::take(&mut last.coalesced), sample),
                ..event
            };
            return;
        }
        let double = (event.kind == PointerKind::Down)
            .then(|| self.double_click(&event))
            .flatten();
        self.append(Event::Pointer(event));
        if let Some(double) = double {
            self.append(Event::Pointer(double));
        }
    }

    /// The double click that this press completes, if it does. A third press begins another.
    fn double_click(&mut self, press: &PointerEvent) -> Option<PointerEvent> {
        let button = press.button?;
        let before = self.last_press.take();
        if let Some((b, time, x, y)) = before
            && b == button
            && press.timestamp - time <= DOUBLE_CLICK_SECONDS
            && (press.x - x).abs() <= DOUBLE_CLICK_PIXELS
            && (press.y - y).abs() <= DOUBLE_CLICK_PIXELS
        {
            return Some(PointerEvent {
                kind: PointerKind::DoubleClick,
                ..press.clone()
            });
        }
        self.last_press = Some((button, press.timestamp, press.x, press.y));
        None
    }

    fn push_wheel(&mut self, event: WheelEvent) {
        if let Some(Event::Wheel(last)) = self.events.back_mut()
            && (last.buttons, last.modifiers, last.synthetic)
                == (event.buttons, event.modifiers, event.synthetic)
        {
            let sample = |turn: &WheelEvent| WheelSample {
                timestamp: turn.timestamp,
                x: turn.x,
                y: turn.y,
                dx: turn.dx,
                dy: turn.dy,
            };
            let mut turns = std::mem::take(&mut last.coalesced);
            if turns.is_empty() {
                turns.push(sample(last));
            }
            *last = WheelEvent {
                dx: last.dx + event.dx,
                dy: last.dy + event.dy,
                coalesced: history(turns, sample(&event)),
                ..event
            };
            return;
        }
        self.append(Event::Wheel(event));
    }

    /// Only the newest size matters: it replaces an older one, at the end of the queue.
    fn push_resize(&mut self, mut event: ResizeEvent) {
        if let Some(Event::Resize(last)) = self.take_last(|e| matches!(e, Event::Resize(_))) {
            let sample = ResizeSample {
                timestamp: last.timestamp,
                width: last.width,
                height: last.height,
            };
            event.coalesced = history(last.coalesced, sample);
        }
        self.append(Event::Resize(event));
    }

    fn push_key(&mut self, event: KeyEvent) {
        let name = if event.code.is_empty() {
            event.key.clone()
        } else {
            event.code.to_owned()
        };
        if !event.down {
            self.keys.remove(&name);
        } else if event.repeat || self.keys.contains_key(&name) {
            if self.key_repeat {
                self.append(Event::Key(KeyEvent {
                    repeat: true,
                    ..event
                }));
            }
            return;
        } else if self.keys.len() < 256 {
            self.keys.insert(name, event.clone());
        }
        self.append(Event::Key(event));
    }

    /// A key that goes up while another window has the focus is never reported: all are released now.
    fn release_keys(&mut self, timestamp: f64) {
        for (_, press) in std::mem::take(&mut self.keys) {
            self.append(Event::Key(KeyEvent {
                down: false,
                timestamp,
                repeat: false,
                modifiers: Modifiers::default(),
                synthetic: true,
                ..press
            }));
        }
    }

    /// Removes the last event of a kind, if there is one.
    fn take_last(&mut self, same: impl Fn(&Event) -> bool) -> Option<Event> {
        let at = self.events.iter().rposition(same)?;
        self.events.remove(at)
    }

    fn append(&mut self, event: Event) {
        if self.events.len() >= CAPACITY && !self.make_space(&event) {
            self.dropped += 1;
            return;
        }
        self.events.push_back(event);
    }

    /// Whether `event` can be added although the queue is full.
    fn make_space(&mut self, event: &Event) -> bool {
        let expendable = |e: &Event| {
            matches!(e, Event::Wheel(_)) || matches!(e, Event::Pointer(p) if p.kind == PointerKind::Move)
        };
        if let Some(at) = self.events.iter().position(expendable) {
            self.events.remove(at);
            self.dropped += 1;
            return true;
        }
        let release = match event {
            Event::Key(e) => !e.down,
            Event::Pointer(e) => !matches!(
                e.kind,
                PointerKind::Down | PointerKind::Move | PointerKind::DoubleClick
            ),
            Event::Wheel(_) | Event::Text(_) => false,
            _ => true,
        };
        release && self.events.len() < 2 * CAPACITY
    }
}

/// The samples of an event that is replaced, and its own.
fn history<S>(mut earlier: Vec<S>, own: S) -> Vec<S> {
    if earlier.len() == MAX_COALESCED {
        earlier.remove(0);
    }
    earlier.push(own);
    earlier
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{FocusEvent, KeyLocation, MoveEvent, PointerType, ResizeEvent, TextEvent};

    fn pointer(kind: PointerKind, timestamp: f64, x: f64) -> Event {
        Event::Pointer(PointerEvent {
            kind,
            pointer_id: 0,
            pointer_type: PointerType::Mouse,
            pressure: 0.0,
            tilt_x: 0.0,
            tilt_y: 0.0,
            twist: 0.0,
            timestamp,
            x,
            y: 0.0,
            button: matches!(kind, PointerKind::Down | PointerKind::Up).then_some(Button::LEFT),
            buttons: Buttons::default(),
            modifiers: Modifiers::default(),
            synthetic: false,
            coalesced: Vec::new(),
        })
    }

    fn wheel(timestamp: f64, dy: f64) -> Event {
        Event::Wheel(WheelEvent {
            timestamp,
            ..WheelEvent::new(1.0, 2.0, 0.0, dy)
        })
    }

    fn key(down: bool, code: &'static str) -> Event {
        Event::Key(KeyEvent {
            down,
            timestamp: 1.0,
            key: code.to_lowercase(),
            code,
            location: KeyLocation::Standard,
            repeat: false,
            modifiers: Modifiers::default(),
            synthetic: false,
        })
    }

    fn names(queue: &mut EventQueue) -> Vec<&'static str> {
        queue.take().iter().map(Event::name).collect()
    }

    #[test]
    fn moves_are_coalesced_but_never_across_a_press() {
        let mut queue = EventQueue::default();
        for x in 0..1000 {
            queue.push(pointer(PointerKind::Move, 0.0, f64::from(x)));
        }
        queue.push(pointer(PointerKind::Down, 1.0, 999.0));
        queue.push(pointer(PointerKind::Move, 2.0, 5.0));
        let events = queue.take();
        assert_eq!(events.len(), 3);
        let Event::Pointer(first) = &events[0] else {
            panic!("{events:?}")
        };
        assert_eq!(first.x, 999.0);
        assert_eq!(first.coalesced.len(), MAX_COALESCED);
        assert_eq!(first.coalesced.last().unwrap().x, 998.0);
    }

    #[test]
    fn two_near_presses_are_a_double_click_and_three_are_not_two() {
        let mut queue = EventQueue::default();
        for time in [0.0, 0.2, 0.4] {
            queue.push(pointer(PointerKind::Down, time, 3.0));
        }
        assert_eq!(
            names(&mut queue),
            ["pointer_down", "pointer_down", "double_click", "pointer_down"]
        );
        queue.push(pointer(PointerKind::Down, 0.5, 40.0));
        assert_eq!(names(&mut queue), ["pointer_down"]);
    }

    #[test]
    fn keys_are_held_repeated_and_released_with_the_focus() {
        let mut queue = EventQueue::default();
        queue.push(key(true, "KeyA"));
        queue.push(key(true, "KeyA"));
        assert_eq!(queue.keys(), ["keya"]);
        assert_eq!(names(&mut queue), ["key_down"]);
        queue.set_key_repeat(true);
        queue.push(key(true, "KeyA"));
        assert_eq!(names(&mut queue), ["key_down"]);
        queue.push(Event::Focus(FocusEvent {
            timestamp: 2.0,
            focused: false,
            synthetic: false,
        }));
        assert_eq!(names(&mut queue), ["key_up", "focus_out"]);
        assert!(queue.keys().is_empty());
    }

    #[test]
    fn only_the_newest_size_and_position_are_kept() {
        let mut queue = EventQueue::default();
        for n in 0..10_u32 {
            let side = f64::from(n);
            queue.push(Event::Resize(ResizeEvent {
                timestamp: 0.0,
                width: side,
                height: side,
                pwidth: n,
                pheight: n,
                ratio: 1.0,
                coalesced: Vec::new(),
            }));
            queue.push(Event::Move(MoveEvent {
                timestamp: 0.0,
                x: side,
                y: side,
            }));
        }
        let events = queue.take();
        assert_eq!(events.len(), 2);
        let Event::Resize(size) = &events[0] else {
            panic!("{events:?}")
        };
        assert_eq!(size.pwidth, 9);
        let before: Vec<f64> = size.coalesced.iter().map(|sample| sample.width).collect();
        assert_eq!(before, (0..9).map(f64::from).collect::<Vec<_>>());
    }

    #[test]
    fn turns_of_the_wheel_are_added_up_and_each_is_kept() {
        let mut queue = EventQueue::default();
        queue.push(wheel(1.0, 100.0));
        let [Event::Wheel(one)] = &queue.take()[..] else {
            panic!("one turn is one event")
        };
        assert_eq!((one.dy, one.coalesced.len()), (100.0, 0));
        for n in 1..=300_u32 {
            queue.push(wheel(f64::from(n), f64::from(n)));
        }
        let [Event::Wheel(sum)] = &queue.take()[..] else {
            panic!("300 turns are one event")
        };
        assert_eq!((sum.timestamp, sum.dy), (300.0, 45_150.0));
        let turns: Vec<f64> = sum.coalesced.iter().map(|turn| turn.dy).collect();
        assert_eq!(turns, (45..=300).map(f64::from).collect::<Vec<_>>());
    }

    #[test]
    fn a_full_queue_drops_moves_first_and_keeps_releases() {
        let mut queue = EventQueue::default();
        let text = || {
            Event::Text(TextEvent {
                timestamp: 0.0,
                composing: false,
                text: "x".into(),
                synthetic: false,
            })
        };
        queue.push(pointer(PointerKind::Move, 0.0, 1.0));
        for _ in 0..CAPACITY {
            queue.push(text());
        }
        assert_eq!(queue.dropped(), 1);
        queue.push(text());
        assert_eq!(queue.dropped(), 2);
        queue.push(key(false, "KeyA"));
        let events = queue.take();
        assert_eq!(events.len(), CAPACITY + 1);
        assert_eq!(events.last().unwrap().name(), "key_up");
        assert!(events.iter().all(|e| e.name() != "pointer_move"));
    }
}
