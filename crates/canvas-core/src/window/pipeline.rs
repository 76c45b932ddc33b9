//! The frames of a window: each is an entry until it is released, in one [`FrameState`], and [`frame_state`](super::frame_state)
//! decides where it goes on each event.

use std::sync::Arc;

use crate::error::Error;
use crate::frame::{Frame, PixelFormat};
use crate::geometry::PhysicalSize;
use crate::raster::Cancel;
use crate::stats::Stats;

use super::content::{Content, FrameMeta, RenderRequest, union};
use super::damage::{BaseFrame, DamageHistory, RenderedFrame};
use super::deferred::DeferredActions;
use super::frame_state::{FrameAction, FrameEvent, FrameState};
use super::pool::{Pool, Reservation};

/// The frames, and the newest content of the program, which is kept.
#[derive(Debug, Default)]
pub(super) struct FramePipeline {
    /// The buffers; `None` until the display is connected, and after the end.
    pool: Option<Arc<Pool>>,
    /// The number of the newest frame.
    serial: u64,
    /// The newest content that the program has submitted.
    kept: Option<Content>,
    /// At most one in each state, except in flight; in the order in which they were requested or finished.
    entries: Vec<Entry>,
    /// The content of the newest rendered frame, and the damage of the frames before it.
    rendered: Option<RenderedFrame>,
    history: DamageHistory,
    /// Why the last frame of the program could not be rendered.
    error: Option<Error>,
}

/// A frame.
#[derive(Debug)]
struct Entry {
    state: FrameState,
    meta: FrameMeta,
    stage: Stage,
}

/// The data of a frame.
#[derive(Debug)]
enum Stage {
    /// Requested: the content to render.
    Content(Content),
    /// Rendering: its cancellation.
    Pixels(Cancel),
    /// Ready, in flight or shown: the pixels.
    Frame(Frame),
}

/// Where a transition has effects outside of the pipeline.
type Effects<'a> = (&'a mut Stats, &'a mut DeferredActions);

impl FramePipeline {
    /// The display is connected: buffers come from this pool.
    pub(super) fn open(&mut self, pool: Arc<Pool>) {
        self.pool = Some(pool);
    }

    /// A buffer for a frame of this size, if one is free; see [`Pool::reserve`].
    pub(super) fn reserve(&self, size: PhysicalSize, extra: usize) -> Option<Reservation> {
        self.pool.as_ref()?.reserve(size, extra)
    }

    /// The format of its buffers, once the display is connected.
    pub(super) fn format(&self) -> Option<PixelFormat> {
        self.pool.as_ref().map(|pool| pool.format())
    }

    /// The number of a new frame.
    pub(super) fn next_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// The newest content of the program.
    pub(super) fn kept(&self) -> Option<&Content> {
        self.kept.as_ref()
    }

    /// Takes the newest content of the program, for the next session.
    pub(super) fn take_kept(&mut self) -> Option<Content> {
        self.kept.take()
    }

    /// Keeps a content as the newest.
    pub(super) fn keep(&mut self, content: Content, after: &mut DeferredActions) {
        after.release(self.kept.replace(content));
    }

    /// The frame that the display shows.
    pub(super) fn shown(&self) -> Option<&Frame> {
        self.entry(FrameState::Shown)?.frame()
    }

    /// Why the last frame of the program could not be rendered.
    pub(super) fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// Whether a frame is in this state.
    pub(super) fn has(&self, state: FrameState) -> bool {
        self.entry(state).is_some()
    }

    /// Whether a content is requested that the program has submitted, and not only the kept one at another size.
    pub(super) fn has_user_request(&self) -> bool {
        self.entry(FrameState::Requested)
            .is_some_and(|entry| !entry.meta.without_user)
    }

    /// Whether no frame is on its way to the display.
    pub(super) fn is_idle(&self) -> bool {
        !self.entries.iter().any(|entry| entry.state.is_on_its_way())
    }

    /// The frame on which the next one can be rendered: the newest one.
    pub(super) fn base(&self) -> Option<BaseFrame> {
        let frames = self.entries.iter().filter_map(Entry::frame);
        let newest = frames.max_by_key(|frame| frame.serial())?;
        let rendered = self.rendered.as_ref();
        Some(BaseFrame::new(newest.clone(), rendered, &self.history))
    }

    /// Requests that a content is rendered. A request that waits is superseded, and a rendering of the kept content alone
    /// is cancelled.
    pub(super) fn request(&mut self, mut request: RenderRequest, (stats, after): Effects<'_>) {
        if let Some(entry) = self.entry(FrameState::Rendering)
            && let Stage::Pixels(cancel) = &entry.stage
            && entry.meta.without_user
            && !request.meta.without_user
        {
            cancel.cancel();
        }
        if let Some(older) = self.supersede_request((stats, after)) {
            // The changes of the older one are rendered by this one.
            request.meta.region = union(request.meta.region, older.region);
        }
        self.entries.push(Entry {
            state: FrameState::Kept,
            meta: request.meta,
            stage: Stage::Content(request.content),
        });
        self.move_on(self.entries.len() - 1, FrameEvent::Request, (stats, after));
    }

