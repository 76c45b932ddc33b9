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

fn image() -> Image {
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
    there.set_image(image(), TIMEOUT).unwrap();
    let pasted = here.image(TIMEOUT).unwrap().unwrap();
    assert_eq!(pasted.size(), PhysicalSize::new(5, 4).unwrap());
    assert!(pasted.rgba() == image().rgba());
    assert_eq!(
        here.text(TIMEOUT).unwrap(),
        None,
        "the image has replaced the text"
    );
    assert!(other.stop(TIMEOUT));
    assert_eq!(here.image(TIMEOUT).unwrap(), None, "its owner is gone");
}

#[test]
fn a_stopped_server_is_waited_for_until_the_timeout() {
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
    // A copy that has timed out does not happen later.
    assert_eq!(clipboard.text(TIMEOUT).unwrap().as_deref(), Some("before"));
}

#[test]
fn calls_after_the_end_of_the_connection_fail() {
    let server = Server::new();
    let backend = server.connect();
    let clipboard = clipboard(&backend);
    assert!(backend.stop(TIMEOUT));
    assert!(matches!(clipboard.text(TIMEOUT), Err(Error::DisplayLost(_))));
    let copied = clipboard.set_text(String::new(), TIMEOUT);
    assert!(matches!(copied, Err(Error::DisplayLost(_))));
}

#[test]
fn copying_works_again_after_the_owner_window_is_destroyed() {
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
