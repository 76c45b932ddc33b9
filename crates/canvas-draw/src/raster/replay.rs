//! Replays the commands of a scene on vello_cpu, or on the fast path where the plan says so.
//!
//! vello_cpu records all that it draws before it makes pixels. To keep the recording small, and to notice cancellation,
//! pixels are made in between when much is recorded; that is possible only while no layer is open.

mod batches;
mod effects;
mod images;
mod paints;
mod shapes;
mod text;

use kurbo::{Affine, Rect, Stroke};
use peniko::{BlendMode, Color};
use vello_cpu::{RenderContext, Resources};

use super::budget::Budget;
use super::cancel::{Cancel, RasterError};
use super::flatten::flattened;
use super::layer::{LayerStack, OVER, REPLACE};
use super::output::{Output, Target};
use super::plan::Plan;
use super::scratch::Scratch;
use super::shape_math::as_rect;
use crate::geometry::kurbo;
use crate::peniko;
use crate::scene::{Brush, Clip, Command, CommandKind, Scene, SceneCursor};

/// One scene while it is rendered into one band. Each part of its state has an owner of its own; the shapes, texts and
/// images in the child modules draw through them.
pub(super) struct Replay<'a> {
    cursor: SceneCursor<'a>,
    plan: &'a Plan,
    cancel: &'a Cancel,
    output: Output<'a>,
    layers: LayerStack,
    budget: Budget,
    scratch: &'a mut Scratch,
    /// Logical pixels to those of the target.
    base: Affine,
    /// From the coordinates of shapes to pixels: the cursor's transform, or that of a shadow.
    transform: Affine,
    /// From the gradient or pattern that is set to the coordinates of the scene.
    brush_transform: Option<Affine>,
}

impl<'a> Replay<'a> {
    /// `base` leads from logical pixels to those of the target.
    pub(super) fn new(
        (scene, plan): (&'a Scene, &'a Plan),
        base: Affine,
        target: Target<'a>,
        cancel: &'a Cancel,
        (context, resources, scratch): (&'a mut RenderContext, &'a mut Resources, &'a mut Scratch),
    ) -> Self {
        Self {
            cursor: SceneCursor::new(scene, base),
            plan,
            cancel,
            output: Output::new(scene, target, context, resources),
            layers: LayerStack::default(),
            budget: Budget::default(),
            scratch,
            base,
            transform: base,
            brush_transform: None,
        }
    }

    /// Renders the whole scene.
    ///
    /// # Errors
    /// [`RasterError::Cancelled`] soon after cancellation, [`RasterError::Failed`] if the scene takes too much memory.
    pub(super) fn run(mut self) -> Result<(), RasterError> {
        // A frame that was cancelled may have left some.
        self.scratch.pending_text.clear();
        self.begin();
        let plan = self.plan;
        let mut runs = plan.runs.iter();
        let mut run = runs.next();
        while let Some(command) = self.cursor.peek() {
            if let Some(fast) = run.filter(|run| run.start == self.cursor.position()) {
                self.fill_run(fast.end)?;
                run = runs.next();
                continue;
            }
            self.cancel.check()?;
            self.flush_text_below(command);
            self.cursor.advance();
            self.execute(command)?;
            self.flush_if_large()?;
        }
        self.cancel.check()?;
        self.output.fill_below(self.scene().background());
        self.make_pixels();
        Ok(())
    }

    fn scene(&self) -> &'a Scene {
        self.cursor.scene()
    }

