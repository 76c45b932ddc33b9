//! Batches, and long runs of simple shapes.
//!
//! Where many simple shapes follow each other they are stamped ([`stamp`](super::stamp)) straight into the pixels; what
//! vello_cpu has gathered before is made into pixels first. Whether a run is stamped depends on the scene alone, never on
//! the part of it that is drawn, so that parts fit together.

use kurbo::{Affine, Cap, PathEl, Point, Rect, Stroke};

use super::RasterError;
use super::replay::Replay;
use super::shapes::corners;
use super::stamp::{Ink, Surface};
use crate::geometry::kurbo;
use crate::peniko::Color;
use crate::scene::{BatchKind, BatchRun, Brush, Command};

/// A run of fewer shapes costs less with all else, since stamping makes pixels of what was drawn before.
const MIN_RUN: usize = 128;

/// A transform that turns circles into circles.
#[derive(Clone, Copy, Debug)]
struct Similar {
    scale: f64,
    /// Whether rectangles stay along the axes.
    straight: bool,
}

impl Similar {
    fn of(transform: Affine) -> Option<Self> {
        let [a, b, c, d, ..] = transform.as_coeffs();
        let scale = a.hypot(b);
        let near = |x: f64, y: f64| (x - y).abs() <= 1e-9 * scale;
        let similar = (near(a, d) && near(b, -c)) || (near(a, -d) && near(b, c));
        let straight = (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0);
        (similar && scale > 0.0 && scale.is_finite()).then_some(Self { scale, straight })
    }
}

/// One shape that can be stamped, in the coordinates of the scene.
#[derive(Clone, Copy, Debug)]
enum Simple {
    Rect(Rect),
    Frame(Rect, f64),
    Circle(Point, f64),
    Ring(Point, f64, f64),
    Segment(Point, Point, f64, f64),
}

