//! Files that are dropped on a window.

use std::path::PathBuf;

use crate::event::Event;

use super::case::Case;
use super::stage::Stage;
use super::user::{Outcome, User};

pub(super) const CASES: &[Case] = &[Case::new("files_are_dropped", &["drop"], files_are_dropped)];

/// Two files: not every backend accepts names of files that do not exist.
fn files() -> Vec<PathBuf> {
    let folder = std::env::temp_dir().canonicalize().expect("a folder for files");
    let file = |name: &str| {
        let path = folder.join(format!("canvas-{}-{name}", std::process::id()));
        std::fs::write(&path, name).expect("the file can be written");
        path
    };
    ["one", "zwei ü"].map(file).to_vec()
}

fn files_are_dropped(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    stage.point(50.0, 40.0)?;
    let paths = files();
    let outcome = user.drop_files(&stage.window, paths.clone(), 50.0, 40.0);
    if outcome.is_err() {
        remove(paths);
        return outcome;
    }
    let dropped = stage.expect("the drop", |event| match event {
        Event::Drop(event) if event.dropped => Some(event.clone()),
        _ => None,
    });
    assert_eq!(dropped.paths, paths);
    assert_eq!((dropped.x, dropped.y), (50.0, 40.0));
    // The hold before it is reported too, unless it is coalesced with the drop.
    let names = stage.names();
    assert_eq!(
        names.iter().rfind(|name| ["drag_over", "drop"].contains(name)),
        Some(&"drop")
    );
    remove(paths);
    stage.close();
    Ok(())
}

fn remove(paths: Vec<PathBuf>) {
    for path in paths {
        std::fs::remove_file(path).expect("the file can be removed");
    }
}
