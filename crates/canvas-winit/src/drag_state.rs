//! Files that are dragged over a window and dropped on it.
//!
//! winit sends an event for each file (`WindowEvent::HoveredFile`, `DroppedFile`); canvas has one event for all of them.
//! So they are collected during a turn of the loop.

use std::path::PathBuf;

/// The files that were dragged in this turn, and whether some are held over the window.
#[derive(Debug, Default)]
pub(crate) struct DragState {
    hovering: Vec<PathBuf>,
    dropped: Vec<PathBuf>,
    has_left: bool,
    /// Whether a drag over the window has been reported, and not its end.
    is_reported: bool,
}

/// A report: files were dropped, or are held over the window. A drag that has left is one that holds no files.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DragReport {
    pub(crate) is_drop: bool,
    pub(crate) paths: Vec<PathBuf>,
}

impl DragState {
    /// One more file is held over the window.
    pub(crate) fn hover(&mut self, path: PathBuf) {
        self.hovering.push(path);
    }

    /// The drag has left the window or was cancelled.
    pub(crate) fn leave(&mut self) {
        self.hovering.clear();
        self.has_left = true;
    }

    /// One more file was dropped.
    pub(crate) fn drop(&mut self, path: PathBuf) {
        self.dropped.push(path);
    }

    /// The reports of this turn, in order.
    pub(crate) fn take_reports(&mut self) -> Vec<DragReport> {
        let mut reports = Vec::new();
        let mut report = |is_drop, paths| reports.push(DragReport { is_drop, paths });
        if std::mem::take(&mut self.has_left) && std::mem::take(&mut self.is_reported) {
            report(false, Vec::new());
        }
        if !self.hovering.is_empty() {
            self.is_reported = true;
            report(false, std::mem::take(&mut self.hovering));
        }
        if !self.dropped.is_empty() {
            self.is_reported = false;
            report(true, std::mem::take(&mut self.dropped));
        }
        reports
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(is_drop: bool, paths: &[&str]) -> DragReport {
        let paths = paths.iter().map(PathBuf::from).collect();
        DragReport { is_drop, paths }
    }

    #[test]
    fn files_are_reported_together_and_once() {
        let mut drag = DragState::default();
        drag.hover("/a".into());
        drag.hover("/b".into());
        assert_eq!(drag.take_reports(), [report(false, &["/a", "/b"])]);
        assert_eq!(drag.take_reports(), []);
        drag.drop("/a".into());
        drag.drop("/b".into());
        assert_eq!(drag.take_reports(), [report(true, &["/a", "/b"])]);
        assert_eq!(drag.take_reports(), []);
    }

    #[test]
    fn a_drag_that_leaves_is_reported_as_one_without_files() {
        let mut drag = DragState::default();
        drag.hover("/a".into());
        drag.take_reports();
        drag.leave();
        assert_eq!(drag.take_reports(), [report(false, &[])]);
        drag.leave();
        assert_eq!(drag.take_reports(), [], "it had left already");
    }

    #[test]
    fn a_drag_that_comes_and_leaves_in_one_turn_is_not_reported() {
        let mut drag = DragState::default();
        drag.hover("/a".into());
        drag.leave();
        assert_eq!(drag.take_reports(), []);
    }

    #[test]
    fn one_drag_can_follow_another_in_one_turn() {
        let mut drag = DragState::default();
        drag.hover("/a".into());
        drag.take_reports();
        drag.leave();
        drag.hover("/b".into());
        drag.drop("/b".into());
        let expected = [report(false, &[]), report(false, &["/b"]), report(true, &["/b"])];
        assert_eq!(drag.take_reports(), expected);
        drag.leave();
        assert_eq!(drag.take_reports(), [], "a drop ends the drag");
    }
}
