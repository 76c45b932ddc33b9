//! The clipboard: the selection `CLIPBOARD`. A call posts a request into the event loop's inbox and waits for the answer
//! until its timeout; the loop itself never waits.
//!
//! This is not arboard, which the winit backend uses: arboard looks for a display in the environment, a Wayland one first,
//! accepts any number of bytes from the selection's owner, and never recovers from the loss of a display.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use canvas_core::backend::Clipboard;
use canvas_core::error::DrawError;
use canvas_core::image::{Format as FileFormat, Image};
use canvas_core::{Error, Result};

use crate::inbox::{Inbox, Message};
use crate::selection::{ClipboardRequest, Content, CopyRequest, Deadline, Format, PasteRequest, Pasted};

/// The clipboard of the display whose event loop reads this inbox.
#[derive(Debug)]
pub(crate) struct X11Clipboard(pub(crate) Arc<Inbox>);

impl X11Clipboard {
    /// Posts a request to the loop, and waits for the answer.
    fn call<T>(
        &self,
        timeout: Duration,
        request: impl FnOnce(Deadline, SyncSender<Result<T>>) -> ClipboardRequest,
    ) -> Result<T> {
        let (sender, receiver) = sync_channel(1);
        let deadline = Deadline::after(timeout);
        self.0
            .push(Message::Clipboard(request(deadline, sender)))
            .map_err(Error::DisplayLost)?;
        match receiver.recv_timeout(timeout) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => Err(deadline.error()),
            Err(RecvTimeoutError::Disconnected) => {
                let reason = self.0.why_closed();
                let closing = || "the connection to the display is being closed".to_owned();
                Err(Error::DisplayLost(reason.unwrap_or_else(closing)))
            }
        }
    }

    fn paste(&self, formats: &'static [Format], timeout: Duration) -> Result<Pasted> {
        self.call(timeout, |deadline, reply| {
            ClipboardRequest::Paste(PasteRequest {
                formats,
                deadline,
                reply,
            })
        })
    }

    fn copy(&self, content: Content, timeout: Duration) -> Result<()> {
        self.call(timeout, |deadline, reply| {
            ClipboardRequest::Copy(CopyRequest {
                content,
                deadline,
                reply,
            })
        })
    }
}

impl Clipboard for X11Clipboard {
    fn text(&self, timeout: Duration) -> Result<Option<String>> {
        let pasted = self.paste(Format::TEXT, timeout)?;
        Ok(pasted.and_then(|(format, bytes)| match format {
            Format::Latin1 => Some(bytes.into_iter().map(char::from).collect()),
            Format::Utf8 | Format::Utf8Mime | Format::PlainMime => String::from_utf8(bytes).ok(),
            Format::Png => None,
        }))
    }

    fn set_text(&self, text: String, timeout: Duration) -> Result<()> {
        let latin1: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
        let utf8 = Arc::new(text.into_bytes());
        let mut content: Content = [Format::Utf8, Format::Utf8Mime, Format::PlainMime]
            .map(|format| (format, utf8.clone()))
            .into();
        content.extend(latin1.map(|bytes| (Format::Latin1, Arc::new(bytes))));
        self.copy(content, timeout)
    }

    fn image(&self, timeout: Duration) -> Result<Option<Image>> {
        match self.paste(Format::IMAGE, timeout)? {
            None => Ok(None),
            Some((_, bytes)) => match Image::decode(&bytes) {
                Ok(image) => Ok(Some(image)),
                Err(DrawError::Decode { .. }) => Ok(None),
                Err(error) => Err(error.into()),
            },
        }
    }

    fn set_image(&self, image: Image, timeout: Duration) -> Result<()> {
        let file = image.encode(FileFormat::Png)?;
        self.copy(vec![(Format::Png, Arc::new(file))], timeout)
    }
}
