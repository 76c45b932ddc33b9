//! Pixels of the program's own, presented from any thread.
//!
//! They are a frame like any other. If they have the size of the window, and nothing is being rendered, the calling
//! thread writes them straight into a buffer; otherwise a worker does, from a copy.

use std::sync::Arc;

use crate::backend::WindowId;
use crate::clock::Clock;
use crate::error::Result;
use crate::frame::Frame;
use crate::image::Image;
use crate::overlay::{Panel, SaveUnder};
use crate::pixels::{Fit, PixelView};

use super::content::{Content, FrameMeta};
use super::deferred::DeferredActions;
use super::frame_state::FrameState;
use super::handle::{Inner, Window, closed};
use super::pool::Reservation;
use super::state::WindowState;

/// A frame that the calling thread writes. It is the one that is being rendered until it is finished or dropped.
struct DirectFrame<'a> {
    window: &'a Arc<Inner>,
    id: WindowId,
    meta: FrameMeta,
    clock: Clock,
    background: [u8; 3],
    panel: Option<Panel>,
    /// `None` once it is finished.
    reservation: Option<Reservation>,
}

impl Window {
    /// Shows pixels. The newest frame wins, whether it comes from here or from `on_draw`. Returns when the pixels have
    /// been copied; call it with the host lock released. Any thread.
    ///
    /// # Errors
    /// [`Error::Closed`](crate::Error::Closed) if the window is closed, [`Error::Resource`](crate::Error::Resource) if there
    /// is no memory.
    pub fn present(&self, view: &PixelView<'_>, fit: Fit, smooth: bool) -> Result<()> {
        let inner = &self.0;
        let (meta, direct) = {
            let mut state = inner.lock();
            if !state.life.takes_work() {
                return Err(closed());
            }
            let meta = FrameMeta {
                request: state.session.requests.newest(),
                began: state.session.now(),
                input: state.session.inbox.take_input_time(),
                ..FrameMeta::default()
            };
            (meta, state.begin_direct(inner, meta, view))
        };
        match direct {
            Some(frame) => frame.write(view, fit, smooth),
            None => {
                let image = Image::from_view(view);
                inner.submit(Content::Image(image, fit, smooth), meta);
                Ok(())
            }
        }
    }
}

impl WindowState {
    /// A frame that is written without a copy, if the pixels have the size of the window and no frame is being rendered.
    fn begin_direct<'a>(
        &mut self,
        window: &'a Arc<Inner>,
        meta: FrameMeta,
        view: &PixelView<'_>,
    ) -> Option<DirectFrame<'a>> {
        let session = &mut self.session;
        let size = session.display.size();
        if !session.display.is_created() || session.frames.has(FrameState::Rendering) || size != view.size() {
            return None;
        }
        let reservation = session.frames.reserve(size, self.recorder.extra_buffers())?;
        // It is not cancelled: the pixels are the program's.
        let _ = session.frames.start(meta);
        // A panel that changes while the pixels are copied comes after them.
        self.overlay.set_changed(false);
        Some(DirectFrame {
            window,
            id: session.id,
            meta,
            clock: session.connection.clock().clone(),
            background: self.options.display_background(),
            panel: self.panel(0.0),
            reservation: Some(reservation),
        })
    }
}

impl DirectFrame<'_> {
    /// Writes the pixels, and submits the frame.
    fn write(mut self, view: &PixelView<'_>, fit: Fit, smooth: bool) -> Result<()> {
        let Some(reservation) = &mut self.reservation else {
            return Ok(());
        };
        let buffer = reservation.buffer()?;
        view.draw_into(buffer, fit, smooth, self.background);
        let copied = self.clock.now();
        self.meta.stages.raster = copied - self.meta.began;
        let save_under = self.panel.as_ref().and_then(|panel| panel.draw_over(buffer));
        self.meta.panel = self.clock.now() - copied;
        self.finish(save_under, fit, smooth, view);
        Ok(())
    }

    /// The frame is complete: it is the newest content, and takes the place of one that waits to be rendered.
    fn finish(mut self, save_under: Option<Arc<SaveUnder>>, fit: Fit, smooth: bool, view: &PixelView<'_>) {
        let Some(reservation) = self.reservation.take() else {
            return;
        };
        let mut after = DeferredActions::default();
        after.advance();
        {
            let mut state = self.window.lock();
            state.number(&mut self.meta);
            let frame = reservation.finish(self.meta.serial, None, save_under);
            if state.session.id == self.id && state.life.is_live() {
                if let Some(frame) = frame {
                    let kept = Content::Frame(frame.clone(), fit, smooth);
                    state.submit_rendered(kept, frame, self.meta, &mut after);
                }
                if state.session.display.size() != view.size() {
                    state.redraw_kept(&mut after);
                }
            } else {
                after.release(frame);
            }
        }
        after.perform(self.window);
    }
}

impl Drop for DirectFrame<'_> {
    /// Without its pixels, because there is no memory: others can be rendered again.
    fn drop(&mut self) {
        let Some(reservation) = self.reservation.take() else {
            return;
        };
        drop(reservation);
        let mut after = DeferredActions::default();
        {
            let mut state = self.window.lock();
            if state.session.id == self.id {
                let state = &mut *state;
                state.session.frames.abort(None, (&mut state.stats, &mut after));
            }
        }
        after.perform(self.window);
    }
}

impl WindowState {
    /// Submits a content together with its frame.
    fn submit_rendered(
        &mut self,
        content: Content,
        frame: Frame,
        meta: FrameMeta,
        after: &mut DeferredActions,
    ) {
        let frames = &mut self.session.frames;
        frames.keep(content, after);
        frames.supersede_request((&mut self.stats, after));
        self.finish_frame(frame, meta, None, after);
    }
}
