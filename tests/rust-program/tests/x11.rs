//! The program, and another library that draws into its window, on an X server, with a user who is another client.
#![cfg(feature = "x11")]

mod support;

use std::path::PathBuf;

use support::{Program, Server, eventually};

const PROGRAM: &str = env!("CARGO_BIN_EXE_rust-program");
const IVORY: [u8; 3] = [255, 255, 240];
const TEAL: [u8; 3] = [0, 128, 128];

/// An example of this package; a run of all its tests builds it.
fn example(name: &str) -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let path = own.ancestors().nth(2).unwrap().join("examples").join(name);
    assert!(
        path.exists(),
        "{path:?} is not built: cargo build --example {name}"
    );
    path
}

/// The program, with its window shown. It prints the first size on the window's thread and the backend on the main thread, in
/// either order.
fn show(server: &Server) -> Program {
    let program = Program::on(&server.display, PROGRAM);
    let mut lines = [program.line(), program.line()];
    lines.sort();
    assert_eq!(lines, ["shown by x11", "size 300 200"]);
    program
}

#[test]
fn the_user_clicks_types_and_closes() {
    let server = Server::new();
    let user = server.user();
    let mut program = show(&server);
    let window = user.find("Dots");
    user.wait_for_pixel(window, 150, 100, IVORY);

    user.click(window, 150, 100);
    user.wait_for_pixel(window, 150, 100, TEAL);
    user.press_close_button(window);
    assert_eq!(program.line(), "close? 1 dots");

    program.send("Still here");
    eventually("the new title", || {
        (user.title(window) == b"Still here").then_some(())
    });
    user.resize(window, 400, 250);
    assert_eq!(program.line(), "size 400 250");
    user.wait_for_pixel(window, 390, 240, IVORY);

    user.type_key(window, u32::from(b'c'));
    user.wait_for_pixel(window, 150, 100, IVORY);
    user.press_close_button(window);
    assert_eq!(program.line(), "close? 0 dots");
    assert_eq!(program.line(), "closed: User");
    assert!(program.end().success());
}

#[test]
fn run_returns_the_error_of_a_display_that_died() {
    let mut server = Server::new();
    let mut program = show(&server);
    server.kill();
    assert!(
        program.line().starts_with("closed: DisplayLost"),
        "the reason is reported"
    );
    assert!(!program.end().success(), "main returned the error");
}

#[test]
fn a_display_that_is_not_there_is_an_error() {
    let mut program = Program::on(":65000", PROGRAM);
    assert!(!program.end().success());
}

#[test]
fn another_library_draws_into_a_window() {
    let server = Server::new();
    let user = server.user();
    let mut program = Program::on(&server.display, example("other_library"));
    let handles = program.line();
    assert!(handles.contains("Xcb"), "{handles}");
    assert_eq!(program.line(), "drawn");
    let window = user.find("Other library");
    for (x, y) in [(0, 0), (60, 40), (119, 79)] {
        user.wait_for_pixel(window, x, y, [255, 165, 0]);
    }
    user.press_close_button(window);
    assert!(program.end().success());
}
