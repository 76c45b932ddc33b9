//! Drawing SVG images: each path of an SVG becomes a path of the scene.

use kurbo::{Affine, BezPath, Cap, Join, Point, Rect, Vec2};
use peniko::{BlendMode, Color, Compose, Extend, Fill, Mix};
use usvg::tiny_skia_path::{PathSegment, Transform};

use super::{FrameInfo, Painter};
use crate::effect::{Filter, FilterStep};
use crate::error::Error;
use crate::geometry::{PhysicalSize, kurbo};
use crate::image::Image;
use crate::paint::{Gradient, Paint, Pattern, Repetition};
use crate::peniko;
use crate::raster::render_scene;
use crate::svg::{Svg, filter_step};

/// The largest side of a tile, physical pixels: patterns and masks are rendered to images.
const LARGEST_TILE: f64 = 4096.0;
/// The largest number of pixels of all tiles of one frame. A nested tile counts for every time that it is rendered.
const MAX_TILE_PIXELS: u64 = 256 << 20;

impl Painter {
    /// Draws an SVG image into a rectangle (logical pixels), as large as fits, centred, in its aspect ratio. Alpha,
    /// blend mode, shadow and filter apply to the image as a whole. Masks and patterns of more than 268 million pixels
    /// per frame are an [`Error::Resource`].
    pub fn draw_svg(&mut self, svg: &Svg, x: f64, y: f64, width: f64, height: f64) {
        let place = Rect::new(x, y, x + width, y + height);
        let size = svg.size();
        if !place.is_finite() || place.abs().is_zero_area() || self.state.inverse.is_none() {
            return;
        }
        let place = place.abs();
        let scale = (place.width() / size.width).min(place.height() / size.height);
        let corner = place.center() - size.to_vec2() * (scale / 2.0);
        let depth = self.depth();
        self.save();
        let (alpha, mode) = (self.state.alpha, self.state.blend);
        let filter = self.filter_and_shadow();
        let whole = alpha < 1.0 || mode != BlendMode::default() || !filter.is_none();
        if whole && !self.push_filtered_layer(alpha, mode, None, &filter) {
            return self.restore_to(depth);
        }
        self.translate(corner.x, corner.y);
        self.scale(scale, scale);
        self.clip_path(&kurbo::Shape::to_path(&size.to_rect(), 1.0), Fill::NonZero);
        self.begin_svg_state();
        self.draw_group(svg.0.root());
        self.restore_to(depth);
    }

    /// The current filter with the current shadow as its last step, for a whole image.
    fn filter_and_shadow(&self) -> Filter {
        let shadow = Some(self.state.shadow).filter(|shadow| shadow.is_visible());
        let shadow = shadow.map(|shadow| FilterStep::DropShadow {
            offset: shadow.offset,
            deviation: shadow.blur / 2.0,
            color: shadow.color,
        });
        let steps = self.state.filter.steps().iter().copied().chain(shadow);
        Filter::from_steps(steps.collect())
    }

    /// SVG knows nothing of what the painter was set to.
    fn begin_svg_state(&mut self) {
        self.state.alpha = 1.0;
        self.state.blend = BlendMode::default();
        self.state.shadow = crate::effect::Shadow::NONE;
        self.state.filter = Filter::none();
        self.state.smooth = true;
    }

    fn draw_children(&mut self, group: &usvg::Group) {
        for node in group.children() {
            if self.error.is_some() {
                return;
            }
            match node {
                usvg::Node::Group(group) => self.draw_group(group),
                usvg::Node::Path(path) if path.is_visible() => self.draw_svg_path(path),
                usvg::Node::Image(image) if image.is_visible() => self.draw_svg_image(image),
                usvg::Node::Text(text) => self.draw_group(text.flattened()),
                usvg::Node::Path(_) | usvg::Node::Image(_) => {}
            }
        }
    }

    fn draw_group(&mut self, group: &usvg::Group) {
        let depth = self.depth();
        self.save();
        self.transform(affine(group.transform()));
        let simple_clip = group.clip_path().and_then(one_path);
        if let Some((path, rule)) = &simple_clip {
            self.clip_path(path, *rule);
        }
        let complex_clip = group.clip_path().filter(|_| simple_clip.is_none());
        let filter = self.svg_filter(group);
        let mode = blend_mode(group.blend_mode());
        let opacity = f64::from(group.opacity().get());
        let isolated = opacity < 1.0
            || mode != BlendMode::default()
            || group.isolate()
            || !filter.is_none()
            || complex_clip.is_some()
            || group.mask().is_some();
        if isolated && !self.push_filtered_layer(opacity, mode, None, &filter) {
            return self.restore_to(depth);
        }
        self.draw_children(group);
        if let Some(clip) = complex_clip {
            self.keep_inside(clip);
        }
        if let Some(mask) = group.mask() {
            self.draw_mask(mask);
        }
        self.restore_to(depth);
    }

