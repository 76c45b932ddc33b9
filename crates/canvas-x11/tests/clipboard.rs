//! Copying and pasting between two connections to a display that the environment does not name.

mod support;

use std::sync::Arc;
use std::time::Duration;

use canvas_core::Error;
use canvas_core::backend::{Backend as _, Clipboard};
use canvas_core::conformance::{TIMEOUT, TestWindow, test_setup};
use canvas_core::geometry::PhysicalSize;
use canvas_core::image::Image;
use canvas_core::pixels::{PixelView, Strides};
use canvas_x11::X11Backend;
use support::Server;
use x11rb::protocol::xproto::{self, ConnectionExt as _};

fn clipboard(backend: &X11Backend) -> Arc<dyn Clipboard> {
    assert!(backend.capabilities().clipboard);
    backend.clipboard().unwrap()
}

fn picture() -> Image {
    let bytes: Vec<u8> = (0..5 * 4 * 4).collect();
    let strides = Strides {
        row: 5 * 4,
        column: 4,
        channel: 1,
    };
    Image::from_view(&PixelView::new(&bytes, 0, 5, 4, 4, strides).unwrap())
}

#[test]
fn what_one_connection_copies_another_pastes() {
    let server = Server::new();
    let (one, other) = (server.connect(), server.connect());
    let (here, there) = (clipboard(&one), clipboard(&other));
    assert_eq!(here.text(TIMEOUT).unwrap(), None);
    assert_eq!(here.image(TIMEOUT).unwrap(), None);
    let long = "ü\n".repeat(500_000);
    for text in ["", "日本", &long] {
        here.set_text(text.to_owned(), TIMEOUT).unwrap();
        assert!(there.text(TIMEOUT).unwrap().as_deref() == Some(text));
        assert!(here.text(TIMEOUT).unwrap().as_deref() == Some(text));
    }
    there.set_image(picture(), TIMEOUT).unwrap();
    let pasted = here.image(TIMEOUT).unwrap().unwrap();
    assert_eq!(pasted.size(), PhysicalSize::new(5, 4).unwrap());
    assert!(pasted.rgba() == picture().rgba());
    assert_eq!(here.text(TIMEOUT).unwrap(), None, "it was text before");
    assert!(other.stop(TIMEOUT));
    assert_eq!(here.image(TIMEOUT).unwrap(), None, "its owner is gone");
}

#[test]
fn a_display_that_stands_still_is_waited_for_no_longer_than_asked() {
    let server = Server::new();
    let backend = server.connect();
    let clipboard = clipboard(&backend);
    clipboard.set_text("before".to_owned(), TIMEOUT).unwrap();
    server.stop();
    let short = Duration::from_millis(50);
    assert!(matches!(clipboard.text(short), Err(Error::Timeout(_))));
    let late = clipboard.set_text("late".to_owned(), short);
    assert!(matches!(late, Err(Error::Timeout(_))));
    server.cont();
    // What did not come off in time does not come off later.
    assert_eq!(clipboard.text(TIMEOUT).unwrap().as_deref(), Some("before"));
}

#[test]
fn a_connection_that_has_ended_says_so() {
    let server = Server::new();
    let backend = server.connect();
    let clipboard = clipboard(&backend);
    assert!(backend.stop(TIMEOUT));
    assert!(matches!(clipboard.text(TIMEOUT), Err(Error::DisplayLost(_))));
    let copied = clipboard.set_text(String::new(), TIMEOUT);
    assert!(matches!(copied, Err(Error::DisplayLost(_))));
}

#[test]
fn the_window_that_copies_can_be_destroyed() {
    let server = Server::new();
    let backend = server.connect();
    let window = TestWindow::open(&backend, test_setup(100, 80));
    let clipboard = clipboard(&backend);
    clipboard.set_text("one".to_owned(), TIMEOUT).unwrap();
    let client = server.client();
    let selection = client.atom("CLIPBOARD");
    let owner = || -> xproto::Window {
        let reply = client.connection.get_selection_owner(selection).unwrap();
        reply.reply().unwrap().owner
    };
    client.connection.destroy_window(owner()).unwrap();
    client.sync();
    assert_eq!(owner(), x11rb::NONE);
    assert_eq!(clipboard.text(TIMEOUT).unwrap(), None);
    clipboard.set_text("two".to_owned(), TIMEOUT).unwrap();
    assert_eq!(clipboard.text(TIMEOUT).unwrap().as_deref(), Some("two"));
    window.show(window.frame(100, 80, [1, 2, 3]));
}
