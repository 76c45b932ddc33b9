//! Keywords: values that CSS and HTML write as words, such as `"butt"`.

use crate::error::{Error, Result};

/// Finds the value of a keyword.
///
/// # Errors
/// [`Error::Invalid`] for an unknown keyword; the message names the argument and lists the keywords.
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
