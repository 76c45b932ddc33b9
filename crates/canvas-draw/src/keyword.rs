//! Keywords: the values that CSS and HTML write as words, such as `"butt"`.

use crate::error::{Error, Result};

/// The value of a keyword.
///
/// # Errors
/// [`Error::Invalid`] for an unknown one; the message names the argument and the known keywords.
pub(crate) fn choose<T: Copy>(argument: &str, known: &[(&str, T)], name: &str) -> Result<T> {
    known
        .iter()
        .find(|(word, _)| *word == name)
        .map(|(_, value)| *value)
        .ok_or_else(|| {
            let words: Vec<_> = known.iter().map(|(word, _)| format!("'{word}'")).collect();
            Error::Invalid(format!("{argument}: expected {}, got {name:?}", words.join(", ")))
        })
}
