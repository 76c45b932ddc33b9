//! There is no Python in the tree, and no display where no feature asks for one.

use std::process::Command;

fn tree(features: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--manifest-path",
            concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
        ])
        .args([
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--no-default-features",
        ])
        .args(features)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn has(tree: &str, name: &str) -> bool {
    tree.lines()
        .any(|line| line.split(' ').next().is_some_and(|package| package == name))
}

#[test]
fn there_is_no_python_in_the_tree() {
    let tree = tree(&["--all-features"]);
    for name in [
        "rust-program",
        "canvas",
        "canvas-core",
        "canvas-x11",
        "canvas-winit",
    ] {
        assert!(has(&tree, name), "{tree}");
    }
    let is_python =
        |line: &&str| line.starts_with("py") || line.starts_with("canvas-py") || line.contains("python");
    assert_eq!(tree.lines().find(is_python), None);
}

#[test]
fn without_features_there_is_no_display_in_the_tree() {
    let tree = tree(&[]);
    assert!(has(&tree, "canvas-core"), "{tree}");
    for name in ["canvas-x11", "x11rb", "canvas-winit", "winit", "softbuffer"] {
        assert!(!has(&tree, name), "{tree}");
    }
}

#[test]
fn x11_is_for_linux_and_elsewhere_the_default_features_mean_winit() {
    let on = |target| tree(&["--features", "default", "--target", target]);
    for elsewhere in ["x86_64-pc-windows-msvc", "aarch64-apple-darwin"] {
        let tree = on(elsewhere);
        assert!(has(&tree, "canvas-winit") && !has(&tree, "canvas-x11"), "{tree}");
    }
    assert!(has(&on("x86_64-unknown-linux-gnu"), "canvas-x11"));
}
