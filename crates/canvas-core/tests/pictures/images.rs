//! Images.

use canvas_core::image::Image;
use canvas_core::kurbo::Rect;
use canvas_core::pixels::{PixelView, Strides};

use super::harness::{check, css};

/// Eight by six pixels: a colour for each, the last column half transparent.
pub(crate) fn tile() -> Image {
    let mut pixels = Vec::new();
    for y in 0..6u8 {
        for x in 0..8u8 {
            let checker = if (x + y) % 2 == 0 { 255 } else { 40 };
            pixels.extend([x * 36, y * 51, checker, if x == 7 { 128 } else { 255 }]);
        }
    }
    let strides = Strides {
        row: 32,
        column: 4,
        channel: 1,
    };
    Image::from_view(&PixelView::new(&pixels, 0, 8, 6, 4, strides).unwrap())
}

#[test]
fn images() {
    check("images", |p| {
        let tile = tile();
        p.draw_image(&tile, 5.0, 5.0);
        p.draw_image_scaled(&tile, 20.0, 5.0, 64.0, 48.0);
        p.set_image_smoothing(false);
        p.draw_image_scaled(&tile, 90.0, 5.0, 64.0, 48.0);
        p.draw_image_scaled(&tile, 195.0, 53.0, -32.0, -24.0);
        p.draw_image_part(
            &tile,
            Rect::new(2.0, 1.0, 5.0, 4.0),
            Rect::new(5.0, 60.0, 53.0, 108.0),
        );
        p.set_image_smoothing(true);
        p.draw_image_part(
            &tile,
            Rect::new(2.0, 1.0, 5.0, 4.0),
            Rect::new(60.0, 60.0, 108.0, 108.0),
        );
        // A part that reaches out of the image shrinks its target.
        p.draw_image_part(
            &tile,
            Rect::new(-4.0, 0.0, 4.0, 6.0),
            Rect::new(115.0, 60.0, 195.0, 108.0),
        );
        p.set_alpha(0.4);
        p.draw_image_scaled(&tile, 5.0, 115.0, 40.0, 30.0);
        p.set_alpha(1.0);
        p.translate(120.0, 130.0);
        p.rotate(-0.3);
        p.draw_image_scaled(&tile, 0.0, 0.0, 56.0, 24.0);
        p.set_fill_style(css("black"));
        p.fill_circle(0.0, 0.0, 2.0);
    });
}

#[test]
fn large_images_drawn_small() {
    check("large_images_drawn_small", |p| {
        let (width, height) = (600u32, 450u32);
        let ring = |x: u32, y: u32| {
            let (dx, dy) = (f64::from(x) - 300.0, f64::from(y) - 225.0);
            if (dx.hypot(dy) as u32 / 12).is_multiple_of(2) {
                255
            } else {
                0
            }
        };
        let pixels: Vec<u8> = (0..height)
            .flat_map(|y| (0..width).map(move |x| ring(x, y)))
            .collect();
        let strides = Strides {
            row: 600,
            column: 1,
            channel: 0,
        };
        let image = Image::from_view(&PixelView::new(&pixels, 0, width, height, 1, strides).unwrap());
        p.draw_image_scaled(&image, 0.0, 0.0, 100.0, 75.0);
        p.draw_image_scaled(&image, 100.0, 75.0, 50.0, 37.5);
        p.draw_image_part(
            &image,
            Rect::new(0.0, 0.0, 300.0, 225.0),
            Rect::new(100.0, 0.0, 150.0, 37.5),
        );
    });
}
