//! Files that are dropped on a window.

use std::path::PathBuf;

use crate::event::Event;

use super::Case;
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
    let names = stage.names();
    let over = names.iter().position(|name| *name == "drag_over");
    let drop = names.iter().position(|name| *name == "drop");
    assert!(
        over.is_some() && over < drop,
        "files are held over the window first: {names:?}"
    );
    stage.close();
    Ok(())
}
