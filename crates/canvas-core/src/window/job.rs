//! What a raster worker does for a window: it makes a frame, of a content or of the shown frame and a new panel.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::backend::WindowId;
use crate::clock;
use crate::error::DrawError;
use crate::frame::{Change, Frame};
use crate::geometry::PixelRect;
use crate::overlay::Panel;
use crate::raster::{Cancel, RasterError, Rasterizer};

use super::Inner;
use super::frames::{Content, Meta, Running};
use super::pool::Slot;
use super::redraw::{self, Base, Drawn};
use super::state::WindowState;

/// A frame to be made, and the window that it is for.
pub(super) struct RasterJob {
    window: Arc<Inner>,
    id: WindowId,
    task: Task,
    slot: Slot,
}

struct Task {
    /// `None`: what the base shows.
    content: Option<Content>,
    meta: Meta,
    base: Option<Base>,
    panel: Option<Panel>,
    ratio: f64,
    background: [u8; 3],
    cancel: Cancel,
}

/// Where the seconds of a job went.
#[derive(Debug, Default)]
struct Spent {
    content: f64,
    panel: f64,
}

impl WindowState {
    /// The job that can start now, if there is one. It counts as running from now on.
    pub(super) fn next_job(&mut self, window: &Arc<Inner>) -> Option<RasterJob> {
        if self.now.running.is_some() || !self.now.created || !self.life.is_live() {
            return None;
        }
        let pool = self.now.pool.clone()?;
        let panel = self.panel(self.banner());
        let (content, meta, slot) = if self.now.want.is_some() {
            let slot = pool.reserve(self.now.size, self.lent())?;
            let work = self.now.want.take()?;
            (Some(work.content), work.meta, slot)
        } else if self.panel_is_due() {
            let slot = pool.reserve(self.now.shown.as_ref()?.buffer().size(), self.lent())?;
            let mut meta = Meta {
                without_user: true,
                panel_only: true,
                ..Meta::default()
            };
            self.number(&mut meta);
            (None, meta, slot)
        } else {
            return None;
        };
        self.now.panel_changed = false;
        let cancel = Cancel::new();
        self.now.running = Some(Running {
            cancel: cancel.clone(),
            without_user: meta.without_user,
        });
        let task = Task {
            content,
            meta,
            base: self.base(),
            panel,
            ratio: self.now.ratio,
            background: self.options.display_background(),
            cancel,
        };
        Some(RasterJob {
            window: Arc::clone(window),
            id: self.now.id,
            task,
            slot,
        })
    }
}

impl RasterJob {
    /// Whether it draws what the program shows, and not the panel alone.
    pub(super) fn has_content(&self) -> bool {
        self.task.content.is_some()
    }

    pub(super) fn run(self, rasterizer: &mut Rasterizer) {
        let Self {
            window,
            id,
            mut task,
            slot,
        } = self;
        let mut spent = Spent::default();
        // A panic of the rasteriser must not leave the window waiting for this job.
        let made = catch_unwind(AssertUnwindSafe(|| task.make(slot, rasterizer, &mut spent)));
        let outcome = match made {
            Ok(Ok(Some(frame))) => Ok(frame),
            Ok(Ok(None)) => Err(RasterError::Failed(DrawError::Resource(
                "the frame has no buffer".to_owned(),
            ))),
            Ok(Err(error)) => Err(error),
            Err(_panic) => {
                *rasterizer = Rasterizer::new();
                Err(RasterError::Failed(DrawError::Resource(
                    "the rasteriser failed on this scene".to_owned(),
                )))
            }
        };
        (task.meta.stages.raster, task.meta.panel) = (spent.content, spent.panel);
        window.rastered(id, task.meta, outcome, task.drawn());
        // It may hold the last handle of frames, which go home when no lock is held.
        drop(task);
    }
}