    /// A newer frame takes the place of the requested one. The metadata of that one.
    pub(super) fn supersede_request(&mut self, effects: Effects<'_>) -> Option<FrameMeta> {
        let at = self.position(FrameState::Requested)?;
        let meta = self.entries[at].meta;
        self.move_on(at, FrameEvent::Supersede, effects);
        Some(meta)
    }

    /// A buffer is reserved for the requested frame: its content is rendered now.
    pub(super) fn start_requested(&mut self) -> Option<(Content, FrameMeta, Cancel)> {
        let at = self.position(FrameState::Requested)?;
        let entry = &mut self.entries[at];
        let cancel = Cancel::new();
        let Stage::Content(content) = std::mem::replace(&mut entry.stage, Stage::Pixels(cancel.clone()))
        else {
            return None;
        };
        (entry.state, _) = entry.state.after(FrameEvent::Start);
        Some((content, entry.meta, cancel))
    }

    /// A buffer is reserved for a frame that needs no content: it is rendered at once. Its cancellation.
    pub(super) fn start(&mut self, meta: FrameMeta) -> Cancel {
        let cancel = Cancel::new();
        let (state, _) = FrameState::Requested.after(FrameEvent::Start);
        self.entries.push(Entry {
            state,
            meta,
            stage: Stage::Pixels(cancel.clone()),
        });
        cancel
    }

    /// The pixels of the frame that is being rendered are complete. Whether the display has to be asked to take it.
    pub(super) fn finish(
        &mut self,
        frame: Frame,
        meta: FrameMeta,
        rendered: Option<RenderedFrame>,
        (stats, after): Effects<'_>,
    ) -> bool {
        if !meta.panel_only {
            stats.raster.push(meta.stages.raster);
            self.error = None;
        }
        self.history.add(&frame);
        after.release(std::mem::replace(&mut self.rendered, rendered));
        let Some(at) = self.position(FrameState::Rendering) else {
            after.release([frame]);
            return false;
        };
        let serial = frame.serial();
        let mut frames = self.entries.iter().filter_map(Entry::frame);
        // Pixels that were presented meanwhile, for example.
        let is_overtaken = frames.any(|other| other.serial() > serial);
        let entry = &mut self.entries[at];
        (entry.meta, entry.stage) = (meta, Stage::Frame(frame));
        if is_overtaken {
            self.move_on(at, FrameEvent::Supersede, (stats, after));
            return false;
        }
        let older = self.position(FrameState::Ready);
        let action = self.move_on(at, FrameEvent::Finish, (stats, after));
        if let Some(older) = older {
            // The display has been asked for the older one, and takes this one in its place.
            self.move_on(older, FrameEvent::Supersede, (stats, after));
            return false;
        }
        action == FrameAction::Present
    }

    /// Rendering was cancelled, or failed with an error. The frame before stays; what this one would have changed has
    /// still to be rendered.
    pub(super) fn abort(&mut self, error: Option<Error>, (stats, after): Effects<'_>) {
        if let Some(at) = self.position(FrameState::Rendering) {
            self.move_on(at, FrameEvent::Abort, (stats, after));
        }
        if let Some(error) = error {
            self.error = Some(error);
            after.release(self.rendered.take());
        }
    }

    /// The display takes the ready frame.
    pub(super) fn take(&mut self) -> Option<Frame> {
        let at = self.position(FrameState::Ready)?;
        let entry = &mut self.entries[at];
        (entry.state, _) = entry.state.after(FrameEvent::Take);
        entry.frame().cloned()
    }

    /// The display has completed the frame of this serial, and so will show no older one. The metadata of the frame, if the
    /// display had taken it.
    pub(super) fn confirm(&mut self, serial: u64, (stats, after): Effects<'_>) -> Option<FrameMeta> {
        let is_in_flight = |entry: &Entry, is: fn(&u64, &u64) -> bool| {
            entry.state == FrameState::InFlight && entry.frame().is_some_and(|f| is(&f.serial(), &serial))
        };
        while let Some(at) = self.entries.iter().position(|entry| is_in_flight(entry, u64::lt)) {
            self.move_on(at, FrameEvent::Supersede, (stats, after));
        }
        let at = self
            .entries
            .iter()
            .position(|entry| is_in_flight(entry, u64::eq))?;
        let (meta, older) = (self.entries[at].meta, self.position(FrameState::Shown));
        self.move_on(at, FrameEvent::Confirm, (stats, after));
        if let Some(older) = older {
            self.move_on(older, FrameEvent::Supersede, (stats, after));
        }
        Some(meta)
    }

