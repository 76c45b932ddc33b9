//! The clipboard, on an X11 server and on compositors with and without a data control protocol.

mod support;

use canvas_core::backend::Backend as _;
use canvas_core::image::Image;
use canvas_core::pixels::{PixelView, Strides};
use support::{Display, Kind, Screen, TIMEOUT, assert_eventually, connect, run_on, run_with_input};

#[test]
fn copied_content_can_be_pasted() {
    run_with_input("copy_and_paste");
    run_on(&Display::weston(&[]), "no_clipboard");
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn copy_and_paste() {
    let screen = Screen::from_env();
    let clipboard = connect().clipboard().expect("a clipboard");
    let is_x11 = screen.kind == Kind::Xvfb;
    assert_eq!(clipboard.text(TIMEOUT).unwrap(), None);
    clipboard.set_text("häßlich".to_owned(), TIMEOUT).unwrap();
    // A compositor hands the selection over in its own time.
    assert_eventually("the text", || {
        clipboard.text(TIMEOUT).unwrap().as_deref() == Some("häßlich")
    });
    assert_eq!(clipboard.image(TIMEOUT).unwrap(), None);
    // Another program can paste it.
    let pasted = match is_x11 {
        true => screen.run("xclip", &["-selection", "clipboard", "-o"]),
        false => screen.run("wl-paste", &["--no-newline"]),
    };
    assert_eq!(String::from_utf8_lossy(&pasted.stdout), "häßlich");
    let image = Image::decode(&png_file()).unwrap();
    clipboard.set_image(image.clone(), TIMEOUT).unwrap();
    assert_eventually("the image", || {
        clipboard.image(TIMEOUT).unwrap().as_ref() == Some(&image)
    });
    // Another program copies something.
    if !is_x11 {
        screen.run_daemon("wl-copy", &["from elsewhere"]);
        assert_eventually("the other's text", || {
            clipboard.text(TIMEOUT).unwrap().as_deref() == Some("from elsewhere")
        });
    }
}

/// A PNG file of 3 x 2 pixels.
fn png_file() -> Vec<u8> {
    let rgba: Vec<u8> = (0..24)
        .map(|value| if value % 4 == 3 { 255 } else { value * 10 })
        .collect();
    let strides = Strides {
        row: 12,
        column: 4,
        channel: 1,
    };
    let view = PixelView::new(&rgba, 0, 3, 2, 4, strides).unwrap();
    Image::from_view(&view)
        .encode(canvas_core::image::Format::Png)
        .unwrap()
}

#[test]
#[ignore = "run by other tests in a process of its own"]
fn no_clipboard() {
    let backend = connect();
    assert!(!backend.capabilities().clipboard);
    assert!(backend.clipboard().is_none());
}
