//! The clipboard of the display on which windows are shown by default.
//!
//! Each call waits at most 3 s for the program that owns the content. Content that this program sets is available while it
//! runs. Any thread may call these functions.

use std::sync::Arc;
use std::time::Duration;

use canvas_core::backend::Clipboard;
use canvas_core::image::Image;
use canvas_core::{Error, Result};

use crate::default_backend;

/// How long the owner of the clipboard may take.
const TIMEOUT: Duration = Duration::from_secs(3);

fn clipboard() -> Result<Arc<dyn Clipboard>> {
    let backend = default_backend()?;
    let platform = backend.capabilities().platform;
    backend
        .clipboard()
        .ok_or_else(|| Error::Unsupported(format!("this display ({platform}) has no clipboard for programs")))
}

/// The text in the clipboard; `None` if it contains no text.
///
/// # Errors
/// [`Error::Unsupported`] where there is no clipboard, [`Error::Timeout`] if the owner does not answer, [`Error::Resource`]
/// if the text is too large, and those of opening the display.
pub fn text() -> Result<Option<String>> {
    clipboard()?.text(TIMEOUT)
}

/// Replaces the content of the clipboard by text.
///
/// # Errors
/// [`Error::Unsupported`] where there is no clipboard, [`Error::Timeout`] if the display does not answer, and those of
/// opening the display.
pub fn set_text(text: impl Into<String>) -> Result<()> {
    clipboard()?.set_text(text.into(), TIMEOUT)
}

/// The image in the clipboard; `None` if it contains no image.
///
/// # Errors
/// [`Error::Unsupported`] where there is no clipboard, [`Error::Timeout`] if the owner does not answer, [`Error::Resource`]
/// if the image is too large, and those of opening the display.
pub fn image() -> Result<Option<Image>> {
    clipboard()?.image(TIMEOUT)
}

/// Replaces the content of the clipboard by an image.
///
/// # Errors
/// [`Error::Unsupported`] where there is no clipboard, [`Error::Timeout`] if the display does not answer, and those of
/// opening the display.
pub fn set_image(image: &Image) -> Result<()> {
    clipboard()?.set_image(image.clone(), TIMEOUT)
}
