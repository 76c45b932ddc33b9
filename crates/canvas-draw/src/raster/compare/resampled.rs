//! Pictures between the pixels, which look a little different in each part of a frame.
//!
//! vello_cpu counts the places of an image's pixels with `f32` from wherever it begins, so the same place may come out
//! otherwise when it begins elsewhere: by two levels where neighbours are mixed, by a whole pixel of the image where the
//! nearest one is taken. Images at whole pixels in their own size are exact.

use kurbo::{Affine, Rect};

use super::Side;
use crate::geometry::{PixelRect, kurbo};
use crate::scene::{Brush, Command, ImageRun, PaintRun, Scene};

/// Whether these areas of a scene come out as they do when all of it is drawn.
pub(super) fn fit(mut side: Side<'_>, areas: &[PixelRect]) -> bool {
    let scene = side.scene;
    if areas.is_empty() || !samples(scene) {
        return true;
    }
    while side.next < scene.commands.len() {
        let command = side.command();
        if is_resampled(scene, command, side.transform) {
            let touches = |shown: Rect| areas.iter().any(|area| area.to_rect().overlaps(shown));
            if side
                .covered(command)
                .is_none_or(|shown| touches(shown.inflate(1.0, 1.0)))
            {
                return false;
            }
        }
        side.step();
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
        _ => return false,
    };
    let Brush::Paint(index) = brush else {
        return false;
    };
    match &scene.paints[index as usize] {
        PaintRun::Gradient(_) => false,
        PaintRun::Pattern { transform: place, .. } => is_between_pixels(transform * *place),
    }
}

/// From an image's pixels to where they are drawn.
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

    /// Whether an area in the middle fits.
    fn fits(draw: impl FnOnce(&mut Painter, &Image)) -> bool {
        let size = PhysicalSize::new(SIZE.0, SIZE.1).unwrap();
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
        fit(Side::new(&scene, Affine::IDENTITY, size), &[area])
    }

    #[test]
    fn pictures_at_whole_pixels_fit() {
        assert!(fits(|p, image| p.draw_image(image, 50.0, 40.0)));
        assert!(!fits(|p, image| p.draw_image(image, 50.5, 40.0)));
        assert!(!fits(
            |p, image| p.draw_image_scaled(image, 50.0, 40.0, 11.0, 11.0)
        ));
    }

    #[test]
    fn pictures_elsewhere_fit() {
        assert!(fits(
            |p, image| p.draw_image_scaled(image, 120.5, 40.0, 30.0, 30.0)
        ));
    }

    #[test]
    fn patterns_count_as_pictures() {
        let pattern = |p: &mut Painter, image: &Image| {
            p.set_fill_style(crate::paint::Pattern::new(
                image,
                crate::paint::Repetition::Repeat,
            ));
        };
        assert!(fits(|p, image| {
            pattern(p, image);
            p.fill_rect(0.0, 0.0, 200.0, 100.0);
        }));
        assert!(!fits(|p, image| {
            pattern(p, image);
            p.rotate(0.1);
            p.fill_rect(0.0, 0.0, 200.0, 100.0);
        }));
    }
}