impl Task {
    /// Makes the frame; `None` if there was no buffer.
    fn make(
        &self,
        mut slot: Slot,
        rasterizer: &mut Rasterizer,
        spent: &mut Spent,
    ) -> Result<Option<Frame>, RasterError> {
        let began = clock::now();
        let size = slot.size();
        let base = self
            .base
            .as_ref()
            .filter(|base| base.frame.buffer().size() == size);
        if let Some((base, areas)) = base.and_then(|base| Some((base, self.damage(base)?))) {
            return self.make_of(base, areas, slot, rasterizer, (began, spent));
        }
        let buffer = slot.buffer()?;
        match &self.content {
            Some(Content::Scene(scene)) => rasterizer.draw(scene, buffer, self.ratio, &self.cancel)?,
            Some(Content::Image(image, fit, smooth)) => {
                image.view().draw_into(buffer, *fit, *smooth, self.background);
            }
            Some(Content::Frame(frame, fit, smooth)) => {
                let image = frame.to_image();
                image.view().draw_into(buffer, *fit, *smooth, self.background);
            }
            // The base is of the size of the slot.
            None => return Ok(None),
        }
        spent.content = clock::now() - began;
        let cover = self.panel.as_ref().and_then(|panel| panel.put(buffer));
        spent.panel = clock::now() - began - spent.content;
        Ok(slot.finish(self.meta.serial, None, cover))
    }

    /// The same of the newest frame, where only these areas of the content differ.
    fn make_of(
        &self,
        base: &Base,
        mut areas: Vec<PixelRect>,
        mut slot: Slot,
        rasterizer: &mut Rasterizer,
        (began, spent): (f64, &mut Spent),
    ) -> Result<Option<Frame>, RasterError> {
        let before = base.frame.cover();
        let stays = match (before, &self.panel) {
            (None, None) => true,
            (Some(cover), Some(panel)) => {
                cover.is(panel) && !areas.iter().any(|area| area.overlaps(cover.area()))
            }
            (None, Some(_)) | (Some(_), None) => false,
        };
        if stays && areas.is_empty() {
            spent.content = clock::now() - began;
            return Ok(Some(base.frame.again(self.meta.serial)));
        }
        let buffer = slot.buffer()?;
        redraw::bring_up_to_date(buffer, base);
        if let Some(cover) = before.filter(|_| !stays) {
            let size = buffer.size();
            cover.lift(buffer.bytes_mut(), size);
        }
        if let Some(Content::Scene(scene)) = &self.content
            && !areas.is_empty()
        {
            rasterizer.draw_parts(scene, buffer, self.ratio, &areas, &self.cancel)?;
        }
        spent.content = clock::now() - began;
        let cover = if stays {
            before.cloned()
        } else {
            let cover = self.panel.as_ref().and_then(|panel| panel.put(buffer));
            let panels = [before, cover.as_ref()].into_iter().flatten();
            let changed = panels.map(|cover| cover.area()).reduce(PixelRect::union);
            let changed = changed.and_then(|area| redraw::changed_rows(area, base.frame.buffer(), buffer));
            changed
                .into_iter()
                .for_each(|area| redraw::add_area(&mut areas, area));
            cover
        };
        spent.panel = clock::now() - began - spent.content;
        let change = Change {
            since: base.frame.serial(),
            areas,
        };
        Ok(slot.finish(self.meta.serial, Some(change), cover))
    }

    /// Where the content differs from what the base shows; `None` if that may be everywhere.
    fn damage(&self, base: &Base) -> Option<Vec<PixelRect>> {
        match &self.content {
            Some(Content::Scene(scene)) => base.damage(scene, self.ratio, self.meta.only),
            Some(Content::Image(..) | Content::Frame(..)) => None,
            None => Some(Vec::new()),
        }
    }

    /// What is known of the frame.
    fn drawn(&self) -> Option<Drawn> {
        let serial = self.meta.serial;
        let Some(content) = &self.content else {
            let before = self.base.as_ref()?.drawn.clone()?;
            return Some(Drawn { serial, ..before });
        };
        let scene = match (content, self.meta.only) {
            (Content::Scene(scene), None) => Some(Arc::clone(scene)),
            _ => None,
        };
        Some(Drawn {
            serial,
            ratio: self.ratio,
            scene,
        })
    }
}
