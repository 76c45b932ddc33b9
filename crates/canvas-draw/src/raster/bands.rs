//! Rendering in bands: horizontal strips that are rendered independently, on as many threads as processors are free.
//!
//! How a frame is divided depends on its scene, its size and the machine, never on the load: a scene always gives the same
//! bytes. If no processor is free, one thread renders all bands.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};
use std::thread::{available_parallelism, scope};

use kurbo::Affine;
use vello_cpu::{RenderContext, Resources};

use super::cancel::{Cancel, RasterError};
use super::finish::Finish;
use super::output::Target;
use super::plan::Plan;
use super::replay::Replay;
use super::scratch::Scratch;
use crate::geometry::kurbo;
use crate::peniko;
use crate::scene::Scene;
use crate::sync::lock::lock;
use crate::sync::threads;
use crate::text::ShaperState;

/// A scene of less weight is rendered in one band: handing over to another thread takes some 50 µs.
const MIN_WEIGHT: usize = 200;
/// The smallest height of a band: shapes that cross several bands are prepared for each of them.
const MIN_ROWS: usize = 64;
/// The greatest number of threads for a frame; more gain little.
const MAX_THREADS: usize = 4;
/// The number of rows in a strip of vello_cpu; bands are whole strips.
const STRIP: usize = 4;

static CORES: LazyLock<usize> = LazyLock::new(|| available_parallelism().map_or(1, usize::from));
/// The number of threads that render now.
static RENDERING: AtomicUsize = AtomicUsize::new(0);

/// A scene that is to be rendered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rendering<'a> {
    pub(super) scene: &'a Scene,
    pub(super) plan: &'a Plan,
    /// From logical pixels to those of the target.
    pub(super) base: Affine,
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) finish: Finish,
    pub(super) cancel: &'a Cancel,
}

/// The context, caches and memory of one thread.
#[derive(Debug)]
struct BandContext {
    context: RenderContext,
    resources: Resources,
    scratch: Scratch,
    /// Kept here, since a thread lasts for one frame only.
    shaper: ShaperState,
}

impl BandContext {
    fn new() -> Self {
        Self {
            context: RenderContext::new(1, 1),
            resources: Resources::new(),
            scratch: Scratch::default(),
            shaper: ShaperState::default(),
        }
    }
}

/// The contexts of all threads, the first one for the calling thread.
#[derive(Debug, Default)]
pub(super) struct Bands {
    contexts: Vec<BandContext>,
}

/// The bands that no thread has begun, and the first error.
struct BandQueue<'a> {
    bands: Mutex<std::iter::Enumerate<std::slice::ChunksMut<'a, u8>>>,
    rows: usize,
    failure: Mutex<Option<RasterError>>,
}

/// Counts a thread as rendering.
struct RenderingThread;

impl RenderingThread {
    /// Begins, and returns how many other threads are rendering.
    fn begin() -> (Self, usize) {
        (Self, RENDERING.fetch_add(1, Ordering::Relaxed))
    }
}

impl Drop for RenderingThread {
    fn drop(&mut self) {
        RENDERING.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Bands {
    /// Renders a scene into memory of its size.
    pub(super) fn draw(&mut self, rendering: &Rendering<'_>, bytes: &mut [u8]) -> Result<(), RasterError> {
        let (counted, others) = RenderingThread::begin();
        let count = count(rendering);
        let rows = usize::from(rendering.height)
            .div_ceil(count)
            .next_multiple_of(STRIP);
        let stride = usize::from(rendering.width) * 4;
        let queue = BandQueue {
            bands: Mutex::new(bytes.chunks_mut(rows * stride).enumerate()),
            rows,
            failure: Mutex::new(None),
        };
        let helpers = CORES.saturating_sub(others + 1).min(count - 1);
        while self.contexts.len() <= helpers {
            self.contexts.push(BandContext::new());
        }
        let Some((first, rest)) = self.contexts.split_first_mut() else {
            return Ok(());
        };
        if helpers == 0 {
            first.work(rendering, &queue);
        } else {
            scope(|scope| {
                for context in &mut rest[..helpers] {
                    // If the thread cannot be started, the others render its bands.
                    let _ = threads::spawn_scoped(scope, "canvas-band", threads::STACK, || {
                        let _counted = RenderingThread::begin();
                        let mut shaper = std::mem::take(&mut context.shaper);
                        shaper.with(|| context.work(rendering, &queue));
                        context.shaper = shaper;
                    });
                }
                first.work(rendering, &queue);
            });
        }
        drop(counted);
        queue.failure.into_inner().unwrap_or_default().map_or(Ok(()), Err)
    }
}

/// How many bands a scene is rendered in.
fn count(rendering: &Rendering<'_>) -> usize {
    // The result of a filter for a part is not exactly that part of its result for the whole.
    if *CORES == 1 || rendering.scene.weight() < MIN_WEIGHT || rendering.scene.has_effects() {
        return 1;
    }
    (2 * (*CORES).min(MAX_THREADS))
        .min(usize::from(rendering.height) / MIN_ROWS)
        .max(1)
}

impl BandContext {
    /// Renders bands until none is left.
    fn work(&mut self, rendering: &Rendering<'_>, queue: &BandQueue<'_>) {
        loop {
            let next = lock(&queue.bands).next();
            let Some((index, bytes)) = next else { return };
            if let Err(error) = self.draw(rendering, index * queue.rows, bytes) {
                lock(&queue.failure).get_or_insert(error);
                // The other threads stop after their current band.
                lock(&queue.bands).by_ref().for_each(drop);
                return;
            }
        }
    }

    fn draw(&mut self, rendering: &Rendering<'_>, top: usize, bytes: &mut [u8]) -> Result<(), RasterError> {
        let height = bytes.len() / (usize::from(rendering.width) * 4);
        let target = Target {
            width: rendering.width,
            height: height as u16,
            bytes: &mut *bytes,
        };
        let base = Affine::translate((0.0, -(top as f64))) * rendering.base;
        let tools = (&mut self.context, &mut self.resources, &mut self.scratch);
        let replay = Replay::new(
            (rendering.scene, rendering.plan),
            base,
            target,
            rendering.cancel,
            tools,
        );
        let result = replay.run();
        if result.is_err() {
            // Layers may still be open in it.
            self.context = RenderContext::new(1, 1);
        }
        self.scratch.end_frame();
        let opaque = |color: peniko::Color| color.components[3] >= 1.0;
        rendering
            .finish
            .apply(bytes, rendering.scene.background().is_some_and(opaque));
        result
    }
}
