//! The statistics over the window: when their panel is drawn again.
//!
//! While the overlay is on and the window can be seen, a worker checks the statistics four times a second, and draws the
//! panel again if they look different. The newest panel is drawn over every frame of the program. Where the program
//! draws nothing, because it has nothing to draw or is stuck, the shown frame is presented again with the new panel.
//! None of that needs the window's thread, and none of it is counted.

use std::sync::Arc;
use std::time::Duration;

use crate::backend::WindowId;
use crate::geometry::kurbo::Size;
use crate::overlay::{Layout, MARGIN, PanelImage, View};
use crate::raster::Rasterizer;
use crate::{timers, workers};

use super::deferred::DeferredActions;
use super::handle::{Inner, Window};
use super::state::WindowState;

/// How often the panel may change.
const INTERVAL: Duration = Duration::from_millis(250);

impl Window {
    /// Whether statistics are drawn over the window.
    pub fn overlay(&self) -> bool {
        self.0.lock().overlay.is_on()
    }

    /// Draws statistics over the window, or no longer. Default: off, or on if the environment has `CANVAS_OVERLAY=1`.
    /// Any thread, in every state.
    pub fn set_overlay(&self, on: bool) {
        let mut after = DeferredActions::default();
        {
            let mut state = self.0.lock();
            after.release(state.overlay.set_on(on));
            if on {
                state.begin_watch(&mut after);
            } else {
                after.advance();
            }
        }
        after.perform(&self.0);
    }
}

impl WindowState {
    /// Begins to watch the statistics, if the panel can be seen and they are not watched yet.
    pub(super) fn begin_watch(&mut self, after: &mut DeferredActions) {
        if self.overlay.begin_watch(self.session.display.is_visible()) {
            after.watch_statistics(self.session.id);
        }
        // The panel may have changed while the window could not be seen.
        if self.overlay.is_changed() {
            after.advance();
        }
    }

    /// The space that the panel may take in the window, and what it is drawn for.
    fn panel_layout(&self) -> Option<Layout> {
        let size = self.session.display.logical_size();
        Some(Layout {
            size: size - Size::new(2.0 * MARGIN, 2.0 * MARGIN + self.session.banner()),
            ratio: self.session.display.ratio(),
            format: self.session.frames.format()?,
        })
    }
}

impl Inner {
    /// Checks the statistics of this session now, and again as long as there is a reason to.
    pub(super) fn watch_statistics(&self, id: WindowId) {
        {
            let mut state = self.lock();
            if state.session.id != id {
                return;
            }
            let is_visible = state.session.display.is_visible();
            if !state.overlay.keep_watching(is_visible) {
                return;
            }
        }
        let window = self.weak();
        workers::submit(Box::new(move |rasterizer| {
            if let Some(inner) = window.upgrade() {
                inner.draw_panel(id, rasterizer);
            }
        }));
        let window = self.weak();
        timers::after(INTERVAL, move || {
            if let Some(inner) = window.upgrade() {
                inner.watch_statistics(id);
            }
        });
    }

    /// Draws the panel, if it looks different now.
    fn draw_panel(self: &Arc<Self>, id: WindowId, rasterizer: &mut Rasterizer) {
        let (stats, fps, busy, layout, before) = {
            let state = self.lock();
            let is_on = state.session.id == id && state.overlay.is_on();
            let Some(layout) = state.panel_layout().filter(|_| is_on) else {
                return;
            };
            let fps = state.stats.fps(state.session.now());
            let before = state.overlay.image().cloned();
            let busy = state.session.activity.busy();
            (state.stats.clone(), fps, busy, layout, before)
        };
        let view = View::new(&stats, fps, &busy);
        if before.as_ref().is_some_and(|image| image.is_of(&view, layout)) {
            return;
        }
        let image = PanelImage::draw(view, layout, rasterizer).map(Arc::new);
        if before.is_none() && image.is_none() {
            return;
        }
        let mut after = DeferredActions::default();
        after.advance();
        {
            let mut state = self.lock();
            if state.session.id == id && state.overlay.is_on() {
                after.release(state.overlay.replace(image));
            }
        }
        after.perform(self);
    }
}
