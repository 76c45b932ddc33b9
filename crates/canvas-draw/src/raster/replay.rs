//! Replays the commands of a scene on vello_cpu.
//!
//! vello_cpu records a whole picture in its own form before it makes pixels. To keep that form small, and to notice
//! cancellation, the pixels are made in between when much has gathered; that is possible only while no layer is open.

use std::sync::Arc;

use kurbo::{Affine, Rect, Size, Stroke};
use peniko::{BlendMode, Color, Compose, Extend, Fill, ImageQuality, ImageSampler, Mix};
use vello_cpu::{
    Image, ImageSource, PixelMetadata, Pixmap, PixmapMut, RasterizerSettings, RenderContext, Resources,
    TargetInit,
};

use super::bands::Scratch;
use super::effects::Open;
use super::lines::straightened;
use super::plan::Plan;
use super::{Cancel, RasterError};
use crate::error::Error;
use crate::geometry::kurbo;
use crate::peniko;
use crate::scene::{Brush, Command, PathRange, Scene};

/// After so much the pixels are made, bytes of vello_cpu's form as estimated by [`Replay::add_cost`].
const FLUSH_BYTES: usize = 96 << 20;
/// So much is allowed inside of a layer, or for one shape.
const MAX_BYTES: usize = 1 << 30;
/// Erasing, and putting a transparent colour in the place of what is there.
pub(super) const REPLACE: BlendMode = BlendMode::new(Mix::Normal, Compose::Copy);
pub(super) const OVER: BlendMode = BlendMode::new(Mix::Normal, Compose::SrcOver);

/// A clip: path, rule, and the transform that leads from the path to physical pixels.
pub(super) type Clip = (PathRange, Fill, Affine);

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
    pub(super) target: Target<'a>,
    /// Logical pixels to those of the target.
    pub(super) base: Affine,
    /// Physical pixels per logical pixel.
    pub(super) ratio: f64,
    /// What holds now: path to physical pixels.
    pub(super) transform: Affine,
    pub(super) blend: BlendMode,
    pub(super) stroke: Option<u32>,
    pub(super) effects: Option<u32>,
    /// Where the gradient or pattern that is set lies, in the scene's coordinates.
    pub(super) brush_place: Option<Affine>,
    /// The clips that are open, to be set again after the pixels were made.
    pub(super) clips: Vec<Clip>,
    pub(super) open: Vec<Open>,
    /// How far outside of the target something can still be seen, by the filters that are open.
    pub(super) margin: f64,
    pub(super) cost: usize,
    /// What went wrong inside of a command.
    pub(super) failure: Option<Error>,
    /// Whether something is in the target already.
    pub(super) started: bool,
    /// Whether something is gathered that is not in the target yet.
    pub(super) pending: bool,
    pub(super) plan: &'a Plan,
    cancel: &'a Cancel,
    /// Whether what is drawn must see what lies below, background included.
    mixes: bool,
}

