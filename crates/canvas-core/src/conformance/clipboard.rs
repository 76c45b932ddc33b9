//! Copying and pasting.

use std::sync::Arc;

use crate::backend::Clipboard;
use crate::image::Image;
use crate::pixels::{PixelView, Strides};
use crate::runtime;

use super::case::Case;
use super::stage::Stage;
use super::user::{Outcome, User};
use super::wait::{TIMEOUT, assert_eventually};

pub(super) const CASES: &[Case] = &[
    Case::new("copied_text_is_pasted", &["clipboard"], copied_text_is_pasted),
    Case::new(
        "a_copied_image_is_pasted",
        &["clipboard"],
        a_copied_image_is_pasted,
    ),
    Case::new(
        "other_programs_paste_and_copy",
        &["clipboard"],
        other_programs_paste_and_copy,
    ),
];

fn clipboard(user: &dyn User) -> Arc<dyn Clipboard> {
    let backend = runtime::backend(Some(user.backend())).expect("the backend is connected");
    backend.clipboard().expect("the display has a clipboard")
}

fn paste(clipboard: &dyn Clipboard) -> Option<String> {
    clipboard.text(TIMEOUT).expect("the owner answers")
}

fn copied_text_is_pasted(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    let clipboard = clipboard(user);
    let long = "ü\n".repeat(100_000);
    for text in ["häßlich 日本", &long, "x"] {
        clipboard
            .set_text(text.to_owned(), TIMEOUT)
            .expect("it is copied");
        // The display may hand it over with a delay.
        assert_eventually("the text", || {
            paste(&*clipboard).is_some_and(|pasted| pasted == text)
        });
    }
    assert_eq!(clipboard.image(TIMEOUT).expect("the owner answers"), None);
    stage.close();
    Ok(())
}

fn a_copied_image_is_pasted(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    let clipboard = clipboard(user);
    let rgba: Vec<u8> = (0..24).map(|n| if n % 4 == 3 { 255 } else { n * 10 }).collect();
    let strides = Strides {
        row: 12,
        column: 4,
        channel: 1,
    };
    let image = Image::from_view(&PixelView::new(&rgba, 0, 3, 2, 4, strides).expect("an image"));
    clipboard.set_image(image.clone(), TIMEOUT).expect("it is copied");
    assert_eventually("the image", || {
        clipboard.image(TIMEOUT).expect("the owner answers").as_ref() == Some(&image)
    });
    assert_eq!(paste(&*clipboard), None, "it is no text");
    stage.close();
    Ok(())
}

fn other_programs_paste_and_copy(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    let clipboard = clipboard(user);
    clipboard
        .set_text("from here".to_owned(), TIMEOUT)
        .expect("it is copied");
    user.paste()?;
    // The display may hand it over with a delay.
    assert_eventually("the text in another program", || {
        user.paste().is_ok_and(|pasted| pasted == "from here")
    });
    user.copy("from elsewhere")?;
    assert_eventually("the other program's text", || {
        paste(&*clipboard).as_deref() == Some("from elsewhere")
    });
    stage.close();
    Ok(())
}
