//! The way of a frame: what the window shows, when it is turned into pixels, and what has reached the display.
//!
//! At most one raster job of a window runs; the newest content wins, and nothing queues up. What was shown last is kept,
//! so that a resize or an expose needs no user code.

use std::sync::Arc;

use crate::backend::{Command, WindowId};
use crate::error::Result;
use crate::frame::Frame;
use crate::geometry::kurbo::Rect;
use crate::image::Image;
use crate::pixels::{Fit, PixelView};
use crate::raster::{Cancel, RasterError};
use crate::scene::Scene;
use crate::stats::Stages;
use crate::wait::Parker as _;
use crate::workers;

use super::redraw::{Base, Drawn};
use super::state::{Afterwards, WindowState};
use super::{Inner, Window};

/// What a window shows, before it is pixels.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Scene(Arc<Scene>),
    Image(Image, Fit, bool),
    /// Pixels that went straight into a buffer; the frame is their only copy.
    Frame(Frame, Fit, bool),
}

/// What is known of a frame on its way.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Meta {
    pub(super) serial: u64,
    /// The request that it answers.
    pub(super) request: u64,
    /// Clock times.
    pub(super) began: f64,
    pub(super) rastered: f64,
    pub(super) input: Option<f64>,
    /// Made from the kept content, without user code.
    pub(super) without_user: bool,
    /// The frame before with another panel: no frame of the program, and not counted.
    pub(super) panel_only: bool,
    /// Seconds that the panel took, which are in no figure.
    pub(super) panel: f64,
    pub(super) stages: Stages,
    /// Only what lies here is wanted, logical pixels.
    pub(super) only: Option<Rect>,
}

/// A content that waits to be turned into pixels.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) content: Content,
    pub(super) meta: Meta,
}

/// The raster job that runs.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) cancel: Cancel,
    pub(super) without_user: bool,
}

impl Inner {
    /// Hands over a new content; the newest wins.
    pub(super) fn submit(self: &Arc<Self>, content: Content, meta: Meta) {
        self.submit_after(meta, |_| content);
    }

    /// The same for a content that depends on the one before, between which and it there is no other.
    pub(super) fn submit_after(
        self: &Arc<Self>,
        mut meta: Meta,
        choose: impl FnOnce(Option<&Content>) -> Content,
    ) {
        let mut after = Afterwards {
            advance: true,
            ..Afterwards::default()
        };
        {
            let mut state = self.lock();
            let content = choose(state.now.content.as_ref());
            if !state.life.takes_work() {
                after.contents.push(content);
            } else {
                state.number(&mut meta);
                after.contents.extend(state.now.content.replace(content.clone()));
                state.want(Work { content, meta }, &mut after);
            }
        }
        self.finish(after);
    }

    /// Starts the raster job that waits, if it can start.
    pub(super) fn advance(self: &Arc<Self>) {
        let Some(job) = self.lock().next_job(self) else {
            return;
        };
        if job.has_content() {
            // The pipeline has room again: a frame may be due.
            self.ui.unpark();
        }
        workers::submit(Box::new(move |rasterizer| job.run(rasterizer)));
    }

    /// A raster job has ended.
    pub(super) fn rastered(
        self: &Arc<Self>,
        id: WindowId,
        mut meta: Meta,
        outcome: std::result::Result<Frame, RasterError>,
        drawn: Option<Drawn>,
    ) {
        let mut after = Afterwards {
            advance: true,
            wake_waiters: true,
            ..Afterwards::default()
        };
        {
            let mut state = self.lock();
            if state.now.id != id || !state.life.is_live() {
                after.frames.extend(outcome.ok());
            } else {
                state.now.running = None;
                match outcome {
                    Ok(frame) => {
                        if !meta.panel_only {
                            state.stats.raster.push(meta.stages.raster);
                            state.now.raster_error = None;
                        }
                        state.now.history.note(&frame);
                        after.scenes.push(std::mem::replace(&mut state.now.drawn, drawn));
                        meta.rastered = state.now.clock.now();
                        state.show(frame, meta, &mut after);
                    }
                    Err(RasterError::Cancelled) => {}
                    Err(RasterError::Failed(error)) if meta.panel_only => {
                        tracing::debug!(%error, "the figures could not be drawn");
                    }
                    Err(RasterError::Failed(error)) => {
                        tracing::warn!(%error, "a frame could not be drawn; the frame before stays");
                        state.now.raster_error = Some(error.into());
                        // What it would have changed is still to be drawn.
                        after.scenes.push(state.now.drawn.take());
                        state.now.pace.failed = state.now.pace.failed.max(meta.request);
                        // The panel that it would have shown still has to be.
                        state.now.panel_changed = true;
                    }
                }
            }
        }
        self.finish(after);
    }
}

