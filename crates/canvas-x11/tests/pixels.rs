//! Pixels arrive by every transport, and are restored after windows are exposed or resized.

mod support;

use canvas_core::backend::{Backend as _, BackendEvent, Command, Property};
use canvas_core::conformance::{BACKGROUND, TIMEOUT, TestWindow, assert_eventually, test_setup};
use canvas_x11::{Options, Transport, X11Backend};
use std::sync::Arc;
use support::Server;

const RED: [u8; 3] = [200, 10, 20];
const BLUE: [u8; 3] = [10, 20, 200];

/// The colour of a pixel in a frame in which neighbouring pixels differ.
fn pattern(x: u32, y: u32) -> [u8; 3] {
    [(x * 7) as u8, (y * 5) as u8, (x * y) as u8]
}

fn pixels_arrive(server: &Server, options: &Options, transport: Transport) {
    let backend = Arc::new(X11Backend::connect(options).unwrap());
    assert_eq!(backend.capabilities().shared_memory, transport != Transport::Wire);
    let facts = backend.describe();
    assert!(
        facts.contains(&("transport".to_owned(), transport.name().to_owned())),
        "{facts:?}"
    );
    let window = TestWindow::open(&backend, test_setup(301, 203));
    window.show(window.painted(301, 203, pattern));
    let client = server.client();
    let expected: Vec<_> = (0..203)
        .flat_map(|y| (0..301).map(move |x| pattern(x, y)))
        .collect();
    assert!(client.pixels(client.window(), 301, 203) == expected);
    assert!(backend.stop(TIMEOUT));
}

#[test]
fn pixels_arrive_by_memory_file() {
    let server = Server::new();
    pixels_arrive(&server, &server.options(), Transport::MemoryFile);
}

#[test]
fn pixels_arrive_by_system_v_memory() {
    let server = Server::new();
    let options = Options {
        transport: Transport::SystemV,
        ..server.options()
    };
    pixels_arrive(&server, &options, Transport::SystemV);
}

#[test]
fn pixels_arrive_through_the_connection() {
    let server = Server::with(&["-extension", "MIT-SHM"]);
    pixels_arrive(&server, &server.options(), Transport::Wire);
}

#[test]
fn pixels_arrive_over_the_network() {
    let server = Server::with(&["-listen", "tcp"]);
    let display = format!("127.0.0.1{}", server.display);
    let options = Options {
        display: Some(display.into()),
        ..Options::default()
    };
    pixels_arrive(&server, &options, Transport::Wire);
}

#[test]
fn a_window_shows_its_background_before_the_first_frame() {
    let server = Server::new();
    let window = TestWindow::open(&server.connect(), test_setup(80, 60));
    let client = server.client();
    client.expect_pixel(client.window(), 40, 30, BACKGROUND);
    window.send(Command::Set(window.id(), Property::Background(RED)));
    client.expect_pixel(client.window(), 40, 30, RED);
    window.show(window.frame(20, 20, BLUE));
    window.send(Command::Set(window.id(), Property::Background(BACKGROUND)));
    client.expect_pixel(client.window(), 40, 30, BACKGROUND);
    assert_eq!(client.pixel(client.window(), 19, 19), Some(BLUE));
}

#[test]
fn an_exposed_window_is_repainted_from_the_shown_frame() {
    let server = Server::new();
    let window = TestWindow::open(&server.connect(), test_setup(200, 100));
    window.show(window.painted(200, 100, pattern));
    let client = server.client();
    let before = client.pixels(client.window(), 200, 100);
    for _ in 0..5 {
        client.cover_and_uncover();
        window.expect("exposed", |event| *event == BackendEvent::Exposed);
        assert!(client.pixels(client.window(), 200, 100) == before);
    }
    assert_eq!(window.frames_taken(), 1);
}

#[test]
fn a_resized_window_keeps_its_pixels_and_shows_the_background() {
    let server = Server::new();
    let window = TestWindow::open(&server.connect(), test_setup(100, 80));
    window.show(window.frame(100, 80, RED));
    let client = server.client();
    let xid = client.window();
    client.resize(xid, 300, 200);
    window.expect_size(300, 200);
    client.expect_pixel(xid, 250, 150, BACKGROUND);
    client.expect_pixel(xid, 150, 40, BACKGROUND);
    client.expect_pixel(xid, 50, 150, BACKGROUND);
    assert_eq!(client.pixel(xid, 99, 79), Some(RED));
    window.show(window.frame(300, 200, BLUE));
    assert_eq!(
        (client.pixel(xid, 0, 0), client.pixel(xid, 299, 199)),
        (Some(BLUE), Some(BLUE))
    );
    client.resize(xid, 50, 40);
    window.expect_size(50, 40);
    assert_eq!(client.pixel(xid, 49, 39), Some(BLUE));
    // Growing again restores the pixels, because the frame is kept.
    client.resize(xid, 400, 100);
    window.expect_size(400, 100);
    client.expect_pixel(xid, 299, 99, BLUE);
    client.expect_pixel(xid, 300, 99, BACKGROUND);
}

#[test]
fn a_frame_smaller_than_the_window_leaves_the_background() {
    let server = Server::new();
    let window = TestWindow::open(&server.connect(), test_setup(200, 100));
    window.show(window.frame(200, 100, RED));
    window.show(window.frame(60, 30, BLUE));
    let client = server.client();
    let xid = client.window();
    let at = |x, y| client.pixel(xid, x, y).unwrap();
    assert_eq!(
        (at(59, 29), at(60, 29), at(59, 30), at(199, 99)),
        (BLUE, BACKGROUND, BACKGROUND, BACKGROUND)
    );
    window.show(window.frame(900, 700, RED));
    assert_eq!((at(0, 0), at(199, 99)), (RED, RED));
}

#[test]
fn buffers_return_when_the_server_no_longer_reads_them() {
    let server = Server::new();
    let window = TestWindow::open(&server.connect(), test_setup(64, 64));
    let returned = || window.frames_returned();
    window.show(window.frame(64, 64, RED));
    assert_eq!(returned(), 0, "the shown frame is kept");
    for count in 1..=20 {
        window.show(window.frame(64, 64, BLUE));
        assert_eventually("the previous frame returns", || returned() == count);
    }
    window.send(Command::Destroy(window.id()));
    window.expect("destroyed", |event| *event == BackendEvent::Destroyed(true));
    assert_eventually("the last frame returns", || returned() == 21);
}

#[test]
fn the_newest_frame_wins() {
    let server = Server::new();
    let window = TestWindow::open(&server.connect(), test_setup(64, 64));
    window.show(window.frame(64, 64, RED));
    server.stop();
    let last = (0..100)
        .map(|shade| window.present(window.frame(64, 64, [shade, 0, 0])))
        .last()
        .unwrap();
    server.cont();
    window.expect("the last frame", |event| *event == BackendEvent::FrameShown(last));
    let taken = window.frames_taken();
    assert!(
        taken <= 3,
        "at most the first, one in flight, and the newest: {taken}"
    );
    let client = server.client();
    assert_eq!(client.pixel(client.window(), 5, 5), Some([99, 0, 0]));
}
