//! The figures over the window: when they are drawn anew.
//!
//! While the overlay is on and the window can be seen, a worker looks at the figures four times a second, and draws the
//! panel if they look different. The newest panel is put over every picture that the program draws. Where the program
//! draws nothing, because it has nothing to draw or is stuck, the panel alone is put over the shown frame anew. None of
//! that needs the window's thread, and none of it is counted.

use std::sync::Arc;
use std::time::Duration;

use crate::backend::WindowId;
use crate::geometry::kurbo::Size;
use crate::overlay::{Busy, MARGIN, Panel, Picture, Room, View};
use crate::raster::Rasterizer;
use crate::{timers, workers};

use super::state::{Afterwards, WindowState};
use super::{Inner, Window};

/// How often the panel may change.
const TICK: Duration = Duration::from_millis(250);

/// Whether there is a panel, and the newest.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    pub(super) on: bool,
    picture: Option<Arc<Picture>>,
}

impl Overlay {
    pub(super) fn new(on: bool) -> Self {
        Self { on, picture: None }
    }

    /// For another display, which may want another picture.
    pub(super) fn take_picture(&mut self) -> Option<Arc<Picture>> {
        self.picture.take()
    }
}

impl Window {
    /// Whether the figures are drawn over the window.
    pub fn overlay(&self) -> bool {
        self.0.lock().overlay.on
    }

    /// Draws the figures over the window, or no longer. Any thread, in every state.
    pub fn set_overlay(&self, on: bool) {
        let mut after = Afterwards::default();
        {
            let mut state = self.0.lock();
            state.overlay.on = on;
            if on {
                state.watch_figures(&mut after);
            } else {
                let old = state.overlay.take_picture();
                state.now.panel_changed |= old.is_some();
                after.pictures.extend(old);
                after.advance = true;
            }
        }
        self.0.finish(after);
    }
}

impl WindowState {
    /// Begins to look at the figures, if somebody can see them and nobody looks at them yet.
    pub(super) fn watch_figures(&mut self, after: &mut Afterwards) {
        if self.overlay.on && self.now.visible && !self.now.watched {
            self.now.watched = true;
            after.watch = Some(self.now.id);
        }
        // It may have changed while nobody could see it.
        after.advance |= self.now.panel_changed;
    }

    /// The panel to put over a picture that has so high a band at its top.
    pub(super) fn panel(&self, banner: f64) -> Option<Panel> {
        let pixels = |length: f64| (length * self.now.ratio).round() as u32;
        Some(Panel {
            picture: self.overlay.picture.clone()?,
            left: pixels(MARGIN),
            top: pixels(MARGIN + banner),
        })
    }

    /// Whether the shown frame has another panel than it should, and nothing else is on its way that will have it.
    pub(super) fn panel_is_due(&self) -> bool {
        let now = &self.now;
        let rests = now.want.is_none() && now.slot.is_none() && now.taken.is_empty() && now.visible;
        now.panel_changed
            && rests
            && now
                .shown
                .as_ref()
                .is_some_and(|frame| match (frame.cover(), &self.overlay.picture) {
                    (None, None) => false,
                    (Some(cover), Some(picture)) => !cover.shows(picture),
                    (None, Some(_)) | (Some(_), None) => true,
                })
    }

    /// The height of the red band of what the window shows: its message has to be read.
    pub(super) fn banner(&self) -> f64 {
        self.now.content.as_ref().map_or(0.0, |content| content.banner())
    }

    /// What a panel may take of the window.
    fn room(&self) -> Option<Room> {
        let size = self.now.size.to_logical(self.now.ratio);
        Some(Room {
            size: size - Size::new(2.0 * MARGIN, 2.0 * MARGIN + self.banner()),
            ratio: self.now.ratio,
            format: self.now.pool.as_ref()?.format(),
        })
    }

    fn busy(&self) -> Busy {
        match (&self.now.handler, self.now.resuming) {
            (Some((name, since)), _) => Busy::Handler(name.clone(), since.elapsed()),
            (None, Some(since)) => Busy::Lock(since.elapsed()),
            (None, None) => Busy::Free,
        }
    }
}

impl Inner {
    /// Has the figures looked at now, and again as long as there is a reason to.
    pub(super) fn watch(&self, id: WindowId) {
        {
            let mut state = self.lock();
            if state.now.id != id {
                return;
            }
            state.now.watched = state.overlay.on && state.now.visible;
            if !state.now.watched {
                return;
            }
        }
        let me = self.me.clone();
        workers::submit(Box::new(move |rasterizer| {
            if let Some(inner) = me.upgrade() {
                inner.look_at_figures(id, rasterizer);
            }
        }));
        let me = self.me.clone();
        timers::after(TICK, move || {
            if let Some(inner) = me.upgrade() {
                inner.watch(id);
            }
        });
    }

    /// Draws the panel, if it looks different now.
    fn look_at_figures(self: &Arc<Self>, id: WindowId, rasterizer: &mut Rasterizer) {
        let (stats, fps, busy, room, before) = {
            let state = self.lock();
            let Some(room) = state.room().filter(|_| state.now.id == id && state.overlay.on) else {
                return;
            };
            let fps = state.stats.fps(state.now.clock.now());
            let before = state.overlay.picture.clone();
            (state.stats.clone(), fps, state.busy(), room, before)
        };
        let view = View::new(&stats, fps, &busy);
        if before.as_ref().is_some_and(|picture| picture.is_of(&view, room)) {
            return;
        }
        let picture = Picture::draw(view, room, rasterizer).map(Arc::new);
        if before.is_none() && picture.is_none() {
            return;
        }
        let mut after = Afterwards {
            advance: true,
            ..Afterwards::default()
        };
        {
            let mut state = self.lock();
            if state.now.id == id && state.overlay.on {
                after
                    .pictures
                    .extend(std::mem::replace(&mut state.overlay.picture, picture));
                state.now.panel_changed = true;
            }
        }
        self.finish(after);
    }
}