impl Content {
    /// The height of the red band with a message that it has at its top, logical pixels; 0 if it has none.
    pub(super) fn banner(&self) -> f64 {
        match self {
            Self::Scene(scene) => scene.banner(),
            Self::Image(..) | Self::Frame(..) => 0.0,
        }
    }
}

impl WindowState {
    /// The newest of the frames that are shown or on their way.
    fn newest(&self) -> Option<&Frame> {
        let now = &self.now;
        let frames = [
            now.slot.as_ref().map(|(frame, _)| frame),
            now.taken.back().map(|(frame, _)| frame),
            now.shown.as_ref(),
        ];
        frames.into_iter().flatten().max_by_key(|frame| frame.serial())
    }

    /// What the next frame can be drawn on top of: the newest one.
    pub(super) fn base(&self) -> Option<Base> {
        let now = &self.now;
        let frame = self.newest()?;
        Some(Base {
            frame: frame.clone(),
            drawn: now.drawn.clone().filter(|drawn| drawn.serial == frame.serial()),
            history: now.history.clone(),
        })
    }

    /// Numbers a content. A newer one answers what older ones did, which may never be shown.
    pub(super) fn number(&mut self, meta: &mut Meta) {
        self.now.serial += 1;
        meta.serial = self.now.serial;
        self.now.pace.answered = self.now.pace.answered.max(meta.request);
        meta.request = self.now.pace.answered;
    }

    /// Puts a content in line; what waited is replaced, and what runs for the kept content alone is given up.
    pub(super) fn want(&mut self, mut work: Work, after: &mut Afterwards) {
        if let Some(replaced) = &self.now.want {
            // What the one before would have drawn is drawn by this one.
            work.meta.only = union(work.meta.only, replaced.meta.only);
        }
        if !work.meta.without_user
            && self
                .now
                .running
                .as_ref()
                .is_some_and(|running| running.without_user)
        {
            self.now
                .running
                .as_ref()
                .inspect(|running| running.cancel.cancel());
        }
        if let Some(replaced) = self.now.want.replace(work) {
            self.stats.frames_dropped += u64::from(!replaced.meta.without_user);
            after.contents.push(replaced.content);
        }
        after.advance = true;
    }

    /// The size has changed: the kept content is drawn again, unless a newer one waits anyway.
    pub(super) fn redraw_kept(&mut self, after: &mut Afterwards) {
        let Some(content) = self.now.content.clone() else {
            return;
        };
        // What the program has submitted and is not yet drawn is as new as what is kept, and will be drawn at the new
        // size as well.
        let without_user = self.now.want.as_ref().is_none_or(|work| work.meta.without_user);
        if !without_user {
            after.contents.push(content);
            return;
        }
        let mut meta = Meta {
            began: self.now.clock.now(),
            without_user: true,
            ..Meta::default()
        };
        self.number(&mut meta);
        self.want(Work { content, meta }, after);
    }

    /// Offers a finished frame to the display.
    pub(super) fn show(&mut self, frame: Frame, meta: Meta, after: &mut Afterwards) {
        // Pixels that were presented while it was drawn may have overtaken it.
        if self
            .newest()
            .is_some_and(|newest| newest.serial() > frame.serial())
        {
            self.drop_frame(frame, meta, after);
            return;
        }
        match self.now.slot.replace((frame, meta)) {
            Some((dropped, meta)) => self.drop_frame(dropped, meta, after),
            None => after.commands.push(Command::Present(self.now.id)),
        }
    }

    /// A newer frame has come before this one was shown.
    fn drop_frame(&mut self, frame: Frame, meta: Meta, after: &mut Afterwards) {
        self.stats.frames_dropped += u64::from(!meta.panel_only);
        after.frames.push(frame);
    }

    /// The display has completed the frame of this serial, and so will show none that is older.
    pub(super) fn frame_shown(&mut self, serial: u64, after: &mut Afterwards) {
        let clock = self.now.clock.now();
        while self
            .now
            .taken
            .front()
            .is_some_and(|(frame, _)| frame.serial() <= serial)
        {
            let Some((frame, meta)) = self.now.taken.pop_front() else {
                return;
            };
            if frame.serial() < serial {
                self.drop_frame(frame, meta, after);
                continue;
            }
            // Nobody has waited for another panel.
            if !meta.panel_only {
                self.count_shown(&meta, clock);
                self.now.pace.shown = self.now.pace.shown.max(meta.request);
                self.record(&frame, clock, after);
                after.wake_ui = true;
            }
            after.frames.extend(self.now.shown.replace(frame));
        }
        after.wake_waiters = true;
        after.advance |= self.now.panel_changed;
    }

