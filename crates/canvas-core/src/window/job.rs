//! The jobs of raster workers for a window: to render a content, or the shown frame with a new panel.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::backend::WindowId;
use crate::clock;
use crate::error::DrawError;
use crate::frame::{Change, Frame};
use crate::geometry::PixelRect;
use crate::overlay::{Panel, SaveUnder};
use crate::raster::{Cancel, RasterError, Rasterizer};

use super::content::{Content, FrameMeta};
use super::damage::{self, BaseFrame, RenderedFrame};
use super::frame_state::FrameState;
use super::handle::Inner;
use super::pool::Reservation;
use super::state::WindowState;

/// A frame to be rendered, and the window that it is for.
pub(super) struct RasterJob {
    window: Arc<Inner>,
    id: WindowId,
    task: Task,
    reservation: Reservation,
}

struct Task {
    /// `None`: the content of the base.
    content: Option<Content>,
    meta: FrameMeta,
    base: Option<BaseFrame>,
    panel: Option<Panel>,
    ratio: f64,
    background: [u8; 3],
    cancel: Cancel,
}

/// A frame that is being rendered from now on.
struct NextFrame {
    /// `None`: the shown frame with another panel.
    content: Option<Content>,
    meta: FrameMeta,
    cancel: Cancel,
    reservation: Reservation,
}

/// How long the parts of a job took, seconds.
#[derive(Debug, Default)]
struct Durations {
    content: f64,
    panel: f64,
}

impl WindowState {
    /// The job that can start now, if there is one. Its frame is being rendered from now on.
    pub(super) fn next_job(&mut self, window: &Arc<Inner>) -> Option<RasterJob> {
        let session = &self.session;
        if session.frames.has(FrameState::Rendering) || !session.display.is_created() || !self.life.is_live()
        {
            return None;
        }
        let panel = self.panel(session.banner());
        let next = self.next_frame()?;
        self.overlay.set_changed(false);
        let task = Task {
            content: next.content,
            meta: next.meta,
            base: self.session.frames.base(),
            panel,
            ratio: self.session.display.ratio(),
            background: self.options.display_background(),
            cancel: next.cancel,
        };
        Some(RasterJob {
            window: Arc::clone(window),
            id: self.session.id,
            task,
            reservation: next.reservation,
        })
    }

    /// The frame that is rendered next, and a buffer for it.
    fn next_frame(&mut self) -> Option<NextFrame> {
        let extra = self.recorder.extra_buffers();
        let frames = &mut self.session.frames;
        if frames.has(FrameState::Requested) {
            let reservation = frames.reserve(self.session.display.size(), extra)?;
            let (content, meta, cancel) = frames.start_requested()?;
            return Some(NextFrame {
                content: Some(content),
                meta,
                cancel,
                reservation,
            });
        }
        if !self.is_panel_due() {
            return None;
        }
        let size = self.session.frames.shown()?.buffer().size();
        let reservation = self.session.frames.reserve(size, extra)?;
        let mut meta = FrameMeta {
            without_user: true,
            panel_only: true,
            ..FrameMeta::default()
        };
        self.number(&mut meta);
        Some(NextFrame {
            content: None,
            meta,
            cancel: self.session.frames.start(meta),
            reservation,
        })
    }

    /// Whether the shown frame has another panel than it should, and nothing on its way will have that panel.
    fn is_panel_due(&self) -> bool {
        let session = &self.session;
        self.overlay.is_changed()
            && session.frames.is_idle()
            && session.display.is_visible()
            && session
                .frames
                .shown()
                .is_some_and(|frame| self.overlay.differs_from(frame))
    }
}

impl RasterJob {
    /// Whether it renders content of the program, and not the panel alone.
    pub(super) fn has_content(&self) -> bool {
        self.task.content.is_some()
    }

    pub(super) fn run(self, rasterizer: &mut Rasterizer) {
        let Self {
            window,
            id,
            mut task,
            reservation,
        } = self;
        let mut durations = Durations::default();
        // A panic of the rasteriser must not leave the window waiting for this job.
        let rendered = catch_unwind(AssertUnwindSafe(|| {
            task.render(reservation, rasterizer, &mut durations)
        }));
        let outcome = match rendered {
            Ok(Ok(Some(frame))) => Ok(frame),
            Ok(Ok(None)) => Err(failed("the frame has no buffer")),
            Ok(Err(error)) => Err(error),
            Err(_panic) => {
                *rasterizer = Rasterizer::new();
                Err(failed("the rasteriser failed on this scene"))
            }
        };
        (task.meta.stages.raster, task.meta.panel) = (durations.content, durations.panel);
        window.rendered(id, task.meta, outcome, task.rendered());
        // It may hold the last handle of frames, whose buffers return when no lock is held.
        drop(task);
    }
}

fn failed(message: &str) -> RasterError {
    RasterError::Failed(DrawError::Resource(message.to_owned()))
}

