//! The messages between the clipboard, the event loop and its selections: formats, requests and deadlines.

use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant};

use canvas_core::{Error, Result};
use x11rb::protocol::xproto::{Atom, AtomEnum, Timestamp, Window};

use crate::atoms::Atoms;

/// A format of copied data; a selection target in terms of ICCCM 2.6.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Text in UTF-8 (`UTF8_STRING`).
    Utf8,
    /// Text in UTF-8 (`text/plain;charset=utf-8`).
    Utf8Mime,
    /// Text in UTF-8 (`text/plain`).
    PlainMime,
    /// Text in Latin-1 (`STRING`).
    Latin1,
    /// An image file (`image/png`).
    Png,
}

impl Format {
    /// The formats of text, in order of preference.
    pub(crate) const TEXT: &'static [Self] = &[Self::Utf8, Self::Utf8Mime, Self::PlainMime, Self::Latin1];
    /// The formats of images.
    pub(crate) const IMAGE: &'static [Self] = &[Self::Png];

    /// The target atom of the format.
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

/// Copied data in each format that is offered.
pub(crate) type Content = Vec<(Format, Arc<Vec<u8>>)>;

/// Pasted data; `None` if the selection has no owner, or none of the formats.
pub(crate) type Pasted = Option<(Format, Vec<u8>)>;

/// A request of a thread of the program for the clipboard.
#[derive(Debug)]
pub(crate) enum ClipboardRequest {
    Paste(PasteRequest),
    Copy(CopyRequest),
}

/// A request to read the clipboard.
#[derive(Debug)]
pub(crate) struct PasteRequest {
    /// In order of preference.
    pub(crate) formats: &'static [Format],
    pub(crate) deadline: Deadline,
    pub(crate) reply: SyncSender<Result<Pasted>>,
}

impl PasteRequest {
    /// Answers the caller.
    pub(crate) fn answer(self, result: Result<Pasted>) {
        // The caller may have stopped waiting.
        let _ = self.reply.try_send(result);
    }
}

/// A request to own the clipboard.
#[derive(Debug)]
pub(crate) struct CopyRequest {
    pub(crate) content: Content,
    pub(crate) deadline: Deadline,
    pub(crate) reply: SyncSender<Result<()>>,
}

impl CopyRequest {
    /// Answers the caller.
    pub(crate) fn answer(self, result: Result<()>) {
        // The caller may have stopped waiting.
        let _ = self.reply.try_send(result);
    }
}

/// The end of a caller's timeout.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    pub(crate) at: Instant,
    timeout: Duration,
}

impl Deadline {
    /// The end of a timeout that begins now.
    pub(crate) fn after(timeout: Duration) -> Self {
        Self {
            at: Instant::now() + timeout,
            timeout,
        }
    }

    /// The error for a caller whose timeout has passed.
    pub(crate) fn error(self) -> Error {
        let seconds = self.timeout.as_secs_f64();
        Error::Timeout(format!(
            "the clipboard's owner has not answered within {seconds} s"
        ))
    }
}

/// Which part of the program reads a selection.
#[derive(Debug)]
pub(crate) enum Requester {
    /// A caller that pastes.
    Clipboard(PasteRequest),
    /// The drag with this number over this window.
    Drag(Window, u32),
}

/// A request to convert a selection (ICCCM 2.4).
#[derive(Clone, Copy, Debug)]
pub(crate) struct SelectionRequest {
    pub(crate) selection: Atom,
    pub(crate) target: Atom,
    pub(crate) time: Timestamp,
    /// The most bytes that are accepted.
    pub(crate) limit: usize,
    pub(crate) deadline: Instant,
}
