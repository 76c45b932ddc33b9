//! The clipboard of a display.

use std::fmt;
use std::time::Duration;

#[cfg(doc)]
use crate::error::Error;
use crate::error::Result;
use crate::image::Image;

/// The clipboard of a display, shared with its other programs. Any thread but the event loop's may call it. The calls block
/// for `timeout` at most, so callers release the host lock around them. The size, encoding and pixels of content from other
/// programs are checked.
pub trait Clipboard: Send + Sync + fmt::Debug {
    /// The text in it; `None` if it has none.
    ///
    /// # Errors
    /// [`Error::Timeout`] if the program that copied it does not answer in time; [`Error::DisplayLost`];
    /// [`Error::Resource`] if it is too large.
    fn text(&self, timeout: Duration) -> Result<Option<String>>;

    /// Copies text, which other programs can paste as long as this one runs.
    ///
    /// # Errors
    /// [`Error::Timeout`] if the display does not answer in time; [`Error::DisplayLost`].
    fn set_text(&self, text: String, timeout: Duration) -> Result<()>;

    /// The image in it; `None` if it has none.
    ///
    /// # Errors
    /// [`Error::Timeout`] if the program that copied it does not answer in time; [`Error::DisplayLost`];
    /// [`Error::Resource`] if it is too large.
    fn image(&self, timeout: Duration) -> Result<Option<Image>>;

    /// Copies an image, which other programs can paste as long as this one runs.
    ///
    /// # Errors
    /// [`Error::Timeout`] if the display does not answer in time; [`Error::DisplayLost`].
    fn set_image(&self, image: Image, timeout: Duration) -> Result<()>;
}
