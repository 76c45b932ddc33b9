//! Something that another program drags over a window of ours (XDND, version 5): what it says, and what follows from that, without
//! a display. [`dragging`](crate::dragging) is the half that has one.
//!
//! ```text
//! Enter      who drags, and in which forms he offers it        → we listen for his end, and ask for more forms
//! Position   where on the screen                               → we ask where in the window, answer with a status, and fetch it
//! Leave                                                        → it is over
//! Drop                                                         → the handler is told, and the other program that it is over
//! ```
//!
//! Any client can send any of these, at any time, any number of times. Those of others than the one who drags now are
//! ignored, and of many in one turn of the loop the newest counts.

use std::path::PathBuf;

use x11rb::protocol::xproto::{Atom, ClientMessageEvent, Timestamp, Window};

use crate::atoms::Atoms;
use crate::transfer::Failure;
use crate::uris;

/// The version that we speak; others up to it from [`OLDEST`] on are understood.
pub(crate) const VERSION: u32 = 5;
/// From here on positions have a time, and a drop is answered.
const OLDEST: u32 = 3;

/// What the other program says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) source: Window,
    pub(crate) verb: Verb,
}

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    /// It offers these; there is a list of more.
    Enter {
        types: [Atom; 3],
        has_list: bool,
    },
    /// It is at this place of the screen.
    Position {
        place: (i16, i16),
        time: Timestamp,
    },
    Leave,
    Drop {
        time: Timestamp,
    },
}

/// What a message says, if it is one in every field.
pub(crate) fn message(event: &ClientMessageEvent, atoms: &Atoms) -> Option<Message> {
    let kinds = [
        atoms.XdndEnter,
        atoms.XdndPosition,
        atoms.XdndLeave,
        atoms.XdndDrop,
    ];
    if event.format != 32 || !kinds.contains(&event.type_) {
        return None;
    }
    let [source, flags, second, third, fourth] = event.data.as_data32();
    let verb = if event.type_ == atoms.XdndEnter {
        if !(OLDEST..=VERSION).contains(&(flags >> 24)) {
            return None;
        }
        Verb::Enter {
            types: [second, third, fourth],
            has_list: flags & 1 != 0,
        }
    } else if event.type_ == atoms.XdndPosition {
        let place = ((second >> 16) as u16, second as u16);
        Verb::Position {
            place: (place.0.cast_signed(), place.1.cast_signed()),
            time: third,
        }
    } else if event.type_ == atoms.XdndLeave {
        Verb::Leave
    } else {
        Verb::Drop { time: second }
    };
    (source != x11rb::NONE).then_some(Message { source, verb })
}

/// A form in which we take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A list of URIs.
    Uris(Atom),
    /// Text in UTF-8.
    Text(Atom),
}

impl Form {
    /// The best of those that are offered.
    pub(crate) fn best(offered: &[Atom], atoms: &Atoms) -> Option<Self> {
        let ours = [
            Self::Uris(atoms.TEXT_URI_LIST),
            Self::Text(atoms.TEXT_PLAIN_UTF8),
            Self::Text(atoms.UTF8_STRING),
            Self::Text(atoms.TEXT_PLAIN),
        ];
        ours.into_iter().find(|form| offered.contains(&form.atom()))
    }

    /// What other programs call it.
    pub(crate) fn atom(self) -> Atom {
        match self {
            Self::Uris(atom) | Self::Text(atom) => atom,
        }
    }
}

/// What is dragged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) data: Vec<(String, Vec<u8>)>,
}

impl Held {
    /// Of the bytes that the other program has given for it; `host` is how this machine calls itself.
    pub(crate) fn new(form: Form, bytes: Vec<u8>, host: &[u8]) -> Self {
        let mut held = Self::default();
        match form {
            Form::Uris(_) => {
                let uris = uris::parse(&bytes, host);
                held.paths = uris.paths;
                if !uris.others.is_empty() {
                    held.data.push(("text/uri-list".to_owned(), uris.others));
                }
            }
            Form::Text(_) if !bytes.is_empty() && std::str::from_utf8(&bytes).is_ok() => {
                held.data.push(("text/plain".to_owned(), bytes));
            }
            Form::Text(_) => {}
        }
        held
    }

    fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.data.is_empty()
    }
}

/// What is to be done next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Listen for the other program's end, and ask for the list of its forms, if it has one.
    Begin { has_list: bool },
    /// Ask where in the window this place of the screen is.
    Translate((i16, i16)),
    /// Tell the other program whether we would take it.
    Status(bool),
    /// Ask for it.
    Fetch(Form, Timestamp),
    /// Tell the window that it is held over it.
    Over,
    /// Tell the window that it was dropped, or, if not, that it has left; and the other program whether we have taken it.
    End(bool),
}

#[derive(Debug)]
enum Content {
    Unknown,
    Asked,
    Failed,
    Known(Held),
}

/// A drag over a window.
#[derive(Debug)]
pub(crate) struct Drag {
    serial: u32,
    source: Window,
    has_list: bool,
    is_begun: bool,
    /// `None` until it is known in which forms it is offered; then the one that we take, if there is one.
    form: Option<Option<Form>>,
    content: Content,
    /// A place of the screen that the display has not been asked for.
    root_place: Option<(i16, i16)>,
    is_placing: bool,
    /// In the window, physical pixels.
    place: Option<(i16, i16)>,
    has_moved: bool,
    time: Timestamp,
    owes_status: bool,
    /// The window has been told that it is held over it.
    is_told: bool,
    dropped: Option<Timestamp>,
    is_last_try: bool,
}

