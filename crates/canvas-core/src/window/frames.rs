//! The path of a frame: from a content to pixels, and to the display.
//!
//! At most one frame of a window is rendered at a time; the newest content wins, and nothing queues up. The newest content
//! is kept, so that a resize or an expose needs no user code.

use std::sync::Arc;

use crate::backend::{Command, WindowId};
use crate::frame::Frame;
use crate::raster::RasterError;
use crate::stats::Stages;
use crate::wait::Parker as _;
use crate::workers;

use super::content::{Content, FrameMeta, RenderRequest};
use super::damage::RenderedFrame;
use super::deferred::DeferredActions;
use super::handle::Inner;
use super::state::WindowState;

impl Inner {
    /// Submits a new content. The newest wins.
    pub(super) fn submit(self: &Arc<Self>, content: Content, meta: FrameMeta) {
        self.submit_with(|_| (content, meta));
    }

    /// Submits a content that depends on the state: no other comes between what `prepare` sees and this one.
    pub(super) fn submit_with(
        self: &Arc<Self>,
        prepare: impl FnOnce(&mut WindowState) -> (Content, FrameMeta),
    ) {
        let mut after = DeferredActions::default();
        {
            let mut state = self.lock();
            let (content, mut meta) = prepare(&mut state);
            if state.life.takes_work() {
                state.number(&mut meta);
                state.session.frames.keep(content.clone(), &mut after);
                state.request_frame(RenderRequest { content, meta }, &mut after);
            } else {
                after.release([content]);
            }
        }
        after.perform(self);
    }

    /// Starts the render job that waits, if it can start.
    pub(super) fn advance(self: &Arc<Self>) {
        let Some(job) = self.lock().next_job(self) else {
            return;
        };
        if job.has_content() {
            // A new content can be requested again: a frame may be due.
            self.ui().unpark();
        }
        workers::submit(Box::new(move |rasterizer| job.run(rasterizer)));
    }

    /// A render job has ended.
    pub(super) fn rendered(
        self: &Arc<Self>,
        id: WindowId,
        meta: FrameMeta,
        outcome: Result<Frame, RasterError>,
        rendered: Option<RenderedFrame>,
    ) {
        let mut after = DeferredActions::default();
        after.advance();
        after.wake_waiters();
        {
            let mut state = self.lock();
            if state.session.id != id || !state.life.is_live() {
                after.release(outcome.ok());
                after.release(rendered);
            } else {
                match outcome {
                    Ok(frame) => state.finish_frame(frame, meta, rendered, &mut after),
                    Err(error) => state.abort_frame(error, &meta, &mut after),
                }
            }
        }
        after.perform(self);
    }
}

impl WindowState {
    /// Numbers the frame of a content. It answers what older contents do, which may never be shown.
    pub(super) fn number(&mut self, meta: &mut FrameMeta) {
        meta.serial = self.session.frames.next_serial();
        meta.request = self.session.requests.answer(meta.request);
    }

    /// Requests that a content is rendered.
    fn request_frame(&mut self, request: RenderRequest, after: &mut DeferredActions) {
        self.session.frames.request(request, (&mut self.stats, after));
    }

    /// The size has changed: the kept content is rendered again, unless a newer one waits anyway.
    pub(super) fn redraw_kept(&mut self, after: &mut DeferredActions) {
        // A content that the program has submitted and that is not rendered yet is as new as the kept one, and will be
        // rendered at the new size as well.
        if self.session.frames.has_user_request() {
            return;
        }
        let Some(content) = self.session.frames.kept().cloned() else {
            return;
        };
        let mut meta = FrameMeta {
            began: self.session.now(),
            without_user: true,
            ..FrameMeta::default()
        };
        self.number(&mut meta);
        self.request_frame(RenderRequest { content, meta }, after);
    }

    /// The pixels of a frame are complete: the display is asked to take it.
    pub(super) fn finish_frame(
        &mut self,
        frame: Frame,
        mut meta: FrameMeta,
        rendered: Option<RenderedFrame>,
        after: &mut DeferredActions,
    ) {
        meta.rendered = self.session.now();
        let effects = (&mut self.stats, &mut *after);
        if self.session.frames.finish(frame, meta, rendered, effects) {
            self.session.send(Command::Present(self.session.id), after);
        }
    }

    /// A frame was not rendered: the one before stays.
    fn abort_frame(&mut self, error: RasterError, meta: &FrameMeta, after: &mut DeferredActions) {
        let failure = match error {
            RasterError::Cancelled => None,
            RasterError::Failed(error) if meta.panel_only => {
                tracing::debug!(%error, "the overlay could not be rendered");
                None
            }
            RasterError::Failed(error) => {
                tracing::warn!(%error, "a frame could not be rendered; the frame before stays");
                self.session.requests.note_failed(meta.request);
                // The panel that it would have shown has still to be.
                self.overlay.set_changed(true);
                Some(error.into())
            }
        };
        self.session.frames.abort(failure, (&mut self.stats, after));
    }

    /// The display has completed the frame of this serial, and so will show no older one.
    pub(super) fn frame_shown(&mut self, serial: u64, after: &mut DeferredActions) {
        let now = self.session.now();
        let shown = self.session.frames.confirm(serial, (&mut self.stats, after));
        // No thread waits for another panel.
        if let Some(meta) = shown.filter(|meta| !meta.panel_only) {
            self.count_shown(&meta, now);
            self.session.requests.note_shown(meta.request);
            if let Some(frame) = self.session.frames.shown() {
                let clock = self.session.connection.clock();
                after.capture(self.recorder.capture(frame, now, clock));
            }
            after.wake_ui();
        }
        after.wake_waiters();
        if self.overlay.is_changed() {
            after.advance();
        }
    }

    /// Adds a frame of the program, which the display has completed, to the statistics.
    fn count_shown(&mut self, meta: &FrameMeta, now: f64) {
        let present = now - meta.rendered;
        self.stats.note_shown(now);
        self.stats.redraws_from_cache += u64::from(meta.without_user);
        self.stats.present.push(present);
        if meta.without_user {
            return;
        }
        let frame = (now - meta.began - meta.panel).max(0.0);
        self.stats.frame.push(frame);
        if let Some(input) = meta.input {
            let time = crate::clock::now() - input - meta.panel;
            self.stats.input_to_photon.push(time);
        }
        let queue = frame - meta.stages.record - meta.stages.raster - present;
        self.stats.note_stages(Stages {
            present,
            queue: queue.max(0.0),
            ..meta.stages
        });
    }
}
