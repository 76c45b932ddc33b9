//! A drag over a window of this connection (XDND): a state machine that does not depend on the connection.
//! `drop_targets.rs` is the half that talks to the server.
//!
//! ```text
//! XdndEnter      watch the source window, query the list of types
//! XdndPosition   query the position within the window, answer with a status, read the data
//! XdndLeave      the drag ends
//! XdndDrop       report the data, answer that the drop is finished
//! ```
//!
//! Any client can send any of these messages, at any time, any number of times. Those of other clients than the one that
//! drags are ignored, and the newest of one turn of the loop counts.

use x11rb::protocol::xproto::{Atom, Timestamp, Window};

use crate::atoms::Atoms;
use crate::property_transfer::Failure;
use crate::xdnd::{DropData, DropFormat};

/// The next action of the loop for a drag.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Watch for the destruction of the source window, and read its list of types, if it has one.
    Begin { has_list: bool },
    /// Query where in the window this position of the screen is.
    Translate((i16, i16)),
    /// Answer the source: whether the data would be accepted.
    Status(bool),
    /// Read the data.
    Read(DropFormat, Timestamp),
    /// Report that the data is held over the window.
    ReportOver,
    /// The drag ends: the data was dropped and accepted (true), or not.
    End(bool),
}

/// The data of a drag.
#[derive(Debug)]
enum Content {
    Unknown,
    /// It is being read.
    Requested,
    Failed,
    Known(DropData),
}

/// The state of a drag over a window.
#[derive(Debug)]
pub(crate) struct DragState {
    serial: u32,
    source: Window,
    has_list: bool,
    has_begun: bool,
    /// `None` until the offered types are known; then the chosen one, if any is supported.
    format: Option<Option<DropFormat>>,
    content: Content,
    /// A position on the screen that has not been translated.
    screen_position: Option<(i16, i16)>,
    is_translating: bool,
    /// The position in the window, in physical pixels.
    position: Option<(i16, i16)>,
    has_moved: bool,
    time: Timestamp,
    /// Whether a position has not been answered.
    owes_status: bool,
    /// Whether the window has received an event of this drag.
    is_reported: bool,
    dropped: Option<Timestamp>,
    /// Whether a failed read is not repeated any more.
    is_last_read: bool,
}

impl DragState {
    /// A drag that has entered the window. `serial` distinguishes it from earlier ones.
    pub(crate) fn new(serial: u32, source: Window, types: [Atom; 3], has_list: bool, atoms: &Atoms) -> Self {
        Self {
            serial,
            source,
            has_list,
            has_begun: false,
            format: (!has_list).then(|| DropFormat::best(&types, atoms)),
            content: Content::Unknown,
            screen_position: None,
            is_translating: false,
            position: None,
            has_moved: false,
            time: 0,
            owes_status: false,
            is_reported: false,
            dropped: None,
            is_last_read: false,
        }
    }

    /// The number that distinguishes this drag from others.
    pub(crate) fn serial(&self) -> u32 {
        self.serial
    }

    /// The window that the other client drags from.
    pub(crate) fn source(&self) -> Window {
        self.source
    }

    /// Whether the source waits for an answer to its drop.
    pub(crate) fn is_dropped(&self) -> bool {
        self.dropped.is_some()
    }

    /// Whether the source window is watched.
    pub(crate) fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// Whether the window has received an event of this drag.
    pub(crate) fn is_reported(&self) -> bool {
        self.is_reported
    }

    /// The position in the window, in physical pixels.
    pub(crate) fn position(&self) -> (i16, i16) {
        self.position.unwrap_or_default()
    }

    /// The data, as far as it is known.
    pub(crate) fn data(&self) -> DropData {
        match &self.content {
            Content::Known(data) => data.clone(),
            Content::Unknown | Content::Requested | Content::Failed => DropData::default(),
        }
    }

    /// `XdndPosition`: the drag is at this position of the screen.
    pub(crate) fn moved(&mut self, position: (i16, i16), time: Timestamp) {
        if self.dropped.is_none() {
            (self.screen_position, self.time, self.owes_status) = (Some(position), time, true);
        }
    }

    /// `XdndDrop`.
    pub(crate) fn drop(&mut self, time: Timestamp) {
        self.dropped.get_or_insert(time);
    }

    /// The source's list of types has been read.
    pub(crate) fn offers(&mut self, types: &[Atom], atoms: &Atoms) {
        self.format.get_or_insert(DropFormat::best(types, atoms));
    }

    /// The position has been translated; `None` if the server could not.
    pub(crate) fn translated(&mut self, position: Option<(i16, i16)>) {
        self.is_translating = false;
        if position.is_some() && position != self.position {
            (self.position, self.has_moved) = (position, true);
        }
    }

    /// The data has been read, or could not be; `host` is this machine's name.
    pub(crate) fn data_read(&mut self, outcome: Result<Vec<u8>, Failure>, host: &[u8]) {
        // A source that does not answer after its drop is not asked again.
        self.is_last_read |= outcome == Err(Failure::TimedOut) && self.is_dropped();
        self.content = match (outcome, self.format) {
            (Ok(bytes), Some(Some(format))) => Content::Known(DropData::decode(format, bytes, host)),
            _ => Content::Failed,
        };
    }

    /// The next step; `None` if there is nothing to do until something happens.
    pub(crate) fn next_step(&mut self) -> Option<Step> {
        if !self.has_begun {
            self.has_begun = true;
            return Some(Step::Begin {
                has_list: self.has_list,
            });
        }
        if !self.is_translating
            && let Some(position) = self.screen_position.take()
        {
            self.is_translating = true;
            return Some(Step::Translate(position));
        }
        let format = self.format?;
        if std::mem::take(&mut self.owes_status) {
            return Some(Step::Status(self.would_accept()));
        }
        let has_position = self.position.is_some() || self.is_translating;
        if let (Some(format), Content::Unknown, true) = (format, &self.content, has_position) {
            self.content = Content::Requested;
            return Some(Step::Read(format, self.time));
        }
        match self.dropped {
            Some(_) if self.is_translating => None,
            Some(time) => self.end(format, time),
            None => self.report_over(),
        }
    }

    fn would_accept(&self) -> bool {
        match &self.content {
            Content::Known(data) => !data.is_empty(),
            Content::Unknown | Content::Requested | Content::Failed => matches!(self.format, Some(Some(_))),
        }
    }

    /// Files are reported while they are held over the window; other data only when it is dropped.
    fn report_over(&mut self) -> Option<Step> {
        let has_files = matches!(&self.content, Content::Known(data) if !data.paths.is_empty());
        (has_files && std::mem::take(&mut self.has_moved)).then(|| {
            self.is_reported = true;
            Step::ReportOver
        })
    }

    fn end(&mut self, format: Option<DropFormat>, time: Timestamp) -> Option<Step> {
        match (&self.content, format) {
            (Content::Requested, _) => None,
            // Some sources provide the data only once it is dropped.
            (Content::Failed, Some(format)) if !std::mem::replace(&mut self.is_last_read, true) => {
                self.content = Content::Requested;
                Some(Step::Read(format, time))
            }
            (Content::Known(data), _) => Some(Step::End(!data.is_empty() && self.position.is_some())),
            _ => Some(Step::End(false)),
        }
    }
}

#[cfg(test)]
mod tests;
