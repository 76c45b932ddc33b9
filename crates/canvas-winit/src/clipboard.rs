//! The clipboard, by arboard: on X11, and on compositors that let programs without the focus copy and paste.
//!
//! arboard waits for whoever owns what is copied, however long that takes. So a thread of its own calls it, and whoever asks
//! waits for that thread until his patience ends. A thread that is stuck then is left alone, and the next question starts
//! another.

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

/// The stack of the thread.
const STACK: usize = 1024 * 1024;

type Answered<T> = std::result::Result<T, arboard::Error>;
type Question = Box<dyn FnOnce(&mut arboard::Clipboard) + Send>;

/// The protocols by which a compositor gives it to programs without the focus; arboard knows both.
pub(crate) const PROTOCOLS: [&str; 2] = ["ext_data_control_manager_v1", "zwlr_data_control_manager_v1"];

/// What a compositor's facts say of a protocol that it does not have.
pub(crate) const NO: &str = "no";

/// Whether a compositor that says this about itself has one of them.
pub(crate) fn is_offered(facts: &[(String, String)]) -> bool {
    facts
        .iter()
        .any(|(name, fact)| PROTOCOLS.contains(&name.as_str()) && fact != NO)
}

/// See the [module](self).
#[derive(Default)]
pub(crate) struct SharedClipboard(Mutex<Option<Sender<Question>>>);

impl SharedClipboard {
    /// Lets the thread ask, and waits for it.
    fn ask<T: Send + 'static>(
        &self,
        patience: Duration,
        question: impl FnOnce(&mut arboard::Clipboard) -> Answered<T> + Send + 'static,
    ) -> Result<Answered<T>> {
        let (tell, hear) = sync_channel(1);
        self.send(Box::new(move |clipboard| {
            // Whoever asked may have given up.
            let _ = tell.send(question(clipboard));
        }))?;
        match hear.recv_timeout(patience) {
            Ok(answer) => Ok(answer),
            Err(RecvTimeoutError::Timeout) => {
                self.forget();
                let seconds = patience.as_secs_f64();
                Err(Error::Timeout(format!(
                    "the clipboard's owner has not answered within {seconds} s"
                )))
            }
            Err(RecvTimeoutError::Disconnected) => {
                self.forget();
                Err(Error::DisplayLost("the clipboard cannot be reached".to_owned()))
            }
        }
    }

    fn send(&self, question: Question) -> Result<()> {
        let mut thread = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = match &*thread {
            Some(sender) => sender,
            None => thread.insert(start()?),
        };
        // One that could not reach the clipboard has ended, and drops the question: whoever asked hears of it.
        let _ = sender.send(question);
        Ok(())
    }

    fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn start() -> Result<Sender<Question>> {
    let (sender, questions) = channel::<Question>();
    let body = move || match arboard::Clipboard::new() {
        // It owns what was copied, and so lives as long as the process.
        Ok(mut clipboard) => questions.iter().for_each(|question| question(&mut clipboard)),
        Err(error) => tracing::warn!("the clipboard cannot be reached: {error}"),
    };
    threads::spawn("canvas-winit-clipboard", STACK, body)
        .map_err(|error| Error::Resource(format!("no thread for the clipboard: {error}")))?;
    Ok(sender)
}

/// What arboard says, in the words of canvas; `None` if there is nothing of that kind.
fn found<T>(answer: Answered<T>) -> Result<Option<T>> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(arboard::Error::ContentNotAvailable | arboard::Error::ConversionFailure) => Ok(None),
        Err(error) => Err(Error::DisplayLost(format!("the clipboard: {error}"))),
    }
}

/// Whether something was put in.
fn done(answer: Answered<()>) -> Result<()> {
    answer.map_err(|error| Error::DisplayLost(format!("the clipboard: {error}")))
}

impl Clipboard for SharedClipboard {
    fn text(&self, patience: Duration) -> Result<Option<String>> {
        found(self.ask(patience, arboard::Clipboard::get_text)?)
    }

    fn set_text(&self, text: String, patience: Duration) -> Result<()> {
        done(self.ask(patience, |clipboard| clipboard.set_text(text))?)
    }

    fn image(&self, patience: Duration) -> Result<Option<Image>> {
        let Some(picture) = found(self.ask(patience, arboard::Clipboard::get_image)?)? else {
            return Ok(None);
        };
        let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
        let (width, height) = (side(picture.width), side(picture.height));
        let size = PhysicalSize::new(width, height).ok_or_else(|| {
            Error::Resource(format!(
                "the picture in the clipboard is too large: {width} x {height} pixels"
            ))
        })?;
        let strides = Strides {
            row: size.width() as isize * 4,
            column: 4,
            channel: 1,
        };
        let view = PixelView::new(&picture.bytes, 0, size.width(), size.height(), 4, strides)?;
        Ok(Some(Image::from_view(&view)))
    }

    fn set_image(&self, image: Image, patience: Duration) -> Result<()> {
        done(self.ask(patience, move |clipboard| {
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
    fn either_protocol_will_do() {
        let facts = |ext: &str, wlr: &str| {
            let known = PROTOCOLS.into_iter().zip([ext, wlr]);
            let other = ("wl_seat", "version 7");
            known
                .chain([other])
                .map(|(name, fact)| (name.to_owned(), fact.to_owned()))
                .collect::<Vec<_>>()
        };
        assert!(is_offered(&facts("version 1", NO)) && is_offered(&facts(NO, "version 2")));
        assert!(!is_offered(&facts(NO, NO)) && !is_offered(&[]));
    }
}