    /// The window closes, and nothing is rendered any more.
    pub(super) fn close(&mut self, (stats, after): Effects<'_>) {
        while let Some(last) = self.entries.len().checked_sub(1) {
            self.move_on(last, FrameEvent::Close, (stats, after));
        }
        after.release(self.kept.take());
        after.release(self.rendered.take());
        self.pool = None;
    }

    fn position(&self, state: FrameState) -> Option<usize> {
        self.entries.iter().position(|entry| entry.state == state)
    }

    fn entry(&self, state: FrameState) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.state == state)
    }

    /// Moves a frame to its next state. An entry that has no pixels any more is removed.
    fn move_on(&mut self, at: usize, event: FrameEvent, (stats, after): Effects<'_>) -> FrameAction {
        let entry = &mut self.entries[at];
        let is_counted = entry.is_counted();
        let (next, action) = entry.state.after(event);
        entry.state = next;
        match action {
            FrameAction::None | FrameAction::Present | FrameAction::ReportShown => {}
            FrameAction::Advance => after.advance(),
            FrameAction::CountDropped => stats.frames_dropped += u64::from(is_counted),
        }
        if next == FrameState::Released || next == FrameState::Kept {
            match self.entries.remove(at).stage {
                Stage::Content(content) => after.release([content]),
                Stage::Pixels(cancel) => cancel.cancel(),
                Stage::Frame(frame) => after.release([frame]),
            }
        }
        action
    }
}

impl Entry {
    fn frame(&self) -> Option<&Frame> {
        match &self.stage {
            Stage::Frame(frame) => Some(frame),
            Stage::Content(_) | Stage::Pixels(_) => None,
        }
    }

