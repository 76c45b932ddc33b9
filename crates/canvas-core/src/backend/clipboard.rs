//! The clipboard of a display.

use std::fmt;
use std::time::Duration;

use crate::error::Result;
use crate::image::Image;

/// What programs of a display copy to and paste from. Any thread but the event loop; the calls block, so the caller's
/// lock is given up around them. What others have put there is checked: its size, its encoding, its pixels.
pub trait Clipboard: Send + Sync + fmt::Debug {
    /// The text in it; `None` if there is none.
    ///
    /// # Errors
    /// [`Error::Timeout`] if its owner does not answer within `patience`; [`Error::DisplayLost`].
    fn text(&self, patience: Duration) -> Result<Option<String>>;

    /// Puts text in, for as long as this program runs.
    ///
    /// # Errors
    /// [`Error::Timeout`], [`Error::DisplayLost`].
    fn set_text(&self, text: String, patience: Duration) -> Result<()>;

    /// The picture in it; `None` if there is none.
    ///
    /// # Errors
    /// [`Error::Timeout`], [`Error::DisplayLost`]; [`Error::Resource`] if it is too large.
    fn image(&self, patience: Duration) -> Result<Option<Image>>;

    /// Puts a picture in, for as long as this program runs.
    ///
    /// # Errors
    /// [`Error::Timeout`], [`Error::DisplayLost`].
    fn set_image(&self, image: Image, patience: Duration) -> Result<()>;
}
