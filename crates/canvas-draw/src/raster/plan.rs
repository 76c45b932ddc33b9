//! How the commands of a scene are drawn: long runs of simple shapes of one colour each, where no clip, layer or effect
//! applies, are filled straight into the pixels; all others go through vello_cpu.
//!
//! The plan depends only on the scene and the size of the whole frame, never on the part of it that is rendered, so that
//! parts fit together.

mod outlined;

use std::ops::Range;

use kurbo::{Affine, Cap, Join, Stroke};

use super::fast_fill::SMALL;
use super::shape_math::similarity_scale;
use super::simple_shape::SimpleShape;
use crate::geometry::kurbo;
use crate::scene::{BatchKind, BatchRun, Command, GraphicsState, Scene, SceneCursor};

/// The smallest number of shapes in a run. Fewer cost more than they save, since the recording must be flushed
/// before a run.
const MIN_RUN: usize = 128;
/// The greatest radius of circles and width of lines, in physical pixels: `f32` is not exact enough for larger ones.
const LARGEST: f64 = 20_000.0;

/// How a scene is drawn.
#[derive(Debug)]
pub(super) struct Plan {
    /// The runs of commands that are filled straight into the pixels.
    pub(super) runs: Vec<Range<usize>>,
    /// For each text, whether it must be drawn by outlines.
    pub(super) outlined: Vec<bool>,
}

impl Plan {
    /// Plans a whole frame with this number of pixels.
    pub(super) fn new(scene: &Scene, base: Affine, pixels: usize) -> Self {
        let needs_backdrop = scene.needs_backdrop();
        let runs = if needs_backdrop || scene.weight() < MIN_RUN {
            // Only vello_cpu composites with the backdrop, and only with its own recording.
            Vec::new()
        } else {
            fast_runs(scene, base)
        };
        let outlined = if needs_backdrop || scene.texts.is_empty() {
            vec![needs_backdrop; scene.texts.len()]
        } else {
            outlined::outlined(scene, base, &runs, pixels)
        };
        Self { runs, outlined }
    }
}

fn fast_runs(scene: &Scene, base: Affine) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut cursor = SceneCursor::new(scene, base);
    let (mut start, mut shapes) = (0, 0);
    while let Some(command) = cursor.advance() {
        match simple_shapes(scene, command, cursor.state()) {
            Some(count) => shapes += count,
            None => {
                if shapes >= MIN_RUN {
                    runs.push(start..cursor.position() - 1);
                }
                (start, shapes) = (cursor.position(), 0);
            }
        }
    }
    if shapes >= MIN_RUN {
        runs.push(start..scene.commands.len());
    }
    runs
}

/// How many simple shapes a command draws; `None` if a run ends with it.
fn simple_shapes(scene: &Scene, command: Command, state: &GraphicsState<'_>) -> Option<usize> {
    if matches!(command, Command::Transform(_) | Command::Stroke(_)) {
        return Some(0);
    }
    if !state.clips().is_empty() || !state.layers().is_empty() || state.effects().is_some() {
        return None;
    }
    let fits = Fits::new(state);
    if let Command::Batch(index) = command {
        let run = &scene.batches[index as usize];
        return fits.batch(scene, run).then_some(run.count as usize);
    }
    let (shape, _) = SimpleShape::of_command(scene, command, state.stroke())?;
    fits.shape(shape).then_some(1)
}

/// Which shapes the fast path can fill with the current transform and stroke.
struct Fits<'a> {
    /// Whether rectangles stay along the axes.
    straight: bool,
    /// The scale of the transform, if it is a similarity.
    scale: Option<f64>,
    line: Option<&'a Stroke>,
}

impl<'a> Fits<'a> {
    fn new(state: &GraphicsState<'a>) -> Self {
        let transform = state.transform();
        Self {
            straight: is_straight(transform),
            scale: similarity_scale(transform),
            line: state.stroke(),
        }
    }

    fn shape(&self, shape: SimpleShape) -> bool {
        match shape {
            SimpleShape::Rect(_) => self.straight,
            SimpleShape::Circle(_, radius) => self.radius(radius),
            SimpleShape::RoundedRect(_, radius) => {
                let is_large = |scale: f64| radius * scale >= SMALL.into();
                self.straight && self.radius(radius) && self.scale.is_some_and(is_large)
            }
            SimpleShape::Segment(from, to, ..) => self.straight_line() && from != to,
            // They are only in batches.
            SimpleShape::Frame(..) | SimpleShape::Ring(..) => false,
        }
    }

    fn batch(&self, scene: &Scene, run: &BatchRun) -> bool {
        match run.kind {
            BatchKind::FillRects => self.straight,
            BatchKind::FillCircles => radii(scene, run).all(|radius| self.radius(radius)),
            BatchKind::Points(size) => self.radius(size),
            BatchKind::StrokeRects => {
                self.solid_line()
                    && self.straight
                    && self.line.is_some_and(is_mitered)
                    && are_frames(scene, run)
            }
            BatchKind::StrokeCircles => {
                self.solid_line() && radii(scene, run).all(|radius| self.radius(radius))
            }
            BatchKind::Segments => self.straight_line() && are_segments(scene, run),
        }
    }

    /// Whether a radius is not too large.
    fn radius(&self, radius: f64) -> bool {
        self.scale.is_some_and(|scale| radius * scale <= LARGEST)
    }

    fn solid_line(&self) -> bool {
        self.line
            .is_some_and(|line| line.dash_pattern.is_empty() && self.radius(line.width))
    }

    /// Whether lines are solid, and their ends are not round.
    fn straight_line(&self) -> bool {
        self.solid_line() && self.line.is_some_and(|line| line.start_cap != Cap::Round)
    }
}

fn radii<'a>(scene: &'a Scene, run: &BatchRun) -> impl Iterator<Item = f64> + 'a {
    let circles = scene.batch_numbers(run).as_chunks::<3>().0;
    circles.iter().map(|circle| circle[2])
}

fn are_frames(scene: &Scene, run: &BatchRun) -> bool {
    let rects = scene.batch_numbers(run).as_chunks::<4>().0;
    rects.iter().all(|[_, _, w, h]| *w != 0.0 && *h != 0.0)
}

fn are_segments(scene: &Scene, run: &BatchRun) -> bool {
    let segments = scene.batch_numbers(run).as_chunks::<4>().0;
    segments.iter().all(|[x1, y1, x2, y2]| (x1, y1) != (x2, y2))
}

/// Whether rectangles stay along the axes.
fn is_straight(transform: Affine) -> bool {
    let [a, b, c, d, ..] = transform.as_coeffs();
    (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0)
}

/// Whether the corners of a rectangle are sharp.
fn is_mitered(line: &Stroke) -> bool {
    line.join == Join::Miter && line.miter_limit >= std::f64::consts::SQRT_2
}