    /// Whether the statistics count it when it is dropped: a frame of the program, or the kept one at another size once
    /// it has pixels.
    fn is_counted(&self) -> bool {
        match &self.stage {
            Stage::Content(_) => !self.meta.without_user,
            Stage::Pixels(_) | Stage::Frame(_) => !self.meta.panel_only,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Weak;

    use proptest::prelude::*;

    use super::*;
    use crate::frame::{Buffer, BufferHome};
    use crate::geometry::kurbo::Rect;
    use crate::heap::HeapAllocator;
    use crate::image::Image;
    use crate::pixels::Fit;

    #[derive(Default)]
    struct Fixture {
        frames: FramePipeline,
        stats: Stats,
        after: DeferredActions,
    }

    impl Fixture {
        fn request(&mut self, without_user: bool, region: Option<Rect>) {
            let size = PhysicalSize::new(1, 1).unwrap();
            let content = Content::Image(Image::from_rgba(size, vec![0; 4]), Fit::Fill, false);
            let meta = FrameMeta {
                serial: self.frames.next_serial(),
                without_user,
                region,
                ..FrameMeta::default()
            };
            let request = RenderRequest { content, meta };
            self.frames.request(request, (&mut self.stats, &mut self.after));
        }

        /// Ends the rendering of a frame. Whether the display is asked to take it.
        fn finish(&mut self, serial: u64) -> bool {
            let size = PhysicalSize::new(1, 1).unwrap();
            let buffer = Buffer::new(&HeapAllocator(PixelFormat::Rgba), size).unwrap();
            let home: Weak<dyn BufferHome> = Weak::<Pool>::new();
            let frame = Frame::new(serial, buffer, home);
            let effects = (&mut self.stats, &mut self.after);
            self.frames.finish(frame, FrameMeta::default(), None, effects)
        }

        /// Renders a frame at once.
        fn render(&mut self, serial: u64) -> bool {
            let _ = self.frames.start(FrameMeta::default());
            self.finish(serial)
        }

        fn confirm(&mut self, serial: u64) -> bool {
            let effects = (&mut self.stats, &mut self.after);
            self.frames.confirm(serial, effects).is_some()
        }

        fn states(&self) -> Vec<FrameState> {
            self.frames.entries.iter().map(|entry| entry.state).collect()
        }
    }

    #[test]
    fn a_frame_passes_through_all_states() {
        let mut it = Fixture::default();
        it.request(false, None);
        assert_eq!(it.states(), [FrameState::Requested]);
        assert!(it.frames.start_requested().is_some());
        assert_eq!(it.states(), [FrameState::Rendering]);
        assert!(it.finish(1));
        assert_eq!(it.states(), [FrameState::Ready]);
        assert_eq!(it.frames.take().map(|frame| frame.serial()), Some(1));
        assert_eq!(it.states(), [FrameState::InFlight]);
        assert!(!it.frames.is_idle() && it.confirm(1));
        assert_eq!(it.states(), [FrameState::Shown]);
        assert!(it.frames.is_idle() && it.frames.shown().is_some());
        it.frames.close((&mut it.stats, &mut it.after));
        assert!(it.states().is_empty() && it.stats.frames_dropped == 0);
    }

    #[test]
    fn a_newer_request_replaces_one_that_waits_and_covers_its_region() {
        let mut it = Fixture::default();
        let (a, b) = (Rect::new(0.0, 0.0, 1.0, 1.0), Rect::new(2.0, 2.0, 3.0, 3.0));
        it.request(false, Some(a));
        it.request(false, Some(b));
        assert_eq!((it.states().len(), it.stats.frames_dropped), (1, 1));
        let (_, meta, _) = it.frames.start_requested().unwrap();
        assert_eq!((meta.serial, meta.region), (2, Some(a.union(b))));
    }

    #[test]
    fn what_the_program_submits_cancels_a_redraw_and_a_redraw_cancels_nothing() {
        let mut it = Fixture::default();
        it.request(true, None);
        let (.., redraw) = it.frames.start_requested().unwrap();
        it.request(true, None);
        assert!(!redraw.is_cancelled());
        it.request(false, None);
        assert!(redraw.is_cancelled());
        assert_eq!(it.stats.frames_dropped, 0, "redraws that wait are not counted");
        it.frames.abort(None, (&mut it.stats, &mut it.after));
        assert_eq!(it.states(), [FrameState::Requested]);
    }

    #[test]
    fn a_frame_that_was_overtaken_is_not_shown() {
        let mut it = Fixture::default();
        assert!(it.render(6));
        assert!(
            !it.render(5) && it.stats.frames_dropped == 1,
            "a newer one is ready"
        );
        assert!(
            !it.render(7) && it.stats.frames_dropped == 2,
            "it replaces the ready one"
        );
        assert_eq!(it.frames.take().map(|frame| frame.serial()), Some(7));
        assert!(it.frames.take().is_none());
        assert!(
            !it.render(4) && it.stats.frames_dropped == 3,
            "a newer one is in flight"
        );
        assert!(it.confirm(7) && !it.confirm(7));
        assert!(
            !it.render(4) && it.stats.frames_dropped == 4,
            "a newer one is shown"
        );
    }

    #[test]
    fn the_display_may_skip_frames_that_it_has_taken() {
        let mut it = Fixture::default();
        for serial in 1..=3 {
            assert!(it.render(serial));
            assert!(it.frames.take().is_some());
        }
        assert!(it.confirm(2));
        assert_eq!(it.states(), [FrameState::Shown, FrameState::InFlight]);
        assert_eq!(it.stats.frames_dropped, 1);
        assert!(it.confirm(3));
        assert_eq!(it.frames.shown().map(Frame::serial), Some(3));
        assert_eq!((it.states().len(), it.stats.frames_dropped), (1, 1));
    }

    proptest! {
        /// Whatever happens in whatever order, nothing queues up, older frames never replace newer ones on the display, and
        /// every frame is shown, dropped or still on its way.
        #[test]
        fn nothing_queues_up_and_no_frame_is_lost(events in proptest::collection::vec(0..6_u8, 0..200)) {
            let mut it = Fixture::default();
            let (mut requested, mut shown, mut last, mut aborted) = (0, 0, 0, 0);
            for event in events {
                let rendering = it.frames.entry(FrameState::Rendering).map(|entry| entry.meta.serial);
                match event {
                    0 => { it.request(false, None); requested += 1; }
                    1 if rendering.is_none() => drop(it.frames.start_requested()),
                    2 => drop(rendering.map(|serial| it.finish(serial))),
                    3 => drop(it.frames.take()),
                    4 => {
                        let taken = it.frames.entry(FrameState::InFlight);
                        if let Some(serial) = taken.and_then(Entry::frame).map(Frame::serial) {
                            prop_assert!(serial > last && it.confirm(serial));
                            (shown, last) = (shown + 1, serial);
                        }
                    }
                    5 if rendering.is_some() => {
                        it.frames.abort(None, (&mut it.stats, &mut it.after));
                        aborted += 1;
                    }
                    _ => {}
                }
                let states = it.states();
                for state in [FrameState::Requested, FrameState::Rendering, FrameState::Ready, FrameState::Shown] {
                    prop_assert!(states.iter().filter(|other| **other == state).count() <= 1);
                }
                let on_the_way = states.iter().filter(|state| state.is_on_its_way()).count() as u64;
                prop_assert_eq!(requested, shown + it.stats.frames_dropped + aborted + on_the_way);
            }
        }
    }
}