    /// Erases everything outside of a clip of several paths.
    fn keep_inside(&mut self, clip: &usvg::ClipPath) {
        let depth = self.depth();
        if self.push_layer(1.0, BlendMode::new(Mix::Normal, Compose::DestIn), None) {
            self.transform(affine(clip.transform()));
            self.draw_children(clip.root());
            if let Some(outer) = clip.clip_path() {
                self.keep_inside(outer);
            }
        }
        self.restore_to(depth);
    }

    /// Erases by a mask. The mask is rendered to an image first, since its luminance counts.
    fn draw_mask(&mut self, mask: &usvg::Mask) {
        let rect = mask.rect();
        let area = Rect::new(
            rect.left().into(),
            rect.top().into(),
            rect.right().into(),
            rect.bottom().into(),
        );
        let kind = mask.kind();
        let Some((image, area)) = self.tile(area, |painter| {
            painter.draw_children(mask.root());
            if let Some(outer) = mask.mask() {
                painter.draw_mask(outer);
            }
        }) else {
            return;
        };
        let image = match kind {
            usvg::MaskType::Alpha => image,
            usvg::MaskType::Luminance => bright_is_opaque(&image),
        };
        self.state.blend = BlendMode::new(Mix::Normal, Compose::DestIn);
        self.draw_image_scaled(&image, area.x0, area.y0, area.width(), area.height());
        self.state.blend = BlendMode::default();
    }

    /// Renders an area to an image at the resolution at which it will be visible. Returns the image with its area.
    fn tile(&mut self, area: Rect, draw: impl FnOnce(&mut Self)) -> Option<(Image, Rect)> {
        let [a, b, c, d, ..] = self.state.transform.as_coeffs();
        let scale = a.hypot(b).max(c.hypot(d)) * self.info.ratio;
        let (width, height) = (area.width(), area.height());
        let side = |length: f64| (length * scale).ceil().clamp(1.0, LARGEST_TILE);
        let (across, down) = (side(width), side(height));
        if !across.is_finite() || !down.is_finite() {
            return None;
        }
        let size = PhysicalSize::new(across as u32, down as u32)?;
        self.tile_pixels += u64::from(size.width()) * u64::from(size.height());
        if self.tile_pixels > MAX_TILE_PIXELS {
            self.fail(Error::Resource(format!(
                "the masks and patterns of SVG images have more than {} million pixels",
                MAX_TILE_PIXELS / 1_000_000
            )));
            return None;
        }
        let mut painter = Self::new(FrameInfo {
            size: kurbo::Size::new(across, down),
            ratio: 1.0,
            background: None,
            ..self.info
        });
        painter.tile_pixels = self.tile_pixels;
        painter.scale(across / width, down / height);
        painter.translate(-area.x0, -area.y0);
        draw(&mut painter);
        self.tile_pixels = painter.tile_pixels;
        if let Some(error) = painter.take_error() {
            self.fail(error);
        }
        match render_scene(&painter.finish(), size, 1.0) {
            Ok(image) => Some((image, area)),
            Err(error) => {
                self.fail(error);
                None
            }
        }
    }

    fn svg_filter(&self, group: &usvg::Group) -> Filter {
        let [a, b, c, d, ..] = self.state.transform.as_coeffs();
        let scale = (a.hypot(b) + c.hypot(d)) / 2.0;
        let step = |filter: &std::sync::Arc<usvg::filter::Filter>| match filter_step(filter).ok()? {
            usvg::filter::Kind::GaussianBlur(blur) => {
                let deviation = (blur.std_dev_x().get() + blur.std_dev_y().get()) / 2.0;
                Some(FilterStep::Blur(f64::from(deviation) * scale))
            }
            usvg::filter::Kind::DropShadow(shadow) => {
                let moved = Vec2::new(shadow.dx().into(), shadow.dy().into());
                let offset = Vec2::new(a * moved.x + c * moved.y, b * moved.x + d * moved.y);
                let deviation = (shadow.std_dev_x().get() + shadow.std_dev_y().get()) / 2.0;
                Some(FilterStep::DropShadow {
                    offset,
                    deviation: f64::from(deviation) * scale,
                    color: color(shadow.color(), shadow.opacity()),
                })
            }
            _ => None,
        };
        Filter::from_steps(group.filters().iter().filter_map(step).collect())
    }

