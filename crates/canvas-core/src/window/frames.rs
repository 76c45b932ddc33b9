//! The way of a frame: what the window shows, when it is turned into pixels, and what has reached the display.
//!
//! At most one raster job of a window runs; the newest content wins, and nothing queues up. What was shown last is kept,
//! so that a resize or an expose needs no user code.

use std::sync::Arc;

use crate::backend::{Command, WindowId};
use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::geometry::kurbo::Rect;
use crate::image::Image;
use crate::pixels::{Fit, PixelView};
use crate::raster::{Cancel, RasterError, Rasterizer};
use crate::scene::Scene;
use crate::wait::Parker as _;
use crate::workers;

use super::pool::Slot;
use super::redraw::{Base, Drawn, Redraw};
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
        let job = {
            let mut state = self.lock();
            if state.now.running.is_some() || !state.now.created || !state.life.is_live() {
                return;
            }
            let Some(pool) = state.now.pool.clone() else {
                return;
            };
            if state.now.want.is_none() {
                return;
            }
            let Some(slot) = pool.reserve(state.now.size, state.lent()) else {
                return;
            };
            let Some(work) = state.now.want.take() else { return };
            let cancel = Cancel::new();
            let without_user = work.meta.without_user;
            state.now.running = Some(Running {
                cancel: cancel.clone(),
                without_user,
            });
            let job = RasterJob {
                window: Arc::clone(self),
                id: state.now.id,
                ratio: state.now.ratio,
                background: state.options.display_background(),
                base: state.base(),
                work,
                slot,
                cancel,
            };
            // The pipeline has room again: a frame may be due.
            self.ui.unpark();
            job
        };
        workers::submit(Box::new(move |rasterizer| job.run(rasterizer)));
    }

    /// A raster job has ended.
    fn rastered(
        self: &Arc<Self>,
        id: WindowId,
        meta: Meta,
        seconds: f64,
        outcome: std::result::Result<Frame, RasterError>,
        drawn: Drawn,
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
                        state.stats.raster.push(seconds);
                        state.now.raster_error = None;
                        state.now.history.note(&frame);
                        after.scenes.push(state.now.drawn.replace(drawn));
                        let meta = Meta {
                            rastered: state.now.clock.now(),
                            ..meta
                        };
                        state.show(frame, meta, &mut after);
                    }
                    Err(RasterError::Cancelled) => {}
                    Err(RasterError::Failed(error)) => {
                        tracing::warn!(%error, "a frame could not be drawn; the frame before stays");
                        state.now.raster_error = Some(error);
                        // What it would have changed is still to be drawn.
                        after.scenes.push(state.now.drawn.take());
                        state.now.pace.failed = state.now.pace.failed.max(meta.request);
                    }
                }
            }
        }
        self.finish(after);
    }
}

struct RasterJob {
    window: Arc<Inner>,
    id: WindowId,
    ratio: f64,
    background: [u8; 3],
    base: Option<Base>,
    work: Work,
    slot: Slot,
    cancel: Cancel,
}

impl RasterJob {
    fn run(self, rasterizer: &mut Rasterizer) {
        let Self {
            window,
            id,
            ratio,
            background,
            base,
            work,
            slot,
            cancel,
        } = self;
        let began = crate::clock::now();
        let serial = work.meta.serial;
        // A panic of the rasteriser must not leave the window waiting for this job.
        let drawn = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| match &work.content {
            Content::Scene(scene) => {
                let redraw = Redraw {
                    scene,
                    ratio,
                    serial,
                    only: work.meta.only,
                    base: base.as_ref(),
                    cancel: &cancel,
                };
                redraw.run(slot, rasterizer)
            }
            pixels => draw_pixels(pixels, slot, serial, background).map_err(RasterError::Failed),
        }));
        let outcome = match drawn {
            Ok(Ok(Some(frame))) => Ok(frame),
            Ok(Ok(None)) => Err(RasterError::Failed(Error::Resource(
                "the frame has no buffer".to_owned(),
            ))),
            Ok(Err(error)) => Err(error),
            Err(_panic) => {
                *rasterizer = Rasterizer::new();
                Err(RasterError::Failed(Error::Resource(
                    "the rasteriser failed on this scene".to_owned(),
                )))
            }
        };
        let scene = match (&work.content, work.meta.only) {
            (Content::Scene(scene), None) => Some(Arc::clone(scene)),
            _ => None,
        };
        let drawn = Drawn { serial, ratio, scene };
        window.rastered(id, work.meta, crate::clock::now() - began, outcome, drawn);
        drop((work.content, base));
    }
}

fn draw_pixels(content: &Content, mut slot: Slot, serial: u64, background: [u8; 3]) -> Result<Option<Frame>> {
    let buffer = slot.buffer()?;
    match content {
        Content::Image(image, fit, smooth) => image.view().draw_into(buffer, *fit, *smooth, background),
        Content::Frame(frame, fit, smooth) => {
            Image::from_frame(frame)
                .view()
                .draw_into(buffer, *fit, *smooth, background);
        }
        Content::Scene(_) => {}
    }
    Ok(slot.finish(serial))
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

    /// What the next scene can be drawn on top of: the newest frame, if what it shows is known.
    fn base(&self) -> Option<Base> {
        let now = &self.now;
        let frame = self.newest()?;
        let drawn = now.drawn.clone().filter(|drawn| drawn.serial == frame.serial())?;
        Some(Base {
            frame: frame.clone(),
            drawn,
            history: now.history.clone(),
        })
    }

    /// Numbers a content. A newer one answers what older ones did, which may never be shown.
    fn number(&mut self, meta: &mut Meta) {
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
            self.stats.frames_dropped += 1;
            after.frames.push(frame);
            return;
        }
        match self.now.slot.replace((frame, meta)) {
            Some((dropped, _)) => {
                self.stats.frames_dropped += 1;
                after.frames.push(dropped);
            }
            None => after.commands.push(Command::Present(self.now.id)),
        }
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
                self.stats.frames_dropped += 1;
                after.frames.push(frame);
                continue;
            }
            self.stats.note_shown(clock);
            self.stats.resizes_without_python += u64::from(meta.without_user);
            self.stats.present.push(clock - meta.rastered);
            if !meta.without_user {
                self.stats.frame.push(clock - meta.began);
                if let Some(input) = meta.input {
                    self.stats.input_to_photon.push(crate::clock::now() - input);
                }
            }
            self.now.pace.shown = self.now.pace.shown.max(meta.request);
            self.record(&frame, clock, after);
            after.frames.extend(self.now.shown.replace(frame));
        }
        after.wake_ui = true;
        after.wake_waiters = true;
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
    /// [`Error::Closed`] if the window is closed, [`Error::Resource`] if there is no memory.
    pub fn present(&self, view: &PixelView<'_>, fit: Fit, smooth: bool) -> Result<()> {
        let inner = &self.0;
        let (slot, mut meta, id, background) = {
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
            (slot, meta, state.now.id, state.options.display_background())
        };
        let Some(mut slot) = slot else {
            let image = Image::from_view(view);
            inner.submit(Content::Image(image, fit, smooth), meta);
            return Ok(());
        };
        view.draw_into(slot.buffer()?, fit, smooth, background);
        let mut after = Afterwards::default();
        {
            let mut state = inner.lock();
            state.number(&mut meta);
            let Some(frame) = slot.finish(meta.serial) else {
                return Ok(());
            };
            if state.now.id == id && state.life.is_live() {
                meta.rastered = state.now.clock.now();
                state.stats.raster.push(meta.rastered - meta.began);
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
