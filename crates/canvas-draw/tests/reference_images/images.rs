//! Images.

use canvas_draw::image::Image;
use canvas_draw::kurbo::Rect;
use canvas_draw::pixels::{PixelView, Strides};

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

#[test]
fn svg_pictures() {
    check("svg_pictures", |p| {
        let source = include_bytes!("../../../../tests/data/features.svg");
        let svg = canvas_draw::svg::Svg::parse(source).unwrap();
        p.draw_svg(&svg, 0.0, 0.0, 200.0, 150.0);
        p.set_fill_style(css("#eee"));
        p.fill_rect(150.0, 110.0, 50.0, 40.0);
        // As large as fits, in the middle, as a whole.
        p.set_alpha(0.5);
        p.draw_svg(&svg, 150.0, 110.0, 50.0, 40.0);
        assert_eq!(p.depth(), 0);
    });
}

#[test]
fn pixels_read_and_written() {
    check("pixels_read_and_written", |p| {
        p.set_fill_style(css("tomato"));
        p.fill_circle(40.0, 40.0, 30.0);
        p.begin_path();
        p.rect(0.0, 0.0, 100.0, 150.0);
        p.clip(canvas_draw::peniko::Fill::NonZero);
        p.translate(3.0, 3.0);
        p.set_alpha(0.5);
        let ball = p.get_image_data(10, 10, 60, 60).unwrap();
        assert_eq!(ball.pixel(30, 30), Some([255, 99, 71, 255]));
        // Neither clip nor transform nor alpha count.
        p.put_image_data(&ball, 90, 10, None).unwrap();
        p.put_image_data(&ball, 120, 80, Some([15, 15, 60, 30])).unwrap();
        p.put_image_data(&tile(), 20, 90, None).unwrap();
        let outside = p.get_image_data(200, 150, -10, 10).unwrap();
        assert_eq!(outside.pixel(0, 0), Some([0, 0, 0, 0]));
        let across = p.get_image_data(-5, 35, 15, 1).unwrap();
        assert_eq!(
            (across.pixel(4, 0), across.pixel(5, 0)),
            (Some([0; 4]), Some([255; 4]))
        );
    });
}
