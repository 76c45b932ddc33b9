//! Replays the commands of a scene on vello_cpu.
//!
//! vello_cpu records a whole picture in its own form before it makes pixels. To keep that form small, and to notice
//! cancellation, the pixels are made in between when much has gathered; that is possible only while no layer is open.

use std::ops::Range;
use std::sync::Arc;

use kurbo::{Affine, Rect, Size, Stroke};
use peniko::{BlendMode, Color, Compose, Extend, Fill, ImageQuality, ImageSampler, Mix};
use vello_cpu::{
    Image, ImageSource, PixelMetadata, Pixmap, PixmapMut, RasterizerSettings, RenderContext, Resources,
    TargetInit,
};

use super::bands::Scratch;
use super::{Cancel, RasterError};
use crate::error::Error;
use crate::geometry::kurbo;
use crate::painter::reaches_outside;
use crate::peniko;
use crate::scene::{Brush, Command, PathRange, Scene};

/// After so much the pixels are made, bytes of vello_cpu's form as estimated by [`Replay::add_cost`].
const FLUSH_BYTES: usize = 96 << 20;
/// So much is allowed inside of a layer, or for one shape.
const MAX_BYTES: usize = 1 << 30;
/// Erasing, and putting a transparent colour in the place of what is there.
const REPLACE: BlendMode = BlendMode::new(Mix::Normal, Compose::Copy);
const OVER: BlendMode = BlendMode::new(Mix::Normal, Compose::SrcOver);

/// Where the pixels go.
pub(super) struct Target<'a> {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) bytes: &'a mut [u8],
}

/// One scene on its way to pixels.
pub(super) struct Replay<'a> {
    pub(super) scene: &'a Scene,
    pub(super) context: &'a mut RenderContext,
    pub(super) resources: &'a mut Resources,
    pub(super) scratch: &'a mut Scratch,
    target: Target<'a>,
    /// Logical pixels to those of the target.
    pub(super) base: Affine,
    /// What holds now: path to physical pixels.
    pub(super) transform: Affine,
    blend: BlendMode,
    pub(super) stroke: Option<u32>,
    /// The clips that are open, to be set again after the pixels were made.
    clips: Vec<(PathRange, Fill, Affine)>,
    layers: usize,
    cost: usize,
    /// Whether something is in the target already.
    pub(super) started: bool,
    /// Whether something is gathered that is not in the target yet.
    pub(super) pending: bool,
    /// The commands that are stamped.
    runs: &'a [Range<usize>],
    cancel: &'a Cancel,
    /// Whether what is drawn must see what lies below, background included.
    mixes: bool,
}

impl<'a> Replay<'a> {
    pub(super) fn new(
        scene: &'a Scene,
        base: Affine,
        target: Target<'a>,
        runs: &'a [Range<usize>],
        cancel: &'a Cancel,
        context: &'a mut RenderContext,
        resources: &'a mut Resources,
        scratch: &'a mut Scratch,
    ) -> Self {
        Self {
            scene,
            context,
            resources,
            scratch,
            target,
            base,
            transform: base,
            blend: OVER,
            stroke: None,
            clips: Vec::new(),
            layers: 0,
            cost: 0,
            started: false,
            pending: false,
            runs,
            cancel,
            mixes: scene.mixes(),
        }
    }

    pub(super) fn run(mut self) -> Result<(), RasterError> {
        self.begin();
        let (mut next, mut runs) = (0, self.runs.iter());
        let mut run = runs.next();
        while let Some(command) = self.scene.commands.get(next) {
            if let Some(stamped) = run.filter(|run| run.start == next) {
                self.stamp_run(stamped.clone())?;
                next = stamped.end;
                run = runs.next();
                continue;
            }
            self.look_up()?;
            self.command(*command)?;
            self.relieve()?;
            next += 1;
        }
        self.look_up()?;
        self.show_background();
        if self.pending || !self.started {
            self.flush();
        }
        Ok(())
    }

    /// Notices that the picture is no longer wanted.
    pub(super) fn look_up(&self) -> Result<(), RasterError> {
        if self.cancel.is_cancelled() {
            return Err(RasterError::Cancelled);
        }
        Ok(())
    }

