//! How an image is placed in a window of another size.

use crate::error::{Error, Result};

/// How an image is placed in a window of another size; the keywords are those of CSS `object-fit` (CSS Images 3, 4.5).
/// It is always centred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fit {
    /// Scaled to be as large as fits; the background fills the rest.
    #[default]
    Contain,
    /// Scaled to cover the window; overflow is cropped.
    Cover,
    /// Stretched to the size of the window.
    Fill,
    /// Not scaled: one pixel of the image is one physical pixel.
    None,
}

impl Fit {
    /// The keyword.
    pub fn name(self) -> &'static str {
        match self {
            Self::Contain => "contain",
            Self::Cover => "cover",
            Self::Fill => "fill",
            Self::None => "none",
        }
    }

    /// The value of a keyword.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown name.
    pub fn from_name(name: &str) -> Result<Self> {
        [Self::Contain, Self::Cover, Self::Fill, Self::None]
            .into_iter()
            .find(|fit| fit.name() == name)
            .ok_or_else(|| {
                Error::Invalid(format!(
                    "fit: expected 'contain', 'cover', 'fill' or 'none', got {name:?}"
                ))
            })
    }
}