impl<'a> Replay<'a> {
    pub(super) fn new(
        (scene, plan): (&'a Scene, &'a Plan),
        base: Affine,
        target: Target<'a>,
        cancel: &'a Cancel,
        (context, resources, scratch): (&'a mut RenderContext, &'a mut Resources, &'a mut Scratch),
    ) -> Self {
        let [ratio, ..] = base.as_coeffs();
        Self {
            scene,
            context,
            resources,
            scratch,
            target,
            base,
            ratio,
            transform: base,
            blend: OVER,
            stroke: None,
            effects: None,
            brush_place: None,
            clips: Vec::new(),
            open: Vec::new(),
            margin: 0.0,
            cost: 0,
            failure: None,
            started: false,
            pending: false,
            plan,
            cancel,
            mixes: scene.mixes(),
        }
    }

    pub(super) fn run(mut self) -> Result<(), RasterError> {
        // A picture that was given up may have left some.
        self.scratch.waiting.clear();
        self.begin();
        let (mut next, mut runs) = (0, self.plan.runs.iter());
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
        self.make_pixels();
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
        if let Some(error) = self.failure.take() {
            return Err(error.into());
        }
        if self.cost > FLUSH_BYTES && self.open.is_empty() {
            self.look_up()?;
            self.make_pixels();
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
        let clips = std::mem::take(&mut self.clips);
        self.open_clips(clips);
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

    /// Whether text may wait for the pixels: nothing is mixed with it but by lying over it.
    pub(super) fn may_wait(&self) -> bool {
        self.open.is_empty() && self.effects.is_none() && !self.mixes && self.blend == OVER
    }

    /// The clips that are open.
    pub(super) fn clips(&self) -> &[Clip] {
        &self.clips
    }

    pub(super) fn open_clips(&mut self, clips: Vec<Clip>) {
        for clip in clips {
            self.push_clip(clip);
        }
    }

    fn copy_of_target(&self) -> Image {
        let metadata = PixelMetadata::new(peniko::ImageAlphaType::AlphaPremultiplied, true);
        let pixels = self.target.bytes.to_vec();
        let pixmap = Pixmap::from_parts(pixels, self.target.width, self.target.height, metadata);
        image_paint(Arc::new(pixmap), 1.0, ImageQuality::Low)
    }

    pub(super) fn command(&mut self, command: Command) -> Result<(), RasterError> {
        self.before(command);
        // Text says itself what it does.
        self.pending |= !matches!(
            command,
            Command::Transform(_)
                | Command::Blend(_)
                | Command::Stroke(_)
                | Command::Effects(_)
                | Command::Text(_)
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
            Command::Effects(index) => self.effects = index,
            Command::FillRect(rect, brush) => self.in_mode(|r| r.fill_rect(rect, brush)),
            Command::ReplaceRect(rect, color) => self.replace(rect, color),
            Command::ReplaceAll(color) => {
                let transform = std::mem::replace(&mut self.transform, Affine::IDENTITY);
                self.context.set_transform(self.transform);
                self.replace(self.visible(), color);
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
            Command::PutPixels(index) => self.put_pixels(index),
            Command::Text(index) => self.in_mode(|r| {
                if r.may_show_text(index) {
                    r.draw_text(index);
                }
            }),
            Command::Batch(index) => self.batch(index)?,
            Command::PushClip(range, rule) => self.push_clip((range, rule, self.transform)),
            Command::PopClip => {
                if self.clips.pop().is_some() {
                    self.context.pop_clip();
                }
            }
            Command::PushLayer(alpha, mode) => {
                self.push_layer(alpha, mode);
                self.open.push(Open::Plain);
                self.set_plain_mode();
            }
            Command::PushFilter(step) => {
                self.push_filter(step);
                self.set_plain_mode();
            }
            Command::PopLayer => {
                self.pop_open();
                self.set_plain_mode();
            }
        }
        Ok(())
    }

    fn set_plain_mode(&mut self) {
        self.blend = OVER;
        self.context.set_blend_mode(OVER);
    }

    pub(super) fn push_clip(&mut self, (range, rule, transform): Clip) {
        let elements = &self.scene.elements[range.range()];
        self.scratch.path.truncate(0);
        let seen = self.visible();
        let shown = straightened(elements, transform, seen, &mut self.scratch.path);
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

    /// What of the scene's coordinates can be seen: the whole target, and around it what open filters may carry into it.
    pub(super) fn visible(&self) -> Rect {
        self.all().inflate(self.margin, self.margin)
    }

    /// Counts what a shape of so many segments may take, which lies within `shown` (physical pixels).
    pub(super) fn add_cost(&mut self, segments: usize, shown: Rect) {
        let shown = shown.intersect(self.visible());
        let (columns, rows) = (
            (shown.width() / 4.0) as usize + 2,
            (shown.height() / 4.0) as usize + 2,
        );
        // A tile is 16 bytes of coverage and a strip of 8.
        let tiles = segments.saturating_mul(columns + rows).min(columns * rows);
        self.cost += 64 + tiles * 24 + segments.saturating_mul(64);
        if !self.open.is_empty() {
            self.note_content(shown);
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
