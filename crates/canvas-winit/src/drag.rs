//! Files that are dragged over a window and dropped on it. winit tells of them one by one, and together is how canvas
//! tells of them: once in a turn of the loop.

use std::path::PathBuf;

/// What has happened to dragged files in this turn, and whether some are held over the window.
#[derive(Debug, Default)]
pub(crate) struct Drag {
    hovering: Vec<PathBuf>,
    dropped: Vec<PathBuf>,
    has_left: bool,
    /// Whether the window has been told of files that are held over it.
    is_told: bool,
}

/// What the window is told: files were dropped, or are held over it; none are held when a drag has left.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct News {
    pub(crate) dropped: bool,
    pub(crate) paths: Vec<PathBuf>,
}

impl Drag {
    /// One more file is held over the window.
    pub(crate) fn hover(&mut self, path: PathBuf) {
        self.hovering.push(path);
    }

    /// The drag has left the window, or was given up.
    pub(crate) fn leave(&mut self) {
        self.hovering.clear();
        self.has_left = true;
    }

    /// One more file was dropped.
    pub(crate) fn drop(&mut self, path: PathBuf) {
        self.dropped.push(path);
    }

    /// What there is to tell, in the order in which it happened.
    pub(crate) fn news(&mut self) -> Vec<News> {
        let mut news = Vec::new();
        let mut tell = |dropped, paths| news.push(News { dropped, paths });
        if std::mem::take(&mut self.has_left) && std::mem::take(&mut self.is_told) {
            tell(false, Vec::new());
        }
        if !self.hovering.is_empty() {
            self.is_told = true;
            tell(false, std::mem::take(&mut self.hovering));
        }
        if !self.dropped.is_empty() {
            self.is_told = false;
            tell(true, std::mem::take(&mut self.dropped));
        }
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news(dropped: bool, paths: &[&str]) -> News {
        let paths = paths.iter().map(PathBuf::from).collect();
        News { dropped, paths }
    }

    #[test]
    fn files_are_told_of_together_and_once() {
        let mut drag = Drag::default();
        drag.hover("/a".into());
        drag.hover("/b".into());
        assert_eq!(drag.news(), [news(false, &["/a", "/b"])]);
        assert_eq!(drag.news(), []);
        drag.drop("/a".into());
        drag.drop("/b".into());
        assert_eq!(drag.news(), [news(true, &["/a", "/b"])]);
        assert_eq!(drag.news(), []);
    }

    #[test]
    fn a_drag_that_leaves_is_told_as_one_that_holds_nothing() {
        let mut drag = Drag::default();
        drag.hover("/a".into());
        drag.news();
        drag.leave();
        assert_eq!(drag.news(), [news(false, &[])]);
        drag.leave();
        assert_eq!(drag.news(), [], "it had left already");
    }

    #[test]
    fn what_came_and_went_in_one_turn_is_not_told() {
        let mut drag = Drag::default();
        drag.hover("/a".into());
        drag.leave();
        assert_eq!(drag.news(), []);
    }

    #[test]
    fn one_drag_can_follow_another_in_one_turn() {
        let mut drag = Drag::default();
        drag.hover("/a".into());
        drag.news();
        drag.leave();
        drag.hover("/b".into());
        drag.drop("/b".into());
        let expected = [news(false, &[]), news(false, &["/b"]), news(true, &["/b"])];
        assert_eq!(drag.news(), expected);
        drag.leave();
        assert_eq!(drag.news(), [], "a drop is the end of a drag");
    }
}
