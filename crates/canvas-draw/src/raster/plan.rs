//! How the commands of a scene are drawn. Some are stamped straight into the pixels: long runs of simple shapes of one colour each, where no
//! clip, layer or mode is in the way.
//!
//! The plan depends on the scene and the size of the whole picture alone, never on the part of it that is drawn, so that
//! parts fit together.

mod text;

use std::ops::Range;

use kurbo::{Affine, Cap, Join, Stroke};

use super::known::{Known, known};
use super::stamp::SMALL;
use crate::geometry::kurbo;
use crate::scene::{BatchKind, BatchRun, Brush, Command, Scene};

/// A run of fewer shapes costs less with all else, since stamping makes pixels of what was drawn before.
const MIN_RUN: usize = 128;
/// Larger circles and thicker lines, in physical pixels, are not stamped: `f32` is not exact enough for their edges.
const LARGEST: f64 = 20_000.0;

/// A transform that turns circles into circles.
#[derive(Clone, Copy, Debug)]
pub(super) struct Similar {
    pub(super) scale: f64,
}

impl Similar {
    pub(super) fn of(transform: Affine) -> Option<Self> {
        let [a, b, c, d, ..] = transform.as_coeffs();
        let scale = a.hypot(b);
        let near = |x: f64, y: f64| (x - y).abs() <= 1e-9 * scale;
        let similar = (near(a, d) && near(b, -c)) || (near(a, -d) && near(b, c));
        (similar && scale > 0.0 && scale.is_finite()).then_some(Self { scale })
    }
}

/// What holds for the command that is looked at.
struct State {
    base: Affine,
    transform: Affine,
    stroke: Option<u32>,
    /// Whether shapes have a shadow or go through a filter.
    effects: bool,
    /// Clips and layers that are open.
    open: usize,
}

/// How a scene is drawn.
#[derive(Debug)]
pub(super) struct Plan {
    /// The runs of commands that are stamped.
    pub(super) runs: Vec<Range<usize>>,
    /// For each text, whether its outlines are drawn where masks could draw it.
    pub(super) outlined: Vec<bool>,
}

impl Plan {
    /// Plans a whole picture of so many pixels.
    pub(super) fn new(scene: &Scene, base: Affine, pixels: usize) -> Self {
        let runs = stamped(scene, base);
        let outlined = text::outlined(scene, base, &runs, pixels);
        Self { runs, outlined }
    }
}

fn stamped(scene: &Scene, base: Affine) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    // Where there are modes, what lies below has to be drawn by whoever mixes with it.
    if scene.mixes() || scene.weight() < MIN_RUN {
        return runs;
    }
    let mut state = State {
        base,
        transform: base,
        stroke: None,
        effects: false,
        open: 0,
    };
    let (mut start, mut shapes) = (0, 0);
    for (index, command) in scene.commands.iter().enumerate() {
        match state.weight(scene, *command) {
            Some(weight) => shapes += weight,
            None => {
                if shapes >= MIN_RUN {
                    runs.push(start..index);
                }
                (start, shapes) = (index + 1, 0);
            }
        }
    }
    if shapes >= MIN_RUN {
        runs.push(start..scene.commands.len());
    }
    runs
}

impl State {
    /// How many shapes a command draws that can be stamped; `None` if a run ends with it.
    fn weight(&mut self, scene: &Scene, command: Command) -> Option<usize> {
        match command {
            Command::Transform(index) => {
                self.transform = self.base * scene.transforms[index as usize];
                return Some(0);
            }
            Command::Stroke(index) => {
                self.stroke = Some(index);
                return Some(0);
            }
            Command::Effects(index) => self.effects = index.is_some(),
            Command::PushClip(..) | Command::PushLayer(..) | Command::PushFilter(_) => self.open += 1,
            Command::PopClip | Command::PopLayer => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        if self.open > 0 || self.effects {
            return None;
        }
        let line = self.stroke.map(|index| &scene.strokes[index as usize]);
        simple_shapes(scene, command, self.transform, line)
    }
}

fn simple_shapes(scene: &Scene, command: Command, transform: Affine, line: Option<&Stroke>) -> Option<usize> {
    let straight = is_straight(transform);
    let scale = Similar::of(transform).map(|similar| similar.scale);
    // A radius that may be stamped.
    let fits = |radius: f64| scale.is_some_and(|scale| radius * scale <= LARGEST);
    let lines = line.is_some_and(|line| line.dash_pattern.is_empty() && fits(line.width));
    let flat = lines && line.is_some_and(|line| line.start_cap != Cap::Round);
    match command {
        Command::FillRect(_, Brush::Solid(_)) => straight.then_some(1),
        Command::FillCircle(_, radius, Brush::Solid(_)) => fits(radius).then_some(1),
        Command::FillPath(range, _, Brush::Solid(_)) => match known(&scene.elements[range.range()])? {
            Known::Circle(_, radius) => fits(radius),
            Known::Rounded(_, radius) => {
                straight && fits(radius) && scale.is_some_and(|scale| radius * scale >= SMALL.into())
            }
        }
        .then_some(1),
        Command::StrokeLine(from, to, Brush::Solid(_)) => (flat && from != to).then_some(1),
        Command::Batch(index) => {
            let run = &scene.batches[index as usize];
            let can = match run.kind {
                BatchKind::FillRects => straight,
                BatchKind::FillCircles => radii(scene, run).all(fits),
                BatchKind::Points(size) => fits(size),
                BatchKind::StrokeRects => {
                    lines && straight && line.is_some_and(is_mitered) && are_frames(scene, run)
                }
                BatchKind::StrokeCircles => lines && radii(scene, run).all(fits),
                BatchKind::Segments => flat && are_segments(scene, run),
            };
            can.then_some(run.count as usize)
        }
        _ => None,
    }
}

fn radii<'a>(scene: &'a Scene, run: &BatchRun) -> impl Iterator<Item = f64> + 'a {
    run.numbers(scene)
        .as_chunks::<3>()
        .0
        .iter()
        .map(|circle| circle[2])
}

fn are_frames(scene: &Scene, run: &BatchRun) -> bool {
    let rects = run.numbers(scene).as_chunks::<4>().0;
    rects.iter().all(|[_, _, w, h]| *w != 0.0 && *h != 0.0)
}

fn are_segments(scene: &Scene, run: &BatchRun) -> bool {
    let segments = run.numbers(scene).as_chunks::<4>().0;
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
