//! What programs copy to and paste from: the selection `CLIPBOARD`. A call puts its question into the loop's inbox and waits
//! for the answer until its patience ends; the loop waits for nobody ([`fetch`](crate::fetch) reads what others have copied,
//! [`owner`](crate::owner) serves what we have).
//!
//! It is our own, and not arboard's, which winit's backend uses: that looks for a display in the environment, a Wayland one
//! first, takes any number of bytes from whoever owns what is copied, and never recovers from the loss of a display.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use canvas_core::backend::Clipboard;
use canvas_core::error::DrawError;
use canvas_core::image::{Format as FileFormat, Image};
use canvas_core::{Error, Result as Told};
use x11rb::errors::ConnectionError;
use x11rb::protocol::xproto::{Atom, AtomEnum};

use crate::atoms::Atoms;
use crate::event_loop::EventLoop;
use crate::fetch::{Asker, Wanted};
use crate::inbox::{Inbox, Message};
use crate::owner::{Claim, Content};
use crate::transfer::Failure;

/// No more bytes than these are taken from whoever owns what is copied.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// A form in which something is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Utf8,
    Utf8Mime,
    PlainMime,
    Latin1,
    Png,
}

/// Those of text; the first that is offered is read.
const TEXT: &[Format] = &[Format::Utf8, Format::Utf8Mime, Format::PlainMime, Format::Latin1];
const PICTURE: &[Format] = &[Format::Png];

impl Format {
    /// What other programs call it.
    pub(crate) fn atom(self, atoms: &Atoms) -> Atom {
        match self {
            Self::Utf8 => atoms.UTF8_STRING,
            Self::Utf8Mime => atoms.TEXT_PLAIN_UTF8,
            Self::PlainMime => atoms.TEXT_PLAIN,
            Self::Latin1 => AtomEnum::STRING.into(),
            Self::Png => atoms.IMAGE_PNG,
        }
    }
}

/// What a thread asks the loop for.
#[derive(Debug)]
pub(crate) enum Request {
    Paste(Question),
    Copy(Claim),
}

/// What was copied, in one of these forms, the first of which is tried first.
#[derive(Debug)]
pub(crate) struct Question {
    formats: &'static [Format],
    deadline: Deadline,
    tell: SyncSender<Told<Found>>,
}

/// `None` if there is nothing of that kind.
type Found = Option<(Format, Vec<u8>)>;

impl Question {
    fn tell(self, answer: Told<Found>) {
        // Whoever asked may have given up.
        let _ = self.tell.try_send(answer);
    }
}

/// The clipboard of the display whose loop reads this inbox.
#[derive(Debug)]
pub(crate) struct X11Clipboard(pub(crate) Arc<Inbox>);

impl X11Clipboard {
    /// Lets the loop ask, and waits for it.
    fn ask<T>(
        &self,
        patience: Duration,
        request: impl FnOnce(Deadline, SyncSender<Told<T>>) -> Request,
    ) -> Told<T> {
        let (tell, hear) = sync_channel(1);
        let deadline = Deadline::after(patience);
        self.0
            .push(Message::Clipboard(request(deadline, tell)))
            .map_err(Error::DisplayLost)?;
        match hear.recv_timeout(patience) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => Err(deadline.error()),
            Err(RecvTimeoutError::Disconnected) => Err(Error::DisplayLost(self.0.why_closed())),
        }
    }

    fn paste(&self, formats: &'static [Format], patience: Duration) -> Told<Found> {
        self.ask(patience, |deadline, tell| {
            Request::Paste(Question {
                formats,
                deadline,
                tell,
            })
        })
    }

    fn copy(&self, content: Content, patience: Duration) -> Told<()> {
        self.ask(patience, |deadline, tell| {
            Request::Copy(Claim {
                content,
                deadline,
                tell,
            })
        })
    }
}

/// Until when whoever asks will wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    pub(crate) date: Instant,
    patience: Duration,
}

impl Deadline {
    fn after(patience: Duration) -> Self {
        let date = Instant::now() + patience;
        Self { date, patience }
    }

    /// What he is told then.
    pub(crate) fn error(self) -> Error {
        let seconds = self.patience.as_secs_f64();
        Error::Timeout(format!(
            "the clipboard's owner has not answered within {seconds} s"
        ))
    }
}

impl Clipboard for X11Clipboard {
    fn text(&self, patience: Duration) -> Told<Option<String>> {
        let found = self.paste(TEXT, patience)?;
        Ok(found.and_then(|(format, bytes)| match format {
            Format::Latin1 => Some(bytes.into_iter().map(char::from).collect()),
            _ => String::from_utf8(bytes).ok(),
        }))
    }

    fn set_text(&self, text: String, patience: Duration) -> Told<()> {
        let latin1: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
        let utf8 = Arc::new(text.into_bytes());
        let mut content: Content = [Format::Utf8, Format::Utf8Mime, Format::PlainMime]
            .map(|format| (format, utf8.clone()))
            .into();
        content.extend(latin1.map(|bytes| (Format::Latin1, Arc::new(bytes))));
        self.copy(content, patience)
    }

    fn image(&self, patience: Duration) -> Told<Option<Image>> {
        match self.paste(PICTURE, patience)? {
            None => Ok(None),
            Some((_, bytes)) => match Image::decode(&bytes) {
                Ok(image) => Ok(Some(image)),
                Err(DrawError::Decode { .. }) => Ok(None),
                Err(error) => Err(error.into()),
            },
        }
    }

    fn set_image(&self, image: Image, patience: Duration) -> Told<()> {
        let file = image.encode(FileFormat::Png)?;
        self.copy(vec![(Format::Png, Arc::new(file))], patience)
    }
}

impl EventLoop {
    /// Takes a question, or something to be copied.
    pub(crate) fn clipboard(&mut self, request: Request) -> Result<(), ConnectionError> {
        match request {
            Request::Paste(question) => self.paste(question),
            Request::Copy(claim) => self.claim(claim),
        }
    }

    fn paste(&mut self, question: Question) -> Result<(), ConnectionError> {
        let Some(format) = question.formats.first() else {
            question.tell(Ok(None));
            return Ok(());
        };
        let wanted = Wanted {
            selection: self.display.atoms.CLIPBOARD,
            target: format.atom(&self.display.atoms),
            time: x11rb::CURRENT_TIME,
            limit: MAX_BYTES,
            deadline: question.deadline.date,
        };
        self.fetch(Asker::Clipboard(question), wanted)
    }

    /// The owner has answered, or has not.
    pub(crate) fn pasted(
        &mut self,
        mut question: Question,
        outcome: Result<Vec<u8>, Failure>,
    ) -> Result<(), ConnectionError> {
        let formats = question.formats;
        let answer = match (outcome, formats) {
            (Ok(data), [format, ..]) => Ok(Some((*format, data))),
            (Err(Failure::Refused), [_, rest @ ..]) => {
                question.formats = rest;
                return self.paste(question);
            }
            (Err(Failure::TooLarge), _) => Err(Error::Resource(format!(
                "what is in the clipboard has more than {MAX_BYTES} bytes"
            ))),
            (Err(Failure::Late), _) => Err(question.deadline.error()),
            (_, _) => Ok(None),
        };
        question.tell(answer);
        Ok(())
    }
}