    /// Takes a frame of the program, which the display has completed, into the figures.
    fn count_shown(&mut self, meta: &Meta, clock: f64) {
        let present = clock - meta.rastered;
        self.stats.note_shown(clock);
        self.stats.resizes_without_python += u64::from(meta.without_user);
        self.stats.present.push(present);
        if meta.without_user {
            return;
        }
        let frame = (clock - meta.began - meta.panel).max(0.0);
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

/// What two frames want together; `None` is everything.
pub(super) fn union(a: Option<Rect>, b: Option<Rect>) -> Option<Rect> {
    a.zip(b).map(|(a, b)| a.union(b))
}

impl Window {
    /// Shows raw pixels. The newest wins, whether it comes from here or from `on_draw`. Returns when the pixels have
    /// been copied; call it with the user's lock given up. Any thread.
    ///
    /// # Errors
    /// [`Error::Closed`](crate::Error::Closed) if the window is closed, [`Error::Resource`](crate::Error::Resource) if there
    /// is no memory.
    pub fn present(&self, view: &PixelView<'_>, fit: Fit, smooth: bool) -> Result<()> {
        let inner = &self.0;
        let (slot, mut meta, id, background, panel, clock) = {
            let mut state = inner.lock();
            if !state.life.takes_work() {
                return Err(super::closed());
            }
            let began = state.now.clock.now();
            let meta = Meta {
                request: state.now.pace.wanted,
                began,
                input: state.now.input.take(),
                ..Meta::default()
            };
            let size = state.now.size;
            // Straight into a buffer, if the pixels fit it exactly and no job of the window would overtake them.
            let direct = state.now.created && state.now.running.is_none() && size == view.size();
            let slot = direct
                .then(|| state.now.pool.as_ref()?.reserve(size, state.lent()))
                .flatten();
            let background = state.options.display_background();
            // One that is drawn while the pixels are copied comes after them.
            state.now.panel_changed &= slot.is_none();
            let clock = state.now.clock.clone();
            (slot, meta, state.now.id, background, state.panel(0.0), clock)
        };
        let Some(mut slot) = slot else {
            let image = Image::from_view(view);
            inner.submit(Content::Image(image, fit, smooth), meta);
            return Ok(());
        };
        let buffer = slot.buffer()?;
        view.draw_into(buffer, fit, smooth, background);
        meta.stages.raster = clock.now() - meta.began;
        let cover = panel.and_then(|panel| panel.put(buffer));
        meta.rastered = clock.now();
        meta.panel = meta.rastered - meta.began - meta.stages.raster;
        let mut after = Afterwards::default();
        {
            let mut state = inner.lock();
            state.number(&mut meta);
            let Some(frame) = slot.finish(meta.serial, None, cover) else {
                return Ok(());
            };
            if state.now.id == id && state.life.is_live() {
                state.stats.raster.push(meta.stages.raster);
                let kept = Content::Frame(frame.clone(), fit, smooth);
                after.contents.extend(state.now.content.replace(kept));
                after
                    .contents
                    .extend(state.now.want.take().map(|work| work.content));
                if state.now.size != view.size() {
                    state.redraw_kept(&mut after);
                }
                state.show(frame, meta, &mut after);
            } else {
                after.frames.push(frame);
            }
        }
        inner.finish(after);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Weak;

    use super::super::Options;
    use super::super::pool::Pool;
    use super::*;
    use crate::frame::{Buffer, BufferHome, PixelFormat};
    use crate::geometry::PhysicalSize;
    use crate::heap::HeapAllocator;

    fn frame(serial: u64) -> Frame {
        let size = PhysicalSize::new(1, 1).unwrap();
        let buffer = Buffer::new(&HeapAllocator(PixelFormat::Rgba), size).unwrap();
        let home: Weak<dyn BufferHome> = Weak::<Pool>::new();
        Frame::new(serial, buffer, home)
    }

    #[test]
    fn what_a_newer_content_answers_is_what_older_ones_do() {
        let window = Window::new(Options::default()).unwrap();
        let mut state = window.0.lock();
        let answers = [3, 1, 4].map(|request| {
            let mut meta = Meta {
                request,
                ..Meta::default()
            };
            state.number(&mut meta);
            (meta.serial, meta.request)
        });
        assert_eq!(answers, [(1, 3), (2, 3), (3, 4)]);
    }

    #[test]
    fn a_frame_that_was_overtaken_is_not_shown() {
        let window = Window::new(Options::default()).unwrap();
        let mut after = Afterwards::default();
        {
            let mut state = window.0.lock();
            state.now.shown = Some(frame(5));
            state.show(frame(4), Meta::default(), &mut after);
            assert!(state.now.slot.is_none() && after.commands.is_empty());
            assert_eq!(state.stats.frames_dropped, 1);
            state.show(frame(6), Meta::default(), &mut after);
            state.show(frame(5), Meta::default(), &mut after);
            let kept = state.now.slot.as_ref().map(|(frame, _)| frame.serial());
            assert_eq!((kept, state.stats.frames_dropped), (Some(6), 2));
        }
        window.0.finish(after);
    }
}