impl Task {
    /// Renders the frame; `None` if there was no buffer.
    fn render(
        &self,
        mut reservation: Reservation,
        rasterizer: &mut Rasterizer,
        durations: &mut Durations,
    ) -> Result<Option<Frame>, RasterError> {
        let began = clock::now();
        let size = reservation.size();
        let base = self
            .base
            .as_ref()
            .filter(|base| base.frame().buffer().size() == size);
        if let Some((base, areas)) = base.and_then(|base| Some((base, self.damage(base)?))) {
            return self.render_parts(base, areas, reservation, rasterizer, (began, durations));
        }
        let buffer = reservation.buffer()?;
        match &self.content {
            Some(Content::Scene(scene)) => rasterizer.draw(scene, buffer, self.ratio, &self.cancel)?,
            Some(Content::Image(image, fit, smooth)) => {
                image.view().draw_into(buffer, *fit, *smooth, self.background);
            }
            Some(Content::Frame(frame, fit, smooth)) => {
                let image = frame.to_image();
                image.view().draw_into(buffer, *fit, *smooth, self.background);
            }
            // The base has the size of the buffer.
            None => return Ok(None),
        }
        durations.content = clock::now() - began;
        let save_under = self.panel.as_ref().and_then(|panel| panel.draw_over(buffer));
        durations.panel = clock::now() - began - durations.content;
        Ok(reservation.finish(self.meta.serial, None, save_under))
    }

    /// Renders the frame on top of the newest one, from which the content differs only in these areas.
    fn render_parts(
        &self,
        base: &BaseFrame,
        mut areas: Vec<PixelRect>,
        mut reservation: Reservation,
        rasterizer: &mut Rasterizer,
        (began, durations): (f64, &mut Durations),
    ) -> Result<Option<Frame>, RasterError> {
        let keeps_panel = self.keeps_panel(base, &areas);
        if keeps_panel && areas.is_empty() {
            durations.content = clock::now() - began;
            return Ok(Some(base.frame().with_serial(self.meta.serial)));
        }
        let before = base.frame().save_under();
        let buffer = reservation.buffer()?;
        damage::bring_up_to_date(buffer, base);
        if let Some(save_under) = before.filter(|_| !keeps_panel) {
            let size = buffer.size();
            save_under.restore(buffer.bytes_mut(), size);
        }
        if let Some(Content::Scene(scene)) = &self.content
            && !areas.is_empty()
        {
            rasterizer.draw_parts(scene, buffer, self.ratio, &areas, &self.cancel)?;
        }
        durations.content = clock::now() - began;
        let save_under = if keeps_panel {
            before.cloned()
        } else {
            let save_under = self.panel.as_ref().and_then(|panel| panel.draw_over(buffer));
            let changed = panel_area(before, save_under.as_ref())
                .and_then(|area| damage::changed_rows(area, base.frame().buffer(), buffer));
            if let Some(area) = changed {
                damage::add_area(&mut areas, area);
            }
            save_under
        };
        durations.panel = clock::now() - began - durations.content;
        let change = Change {
            since: base.frame().serial(),
            areas,
        };
        Ok(reservation.finish(self.meta.serial, Some(change), save_under))
    }

    /// Whether the panel over the base stays as it is, where these areas of the content change.
    fn keeps_panel(&self, base: &BaseFrame, areas: &[PixelRect]) -> bool {
        match (base.frame().save_under(), &self.panel) {
            (None, None) => true,
            (Some(save_under), Some(panel)) => {
                save_under.is_of(panel) && !areas.iter().any(|area| area.overlaps(save_under.area()))
            }
            (None, Some(_)) | (Some(_), None) => false,
        }
    }

    /// Where the content differs from that of the base; `None` if that may be everywhere.
    fn damage(&self, base: &BaseFrame) -> Option<Vec<PixelRect>> {
        match &self.content {
            Some(Content::Scene(scene)) => base.damage(scene, self.ratio, self.meta.region),
            Some(Content::Image(..) | Content::Frame(..)) => None,
            None => Some(Vec::new()),
        }
    }

    /// The content of the frame, if a later one can be compared with it.
    fn rendered(&self) -> Option<RenderedFrame> {
        let serial = self.meta.serial;
        let Some(content) = &self.content else {
            let before = self.base.as_ref()?.rendered()?;
            return Some(before.clone().with_serial(serial));
        };
        let scene = match (content, self.meta.region) {
            (Content::Scene(scene), None) => Some(Arc::clone(scene)),
            (Content::Scene(_), Some(_)) | (Content::Image(..) | Content::Frame(..), _) => None,
        };
        Some(RenderedFrame::new(serial, self.ratio, scene))
    }
}

/// The area that the panel before or the new one covers.
fn panel_area(before: Option<&Arc<SaveUnder>>, after: Option<&Arc<SaveUnder>>) -> Option<PixelRect> {
    let panels = [before, after].into_iter().flatten();
    panels
        .map(|save_under| save_under.area())
        .reduce(PixelRect::union)
}
