//! The clipboard, by arboard: on X11, and on compositors with a data control protocol, by which programs without the focus
//! copy and paste.
//!
//! arboard blocks until the owner of the selection answers, however long that takes. So a thread of its own calls it, and
//! the caller waits for that thread with a timeout. A thread that is stuck is abandoned, and the next request starts another.

use std::borrow::Cow;
use std::fmt;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use canvas_core::backend::Clipboard;
use canvas_core::geometry::PhysicalSize;
use canvas_core::image::Image;
use canvas_core::pixels::{PixelView, Strides};
use canvas_core::{Error, Result, threads};

/// The thread's stack, bytes.
const STACK: usize = 1024 * 1024;

type ArboardResult<T> = std::result::Result<T, arboard::Error>;
type Request = Box<dyn FnOnce(&mut arboard::Clipboard) + Send>;

/// The data control protocols, of which a compositor needs one; arboard supports both.
pub(crate) const PROTOCOLS: [&str; 2] = ["ext_data_control_manager_v1", "zwlr_data_control_manager_v1"];

/// The value that a protocol has among the facts about a compositor that does not support it.
pub(crate) const UNSUPPORTED: &str = "no";

/// Whether a compositor with these facts supports one of them.
pub(crate) fn is_offered(facts: &[(String, String)]) -> bool {
    facts
        .iter()
        .any(|(name, fact)| PROTOCOLS.contains(&name.as_str()) && fact != UNSUPPORTED)
}

/// The clipboard, and the thread that calls arboard once it is used.
#[derive(Default)]
pub(crate) struct SharedClipboard(Mutex<Option<Sender<Request>>>);

impl SharedClipboard {
    /// Has the thread call arboard, and waits for the result.
    fn request<T: Send + 'static>(
        &self,
        timeout: Duration,
        request: impl FnOnce(&mut arboard::Clipboard) -> ArboardResult<T> + Send + 'static,
    ) -> Result<ArboardResult<T>> {
        let (reply, result) = sync_channel(1);
        self.send(Box::new(move |clipboard| {
            // The caller may have timed out.
            let _ = reply.send(request(clipboard));
        }))?;
        match result.recv_timeout(timeout) {
            Ok(result) => Ok(result),
            Err(RecvTimeoutError::Timeout) => {
                self.abandon();
                let seconds = timeout.as_secs_f64();
                Err(Error::Timeout(format!(
                    "the owner of the clipboard has not answered within {seconds} s"
                )))
            }
            Err(RecvTimeoutError::Disconnected) => {
                self.abandon();
                Err(Error::DisplayLost("the clipboard cannot be reached".to_owned()))
            }
        }
    }

    fn send(&self, request: Request) -> Result<()> {
        let mut thread = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = match &*thread {
            Some(sender) => sender,
            None => thread.insert(start()?),
        };
        // A thread that could not connect has ended; the request is dropped, which disconnects the caller's channel.
        let _ = sender.send(request);
        Ok(())
    }

    /// The next request starts another thread.
    fn abandon(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn start() -> Result<Sender<Request>> {
    let (sender, requests) = channel::<Request>();
    let body = move || match arboard::Clipboard::new() {
        // It owns the selection once something is copied, and so lives as long as the process.
        Ok(mut clipboard) => requests.iter().for_each(|request| request(&mut clipboard)),
        Err(error) => tracing::warn!("the clipboard cannot be reached: {error}"),
    };
    threads::spawn("canvas-winit-clipboard", STACK, body)
        .map_err(|error| Error::Resource(format!("no thread for the clipboard: {error}")))?;
    Ok(sender)
}

/// The content of the clipboard; `None` if there is none of the requested kind.
fn content<T>(result: ArboardResult<T>) -> Result<Option<T>> {
    match result {
        Ok(content) => Ok(Some(content)),
        Err(arboard::Error::ContentNotAvailable | arboard::Error::ConversionFailure) => Ok(None),
        Err(error) => Err(Error::DisplayLost(format!("the clipboard: {error}"))),
    }
}

/// Whether the clipboard has taken the content.
fn copied(result: ArboardResult<()>) -> Result<()> {
    result.map_err(|error| Error::DisplayLost(format!("the clipboard: {error}")))
}

impl Clipboard for SharedClipboard {
    fn text(&self, timeout: Duration) -> Result<Option<String>> {
        content(self.request(timeout, arboard::Clipboard::get_text)?)
    }

    fn set_text(&self, text: String, timeout: Duration) -> Result<()> {
        copied(self.request(timeout, |clipboard| clipboard.set_text(text))?)
    }

    fn image(&self, timeout: Duration) -> Result<Option<Image>> {
        let Some(image) = content(self.request(timeout, arboard::Clipboard::get_image)?)? else {
            return Ok(None);
        };
        let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
        let (width, height) = (side(image.width), side(image.height));
        let size = PhysicalSize::new(width, height).ok_or_else(|| {
            Error::Resource(format!(
                "the image in the clipboard is too large: {width} x {height} pixels"
            ))
        })?;
        let strides = Strides {
            row: size.width() as isize * 4,
            column: 4,
            channel: 1,
        };
        let view = PixelView::new(&image.bytes, 0, size.width(), size.height(), 4, strides)?;
        Ok(Some(Image::from_view(&view)))
    }

    fn set_image(&self, image: Image, timeout: Duration) -> Result<()> {
        copied(self.request(timeout, move |clipboard| {
            clipboard.set_image(arboard::ImageData {
                width: image.width() as usize,
                height: image.height() as usize,
                bytes: Cow::Borrowed(image.rgba()),
            })
        })?)
    }
}

impl fmt::Debug for SharedClipboard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedClipboard").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_the_protocols_suffices() {
        let facts = |ext: &str, wlr: &str| {
            let known = PROTOCOLS.into_iter().zip([ext, wlr]);
            let other = ("wl_seat", "version 7");
            known
                .chain([other])
                .map(|(name, fact)| (name.to_owned(), fact.to_owned()))
                .collect::<Vec<_>>()
        };
        assert!(is_offered(&facts("version 1", UNSUPPORTED)) && is_offered(&facts(UNSUPPORTED, "version 2")));
        assert!(!is_offered(&facts(UNSUPPORTED, UNSUPPORTED)) && !is_offered(&[]));
    }
}
