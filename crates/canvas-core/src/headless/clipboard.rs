//! A clipboard of one display in memory, which no other program sees.

use std::sync::Mutex;
use std::time::Duration;

use crate::backend::Clipboard;
use crate::error::Result;
use crate::image::Image;
use crate::wait::lock;

#[derive(Debug, Default)]
pub(super) struct MemoryClipboard(Mutex<Copied>);

#[derive(Debug, Default)]
enum Copied {
    #[default]
    Nothing,
    Text(String),
    Image(Image),
}

impl Clipboard for MemoryClipboard {
    fn text(&self, _: Duration) -> Result<Option<String>> {
        Ok(match &*lock(&self.0) {
            Copied::Text(text) => Some(text.clone()),
            Copied::Nothing | Copied::Image(_) => None,
        })
    }

    fn set_text(&self, text: String, _: Duration) -> Result<()> {
        *lock(&self.0) = Copied::Text(text);
        Ok(())
    }

    fn image(&self, _: Duration) -> Result<Option<Image>> {
        Ok(match &*lock(&self.0) {
            Copied::Image(image) => Some(image.clone()),
            Copied::Nothing | Copied::Text(_) => None,
        })
    }

    fn set_image(&self, image: Image, _: Duration) -> Result<()> {
        *lock(&self.0) = Copied::Image(image);
        Ok(())
    }
}
