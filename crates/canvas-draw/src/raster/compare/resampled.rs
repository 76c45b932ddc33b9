//! Images and patterns between the pixels, which are rendered a little differently in each part of a frame.
//!
//! vello_cpu computes positions in an image with `f32`, relative to the target's origin, so a position may come out
//! differently when the origin is elsewhere: by two levels where pixels are interpolated, by a whole pixel of the image
//! where the nearest one is taken. Images at whole pixels in their own size are exact.

use kurbo::{Affine, Rect};

use crate::geometry::{PixelRect, kurbo};
use crate::raster::extent::covered;
use crate::scene::{Brush, Command, ImageRun, PaintRun, Scene, SceneCursor};

/// Whether these areas of a scene are rendered alone as they are when all of it is rendered.
pub(super) fn are_exact(mut cursor: SceneCursor<'_>, areas: &[PixelRect]) -> bool {
    let scene = cursor.scene();
    if areas.is_empty() || !samples(scene) {
        return true;
    }
    while let Some(command) = cursor.advance() {
        let state = cursor.state();
        if is_resampled(scene, command, state.transform()) {
            let overlaps = |shown: Rect| areas.iter().any(|area| area.to_rect().overlaps(shown));
            let shown = covered(scene, command, state);
            if shown.is_none_or(|shown| overlaps(shown.inflate(1.0, 1.0))) {
                return false;
            }
        }
    }
    true
}

/// Whether there are images or patterns at all.
fn samples(scene: &Scene) -> bool {
    let is_pattern = |paint: &PaintRun| matches!(paint, PaintRun::Pattern { .. });
    !scene.images.is_empty() || scene.paints.iter().any(is_pattern)
}

fn is_resampled(scene: &Scene, command: Command, transform: Affine) -> bool {
    let brush = match command {
        Command::Image(index) => {
            let run = &scene.images[index as usize];
            return is_between_pixels(transform * place_of(run));
        }
        Command::Text(index) => scene.texts[index as usize].brush,
        Command::FillRect(_, brush)
        | Command::FillCircle(_, _, brush)
        | Command::FillPath(_, _, brush)
        | Command::StrokePath(_, brush)
        | Command::StrokeLine(_, _, brush) => brush,
        // Pixels are put at whole pixels; the others have no image or pattern.
        Command::PutPixels(_)
        | Command::Batch(_)
        | Command::ReplaceRect(..)
        | Command::ReplaceAll(_)
        | Command::Transform(_)
        | Command::Blend(_)
        | Command::Stroke(_)
        | Command::Effects(_)
        | Command::PushClip(..)
        | Command::PopClip
        | Command::PushLayer(..)
        | Command::PushFilter(_)
        | Command::PopLayer => return false,
    };
    let Brush::Paint(index) = brush else {
        return false;
    };
    match &scene.paints[index as usize] {
        PaintRun::Gradient(_) => false,
        PaintRun::Pattern { transform: place, .. } => is_between_pixels(transform * *place),
    }
}

/// The transform from an image's pixels to its place in the scene.
fn place_of(run: &ImageRun) -> Affine {
    let (x, y) = (
        run.target.width() / run.source.width(),
        run.target.height() / run.source.height(),
    );
    Affine::translate(run.target.origin().to_vec2())
        * Affine::scale_non_uniform(x, y)
        * Affine::translate(-run.source.origin().to_vec2())
}

fn is_between_pixels(place: Affine) -> bool {
    let [a, b, c, d, e, f] = place.as_coeffs();
    [a, b, c, d] != [1.0, 0.0, 0.0, 1.0] || e.fract() != 0.0 || f.fract() != 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PhysicalSize;
    use crate::image::Image;
    use crate::painter::Painter;
    use crate::scene::FrameInfo;

    const SIZE: (u32, u32) = (200, 100);

    /// Whether an area in the middle is exact.
    fn is_exact(draw: impl FnOnce(&mut Painter, &Image)) -> bool {
        let mut painter = Painter::new(FrameInfo {
            size: kurbo::Size::new(SIZE.0.into(), SIZE.1.into()),
            ratio: 1.0,
            background: None,
            time: 0.0,
            dt: 0.0,
            frame: 0,
        });
        let image = Image::from_rgba(PhysicalSize::new(8, 8).unwrap(), vec![200; 8 * 8 * 4]);
        draw(&mut painter, &image);
        let scene = painter.finish();
        let area = PixelRect::new(48, 32, 96, 64).unwrap();
        are_exact(SceneCursor::new(&scene, Affine::IDENTITY), &[area])
    }

    #[test]
    fn images_at_whole_pixels_are_exact() {
        assert!(is_exact(|p, image| p.draw_image(image, 50.0, 40.0)));
        assert!(!is_exact(|p, image| p.draw_image(image, 50.5, 40.0)));
        assert!(!is_exact(
            |p, image| p.draw_image_scaled(image, 50.0, 40.0, 11.0, 11.0)
        ));
    }

    #[test]
    fn images_outside_of_the_area_do_not_matter() {
        assert!(is_exact(
            |p, image| p.draw_image_scaled(image, 120.5, 40.0, 30.0, 30.0)
        ));
    }

    #[test]
    fn patterns_count_as_images() {
        let pattern = |p: &mut Painter, image: &Image| {
            p.set_fill_style(crate::paint::Pattern::new(
                image,
                crate::paint::Repetition::Repeat,
            ));
        };
        assert!(is_exact(|p, image| {
            pattern(p, image);
            p.fill_rect(0.0, 0.0, 200.0, 100.0);
        }));
        assert!(!is_exact(|p, image| {
            pattern(p, image);
            p.rotate(0.1);
            p.fill_rect(0.0, 0.0, 200.0, 100.0);
        }));
    }
}