    /// How lines are drawn.
    fn line(&self) -> Option<&'a Stroke> {
        self.cursor.state().stroke()
    }

    /// Physical pixels per logical pixel.
    fn ratio(&self) -> f64 {
        self.base.as_coeffs()[0]
    }

    /// Makes pixels of the recording if it is large.
    fn flush_if_large(&mut self) -> Result<(), RasterError> {
        self.budget.check_failure()?;
        if self.budget.is_large() && self.layers.is_empty() {
            self.cancel.check()?;
            self.make_pixels();
            self.begin();
        }
        self.budget.check_limit()?;
        Ok(())
    }

    /// Makes pixels of the recording, and draws the pending text over them.
    fn make_pixels(&mut self) {
        self.output.flush();
        let Scratch {
            pending_text, glyphs, ..
        } = &mut *self.scratch;
        let (pixels, width) = self.output.pixels();
        pending_text.draw(glyphs, pixels, width);
    }

    /// Starts to record, with the clips and the state that the cursor has.
    fn begin(&mut self) {
        self.output.begin();
        self.budget.reset();
        for clip in self.layers.take_clips() {
            self.push_clip(clip);
        }
        let (transform, mode) = (self.transform, self.cursor.state().blend());
        self.output.context().set_transform(transform);
        self.output.context().set_blend_mode(mode);
    }

    /// Executes a command that the cursor has stepped over.
    fn execute(&mut self, command: Command) -> Result<(), RasterError> {
        // `draw_outlines` does this for text.
        if !matches!(command.kind(), CommandKind::State | CommandKind::Text) {
            self.output.set_pending();
        }
        match command {
            Command::Transform(_) => self.set_transform(self.cursor.state().transform()),
            Command::Blend(mode) => self.output.context().set_blend_mode(mode),
            // They are read from the cursor.
            Command::Stroke(_) | Command::Effects(_) => {}
            Command::FillRect(rect, brush) => self.draw_composited(|r| r.fill_rect(rect, brush)),
            Command::FillCircle(centre, radius, brush) => {
                self.draw_composited(|r| r.fill_circle(centre, radius, brush));
            }
            Command::FillPath(range, rule, brush) => {
                self.draw_composited(|r| r.fill_path(range, rule, brush));
            }
            Command::StrokePath(range, brush) => {
                let mut result = Ok(());
                self.draw_composited(|r| result = r.stroke_path(range, brush));
                result?;
            }
            Command::StrokeLine(from, to, brush) => {
                self.draw_composited(|r| r.stroke_line(from, to, brush));
            }
            Command::Image(index) => self.draw_composited(|r| r.draw_image(index)),
            Command::Text(index) => self.draw_composited(|r| r.draw_text(index)),
            Command::Batch(index) => self.draw_batch(index)?,
            Command::ReplaceRect(rect, color) => self.replace(rect, color),
            Command::ReplaceAll(color) => self.replace_all(color),
            Command::PutPixels(index) => self.put_pixels(index),
            Command::PushClip(path, rule) => self.push_clip(Clip {
                path,
                rule,
                transform: self.transform,
            }),
            Command::PopClip => self.pop_clip(),
            Command::PushLayer(alpha, mode) => {
                self.push_layer(alpha, mode);
                self.layers.push_plain();
                self.output.context().set_blend_mode(OVER);
            }
            Command::PushFilter(step) => {
                self.push_filter(step);
                self.output.context().set_blend_mode(OVER);
            }
            Command::PopLayer => {
                self.pop_layer();
                self.output.context().set_blend_mode(OVER);
            }
        }
        Ok(())
    }

    fn set_transform(&mut self, transform: Affine) {
        self.transform = transform;
        self.output.context().set_transform(transform);
    }

    fn push_clip(&mut self, clip: Clip) {
        let elements = &self.scene().elements[clip.path.range()];
        self.scratch.path.truncate(0);
        let seen = self.visible();
        let shown = flattened(elements, clip.transform, seen, &mut self.scratch.path);
        self.add_cost(elements.len(), shown.unwrap_or_default());
        let (transform, context) = (self.transform, self.output.context());
        context.set_fill_rule(clip.rule);
        context.set_transform(Affine::IDENTITY);
        match as_rect(self.scratch.path.elements()) {
            Some(rect) => context.push_clip_rect(&rect),
            None => context.push_clip_path(&self.scratch.path),
        }
        context.set_transform(transform);
        self.layers.push_clip(clip);
    }

    fn pop_clip(&mut self) {
        if self.layers.pop_clip().is_some() {
            self.output.context().pop_clip();
        }
    }

    /// Replaces the pixels of a rectangle by a colour.
    fn replace(&mut self, rect: Rect, color: Color) {
        let is_opaque = color.components[3] >= 1.0;
        let replacing: BlendMode = if is_opaque { OVER } else { REPLACE };
        self.output.context().set_blend_mode(replacing);
        self.fill_rect(rect, Brush::Solid(color));
        let mode = self.cursor.state().blend();
        self.output.context().set_blend_mode(mode);
    }

    fn replace_all(&mut self, color: Color) {
        let transform = self.transform;
        self.set_transform(Affine::IDENTITY);
        self.replace(self.visible(), color);
        self.set_transform(transform);
    }

    /// The visible part of the plane, in pixels: the target, and a margin from which open filters may move pixels into it.
    fn visible(&self) -> Rect {
        let margin = self.layers.margin();
        self.output.bounds().inflate(margin, margin)
    }

    /// Counts the memory that a shape with this number of segments within `shown` (physical pixels) may take.
    fn add_cost(&mut self, segments: usize, shown: Rect) {
        let shown = shown.intersect(self.visible());
        self.budget.add_shape(segments, shown);
        if !self.layers.is_empty() {
            self.layers.note_content(shown);
        }
    }
}