    fn draw_svg_path(&mut self, path: &usvg::Path) {
        let outline = bez_path(path.data());
        let fill_first = path.paint_order() == usvg::PaintOrder::FillAndStroke;
        for fills in [fill_first, !fill_first] {
            if fills && let Some(fill) = path.fill() {
                if let Some(paint) = self.svg_paint(fill.paint(), fill.opacity()) {
                    self.state.fill = paint;
                    self.state.alpha = f64::from(fill.opacity().get());
                    self.fill_path(&outline, rule(fill.rule()));
                }
            } else if !fills && let Some(stroke) = path.stroke() {
                self.stroke_svg_path(&outline, stroke);
            }
        }
        self.state.alpha = 1.0;
    }

    fn stroke_svg_path(&mut self, outline: &BezPath, stroke: &usvg::Stroke) {
        let Some(paint) = self.svg_paint(stroke.paint(), stroke.opacity()) else {
            return;
        };
        self.state.stroke = paint;
        self.state.alpha = f64::from(stroke.opacity().get());
        self.set_line_width(stroke.width().get().into());
        self.set_line_cap(match stroke.linecap() {
            usvg::LineCap::Butt => Cap::Butt,
            usvg::LineCap::Round => Cap::Round,
            usvg::LineCap::Square => Cap::Square,
        });
        self.set_line_join(match stroke.linejoin() {
            usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => Join::Miter,
            usvg::LineJoin::Round => Join::Round,
            usvg::LineJoin::Bevel => Join::Bevel,
        });
        self.set_miter_limit(stroke.miterlimit().get().into());
        let dashes: Vec<f64> = stroke
            .dasharray()
            .unwrap_or_default()
            .iter()
            .map(|d| f64::from(*d))
            .collect();
        self.set_line_dash(&dashes);
        self.set_line_dash_offset(stroke.dashoffset().into());
        self.stroke_path(outline);
    }

    fn svg_paint(&mut self, paint: &usvg::Paint, opacity: usvg::Opacity) -> Option<Paint> {
        match paint {
            usvg::Paint::Color(c) => Some(color(*c, usvg::Opacity::ONE).into()),
            usvg::Paint::LinearGradient(g) => {
                let (x0, y0, x1, y1) = (g.x1(), g.y1(), g.x2(), g.y2());
                let gradient = Gradient::linear(x0.into(), y0.into(), x1.into(), y1.into()).ok()?;
                Some(with_base(gradient, g).into())
            }
            usvg::Paint::RadialGradient(g) => {
                let (from, to) = ((g.fx(), g.fy()), (g.cx(), g.cy()));
                let (r0, r1) = (g.fr().get().into(), g.r().get().into());
                let gradient =
                    Gradient::radial(from.0.into(), from.1.into(), r0, to.0.into(), to.1.into(), r1).ok()?;
                Some(with_base(gradient, g).into())
            }
            usvg::Paint::Pattern(pattern) => {
                if opacity.get() <= 0.0 {
                    return None;
                }
                self.svg_pattern(pattern)
            }
        }
    }

    /// A pattern whose tile is rendered to an image.
    fn svg_pattern(&mut self, pattern: &usvg::Pattern) -> Option<Paint> {
        let rect = pattern.rect();
        let area = Rect::from_origin_size(
            (f64::from(rect.x()), f64::from(rect.y())),
            (f64::from(rect.width()), f64::from(rect.height())),
        );
        let depth = self.depth();
        self.save();
        self.transform(affine(pattern.transform()));
        let tile = self.tile(area, |painter| painter.draw_children(pattern.root()));
        self.restore_to(depth);
        let (image, area) = tile?;
        let tile = Pattern::new(&image, Repetition::Repeat);
        let (x, y) = (
            area.width() / f64::from(image.width()),
            area.height() / f64::from(image.height()),
        );
        tile.set_transform(
            affine(pattern.transform())
                * Affine::translate((area.x0, area.y0))
                * Affine::scale_non_uniform(x, y),
        );
        Some(tile.into())
    }

    fn draw_svg_image(&mut self, image: &usvg::Image) {
        let size = image.size();
        match image.kind() {
            usvg::ImageKind::SVG(tree) => {
                let depth = self.depth();
                self.save();
                self.draw_group(tree.root());
                self.restore_to(depth);
            }
            usvg::ImageKind::JPEG(data)
            | usvg::ImageKind::PNG(data)
            | usvg::ImageKind::GIF(data)
            | usvg::ImageKind::WEBP(data) => match Image::decode(data) {
                Ok(decoded) => {
                    self.state.smooth = image.rendering_mode() != usvg::ImageRendering::OptimizeSpeed;
                    self.draw_image_scaled(&decoded, 0.0, 0.0, size.width().into(), size.height().into());
                    self.state.smooth = true;
                }
                Err(error) => self.fail(error),
            },
        }
    }
}

