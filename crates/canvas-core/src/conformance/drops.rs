//! Files that are dropped on a window.

use std::path::PathBuf;

use crate::event::Event;

use super::case::Case;
use super::stage::Stage;
use super::user::{Outcome, User};

pub(super) const CASES: &[Case] = &[Case::new("files_are_dropped", &["drop"], files_are_dropped)];

fn files_are_dropped(user: &dyn User) -> Outcome {
    let stage = Stage::open(user);
    let paths: Vec<PathBuf> = ["/tmp/one", "/tmp/zwei ü"].map(PathBuf::from).to_vec();
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
    Ok(())
}
