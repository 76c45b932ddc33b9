//! Batches, and long runs of simple shapes.
//!
//! Where many simple shapes follow each other ([`plan`](super::plan)) they are stamped ([`stamp`](super::stamp)) straight
//! into the pixels; what vello_cpu has gathered before is made into pixels first.

use std::ops::Range;

use kurbo::{Affine, Cap, PathEl, Point, Rect, Stroke};

use super::RasterError;
use super::known::{Known, known};
use super::lines::{on_grid, rect_on_grid, to_grid};
use super::plan::Similar;
use super::replay::Replay;
use super::shapes::corners;
use super::stamp::{Ink, Surface};
use crate::geometry::kurbo;
use crate::peniko::Color;
use crate::scene::{BatchKind, BatchRun, Brush, Command};

/// One shape that can be stamped, in the coordinates of the scene.
#[derive(Clone, Copy, Debug)]
enum Simple {
    Rect(Rect),
    Rounded(Rect, f64),
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
            // Each may have a shadow, which takes long.
            if item % 16 == 0 {
                self.look_up()?;
            }
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

    /// Stamps a run of simple shapes that the plan names.
    pub(super) fn stamp_run(&mut self, run: Range<usize>) -> Result<(), RasterError> {
        self.make_pixels();
        let scene = self.scene;
        let mut scale = scale_of(self.transform);
        for (done, command) in scene.commands[run].iter().enumerate() {
            if done % 256 == 0 {
                self.look_up()?;
            }
            match *command {
                Command::Transform(_) | Command::Stroke(_) => {
                    self.command(*command)?;
                    scale = scale_of(self.transform);
                }
                Command::Batch(index) => self.stamp_batch(&scene.batches[index as usize], scale)?,
                other => {
                    if let Some((shape, color)) = self.simple(other) {
                        self.stamp(shape, scale, color);
                    }
                }
            }
        }
        self.begin();
        Ok(())
    }

    fn simple(&self, command: Command) -> Option<(Simple, Color)> {
        match command {
            Command::FillRect(rect, Brush::Solid(color)) => Some((Simple::Rect(rect), color)),
            Command::FillCircle(centre, radius, Brush::Solid(color)) => {
                Some((Simple::Circle(centre, radius), color))
            }
            Command::FillPath(range, _, Brush::Solid(color)) => {
                let shape = match known(&self.scene.elements[range.range()])? {
                    Known::Circle(centre, radius) => Simple::Circle(centre, radius),
                    Known::Rounded(rect, radius) => Simple::Rounded(rect, radius),
                };
                Some((shape, color))
            }
            Command::StrokeLine(from, to, Brush::Solid(color)) => {
                let line = self.line()?;
                Some((Simple::Segment(from, to, line.width, beyond(line)), color))
            }
            _ => None,
        }
    }

    fn stamp_batch(&mut self, run: &BatchRun, scale: f64) -> Result<(), RasterError> {
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
            if self.can_touch(shape, scale) {
                self.stamp(shape, scale, run.color(scene, item));
            }
        }
        Ok(())
    }

    /// Whether a shape may reach into the rows of the target; quickly, since most of a batch may not.
    fn can_touch(&self, shape: Simple, scale: f64) -> bool {
        let (Simple::Circle(centre, radius) | Simple::Ring(centre, radius, _)) = shape else {
            return true;
        };
        let [_, b, _, d, _, f] = self.transform.as_coeffs();
        let width = if let Simple::Ring(_, _, width) = shape {
            width
        } else {
            0.0
        };
        let (y, reach) = (b * centre.x + d * centre.y + f, (radius + width) * scale + 1.0);
        y + reach > 0.0 && y - reach < self.all().y1
    }

    fn stamp(&mut self, shape: Simple, scale: f64, color: Color) {
        let ink = Ink::new(color);
        if !ink.shows() {
            return;
        }
        let transform = self.transform;
        let shown = rect_on_grid(transform.transform_rect_bbox(bounds(shape)));
        if !self.can_be_seen(shown) {
            return;
        }
        let near = self.all();
        let mut surface = self.surface();
        match shape {
            Simple::Rect(_) => surface.fill_rect(shown, ink),
            Simple::Rounded(_, radius) => surface.fill_rounded(shown, to_grid(radius * scale), ink),
            Simple::Frame(rect, width) => {
                let inner = rect.inset(-width / 2.0);
                if inner.width() <= 0.0 || inner.height() <= 0.0 || width >= rect.width().min(rect.height()) {
                    return surface.fill_rect(shown, ink);
                }
                surface.fill_frame(shown, rect_on_grid(transform.transform_rect_bbox(inner)), ink);
            }
            Simple::Circle(centre, radius) => {
                let centre = on_grid(transform * centre);
                surface.fill_circle(centre.x, centre.y, radius * scale, ink);
            }
            Simple::Ring(centre, radius, width) => {
                let centre = on_grid(transform * centre);
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
                let (width, beyond) = (width * scale, beyond * scale);
                let around = near.inflate(width + beyond + 16.0, width + beyond + 16.0);
                if let Some((from, to)) = part_in(on_grid(transform * from), on_grid(transform * to), around)
                {
                    surface.stroke_segment(from, to, width, beyond, ink);
                }
            }
        }
    }

    fn surface(&mut self) -> Surface<'_> {
        let target = self.target_mut();
        Surface::new(target.width.into(), target.height.into(), target.bytes)
    }

    /// Makes pixels of what was drawn so far, or of the background if nothing was, and puts the text that waits into
    /// them.
    pub(super) fn make_pixels(&mut self) {
        if self.pending {
            self.flush();
        } else if !self.started {
            let base = self.scene.base;
            self.surface().clear(base);
            self.started = true;
        }
        self.put_text();
    }
}

/// How much longer than its points a line is, at each end.
fn beyond(line: &Stroke) -> f64 {
    match line.start_cap {
        Cap::Square => line.width / 2.0,
        Cap::Butt | Cap::Round => 0.0,
    }
}

/// What a shape covers, edges included.
fn bounds(shape: Simple) -> Rect {
    match shape {
        Simple::Rect(rect) | Simple::Rounded(rect, _) => rect,
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

/// The part of a line that lies in a rectangle, so that its numbers are small; `None` if there is none.
fn part_in(from: Point, to: Point, area: Rect) -> Option<(Point, Point)> {
    let way = to - from;
    let (mut first, mut last) = (0.0_f64, 1.0_f64);
    for (start, length, low, high) in [
        (from.x, way.x, area.x0, area.x1),
        (from.y, way.y, area.y0, area.y1),
    ] {
        let (a, b) = ((low - start) / length, (high - start) / length);
        if length == 0.0 {
            if !(low..=high).contains(&start) {
                return None;
            }
        } else {
            first = first.max(a.min(b));
            last = last.min(a.max(b));
        }
    }
    let at = |share: f64| match share {
        0.0 => from,
        1.0 => to,
        share => from + way * share,
    };
    let (a, b) = (at(first), at(last));
    (first < last && a != b && a.is_finite() && b.is_finite()).then_some((a, b))
}

/// How much a transform enlarges; rectangles alone are stamped under one that does not enlarge all the same.
fn scale_of(transform: Affine) -> f64 {
    Similar::of(transform).map_or(1.0, |similar| similar.scale)
}
