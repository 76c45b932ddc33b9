//! Files that are dropped on a window.

use crate::event::Event;

use super::case::Case;
use super::stage::Stage;
use super::user::{Outcome, User};

pub(super) const CASES: &[Case] = &[Case::new("files_are_dropped", &["drop"], files_are_dropped)];

fn files_are_dropped(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    let directory = std::env::temp_dir().join(format!("canvas-conformance-{}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a directory");
    // A backend may drop only files that exist, and report their canonical paths, as winit does.
    let directory = directory.canonicalize().expect("a directory");
    let paths = ["one", "zwei ü"].map(|name| directory.join(name)).to_vec();
    for path in &paths {
        std::fs::write(path, "").expect("a file");
    }
    user.drop_files(&stage.window, paths.clone(), 50.0, 40.0)?;
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
    stage.close();
    std::fs::remove_dir_all(&directory).expect("the directory is removed");
    Ok(())
}
