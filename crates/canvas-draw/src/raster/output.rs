//! [`Output`]: the pixels of a band, and the vello_cpu context that records drawing for them.
//!
//! vello_cpu makes pixels of a whole recording at once. The fast path and glyph masks write pixels directly, so the
//! recording is flushed before them.

use std::sync::Arc;

use kurbo::{Affine, Rect, Size};
use peniko::{BlendMode, Color, Compose, ImageAlphaType, ImageQuality, Mix};
use vello_cpu::{PixelMetadata, Pixmap, PixmapMut, RasterizerSettings, RenderContext, Resources, TargetInit};

use super::fast_fill::Surface;
use super::image_cache::image_paint;
use crate::geometry::kurbo;
use crate::peniko;
use crate::scene::Scene;

/// The memory that a band is rendered into: premultiplied RGBA, rows without padding.
pub(super) struct Target<'a> {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) bytes: &'a mut [u8],
}

/// The pixels of a band, and the recording for them.
pub(super) struct Output<'a> {
    context: &'a mut RenderContext,
    resources: &'a mut Resources,
    target: Target<'a>,
    /// The first colour of all pixels.
    base: Color,
    /// Whether some command is composited with the pixels below it, background included.
    needs_backdrop: bool,
    /// Whether the target has pixels.
    started: bool,
    /// Whether the recording has something that is not in the target yet.
    pending: bool,
}

impl<'a> Output<'a> {
    pub(super) fn new(
        scene: &Scene,
        target: Target<'a>,
        context: &'a mut RenderContext,
        resources: &'a mut Resources,
    ) -> Self {
        Self {
            context,
            resources,
            target,
            base: scene.base,
            needs_backdrop: scene.needs_backdrop(),
            started: false,
            pending: false,
        }
    }

    #[inline]
    pub(super) fn context(&mut self) -> &mut RenderContext {
        self.context
    }

    pub(super) fn context_and_resources(&mut self) -> (&mut RenderContext, &mut Resources) {
        (self.context, self.resources)
    }

    /// The transform that the context has.
    pub(super) fn context_transform(&self) -> Affine {
        *self.context.transform()
    }

    /// The blend mode that the context has.
    pub(super) fn context_blend(&self) -> BlendMode {
        self.context.blend_mode()
    }

    /// The whole target, physical pixels.
    pub(super) fn bounds(&self) -> Rect {
        Size::new(self.target.width.into(), self.target.height.into()).to_rect()
    }

    /// The pixels, to be drawn into directly.
    pub(super) fn surface(&mut self) -> Surface<'_> {
        let Target { width, height, bytes } = &mut self.target;
        Surface::new((*width).into(), (*height).into(), bytes)
    }

    /// The pixels and their number in a row.
    pub(super) fn pixels(&mut self) -> (&mut [u8], usize) {
        (self.target.bytes, self.target.width.into())
    }

    /// Whether the recording has something that is not in the pixels yet.
    pub(super) fn is_pending(&self) -> bool {
        self.pending
    }

    /// Something was recorded.
    pub(super) fn set_pending(&mut self) {
        self.pending = true;
    }

    /// Starts to record. The caller opens clips and sets the state.
    pub(super) fn begin(&mut self) {
        self.context
            .reset_and_resize(self.target.width, self.target.height);
        self.pending = self.needs_backdrop;
        if self.needs_backdrop {
            // vello_cpu composites only with its own recording, so the target's pixels are recorded.
            let all = self.bounds();
            if self.started {
                self.context.set_paint(self.copy_of_target());
            } else {
                self.context.set_paint(self.base);
            }
            self.context.set_transform(Affine::IDENTITY);
            self.context.fill_rect(&all);
        }
    }

    fn copy_of_target(&self) -> vello_cpu::Image {
        let metadata = PixelMetadata::new(ImageAlphaType::AlphaPremultiplied, true);
        let pixels = self.target.bytes.to_vec();
        let pixmap = Pixmap::from_parts(pixels, self.target.width, self.target.height, metadata);
        image_paint(Arc::new(pixmap), 1.0, ImageQuality::Low)
    }

    /// Makes pixels of the recording, or of the background if nothing was drawn yet.
    pub(super) fn flush(&mut self) {
        if self.pending {
            self.render();
        } else if !self.started {
            let base = self.base;
            self.surface().clear(base);
            self.started = true;
        }
    }

    fn render(&mut self) {
        let Target { width, height, bytes } = &mut self.target;
        let target_init = if self.needs_backdrop {
            TargetInit::Clear(Color::TRANSPARENT)
        } else if self.started {
            TargetInit::SrcOver
        } else {
            TargetInit::Clear(self.base)
        };
        self.context.flush();
        if let Some(target) = PixmapMut::new(*width, *height, bytes) {
            let settings = RasterizerSettings {
                target_init,
                ..Default::default()
            };
            self.context.render_with(target, self.resources, settings);
        }
        self.started = true;
    }

    /// Draws an opaque background below pixels that modes such as `copy` have erased; they would be black.
    pub(super) fn fill_below(&mut self, background: Option<Color>) {
        let Some(background) = background.filter(|color| color.components[3] >= 1.0) else {
            return;
        };
        if self.needs_backdrop {
            let all = self.bounds();
            self.context.set_transform(Affine::IDENTITY);
            self.context
                .set_blend_mode(BlendMode::new(Mix::Normal, Compose::DestOver));
            self.context.set_paint(background);
            self.context.fill_rect(&all);
        }
    }
}
