//! The README is all that a newcomer reads: its commands and its program, as they stand, lead from an empty folder to a
//! window.
#![cfg(feature = "x11")]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::{Program, Server};

const CHECKOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The first block of a language in the README's part on Rust.
fn block(language: &str) -> String {
    let readme = fs::read_to_string(Path::new(CHECKOUT).join("README.md")).unwrap();
    let (_, part) = readme
        .split_once("## The same in Rust")
        .expect("the part on Rust");
    let (_, rest) = part.split_once(&format!("```{language}")).expect("a block");
    let (_, code) = rest.split_once('\n').unwrap();
    code.split_once("```").unwrap().0.to_owned()
}

#[test]
fn an_empty_folder_becomes_a_window() {
    let program = block("rust");
    let lines = program.lines().count();
    assert!(lines < 20, "{lines} lines");

    let folder = std::env::temp_dir().join(format!("canvas-newcomer-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink(fs::canonicalize(CHECKOUT).unwrap(), folder.join("canvas")).unwrap();
    let commands = Command::new("sh")
        .args(["-ec", &block("sh")])
        .current_dir(&folder)
        .status();
    assert!(commands.unwrap().success());
    let project = folder.join("hello");
    fs::write(project.join("src/main.rs"), program).unwrap();
    // The versions that everything else here is tested with.
    fs::copy(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock"),
        project.join("Cargo.lock"),
    )
    .unwrap();

    let server = Server::new();
    let user = server.user();
    let own = std::env::current_exe().unwrap();
    let cargo = |verb: &str| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args([verb, "--quiet"])
            .current_dir(&project)
            .env("DISPLAY", &server.display);
        // What is compiled is kept for the next time.
        cargo.env("CARGO_TARGET_DIR", own.ancestors().nth(3).unwrap());
        cargo
    };
    assert!(cargo("build").status().unwrap().success());
    let mut hello = Program::start(&mut cargo("run"));
    let window = user.find("Hello");
    user.wait_for_pixel(window, 200, 130, [255, 99, 71]);
    user.wait_for_pixel(window, 5, 5, [255, 255, 255]);
    user.press_close_button(window);
    assert!(hello.end().success());
    fs::remove_dir_all(&folder).unwrap();
}
