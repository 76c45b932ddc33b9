//! The commands and the program of the README lead a newcomer from an empty folder to a window.
#![cfg(feature = "x11")]

mod support;

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{Program, Server};

const CHECKOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The first block of a language in the README's part on Rust.
fn block(language: &str) -> String {
    let readme = fs::read_to_string(Path::new(CHECKOUT).join("README.md")).unwrap();
    let (_, part) = readme.split_once("## In Rust").expect("the part on Rust");
    let (_, rest) = part.split_once(&format!("```{language}")).expect("a block");
    let (_, code) = rest.split_once('\n').unwrap();
    code.split_once("```").unwrap().0.to_owned()
}

/// An empty folder with a link to the checkout. It has the same name each time, so that cargo reuses its builds.
fn empty_folder() -> PathBuf {
    let checkout = fs::canonicalize(CHECKOUT).unwrap();
    let mut hasher = DefaultHasher::new();
    checkout.hash(&mut hasher);
    let folder = std::env::temp_dir().join(format!("canvas-newcomer-{:x}", hasher.finish()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink(&checkout, folder.join("canvas")).unwrap();
    folder
}

/// Sets the target folder and profile of the other tests, so that most crates are compiled already.
fn reuse_compiled_crates(folder: &Path) {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let profile = &manifest[manifest.find("[profile.dev]").unwrap()..];
    let own = std::env::current_exe().unwrap();
    let target = own.ancestors().nth(3).unwrap();
    fs::create_dir(folder.join(".cargo")).unwrap();
    let config = format!("[build]\ntarget-dir = {target:?}\n{profile}");
    fs::write(folder.join(".cargo/config.toml"), config).unwrap();
}

#[test]
fn an_empty_folder_becomes_a_window() {
    let program = block("rust");
    let lines = program.lines().count();
    assert!(lines < 20, "{lines} lines");

    let folder = empty_folder();
    reuse_compiled_crates(&folder);
    let commands = Command::new("sh")
        .args(["-ec", &block("sh")])
        .current_dir(&folder)
        .status();
    assert!(commands.unwrap().success());
    let project = folder.join("hello");
    fs::write(project.join("src/main.rs"), program).unwrap();
    // The versions that the other tests use.
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
    fs::copy(lock, project.join("Cargo.lock")).unwrap();

    let server = Server::new();
    let user = server.user();
    let cargo = |command: &str| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args([command, "--quiet"]).current_dir(&project);
        // It is set for the tests, and has priority over the folder's configuration.
        cargo.env_remove("CARGO_TARGET_DIR");
        cargo.env("DISPLAY", &server.display).env_remove("CANVAS_BACKEND");
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