impl Drag {
    /// One that has come into the window. `serial` tells it from those before it.
    pub(crate) fn new(serial: u32, source: Window, types: [Atom; 3], has_list: bool, atoms: &Atoms) -> Self {
        Self {
            serial,
            source,
            has_list,
            is_begun: false,
            form: (!has_list).then(|| Form::best(&types, atoms)),
            content: Content::Unknown,
            root_place: None,
            is_placing: false,
            place: None,
            has_moved: false,
            time: 0,
            owes_status: false,
            is_told: false,
            dropped: None,
            is_last_try: false,
        }
    }

    pub(crate) fn serial(&self) -> u32 {
        self.serial
    }

    /// The other program's window.
    pub(crate) fn source(&self) -> Window {
        self.source
    }

    /// Whether the other program waits for an answer to its drop.
    pub(crate) fn is_dropped(&self) -> bool {
        self.dropped.is_some()
    }

    /// Whether its end is listened for.
    pub(crate) fn is_begun(&self) -> bool {
        self.is_begun
    }

    /// Whether the window has been told that something is held over it.
    pub(crate) fn is_told(&self) -> bool {
        self.is_told
    }

    /// Where it is in the window, in physical pixels.
    pub(crate) fn place(&self) -> (i16, i16) {
        self.place.unwrap_or_default()
    }

    /// What is held, as far as it is known.
    pub(crate) fn held(&self) -> Held {
        match &self.content {
            Content::Known(held) => held.clone(),
            _ => Held::default(),
        }
    }

    /// It is at this place of the screen.
    pub(crate) fn moved(&mut self, place: (i16, i16), time: Timestamp) {
        if self.dropped.is_none() {
            (self.root_place, self.time, self.owes_status) = (Some(place), time, true);
        }
    }

    /// It was dropped.
    pub(crate) fn drop(&mut self, time: Timestamp) {
        self.dropped.get_or_insert(time);
    }

    /// In which forms it is offered.
    pub(crate) fn offers(&mut self, types: &[Atom], atoms: &Atoms) {
        self.form.get_or_insert(Form::best(types, atoms));
    }

    /// Where in the window it is; `None` if the display does not know.
    pub(crate) fn placed(&mut self, place: Option<(i16, i16)>) {
        self.is_placing = false;
        if place.is_some() && place != self.place {
            (self.place, self.has_moved) = (place, true);
        }
    }

    /// What the other program has given for it, or has not.
    pub(crate) fn fetched(&mut self, outcome: Result<Vec<u8>, Failure>, host: &[u8]) {
        // Whoever does not answer after a drop is not asked again.
        self.is_last_try |= outcome == Err(Failure::Late) && self.is_dropped();
        self.content = match (outcome, self.form) {
            (Ok(bytes), Some(Some(form))) => Content::Known(Held::new(form, bytes, host)),
            _ => Content::Failed,
        };
    }

    /// What is to be done next; `None`: nothing, until something happens.
    pub(crate) fn next(&mut self) -> Option<Step> {
        if !self.is_begun {
            self.is_begun = true;
            return Some(Step::Begin {
                has_list: self.has_list,
            });
        }
        if !self.is_placing
            && let Some(place) = self.root_place.take()
        {
            self.is_placing = true;
            return Some(Step::Translate(place));
        }
        let form = self.form?;
        if std::mem::take(&mut self.owes_status) {
            return Some(Step::Status(self.would_take()));
        }
        let has_position = self.place.is_some() || self.is_placing;
        if let (Some(form), Content::Unknown, true) = (form, &self.content, has_position) {
            self.content = Content::Asked;
            return Some(Step::Fetch(form, self.time));
        }
        match self.dropped {
            Some(_) if self.is_placing => None,
            Some(time) => self.end(form, time),
            None => self.over(),
        }
    }

    fn would_take(&self) -> bool {
        match &self.content {
            Content::Known(held) => !held.is_empty(),
            _ => matches!(self.form, Some(Some(_))),
        }
    }

    /// Files are told of while they are held; other things when they are dropped.
    fn over(&mut self) -> Option<Step> {
        let has_files = matches!(&self.content, Content::Known(held) if !held.paths.is_empty());
        (has_files && std::mem::take(&mut self.has_moved)).then(|| {
            self.is_told = true;
            Step::Over
        })
    }

    fn end(&mut self, form: Option<Form>, time: Timestamp) -> Option<Step> {
        match (&self.content, form) {
            (Content::Asked, _) => None,
            // Some give it only when it is dropped.
            (Content::Failed, Some(form)) if !std::mem::replace(&mut self.is_last_try, true) => {
                self.content = Content::Asked;
                Some(Step::Fetch(form, time))
            }
            (Content::Known(held), _) => Some(Step::End(!held.is_empty() && self.place.is_some())),
            _ => Some(Step::End(false)),
        }
    }
}

#[cfg(test)]
mod tests;