/// A clip of one path, which needs no layer.
fn one_path(clip: &usvg::ClipPath) -> Option<(BezPath, Fill)> {
    let [usvg::Node::Path(path)] = clip.root().children() else {
        return None;
    };
    let group = clip.root();
    let plain = clip.clip_path().is_none() && group.clip_path().is_none() && path.is_visible();
    let fill = path.fill().filter(|_| plain)?;
    let outline = affine(clip.transform()) * affine(group.transform()) * bez_path(path.data());
    Some((outline, rule(fill.rule())))
}

fn with_base(gradient: Gradient, base: &usvg::BaseGradient) -> Gradient {
    for stop in base.stops() {
        let done = gradient.add_color_stop(stop.offset().get().into(), color(stop.color(), stop.opacity()));
        debug_assert!(done.is_ok(), "usvg keeps offsets between 0 and 1");
    }
    let extend = match base.spread_method() {
        usvg::SpreadMethod::Pad => Extend::Pad,
        usvg::SpreadMethod::Reflect => Extend::Reflect,
        usvg::SpreadMethod::Repeat => Extend::Repeat,
    };
    gradient.extended(extend, affine(base.transform()))
}

/// Converts luminance to alpha: white becomes opaque, black transparent
/// ([CSS Masking 1, Mask processing](https://www.w3.org/TR/css-masking-1/#MaskValues)).
fn bright_is_opaque(image: &Image) -> Image {
    let pixels = image.rgba().as_chunks().0.iter();
    let masked = pixels.flat_map(|&[r, g, b, a]| {
        let bright = 0.2125 * f32::from(r) + 0.7154 * f32::from(g) + 0.0721 * f32::from(b);
        [0, 0, 0, (bright * f32::from(a) / 255.0).round() as u8]
    });
    Image::from_rgba(image.size(), masked.collect())
}

fn color(color: usvg::Color, opacity: usvg::Opacity) -> Color {
    let opaque = Color::from_rgba8(color.red, color.green, color.blue, 255);
    opaque.multiply_alpha(opacity.get())
}

fn rule(rule: usvg::FillRule) -> Fill {
    match rule {
        usvg::FillRule::NonZero => Fill::NonZero,
        usvg::FillRule::EvenOdd => Fill::EvenOdd,
    }
}

fn affine(t: Transform) -> Affine {
    Affine::new([t.sx, t.ky, t.kx, t.sy, t.tx, t.ty].map(f64::from))
}

fn bez_path(path: &usvg::tiny_skia_path::Path) -> BezPath {
    let point = |p: usvg::tiny_skia_path::Point| Point::new(p.x.into(), p.y.into());
    let mut out = BezPath::new();
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(p) => out.move_to(point(p)),
            PathSegment::LineTo(p) => out.line_to(point(p)),
            PathSegment::QuadTo(c, p) => out.quad_to(point(c), point(p)),
            PathSegment::CubicTo(c1, c2, p) => out.curve_to(point(c1), point(c2), point(p)),
            PathSegment::Close => out.close_path(),
        }
    }
    out
}

fn blend_mode(mode: usvg::BlendMode) -> BlendMode {
    let mix = match mode {
        usvg::BlendMode::Normal => return BlendMode::default(),
        usvg::BlendMode::PlusLighter => return BlendMode::new(Mix::Normal, Compose::Plus),
        usvg::BlendMode::Multiply => Mix::Multiply,
        usvg::BlendMode::Screen => Mix::Screen,
        usvg::BlendMode::Overlay => Mix::Overlay,
        usvg::BlendMode::Darken => Mix::Darken,
        usvg::BlendMode::Lighten => Mix::Lighten,
        usvg::BlendMode::ColorDodge => Mix::ColorDodge,
        usvg::BlendMode::ColorBurn => Mix::ColorBurn,
        usvg::BlendMode::HardLight => Mix::HardLight,
        usvg::BlendMode::SoftLight => Mix::SoftLight,
        usvg::BlendMode::Difference => Mix::Difference,
        usvg::BlendMode::Exclusion => Mix::Exclusion,
        usvg::BlendMode::Hue => Mix::Hue,
        usvg::BlendMode::Saturation => Mix::Saturation,
        usvg::BlendMode::Color => Mix::Color,
        usvg::BlendMode::Luminosity => Mix::Luminosity,
    };
    BlendMode::new(mix, Compose::SrcOver)
}
