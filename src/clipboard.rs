//! What programs copy to and paste from: the clipboard of the display that windows are shown on by default.
//!
//! The calls wait for the program that put something there, 3 s at the most. What is put in stays while this program
//! runs.

use std::sync::Arc;
use std::time::Duration;

use canvas_core::backend::Clipboard;
use canvas_core::image::Image;
use canvas_core::{Error, Result};

use crate::default_backend;

/// How long the owner of the clipboard may take.
const PATIENCE: Duration = Duration::from_secs(3);

fn clipboard() -> Result<Arc<dyn Clipboard>> {
    let backend = default_backend()?;
    let platform = backend.capabilities().platform;
    backend
        .clipboard()
        .ok_or_else(|| Error::Unsupported(format!("this display ({platform}) has no clipboard for programs")))
}

/// The text in it; `None` if there is none.
///
/// # Errors
/// [`Error::Unsupported`] where there is no clipboard, [`Error::Timeout`] if the owner does not answer, and those of
/// opening the display.
pub fn text() -> Result<Option<String>> {
    clipboard()?.text(PATIENCE)
}

/// Puts text in.
///
/// # Errors
/// Those of [`text`].
pub fn set_text(text: impl Into<String>) -> Result<()> {
    clipboard()?.set_text(text.into(), PATIENCE)
}

/// The picture in it; `None` if there is none.
///
/// # Errors
/// Those of [`text`], and [`Error::Resource`] if it is too large.
pub fn image() -> Result<Option<Image>> {
    clipboard()?.image(PATIENCE)
}

/// Puts a picture in.
///
/// # Errors
/// Those of [`text`].
pub fn set_image(image: &Image) -> Result<()> {
    clipboard()?.set_image(image.clone(), PATIENCE)
}