impl Replay<'_> {
    /// Draws a batch shape by shape, as any other shapes.
    pub(super) fn batch(&mut self, index: u32) -> Result<(), RasterError> {
        let scene = self.scene;
        let run = &scene.batches[index as usize];
        for (item, numbers) in run.numbers(scene).chunks_exact(run.kind.arity()).enumerate() {
            let brush = Brush::Solid(run.color(scene, item));
            self.in_mode(|r| r.batch_item(run.kind, numbers, brush));
            self.relieve()?;
        }
        Ok(())
    }

    fn batch_item(&mut self, kind: BatchKind, numbers: &[f64], brush: Brush) {
        match (kind, numbers) {
            (BatchKind::FillRects, &[x, y, w, h]) => {
                self.fill_rect(Rect::new(x, y, x + w, y + h).abs(), brush);
            }
            (BatchKind::StrokeRects, &[x, y, w, h]) => {
                let [a, b, c, d] = corners(Rect::new(x, y, x + w, y + h));
                if w == 0.0 || h == 0.0 {
                    return self.stroke_line(a, c, brush);
                }
                let elements = [
                    PathEl::MoveTo(a),
                    PathEl::LineTo(b),
                    PathEl::LineTo(c),
                    PathEl::LineTo(d),
                    PathEl::ClosePath,
                ];
                self.stroke_solid(&elements, brush);
            }
            (BatchKind::FillCircles, &[x, y, r]) => self.fill_circle(Point::new(x, y), r, brush),
            (BatchKind::StrokeCircles, &[x, y, r]) => self.stroke_circle(Point::new(x, y), r, brush),
            (BatchKind::Segments, &[x1, y1, x2, y2]) => {
                self.stroke_line(Point::new(x1, y1), Point::new(x2, y2), brush);
            }
            (BatchKind::Points(size), &[x, y]) => self.fill_circle(Point::new(x, y), size / 2.0, brush),
            _ => {}
        }
    }

    /// Stamps the run of simple shapes that begins with this command, if it is long. Gives the command after it.
    pub(super) fn stamp_run(&mut self, first: usize) -> Result<Option<usize>, RasterError> {
        if first < self.no_run_before || !self.can_stamp() {
            return Ok(None);
        }
        let (shapes, end) = self.run_from(first);
        if shapes < MIN_RUN {
            self.no_run_before = end.max(first + 1);
            return Ok(None);
        }
        self.make_pixels();
        let scene = self.scene;
        for (done, command) in scene.commands[first..end].iter().enumerate() {
            if done % 256 == 0 {
                self.look_up()?;
            }
            match *command {
                Command::Transform(_) | Command::Stroke(_) => self.command(*command)?,
                Command::Batch(index) => self.stamp_batch(&scene.batches[index as usize])?,
                other => {
                    if let Some((shape, color)) = self.simple(other) {
                        self.stamp(shape, color);
                    }
                }
            }
        }
        self.begin();
        Ok(Some(end))
    }

    /// How many shapes follow each other that can be stamped, and the first command that cannot.
    fn run_from(&self, first: usize) -> (usize, usize) {
        let (mut transform, mut stroke, mut shapes) = (self.transform, self.stroke, 0);
        for (index, command) in self.scene.commands.iter().enumerate().skip(first) {
            match *command {
                Command::Transform(index) => {
                    transform = self.base * self.scene.transforms[index as usize];
                }
                Command::Stroke(index) => stroke = Some(index),
                other => {
                    let line = stroke.map(|index| &self.scene.strokes[index as usize]);
                    match self.weight(other, transform, line) {
                        Some(weight) => shapes += weight,
                        None => return (shapes, index),
                    }
                }
            }
        }
        (shapes, self.scene.commands.len())
    }

    /// How many shapes a command draws, if they can be stamped under this transform.
    fn weight(&self, command: Command, transform: Affine, line: Option<&Stroke>) -> Option<usize> {
        let similar = Similar::of(transform);
        let round = similar.is_some();
        let straight = similar.map_or_else(|| is_straight(transform), |s| s.straight);
        let lines = round && line.is_some_and(|line| line.dash_pattern.is_empty());
        let flat = lines && line.is_some_and(|line| line.start_cap != Cap::Round);
        match command {
            Command::FillRect(_, Brush::Solid(_)) => straight.then_some(1),
            Command::FillCircle(.., Brush::Solid(_)) => round.then_some(1),
            Command::StrokeLine(from, to, Brush::Solid(_)) => (flat && from != to).then_some(1),
            Command::Batch(index) => {
                let run = &self.scene.batches[index as usize];
                let can = match run.kind {
                    BatchKind::FillRects => straight,
                    BatchKind::FillCircles | BatchKind::Points(_) => round,
                    BatchKind::StrokeRects => {
                        lines && straight && line.is_some_and(|line| is_mitered(line)) && self.are_frames(run)
                    }
                    BatchKind::StrokeCircles => lines,
                    BatchKind::Segments => flat && self.are_segments(run),
                };
                can.then_some(run.count as usize)
            }
            _ => None,
        }
    }

    fn are_frames(&self, run: &BatchRun) -> bool {
        run.numbers(self.scene)
            .as_chunks::<4>()
            .0
            .iter()
            .all(|[_, _, w, h]| *w != 0.0 && *h != 0.0)
    }

    fn are_segments(&self, run: &BatchRun) -> bool {
        run.numbers(self.scene)
            .as_chunks::<4>()
            .0
            .iter()
            .all(|[x1, y1, x2, y2]| (x1, y1) != (x2, y2))
    }

    fn simple(&self, command: Command) -> Option<(Simple, Color)> {
        match command {
            Command::FillRect(rect, Brush::Solid(color)) => Some((Simple::Rect(rect), color)),
            Command::FillCircle(centre, radius, Brush::Solid(color)) => {
                Some((Simple::Circle(centre, radius), color))
            }
            Command::StrokeLine(from, to, Brush::Solid(color)) => {
                let line = self.line()?;
                Some((Simple::Segment(from, to, line.width, beyond(line)), color))
            }
            _ => None,
        }
    }

    fn stamp_batch(&mut self, run: &BatchRun) -> Result<(), RasterError> {
        let scene = self.scene;
        let line = self.line().map_or((1.0, 0.0), |line| (line.width, beyond(line)));
        for (item, numbers) in run.numbers(scene).chunks_exact(run.kind.arity()).enumerate() {
            if item % 1024 == 0 {
                self.look_up()?;
            }
            let shape = match (run.kind, numbers) {
                (BatchKind::FillRects, &[x, y, w, h]) => Simple::Rect(Rect::new(x, y, x + w, y + h).abs()),
                (BatchKind::StrokeRects, &[x, y, w, h]) => {
                    Simple::Frame(Rect::new(x, y, x + w, y + h).abs(), line.0)
                }
                (BatchKind::FillCircles, &[x, y, r]) => Simple::Circle(Point::new(x, y), r),
                (BatchKind::StrokeCircles, &[x, y, r]) => Simple::Ring(Point::new(x, y), r, line.0),
                (BatchKind::Segments, &[x1, y1, x2, y2]) => {
                    Simple::Segment(Point::new(x1, y1), Point::new(x2, y2), line.0, line.1)
                }
                (BatchKind::Points(size), &[x, y]) => Simple::Circle(Point::new(x, y), size / 2.0),
                _ => continue,
            };
            self.stamp(shape, run.color(scene, item));
        }
        Ok(())
    }

    fn stamp(&mut self, shape: Simple, color: Color) {
        let ink = Ink::new(color);
        if !ink.shows() {
            return;
        }
        let transform = self.transform;
        // Rectangles alone are stamped under transforms that are not similar.
        let scale = Similar::of(transform).map_or(1.0, |similar| similar.scale);
        let shown = transform.transform_rect_bbox(bounds(shape));
        if !self.can_be_seen(shown) {
            return;
        }
        let mut surface = self.surface();
        match shape {
            Simple::Rect(_) => surface.fill_rect(shown, ink),
            Simple::Frame(rect, width) => {
                let inner = rect.inset(-width / 2.0);
                if inner.width() <= 0.0 || inner.height() <= 0.0 || width >= rect.width().min(rect.height()) {
                    return surface.fill_rect(shown, ink);
                }
                surface.fill_frame(shown, transform.transform_rect_bbox(inner), ink);
            }
            Simple::Circle(centre, radius) => {
                let centre = transform * centre;
                surface.fill_circle(centre.x, centre.y, radius * scale, ink);
            }
            Simple::Ring(centre, radius, width) => {
                let centre = transform * centre;
                let half = width / 2.0;
                surface.fill_ring(
                    centre.x,
                    centre.y,
                    (radius + half) * scale,
                    (radius - half) * scale,
                    ink,
                );
            }
            Simple::Segment(from, to, width, beyond) => {
                surface.stroke_segment(
                    transform * from,
                    transform * to,
                    width * scale,
                    beyond * scale,
                    ink,
                );
            }
        }
    }

    fn surface(&mut self) -> Surface<'_> {
        let target = self.target_mut();
        Surface::new(target.width.into(), target.height.into(), target.bytes)
    }

    /// Makes pixels of what was drawn so far, or of the background if nothing was.
    fn make_pixels(&mut self) {
        if self.pending {
            self.flush();
        } else if !self.started {
            let base = self.scene.base;
            self.surface().clear(base);
            self.started = true;
        }
    }
}

/// How much longer than its points a line is, at each end.
fn beyond(line: &Stroke) -> f64 {
    match line.start_cap {
        Cap::Square => line.width / 2.0,
        Cap::Butt | Cap::Round => 0.0,
    }
}

fn is_straight(transform: Affine) -> bool {
    let [a, b, c, d, ..] = transform.as_coeffs();
    (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0)
}

/// Whether the corners of a rectangle are sharp.
fn is_mitered(line: &Stroke) -> bool {
    line.join == kurbo::Join::Miter && line.miter_limit >= std::f64::consts::SQRT_2
}

/// What a shape covers, edges included.
fn bounds(shape: Simple) -> Rect {
    match shape {
        Simple::Rect(rect) => rect,
        Simple::Frame(rect, width) => rect.inflate(width / 2.0, width / 2.0),
        Simple::Circle(centre, radius) => Rect::from_center_size(centre, (2.0 * radius, 2.0 * radius)),
        Simple::Ring(centre, radius, width) => {
            let side = 2.0 * radius + width;
            Rect::from_center_size(centre, (side, side))
        }
        Simple::Segment(from, to, width, beyond) => {
            let reach = width / 2.0 + beyond;
            Rect::from_points(from, to).inflate(reach, reach)
        }
    }
}