    /// Makes pixels of what has gathered if it is much.
    pub(super) fn relieve(&mut self) -> Result<(), RasterError> {
        if self.cost > FLUSH_BYTES && self.layers == 0 {
            self.look_up()?;
            self.flush();
            self.begin();
        }
        if self.cost > MAX_BYTES {
            return Err(Error::Resource("a layer of the scene is too complex to be drawn".into()).into());
        }
        Ok(())
    }

    pub(super) fn target_mut(&mut self) -> &mut Target<'a> {
        &mut self.target
    }

    /// What modes like copy have erased shows an opaque background, not the black behind it.
    fn show_background(&mut self) {
        let Some(background) = self.scene.background().filter(|color| color.components[3] >= 1.0) else {
            return;
        };
        if self.mixes {
            self.context.set_transform(Affine::IDENTITY);
            self.context
                .set_blend_mode(BlendMode::new(Mix::Normal, Compose::DestOver));
            self.context.set_paint(background);
            self.context.fill_rect(&self.all());
        }
    }

    /// Prepares for drawing, with everything that is open.
    pub(super) fn begin(&mut self) {
        self.context
            .reset_and_resize(self.target.width, self.target.height);
        self.cost = 0;
        self.pending = self.mixes;
        if self.mixes {
            // vello_cpu mixes only with what it drew itself, so what is there is drawn.
            let all = self.all();
            if self.started {
                self.context.set_paint(self.copy_of_target());
            } else {
                self.context.set_paint(self.scene.base);
            }
            self.context.set_transform(Affine::IDENTITY);
            self.context.fill_rect(&all);
        }
        for (range, rule, transform) in std::mem::take(&mut self.clips) {
            self.push_clip(range, rule, transform);
        }
        self.context.set_transform(self.transform);
        self.context.set_blend_mode(self.blend);
    }

    /// Makes the pixels.
    pub(super) fn flush(&mut self) {
        let Target { width, height, bytes } = &mut self.target;
        let init = if !self.started || self.mixes {
            TargetInit::Clear(if self.mixes {
                Color::TRANSPARENT
            } else {
                self.scene.base
            })
        } else {
            TargetInit::SrcOver
        };
        self.context.flush();
        if let Some(target) = PixmapMut::new(*width, *height, bytes) {
            let settings = RasterizerSettings {
                target_init: init,
                ..Default::default()
            };
            self.context.render_with(target, self.resources, settings);
        }
        self.started = true;
    }

    fn copy_of_target(&self) -> Image {
        let metadata = PixelMetadata::new(peniko::ImageAlphaType::AlphaPremultiplied, true);
        let pixels = self.target.bytes.to_vec();
        let pixmap = Pixmap::from_parts(pixels, self.target.width, self.target.height, metadata);
        image_paint(Arc::new(pixmap), 1.0, ImageQuality::Low)
    }

    pub(super) fn command(&mut self, command: Command) -> Result<(), RasterError> {
        self.pending |= !matches!(
            command,
            Command::Transform(_) | Command::Blend(_) | Command::Stroke(_)
        );
        match command {
            Command::Transform(index) => {
                self.transform = self.base * self.scene.transforms[index as usize];
                self.context.set_transform(self.transform);
            }
            Command::Blend(mode) => {
                self.blend = mode;
                self.context.set_blend_mode(mode);
            }
            Command::Stroke(index) => self.stroke = Some(index),
            Command::FillRect(rect, brush) => self.in_mode(|r| r.fill_rect(rect, brush)),
            Command::ReplaceRect(rect, color) => self.replace(rect, color),
            Command::ReplaceAll(color) => {
                let transform = std::mem::replace(&mut self.transform, Affine::IDENTITY);
                self.context.set_transform(self.transform);
                self.replace(self.all(), color);
                self.transform = transform;
                self.context.set_transform(transform);
            }
            Command::FillCircle(centre, radius, brush) => {
                self.in_mode(|r| r.fill_circle(centre, radius, brush))
            }
            Command::FillPath(range, rule, brush) => self.in_mode(|r| r.fill_path(range, rule, brush)),
            Command::StrokePath(range, brush) => {
                let mut result = Ok(());
                self.in_mode(|r| result = r.stroke_path(range, brush));
                result?;
            }
            Command::StrokeLine(from, to, brush) => self.in_mode(|r| r.stroke_line(from, to, brush)),
            Command::Image(index) => self.in_mode(|r| r.draw_image(index)),
            Command::Text(index) => self.in_mode(|r| {
                if r.may_show_text(index) {
                    r.draw_text(index);
                }
            }),
            Command::Batch(index) => self.batch(index)?,
            Command::PushClip(range, rule) => self.push_clip(range, rule, self.transform),
            Command::PopClip => {
                if self.clips.pop().is_some() {
                    self.context.pop_clip();
                }
            }
            Command::PushLayer(alpha, mode) => {
                self.push_layer(alpha, mode);
                self.layers += 1;
                self.blend = OVER;
                self.context.set_blend_mode(OVER);
            }
            Command::PopLayer => {
                if self.layers > 0 {
                    self.layers -= 1;
                    self.context.pop_layer();
                }
                self.blend = OVER;
                self.context.set_blend_mode(OVER);
            }
        }
        Ok(())
    }

    /// Draws a shape; in a layer of its own if the mode changes what lies outside of the shape.
    pub(super) fn in_mode(&mut self, draw: impl FnOnce(&mut Self)) {
        if !reaches_outside(self.blend) {
            return draw(self);
        }
        let mode = self.blend;
        self.push_layer(1.0, mode);
        self.context.set_blend_mode(OVER);
        draw(self);
        self.context.pop_layer();
        self.context.set_blend_mode(mode);
    }

    /// Begins a layer. Its clip makes modes like copy stop where the clips that are open do.
    fn push_layer(&mut self, alpha: f32, mode: BlendMode) {
        let clip = reaches_outside(mode).then(|| kurbo::Shape::to_path(&self.all(), 1.0));
        self.context.set_transform(Affine::IDENTITY);
        self.context.set_fill_rule(Fill::NonZero);
        self.context
            .push_layer(clip.as_ref(), Some(mode), Some(alpha), None, None);
        self.context.set_transform(self.transform);
    }

    fn push_clip(&mut self, range: PathRange, rule: Fill, transform: Affine) {
        let elements = &self.scene.elements[range.range()];
        self.scratch.path.truncate(0);
        let shown = super::shapes::clamped(elements, transform, &mut self.scratch.path);
        self.add_cost(elements.len(), shown.unwrap_or_default());
        self.context.set_fill_rule(rule);
        self.context.set_transform(Affine::IDENTITY);
        match super::shapes::as_rect(self.scratch.path.elements()) {
            Some(rect) => self.context.push_clip_rect(&rect),
            None => self.context.push_clip_path(&self.scratch.path),
        }
        self.context.set_transform(self.transform);
        self.clips.push((range, rule, transform));
    }

    /// Puts a colour in the place of what is there.
    fn replace(&mut self, rect: Rect, color: Color) {
        let opaque = color.components[3] >= 1.0;
        self.context.set_blend_mode(if opaque { OVER } else { REPLACE });
        self.fill_rect(rect, Brush::Solid(color));
        self.context.set_blend_mode(self.blend);
    }

    /// The whole target, physical pixels.
    pub(super) fn all(&self) -> Rect {
        Size::new(self.target.width.into(), self.target.height.into()).to_rect()
    }

    /// Counts what a shape of so many segments may take, which lies within `shown` (physical pixels).
    pub(super) fn add_cost(&mut self, segments: usize, shown: Rect) {
        let shown = shown.intersect(self.all());
        let (columns, rows) = (
            (shown.width() / 4.0) as usize + 2,
            (shown.height() / 4.0) as usize + 2,
        );
        // A tile is 16 bytes of coverage and a strip of 8.
        let tiles = segments.saturating_mul(columns + rows).min(columns * rows);
        self.cost += 64 + tiles * 24 + segments.saturating_mul(64);
    }

    pub(super) fn set_brush(&mut self, brush: Brush) {
        match brush {
            Brush::Solid(color) => self.context.set_paint(color),
        }
    }

    pub(super) fn line(&self) -> Option<&'a Stroke> {
        self.stroke.map(|index| &self.scene.strokes[index as usize])
    }
}

/// A paint of a picture whose edge pixels go on outside.
pub(super) fn image_paint(pixmap: Arc<Pixmap>, alpha: f32, quality: ImageQuality) -> Image {
    let sampler = ImageSampler {
        x_extend: Extend::Pad,
        y_extend: Extend::Pad,
        quality,
        alpha,
    };
    Image {
        image: ImageSource::Pixmap(pixmap),
        sampler,
    }
}
