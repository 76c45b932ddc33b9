//! A picture in bands: rows that are drawn apart from each other, on as many threads as the machine has to spare.
//!
//! How a picture is cut depends on its scene, its size and the machine, never on what else is going on: the same scene
//! gives the same bytes. When no processor is free, one thread draws all bands.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};
use std::thread::{available_parallelism, scope};

use kurbo::{Affine, BezPath, StrokeCtx};
use vello_cpu::{RenderContext, Resources};

use super::plan::Plan;
use super::replay::{Replay, Target};
use super::{Cancel, Finish, RasterError, glyphs, images, paints, text};
use crate::geometry::kurbo;
use crate::peniko;
use crate::scene::Scene;
use crate::sync::lock::lock;
use crate::sync::threads;
use crate::text::Learnt;

/// A scene with less in it is drawn in one piece: handing over to another thread takes some 50 µs.
const MIN_WEIGHT: usize = 200;
/// Shapes that cross from band to band are prepared for each, so bands are not thin.
const MIN_ROWS: usize = 64;
/// More threads a picture gain little.
const MOST: usize = 4;
/// Rows of pixels are drawn in strips of so many.
const STRIP: usize = 4;

static CORES: LazyLock<usize> = LazyLock::new(|| available_parallelism().map_or(1, usize::from));
/// Threads that draw now.
static DRAWING: AtomicUsize = AtomicUsize::new(0);

/// What is to be drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Picture<'a> {
    pub(super) scene: &'a Scene,
    pub(super) plan: &'a Plan,
    /// Logical pixels to those of the picture.
    pub(super) base: Affine,
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) finish: Finish,
    pub(super) cancel: &'a Cancel,
}

/// Memory that is kept between pictures.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) path: BezPath,
    pub(super) shape: BezPath,
    pub(super) dashes: BezPath,
    pub(super) outline: StrokeCtx,
    pub(super) parts: images::Parts,
    pub(super) glyphs: glyphs::GlyphCache,
    pub(super) waiting: text::Waiting,
    pub(super) edged: paints::Edged,
}

/// What one thread draws with.
#[derive(Debug)]
struct Lane {
    context: RenderContext,
    resources: Resources,
    scratch: Scratch,
    /// Threads come and go with each picture.
    learnt: Learnt,
}

impl Lane {
    fn new() -> Self {
        Self {
            context: RenderContext::new(1, 1),
            resources: Resources::new(),
            scratch: Scratch::default(),
            learnt: Learnt::default(),
        }
    }
}

/// The threads' means, the first one for the calling thread.
#[derive(Debug, Default)]
pub(super) struct Bands {
    lanes: Vec<Lane>,
}

/// The bands that nobody has begun, and what went wrong.
struct Work<'a> {
    bands: Mutex<std::iter::Enumerate<std::slice::ChunksMut<'a, u8>>>,
    rows: usize,
    failure: Mutex<Option<RasterError>>,
}

/// Counts a thread as drawing.
struct Drawing;

impl Drawing {
    /// Begins, and tells how many threads draw besides.
    fn begin() -> (Self, usize) {
        (Self, DRAWING.fetch_add(1, Ordering::Relaxed))
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        DRAWING.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Bands {
    /// Draws a picture into memory of its size.
    pub(super) fn draw(&mut self, picture: &Picture<'_>, bytes: &mut [u8]) -> Result<(), RasterError> {
        let (drawing, others) = Drawing::begin();
        let count = count(picture);
        let rows = usize::from(picture.height)
            .div_ceil(count)
            .next_multiple_of(STRIP);
        let stride = usize::from(picture.width) * 4;
        let work = Work {
            bands: Mutex::new(bytes.chunks_mut(rows * stride).enumerate()),
            rows,
            failure: Mutex::new(None),
        };
        let helpers = CORES.saturating_sub(others + 1).min(count - 1);
        while self.lanes.len() <= helpers {
            self.lanes.push(Lane::new());
        }
        let Some((first, rest)) = self.lanes.split_first_mut() else {
            return Ok(());
        };
        if helpers == 0 {
            first.work(picture, &work);
        } else {
            scope(|scope| {
                for lane in &mut rest[..helpers] {
                    // If there is no thread, there is one less.
                    let _ = threads::spawn_scoped(scope, "canvas-band", threads::STACK, || {
                        let _drawing = Drawing::begin();
                        let mut learnt = std::mem::take(&mut lane.learnt);
                        learnt.with(|| lane.work(picture, &work));
                        lane.learnt = learnt;
                    });
                }
                first.work(picture, &work);
            });
        }
        drop(drawing);
        work.failure.into_inner().unwrap_or_default().map_or(Ok(()), Err)
    }
}

/// How many bands a picture is drawn in.
fn count(picture: &Picture<'_>) -> usize {
    // What a filter makes of a part is not exactly that part of what it makes of the whole.
    if *CORES == 1 || picture.scene.weight() < MIN_WEIGHT || picture.scene.carries() {
        return 1;
    }
    (2 * (*CORES).min(MOST))
        .min(usize::from(picture.height) / MIN_ROWS)
        .max(1)
}

impl Lane {
    /// Draws bands until none is left.
    fn work(&mut self, picture: &Picture<'_>, work: &Work<'_>) {
        loop {
            let next = lock(&work.bands).next();
            let Some((index, bytes)) = next else { return };
            if let Err(error) = self.draw(picture, index * work.rows, bytes) {
                lock(&work.failure).get_or_insert(error);
                // The others stop as soon as they ask for more.
                lock(&work.bands).by_ref().for_each(drop);
                return;
            }
        }
    }

    fn draw(&mut self, picture: &Picture<'_>, top: usize, bytes: &mut [u8]) -> Result<(), RasterError> {
        let height = bytes.len() / (usize::from(picture.width) * 4);
        let target = Target {
            width: picture.width,
            height: height as u16,
            bytes: &mut *bytes,
        };
        let base = Affine::translate((0.0, -(top as f64))) * picture.base;
        let tools = (&mut self.context, &mut self.resources, &mut self.scratch);
        let replay = Replay::new((picture.scene, picture.plan), base, target, picture.cancel, tools);
        let result = replay.run();
        if result.is_err() {
            // Layers may be open in it still.
            self.context = RenderContext::new(1, 1);
        }
        self.scratch.parts.end_picture();
        self.scratch.edged.end_picture();
        let opaque = |color: peniko::Color| color.components[3] >= 1.0;
        picture
            .finish
            .apply(bytes, picture.scene.background().is_some_and(opaque));
        result
    }
}
