//! Whether commands of two scenes are equal.

use crate::scene::{BatchColors, BatchRun, Brush, Command, PathRange, Scene, TextRun};

/// Whether commands of two scenes are equal, with the data that they refer to.
pub(super) fn are_equal(old: &Scene, a: Command, new: &Scene, b: Command) -> bool {
    let path = |a: PathRange, b: PathRange| old.elements[a.range()] == new.elements[b.range()];
    let brush = |a: Brush, b: Brush| match (a, b) {
        (Brush::Solid(a), Brush::Solid(b)) => a == b,
        (Brush::Paint(a), Brush::Paint(b)) => old.paints[a as usize] == new.paints[b as usize],
        (Brush::Solid(_), Brush::Paint(_)) | (Brush::Paint(_), Brush::Solid(_)) => false,
    };
    match (a, b) {
        (Command::Transform(a), Command::Transform(b)) => {
            old.transforms[a as usize] == new.transforms[b as usize]
        }
        (Command::Stroke(a), Command::Stroke(b)) => old.strokes[a as usize] == new.strokes[b as usize],
        (Command::FillRect(a, p), Command::FillRect(b, q)) => a == b && brush(p, q),
        (Command::FillCircle(a, r, p), Command::FillCircle(b, s, q)) => a == b && r == s && brush(p, q),
        (Command::FillPath(a, r, p), Command::FillPath(b, s, q)) => r == s && brush(p, q) && path(a, b),
        (Command::StrokePath(a, p), Command::StrokePath(b, q)) => brush(p, q) && path(a, b),
        (Command::StrokeLine(a, c, p), Command::StrokeLine(b, d, q)) => a == b && c == d && brush(p, q),
        (Command::PushClip(a, r), Command::PushClip(b, s)) => r == s && path(a, b),
        (Command::Image(a), Command::Image(b)) => old.images[a as usize] == new.images[b as usize],
        (Command::Text(a), Command::Text(b)) => {
            let (a, b) = (&old.texts[a as usize], &new.texts[b as usize]);
            old.characters[a.text.clone()] == new.characters[b.text.clone()]
                && has_equal_layout(a, b)
                && brush(a.brush, b.brush)
        }
        (Command::Batch(a), Command::Batch(b)) => {
            let (a, b) = (&old.batches[a as usize], &new.batches[b as usize]);
            a.kind == b.kind
                && a.count == b.count
                && old.batch_numbers(a) == new.batch_numbers(b)
                && have_equal_colors(old, a, new, b)
        }
        (
            Command::Blend(_)
            | Command::ReplaceRect(..)
            | Command::ReplaceAll(_)
            | Command::PopClip
            | Command::PushLayer(..)
            | Command::PopLayer,
            _,
        ) => a == b,
        // Effects and filters move pixels, and pixels that are put are too many to be compared.
        (Command::Effects(_) | Command::PushFilter(_) | Command::PutPixels(_), _) => false,
        (
            Command::Transform(_)
            | Command::Stroke(_)
            | Command::FillRect(..)
            | Command::FillCircle(..)
            | Command::FillPath(..)
            | Command::StrokePath(..)
            | Command::StrokeLine(..)
            | Command::Image(_)
            | Command::Text(_)
            | Command::Batch(_)
            | Command::PushClip(..),
            _,
        ) => false,
    }
}

/// Whether two texts have the same style and place; their characters and brushes are not compared.
fn has_equal_layout(a: &TextRun, b: &TextRun) -> bool {
    a.style == b.style
        && a.origin == b.origin
        && a.max_width == b.max_width
        && a.stroked == b.stroked
        && a.boxed == b.boxed
}

/// Whether two batches of as many items have the same colours.
fn have_equal_colors(old: &Scene, a: &BatchRun, new: &Scene, b: &BatchRun) -> bool {
    match (a.colors, b.colors) {
        (BatchColors::One(a), BatchColors::One(b)) => a == b,
        (BatchColors::Each(first, x), BatchColors::Each(second, y)) => {
            let (first, second, count) = (first as usize, second as usize, a.count as usize);
            x == y && old.colors[first..first + count] == new.colors[second..second + count]
        }
        (BatchColors::One(_), BatchColors::Each(..)) | (BatchColors::Each(..), BatchColors::One(_)) => false,
    }
}
